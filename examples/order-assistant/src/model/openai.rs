//! OpenAI's Chat Completions as the emulator speaks them, with the service's shapes of errors and its order of checks.
//! Stricter than the service in one thing: a call in the history has to be one of a tool that is shown.

use super::{
    Body, DEMO_KEY, NAME, Next, Numbers, Tool, Turn, bearer, given, header, is_name, list, prose, text, tokens,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

const CREATED: u32 = 1_764_000_000;
const ROLES: &str = "'system', 'developer', 'user', 'assistant' and 'tool'";

pub(super) type Refusal = (StatusCode, Json<Value>);

fn refuse(status: StatusCode, message: &str, param: Option<&str>, code: Option<&str>) -> Refusal {
    let error = json!({ "message": message, "type": "invalid_request_error", "param": param, "code": code });
    (status, Json(json!({ "error": error })))
}

fn bad(message: &str, param: &str, code: Option<&str>) -> Refusal {
    refuse(StatusCode::BAD_REQUEST, message, Some(param), code)
}

fn missing(param: &str) -> Refusal {
    bad(&format!("Missing required parameter: '{param}'."), param, Some("missing_required_parameter"))
}

fn no_type(param: &str, expected: &str) -> Refusal {
    bad(&format!("Invalid type for '{param}': expected {expected}."), param, Some("invalid_type"))
}

fn no_value(param: &str, expected: &str) -> Refusal {
    bad(&format!("Invalid value for '{param}': expected {expected}."), param, Some("invalid_value"))
}

pub(super) async fn no_such_path(method: Method, uri: Uri) -> Refusal {
    let message = format!("Invalid URL ({method} {})", uri.path());
    refuse(StatusCode::NOT_FOUND, &message, None, None)
}

pub(super) async fn models(headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    authorized(&headers)?;
    let model = json!({ "id": NAME, "object": "model", "created": CREATED, "owned_by": "bindery" });
    Ok(Json(json!({ "object": "list", "data": [model] })))
}

pub(super) async fn complete(
    State(numbers): State<Numbers>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    authorized(&headers)?;
    let Json(request) = body.map_err(|why| refuse(why.status(), &why.body_text(), None, None))?;
    reply(&request, numbers.next()).map(Json)
}

/// The key that was given is not repeated, as it is by the service in part.
pub(super) fn authorized(headers: &HeaderMap) -> Result<(), Refusal> {
    let refused = |message: &str, code| Err(refuse(StatusCode::UNAUTHORIZED, message, None, code));
    match (header(headers, "authorization"), bearer(headers)) {
        (_, Some(DEMO_KEY)) => Ok(()),
        (None, _) => refused("You didn't provide an API key in the header `Authorization: Bearer …`.", None),
        (Some(_), _) => refused("Incorrect API key provided.", Some("invalid_api_key")),
    }
}

pub(super) fn reply(request: &Value, number: u32) -> Result<Value, Refusal> {
    match given(request, "model").map(Value::as_str) {
        None => return Err(missing("model")),
        Some(None) => return Err(no_type("model", "a string")),
        Some(Some(NAME)) => {}
        Some(Some(_)) => {
            let message = format!("The model does not exist; there is only `{NAME}`.");
            return Err(refuse(StatusCode::NOT_FOUND, &message, Some("model"), Some("model_not_found")));
        }
    }
    if given(request, "stream").is_some_and(|stream| *stream != false) {
        return Err(bad("This emulator does not stream; leave `stream` out.", "stream", Some("unsupported_value")));
    }
    let turn = turn(request)?;
    let (message, reason) = match turn.next() {
        Next::Say(text) => (json!({ "role": "assistant", "content": text, "refusal": null }), "stop"),
        Next::Call(name, arguments) => {
            let function = json!({ "name": name, "arguments": arguments.to_string() });
            let call = json!({ "id": format!("call_{number}"), "type": "function", "function": function });
            (json!({ "role": "assistant", "content": null, "refusal": null, "tool_calls": [call] }), "tool_calls")
        }
    };
    let (read, written) = (tokens(request), tokens(&message));
    Ok(json!({
        "id": format!("chatcmpl-{number}"),
        "object": "chat.completion",
        "created": CREATED,
        "model": NAME,
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": reason }],
        "usage": { "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written },
    }))
}

/// Reads the tools and the messages. Each call of a tool is answered before anything else is said.
fn turn(request: &Value) -> Result<Turn, Refusal> {
    let mut turn = Turn { tools: tools(request)?, ..Turn::default() };
    let messages = given(request, "messages").ok_or_else(|| missing("messages"))?;
    let messages = messages.as_array().ok_or_else(|| no_type("messages", "an array of objects"))?;
    if messages.is_empty() {
        return Err(bad("Invalid 'messages': empty array.", "messages", Some("empty_array")));
    }
    let mut open: Vec<&str> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let place = |member: &str| format!("messages[{at}].{member}");
        let role = text(message, "role").ok_or_else(|| missing(&place("role")))?;
        if role != "tool" {
            answered(&open)?;
        }
        match role {
            "system" | "developer" => drop(content(message, &place("content"))?),
            "user" => turn.ask(content(message, &place("content"))?),
            "assistant" => open = calls(message, &place, &turn.tools)?,
            "tool" => {
                let id = text(message, "tool_call_id").ok_or_else(|| missing(&place("tool_call_id")))?;
                let Some(which) = open.iter().position(|call| *call == id) else {
                    let rule = "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
                    return Err(bad(rule, &place("role"), None));
                };
                open.remove(which);
                turn.results.push(content(message, &place("content"))?);
            }
            _ => return Err(no_value(&place("role"), &format!("one of {ROLES}"))),
        }
    }
    answered(&open)?;
    // What was shown counts for the history; what may be called now is another matter.
    match given(request, "tool_choice").map(Value::as_str) {
        None | Some(Some("auto")) => {}
        Some(Some("none")) => turn.tools.clear(),
        Some(_) => return Err(no_value("tool_choice", "'auto' or 'none': this emulator cannot be made to call")),
    }
    Ok(turn)
}

fn answered(open: &[&str]) -> Result<(), Refusal> {
    if open.is_empty() {
        return Ok(());
    }
    let message = format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. \
         The following tool_call_ids did not have response messages: {}",
        open.join(", ")
    );
    Err(bad(&message, "messages", None))
}

