//! What carries requests: one trait, and reqwest behind it. A transport sends one request and follows nothing;
//! redirects, credentials, limits and deadlines are `execute`'s business.

#[cfg(feature = "reqwest")]
mod reqwest;

#[cfg(feature = "reqwest")]
pub use reqwest::Reqwest;

use crate::{BoxFuture, Bytes, Sent};
use std::fmt;
use std::sync::Arc;

/// Sends requests.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request, and gives the head of its answer. Must not follow redirects.
    fn send(&self, request: http::Request<Bytes>, attempt: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>>;
}

/// The head of an answer, its body still to come.
pub type Answer = http::Response<Box<dyn Body>>;

/// The body of an answer, chunk by chunk.
pub trait Body: Send {
    /// The next chunk; nothing at the end.
    fn next_chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// What a transport may want to know about a request beside the request.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// Name of the operation.
    pub operation: &'static str,
    /// 1 for the first attempt.
    pub number: u32,
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>, attempt: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>> {
        (**self).send(request, attempt)
    }
}

/// Why a request or its answer did not get through. Its texts must not hold the URL: there are keys in some.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) connecting: bool,
    pub(crate) sent: Sent,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// No connection came about, so nothing was sent.
    pub fn connect(message: impl Into<String>) -> TransportError {
        TransportError { connecting: true, sent: Sent::No, message: message.into(), source: None }
    }

    /// Something failed later.
    pub fn broken(sent: Sent, message: impl Into<String>) -> TransportError {
        TransportError { connecting: false, sent, message: message.into(), source: None }
    }

    /// The error underneath. Must not print the URL either.
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> TransportError {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
