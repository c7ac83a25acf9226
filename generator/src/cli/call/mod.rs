//! `bindery call`: one call, straight from the document. Its operation becomes the table that the generator would have
//! written, and goes through the same `execute` and the same encoders as a generated client's.

mod curl;
mod dry;
mod find;
mod inputs;
mod pretty;
mod redact;
mod show;
pub(super) mod table;

use super::console::Console;
use crate::ir::SchemeKind;
use bindery_runtime::{Any, Call as Sent, Client, ErrorKind};
use clap::Args;
use find::Found;
use inputs::Inputs;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// Call one operation, straight from a document
///
/// Credentials come from the environment, by the names that the generated client documents: secrets do not belong on
/// a command line.
#[derive(Args)]
pub(super) struct Call {
    /// OpenAPI document, JSON or YAML
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// Which operation: its id, its name in Rust (`orders.get`), or `GET /path`
    #[arg(value_name = "OPERATION")]
    operation: String,
    /// A parameter: text, or JSON where it is no text; `@FILE` for the text of a file, `@@…` for text that begins
    /// with `@`; `query.NAME`, `path.NAME`, `header.NAME` and `cookie.NAME` tell two of one name apart (may be
    /// repeated, for lists with one element each)
    #[arg(long = "arg", value_name = "NAME=VALUE")]
    args: Vec<String>,
    /// The request's body; `@FILE` for what is in a file, `@-` for standard input. Forms are given as JSON too, files in
    /// them as `"@FILE"`
    #[arg(long, value_name = "JSON|@FILE|@-", allow_hyphen_values = true)]
    body: Option<String>,
    /// The media type that the body is sent as, where the document has several
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
    /// Where the API lives, instead of the document's first server
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The value of a variable in the server's URL (may be repeated)
    #[arg(long = "server-variable", value_name = "NAME=VALUE")]
    server_variables: Vec<String>,
    /// A further header of the request (may be repeated)
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<String>,
    /// Send credentials over `http://` to other machines too, where anyone on the way can read them
    #[arg(long)]
    allow_insecure_http: bool,
    /// How long the call may take, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// Print status, headers and body as one JSON object
    #[arg(long, conflicts_with = "raw")]
    json: bool,
    /// Print the body as it came
    #[arg(long)]
    raw: bool,
    /// Send nothing; print the request as a curl command, credentials as the variables that hold them
    #[arg(long, conflicts_with_all = ["json", "raw"])]
    dry_run: bool,
}

/// Why there is no answer.
#[derive(Debug)]
struct Stop {
    code: u8,
    message: String,
    /// What is to be read before the message: the report about the document.
    report: String,
}

impl Stop {
    /// The command line asks for what cannot be.
    fn usage(message: impl Into<String>) -> Stop {
        Stop { code: 2, message: message.into(), report: String::new() }
    }

    /// The call failed, or could not be made.
    fn failed(message: impl Into<String>) -> Stop {
        Stop { code: 1, message: message.into(), report: String::new() }
    }
}

pub(super) fn run(verb: &Call, console: &mut Console<'_>) -> u8 {
    call(verb, console).unwrap_or_else(|stop| {
        let _ = write!(console.err, "{}", stop.report);
        match verb.json {
            true => console.say(&format!("{:#}", json!({ "error": stop.message }))),
            false => console.remark(&format!("error: {}", stop.message)),
        }
        stop.code
    })
}

fn call(verb: &Call, console: &mut Console<'_>) -> Result<u8, Stop> {
    let found = find::operation(&verb.spec, &verb.operation)?;
    let inputs = Inputs::read(verb, &found, console)?;
    if verb.dry_run {
        return dry::run(verb, &found, &inputs, console);
    }
    let environment = console.env.clone();
    let client = builder(verb, &found)?.environment(move |name| environment(name)).build();
    let client = client.map_err(|error| unusable(&error))?;
    let sent = prepare(verb, &client, &found, &inputs);
    let answer = block_on(async { sent.raw().await })?;
    let secrets = redact::Secrets::of(&found, console);
    match answer {
        Ok(answer) => Ok(show::answer(verb, &found, &answer, &secrets, console)),
        Err(error) if error.kind() == ErrorKind::Credentials => Err(Stop::failed(missing(&found, console, &error))),
        Err(error) => Err(refused(&error, &secrets)),
    }
}

