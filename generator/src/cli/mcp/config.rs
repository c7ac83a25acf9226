//! The settings that MCP clients take: how they start this server, and which variables they have to give it. Values of
//! variables are never read here.

use super::{Mcp, served, variable};
use crate::cli::reach::Stop;
use crate::cli::shown;
use crate::pipeline::Planned;
use bindery_runtime::tool::Toolset;
use serde_json::{Map, Value, json};

/// What stands for a value that only the user knows.
const PLACE: &str = "…";

pub(super) fn snippet(verb: &Mcp, planned: &Planned, tools: &Toolset) -> Result<String, Stop> {
    // Clients start servers in folders of their own.
    let spec =
        std::path::absolute(&verb.spec).map_err(|error| Stop::failed(format!("where is the document? {error}")))?;
    let command = std::env::current_exe().map_or_else(|_| "bindery".to_owned(), |path| shown(&path));
    let mut args = vec!["mcp".to_owned(), shown(&spec)];
    let mut option = |name: &str, values: &[String]| {
        for value in values {
            args.extend([format!("--{name}"), value.clone()]);
        }
    };
    option("tag", &verb.select.tags);
    option("operation", &verb.select.operations);
    let credential = |bind: &&String| !is_credential(tools, bind.split('=').next().unwrap_or_default());
    option("bind", &verb.bind.iter().filter(credential).cloned().collect::<Vec<_>>());
    option("base-url", verb.reach.base_url.as_slice());
    option("server-variable", &verb.reach.server_variables);
    let timeout = verb.reach.timeout.map(|limit| limit.as_secs_f64().to_string());
    option("timeout", timeout.as_slice());
    let limit = verb.answer_limit.map(|limit| limit.to_string());
    option("answer-limit", limit.as_slice());
    let flags = [
        ("allow-insecure-http", verb.reach.allow_insecure_http),
        ("allow-writes", verb.allow_writes),
        ("dry-run", verb.dry_run),
        ("read-only", verb.read_only),
        ("verbose", verb.verbose),
    ];
    args.extend(flags.iter().filter(|(_, given)| *given).map(|(name, _)| format!("--{name}")));
    let mut server = Map::new();
    server.insert("command".to_owned(), command.into());
    server.insert("args".to_owned(), args.into());
    let env = variables(verb, planned, tools);
    if !env.is_empty() {
        server.insert("env".to_owned(), env.into_iter().map(|name| (name, Value::from(PLACE))).collect());
    }
    Ok(format!("{:#}", json!({ "mcpServers": { (planned.names.api.as_str()): server } })))
}

/// Variables that the server looks at: credentials of its operations, and what is bound without a value.
fn variables(verb: &Mcp, planned: &Planned, tools: &Toolset) -> Vec<String> {
    let is_used =
        |scheme: usize| served(planned, tools).any(|op| op.auth.any_of.iter().flatten().any(|i| *i == scheme));
    let credentials = planned.names.env.iter().enumerate().filter(|(scheme, _)| is_used(*scheme));
    let by_hand = |name: &str| {
        verb.bind.iter().filter_map(|bind| bind.split_once('=')).any(|(given, _)| given.eq_ignore_ascii_case(name))
    };
    let bound = tools.bindable().into_iter().filter(|name| !by_hand(name) || is_credential(tools, name));
    credentials.map(|(_, env)| env.clone()).chain(bound.filter_map(|name| variable(planned, name))).collect()
}

/// Whether a parameter carries a credential, whose value stands in no settings.
fn is_credential(tools: &Toolset, name: &str) -> bool {
    let mut hidden = tools.tools().iter().flat_map(|tool| tool.hidden());
    hidden.any(|(hidden, rule)| rule == "credential" && hidden.eq_ignore_ascii_case(name))
}
