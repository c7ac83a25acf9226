//! `bindery tools`: definitions of tools, as providers take them.

use super::{Console, Select, report_human, toolset};
use bindery_runtime::tool::{Dialect, Effect};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

/// Print operations as tools for a language model
///
/// The output is what stands under `tools` in a request to the provider. With `--for model` it is what bindery knows of the
/// tools before any provider's rules: schemas, where each argument goes, and what is hidden from models by which rule.
#[derive(Args)]
pub(super) struct Tools {
    /// OpenAPI document, JSON or YAML
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// Whose rules to keep
    #[arg(long = "for", value_name = "PROVIDER", value_parser = providers())]
    provider: String,
    #[command(flatten)]
    select: Select,
    /// Leave out what changes anything
    #[arg(long)]
    read_only: bool,
    /// Do not ask models for this parameter or field of a body: the host knows its value (may be repeated)
    #[arg(long = "bind", value_name = "NAME")]
    bind: Vec<String>,
    /// On one line
    #[arg(long)]
    compact: bool,
}

/// What bindery itself knows.
const MODEL: &str = "model";

fn providers() -> PossibleValuesParser {
    PossibleValuesParser::new(Dialect::ALL.iter().map(|dialect| dialect.name).chain([MODEL]))
}

pub(super) fn run(verb: &Tools, console: &mut Console<'_>) -> u8 {
    let run = toolset::run(&verb.spec, &verb.select, verb.bind.clone());
    console.report(&report_human(&run, console.colours(console.terminal.err)));
    let Some(planned) = run.planned.as_ref().filter(|_| !run.diags.has_errors()) else { return 1 };
    let set = match toolset::of(planned, &run.options) {
        Ok(set) => set.only(|tool| !verb.read_only || tool.effect() == Effect::Read),
        Err(error) => {
            console.remark(&format!("error: {error}"));
            return 1;
        }
    };
    let unknown = || verb.bind.iter().find_map(|name| toolset::not_bindable(&set, name));
    if let Some(wrong) = toolset::said_whole(&set, &run.options.bind).or_else(unknown) {
        console.remark(&format!("error: {wrong}"));
        return 2;
    }
    let out = match Dialect::named(&verb.provider) {
        Some(dialect) => set.export(dialect),
        None => toolset::model(planned, &run.options, verb.read_only),
    };
    match verb.compact {
        true => console.say(&out.to_string()),
        false => console.say_json(&out),
    }
    0
}
