//! An answer, printed: pretty for people, one object for programs, the bytes for whoever wants them.

use super::pretty::{self, Look};
use super::redact::Secrets;
use super::{Call, Found};
use crate::cli::console::Console;
use crate::ir::{Media, Status};
use bindery_runtime::RawResponse;
use bindery_runtime::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// Prints it; gives the exit code.
pub(super) fn answer(
    verb: &Call,
    found: &Found,
    answer: &RawResponse,
    secrets: &Secrets,
    console: &mut Console<'_>,
) -> u8 {
    let code = answer.status.as_u16();
    // A redirect that was not followed is an answer only where the document foresees it.
    let foreseen =
        found.op().replies.iter().any(|reply| reply.status == Status::Code(code) || reply.status == Status::Range(3));
    let failed = code >= 400 || (answer.status.is_redirection() && !foreseen);
    // Some APIs repeat the key that they refuse, in whatever spelling of JSON.
    let redacted = if failed { answer.redacted_text() } else { None };
    let body = redacted.as_deref().or_else(|| std::str::from_utf8(&answer.body).ok());
    // Generated clients overlook a byte order mark too.
    let body = body.map(|body| body.trim_start_matches('\u{feff}'));
    if failed {
        console.remark(&format!("error: {}", secrets.redact(&headline(found, answer))));
    } else if !verb.raw && !verb.json && is_foreign(found, answer, body) {
        let kind = kind(answer).map(|kind| format!(" (`{kind}`)")).unwrap_or_default();
        console.remark(&format!("note: the answer{kind} is no JSON, and the document says JSON"));
    }
    if verb.raw {
        let _ = console.out.write_all(&answer.body);
        let _ = console.out.flush();
    } else if verb.json {
        let text = as_json(answer, body);
        let text = if failed { secrets.redact(&text) } else { text };
        let look = look(console, console.terminal.out);
        console.say(&pretty::json(&text, look).unwrap_or(text));
    } else if answer.body.is_empty() {
        if !failed {
            console.remark(&secrets.redact(&status(answer)));
        }
    } else if failed {
        let look = look(console, console.terminal.err);
        let text = body.map(|body| laid_out(&secrets.redact(body), look));
        console.remark(text.unwrap_or_else(|| unprintable(answer)).trim_end());
    } else {
        body_of(answer, body, console);
    }
    u8::from(failed)
}

fn body_of(answer: &RawResponse, body: Option<&str>, console: &mut Console<'_>) {
    let look = look(console, console.terminal.out);
    match body {
        Some(body) => {
            let text = laid_out(body, look);
            let end = if text.ends_with('\n') { "" } else { "\n" };
            let _ = write!(console.out, "{text}{end}");
        }
        None if console.terminal.out => console.remark(&unprintable(answer)),
        None => drop(console.out.write_all(&answer.body)),
    }
}

fn look(console: &Console<'_>, terminal: bool) -> Look {
    Look { colours: console.colours(terminal), tame: terminal }
}

fn laid_out(body: &str, look: Look) -> String {
    pretty::json(body, look).unwrap_or_else(|| pretty::text(body, look))
}

fn unprintable(answer: &RawResponse) -> String {
    format!(
        "({} bytes of {}; `--raw` gives them, to a file or a pipe)",
        answer.body.len(),
        kind(answer).unwrap_or("bytes")
    )
}

fn kind(answer: &RawResponse) -> Option<&str> {
    answer.headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// Whether something is no JSON that should be: the page of a proxy under 200, most often.
fn is_foreign(found: &Found, answer: &RawResponse, body: Option<&str>) -> bool {
    let code = answer.status.as_u16();
    let of = |status| found.op().replies.iter().filter(move |reply| reply.status == status);
    // `default` beside a foreseen success describes errors.
    let other_success =
        found.op().replies.iter().any(|reply| matches!(reply.status, Status::Code(200..=299) | Status::Range(2)));
    let default = (!other_success).then_some(Status::Default);
    let mut rows = [Status::Code(code), Status::Range((code / 100) as u8)].into_iter().chain(default);
    let Some(status) = rows.find(|status| of(*status).next().is_some()) else { return false };
    let says_json = of(status).all(|reply| reply.content.as_ref().is_some_and(|content| content.media == Media::Json));
    says_json && !answer.body.is_empty() && !body.is_some_and(is_json)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn status(answer: &RawResponse) -> String {
    let reason = answer.status.canonical_reason().map(|reason| format!(" {reason}")).unwrap_or_default();
    let location = answer.headers.get(header::LOCATION).filter(|_| answer.status.is_redirection());
    let location = location.and_then(|to| to.to_str().ok()).map(|to| format!(", to {to}")).unwrap_or_default();
    format!("{}{reason}{location}", answer.status.as_u16())
}

/// As the runtime's errors say it: operation, status, the API's own message, request id.
fn headline(found: &Found, answer: &RawResponse) -> String {
    let message = answer.message().map(|message| format!(": {message}")).unwrap_or_default();
    let id = answer.request_id().map(|id| format!(" (request {id})")).unwrap_or_default();
    format!("{}: {}{message}{id}", found.title(), status(answer))
}

/// `{"status", "headers", "body"}`. A body of JSON stands in it as it came; others are text, or bytes in base64.
fn as_json(answer: &RawResponse, body: Option<&str>) -> String {
    let body = match body {
        Some("") => "\"body\":null".to_owned(),
        Some(text) if is_json(text) => format!("\"body\":{text}"),
        Some(text) => format!("\"body\":{}", Value::from(text)),
        None => format!("\"body_base64\":{}", base64(&answer.body)),
    };
    let headers = Value::from(headers(&answer.headers));
    format!("{{\"status\":{},\"headers\":{headers},{body}}}", answer.status.as_u16())
}

/// JSON text of bytes.
fn base64(bytes: &[u8]) -> String {
    let json = bindery_runtime::codec::encode(&bindery_runtime::Binary::from(bytes)).unwrap_or_default();
    String::from_utf8_lossy(&json).into_owned()
}

/// Headers by name; a list where one came several times.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let value = |name| {
        let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        match values.collect::<Vec<_>>().as_slice() {
            [one] => Value::from(one.as_ref()),
            several => several.iter().map(|value| value.as_ref()).collect(),
        }
    };
    headers.keys().map(|name| (name.as_str().to_owned(), value(name))).collect()
}
