//! Anthropic's Messages as the emulator speaks them, with the service's shapes of errors and its rules for blocks.
//! Stricter than the service in one thing: a call in the history has to be one of a tool that is shown.

use super::{
    Body, DEMO_KEY, NAME, Next, Numbers, Tool, Turn, bearer, given, header, is_name, list, prose, text, tokens,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What the official clients send before 2.0, and since. In what is spoken here the two do not differ.
const VERSIONS: [&str; 2] = ["2023-06-01", "2026-10-21"];

/// A status, the type of the error, and what is wrong.
pub(super) type Refusal = (StatusCode, &'static str, String);
/// Every answer names its request.
type Answer = (StatusCode, [(HeaderName, String); 1], Json<Value>);

fn bad(message: impl Into<String>) -> Refusal {
    (StatusCode::BAD_REQUEST, "invalid_request_error", message.into())
}

fn missing(place: &str) -> Refusal {
    bad(format!("{place}: Field required"))
}

fn should(place: &str, be: &str) -> Refusal {
    bad(format!("{place}: Input should be {be}"))
}

pub(super) async fn create(State(numbers): State<Numbers>, headers: HeaderMap, body: Body) -> Answer {
    let number = numbers.next();
    let request_id = format!("req_{number:024}");
    let (status, value) = match answer(&headers, body, number) {
        Ok(message) => (StatusCode::OK, message),
        Err((status, kind, message)) => {
            let error = json!({ "type": kind, "message": message });
            (status, json!({ "type": "error", "error": error, "request_id": request_id }))
        }
    };
    (status, [(HeaderName::from_static("request-id"), request_id)], Json(value))
}

pub(super) fn answer(headers: &HeaderMap, body: Body, number: u32) -> Result<Value, Refusal> {
    authorized(headers)?;
    let version = header(headers, "anthropic-version").ok_or_else(|| bad("anthropic-version: header is required"))?;
    if !VERSIONS.contains(&version) {
        return Err(bad(format!("anthropic-version: there is only {}", VERSIONS.join(" and "))));
    }
    let Json(request) = body.map_err(|why| (why.status(), "invalid_request_error", why.body_text()))?;
    reply(&request, number)
}

/// The official clients send the key as `x-api-key` before 2.0, and as a bearer's since. It is not repeated.
fn authorized(headers: &HeaderMap) -> Result<(), Refusal> {
    let message = match (header(headers, "x-api-key"), bearer(headers)) {
        (Some(DEMO_KEY), _) | (None, Some(DEMO_KEY)) => return Ok(()),
        (Some(_), _) => "invalid x-api-key",
        (None, Some(_)) => "Invalid bearer token",
        (None, None) => "x-api-key header is required",
    };
    Err((StatusCode::UNAUTHORIZED, "authentication_error", message.to_owned()))
}

pub(super) fn reply(request: &Value, number: u32) -> Result<Value, Refusal> {
    let model = given(request, "model").ok_or_else(|| missing("model"))?;
    let model = model.as_str().ok_or_else(|| should("model", "a valid string"))?;
    let most = given(request, "max_tokens").ok_or_else(|| missing("max_tokens"))?;
    // The service takes 0 as well, to fill its cache.
    if most.as_u64().is_none_or(|most| most == 0) {
        return Err(should("max_tokens", "an integer greater than or equal to 1"));
    }
    if model != NAME {
        return Err((StatusCode::NOT_FOUND, "not_found_error", format!("model: there is only `{NAME}`")));
    }
    if given(request, "stream").is_some_and(|stream| *stream != false) {
        return Err(bad("stream: this emulator does not stream; leave it out"));
    }
    given(request, "system").map(|system| texts(system, "system")).transpose()?;
    let turn = turn(request)?;
    let (block, reason) = match turn.next() {
        Next::Say(text) => (json!({ "type": "text", "text": text }), "end_turn"),
        Next::Call(name, input) => {
            let id = format!("toolu_{number:024}");
            (json!({ "type": "tool_use", "id": id, "name": name, "input": input }), "tool_use")
        }
    };
    Ok(json!({
        "id": format!("msg_{number:024}"),
        "type": "message", "role": "assistant", "model": NAME,
        "usage": { "input_tokens": tokens(request), "output_tokens": tokens(&block) },
        "content": [block],
        "stop_reason": reason, "stop_sequence": null,
    }))
}

/// Reads the tools and the messages. The calls of a message are answered by the next, before it says anything else.
fn turn(request: &Value) -> Result<Turn, Refusal> {
    let mut turn = Turn { tools: tools(request)?, ..Turn::default() };
    let messages = given(request, "messages").ok_or_else(|| missing("messages"))?;
    let messages = messages.as_array().ok_or_else(|| should("messages", "a valid list"))?;
    if messages.is_empty() {
        return Err(bad("messages: at least one message is required"));
    }
    let (mut open, mut used): (Vec<&str>, BTreeSet<&str>) = Default::default();
    for (at, message) in messages.iter().enumerate() {
        let place = format!("messages.{at}");
        let role = text(message, "role").ok_or_else(|| missing(&format!("{place}.role")))?;
        if role != "user" {
            answered(&open, &place)?;
        }
        match role {
            "user" => user(message, &place, &mut open, &mut turn)?,
            "assistant" if at == 0 => return Err(bad("messages: first message must use the \"user\" role")),
            "assistant" => {
                open = assistant(message, &place, &turn.tools)?;
                if !open.iter().all(|id| used.insert(id)) {
                    return Err(bad("messages: `tool_use` ids must be unique"));
                }
            }
            "system" => drop(texts(message.get("content").unwrap_or(&Value::Null), &format!("{place}.content"))?),
            _ => return Err(should(&format!("{place}.role"), "'user', 'assistant' or 'system'")),
        }
    }
    answered(&open, "messages")?;
    if messages.last().and_then(|message| text(message, "role")) == Some("assistant") {
        return Err(bad("messages: the conversation must not end with an assistant message"));
    }
    // What was shown counts for the history; what may be called now is another matter.
    match given(request, "tool_choice").map(|choice| text(choice, "type")) {
        None | Some(Some("auto")) => {}
        Some(Some("none")) => turn.tools.clear(),
        Some(_) => return Err(should("tool_choice.type", "'auto' or 'none': this emulator cannot be made to call")),
    }
    Ok(turn)
}

fn texts(content: &Value, place: &str) -> Result<String, Refusal> {
    prose(content).ok_or_else(|| should(place, "a text or a list of text blocks"))
}

/// The blocks of a message; a text alone is a block too.
fn blocks(message: &Value, place: &str) -> Result<Vec<Value>, Refusal> {
    let content = given(message, "content").ok_or_else(|| missing(&format!("{place}.content")))?;
    let blocks = match content {
        Value::String(text) => vec![json!({ "type": "text", "text": text })],
        Value::Array(blocks) => blocks.clone(),
        _ => return Err(should(&format!("{place}.content"), "a text or a list of blocks")),
    };
    if blocks.is_empty() {
        return Err(bad(format!("{place}: messages must have non-empty content")));
    }
    if blocks.iter().any(|block| text(block, "type") == Some("text") && text(block, "text").is_none_or(str::is_empty)) {
        return Err(bad("messages: text content blocks must be non-empty"));
    }
    Ok(blocks)
}

fn user(message: &Value, place: &str, open: &mut Vec<&str>, turn: &mut Turn) -> Result<(), Refusal> {
    let mut said: Vec<String> = Vec::new();
    for (at, block) in blocks(message, place)?.iter().enumerate() {
        let place = format!("{place}.content.{at}");
        match text(block, "type") {
            // Results come first.
            Some("text") => {
                answered(open, &place)?;
                said.extend(text(block, "text").map(str::to_owned));
            }
            Some("tool_result") => {
                let id = text(block, "tool_use_id").ok_or_else(|| missing(&format!("{place}.tool_use_id")))?;
                let Some(which) = open.iter().position(|call| *call == id) else {
                    return Err(bad(format!(
                        "{place}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must \
                         have a corresponding `tool_use` block in the previous message."
                    )));
                };
                open.remove(which);
                // A tool that has nothing to say has done its work.
                let content = given(block, "content").map(|content| texts(content, &format!("{place}.content")));
                turn.results.push(content.transpose()?.unwrap_or_default());
            }
            _ => return Err(should(&format!("{place}.type"), "'text' or 'tool_result'")),
        }
    }
    answered(open, place)?;
    if !said.is_empty() {
        turn.ask(said.join("\n"));
    }
    Ok(())
}

/// The ids of the calls in a message of the model.
fn assistant<'a>(message: &'a Value, place: &str, tools: &[Tool]) -> Result<Vec<&'a str>, Refusal> {
    blocks(message, place)?;
    let mut ids = Vec::new();
    for (at, block) in list(message, "content").unwrap_or_default().iter().enumerate() {
        let place = |member: &str| format!("{place}.content.{at}.{member}");
        match text(block, "type") {
            Some("text") => {}
            Some("tool_use") => {
                ids.push(text(block, "id").ok_or_else(|| missing(&place("tool_use.id")))?);
                let name = text(block, "name").ok_or_else(|| missing(&place("tool_use.name")))?;
                if !tools.iter().any(|tool| tool.name == name) {
                    return Err(should(&place("tool_use.name"), "the name of a tool that is shown"));
                }
                if !block.get("input").is_some_and(Value::is_object) {
                    return Err(should(&place("tool_use.input"), "a valid dictionary"));
                }
            }
            _ => return Err(should(&place("type"), "'text' or 'tool_use'")),
        }
    }
    Ok(ids)
}

