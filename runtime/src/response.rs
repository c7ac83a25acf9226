//! From what came to what the document says it is: the row of the answer decides how its body is read.

use crate::codec::{Any, Drift, Json, Policy, Record, ShapeMut, decode_into};
use crate::error::{Core, ErrorKind, Sent};
use crate::execute::Received;
use crate::operation::{Operation, Reply, ReplyMedia};
use crate::{Bytes, Error, auth, message};
use http::{HeaderMap, StatusCode, header};
use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// What an API answered; it is used as the value in it. It is as small as a pointer, however large the value is.
#[derive(Clone)]
pub struct Response<T>(Box<Answer<T>>);

#[derive(Clone)]
struct Answer<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    drift: Vec<Drift>,
}

impl<T> Response<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0.value
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The headers that the document describes, as the type that was generated for them. What is absent, or not of its
    /// type, is `None`.
    pub fn typed_headers<H: Record>(&self) -> H {
        crate::headers::read(&self.0.headers)
    }

    /// The id that the server gave this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        message::request_id(&self.0.headers)
    }

    /// What in the body was not as the document says.
    pub fn drift(&self) -> &[Drift] {
        &self.0.drift
    }
}

impl<T> Deref for Response<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.0.status.as_u16())
            .field("value", &self.0.value)
            .field("drift", &self.0.drift)
            .finish()
    }
}

/// An answer as it came.
#[derive(Clone)]
pub struct RawResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    pub(crate) message: Option<String>,
    pub(crate) secrets: Vec<String>,
}

impl RawResponse {
    /// The body as text, without the credentials of the call: some APIs repeat the key that they refuse. Nothing if it is no text.
    pub fn redacted_text(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.body).ok()?;
        let plain = auth::hide(text.to_owned(), &self.secrets);
        // JSON can spell every character by its number.
        let Some(mut tree) = plain.contains("\\u").then(|| serde_json::from_str(&plain).ok()).flatten() else {
            return Some(plain);
        };
        let found = hide_in(&mut tree, &self.secrets);
        Some(if found { tree.to_string() } else { plain })
    }

    /// Counts more among the credentials of the call.
    #[cfg(feature = "tools")]
    pub(crate) fn hide(&mut self, secrets: Vec<String>) {
        self.message = self.message.take().map(|message| auth::hide(message, &secrets));
        self.secrets.extend(secrets);
    }

    /// The id that the server gave this request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        message::request_id(&self.headers)
    }

    /// The API's own words about an error, found in the body.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// Takes secrets out of all texts; whether there were any.
fn hide_in(tree: &mut serde_json::Value, secrets: &[String]) -> bool {
    match tree {
        serde_json::Value::String(text) => {
            let hidden = auth::hide(text.clone(), secrets);
            let found = hidden != *text;
            *text = hidden;
            found
        }
        serde_json::Value::Array(items) => items.iter_mut().fold(false, |found, item| hide_in(item, secrets) | found),
        serde_json::Value::Object(members) => {
            members.values_mut().fold(false, |found, member| hide_in(member, secrets) | found)
        }
        _ => false,
    }
}

