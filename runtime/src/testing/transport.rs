//! A transport that plays a script and writes down what it was asked.

use crate::transport::{Answer, Attempt, Body, Transport, TransportError};
use crate::{BoxFuture, Bytes, Sent};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};

/// Answers requests from a script, step by step. Clones share script and record.
///
/// ```
/// use bindery_runtime::testing::{Failure, MockTransport};
/// let mock = MockTransport::new().fail(Failure::Connect).respond(200, &[("content-type", "application/json")], "{}");
/// # let _ = mock;
/// ```
#[derive(Clone, Default)]
pub struct MockTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    script: VecDeque<Step>,
    record: Vec<Recorded>,
}

enum Step {
    Respond(StatusCode, HeaderMap, VecDeque<Piece>),
    Fail(Failure),
    Hang,
}

#[derive(Clone)]
enum Piece {
    Chunk(Bytes),
    Hang,
    Broken,
}

/// How a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection.
    Connect,
    /// The connection breaks before the head of the answer.
    Reset,
}

/// A request that came.
#[derive(Clone)]
pub struct Recorded {
    /// Its method.
    pub method: Method,
    /// Its URL.
    pub url: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Recorded {
    /// The whole request as text: its line, its headers by name, an empty line, its body.
    pub fn text(&self) -> String {
        let mut headers: Vec<_> = self.headers.iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        let mut text = format!("{} {}\n", self.method, self.url);
        for (name, value) in headers {
            let _ = writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        }
        if !self.body.is_empty() {
            let _ = write!(text, "\n{}", String::from_utf8_lossy(&self.body));
        }
        text
    }
}

impl MockTransport {
    /// With an empty script.
    pub fn new() -> MockTransport {
        MockTransport::default()
    }

    /// Answers the next request. Headers that are none are left out.
    pub fn respond(self, status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let chunk = (!body.is_empty()).then_some(Piece::Chunk(body));
        self.answer(status, headers, chunk.into_iter().collect())
    }

    /// Answers the next request chunk by chunk.
    pub fn respond_chunks(self, status: u16, headers: &[(&str, &str)], chunks: &[&str]) -> Self {
        let pieces = chunks.iter().map(|chunk| Piece::Chunk(Bytes::copy_from_slice(chunk.as_bytes())));
        self.answer(status, headers, pieces.collect())
    }

    /// Begins to answer the next request; then the connection breaks.
    pub fn respond_broken(self, status: u16, headers: &[(&str, &str)], begin: impl Into<Bytes>) -> Self {
        self.answer(status, headers, [Piece::Chunk(begin.into()), Piece::Broken].into())
    }

    /// Begins to answer the next request, and never ends.
    pub fn respond_hanging(self, status: u16, headers: &[(&str, &str)], begin: impl Into<Bytes>) -> Self {
        self.answer(status, headers, [Piece::Chunk(begin.into()), Piece::Hang].into())
    }

    /// Fails the next request.
    pub fn fail(self, failure: Failure) -> Self {
        self.push(Step::Fail(failure))
    }

    /// Never answers the next request.
    pub fn hang(self) -> Self {
        self.push(Step::Hang)
    }

    /// The requests that came, in order.
    pub fn requests(&self) -> Vec<Recorded> {
        self.state().record.clone()
    }

    /// Makes sure that the script was played to its end.
    ///
    /// # Panics
    /// When steps are left.
    pub fn assert_done(&self) {
        let left = self.state().script.len();
        assert!(left == 0, "{left} steps of the script were not played");
    }

    fn answer(self, status: u16, headers: &[(&str, &str)], pieces: VecDeque<Piece>) -> Self {
        let header = |(name, value): &(&str, &str)| {
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_str(value).ok()?))
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
        self.push(Step::Respond(status, headers.iter().filter_map(header).collect(), pieces))
    }

    fn push(self, step: Step) -> Self {
        self.state().script.push_back(step);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Transport for MockTransport {
    fn send(&self, request: Request<Bytes>, _: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let (head, body) = request.into_parts();
        let mut state = self.state();
        state.record.push(Recorded { method: head.method, url: head.uri.to_string(), headers: head.headers, body });
        let step = state.script.pop_front();
        Box::pin(async move {
            match step {
                Some(Step::Respond(status, headers, pieces)) => {
                    let mut answer = Response::new(Box::new(Pieces(pieces)) as Box<dyn Body>);
                    *answer.status_mut() = status;
                    *answer.headers_mut() = headers;
                    Ok(answer)
                }
                Some(Step::Fail(Failure::Connect)) => Err(TransportError::connect("the script says so")),
                Some(Step::Fail(Failure::Reset)) => Err(TransportError::broken(Sent::Maybe, "the script says so")),
                Some(Step::Hang) => std::future::pending().await,
                None => Err(TransportError::connect("the script has no more steps")),
            }
        })
    }
}

struct Pieces(VecDeque<Piece>);

impl Body for Pieces {
    fn next_chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = self.0.pop_front();
        Box::pin(async move {
            match piece {
                Some(Piece::Chunk(chunk)) => Ok(Some(chunk)),
                Some(Piece::Broken) => Err(TransportError::broken(Sent::Yes, "the script says so")),
                Some(Piece::Hang) => std::future::pending().await,
                None => Ok(None),
            }
        })
    }
}
