//! `bindery mcp`: the operations of a document as tools over MCP, on standard input and output. What is said to people goes
//! to standard error, since standard output carries the protocol and nothing else.

mod ask;
mod config;
mod server;

use super::reach::{self, Reach, Stop, block_on, pair, unusable};
use super::{Console, Select, report_human, toolset};
use crate::ir::Operation;
use crate::pipeline::Planned;
use bindery_runtime::Client;
use bindery_runtime::tool::{Effect, Toolset, WritePolicy};
use clap::Args;
use server::{Log, Server};
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use tokio::io::{AsyncRead, AsyncWrite};

/// Serve operations as tools to a language model, over MCP on standard input and output
///
/// An MCP client starts this command; `--print-config` prints what to put into the client's settings. Credentials come from
/// the environment, by the names that `--print-config` lists. What changes something is done after the user said yes, if the
/// client can ask, and otherwise not at all, unless `--allow-writes` is given.
#[derive(Args)]
pub(super) struct Mcp {
    /// OpenAPI document, JSON or YAML
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    #[command(flatten)]
    select: Select,
    /// Change things without asking the user
    #[arg(long, conflicts_with_all = ["dry_run", "read_only"])]
    allow_writes: bool,
    /// Describe changes instead of making them
    #[arg(long, conflicts_with = "read_only")]
    dry_run: bool,
    /// Leave out what changes anything
    #[arg(long)]
    read_only: bool,
    /// Do not ask models for this parameter or field of a body, and give it this value (may be repeated)
    #[arg(long = "bind", value_name = "NAME=VALUE")]
    bind: Vec<String>,
    #[command(flatten)]
    reach: Reach,
    /// Bytes of an answer that a model is given; longer ones are shortened
    #[arg(long, value_name = "BYTES")]
    answer_limit: Option<NonZeroUsize>,
    /// Say on standard error what is served, even where that is no terminal
    #[arg(long)]
    verbose: bool,
    /// Print the settings that MCP clients take, as JSON, and serve nothing
    #[arg(long)]
    print_config: bool,
}

