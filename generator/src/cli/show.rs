//! `bindery show`: what a document says, and how it is called in Rust.

use super::console::one_line;
use super::{Console, EXIT_CODES, Select, Strictness, printed, report_human, summary};
use crate::diag::Diagnostics;
use crate::inspect::{self, Stage};
use crate::ir::{Api, Scheme, SchemeKind, Shape, TypeId};
use crate::names::{Module, OpNames, escaped};
use crate::options::Options;
use crate::pipeline::Planned;
use crate::run::{self, Run};
use crate::source::{self, Document};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Show what a document says and how it is called in Rust
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Show {
    /// OpenAPI document, JSON or YAML
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    #[command(flatten)]
    select: Select,
    #[command(flatten)]
    strictness: Strictness,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print what a stage of the generator makes of the document, as JSON, for those who work on bindery
    #[arg(long, value_name = "STAGE", conflicts_with = "json")]
    stage: Option<Stage>,
}

impl ValueEnum for Stage {
    fn value_variants<'a>() -> &'a [Stage] {
        &[Stage::Normalized, Stage::Lowered, Stage::Passed]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Stage::Normalized => PossibleValue::new("normalized").help("The document in the one dialect that is read"),
            Stage::Lowered => PossibleValue::new("lowered").help("The intermediate representation"),
            Stage::Passed => PossibleValue::new("passed").help("The same after all passes"),
        })
    }
}

pub(super) fn run(verb: &Show, console: &mut Console<'_>) -> u8 {
    let said = Options {
        tags: verb.select.tags.clone(),
        operations: verb.select.operations.clone(),
        ..verb.strictness.options()
    };
    let run = run::over(&verb.spec, said, |options| options);
    let colour = console.colours(console.terminal.err);
    let (Some(document), Some(planned)) = (&run.document, &run.planned) else {
        console.report(&report_human(&run, colour));
        return 1;
    };
    if let Some(stage) = verb.stage {
        if let Some(value) = at_stage(&verb.spec, &run.options, stage) {
            console.say_json(&value);
        }
    } else if verb.json {
        console.say_json(&listed(document, planned));
    } else {
        for line in page(&verb.spec, &run, document, planned) {
            console.say(&line);
        }
    }
    if run.diags.has_errors() {
        console.report(&report_human(&run, colour));
    }
    u8::from(run.diags.has_errors())
}

/// The pipeline up to a stage, over the document as it was read.
fn at_stage(path: &Path, options: &Options, stage: Stage) -> Option<Value> {
    let mut diags = Diagnostics::default();
    let mut document = source::load(path, &mut diags)?;
    inspect::at_stage(&mut document, options, stage, &mut diags).ok()
}

/// For programs. Paths in Rust begin at the root of what is generated.
fn listed(document: &Document, planned: &Planned) -> Value {
    let Planned { api, names } = planned;
    let mut operations: Vec<(String, Value)> = Vec::new();
    for (id, op) in api.ops.iter() {
        let rust = names.op(id).and_then(|own| Some(call_path(names.modules.get(own.module)?, own)));
        let (method, path) = (op.method.name(), op.template());
        let skipped = Value::Null;
        operations.push((document.pointer(op.at), entry(op.id.as_deref(), method, &path, rust, skipped)));
    }
    for skipped in &api.skipped {
        let reason = Value::from(skipped.reason.as_str());
        let (id, method) = (skipped.id.as_deref(), skipped.method.name());
        operations.push((document.pointer(skipped.at), entry(id, method, &skipped.path, None, reason)));
    }
    operations.sort_by(|(a, _), (b, _)| a.cmp(b));
    let types: Vec<Value> = named_types(planned)
        .map(|(id, name)| json!({ "pointer": document.pointer(api.types[id].at), "rust": format!("types::{name}") }))
        .collect();
    let operations: Vec<Value> = operations.into_iter().map(|(_, value)| value).collect();
    json!({ "operations": operations, "types": types })
}

fn entry(id: Option<&str>, method: &str, path: &str, rust: Option<String>, skipped: Value) -> Value {
    json!({ "id": id, "method": method, "path": path, "rust": rust, "skipped": skipped })
}

