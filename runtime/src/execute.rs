//! One call from top to bottom. The layers L1 to L15 are the order in which a call's parts may see each other; those
//! that are not there yet are marked, so that they find their place.

use crate::auth::{self, Applied, CredentialProvider, Credentials, ProviderError, Target};
use crate::base::{Base, Origin, resolve};
use crate::call::Options;
use crate::client::Inner;
use crate::error::{Core, ErrorKind, Sent};
use crate::operation::{Operation, Scheme, SchemeKind};
use crate::request::{Prepared, add_header};
use crate::transport::{Answer, Attempt, Body, Transport, TransportError};
use crate::watch::{Limit, Wait, Watch};
use crate::{BoxFuture, Bytes, Client, message};
use bytes::BytesMut;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use std::borrow::Cow;
use tracing::level_filters::LevelFilter;
use tracing::{Instrument as _, Level, Span};

/// Whether the answer is to be decoded: then, errors keep no more than the first MiB of it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Mode {
    Decoded,
    Raw,
}

const ERROR_BODY: usize = 1 << 20;
const REDIRECTS: usize = 10;

/// An answer with its body.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// What we say about an answer that is an error.
    pub(crate) detail: String,
    /// What the API says about it.
    pub(crate) message: Option<String>,
    /// The credentials of the call as they may come back in a body, for those who show it to others as it is.
    pub(crate) secrets: Vec<String>,
}

impl Received {
    /// What has come, and what will.
    fn begin(answer: Answer) -> (Box<Received>, Box<dyn Body>) {
        let (head, body) = answer.into_parts();
        let received = Received {
            status: head.status,
            headers: head.headers,
            body: Bytes::new(),
            detail: String::new(),
            message: None,
            secrets: Vec::new(),
        };
        (Box::new(received), body)
    }
}

type Result<T> = std::result::Result<T, Box<Core>>;

/// L1: one call. The span names the operation and its template, never a value.
pub(crate) async fn execute(
    client: Client,
    op: &'static Operation,
    prepared: Result<Box<Prepared>>,
    options: Option<Box<Options>>,
    mode: Mode,
) -> Result<Box<Received>> {
    // L2: span.
    let span = tracing::debug_span!(
        "call",
        operation = op.id,
        http.request.method = %op.method,
        url.template = op.path,
        http.response.status_code = tracing::field::Empty,
    );
    run(&client.0, op, prepared, options.as_deref(), mode).instrument(span).await
}

async fn run(
    client: &Inner,
    op: &'static Operation,
    prepared: Result<Box<Prepared>>,
    options: Option<&Options>,
    mode: Mode,
) -> Result<Box<Received>> {
    // L3: total deadline.
    let total = options.and_then(|options| options.timeout).unwrap_or(client.timeouts.total);
    let total = Limit::new(client, total, "timeout");
    // L4: prepare once. The idempotency key will be made here.
    let prepared = prepared?;
    let (credentials, failure) = match &client.provider {
        None => (Cow::Borrowed(&client.credentials), None),
        Some(provider) => {
            let headers = [Some(&client.headers), options.map(|options| &options.headers), Some(&prepared.headers)];
            let by_hand = |scheme: &Scheme| {
                let name = auth::header_of(scheme.kind);
                name.is_some_and(|name| headers.iter().flatten().any(|headers| headers.contains_key(name)))
            };
            let watch = Watch { client, op, whole: total };
            watch.wait(Wait::Credential, Box::pin(provided(client, op, &**provider, by_hand))).await?
        }
    };
    let call = Ready::new(client, op, prepared, options, &credentials);
    let mut call = call.map_err(|core| with_failure(core, failure))?;
    // L5: loop. One attempt, until there are retries (L14, L15: classify again, budget, backoff).
    let received = attempt(client, &mut call, options, &total, mode).await;
    match &received {
        Ok(received) => tracing::debug!(status = received.status.as_u16(), bytes = received.body.len(), "answered"),
        Err(core) => tracing::debug!(kind = ?core.kind, "failed"),
    }
    received
}

