//! From a call to its outcome: decode, ask the policy, send through the same client as everybody, and judge what came.

use super::dialect::Dialect;
use super::fix::{Fixable, Violation};
use super::inputs::{Given, Lacking, inputs};
use super::outcome::{AuthNeeded, Failure, Indeterminate, Outcome, Pending};
use super::policy::Write;
use super::raw::RawCall;
use super::set::{Decoded, Effect, To, Tool, Toolset};
use super::shaped::{self, Shaped};
use crate::codec::Json;
use crate::{Any, Call, Client, Error, ErrorKind, Input, RawResponse, Sent, auth};
use http::{HeaderMap, header};
use serde_json::Value;
use std::time::Duration;

/// Bytes of an API's refusal that a model is given.
const REFUSAL: usize = 1024;

impl Toolset {
    /// Carries out a call, as far as the policy lets it.
    pub async fn dispatch(&self, client: &Client, dialect: &'static Dialect, call: &RawCall) -> Outcome {
        match self.decode(dialect, call) {
            Ok(decoded) => self.run(client, decoded).await,
            Err(fixable) => Outcome::Fix(fixable),
        }
    }

    /// Carries out a call that is understood, as far as the policy lets it.
    pub async fn run(&self, client: &Client, call: Decoded) -> Outcome {
        let Some(tool) = self.tool(&call.name) else { return failed("there is no such tool") };
        // What cannot be sent is said before anybody is asked about it.
        let sent = match self.prepare(client, tool, &call) {
            Ok(sent) => sent,
            Err(outcome) => return *outcome,
        };
        match self.policy.on(tool.effect) {
            Write::Allow => self.send(tool, &call, sent).await,
            Write::Confirm => Outcome::Confirm(pending(tool, call)),
            Write::Deny => failed("not allowed here: calls that change something are turned off"),
            Write::DryRun => {
                let Pending { title, arguments, .. } = pending(tool, call);
                Outcome::Ok(Shaped::said(format!("Dry run, nothing was done: {title} with {arguments}")))
            }
        }
    }

    /// Carries out a call that somebody said yes to. Done twice it has the same idempotency key both times.
    pub async fn confirmed(&self, client: &Client, pending: Pending) -> Outcome {
        let Some(tool) = self.tool(&pending.call.name) else { return failed("there is no such tool") };
        match self.prepare(client, tool, &pending.call) {
            Ok(sent) => self.send(tool, &pending.call, sent).await,
            Err(outcome) => *outcome,
        }
    }

    /// The request, built; nothing of its inputs is kept while it is under way.
    fn prepare(&self, client: &Client, tool: &Tool, call: &Decoded) -> Result<Call<Any, Any>, Box<Outcome>> {
        let Given { path, row, body } = match inputs(self, tool, call) {
            Ok(given) => given,
            Err(Lacking::OfHost(reason)) => return Err(failed(&reason).into()),
            Err(Lacking::OfModel(fixable)) => return Err(Outcome::Fix(fixable).into()),
        };
        let path: Vec<&dyn Json> = path.iter().map(|value| value as _).collect();
        let input = Input::new().path(&path).params(&row);
        let input = match &body {
            Some(body) => input.body(body),
            None => input,
        };
        let call = client.call::<Any, Any>(tool.operation, input).checked();
        call.map_err(|error| self.judge_error(tool, &error).into())
    }

    async fn send(&self, tool: &Tool, call: &Decoded, sent: Call<Any, Any>) -> Outcome {
        match sent.raw().await {
            Ok(mut answer) => {
                answer.hide(self.secrets(tool));
                self.judge(tool, call, &answer)
            }
            Err(error) => self.judge_error(tool, &error),
        }
    }

    fn judge(&self, tool: &Tool, call: &Decoded, answer: &RawResponse) -> Outcome {
        let status = answer.status.as_u16();
        let writes = tool.effect != Effect::Read;
        let busy = || Outcome::Busy { retry_after: retry_after(&answer.headers) };
        let said = || answer.message().map(|message| format!(": {message}")).unwrap_or_default();
        match status {
            200..300 => Outcome::Ok(Shaped::of(answer, self.answer_limit)),
            300..400 if tool.operation.answers_with(answer.status) => {
                Outcome::Ok(Shaped::of(answer, self.answer_limit))
            }
            401 | 403 => {
                Outcome::Auth(AuthNeeded { detail: format!("{}{}", answer.status, said()), status: Some(status) })
            }
            // Many servers say so that it is done, and where to look.
            301..=303 if writes => Outcome::Unknown(Indeterminate {
                detail: format!("the API answered with {}, a redirect", answer.status),
                repeatable: tool.idempotent,
            }),
            300..400 => Outcome::Fail(Failure {
                detail: format!("{}: a redirect that was not followed", answer.status),
                status: Some(status),
            }),
            425 | 429 => busy(),
            503 if !writes || answer.headers.contains_key(header::RETRY_AFTER) => busy(),
            408 if !writes => busy(),
            // Whoever answered for the API does not know what became of it.
            408 | 500 | 502..600 if writes => Outcome::Unknown(Indeterminate {
                detail: format!("the API failed with {}{}", answer.status, said()),
                repeatable: tool.idempotent,
            }),
            400..500 => Outcome::Fix(refusal(tool, call, answer)),
            _ => Outcome::Fail(Failure { detail: format!("{}{}", answer.status, said()), status: Some(status) }),
        }
    }

