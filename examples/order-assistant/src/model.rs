//! In place of a model: a program that speaks OpenAI's chat wire on loopback and knows two things to say about orders. It is as
//! strict about requests as the service is, and as careless with arguments as models are: it writes numbers in quotes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value, json};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;

/// The only key that it accepts.
pub(crate) const DEMO_KEY: &str = "sk-demo-key-for-loopback-only";
/// The only model that it has.
pub(crate) const NAME: &str = "emulated-1";

/// Starts it on a free port of 127.0.0.1 and answers its base URL. It runs until the runtime is dropped.
pub(crate) async fn serve() -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let base_url = format!("http://{}/v1", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router()).await });
    Ok(base_url)
}

fn router() -> Router {
    Router::new()
        .route("/v1/chat/completions", post(complete))
        .route("/v1/models", get(models))
        .with_state(Arc::new(AtomicU32::new(0)))
}

type Refusal = (StatusCode, Json<Value>);

fn refuse(status: StatusCode, message: &str, param: Option<&str>, code: Option<&str>) -> Refusal {
    let kind = if status == StatusCode::UNAUTHORIZED { "authentication_error" } else { "invalid_request_error" };
    (status, Json(json!({ "error": { "message": message, "type": kind, "param": param, "code": code } })))
}

fn authorized(headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers.get("authorization").and_then(|value| value.to_str().ok());
    match given == Some(&format!("Bearer {DEMO_KEY}")) {
        true => Ok(()),
        // The key that was given is not repeated.
        false => Err(refuse(StatusCode::UNAUTHORIZED, "Incorrect API key provided.", None, Some("invalid_api_key"))),
    }
}

async fn models(headers: HeaderMap) -> Result<Json<Value>, Refusal> {
    authorized(&headers)?;
    let model = json!({ "id": NAME, "object": "model", "created": 1_764_000_000, "owned_by": "bindery" });
    Ok(Json(json!({ "object": "list", "data": [model] })))
}