/// A scheme for which the provider has failed, and why.
type Failure = (&'static str, ProviderError);

/// The client's credentials with what its provider has for this operation, alternative after alternative until one is
/// complete; and where the provider failed.
async fn provided<'a>(
    client: &'a Inner,
    op: &'static Operation,
    provider: &dyn CredentialProvider,
    by_hand: impl Fn(&Scheme) -> bool,
) -> (Cow<'a, Credentials>, Option<Failure>) {
    let mut credentials = client.credentials.clone();
    let mut asked: Vec<usize> = Vec::new();
    let mut failure = None;
    for way in op.auth.iter().filter(|way| !way.is_empty()) {
        let mut complete = true;
        for &i in *way {
            let Some(scheme) = client.api.schemes.get(i) else { continue };
            let given = client.given.get(i).copied().unwrap_or_default();
            let supported = !matches!(scheme.kind, SchemeKind::Other(_));
            if supported && !given && !by_hand(scheme) && !asked.contains(&i) {
                asked.push(i);
                match provider.credential(scheme).await {
                    Ok(found) => {
                        let found = found.filter(|secret| !secret.is_blank());
                        if let (Some(place), Some(secret)) = (credentials.get_mut(i), found) {
                            *place = Some(secret);
                        }
                    }
                    Err(error) => _ = failure.get_or_insert((scheme.name, error)),
                }
            }
            complete &= by_hand(scheme) || (supported && credentials.get(i).is_some_and(Option::is_some));
        }
        if complete {
            break;
        }
    }
    (Cow::Owned(credentials), failure)
}

/// Says that the provider failed, where that may be why the call cannot be made.
fn with_failure(mut core: Box<Core>, failure: Option<Failure>) -> Box<Core> {
    let Some((scheme, error)) = failure.filter(|_| core.kind == ErrorKind::Credentials) else { return core };
    let why = message::one_line(&error.to_string());
    core.detail = format!("the provider failed for the credential `{scheme}`: {why}; {}", core.detail);
    core.source = Some(error);
    core
}

/// What all attempts of a call have in common.
struct Ready<'a> {
    op: &'static Operation,
    base: Cow<'a, Base>,
    /// With all headers, until the last request that can go out takes them.
    request: Box<Prepared>,
    /// Credentials that the caller set as headers.
    by_hand: Vec<HeaderValue>,
    applied: Vec<Applied<'a>>,
    /// Where it is sent first.
    url: Uri,
}

type Sending<'a> = BoxFuture<'a, std::result::Result<Answer, TransportError>>;

impl<'a> Ready<'a> {
    fn new(
        client: &'a Inner,
        op: &'static Operation,
        mut request: Box<Prepared>,
        options: Option<&'a Options>,
        credentials: &'a Credentials,
    ) -> Result<Box<Ready<'a>>> {
        let refuse = |kind, reason: String| Err(Core::unsent(op.id, kind, reason));
        // Request over client over table.
        for (name, value) in &client.headers {
            // What is accepted is said for all operations, anything else for this one.
            if *name == header::ACCEPT {
                request.headers.remove(name);
            }
            add_header(&mut request.headers, name.clone(), value.clone());
        }
        for (name, value) in options.into_iter().flat_map(|options| &options.headers) {
            request.headers.insert(name, value.clone());
        }
        let base = match (options.and_then(|options| options.base.as_ref()), &op.server) {
            (Some(base), _) => Cow::Borrowed(base),
            (None, Some(server)) if !client.base_given => match client.base.join(server, &client.variables) {
                Ok(base) => Cow::Owned(base),
                Err(reason) => return refuse(ErrorKind::Config, format!("the server of this operation {reason}")),
            },
            (None, _) => Cow::Borrowed(&client.base),
        };
        // L7: resolve credentials, before anything that waits for a turn.
        let applied = match auth::resolve(client.api, op, credentials, &request.headers) {
            Ok(applied) => applied,
            Err(reason) => return refuse(ErrorKind::Credentials, reason),
        };
        let mut by_hand = Vec::new();
        for (name, value) in &mut request.headers {
            if auth::is_credential(client.api, name) {
                value.set_sensitive(true);
                by_hand.push(value.clone());
            }
        }
        let secret = !by_hand.is_empty() || !applied.is_empty();
        if secret && !client.trusted.contains(&base.origin) {
            let reason =
                format!("{} is not where this client's credentials belong: build a client for it", base.origin);
            return refuse(ErrorKind::Credentials, reason);
        }
        if secret && !base.origin.is_private() && !client.allow_insecure_http {
            let reason = format!(
                "{} would show the credential to everyone on the way: use https, or `.allow_insecure_http(true)`",
                base.origin
            );
            return refuse(ErrorKind::Config, reason);
        }
        let mut text = String::with_capacity(base.text.len() + request.path.len() + request.query.len() + 1);
        text.push_str(&base.text);
        for credential in &applied {
            match credential.path() {
                Ok(path) => text.push_str(&path.unwrap_or_default()),
                Err(reason) => return refuse(ErrorKind::Credentials, reason),
            }
        }
        text.push_str(&request.path);
        if !request.query.is_empty() {
            text.push('?');
            text.push_str(&request.query);
        }
        match Uri::try_from(text) {
            Ok(url) => Ok(Box::new(Ready { op, base, request, by_hand, applied, url })),
            Err(_) => refuse(ErrorKind::Request, "the URL is too long, or no URL".into()),
        }
    }

    /// L10: sends the request, with credentials, to where a redirect leads if one does; only ever within the base URL's
    /// origin. Where no other can follow, it takes what it needs.
    fn send<'t>(&mut self, transport: &'t dyn Transport, redirected: Option<&Uri>) -> Result<Sending<'t>> {
        let url = redirected.unwrap_or(&self.url);
        let (mut headers, mut cookies) = match is_harmless(self.op) {
            true => {
                // The copy stays behind, so that the request has room for what is still to come.
                let copy = self.request.headers.clone();
                (std::mem::replace(&mut self.request.headers, copy), self.request.cookies.clone())
            }
            false => (std::mem::take(&mut self.request.headers), std::mem::take(&mut self.request.cookies)),
        };
        let mut query = url.query().unwrap_or_default().to_owned();
        let mut target = Target { query: &mut query, headers: &mut headers, cookies: &mut cookies };
        let applied = self.applied.iter().try_for_each(|credential| credential.apply(&mut target));
        applied.map_err(|reason| Core::unsent(self.op.id, ErrorKind::Credentials, reason))?;
        let refuse = |reason: &str| Core::unsent(self.op.id, ErrorKind::Request, reason);
        auth::cookie_header(&cookies, &mut headers).map_err(|reason| refuse(&reason))?;
        let mut request = Request::new(self.request.body.clone());
        *request.method_mut() = self.op.method.clone();
        *request.uri_mut() = url.clone();
        // A credential in the query.
        if query != url.query().unwrap_or_default() {
            let mut parts = url.clone().into_parts();
            parts.path_and_query = format!("{}?{query}", url.path()).parse().ok();
            *request.uri_mut() = Uri::from_parts(parts).map_err(|_| refuse("the URL is too long, or no URL"))?;
        }
        // RFC 9110, section 8.6: some servers wait for a length where content is usual.
        if self.request.body.is_empty() && matches!(self.op.method, Method::POST | Method::PUT | Method::PATCH) {
            add_header(&mut headers, header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        Ok(transport.send(request, Attempt { operation: self.op.id, number: 1 }))
    }
}

