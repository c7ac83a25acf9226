//! `bindery check`: what there is to say about documents.

use super::{Console, EXIT_CODES, Strictness, printed, report_human, shown, summary};
use crate::diag::{Finding, findings, render_sarif};
use crate::options::Options;
use crate::run;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Diagnose documents
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Check {
    /// OpenAPI documents, JSON or YAML
    #[arg(value_name = "SPEC", required = true)]
    specs: Vec<PathBuf>,
    #[command(flatten)]
    strictness: Strictness,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The same as `--format json`
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

pub(super) fn run(check: &Check, console: &mut Console<'_>) -> u8 {
    let format = if check.json { Format::Json } else { check.format };
    let mut failed = false;
    let mut reports: Vec<Value> = Vec::new();
    let mut all: Vec<Finding> = Vec::new();
    for path in &check.specs {
        let run = run::over(path, check.strictness.options(), |options| Options { everything: true, ..options });
        failed |= run.diags.has_errors();
        let found = || findings(&run.diags, run.document.as_ref());
        match format {
            Format::Human => {
                console.report(&report_human(&run, console.colours(console.terminal.err)));
                if let Some(planned) = &run.planned {
                    console.say(&format!("{}: {}", printed(path), summary(planned)));
                }
            }
            Format::Json => {
                let losses = run.planned.as_ref().map(|planned| planned.api.losses);
                reports.push(json!({ "spec": shown(path), "diagnostics": found(), "losses": losses }));
            }
            Format::Sarif => all.extend(found()),
        }
        if check.specs.len() == 1 {
            // The process ends next, and to take a large document apart is a tenth of its time.
            std::mem::forget(run);
        }
    }
    match format {
        Format::Human => {}
        Format::Json => console.say_json(&Value::from(reports)),
        Format::Sarif => console.say_json(&render_sarif(&all)),
    }
    u8::from(failed)
}
