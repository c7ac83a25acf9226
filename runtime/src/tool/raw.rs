//! Calls as models make them, in the shapes of the providers' messages.

use serde_json::{Value, json};

/// A call of a tool, as it came from a model. The `from_…` functions give nothing for what names no tool.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCall {
    /// The provider's id of the call, which the answer has to name; empty where there is none.
    pub id: String,
    /// Name of the tool.
    pub name: String,
    /// The arguments: an object, or the JSON text of one.
    pub arguments: Value,
}

impl RawCall {
    /// A call from its parts.
    pub fn new(id: impl Into<String>, name: impl Into<String>, arguments: impl Into<Value>) -> RawCall {
        RawCall { id: id.into(), name: name.into(), arguments: arguments.into() }
    }

    /// From an element of `tool_calls` (OpenAI's Chat Completions, Ollama), or an item of the kind `function_call` (OpenAI's
    /// Responses).
    pub fn from_openai(call: &Value) -> Option<RawCall> {
        let function = call.get("function").unwrap_or(call);
        let id = call.get("call_id").or_else(|| call.get("id")).and_then(Value::as_str).unwrap_or_default();
        RawCall::of(id, function, "arguments")
    }

    /// From a block of the kind `tool_use` (Anthropic's Messages).
    pub fn from_anthropic(block: &Value) -> Option<RawCall> {
        RawCall::of(block.get("id")?.as_str()?, block, "input")
    }

    /// From a `functionCall` (Gemini), which may come without an id.
    pub fn from_gemini(call: &Value) -> Option<RawCall> {
        let call = call.get("functionCall").unwrap_or(call);
        RawCall::of(call.get("id").and_then(Value::as_str).unwrap_or_default(), call, "args")
    }

    /// From the `params` of `tools/call` (MCP).
    pub fn from_mcp(params: &Value) -> Option<RawCall> {
        RawCall::of("", params, "arguments")
    }

    fn of(id: &str, call: &Value, arguments: &str) -> Option<RawCall> {
        let name = call.get("name")?.as_str()?;
        Some(RawCall::new(id, name, call.get(arguments).cloned().unwrap_or_else(|| json!({}))))
    }
}
