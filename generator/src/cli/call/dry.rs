//! `--dry-run`: the request as it would be sent, built by the same code and then written down instead. Credentials
//! never get into it: marks take their places, which become variables of the shell.

use super::curl::{self, Mark};
use super::inputs::Inputs;
use super::redact::{self, Secrets, hide, hide_body};
use super::{Call, Found, builder, prepare, refused, table};
use crate::cli::console::Console;
use crate::cli::reach::{Stop, block_on, unusable};
use crate::ir::Scheme;
use crate::source;
use bindery_runtime::http::{HeaderName, Request, Response, header};
use bindery_runtime::operation::SchemeKind;
use bindery_runtime::tool::Value;
use bindery_runtime::transport::{Answer, Attempt, Body, Transport, TransportError};
use bindery_runtime::{BoxFuture, Bytes, ErrorKind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) fn run(verb: &Call, found: &Found, inputs: &Inputs, console: &mut Console<'_>) -> Result<u8, Stop> {
    let inputs = without_secrets(found, inputs);
    let marks = marks(found, console);
    let is_set = |mark: &&Mark| redact::is_set(console, &mark.env);
    let (set, unset): (Vec<&Mark>, Vec<&Mark>) = marks.iter().partition(is_set);
    let mut recorded = record(verb, found, &inputs, &set);
    if matches!(recorded, Err(Refusal::Credentials(_))) {
        // A request can be looked at before there is a key.
        recorded = record(verb, found, &inputs, &marks.iter().collect::<Vec<_>>());
    }
    let request = recorded.map_err(Refusal::stop)?;
    let command = curl::command(&request, &marks, &by_hand(verb, &request, &marks), file(verb, &request));
    for mark in unset.iter().filter(|mark| curl::names(&command, mark)) {
        console.remark(&format!("note: {} is not set", mark.env));
    }
    let url = request.uri().to_string();
    for mark in marks.iter().filter(|mark| url.contains(&mark.text)) {
        console.remark(&format!("note: {} stands in the URL, and must be percent-encoded there", mark.env));
    }
    console.say(&command);
    Ok(0)
}

fn without_secrets(found: &Found, inputs: &Inputs) -> Inputs {
    let (api, op) = (found.api(), found.op());
    let params = op.params.iter().zip(&inputs.params).map(|(param, value)| match value.as_ref()? {
        Value::Null => Some(Value::Null),
        _ if api.is_credential(param) => Some(redact::hidden()),
        value => Some(hide(api, &param.slot, value)),
    });
    Inputs {
        params: params.collect(),
        body: inputs.body.as_ref().map(|(way, body)| match op.bodies.get(*way) {
            Some(declared) => (*way, hide_body(api, &declared.slot, body)),
            None => (*way, body.clone()),
        }),
    }
}

/// What stands for the credentials of all schemes: text that no encoding changes, with a colon where one is needed.
fn marks(found: &Found, console: &Console<'_>) -> Vec<Mark> {
    let schemes = found.api().schemes.iter().enumerate();
    let mark = |(i, scheme): (usize, &Scheme)| {
        let env = found.env(i)?.to_owned();
        let (prefix, colon) = match table::kind(&scheme.kind) {
            SchemeKind::PrefixedKey(_, prefix) => (prefix, "-"),
            SchemeKind::Bearer | SchemeKind::Token => ("Bearer ", "-"),
            SchemeKind::Basic => ("", ":"),
            SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => ("", "-"),
            SchemeKind::PathKey(_) | SchemeKind::Other(_) => ("", "-"),
        };
        // Where a credential begins with its prefix, its mark does too: neither is doubled.
        let start = redact::credential(console, &env).and_then(|text| text.get(..prefix.len()).map(str::to_owned));
        let prefix = if start.is_some_and(|start| start.eq_ignore_ascii_case(prefix)) { prefix } else { "" };
        let file = !redact::holds(console, &env) && redact::is_set(console, &env);
        Some(Mark { text: format!("{prefix}bindery-mark-{i}{colon}x"), env, file })
    };
    schemes.filter_map(mark).collect()
}

/// Headers of `--header` that say who calls: whoever writes a key on a command line still should not see it again.
fn by_hand(verb: &Call, request: &Request<Bytes>, marks: &[Mark]) -> Vec<HeaderName> {
    let given = verb.headers.iter().filter_map(|header| header.split_once('=')?.0.trim().parse().ok());
    let is_hidden = |name: &HeaderName| {
        // Cookies of all sorts stand in one header, marks beside what was given.
        let shows = |value| *name != header::COOKIE && curl::marked(value, marks);
        request.headers().get(name).is_some_and(|value| value.is_sensitive() && !shows(value))
    };
    given.filter(is_hidden).collect()
}

/// The file that holds the request's body as it is.
fn file<'a>(verb: &'a Call, request: &Request<Bytes>) -> Option<&'a str> {
    let path = verb.body.as_deref()?.strip_prefix('@').filter(|path| *path != "-")?;
    source::file_bytes(Path::new(path)).is_ok_and(|bytes| bytes == *request.body()).then_some(path)
}

enum Refusal {
    Credentials(String),
    Stop(Stop),
}

impl Refusal {
    fn stop(self) -> Stop {
        match self {
            Refusal::Credentials(message) => Stop::failed(message),
            Refusal::Stop(stop) => stop,
        }
    }
}

/// `known` are the credentials that the environment is taken to hold.
fn record(verb: &Call, found: &Found, inputs: &Inputs, known: &[&Mark]) -> Result<Request<Bytes>, Refusal> {
    let recorder = Recorder::default();
    let known: Vec<(String, String)> = known.iter().map(|mark| (mark.env.clone(), mark.text.clone())).collect();
    let environment = move |name: &str| known.iter().find(|(env, _)| env == name).map(|(_, text)| text.clone());
    let builder = builder(verb, found).map_err(Refusal::Stop)?;
    let client = builder.environment(environment).transport(recorder.clone()).build();
    let client = client.map_err(|error| Refusal::Stop(unusable(&error)))?;
    let sent = prepare(verb, &client, found, inputs).map_err(Refusal::Stop)?;
    match block_on(async { sent.raw().await }).map_err(Refusal::Stop)? {
        Err(error) if error.kind() == ErrorKind::Credentials => Err(Refusal::Credentials(error.to_string())),
        Err(error) => Err(Refusal::Stop(refused(&error, &Secrets::default()))),
        Ok(_) => recorder.take().ok_or_else(|| Refusal::Stop(Stop::failed("no request was made"))),
    }
}

/// A transport that sends nothing.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Option<Request<Bytes>>>>);

impl Recorder {
    fn take(&self) -> Option<Request<Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>, _: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        Box::pin(async { Ok(Response::new(Box::new(Nothing) as Box<dyn Body>)) })
    }
}

/// The body of the answer that nobody gave.
struct Nothing;

impl Body for Nothing {
    fn next_chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { Ok(None) })
    }
}
