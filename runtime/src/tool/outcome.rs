//! What came of a call, as a value for the host and as a message for the model.

use super::fix::Fixable;
use super::raw::RawCall;
use super::set::Decoded;
use super::shaped::Shaped;
use serde_json::{Value, json};
use std::time::Duration;

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The API answered.
    Ok(Shaped),
    /// The model can mend it: wrong arguments, or what the API refused.
    Fix(Fixable),
    /// It waits for somebody's yes: [`Toolset::confirmed`](super::Toolset::confirmed).
    Confirm(Pending),
    /// A credential is missing or not enough: for the host, not for the model.
    Auth(AuthNeeded),
    /// The API wants to be asked later.
    Busy {
        /// How long to wait, if the API says so.
        retry_after: Option<Duration>,
    },
    /// A change may have been made: its answer was lost. It is not sent again.
    Unknown(Indeterminate),
    /// It failed, and neither the model nor waiting will change that.
    Fail(Failure),
}

/// A call that waits for a yes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The call.
    pub call: Decoded,
    /// What it would do, for people: `Create an order (POST /orders)`.
    pub title: String,
    /// What it would do it with, for people: the arguments as JSON. Of more than 1,000 bytes, long texts and lists are shortened,
    /// and it says so.
    pub arguments: String,
}

/// Why the API would not let us.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthNeeded {
    /// For the host: what is missing, by scheme and environment variable.
    pub detail: String,
    /// The status of the API's refusal; nothing where nothing was sent.
    pub status: Option<u16>,
}

/// A change that may have been made.
#[derive(Clone, Debug, PartialEq)]
pub struct Indeterminate {
    /// What happened.
    pub detail: String,
    /// Whether the same call once more changes nothing further.
    pub repeatable: bool,
}

/// A failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// What happened.
    pub detail: String,
    /// The status of the answer, if one came.
    pub status: Option<u16>,
}

impl Outcome {
    /// Whether the model should take it for a failure.
    pub fn is_error(&self) -> bool {
        match self {
            Outcome::Ok(_) => false,
            Outcome::Fix(_) | Outcome::Confirm(_) | Outcome::Auth(_) => true,
            Outcome::Busy { .. } | Outcome::Unknown(_) | Outcome::Fail(_) => true,
        }
    }

    /// What the model reads.
    pub fn text(&self) -> String {
        match self {
            Outcome::Ok(shaped) => shaped.text.clone(),
            Outcome::Fix(fixable) => fixable.to_string(),
            Outcome::Confirm(pending) => {
                format!("Not done yet: \"{}\" waits for the user's confirmation.", pending.title)
            }
            Outcome::Auth(_) => {
                "Not allowed: the credential for this is missing or not enough. Only the user can change \
                                 that; do not try again."
                    .to_owned()
            }
            Outcome::Busy { retry_after: Some(wait) } => {
                format!("The API is busy. Try again in {} seconds.", wait.as_secs().max(1))
            }
            Outcome::Busy { retry_after: None } => "The API is busy. Try again later.".to_owned(),
            Outcome::Unknown(Indeterminate { detail, repeatable: true }) => {
                format!("It may have been done: {detail}. Doing the same again is safe.")
            }
            Outcome::Unknown(Indeterminate { detail, repeatable: false }) => {
                format!("It may have been done: {detail}. Look whether it was before doing it again.")
            }
            Outcome::Fail(failure) => format!("Failed: {}", failure.detail),
        }
    }

    /// A message for OpenAI's Chat Completions.
    pub fn to_openai(&self, call: &RawCall) -> Value {
        json!({ "role": "tool", "tool_call_id": call.id, "content": self.text() })
    }

    /// An input item for OpenAI's Responses.
    pub fn to_openai_responses(&self, call: &RawCall) -> Value {
        json!({ "type": "function_call_output", "call_id": call.id, "output": self.text() })
    }

    /// A block of a user's message for Anthropic's Messages.
    pub fn to_anthropic(&self, call: &RawCall) -> Value {
        json!({ "type": "tool_result", "tool_use_id": call.id, "content": self.text(), "is_error": self.is_error() })
    }

    /// A part of a user's content for Gemini.
    pub fn to_gemini(&self, call: &RawCall) -> Value {
        let key = if self.is_error() { "error" } else { "output" };
        let mut response = json!({ "name": call.name, "response": { key: self.text() } });
        if let (Some(response), false) = (response.as_object_mut(), call.id.is_empty()) {
            response.insert("id".to_owned(), call.id.as_str().into());
        }
        json!({ "functionResponse": response })
    }

    /// A result of `tools/call` for MCP; what the model can mend stands in it as data, too.
    pub fn to_mcp(&self) -> Value {
        let content = json!([{ "type": "text", "text": self.text() }]);
        match self {
            Outcome::Fix(fixable) => {
                json!({ "content": content, "structuredContent": fixable.to_json(), "isError": true })
            }
            _ => json!({ "content": content, "isError": self.is_error() }),
        }
    }

    /// A message for Ollama's chat.
    pub fn to_ollama(&self, call: &RawCall) -> Value {
        json!({ "role": "tool", "tool_name": call.name, "content": self.text() })
    }
}