fn content(message: &Value, place: &str) -> Result<String, Refusal> {
    let content = given(message, "content").ok_or_else(|| missing(place))?;
    prose(content).ok_or_else(|| no_type(place, "a string or an array of text parts"))
}

/// The ids of the calls in a message of the model.
fn calls<'a>(message: &'a Value, place: &dyn Fn(&str) -> String, tools: &[Tool]) -> Result<Vec<&'a str>, Refusal> {
    let Some(calls) = given(message, "tool_calls") else {
        // A refusal is an answer as well.
        return match text(message, "refusal") {
            Some(_) => Ok(Vec::new()),
            None => content(message, &place("content")).map(|_| Vec::new()),
        };
    };
    let place = place("tool_calls");
    let calls = calls.as_array().filter(|calls| !calls.is_empty()).ok_or_else(|| no_type(&place, "calls"))?;
    let mut ids: Vec<&str> = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        let place = |member: &str| format!("{place}[{at}].{member}");
        let id = text(call, "id").ok_or_else(|| missing(&place("id")))?;
        if text(call, "type") != Some("function") {
            return Err(no_value(&place("type"), "'function'"));
        }
        let function = given(call, "function").ok_or_else(|| missing(&place("function")))?;
        let name = text(function, "name").ok_or_else(|| missing(&place("function.name")))?;
        if !tools.iter().any(|tool| tool.name == name) {
            return Err(no_value(&place("function.name"), "the name of a tool that is shown"));
        }
        text(function, "arguments").ok_or_else(|| missing(&place("function.arguments")))?;
        if ids.contains(&id) {
            return Err(no_value(&place("id"), "an id of its own for each call"));
        }
        ids.push(id);
    }
    Ok(ids)
}

fn tools(request: &Value) -> Result<Vec<Tool>, Refusal> {
    let Some(tools) = given(request, "tools") else { return Ok(Vec::new()) };
    let tools = tools.as_array().ok_or_else(|| no_type("tools", "an array of objects"))?;
    if tools.is_empty() || tools.len() > 128 {
        return Err(no_value("tools", "1 to 128 tools"));
    }
    tools.iter().enumerate().map(|(at, tool)| tool_of(tool, &format!("tools[{at}]"))).collect()
}

fn tool_of(tool: &Value, place: &str) -> Result<Tool, Refusal> {
    if text(tool, "type") != Some("function") {
        return Err(no_value(&format!("{place}.type"), "'function'"));
    }
    let function = given(tool, "function").ok_or_else(|| missing(&format!("{place}.function")))?;
    let name = text(function, "name").ok_or_else(|| missing(&format!("{place}.function.name")))?;
    if !is_name(name, 64) {
        return Err(no_value(&format!("{place}.function.name"), "a name that matches '^[a-zA-Z0-9_-]{1,64}$'"));
    }
    let schema = given(function, "parameters").cloned().unwrap_or_else(|| json!({ "type": "object" }));
    let params = format!("{place}.function.parameters");
    if text(&schema, "type") != Some("object") {
        let message =
            format!("Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'.");
        return Err(bad(&message, &params, Some("invalid_function_parameters")));
    }
    if function.get("strict") == Some(&Value::Bool(true)) && !is_closed(&schema) {
        let message = format!(
            "Invalid schema for function '{name}': 'additionalProperties' is required to be supplied and to be false, and \
             'required' to be supplied and to include every key in properties."
        );
        return Err(bad(&message, &params, Some("invalid_function_parameters")));
    }
    Ok(Tool { name: name.to_owned(), schema })
}

/// What `strict` asks of a schema, at its top.
fn is_closed(schema: &Value) -> bool {
    let required = list(schema, "required").unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    schema.get("additionalProperties") == Some(&Value::Bool(false))
        && properties.is_none_or(|all| all.keys().all(|key| required.iter().any(|name| name == key)))
}