    fn judge_error(&self, tool: &Tool, error: &Error) -> Outcome {
        let writes = tool.effect != Effect::Read;
        let said = auth::hide(error.to_string(), &self.secrets(tool));
        match error.kind() {
            ErrorKind::Credentials => Outcome::Auth(AuthNeeded { detail: said, status: None }),
            ErrorKind::Request => Outcome::Fix(refused(tool, &said)),
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::TooLarge | ErrorKind::Decode
                if writes && error.was_sent() != Sent::No =>
            {
                Outcome::Unknown(Indeterminate { detail: said, repeatable: tool.idempotent })
            }
            ErrorKind::TooLarge => failed(&format!("{said}; ask for less")),
            ErrorKind::Api(_) | ErrorKind::Config | ErrorKind::Connect => failed(&said),
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Decode => failed(&said),
        }
    }
}

/// What cannot be sent, by the name that the argument has for models, where it is of one argument only.
fn refused(tool: &Tool, said: &str) -> Fixable {
    let wire = said.split_once("the parameter `").and_then(|(_, rest)| rest.split_once('`'));
    let Some((wire, problem)) = wire else { return Fixable::one("", said.to_owned()) };
    let mut keys = tool.inputs.iter().filter(|(_, to)| tool.wire_name(to) == Some(wire) && !matches!(to, To::Field(_)));
    match (keys.next(), keys.next()) {
        (Some((key, _)), None) => Fixable::one(&format!("/{key}"), problem.trim_start().to_owned()),
        _ => Fixable::one("", said.to_owned()),
    }
}

fn failed(detail: &str) -> Outcome {
    Outcome::Fail(Failure { detail: detail.to_owned(), status: None })
}

fn pending(tool: &Tool, call: Decoded) -> Pending {
    let title = match tool.title == tool.request {
        true => tool.title.clone(),
        false => format!("{} ({})", tool.title, tool.request),
    };
    let arguments = shaped::question(&Value::Object(call.arguments.clone()));
    Pending { call, title, arguments }
}

/// What the API refused, in its own words, and which argument it means where that has another name here.
fn refusal(tool: &Tool, call: &Decoded, answer: &RawResponse) -> Fixable {
    let body = answer.redacted_text().unwrap_or_default();
    let is_json = serde_json::from_str::<Value>(&body).is_ok();
    let words = match answer.message() {
        Some(message) => format!("The API refused with {}: {message}", answer.status),
        None => format!("The API refused with {}.", answer.status),
    };
    let (short, _) = shaped::shortened(&body, REFUSAL);
    let message = if is_json { format!("{words}\n{short}") } else { words };
    let renamed = tool.inputs.iter().filter_map(|(key, to)| {
        let wire = tool.wire_name(to)?;
        let meant = wire != key && call.arguments.contains_key(key) && body.contains(wire);
        meant.then(|| Violation {
            path: format!("/{key}"),
            problem: format!("the API calls it `{wire}`"),
            nearest: None,
        })
    });
    Fixable { violations: renamed.collect(), message: Some(message) }
}

impl Tool {
    /// What the API calls an argument.
    fn wire_name<'t>(&'t self, to: &'t To) -> Option<&'t str> {
        let params = &self.operation.params;
        let is_path = |param: &&crate::operation::Param| param.place == crate::operation::Place::Path;
        match to {
            To::Path(places) => params.iter().filter(is_path).find(|param| places.contains(&param.row)),
            To::Row(row) => params.iter().filter(|param| !is_path(param)).find(|param| param.row == *row),
            To::Field(field) => return Some(field),
            To::Body => return None,
        }
        .map(|param| param.name)
    }
}

/// `Retry-After` in seconds (RFC 9110, 10.2.3); a date is not looked at, and nobody waits for more than an hour.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    (seconds <= 3600).then(|| Duration::from_secs(seconds))
}
