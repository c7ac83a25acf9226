//! The command line: one file a verb. Exit codes: 0 done, 1 findings or unreadable input, 2 usage.

mod call;
mod check;
mod console;
mod explain;
mod generate;
#[cfg(feature = "mcp")]
mod mcp;
mod reach;
mod show;
mod tools;
pub mod toolset;

pub use console::{Console, Environment, Terminals};

use crate::diag::{self, Deny, Severity};
use crate::options::Options;
use crate::pipeline::Planned;
use crate::run::Run;
use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::Path;
use std::process::ExitCode;
#[cfg(feature = "mcp")]
use tokio::io::{AsyncRead, AsyncWrite};

/// What the exit code of `check` and `show` says.
const EXIT_CODES: &str = "Exit codes: 0 if there is no error among the findings, 1 if there is one or a document cannot be \
                          read, 2 for a command line that cannot be. Warnings are errors with `--deny warnings`.";

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
    Show(show::Show),
    Explain(explain::Explain),
    // Boxed: their flags are many.
    Call(Box<call::Call>),
    Generate(Box<generate::Generate>),
    Tools(Box<tools::Tools>),
    #[cfg(feature = "mcp")]
    Mcp(Box<mcp::Mcp>),
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

/// What is an error.
#[derive(Args, Clone, Debug, Default)]
struct Strictness {
    /// Make errors of warnings, or of notes as well
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,
    /// Level of the findings of a code, `B0309=allow`: allow, note, warning or error (may be repeated)
    #[arg(long = "level", value_name = "CODE=LEVEL", value_parser = level)]
    levels: Vec<(String, Severity)>,
}

impl Strictness {
    fn options(&self) -> Options {
        Options { deny: self.deny, levels: self.levels.iter().cloned().collect(), ..Options::default() }
    }
}

/// `B0309=allow`
fn level(text: &str) -> Result<(String, Severity), String> {
    let (code, level) = text.split_once('=').ok_or("there is no `=` in it")?;
    Ok((code.to_owned(), level.parse()?))
}

impl ValueEnum for Deny {
    fn value_variants<'a>() -> &'a [Deny] {
        &[Deny::Warnings, Deny::Notes]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Deny::Warnings => "warnings",
            Deny::Notes => "notes",
        }))
    }
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
        Err(error) => refuse(&error, console),
    }
}

/// Runs `bindery mcp` with streams of one's own in place of standard input and output.
#[cfg(feature = "mcp")]
pub fn run_over<'a>(
    arguments: impl IntoIterator<Item = &'a str>,
    console: &mut Console<'_>,
    streams: (impl AsyncRead + Send + Unpin + 'static, impl AsyncWrite + Send + Unpin + 'static),
) -> u8 {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { verb: Verb::Mcp(verb) }) => mcp::run_over(&verb, console, streams, std::future::pending()),
        Ok(cli) => run_verb(cli.verb, console),
        Err(error) => refuse(&error, console),
    }
}

fn refuse(error: &clap::Error, console: &mut Console<'_>) -> u8 {
    console.remark(error.to_string().trim_end());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

fn run_verb(verb: Verb, console: &mut Console<'_>) -> u8 {
    match verb {
        Verb::Check(verb) => check::run(&verb, console),
        Verb::Show(verb) => show::run(&verb, console),
        Verb::Explain(verb) => explain::run(&verb, console),
        Verb::Call(verb) => call::run(&verb, console),
        Verb::Generate(verb) => generate::run(*verb, console),
        Verb::Tools(verb) => tools::run(&verb, console),
        #[cfg(feature = "mcp")]
        Verb::Mcp(verb) => mcp::run(&verb, console),
    }
}

fn report_human(run: &Run, colour: bool) -> String {
    diag::render_human(&run.diags, run.document.as_ref(), colour)
}

/// `12 operations, 34 types; 1 of 200 slots wider than the document says`
fn summary(planned: &Planned) -> String {
    let losses = planned.api.losses;
    let many = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let mut out = many(losses.operations - losses.skipped, "operation");
    if losses.skipped > 0 {
        out.push_str(&format!(" ({} skipped)", losses.skipped));
    }
    out.push_str(&format!(", {}", many(planned.names.order.len(), "type")));
    if losses.widened > 0 {
        out.push_str(&format!(
            "; {} of {} typed wider than the document says",
            losses.widened,
            many(losses.slots, "place")
        ));
    }
    out
}

/// Paths as given, for programs.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Paths for people, without what steers a terminal.
fn printed(path: &Path) -> String {
    console::one_line(&shown(path))
}
