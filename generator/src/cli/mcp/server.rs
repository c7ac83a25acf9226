//! The server: what MCP asks, answered by the tools. Whatever a model can mend or a user should know is a result; protocol
//! errors are for calls of nothing.

use super::ask::{self, Answer, Waiting};
use crate::cli::console::one_line;
use crate::cli::reach::{Stop, for_shells};
use crate::emit::tools::plain;
use crate::ir::Info;
use bindery_runtime::Client;
use bindery_runtime::tool::{Dialect, Outcome, Pending, RawCall, Toolset};
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomRequest, CustomResult, ErrorCode,
    ErrorData, Implementation, ListToolsResult, PaginatedRequestParams, ResultType, ServerCapabilities, ServerConfig,
    Tool,
};
use rmcp::service::{RequestContext, RoleServer, ServerInitializeError, serve_server};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Characters of the document's description that a model reads.
const INSTRUCTIONS: usize = 600;

/// Tools of one API, and the client that carries them out.
pub(super) struct Server {
    tools: Toolset,
    client: Client,
    listed: Vec<Tool>,
    info: ServerConfig,
    waiting: Waiting,
    log: UnboundedSender<String>,
}

/// What people should know of calls while they are served, a line each.
pub(super) type Log = UnboundedReceiver<String>;

impl Server {
    pub(super) fn new(tools: Toolset, client: Client, info: &Info, api: &str) -> Result<(Server, Log), Stop> {
        let listed = serde_json::from_value(tools.export(&Dialect::MCP));
        let listed = listed.map_err(|error| Stop::failed(format!("these tools cannot be listed: {error}")))?;
        let name = format!("bindery-{}", api.replace('_', "-"));
        let implementation = Implementation::new(name, one_line(&info.version)).with_title(title(info, api));
        let mut server = ServerConfig::new(ServerCapabilities::builder().enable_tools().build());
        server.server_info = implementation;
        server.instructions = instructions(info, api);
        let (log, lines) = unbounded_channel();
        Ok((Server { tools, client, listed, info: server, waiting: Waiting::default(), log }, lines))
    }

    async fn call(&self, request: CallToolRequestParams, context: &RequestContext<RoleServer>) -> CallToolResponse {
        let arguments = request.arguments.map_or(Value::Null, Value::Object);
        let call = RawCall::new("", request.name.clone(), arguments);
        let outcome = match self.tools.dispatch(&self.client, &Dialect::MCP, &call).await {
            Outcome::Confirm(pending) => {
                let answered = request.request_state.zip(request.input_responses);
                match self.waiting.answer(answered, &pending) {
                    Some(answer) => self.decided(answer, pending).await,
                    None => match ask::ask(&self.waiting, &pending, context).await {
                        Ok(answer) => self.decided(answer, pending).await,
                        Err(question) => return question.into(),
                    },
                }
            }
            outcome => Ok(outcome),
        };
        match outcome {
            Ok(outcome) => {
                self.note(&request.name, &outcome);
                result(&outcome)
            }
            Err(refusal) => CallToolResult::error(vec![ContentBlock::text(refusal)]).into(),
        }
    }

    /// Says what only people can mend: the model is not told what is wrong with a credential or a connection.
    fn note(&self, tool: &str, outcome: &Outcome) {
        let detail = match outcome {
            Outcome::Auth(needed) => &needed.detail,
            Outcome::Unknown(lost) => &lost.detail,
            Outcome::Fail(failure) => &failure.detail,
            Outcome::Ok(_) | Outcome::Fix(_) | Outcome::Confirm(_) | Outcome::Busy { .. } => return,
        };
        // Nobody reads it once the session has ended.
        let _ = self.log.send(format!("{tool}: {}", one_line(&for_shells(detail))));
    }

    /// What comes of a call that somebody was asked about.
    async fn decided(&self, answer: Answer, pending: Pending) -> Result<Outcome, String> {
        match answer {
            Answer::Yes => Ok(self.tools.confirmed(&self.client, pending).await),
            Answer::No(reason) => Err(format!("Not done: {reason}")),
        }
    }
}

fn result(outcome: &Outcome) -> CallToolResponse {
    match serde_json::from_value::<CallToolResult>(outcome.to_mcp()) {
        Ok(mut result) => {
            // Clients since July 2026 want it said; from others rmcp keeps it.
            result.result_type = Some(ResultType::COMPLETE);
            result.into()
        }
        Err(_) => CallToolResult::error(vec![ContentBlock::text(outcome.text())]).into(),
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        self.info.clone()
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        match request.and_then(|request| request.cursor) {
            // All tools stand on one page, so that nobody was given one.
            Some(_) => Err(ErrorData::invalid_params("there is no such cursor", None)),
            None => Ok(ListToolsResult::with_all_items(self.listed.clone())),
        }
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if self.tools.tool(&request.name).is_none() {
            return Err(ErrorData::invalid_params(self.unknown(&request.name), None));
        }
        let cancelled = context.ct.clone();
        // What a cancelled call would answer is sent to nobody.
        let response = cancelled.run_until_cancelled(self.call(request, &context)).await;
        response.ok_or_else(|| ErrorData::internal_error("the call was cancelled", None))
    }

    /// Requests that are none of the protocol, or have the method of one and not its parameters.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        match request.method.as_str() {
            method @ ("tools/call" | "tools/list" | "initialize") => {
                Err(ErrorData::invalid_params(format!("these are no parameters of {method}"), None))
            }
            method => Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, one_line(method), None)),
        }
    }
}

impl Server {
    fn unknown(&self, name: &str) -> String {
        let call = RawCall::new("", name, Value::Null);
        let fixable = self.tools.decode(&Dialect::MCP, &call).err();
        let violation = fixable.and_then(|fixable| fixable.violations.into_iter().next());
        violation.map_or_else(|| "there is no such tool".to_owned(), |violation| violation.to_string())
    }
}

/// Serves until the client goes, or `stop`; what there is to `say` comes line by line.
pub(super) async fn serve<R, W>(
    (server, mut log): (Server, Log),
    streams: (R, W),
    stop: impl Future<Output = ()>,
    mut say: impl FnMut(&str),
) -> Result<(), Stop>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let session = async {
        match serve_server(server, streams).await {
            Ok(running) => match running.waiting().await {
                Ok(_) => Ok(()),
                Err(error) => Err(Stop::failed(format!("the session broke off: {error}"))),
            },
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
                Err(Stop::failed("the client began with something else than a request to begin"))
            }
            Err(error) => Err(Stop::failed(format!("no session came about: {}", one_line(&error.to_string())))),
        }
    };
    let (mut session, mut stop) = (std::pin::pin!(session), std::pin::pin!(stop));
    let ended = loop {
        tokio::select! {
            ended = &mut session => break ended,
            () = &mut stop => break Ok(()),
            Some(line) = log.recv() => say(&line),
        }
    };
    while let Ok(line) = log.try_recv() {
        say(&line);
    }
    ended
}

/// What people call the API.
pub(super) fn title(info: &Info, api: &str) -> String {
    match one_line(info.title.trim()) {
        title if title.is_empty() => api.to_owned(),
        title => title,
    }
}

fn instructions(info: &Info, api: &str) -> Option<String> {
    let docs = [&info.docs.summary, &info.docs.description].into_iter().flatten();
    let texts: Vec<String> = docs.map(|text| plain(text, INSTRUCTIONS)).filter(|text| !text.is_empty()).collect();
    (!texts.is_empty()).then(|| format!("{}: {}", title(info, api), texts.join(" ")))
}