/// A client that cannot be set up: what the command line says about it is wrong, or not enough.
fn unusable(error: &bindery_runtime::ConfigError) -> Stop {
    Stop::usage(for_shells(&error.to_string()))
}

/// A call that brought no answer.
fn refused(error: &bindery_runtime::Error, secrets: &redact::Secrets) -> Stop {
    let message = for_shells(&secrets.redact(&error.to_string()));
    match error.kind() {
        ErrorKind::Request | ErrorKind::Config => Stop::usage(message),
        _ => Stop::failed(message),
    }
}

/// The runtime speaks to those who write Rust: its methods are options here. A test in `tests/calls.rs` lists them.
const METHODS: &[(&str, &str)] = &[
    ("`.base_url(\"https://…\")`", "`--base-url`"),
    ("`.allow_insecure_http(true)`", "`--allow-insecure-http`"),
    ("`.credential(…)`", "the environment"),
];

fn for_shells(message: &str) -> String {
    METHODS.iter().fold(message.to_owned(), |message, (method, here)| message.replace(method, here))
}

/// What real calls and dry ones have in common.
fn builder(verb: &Call, found: &Found) -> Result<bindery_runtime::ClientBuilder, Stop> {
    if verb.base_url.is_none() && found.api().servers.is_empty() && found.op().server.is_none() {
        return Err(Stop::usage("the document names no server: say where it lives with `--base-url`"));
    }
    let mut builder = Client::builder(table::api(found.planned(), found.op().server.as_ref()))
        .allow_insecure_http(verb.allow_insecure_http);
    if let Some(url) = &verb.base_url {
        builder = builder.base_url(url);
    }
    for header in &verb.headers {
        let (name, value) = pair("header", header)?;
        builder = builder.header(name.trim(), value.trim());
    }
    for variable in &verb.server_variables {
        let (name, value) = pair("server-variable", variable)?;
        builder = builder.server_variable(name, value);
    }
    Ok(builder)
}

/// `name=value`, of `--option`.
fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), Stop> {
    // What is behind `Authorization:` should not be printed again.
    let name = text.split([':', ' ']).next().unwrap_or_default();
    let pair = text.split_once('=');
    pair.ok_or_else(|| Stop::usage(format!("`--{option} {name}` has no `=` between name and value")))
}

fn prepare(verb: &Call, client: &Client, found: &Found, inputs: &Inputs) -> Sent<Any, Any> {
    let call = table::input(found, inputs, |op, input| client.call::<Any, Any>(op, input));
    match verb.timeout {
        Some(limit) => call.timeout(limit),
        None => call,
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::failed(format!("no runtime to wait in: {error}")))?;
    Ok(runtime.block_on(future))
}

/// Which variables to set; the runtime's own words speak to those who write Rust.
fn missing(found: &Found, console: &Console<'_>, error: &bindery_runtime::Error) -> String {
    let schemes = &found.api().schemes;
    let works = |i: &usize| schemes.get(*i).is_some_and(|scheme| !matches!(scheme.kind, SchemeKind::Other(_)));
    let lacks = |i: &usize| {
        let env = found.env(*i).filter(|env| !redact::is_set(console, env))?;
        Some(format!("{env} (`{}`)", schemes.get(*i)?.name))
    };
    let ways = found.op().auth.any_of.iter().filter(|way| way.iter().all(works));
    let lacking: Vec<Vec<String>> = ways.map(|way| way.iter().filter_map(lacks).collect()).collect();
    if lacking.is_empty() || lacking.iter().any(Vec::is_empty) {
        let given = |name: &str| format!(", or give `.credential(\"{name}\", …)`");
        return schemes.iter().fold(error.to_string(), |text, scheme| text.replace(&given(&scheme.name), ""));
    }
    let ways: Vec<String> = lacking.iter().map(|way| way.join(" and ")).collect();
    format!("{} needs a credential: set {} in the environment", found.title(), ways.join(", or "))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text.trim_end_matches('s').parse().map_err(|_| "it is no number of seconds".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}