async fn complete(
    State(count): State<Arc<AtomicU32>>,
    headers: HeaderMap,
    Json(request): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    authorized(&headers)?;
    if request.get("model").and_then(Value::as_str) != Some(NAME) {
        let message = format!("There is no model but `{NAME}`.");
        return Err(refuse(StatusCode::NOT_FOUND, &message, Some("model"), Some("model_not_found")));
    }
    let messages = request.get("messages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    check(messages)?;
    let number = count.fetch_add(1, Ordering::Relaxed);
    let (message, reason) = match next(messages, &request) {
        Next::Say(text) => (json!({ "role": "assistant", "content": text, "refusal": null }), "stop"),
        Next::Call(name, arguments) => {
            let function = json!({ "name": name, "arguments": arguments.to_string() });
            let call = json!({ "id": format!("call_{number}"), "type": "function", "function": function });
            (json!({ "role": "assistant", "content": null, "refusal": null, "tool_calls": [call] }), "tool_calls")
        }
    };
    Ok(Json(json!({
        "id": format!("chatcmpl-{number}"),
        "object": "chat.completion",
        "created": 1_764_000_000,
        "model": NAME,
        "choices": [{ "index": 0, "message": message, "logprobs": null, "finish_reason": reason }],
        "usage": { "prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0 },
    })))
}

/// As the service has it: each call of a tool is answered before anything else is said.
fn check(messages: &[Value]) -> Result<(), Refusal> {
    let bad = |message: String| Err(refuse(StatusCode::BAD_REQUEST, &message, Some("messages"), None));
    if messages.is_empty() {
        return bad("There are no messages.".to_owned());
    }
    let mut open: Vec<&str> = Vec::new();
    for message in messages {
        let role = message.get("role").and_then(Value::as_str).unwrap_or_default();
        match (role, message.get("tool_call_id").and_then(Value::as_str)) {
            ("tool", Some(id)) if open.contains(&id) => open.retain(|call| *call != id),
            ("tool", _) => return bad("A message of the role `tool` answers no call.".to_owned()),
            ("system" | "developer" | "user" | "assistant", _) if open.is_empty() => {}
            ("system" | "developer" | "user" | "assistant", _) => {
                return bad(format!("The calls {} were not answered.", open.join(", ")));
            }
            (other, _) => return bad(format!("`{other}` is no role.")),
        }
        let calls = message.get("tool_calls").and_then(Value::as_array).into_iter().flatten();
        open.extend(calls.filter_map(|call| call.get("id")?.as_str()));
    }
    if open.is_empty() { Ok(()) } else { bad(format!("The calls {} were not answered.", open.join(", "))) }
}

enum Next {
    Say(String),
    Call(&'static str, Value),
}

/// What a model would do next: look the order up by its number, do with it what was asked for, say what came of it.
fn next(messages: &[Value], request: &Value) -> Next {
    let role = |message: &&Value, role: &str| message.get("role").is_some_and(|own| own == role);
    let text = |message: &Value| message.get("content").and_then(Value::as_str).unwrap_or_default().to_owned();
    let since = messages.iter().rposition(|message| role(&message, "user")).unwrap_or_default();
    let turn = messages.get(since..).unwrap_or_default();
    let question = turn.first().map(text).unwrap_or_default();
    let number: String =
        question.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let results: Vec<String> = turn.iter().filter(|message| role(message, "tool")).map(text).collect();
    if number.is_empty() {
        return Next::Say("Which order do you mean? Its number would help.".to_owned());
    }
    let order = results.first().and_then(|page| serde_json::from_str::<Value>(page).ok()?.pointer("/data/0").cloned());
    match (results.as_slice(), order) {
        ([], _) => Next::Call("list_orders", arguments(request, "list_orders", &[("number", number.into())])),
        (_, None) => Next::Say(format!("I found no order {number}.")),
        ([_], Some(order)) if question.to_lowercase().contains("cancel") => {
            let id = order.get("id").cloned().unwrap_or_default();
            let given = [("order_id", id), ("reason", "customer_request".into())];
            Next::Call("cancel_order", arguments(request, "cancel_order", &given))
        }
        ([_], Some(order)) => Next::Say(whereabouts(&order)),
        ([_, done, ..], Some(_)) if done.contains("\"cancelled\"") => {
            Next::Say(format!("Order {number} is cancelled."))
        }
        ([_, done, ..], Some(_)) => Next::Say(format!("Order {number} was not cancelled. {done}")),
    }
}

fn whereabouts(order: &Value) -> String {
    let word =
        |pointer: &str| order.pointer(pointer).map(|value| value.as_str().map_or(value.to_string(), str::to_owned));
    let number = word("/number").unwrap_or_default();
    match (word("/shipment/carrier"), word("/shipment/tracking_number")) {
        (Some(carrier), Some(tracking)) => {
            let city = word("/shipping_address/city").map(|city| format!(" to {city}")).unwrap_or_default();
            format!("Order {number} is on its way{city} with {carrier}; its tracking number is {tracking}.")
        }
        _ => format!("Order {number} has not left yet: it is in state {}.", word("/status").unwrap_or_default()),
    }
}

/// Arguments that keep to the schema that was shown: what is required and not given is null.
fn arguments(request: &Value, tool: &str, given: &[(&str, Value)]) -> Value {
    let tools = request.get("tools").and_then(Value::as_array).into_iter().flatten();
    let mut functions = tools.filter_map(|tool| tool.get("function"));
    let function = functions.find(|function| function.get("name").is_some_and(|name| name == tool));
    let required = function.and_then(|function| function.pointer("/parameters/required")?.as_array());
    let nulls = required.into_iter().flatten().filter_map(|key| Some((key.as_str()?.to_owned(), Value::Null)));
    let mut arguments: Map<String, Value> = nulls.collect();
    arguments.extend(given.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    Value::Object(arguments)
}
