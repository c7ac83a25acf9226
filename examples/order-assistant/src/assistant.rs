//! The loop around a model: it is asked, it calls tools, it is told what came of them, until it answers in words.

use crate::openai::types::{
    ChatAssistantMessage, ChatCompletionRequest, ChatMessage, ChatSystemMessage, ChatTool, ChatToolCall,
    ChatToolMessage, ChatUserMessage,
};
use crate::{erp, openai};
use bindery_runtime::Any;
use bindery_runtime::tool::{Dialect, Outcome, RawCall, Toolset, WritePolicy};

/// A model that runs in circles is stopped.
const ROUNDS: usize = 8;

const SYSTEM: &str = "You help the staff of a trading company with orders. Look things up with the tools; never guess. People name \
    orders by number, tools by id. Answer in one or two sentences.";

type Error = Box<dyn std::error::Error>;

/// A conversation that can look into the ERP.
pub(crate) struct Assistant {
    erp: bindery_runtime::Client,
    tools: Toolset,
    shown: Vec<ChatTool>,
    openai: openai::Client,
    model: String,
    messages: Vec<ChatMessage>,
}

impl Assistant {
    /// A new conversation.
    pub(crate) fn new(erp: erp::Client, (openai, model): (openai::Client, String)) -> Result<Assistant, Error> {
        // What orders need; a model chooses better among few tools.
        let wanted = ["list_orders", "get_order", "update_order", "cancel_order", "get_customer", "get_stock"];
        let tools = erp::tools::toolset()?.only(|tool| wanted.contains(&tool.name())).policy(WritePolicy::CONFIRM);
        let shown = Any::from(tools.export(&Dialect::OPENAI_STRICT)).parse()?;
        let messages = vec![ChatMessage::System(Box::new(ChatSystemMessage::new(SYSTEM)))];
        Ok(Assistant { erp: erp.into(), tools, shown, openai, model, messages })
    }

    /// Answers a question; `confirm` is asked before anything is changed, with what is to be done and with what.
    pub(crate) async fn answer(
        &mut self,
        question: &str,
        confirm: impl Fn(&str, &str) -> bool,
    ) -> Result<String, Error> {
        self.messages.push(ChatMessage::User(Box::new(ChatUserMessage::new(question))));
        for _ in 0..ROUNDS {
            let request = ChatCompletionRequest {
                tools: Some(self.shown.clone()),
                ..ChatCompletionRequest::new(self.model.clone(), self.messages.clone())
            };
            let mut completion = self.openai.chat().create_chat_completion(&request).await?.into_inner();
            if completion.choices.is_empty() {
                return Err("the model did not answer".into());
            }
            let reply = completion.choices.swap_remove(0).message;
            let calls = reply.tool_calls.clone().unwrap_or_default();
            self.messages.push(ChatMessage::Assistant(Box::new(ChatAssistantMessage {
                content: reply.content.clone().map(Into::into),
                tool_calls: reply.tool_calls,
                ..Default::default()
            })));
            if calls.is_empty() {
                return Ok(reply.content.or(reply.refusal).unwrap_or_default());
            }
            for call in calls {
                let answer = self.carry_out(&call, &confirm).await;
                self.messages.push(ChatMessage::Tool(Box::new(ChatToolMessage::new(answer, call.id))));
            }
        }
        Err(format!("the model called tools {ROUNDS} times and did not answer").into())
    }

    /// Does what the model asks for, and says what came of it.
    async fn carry_out(&self, call: &ChatToolCall, confirm: impl Fn(&str, &str) -> bool) -> String {
        println!("  → {}({})", shown(&call.function.name), shown(&call.function.arguments));
        let raw = RawCall::new(call.id.as_str(), call.function.name.as_str(), call.function.arguments.as_str());
        let outcome = match self.tools.dispatch(&self.erp, &Dialect::OPENAI_STRICT, &raw).await {
            Outcome::Confirm(pending) if confirm(&pending.title, &pending.arguments) => {
                self.tools.confirmed(&self.erp, pending).await
            }
            Outcome::Confirm(_) => return "The user said no; it was not done.".to_owned(),
            other => other,
        };
        let text = outcome.text();
        println!("  ← {}", shown(&text));
        text
    }
}

/// Text of others for one line of a terminal, which it must not steer.
pub(crate) fn tame(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(steers, " ")
}

/// The beginning of it.
fn shown(text: &str) -> String {
    let line = tame(text);
    match line.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
