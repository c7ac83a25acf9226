//! The command line: one file a verb. Exit codes: 0 done, 1 findings or unreadable input, 2 usage.
#![allow(clippy::print_stdout, clippy::print_stderr)] // Printing is what this module is for.

mod check;
mod generate;

use crate::diag::{self, Diagnostics};
use crate::names::LockFile;
use crate::options::Options;
use crate::pipeline::{self, Planned};
use crate::source::{self, Document};
use clap::{Args, Parser, Subcommand};
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

/// Typed Rust clients from OpenAPI documents.
#[derive(Parser)]
#[command(name = "bindery", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Check(check::Check),
    // Boxed: its flags are many.
    Generate(Box<generate::Generate>),
}

/// Which operations are meant.
#[derive(Args, Clone, Debug, Default)]
struct Select {
    /// Take the operations of this tag only (may be repeated)
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Take this operation only, by its id or as `GET /path` (may be repeated)
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
}

/// Runs the command with the process's arguments.
pub fn main() -> ExitCode {
    let code = match Cli::parse().verb {
        Verb::Check(verb) => check::run(&verb),
        Verb::Generate(verb) => generate::run(*verb),
    };
    ExitCode::from(code)
}

/// What a run over one document came to.
struct Run {
    diags: Diagnostics,
    options: Options,
    /// Nothing if it could not be read.
    document: Option<Document>,
    /// Nothing if a stage stopped.
    planned: Option<Planned>,
}

impl Run {
    fn report_human(&self) -> String {
        diag::render_human(&self.diags, self.document.as_ref(), io::stderr().is_terminal())
    }

    fn report_json(&self) -> serde_json::Value {
        diag::render_json(&self.diags, self.document.as_ref())
    }
}

/// Reads, understands and names a document. Where `flags` say nothing, `bindery.toml` beside it does.
fn plan(path: &Path, flags: Options) -> Run {
    let mut diags = Diagnostics::default();
    let mut document = source::load(path, &mut diags);
    let options = flags.over(Options::beside(path, &mut diags));
    let planned = document.as_mut().and_then(|document| {
        let lock = LockFile::beside(path, &mut diags).0.remove(&pipeline::file_name(document)).unwrap_or_default();
        pipeline::plan(document, &options, &lock, &mut diags).ok()
    });
    Run { diags, options, document, planned }
}

/// `12 operations, 34 types; 1 of 200 slots wider than the document says`
fn summary(planned: &Planned) -> String {
    let losses = planned.api.losses;
    let mut out = format!("{} operations", losses.operations - losses.skipped);
    if losses.skipped > 0 {
        out.push_str(&format!(" ({} skipped)", losses.skipped));
    }
    out.push_str(&format!(", {} types", planned.names.order.len()));
    if losses.widened > 0 {
        out.push_str(&format!(
            "; {} of {} places are typed wider than the document says",
            losses.widened, losses.slots
        ));
    }
    out
}

fn fail(message: &str) -> u8 {
    eprintln!("error: {message}");
    1
}

/// Paths as given, for messages.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
