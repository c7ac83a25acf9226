//! The command line: one file a verb. Exit codes: 0 done, 1 findings or unreadable input, 2 usage.
#![allow(clippy::print_stdout, clippy::print_stderr)] // Printing is what this module is for.

mod check;
mod generate;

use crate::diag::{self, Diagnostics};
use crate::lower::Selection;
use crate::names::Lock;
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
    Generate(generate::Generate),
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

impl From<Select> for Selection {
    fn from(select: Select) -> Selection {
        Selection { tags: select.tags, operations: select.operations }
    }
}

/// Runs the command with the process's arguments.
pub fn main() -> ExitCode {
    let code = match Cli::parse().verb {
        Verb::Check(verb) => check::run(&verb),
        Verb::Generate(verb) => generate::run(verb),
    };
    ExitCode::from(code)
}

/// What a run over one document came to.
struct Run {
    diags: Diagnostics,
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

/// Reads, understands and names a document.
fn plan(path: &Path, options: &Options) -> Run {
    let mut diags = Diagnostics::default();
    let mut document = source::load(path, &mut diags);
    let planned = document.as_mut().and_then(|document| {
        let lock = lock_of(path, document, &mut diags);
        pipeline::plan(document, options, &lock, &mut diags).ok()
    });
    Run { diags, document, planned }
}

fn lock_of(path: &Path, document: &Document, diags: &mut Diagnostics) -> Lock {
    match pipeline::read_lock(path) {
        Ok(lock) => lock.0.get(&pipeline::file_name(document)).cloned().unwrap_or_default(),
        Err(message) => {
            let help = "correct it, or delete it to hand out all names anew";
            diags.push(diag::Code::BadLock, source::At::default(), message).help(help);
            Lock::default()
        }
    }
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