pub(super) fn run(verb: &Mcp, console: &mut Console<'_>) -> u8 {
    run_over(verb, console, rmcp::transport::stdio(), async {
        // Where signals cannot be heard, they end the process as they always do.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Serves over these streams until the client closes them, or `stop`.
pub(super) fn run_over<R, W>(
    verb: &Mcp,
    console: &mut Console<'_>,
    streams: (R, W),
    stop: impl Future<Output = ()>,
) -> u8
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let ended = prepare(verb, console).and_then(|server| match server {
        Some(server) => block_on(server::serve(server, streams, stop, |line| console.remark(line)))?,
        None => Ok(()),
    });
    match ended {
        Ok(()) => 0,
        Err(end) => {
            console.report(&end.report);
            console.remark(&format!("error: {}", end.message));
            end.code
        }
    }
}

/// The server, unless only its settings are wanted.
fn prepare(verb: &Mcp, console: &mut Console<'_>) -> Result<Option<(Server, Log)>, Stop> {
    let given = verb.bind.iter().map(|bind| pair("bind", bind)).collect::<Result<Vec<_>, _>>()?;
    let run = toolset::run(&verb.spec, &verb.select, given.iter().map(|(name, _)| (*name).to_owned()));
    let report = report_human(&run, console.colours(console.terminal.err));
    let Some(planned) = run.planned.as_ref().filter(|_| !run.diags.has_errors()) else {
        return Err(Stop { report, ..Stop::failed("the document cannot be served") });
    };
    let tools = toolset::of(planned, &run.options).map_err(|error| Stop::failed(error.to_string()))?;
    let tools = tools.only(|tool| !verb.read_only || tool.effect() == Effect::Read);
    if tools.tools().is_empty() {
        return Err(Stop { report, ..Stop::failed("there is nothing to serve: no operation is left") });
    }
    if let Some(wrong) = toolset::said_whole(&tools, &run.options.bind) {
        return Err(Stop::usage(wrong));
    }
    let tools = given.iter().try_fold(tools, |tools, (name, value)| match toolset::not_bindable(&tools, name) {
        None => Ok(tools.bind(name, *value)),
        Some(wrong) => Err(Stop::usage(wrong)),
    })?;
    let builder = verb.reach.builder(toolset::api(planned))?;
    if verb.print_config {
        // What cannot be served is no setting either; the environment is the client's to fill.
        builder.environment(|_| None).build().map_err(|error| unusable(&error))?;
        console.say(&config::snippet(verb, planned, &tools)?);
        return Ok(None);
    }
    let tools = bound(tools, planned, &given, console)?.policy(verb.policy());
    let tools = match verb.answer_limit {
        Some(limit) => tools.answer_limit(limit.get()),
        None => tools,
    };
    let environment = console.env.clone();
    let client = builder.environment(move |name| environment(name)).build().map_err(|error| unusable(&error))?;
    if verb.verbose || console.terminal.err {
        console.report(&report);
        console.remark(&serving(planned, &tools, &client));
    }
    let lacking: BTreeSet<String> =
        served(planned, &tools).filter_map(|op| reach::lacking(planned, op, console)).collect();
    for ways in lacking {
        console.remark(&format!("warning: there are tools that need a credential: set {ways} in the environment"));
    }
    Server::new(tools, client, &planned.api.info, &planned.names.api).map(Some)
}

impl Mcp {
    fn policy(&self) -> WritePolicy {
        match (self.allow_writes, self.dry_run) {
            (true, _) => WritePolicy::ALLOW,
            (false, true) => WritePolicy::DRY_RUN,
            (false, false) => WritePolicy::CONFIRM,
        }
    }
}

/// The tools with what the environment knows beside what was `given`.
fn bound(
    mut tools: Toolset,
    planned: &Planned,
    given: &[(&str, &str)],
    console: &Console<'_>,
) -> Result<Toolset, Stop> {
    let names: Vec<String> = tools.bindable().into_iter().map(str::to_owned).collect();
    for name in names {
        let by_hand = given.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name));
        let value = variable(planned, &name).filter(|_| !by_hand).and_then(|variable| (console.env)(&variable));
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            tools = tools.bind(&name, value);
        }
    }
    let lacking = |name: &&str| match variable(planned, name) {
        Some(variable) => format!("`{name}` (with `--bind {name}=…`, or {variable} in the environment)"),
        None => format!("`{name}` (with `--bind {name}=…`)"),
    };
    match tools.unbound().iter().map(lacking).collect::<Vec<_>>() {
        lacking if lacking.is_empty() => Ok(tools),
        lacking => Err(Stop::usage(format!("these parameters need a value: {}", lacking.join(", ")))),
    }
}

/// The environment variable of a parameter that the host gives; none if a credential stands there already.
fn variable(planned: &Planned, name: &str) -> Option<String> {
    Some(planned.names.variable(name)).filter(|variable| !planned.names.env.contains(variable))
}

/// The operations of the tools.
fn served<'p>(planned: &'p Planned, tools: &'p Toolset) -> impl Iterator<Item = &'p Operation> {
    let ops = planned.api.ops.iter();
    let is = |name: String| tools.tool(&name).is_some();
    ops.filter(move |(id, _)| planned.names.tool(*id).is_some_and(is)).map(|(_, op)| op)
}

/// `serving 27 tools of ERP at https://erp.example.com over stdio`: no path, which may hold a key.
fn serving(planned: &Planned, tools: &Toolset, client: &Client) -> String {
    let count = tools.tools().len();
    let many = if count == 1 { "" } else { "s" };
    let url = client.base_url();
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    let origin = url.get(..end).unwrap_or_default();
    format!(
        "serving {count} tool{many} of {} at {origin} over stdio",
        server::title(&planned.api.info, &planned.names.api)
    )
}