impl fmt::Debug for RawResponse {
    /// Shows what kind of answer it is, not what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status.as_u16())
            .field("content_type", &content_type(&self.headers))
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// Decodes an answer of success. Kept out of the call's future, so that the value is made where it stays and not in that
/// one's frame first.
#[inline(never)]
pub(crate) fn success<T: Json, E>(
    op: &'static Operation,
    received: Box<Received>,
    policy: Policy,
) -> Result<Response<T>, Error<E>> {
    // The value is read where it stays.
    let (status, headers, drift) = (received.status, HeaderMap::new(), Vec::new());
    let mut answer = Box::new(Answer { value: T::blank(), status, headers, drift });
    match read_success(op, answer.value.shape_mut(), &received, policy) {
        Ok(drift) => {
            (answer.headers, answer.drift) = (received.headers, drift);
            Ok(Response(answer))
        }
        Err(refusal) => Err(Error::new(undecodable(op, received, refusal), None)),
    }
}

/// Makes an error of an answer of failure.
#[inline(never)]
pub(crate) fn error<E: Json>(op: &'static Operation, received: Box<Received>) -> Error<E> {
    let mut value = E::blank();
    let api = read_error(op, value.shape_mut(), &received).then(|| Box::new(value));
    let core = Core {
        operation: op.id,
        kind: ErrorKind::Api(received.status),
        detail: received.detail,
        sent: Sent::Yes,
        status: Some(received.status),
        headers: received.headers,
        body: received.body,
        message: received.message,
        source: None,
    };
    Error::new(Box::new(core), api)
}

/// Why a body could not be read.
struct Refusal {
    reason: String,
    source: Option<crate::codec::DecodeError>,
    /// Whether JSON was read, and the answer said to be something else.
    foreign: bool,
}

impl Refusal {
    fn new(reason: &str) -> Refusal {
        Refusal { reason: reason.to_owned(), source: None, foreign: false }
    }
}

impl From<crate::codec::DecodeError> for Refusal {
    fn from(error: crate::codec::DecodeError) -> Self {
        Refusal { reason: error.to_string(), source: Some(error), foreign: false }
    }
}

fn undecodable(op: &'static Operation, received: Box<Received>, refusal: Refusal) -> Box<Core> {
    let kind = content_type(&received.headers).map(|kind| format!("`{}`", message::one_line(kind)));
    let reason = message::one_line(&refusal.reason);
    let detail = match kind {
        Some(kind) if refusal.foreign => {
            format!("the answer is {kind}, and this call reads JSON: {reason}")
        }
        Some(kind) => format!("the answer ({kind}) is not what the document says: {reason}"),
        None => format!("the answer is not what the document says: {reason}"),
    };
    let mut core = Core::new(op.id, ErrorKind::Decode, Sent::Yes, detail);
    core.status = Some(received.status);
    core.headers = received.headers;
    core.body = received.body;
    core.source = refusal.source.map(|source| Box::new(source) as _);
    core
}

fn read_success(
    op: &Operation,
    value: ShapeMut<'_>,
    received: &Received,
    policy: Policy,
) -> Result<Vec<Drift>, Refusal> {
    let came = content_type(&received.headers);
    let reply = op.reply(received.status, came).or_else(|| op.other_success(came)).unwrap_or(Reply::UNFORESEEN);
    // What may be anything is what it says it is.
    let reply = match came {
        Some(came) if reply.content_type == "*/*" && ReplyMedia::of(came) == ReplyMedia::Json => {
            Reply { media: ReplyMedia::Json, ..reply }
        }
        _ => reply,
    };
    read(value, reply, &utf8(received, reply.media), policy).map_err(|refusal| {
        let is_json = |came| ReplyMedia::of(came) == ReplyMedia::Json;
        let foreign = reply.media == ReplyMedia::Json && !received.body.is_empty() && !came.is_none_or(is_json);
        Refusal { foreign, ..refusal }
    })
}

fn read_error(op: &Operation, value: ShapeMut<'_>, received: &Received) -> bool {
    // Where the document says nothing about a body, it says nothing about what has come either.
    let reply = op.reply(received.status, content_type(&received.headers));
    let reply = match reply.filter(|reply| reply.media != ReplyMedia::Empty) {
        Some(reply) => reply,
        // Lenient reading makes something of anything; only free-form JSON claims nothing about it.
        None if matches!(value, ShapeMut::Any(_)) => Reply::UNFORESEEN,
        None => return false,
    };
    !received.body.is_empty() && read(value, reply, &utf8(received, reply.media), Policy::Lenient).is_ok()
}

/// The body; as UTF-8 if it is text that says of itself to be Latin-1. Other charsets are not known.
fn utf8(received: &Received, media: ReplyMedia) -> Cow<'_, [u8]> {
    if media == ReplyMedia::Binary || received.body.is_ascii() {
        return Cow::Borrowed(&received.body);
    }
    let mut parameters = content_type(&received.headers).unwrap_or_default().split(';').skip(1);
    let charset = parameters
        .find_map(|parameter| parameter.trim().to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    match charset.as_deref().map(|charset| charset.trim_matches('"')) {
        Some("iso-8859-1" | "latin1") => {
            Cow::Owned(received.body.iter().copied().map(char::from).collect::<String>().into_bytes())
        }
        _ => Cow::Borrowed(&received.body),
    }
}

/// Reads a body as its row says, into the arm that its row names.
fn read(mut value: ShapeMut<'_>, reply: Reply, body: &[u8], policy: Policy) -> Result<Vec<Drift>, Refusal> {
    if let Some(arm) = reply.arm {
        return match value {
            // Beside an answer without a body the others are optional.
            ShapeMut::Opt(opt) if !body.is_empty() => read(opt.fill(), reply, body, policy),
            ShapeMut::Union(_, union) => {
                union.select(arm);
                read(union.arm_mut(), Reply { arm: None, ..reply }, body, policy)
            }
            other => read(other, Reply { arm: None, ..reply }, body, policy),
        };
    }
    if body.is_empty() || reply.media == ReplyMedia::Empty {
        return read_nothing(&value, reply.media, body);
    }
    match reply.media {
        ReplyMedia::Text | ReplyMedia::Binary if read_plain(value.reborrow(), body)? => Ok(Vec::new()),
        _ if matches!(value, ShapeMut::Unit) => Ok(vec![Drift::unforeseen(body)]),
        _ => Ok(decode_into(value, body, policy)?),
    }
}

/// `value` is blank.
fn read_nothing(value: &ShapeMut<'_>, media: ReplyMedia, body: &[u8]) -> Result<Vec<Drift>, Refusal> {
    match (value, media) {
        // What nobody foresaw is not kept, but it is said that it came.
        (ShapeMut::Unit, _) if !body.is_empty() => Ok(vec![Drift::unforeseen(body)]),
        (_, ReplyMedia::Empty) => Ok(Vec::new()),
        (ShapeMut::Unit | ShapeMut::Opt(_), _) => Ok(Vec::new()),
        (ShapeMut::Text(_) | ShapeMut::Bytes(_) | ShapeMut::Secret(_), ReplyMedia::Text | ReplyMedia::Binary) => {
            Ok(Vec::new())
        }
        _ if body.is_empty() => Err(Refusal::new("there is no body")),
        _ => Ok(Vec::new()),
    }
}

/// Text and bytes as they are. `false` if the type is neither.
fn read_plain(value: ShapeMut<'_>, body: &[u8]) -> Result<bool, Refusal> {
    let text = || std::str::from_utf8(body).map_err(|error| Refusal::new(&format!("it is no UTF-8: {error}")));
    match value {
        ShapeMut::Text(into) => *into = text()?.to_owned(),
        ShapeMut::Secret(into) => *into = text()?.into(),
        ShapeMut::Any(into) => *into = Any::from(text()?),
        ShapeMut::Bytes(into) => *into = body.to_vec(),
        ShapeMut::File(into) => *into = crate::File::new(body.to_vec()),
        ShapeMut::Opt(opt) => return read_plain(opt.fill(), body),
        _ => return Ok(false),
    }
    Ok(true)
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}
