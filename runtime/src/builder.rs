//! Setting a client up. Everything is checked in [`ClientBuilder::build`], so that methods can be chained freely.

use crate::auth::{CredentialProvider, is_credential};
use crate::base::{Base, fill};
use crate::client::{Inner, Timeouts};
use crate::clock::{Clock, TokioClock};
use crate::codec::Policy;
use crate::operation::{Api, Scheme};
use crate::request::checked_header;
use crate::transport::Transport;
use crate::{Client, ConfigError, Secret};
use http::{HeaderMap, header};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// Sets a client up; `C` is the generated client.
#[must_use = "nothing is set up until `build`"]
pub struct ClientBuilder<C = Client> {
    api: &'static Api,
    base_url: Option<String>,
    server: usize,
    variables: Vec<(String, String)>,
    credentials: Vec<(String, Secret)>,
    provider: Option<Arc<dyn CredentialProvider>>,
    environment: Environment,
    headers: Vec<(String, String)>,
    user_agent: Option<String>,
    connect_timeout: Duration,
    timeouts: Timeouts,
    max_response_bytes: usize,
    policy: Policy,
    allow_insecure_http: bool,
    env_proxies: bool,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    client: PhantomData<fn() -> C>,
}

type Environment = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

impl<C: From<Client>> ClientBuilder<C> {
    /// Defaults: the document's first server, 5 s to connect, 60 s of silence, 10 min for a call, 64 MiB of answer.
    pub fn new(api: &'static Api) -> Self {
        ClientBuilder {
            api,
            base_url: None,
            server: 0,
            variables: Vec::new(),
            credentials: Vec::new(),
            provider: None,
            environment: Box::new(|name| std::env::var(name).ok()),
            headers: Vec::new(),
            user_agent: None,
            connect_timeout: Duration::from_secs(5),
            timeouts: Timeouts { total: Duration::from_secs(600), attempt: None, idle: Duration::from_secs(60) },
            max_response_bytes: 64 << 20,
            policy: Policy::Lenient,
            allow_insecure_http: false,
            env_proxies: true,
            transport: None,
            clock: Arc::new(TokioClock),
            client: PhantomData,
        }
    }

    /// Where the API lives, instead of the document's first server.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Which of the document's servers, counted from 0.
    pub fn server(mut self, index: usize) -> Self {
        self.server = index;
        self
    }

    /// The value of a variable in the URL of a server, instead of its default.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The credential for a security scheme of the document, by its name. Wins over the environment.
    pub fn credential(mut self, scheme: &str, secret: impl Into<Secret>) -> Self {
        self.credentials.push((scheme.to_owned(), secret.into()));
        self
    }

    /// Asks for credentials there before each call.
    pub fn credential_provider(mut self, provider: impl CredentialProvider) -> Self {
        self.provider = Some(Arc::new(provider));
        self
    }

    /// Looks credentials up there instead of in the environment of the process.
    pub fn environment(mut self, lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.environment = Box::new(lookup);
        self
    }

