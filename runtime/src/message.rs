//! What a server says about an error, wherever it says it: the message in the body, the request's id in the headers.

use http::HeaderMap;
use serde_json::Value;

/// Keys that hold a message, in the order they are asked.
const KEYS: &[&str] = &[
    "message",
    "detail",
    "error_description",
    "error_message",
    "errorMessage",
    "error_msg",
    "error",
    "description",
    "errors",
    "title",
    "msg",
    "reason",
    "Message",
    "fault",
    "faultstring",
    "Detail",
    "Title",
    "messages",
    "err",
    "meta",
];

/// Headers that hold the request's id, in the order they are asked.
const IDS: &[&str] = &[
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-github-request-id",
    "x-goog-request-id",
    "x-correlation-id",
    "x-trace-id",
    "cf-ray",
];

/// Longer messages are cut.
const LONGEST: usize = 500;

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    IDS.iter().find_map(|name| headers.get(*name)?.to_str().ok().filter(|id| !id.is_empty()))
}

/// The message in an error's body, on one line. `redact` sees all of it, before it is cut.
pub(crate) fn of_body(body: &[u8], redact: impl FnOnce(String) -> String) -> Option<String> {
    let found = match serde_json::from_slice::<Value>(body) {
        Ok(value) => find(&value, 0)?.to_owned(),
        Err(_) => plain(body)?.to_owned(),
    };
    let line = one_line(&redact(found));
    (!line.is_empty()).then_some(line)
}

fn find(value: &Value, depth: usize) -> Option<&str> {
    match value {
        Value::String(text) => Some(text.as_str()).filter(|text| !text.trim().is_empty()),
        Value::Array(items) => items.iter().find_map(|item| find(item, depth)),
        Value::Object(object) if depth < 4 => KEYS.iter().find_map(|key| find(object.get(*key)?, depth + 1)),
        _ => None,
    }
}

/// Text is a message as it is, unless it is markup or goes on for long.
fn plain(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.starts_with(['<', '{', '[']) && text.len() <= LONGEST).then_some(text)
}

/// Server text fit for a log: no line breaks, no control characters, nothing that turns its direction, not endless.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut line: String = words.chars().filter(|&char| is_printed(char)).take(LONGEST).collect();
    if line.len() < words.len() && line.chars().count() == LONGEST {
        line.push('…');
    }
    line
}

/// Whether a character can stand in a text for people or models: no control, nothing unseen, nothing that turns what stands
/// around it.
pub(crate) fn is_printed(char: char) -> bool {
    !char.is_control()
        && !matches!(char, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        && !matches!(char, '\u{e0000}'..='\u{e007f}')
}