async fn attempt(
    client: &Inner,
    call: &mut Ready<'_>,
    options: Option<&Options>,
    total: &Limit,
    mode: Mode,
) -> Result<Box<Received>> {
    // L6, L8, L9: breaker, limiter, breaker.
    // L11: attempt timeout. It begins here, so that waiting for a turn is not the server's slowness.
    let length = options.and_then(|options| options.attempt_timeout).or(client.timeouts.attempt);
    let attempt = length.map(|length| Limit::new(client, length, "attempt_timeout"));
    let watch = Watch { client, op: call.op, whole: attempt.map_or(*total, |attempt| total.sooner(attempt)) };
    // L12: send; redirects within the origin.
    let (mut received, mut body) = follow(&watch, call, mode).await?;
    // L13: observe. Limiter and breaker will learn here.
    // Asked first, because it is cheaper than the span.
    if LevelFilter::current() >= Level::DEBUG {
        Span::current().record("http.response.status_code", received.status.as_u16());
    }
    match collect(&watch, call, &mut received, body.as_mut(), mode).await {
        Ok(()) => Ok(received),
        Err(mut core) => {
            (core.status, core.headers) = (Some(received.status), received.headers);
            Err(core)
        }
    }
}

/// Sends, and follows redirects of `GET` and `HEAD` within the origin. Gives what has come of the answer, and what will.
/// Who takes answers as they come also takes a redirect that must not be followed.
async fn follow(watch: &Watch<'_>, call: &mut Ready<'_>, mode: Mode) -> Result<(Box<Received>, Box<dyn Body>)> {
    let mut redirected: Option<Uri> = None;
    let mut redirects = 0;
    loop {
        let sending = call.send(&*watch.client.transport, redirected.as_ref())?;
        let (received, body) = match watch.wait(Wait::Head, sending).await? {
            Ok(answer) => Received::begin(answer),
            Err(error) => return Err(failed(call, error)),
        };
        let Some(location) = location(call.op, &received) else { return Ok((received, body)) };
        let from = redirected.as_ref().unwrap_or(&call.url);
        match redirect(from, location, &call.base.origin) {
            Ok(target) if redirects < REDIRECTS => redirected = Some(target),
            _ if mode == Mode::Raw => return Ok((received, body)),
            refused => {
                let reason = refused.err().unwrap_or_else(|| format!("redirects more than {REDIRECTS} times"));
                let mut core = Core::new(call.op.id, ErrorKind::Api(received.status), Sent::Yes, reason);
                (core.status, core.headers) = (Some(received.status), received.headers);
                return Err(core);
            }
        }
        redirects += 1;
    }
}

