//! `bindery call`: one call, straight from the document. Its operation becomes the table that the generator would have
//! written, and goes through the same `execute` and the same encoders as a generated client's.

mod curl;
mod dry;
mod find;
mod inputs;
mod pretty;
pub(super) mod redact;
mod show;
pub(super) mod table;

use super::console::Console;
use super::reach::{self, Reach, Stop, block_on, for_shells, pair, unusable};
use bindery_runtime::{Any, Call as Sent, Client, ErrorKind};
use clap::Args;
use find::Found;
use inputs::Inputs;
use serde_json::json;
use std::path::PathBuf;

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
    #[command(flatten)]
    reach: Reach,
    /// A further header of the request (may be repeated)
    #[arg(long = "header", value_name = "NAME=VALUE")]
    headers: Vec<String>,
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
    let sent = prepare(verb, &client, &found, &inputs)?;
    let answer = block_on(async { sent.raw().await })?;
    let secrets = redact::Secrets::of(&found, console);
    match answer {
        Ok(answer) => Ok(show::answer(verb, &found, &answer, &secrets, console)),
        Err(error) if error.kind() == ErrorKind::Credentials => Err(Stop::failed(missing(&found, console, &error))),
        Err(error) => Err(refused(&error, &secrets)),
    }
}

/// A call that brought no answer.
fn refused(error: &bindery_runtime::Error, secrets: &redact::Secrets) -> Stop {
    let message = for_shells(&secrets.redact(&error.to_string()));
    match error.kind() {
        ErrorKind::Request | ErrorKind::Config => Stop::usage(message),
        _ => Stop::failed(message),
    }
}

/// What real calls and dry ones have in common.
fn builder(verb: &Call, found: &Found) -> Result<bindery_runtime::ClientBuilder, Stop> {
    verb.reach.builder(table::api(found.planned(), found.op().server.as_ref()))
}

/// The call with its `--header`s, which win over what the operation says.
fn prepare(verb: &Call, client: &Client, found: &Found, inputs: &Inputs) -> Result<Sent<Any, Any>, Stop> {
    let sent = table::input(found, inputs, |op, input| client.call::<Any, Any>(op, input));
    verb.headers.iter().try_fold(sent, |sent, header| {
        let (name, value) = pair("header", header)?;
        Ok(sent.header(name.trim(), value.trim()))
    })
}

/// Which variables to set; the runtime's own words speak to those who write Rust.
fn missing(found: &Found, console: &Console<'_>, error: &bindery_runtime::Error) -> String {
    match reach::lacking(found.planned(), found.op(), console) {
        Some(ways) => format!("{} needs a credential: set {ways} in the environment", found.title()),
        None => {
            let given = |name: &str| format!(", or give `.credential(\"{name}\", …)`");
            let schemes = &found.api().schemes;
            schemes.iter().fold(error.to_string(), |text, scheme| text.replace(&given(&scheme.name), ""))
        }
    }
}
