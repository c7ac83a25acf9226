//! `bindery check`: what there is to say about documents.

use super::{report_human, report_json, shown, summary};
use crate::diag::Level;
use crate::options::Options;
use crate::run;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::PathBuf;

/// Diagnose documents
#[derive(Args)]
pub(super) struct Check {
    /// OpenAPI documents, JSON or YAML
    #[arg(value_name = "SPEC", required = true)]
    specs: Vec<PathBuf>,
    /// Exit with 1 on this level and above
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// The same as `--format json`
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(super) fn run(check: &Check) -> u8 {
    let deny = match check.deny {
        Some(Deny::Warnings) => Level::Warning,
        None => Level::Error,
    };
    let as_json = check.json || check.format == Format::Json;
    let mut failed = false;
    let mut reports = Vec::new();
    for path in &check.specs {
        let run = run::over(path, Options::default(), |options| options);
        failed |= run.diags.fails(deny);
        if as_json {
            let losses = run.planned.as_ref().map(|planned| planned.api.losses);
            reports.push(json!({ "spec": shown(path), "diagnostics": report_json(&run), "losses": losses }));
            continue;
        }
        if !run.diags.is_empty() {
            eprint!("{}", report_human(&run));
        }
        if let Some(planned) = &run.planned {
            println!("{}: {}", shown(path), summary(planned));
        }
    }
    if as_json {
        println!("{:#}", serde_json::Value::from(reports));
    }
    u8::from(failed)
}
