//! The command line: one file a verb. Exit codes: 0 done, 1 findings or unreadable input, 2 usage.
#![allow(clippy::print_stdout, clippy::print_stderr)] // Printing is what this module is for.

mod call;
mod check;
mod console;
mod generate;

pub use console::{Console, Environment, Terminals};

use crate::diag;
use crate::pipeline::Planned;
use crate::run::Run;
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
    // Boxed: their flags are many.
    Call(Box<call::Call>),
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
    let verb = Cli::parse().verb;
    ExitCode::from(Console::of_process(|console| run_verb(verb, console)))
}

/// Runs the command with arguments, its own name first, and a world of one's own; gives the exit code.
pub fn run<'a>(arguments: impl IntoIterator<Item = &'a str>, console: &mut Console<'_>) -> u8 {
    match Cli::try_parse_from(arguments) {
        Ok(cli) => run_verb(cli.verb, console),
        Err(error) => {
            console.remark(error.to_string().trim_end());
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

fn run_verb(verb: Verb, console: &mut Console<'_>) -> u8 {
    match verb {
        Verb::Check(verb) => check::run(&verb),
        Verb::Call(verb) => call::run(&verb, console),
        Verb::Generate(verb) => generate::run(*verb),
    }
}

fn report_human(run: &Run) -> String {
    diag::render_human(&run.diags, run.document.as_ref(), io::stderr().is_terminal())
}

fn report_json(run: &Run) -> serde_json::Value {
    diag::render_json(&run.diags, run.document.as_ref())
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