/// `orders::Orders::get`, or `Client::send_message` where there is no tag.
fn call_path(module: &Module, own: &OpNames) -> String {
    match &module.handle {
        Some(handle) => format!("{}::{handle}::{}", escaped(&module.name), escaped(&own.method)),
        None => format!("Client::{}", escaped(&own.method)),
    }
}

fn named_types(planned: &Planned) -> impl Iterator<Item = (TypeId, &str)> {
    planned.names.order.iter().filter_map(|id| Some((*id, planned.names.of(*id)?)))
}

/// For people.
fn page(spec: &Path, run: &Run, document: &Document, planned: &Planned) -> Vec<String> {
    let Planned { api, names } = planned;
    let title = [api.info.title.as_str(), api.info.version.as_str()].join(" ");
    let mut lines = vec![format!("{}: {}", printed(spec), one_line(title.trim()))];
    lines.extend(api.servers.iter().map(|server| format!("  server      {}", one_line(&server.url))));
    for (scheme, variable) in api.schemes.iter().zip(&names.env) {
        lines.push(format!("  credential  {variable} ({}: {})", one_line(&scheme.name), kind(scheme)));
    }
    for module in &names.modules {
        let call = match &module.handle {
            Some(_) => format!("client.{}()", escaped(&module.name)),
            None => "client".to_owned(),
        };
        lines.extend([String::new(), call]);
        for id in &module.ops {
            let op = &api.ops[*id];
            lines.push(format!("  {}", one_line(&op.request())));
            for head in inspect::signatures(planned, &run.options, *id) {
                let call = head.trim_start_matches("fn ").replace("(&self, ", "(").replace("(&self)", "()");
                lines.push(format!("    .{call}"));
            }
        }
    }
    if !api.skipped.is_empty() {
        lines.extend([String::new(), "left out".to_owned()]);
        for skipped in &api.skipped {
            let line = format!("  {} {}: {}", skipped.method.name(), skipped.path, skipped.reason);
            lines.push(one_line(&line));
        }
    }
    let width = named_types(planned).map(|(_, name)| name.len()).filter(|width| *width < 40).max().unwrap_or_default();
    lines.extend([String::new(), "types".to_owned()]);
    for (id, name) in named_types(planned) {
        lines.push(format!(
            "  {name:<width$}  {:<22}  {}",
            what(api, id),
            one_line(&document.pointer(api.types[id].at))
        ));
    }
    lines.extend([String::new(), summary(planned)]);
    lines
}

fn kind(scheme: &Scheme) -> String {
    match &scheme.kind {
        SchemeKind::ApiKey { place, name, .. } => format!("{} `{}`", place.name(), one_line(name)),
        SchemeKind::PathKey(_) => "in the path".to_owned(),
        SchemeKind::Bearer => "bearer token".to_owned(),
        SchemeKind::Basic => "user:password".to_owned(),
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => "access token".to_owned(),
        SchemeKind::Other(what) => format!("cannot be carried out: {}", one_line(what)),
    }
}

/// `record of 12 fields`
fn what(api: &Api, id: TypeId) -> String {
    let many = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    match &api.types[id].shape {
        Shape::Record(record) => format!("record of {}", many(record.fields.len(), "field")),
        Shape::Choice(choice) => format!("enum of {}", many(choice.values.len(), "value")),
        Shape::Union(union) => format!("union of {}", many(union.arms.len(), "arm")),
        Shape::List(_) => "list".to_owned(),
        Shape::Map(_) => "map".to_owned(),
        Shape::Tuple(slots) => format!("tuple of {}", slots.len()),
        Shape::Bool => "boolean".to_owned(),
        Shape::Int(_) => "integer".to_owned(),
        Shape::Float => "number".to_owned(),
        Shape::Text(_) => "text".to_owned(),
        Shape::Bytes => "bytes".to_owned(),
        Shape::Any => "anything".to_owned(),
        Shape::Alias(_) => "alias".to_owned(),
    }
}
