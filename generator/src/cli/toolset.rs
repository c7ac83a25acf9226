//! The tools of a document, ready to be shown to models and to be carried out: what a generated crate's `toolset()` is.

use super::Select;
use super::call::table;
use crate::emit::tools;
use crate::options::Options;
use crate::pipeline::{self, Planned};
use crate::run::{self, Run};
use bindery_runtime::operation;
use bindery_runtime::tool::{ToolError, Toolset};
use serde_json::{Map, Value, json};
use std::path::Path;

/// A document's run, with the selection of the command line. What it binds is bound beside what `bindery.toml` says.
pub(super) fn run(spec: &Path, select: &Select, bind: impl IntoIterator<Item = String>) -> Run {
    let (tags, operations) = (select.tags.clone(), select.operations.clone());
    let mut run = run::over(spec, Options { tags, operations, ..Options::default() }, |options| options);
    run.options.bind.extend(bind);
    run
}

/// What is wrong with a name that is bound, by whomever, if a model could say it all the same.
pub(super) fn said_whole(tools: &Toolset, bound: &[String]) -> Option<String> {
    let (name, tool) = bound.iter().find_map(|name| Some((name, tools.says(name)?)))?;
    let tool = tool.name();
    Some(format!("`{name}` cannot be bound in `{tool}`, whose body a model gives as a whole: leave that operation out"))
}

/// What is wrong with a name that the command line binds, if no tool has such a parameter.
pub(super) fn not_bindable(tools: &Toolset, name: &str) -> Option<String> {
    let known = tools.bindable();
    let unknown = !known.iter().any(|known| known.eq_ignore_ascii_case(name));
    unknown.then(|| format!("no operation that is served has a parameter or a field `{name}` to bind"))
}

/// Tools for all operations of a run.
///
/// # Errors
/// Where generator and runtime are of different versions.
pub fn of(planned: &Planned, options: &Options) -> Result<Toolset, ToolError> {
    let made = tools::tools(&pipeline::emission(planned, options, ""));
    let schemas: Vec<(String, String)> =
        made.schemas.iter().map(|(name, schema)| (name.clone(), schema.to_string())).collect();
    let schemas: Vec<(&str, &str)> = schemas.iter().map(|(name, schema)| (name.as_str(), schema.as_str())).collect();
    let tools: Vec<(String, &'static operation::Operation)> = made
        .tools
        .iter()
        .map(|tool| {
            let op = &planned.api.ops[tool.id];
            (tool.json.to_string(), table::operation(op, op.id.as_deref().unwrap_or(&tool.name)))
        })
        .collect();
    let tools: Vec<(&str, &'static operation::Operation)> =
        tools.iter().map(|(text, operation)| (text.as_str(), *operation)).collect();
    Toolset::new(&schemas, &tools)
}

/// The table of the API that the tools call.
#[cfg(feature = "mcp")]
pub(super) fn api(planned: &Planned) -> &'static bindery_runtime::Api {
    table::api(planned, planned.api.ops.iter().find_map(|(_, op)| op.server.as_ref()))
}

/// What is known of the tools before any provider's rules.
pub(super) fn model(planned: &Planned, options: &Options, read_only: bool) -> Value {
    let made = tools::tools(&pipeline::emission(planned, options, ""));
    let reads = |tool: &Value| tool.get("effect").is_some_and(|effect| effect == "read");
    let tools: Vec<Value> =
        made.tools.into_iter().map(|tool| tool.json).filter(|tool| !read_only || reads(tool)).collect();
    json!({ "tools": tools, "$defs": made.schemas.into_iter().collect::<Map<_, _>>() })
}