    /// A header of every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The `User-Agent`, instead of `bindery-runtime/… name/version`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// How long a connection may take to come about. A transport given by hand has its own say in that.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// How long one attempt may take, body included. Unlimited by default.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.attempt = Some(limit);
        self
    }

    /// How long the server may stay silent: before the head of its answer, and between two chunks of the body.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.idle = limit;
        self
    }

    /// How long a call may take, everything included.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeouts.total = limit;
        self
    }

    /// Longer answers are an error.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// What to do about answers that differ from the document.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Sends credentials over `http://` to other machines too, where anyone on the way can read them.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Whether the default transport honours `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`. It does unless
    /// told otherwise, except where the base URL is on loopback.
    pub fn env_proxies(mut self, honour: bool) -> Self {
        self.env_proxies = honour;
        self
    }

    /// Sends requests this way, instead of with reqwest.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Tells the time this way, instead of as tokio does.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When a part of the configuration cannot work. Missing credentials are no error here, but of calls that need
    /// them.
    pub fn build(self) -> Result<C, ConfigError> {
        let base = self.checked_base()?;
        let credentials = self.found_credentials()?;
        let given = self.api.schemes.iter().map(|scheme| self.given(scheme).is_some()).collect();
        let headers = self.checked_headers()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect_timeout, self.env_proxies && !base.origin.is_loopback())?,
        };
        let servers =
            self.api.servers.iter().filter_map(|server| Base::parse(&fill(server, &self.variables).ok()?).ok());
        let trusted = std::iter::once(base.origin.clone()).chain(servers.map(|server| server.origin)).collect();
        Ok(C::from(Client(Arc::new(Inner {
            api: self.api,
            base,
            base_given: self.base_url.is_some(),
            given,
            variables: self.variables,
            provider: self.provider,
            trusted,
            allow_insecure_http: self.allow_insecure_http,
            credentials,
            headers,
            timeouts: self.timeouts,
            max_response_bytes: self.max_response_bytes,
            policy: self.policy,
            transport,
            clock: self.clock,
        }))))
    }

    fn checked_base(&self) -> Result<Base, ConfigError> {
        self.check_variables()?;
        if let Some(url) = &self.base_url {
            return Base::parse(url).map_err(|reason| ConfigError(format!("the base URL {reason}")));
        }
        let Some(server) = self.api.servers.get(self.server) else {
            return Err(ConfigError(match self.api.servers.len() {
                0 => "the document names no server: give one with `.base_url(\"https://…\")`".into(),
                count => format!("there is no server {}: the document has {count}, counted from 0", self.server),
            }));
        };
        let base = fill(server, &self.variables).and_then(|url| Base::parse(&url));
        base.map_err(|reason| ConfigError(format!("the document's server `{}` {reason}", server.url)))
    }

    fn check_variables(&self) -> Result<(), ConfigError> {
        let known = |name: &str| {
            let servers = self.api.servers.iter();
            servers.flat_map(|server| server.variables).any(|variable| variable.name == name)
        };
        match self.variables.iter().find(|(name, _)| !known(name)) {
            Some((name, _)) => Err(ConfigError(format!("no server of the document has a variable `{name}`"))),
            None => Ok(()),
        }
    }

    /// The credential that was given by hand, the last one if there are several.
    fn given(&self, scheme: &Scheme) -> Option<&Secret> {
        let given = self.credentials.iter().rev().find(|(name, _)| name == scheme.name);
        given.map(|(_, secret)| secret).filter(|secret| !secret.is_blank())
    }

    fn found_credentials(&self) -> Result<Vec<Option<Secret>>, ConfigError> {
        let schemes = self.api.schemes;
        if let Some((name, _)) =
            self.credentials.iter().find(|(name, _)| schemes.iter().all(|scheme| scheme.name != name))
        {
            let known = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none".into() } else { known };
            return Err(ConfigError(format!("there is no security scheme `{name}`; the document has {known}")));
        }
        schemes.iter().map(|scheme| self.credential_for(scheme)).collect()
    }

    fn credential_for(&self, scheme: &Scheme) -> Result<Option<Secret>, ConfigError> {
        if let Some(secret) = self.given(scheme) {
            return Ok(Some(secret.clone()));
        }
        // Files and shells like to leave a line break at the end.
        let secret = |text: String| Some(Secret::from(text.trim())).filter(|secret| !secret.is_blank());
        if let Some(found) = (self.environment)(scheme.env).and_then(secret) {
            return Ok(Some(found));
        }
        let variable = format!("{}_FILE", scheme.env);
        let Some(path) = (self.environment)(&variable).filter(|path| !path.trim().is_empty()) else { return Ok(None) };
        match std::fs::read_to_string(path.trim()) {
            Ok(text) => Ok(secret(text)),
            Err(error) => Err(ConfigError(format!("the file that {variable} names cannot be read: {error}"))),
        }
    }

    fn checked_headers(&self) -> Result<HeaderMap, ConfigError> {
        let own = format!("bindery-runtime/{} {}/{}", env!("CARGO_PKG_VERSION"), self.api.name, self.api.version);
        // Names and versions are free text in a document.
        let own: String = own.chars().filter(|char| matches!(char, ' '..='~')).collect();
        // Some APIs ask for that header as a credential: what nobody gave is none.
        let asked_for = is_credential(self.api, &header::USER_AGENT);
        let agent = self.user_agent.clone().or((!asked_for).then_some(own));
        let mut headers = HeaderMap::new();
        for (name, value) in agent.map(|agent| ("user-agent".to_owned(), agent)).iter().chain(&self.headers) {
            let checked = checked_header(name, value);
            let (name, mut value) = checked.map_err(|reason| ConfigError(format!("the header `{name}` {reason}")))?;
            value.set_sensitive(is_credential(self.api, &name));
            headers.insert(name, value);
        }
        Ok(headers)
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Duration, proxies: bool) -> Result<Arc<dyn Transport>, ConfigError> {
    match crate::transport::Reqwest::new(connect_timeout, proxies) {
        Ok(transport) => Ok(Arc::new(transport)),
        Err(error) => Err(ConfigError(format!("the transport cannot be set up: {error}"))),
    }
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Duration, _: bool) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError("no transport: give one with `.transport(…)`, or turn the feature `reqwest` on".into()))
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = || self.credentials.iter().map(|(scheme, _)| scheme);
        f.debug_struct("ClientBuilder")
            .field("api", &format_args!("{} {}", self.api.name, self.api.version))
            .field("credentials", &schemes().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