fn answered(open: &[&str], place: &str) -> Result<(), Refusal> {
    if open.is_empty() {
        return Ok(());
    }
    Err(bad(format!(
        "{place}: `tool_use` ids were found without `tool_result` blocks immediately after: {}. Each `tool_use` block must have a \
         corresponding `tool_result` block in the next message.",
        open.join(", ")
    )))
}

fn tools(request: &Value) -> Result<Vec<Tool>, Refusal> {
    let Some(tools) = given(request, "tools") else { return Ok(Vec::new()) };
    let tools = tools.as_array().ok_or_else(|| should("tools", "a valid list"))?;
    let mut read: Vec<Tool> = Vec::new();
    for (at, tool) in tools.iter().enumerate() {
        let place = |member: &str| format!("tools.{at}.custom.{member}");
        let name = text(tool, "name").ok_or_else(|| missing(&place("name")))?;
        if !is_name(name, 128) {
            return Err(bad(format!("{}: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'", place("name"))));
        }
        let schema = given(tool, "input_schema").ok_or_else(|| missing(&place("input_schema")))?.clone();
        if text(&schema, "type") != Some("object") {
            return Err(should(&place("input_schema.type"), "'object'"));
        }
        if read.iter().any(|other| other.name == name) {
            return Err(bad("tools: Tool names must be unique."));
        }
        read.push(Tool { name: name.to_owned(), schema });
    }
    Ok(read)
}
