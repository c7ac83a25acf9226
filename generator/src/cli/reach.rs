//! Where an API is and who asks: what the verbs that call have in common. Credentials come from the environment alone.

use super::call::redact;
use super::console::Console;
use crate::ir::{Operation, SchemeKind};
use crate::pipeline::Planned;
use bindery_runtime::{Api, Client, ClientBuilder, ConfigError};
use clap::Args;
use std::time::Duration;

/// Where the API is, and how it is called.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Reach {
    /// Where the API lives, instead of the document's first server
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// The value of a variable in the server's URL (may be repeated)
    #[arg(long = "server-variable", value_name = "NAME=VALUE")]
    pub(super) server_variables: Vec<String>,
    /// Send credentials over `http://` to other machines too, where anyone on the way can read them
    #[arg(long)]
    pub(super) allow_insecure_http: bool,
    /// How long a call may take, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(super) timeout: Option<Duration>,
}

impl Reach {
    /// A client that still has to be told where credentials are.
    pub(super) fn builder(&self, api: &'static Api) -> Result<ClientBuilder, Stop> {
        if self.base_url.is_none() && api.servers.is_empty() {
            return Err(Stop::usage("the document names no server: say where it lives with `--base-url`"));
        }
        let mut builder = Client::builder(api).allow_insecure_http(self.allow_insecure_http);
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        for variable in &self.server_variables {
            let (name, value) = pair("server-variable", variable)?;
            builder = builder.server_variable(name, value);
        }
        if let Some(limit) = self.timeout {
            builder = builder.timeout(limit);
        }
        Ok(builder)
    }
}

/// Why a verb ends early.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) code: u8,
    pub(super) message: String,
    /// What is to be read before the message: the report about the document.
    pub(super) report: String,
}

impl Stop {
    /// The command line asks for what cannot be.
    pub(super) fn usage(message: impl Into<String>) -> Stop {
        Stop { code: 2, message: message.into(), report: String::new() }
    }

    /// It failed, or could not be done.
    pub(super) fn failed(message: impl Into<String>) -> Stop {
        Stop { code: 1, message: message.into(), report: String::new() }
    }
}

/// A client that cannot be set up: what the command line says about it is wrong, or not enough.
pub(super) fn unusable(error: &ConfigError) -> Stop {
    Stop::usage(for_shells(&error.to_string()))
}

/// The runtime speaks to those who write Rust: its methods are options here. A test in `tests/calls.rs` lists them.
const METHODS: &[(&str, &str)] = &[
    ("`.base_url(\"https://…\")`", "`--base-url`"),
    ("`.allow_insecure_http(true)`", "`--allow-insecure-http`"),
    ("`.credential(…)`", "the environment"),
];

pub(super) fn for_shells(message: &str) -> String {
    let message = METHODS.iter().fold(message.to_owned(), |message, (method, here)| message.replace(method, here));
    // `(set ERP_API_KEY, or give `.credential("apiKey", …)`)`: the first is all there is here.
    match message.split_once(", or give `.credential(") {
        Some((before, after)) => format!("{before}{}", after.split_once(")`").map_or("", |(_, after)| after)),
        None => message,
    }
}

/// `name=value`, of `--option`.
pub(super) fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), Stop> {
    // What is behind `Authorization:` should not be printed again.
    let name = text.split([':', ' ']).next().unwrap_or_default();
    let pair = text.split_once('=');
    pair.ok_or_else(|| Stop::usage(format!("`--{option} {name}` has no `=` between name and value")))
}

/// Credentials that an operation lacks, `ERP_API_KEY (`apiKey`), or …` by its ways; nothing if it has what it needs, or
/// if no variable would help.
pub(super) fn lacking(planned: &Planned, op: &Operation, console: &Console<'_>) -> Option<String> {
    let schemes = &planned.api.schemes;
    let works = |i: &usize| schemes.get(*i).is_some_and(|scheme| !matches!(scheme.kind, SchemeKind::Other(_)));
    let lacks = |i: &usize| {
        let env = planned.names.env.get(*i).filter(|env| !redact::is_set(console, env))?;
        Some(format!("{env} (`{}`)", schemes.get(*i)?.name))
    };
    let ways = op.auth.any_of.iter().filter(|way| way.iter().all(works));
    let lacking: Vec<Vec<String>> = ways.map(|way| way.iter().filter_map(lacks).collect()).collect();
    if lacking.is_empty() || lacking.iter().any(Vec::is_empty) {
        return None;
    }
    let ways: Vec<String> = lacking.iter().map(|way| way.join(" and ")).collect();
    Some(ways.join(", or "))
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::failed(format!("no runtime to wait in: {error}")))?;
    let done = runtime.block_on(future);
    // A thread that waits for standard input would be waited for.
    runtime.shutdown_background();
    Ok(done)
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.trim_end_matches('s').parse().map_err(|_| "it is no number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(number) {
        Ok(Duration::ZERO) => Err("no call is done in no time".to_owned()),
        duration => duration.map_err(|error| error.to_string()),
    }
}
