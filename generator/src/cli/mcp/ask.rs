//! Asking the user before something is changed: by `elicitation/create`, or from 2026-07-28 on by an answer that asks and
//! waits for the same call once more. A yes is for one call, with all its arguments; long ones are shown shortened.

use crate::cli::console::one_line;
use bindery_runtime::tool::Pending;
use rmcp::model::{
    ClientResult, ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, InputRequest,
    InputRequests, InputRequiredResult, InputResponses, ProtocolVersion, ServerRequest,
};
use rmcp::service::{RequestContext, RoleServer};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// What the user said.
pub(super) enum Answer {
    Yes,
    /// The reason, for the model.
    No(&'static str),
}

const DECLINED: Answer = Answer::No("the user declined. Do not try it again unless the user asks for it.");
const UNASKED: Answer = Answer::No("the user could not be asked.");
const UNABLE: Answer = Answer::No(
    "this changes something, which the user has to confirm, and this client cannot ask. Whoever runs the server can start it \
     with `--allow-writes` to do without, or with `--read-only` to hide tools like this one.",
);

/// Questions that wait at the same time; the oldest are forgotten first.
const MOST: usize = 64;
/// The name of the one question in an answer.
const QUESTION: &str = "confirm";

/// Calls that the user is asked about and that come once more with the answer.
#[derive(Default)]
pub(super) struct Waiting(Mutex<(u64, VecDeque<(String, Pending)>)>);

impl Waiting {
    /// The answer to a question about this very call, if that is what a call brings.
    pub(super) fn answer(&self, given: Option<(String, InputResponses)>, pending: &Pending) -> Option<Answer> {
        let (state, mut responses) = given?;
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.1.iter().position(|(known, asked)| *known == state && asked == pending)?;
        waiting.1.remove(at);
        let response = responses.remove(QUESTION)?;
        Some(serde_json::from_value::<ElicitResult>(response).map_or(UNASKED, |result| answer(&result.action)))
    }

    /// A name for a question about this call.
    fn put(&self, pending: &Pending) -> String {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, list) = &mut *waiting;
        *count += 1;
        let state = format!("{QUESTION}-{count}");
        list.push_back((state.clone(), pending.clone()));
        if list.len() > MOST {
            list.pop_front();
        }
        state
    }
}

/// Asks, or gives the answer that asks.
pub(super) async fn ask(
    waiting: &Waiting,
    pending: &Pending,
    context: &RequestContext<RoleServer>,
) -> Result<Answer, InputRequiredResult> {
    let elicitation = context.client_capabilities().and_then(|capabilities| capabilities.elicitation);
    // A client that says no more than that it can ask has forms.
    if elicitation.is_none_or(|can| can.form.is_none() && can.url.is_some()) {
        return Ok(UNABLE);
    }
    let form = ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: message(&pending.title, &pending.arguments),
        // Nothing is to be filled in: to accept is to say yes.
        requested_schema: ElicitationSchema::new(BTreeMap::new()),
    };
    let request = ElicitRequest::new(form);
    if context.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28) {
        let requests = InputRequests::from([(QUESTION.to_owned(), InputRequest::Elicitation(request))]);
        return Err(InputRequiredResult::new(Some(requests), Some(waiting.put(pending))));
    }
    Ok(match context.peer.send_request(ServerRequest::ElicitRequest(request)).await {
        Ok(ClientResult::ElicitResult(result)) => answer(&result.action),
        Ok(_) | Err(_) => UNASKED,
    })
}

fn answer(action: &ElicitationAction) -> Answer {
    match action {
        ElicitationAction::Accept => Answer::Yes,
        ElicitationAction::Decline | ElicitationAction::Cancel => DECLINED,
        _ => UNASKED,
    }
}

/// What the user reads. A model chose the arguments, so that nothing in them may turn the text around.
fn message(title: &str, arguments: &str) -> String {
    format!("{}\n{}", one_line(title), one_line(arguments))
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn questions_are_of_one_line_each() {
        assert_eq!(message("Cancel\nan order", "{\"a\":\"x\u{202e}y\"}"), "Cancel an order\n{\"a\":\"x y\"}");
    }
}
