//! In place of a model: a program on loopback that knows two things to say about orders, and says them on OpenAI's wire and on
//! Anthropic's. What it says stands here; `openai.rs` and `anthropic.rs` read requests, as strictly as the services, and write
//! answers. It does not stream, and it calls one tool at a time.

mod anthropic;
mod openai;
#[cfg(test)]
mod tests;

use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Map, Value};
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
    let (base_url, model) = bind().await?;
    tokio::spawn(model);
    Ok(base_url)
}

/// Takes a free port of 127.0.0.1: its base URL, and what serves it for as long as it is awaited.
pub(crate) async fn bind() -> io::Result<(String, impl Future<Output = io::Result<()>>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let base_url = format!("http://{}/v1", listener.local_addr()?);
    Ok((base_url, async move { axum::serve(listener, router()).await }))
}

fn router() -> Router {
    Router::new()
        .route("/v1/chat/completions", post(openai::complete))
        .route("/v1/messages", post(anthropic::create))
        // Both services have this path, with answers of different shapes. It is OpenAI's here.
        .route("/v1/models", get(openai::models))
        .fallback(openai::no_such_path)
        .with_state(Numbers::default())
}

/// A body, or why it cannot be read: each wire has its own shape for that.
type Body = Result<Json<Value>, JsonRejection>;

/// Answers and calls are numbered, so that two runs of one program print the same.
#[derive(Clone, Default)]
struct Numbers(Arc<AtomicU32>);

impl Numbers {
    fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

// --- the script ----------------------------------------------------------------------------------------------------

/// Where a conversation stands, whatever wire it came by.
#[derive(Default)]
struct Turn {
    /// What the user said last.
    question: String,
    /// What tools have answered since, in order.
    results: Vec<String>,
    tools: Vec<Tool>,
}

/// A tool that may be called.
struct Tool {
    name: String,
    schema: Value,
}

#[derive(Debug)]
enum Next {
    Say(String),
    Call(&'static str, Value),
}

impl Turn {
    fn ask(&mut self, question: String) {
        self.question = question;
        self.results.clear();
    }

    /// What a model would do next: look the order up by its number, do with it what was asked for, say what came of it.
    fn next(&self) -> Next {
        let digits = |c: &char| c.is_ascii_digit();
        let number: String = self.question.chars().skip_while(|c| !digits(c)).take_while(digits).collect();
        let Ok(wanted) = number.parse::<u64>() else {
            return Next::Say("Which order do you mean? Its number would help.".to_owned());
        };
        let Some(looked_up) = self.results.first() else {
            return self.call("list_orders", &[("number", wanted.into())]);
        };
        let page: Value = serde_json::from_str(looked_up).unwrap_or_default();
        let Some(orders) = page.get("data").and_then(Value::as_array) else {
            return Next::Say(format!("Order {number} could not be looked up. {looked_up}"));
        };
        match (orders.first(), self.results.get(1)) {
            (None, _) => Next::Say(format!("I found no order {number}.")),
            (Some(order), None) if self.question.to_lowercase().contains("cancel") => {
                let id = order.get("id").cloned().unwrap_or_default();
                self.call("cancel_order", &[("order_id", id), ("reason", "customer_request".into())])
            }
            (Some(order), None) => Next::Say(whereabouts(order)),
            (Some(_), Some(done)) if is_cancelled(done) => Next::Say(format!("Order {number} is cancelled.")),
            (Some(_), Some(done)) => Next::Say(format!("Order {number} was not cancelled. {done}")),
        }
    }

    /// A call that keeps to the schema that was shown: what is required and not given is null.
    fn call(&self, name: &'static str, given: &[(&str, Value)]) -> Next {
        let Some(tool) = self.tools.iter().find(|tool| tool.name == name) else {
            return Next::Say(format!("I cannot do that without the tool `{name}`."));
        };
        let required = tool.schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let nulls = required.filter_map(|key| Some((key.as_str()?.to_owned(), Value::Null)));
        let mut arguments: Map<String, Value> = nulls.collect();
        arguments.extend(given.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        Next::Call(name, arguments.into())
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

fn is_cancelled(result: &str) -> bool {
    serde_json::from_str::<Value>(result).is_ok_and(|order| order.get("status").is_some_and(|it| it == "cancelled"))
}

// --- what both wires have in common --------------------------------------------------------------------------------

/// A header that was sent, as text; what is no text is no key either.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    header(headers, "authorization")?.strip_prefix("Bearer ")
}

/// A text member, if it is there and one.
fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

fn list<'a>(object: &'a Value, key: &str) -> Option<&'a [Value]> {
    object.get(key)?.as_array().map(Vec::as_slice)
}

/// A member that counts as left out when it is null.
fn given<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// The text of a text, or of a list of parts of the type `text`.
fn prose(content: &Value) -> Option<String> {
    let part = |part: &Value| text(part, "text").filter(|_| text(part, "type") == Some("text")).map(str::to_owned);
    match content {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) if !parts.is_empty() => parts.iter().map(part).collect(),
        _ => None,
    }
}

/// The names of tools that both services take.
fn is_name(name: &str, most: usize) -> bool {
    (1..=most).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Roughly, as there is no tokenizer here.
fn tokens(value: &Value) -> usize {
    value.to_string().len().div_ceil(4)
}
