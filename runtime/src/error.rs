//! What can go wrong, in one type: what happened ([`Error::kind`]), what the API said about it
//! ([`Error::message`], [`Error::api`]), and whether the request may have had its effect ([`Error::was_sent`]).

use crate::codec::{Any, Record};
use crate::{Bytes, message};
use http::{HeaderMap, StatusCode};
use std::error::Error as StdError;
use std::fmt;

/// A failed call. `E` is what the document says about the bodies of error answers.
///
/// Its `Display` is one line with everything a log needs: operation, status, the API's own message, request id. No
/// text of it holds a URL or a credential.
pub struct Error<E = Any> {
    core: Box<Core>,
    api: Option<Box<E>>,
}

/// The part that does not depend on `E`.
pub(crate) struct Core {
    pub(crate) operation: &'static str,
    pub(crate) kind: ErrorKind,
    pub(crate) detail: String,
    pub(crate) sent: Sent,
    pub(crate) status: Option<StatusCode>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) message: Option<String>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The API answered with an error status, or with a redirect that is not followed.
    Api(StatusCode),
    /// The client or the call is set up in a way that cannot work.
    Config,
    /// A credential that the call needs is missing or cannot be sent.
    Credentials,
    /// The request could not be built from its inputs.
    Request,
    /// No connection came about.
    Connect,
    /// A timeout passed.
    Timeout,
    /// The connection broke.
    Transport,
    /// The answer is longer than the client accepts.
    TooLarge,
    /// The answer is not what the document says.
    Decode,
}

/// Whether the request reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Certainly not.
    No,
    /// Nobody knows.
    Maybe,
    /// Certainly: an answer came.
    Yes,
}

impl Core {
    /// An error from before anything was sent.
    #[cold]
    pub(crate) fn unsent(operation: &'static str, kind: ErrorKind, detail: impl Into<String>) -> Box<Core> {
        Core::new(operation, kind, Sent::No, detail)
    }

    // Cold, as what makes other errors: calls that succeed then find their code side by side.
    #[cold]
    pub(crate) fn new(operation: &'static str, kind: ErrorKind, sent: Sent, detail: impl Into<String>) -> Box<Core> {
        Box::new(Core {
            operation,
            kind,
            detail: detail.into(),
            sent,
            status: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            message: None,
            source: None,
        })
    }

    #[cold]
    pub(crate) fn caused_by(mut self: Box<Self>, source: impl StdError + Send + Sync + 'static) -> Box<Core> {
        self.source = Some(Box::new(source));
        self
    }
}

impl<E> Error<E> {
    pub(crate) fn new(core: Box<Core>, api: Option<Box<E>>) -> Error<E> {
        Error { core, api }
    }

    /// What happened.
    pub fn kind(&self) -> ErrorKind {
        self.core.kind
    }

    /// Name of the operation, as the document has it.
    pub fn operation(&self) -> &'static str {
        self.core.operation
    }

    /// Status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.core.status
    }

    /// Headers of the answer; empty if none came.
    pub fn headers(&self) -> &HeaderMap {
        &self.core.headers
    }

    /// The headers that the document describes, as the type that was generated for them. What is absent, or not of its
    /// type, is `None`.
    pub fn typed_headers<H: Record>(&self) -> H {
        crate::headers::read(&self.core.headers)
    }

    /// The answer's body as the document types it, read as leniently as other answers: a field that came as something else is
    /// blank, and written back as it came. Nothing if the body as a whole is of another kind.
    pub fn api(&self) -> Option<&E> {
        self.api.as_deref()
    }

    /// As [`Error::api`], by value.
    pub fn into_api(self) -> Option<E> {
        self.api.map(|api| *api)
    }

    /// The API's own words, found in the answer's body.
    pub fn message(&self) -> Option<&str> {
        self.core.message.as_deref()
    }

    /// The answer's body as it came; of error answers the first MiB.
    pub fn body(&self) -> &[u8] {
        &self.core.body
    }

    /// The id that the server gave this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        message::request_id(&self.core.headers)
    }

    /// Whether the same call may succeed later. For a call that is not idempotent, see [`Error::was_sent`] first.
    pub fn is_retryable(&self) -> bool {
        match self.core.kind {
            ErrorKind::Api(status) => matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504 | 529),
            ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => true,
            ErrorKind::Config
            | ErrorKind::Credentials
            | ErrorKind::Request
            | ErrorKind::TooLarge
            | ErrorKind::Decode => false,
        }
    }

    /// Whether the request reached the server, and so may have had its effect.
    pub fn was_sent(&self) -> Sent {
        self.core.sent
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.core.operation)?;
        if let Some(status) = self.core.status {
            write!(f, "{}", status.as_u16())?;
            if let Some(reason) = status.canonical_reason() {
                write!(f, " {reason}")?;
            }
        }
        let said = self.core.message.as_deref().filter(|_| self.core.detail.is_empty()).unwrap_or(&self.core.detail);
        if !said.is_empty() {
            write!(f, "{}{said}", if self.core.status.is_some() { ": " } else { "" })?;
        }
        match self.request_id() {
            Some(id) => write!(f, " (request {})", message::one_line(id)),
            None => Ok(()),
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.core.kind)
    }
}

impl<E> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.core.source.as_deref().map(|source| source as _)
    }
}

/// A client that cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub(crate) String);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ConfigError {}
