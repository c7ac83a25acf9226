//! A client: its configuration and its connections, shared by all its clones.

use crate::auth::{CredentialProvider, Credentials};
use crate::base::{Base, Origin};
use crate::call::Parts;
use crate::clock::Clock;
use crate::codec::{Json, Policy};
use crate::operation::{Api, Operation};
use crate::request::{Input, prepare};
use crate::transport::Transport;
use crate::{Call, ClientBuilder};
use http::HeaderMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Calls operations. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) api: &'static Api,
    pub(crate) base: Base,
    /// Whether the base URL was given, and so goes before that of an operation.
    pub(crate) base_given: bool,
    /// Values for the variables of servers.
    pub(crate) variables: Vec<(String, String)>,
    /// Origins that may see the credentials: that of the base URL, and those of the document.
    pub(crate) trusted: Vec<Origin>,
    pub(crate) allow_insecure_http: bool,
    pub(crate) credentials: Credentials,
    /// Which of the credentials were given by hand.
    pub(crate) given: Vec<bool>,
    pub(crate) provider: Option<Arc<dyn CredentialProvider>>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_response_bytes: usize,
    pub(crate) policy: Policy,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
}

#[derive(Clone, Copy)]
pub(crate) struct Timeouts {
    pub(crate) total: Duration,
    pub(crate) attempt: Option<Duration>,
    pub(crate) idle: Duration,
}

impl Client {
    /// A client of `api`, to be set up.
    pub fn builder(api: &'static Api) -> ClientBuilder<Client> {
        ClientBuilder::new(api)
    }

    /// Builds the request of one operation; it is sent when the call is awaited.
    #[inline]
    pub fn call<T: Json, E: Json>(&self, op: &'static Operation, input: Input<'_>) -> Call<T, E> {
        Call::of(Parts::new(self.clone(), op, prepare(op, &input)))
    }

    /// Where the API lives, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.0.base.text
    }
}

impl fmt::Debug for Client {
    /// Shows no more of the base URL than its origin: some hold keys in their path.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &format_args!("{} {}", self.0.api.name, self.0.api.version))
            .field("origin", &format_args!("{}", self.0.base.origin))
            .finish_non_exhaustive()
    }
}