/// Where a redirect leads; or why it is not followed.
fn redirect(from: &Uri, location: &HeaderValue, home: &Origin) -> std::result::Result<Uri, String> {
    let target = location.to_str().ok().and_then(|location| resolve(from, location));
    let target = target.ok_or("redirects to what is no URL")?;
    match Origin::of(&target) {
        Ok(origin) if origin == *home => Ok(target),
        Ok(origin) => Err(format!("redirects to {origin}, another origin, and was not followed")),
        Err(reason) => Err(format!("redirects to what {reason}, and was not followed")),
    }
}

/// Where an answer redirects to, if that may be followed.
fn location<'a>(op: &Operation, received: &'a Received) -> Option<&'a HeaderValue> {
    let redirects = matches!(received.status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let followed = redirects && is_harmless(op) && !op.answers_with(received.status);
    if followed { received.headers.get(header::LOCATION) } else { None }
}

/// Whether it may be sent again to where a redirect leads.
fn is_harmless(op: &Operation) -> bool {
    op.method == Method::GET || op.method == Method::HEAD
}

#[cold]
fn failed(call: &Ready<'_>, error: TransportError) -> Box<Core> {
    let origin = &call.base.origin;
    let (kind, detail) = match error.connecting {
        true => (ErrorKind::Connect, format!("no connection to {origin}: {error}")),
        false => (ErrorKind::Transport, format!("the connection to {origin} failed: {error}")),
    };
    Core::new(call.op.id, kind, error.sent, detail).caused_by(error)
}

/// The body, as far as it is wanted; then L14: classify.
async fn collect(
    watch: &Watch<'_>,
    call: &Ready<'_>,
    received: &mut Received,
    body: &mut dyn Body,
    mode: Mode,
) -> Result<()> {
    let status = received.status;
    let shortened = mode == Mode::Decoded && !status.is_success();
    let max = watch.client.max_response_bytes;
    let max = if shortened { max.min(ERROR_BODY) } else { max };
    // The answer to `HEAD` announces a body that does not come.
    let announces = !shortened && call.op.method != Method::HEAD;
    let length = announced(&received.headers);
    let collected = match length {
        Some(length) if announces && length > max => Err(too_large(call.op, max)),
        _ => read_body(watch, call, body, Extent { max, length, shortened }).await,
    };
    received.body = match collected {
        // The status says more than the loss of its explanation.
        Err(_) if shortened => Bytes::new(),
        collected => collected?,
    };
    if status.is_redirection() && status != StatusCode::NOT_MODIFIED && !call.op.answers_with(status) {
        received.detail = "a redirect that was not followed".into();
    }
    if !status.is_success() {
        received.message = message::of_body(&received.body, |text| redact(call, text));
    }
    if mode == Mode::Raw {
        received.secrets = secrets(call);
    }
    Ok(())
}

/// How much of a body there is, and how much is wanted.
struct Extent {
    max: usize,
    /// What the answer says of itself.
    length: Option<usize>,
    /// Whether what is longer than `max` is cut instead of refused.
    shortened: bool,
}

async fn read_body(watch: &Watch<'_>, call: &Ready<'_>, body: &mut dyn Body, extent: Extent) -> Result<Bytes> {
    let Extent { max, length, shortened } = extent;
    let (mut first, mut rest) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = watch.wait(Wait::Body, body.next_chunk()).await?.map_err(|error| failed(call, error))? {
        let room = max - first.len() - rest.len();
        if chunk.len() > room {
            if !shortened {
                return Err(too_large(call.op, max));
            }
            rest.extend_from_slice(&first.split_off(0));
            rest.extend_from_slice(chunk.get(..room).unwrap_or_default());
            break;
        }
        // Most bodies are one chunk, and need no copy.
        if first.is_empty() && rest.is_empty() {
            first = chunk;
        } else {
            rest.extend_from_slice(&std::mem::take(&mut first));
            rest.extend_from_slice(&chunk);
        }
        // The end needs no waiting for where it was announced.
        if length == Some(first.len() + rest.len()) {
            break;
        }
    }
    Ok(if rest.is_empty() { first } else { rest.freeze() })
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cold]
fn too_large(op: &Operation, max: usize) -> Box<Core> {
    Core::new(
        op.id,
        ErrorKind::TooLarge,
        Sent::Yes,
        format!("the answer is longer than {max} bytes (max_response_bytes)"),
    )
}

/// Some APIs repeat the key that they refuse.
fn redact(call: &Ready<'_>, text: String) -> String {
    auth::hide(text, &secrets(call))
}

/// All that the call's credentials look like.
fn secrets(call: &Ready<'_>) -> Vec<String> {
    let by_hand = call.by_hand.iter().filter_map(|value| value.to_str().ok()).flat_map(str::split_whitespace);
    let forms = call.applied.iter().flat_map(Applied::forms).chain(by_hand.map(str::to_owned));
    auth::in_json(forms)
}
