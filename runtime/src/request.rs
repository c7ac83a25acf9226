//! From a table and its inputs to the request that is sent, or to the reason why it cannot be.

use crate::codec::{Json, Shape, encode_sent};
use crate::error::{Core, ErrorKind};
use crate::operation::{Media, Operation, Param, Place, Reply, ReplyMedia, Style};
use crate::{Bytes, forms, params};
use http::header;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a path in a table may not hold; the rest of it is taken as the document spells it.
const TEMPLATE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a generated method hands over. Nothing of it is kept: the request is built at once.
pub struct Input<'a> {
    /// Values for the `{}` in the path, in order.
    pub path: &'a [&'a dyn Json],
    /// The record of the other parameters, or `&()`.
    pub params: &'a dyn Json,
    /// The body; `&()` is none, `&None` is null.
    pub body: &'a dyn Json,
    /// Which of [`Operation::bodies`] it is sent as.
    pub way: usize,
}

impl<'a> Input<'a> {
    /// Nothing.
    #[allow(clippy::new_without_default)] // an input that says nothing is rarely meant
    pub const fn new() -> Input<'a> {
        Input { path: &[], params: &(), body: &(), way: 0 }
    }

    /// With values for the path.
    pub const fn path(self, path: &'a [&'a dyn Json]) -> Input<'a> {
        Input { path, ..self }
    }

    /// With the record of the other parameters.
    pub const fn params(self, params: &'a dyn Json) -> Input<'a> {
        Input { params, ..self }
    }

    /// With a body, if there is one.
    pub fn optional_body<T: Json>(self, body: Option<&'a T>) -> Input<'a> {
        match body {
            Some(body) => self.body(body),
            None => self,
        }
    }

    /// With a body that is sent as one of [`Operation::bodies`].
    pub const fn sent_as(self, way: usize) -> Input<'a> {
        Input { way, ..self }
    }

    /// With a body.
    pub const fn body(self, body: &'a dyn Json) -> Input<'a> {
        Input { body, ..self }
    }
}

/// A request without what the client and the call add: base URL and credentials.
#[derive(Default)]
pub(crate) struct Prepared {
    /// Begins with a slash.
    pub(crate) path: String,
    /// Without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// Pairs of name and value, checked.
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Bytes,
}

type Result<T> = std::result::Result<T, Box<Core>>;

/// Builds a request.
pub(crate) fn prepare(op: &'static Operation, input: &Input<'_>) -> Result<Box<Prepared>> {
    // Boxed, because it moves through several futures before it is sent.
    let mut request = Box::<Prepared>::default();
    // Room for what client, call and connection add; a body brings three of its own. The map grows where there is too little.
    _ = request.headers.try_reserve(if op.bodies.is_empty() { 6 } else { 12 });
    fill_path(op, input, &mut request)?;
    for param in op.params.iter().filter(|param| param.place != Place::Path) {
        let Some(value) = field(input.params, param.row) else {
            let reason = format!("the parameter `{}` has no row {} in its record", param.name, param.row);
            return Err(Core::unsent(op.id, ErrorKind::Request, reason));
        };
        add(param, value, &mut request).map_err(|reason| refuse(op, param.name, &reason))?;
    }
    // What parameters say of the same headers is said better.
    add_header(&mut request.headers, header::ACCEPT, accept(op));
    add_body(op, input, &mut request)?;
    Ok(request)
}

/// Adds a header unless there is one of its name. There is one copy of this, for all who add some.
#[inline(never)]
pub(crate) fn add_header(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

#[cold]
fn refuse(op: &'static Operation, name: &str, reason: &str) -> Box<Core> {
    Core::unsent(op.id, ErrorKind::Request, format!("the parameter `{name}` {reason}"))
}

fn field(params: &dyn Json, row: usize) -> Option<&dyn Json> {
    match params.shape() {
        Shape::Record(table, record) if row < table.keys.len() => Some(record.get(row)),
        Shape::Opt(Some(params)) => field(params, row),
        _ => None,
    }
}

/// Fills the `{}` of the path. A value never adds, ends or leaves a segment.
fn fill_path(op: &'static Operation, input: &Input<'_>, request: &mut Prepared) -> Result<()> {
    let mut filled = String::with_capacity(op.path.len() + 64);
    let (mut piece, mut rest) = cut(op.path);
    push_template(&mut filled, piece);
    let mut values = 0;
    while let Some(after) = rest {
        push_path_value(op, input, values, &mut filled)?;
        values += 1;
        (piece, rest) = cut(after);
        push_template(&mut filled, piece);
    }
    let mark = filled.bytes().position(|byte| byte == b'?').unwrap_or(filled.len());
    // Two values side by side can make the dots that neither is.
    if filled.as_bytes().get(..mark).unwrap_or_default().split(|byte| *byte == b'/').any(is_dots) {
        return Err(Core::unsent(op.id, ErrorKind::Request, "the path has a segment `.` or `..`"));
    }
    if mark < filled.len() {
        // As it is sent: URLs have no `'` in a query.
        request.query = filled.split_off(mark).split_off(1).replace('\'', "%27");
    }
    if !filled.starts_with('/') {
        filled.insert(0, '/');
    }
    request.path = filled;
    Ok(())
}

/// A template up to its first `{}`, and what stands behind it. (The standard search for texts is made for long ones.)
fn cut(template: &str) -> (&str, Option<&str>) {
    let at = template.as_bytes().windows(2).position(|two| two == b"{}");
    match at.and_then(|at| template.split_at_checked(at)) {
        Some((piece, rest)) => (piece, rest.get(2..)),
        None => (template, None),
    }
}

/// The value for the `{}` number `i`.
fn push_path_value(op: &'static Operation, input: &Input<'_>, i: usize, filled: &mut String) -> Result<()> {
    let param = op.params.iter().find(|param| param.place == Place::Path && param.row == i);
    let (name, style) = param.map_or(("?", Style::Simple), |param| (param.name, param.style));
    let Some(value) = input.path.get(i) else { return Err(refuse(op, name, "is missing")) };
    let text = params::path(name, style, *value).map_err(|reason| refuse(op, name, &reason))?;
    let Some(text) = text else { return Err(refuse(op, name, "is missing, and stands in the path")) };
    if text.is_empty() {
        return Err(refuse(op, name, "is empty, and would call another path"));
    }
    // Some servers decode twice.
    let decoded = || Cow::from(percent_decode_str(&text));
    if text.starts_with(['.', '%']) && (is_dots(text.as_bytes()) || is_dots(&decoded())) {
        return Err(refuse(op, name, "is `.` or `..`, which would leave its path"));
    }
    filled.push_str(&text);
    Ok(())
}

fn push_template(filled: &mut String, piece: &str) {
    filled.extend(utf8_percent_encode(piece, TEMPLATE));
}

/// Of `%2E%2E`, the longest way to write dots.
const LONGEST_DOTS: usize = 6;

/// Whether a server or a proxy may read this segment as `.` or `..`.
pub(crate) fn is_dots(segment: &[u8]) -> bool {
    let may_be = matches!(segment, [b'.' | b'%', ..]) && segment.len() <= LONGEST_DOTS;
    may_be && matches!(&*Cow::from(percent_decode(segment)), b"." | b"..")
}

fn add(param: &Param, value: &dyn Json, request: &mut Prepared) -> std::result::Result<(), String> {
    match param.place {
        Place::Path => {}
        Place::Query => params::query(param.name, param.style, param.reserved, value, &mut request.query)?,
        Place::Header => {
            if let Some(text) = params::header(param.style, value)? {
                let (name, value) = checked_header(param.name, &text)?;
                add_header(&mut request.headers, name, value);
            }
        }
        Place::Cookie => {
            for (name, text) in params::cookies(param.name, param.style, value)? {
                request.cookies.push(checked_cookie(&name, &text)?);
            }
        }
    }
    Ok(())
}

/// Headers that say where a message ends and whom it is for: they follow from the request, and another value would cut it.
const FRAMING: &[&str] = &[
    "connection",
    "content-length",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A header, or why it cannot be one; the reason does not show the value.
pub(crate) fn checked_header(name: &str, value: &str) -> std::result::Result<(HeaderName, HeaderValue), String> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is no name of a header".to_owned())?;
    if FRAMING.contains(&name.as_str()) {
        return Err("is for the transport to set".into());
    }
    if let Some(char) = value.chars().find(|char| !matches!(char, ' '..='~' | '\t')) {
        return Err(format!("has the character {char:?}, which headers cannot hold"));
    }
    let value = HeaderValue::from_str(value).map_err(|_| "cannot be sent in a header".to_owned())?;
    Ok((name, value))
}

/// `name=value`, or why it cannot be a cookie.
pub(crate) fn checked_cookie(name: &str, value: &str) -> std::result::Result<String, String> {
    // A name is a token, as a header's is.
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is no name of a cookie".to_owned())?;
    match value.chars().find(|char| !char.is_ascii_graphic() || matches!(char, ';' | '"' | '\\')) {
        Some(char) => Err(format!("has the character {char:?}, which cookies cannot hold")),
        None => Ok(format!("{name}={value}")),
    }
}

fn add_body(op: &'static Operation, input: &Input<'_>, request: &mut Prepared) -> Result<()> {
    let refuse = |reason: String| Core::unsent(op.id, ErrorKind::Request, format!("the body cannot be sent: {reason}"));
    let Some(body) = op.bodies.get(input.way) else {
        return match input.body.shape() {
            Shape::Unit => Ok(()),
            _ => Err(refuse(format!("the operation has no body number {}", input.way))),
        };
    };
    let value = match input.body.shape() {
        Shape::Unit => return Ok(()),
        // A body that may be null is sent as null; one that may be left out never gets here as an option.
        Shape::Opt(Some(inner)) => inner,
        _ => input.body,
    };
    let mut content_type = static_value(body.content_type)
        .ok_or_else(|| refuse(format!("its media type {:?} cannot stand in a header", body.content_type)))?;
    request.body = match body.media {
        Media::Json => encode_sent(value).map_err(|error| refuse(error.to_string()).caused_by(error))?.into(),
        Media::Form => forms::urlencoded(body, value).map_err(refuse)?.into(),
        Media::Text => params::text(value).map_err(refuse)?.unwrap_or_default().into(),
        Media::Binary => match value.shape() {
            Shape::Bytes(bytes) => Bytes::copy_from_slice(bytes),
            Shape::File(file) => file.bytes().clone(),
            _ => params::text(value).map_err(refuse)?.unwrap_or_default().into(),
        },
        Media::Multipart => {
            let (with_boundary, bytes) = forms::multipart(body, value).map_err(refuse)?;
            content_type = with_boundary;
            bytes
        }
    };
    add_header(&mut request.headers, header::CONTENT_TYPE, content_type);
    Ok(())
}

/// A header of a table's text, which is a document's; nothing where a header cannot hold it.
fn static_value(text: &'static str) -> Option<HeaderValue> {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')).then(|| HeaderValue::from_static(text))
}

/// What the operation can read, the preferred media type first. Answers of unknown bytes have types that the table does
/// not know.
fn accept(op: &Operation) -> HeaderValue {
    // `default` speaks of success only where nothing else does.
    let only_default = !op.replies.iter().any(Reply::is_success);
    let is_good = |reply: &&Reply| if only_default { reply.status == 0 } else { reply.is_success() };
    let (mut json, mut text, mut binary, mut named) = (false, false, false, false);
    for reply in op.replies.iter().filter(is_good) {
        named |= !reply.content_type.is_empty();
        match reply.media {
            ReplyMedia::Json => json = true,
            ReplyMedia::Text => text = true,
            ReplyMedia::Binary => binary = true,
            ReplyMedia::Empty => {}
        }
    }
    if named && let Some(value) = accept_named(op.replies.iter().filter(is_good)) {
        return value;
    }
    HeaderValue::from_static(match (json, text, binary) {
        (_, _, true) => "*/*",
        (true, false, false) => "application/json",
        (true, true, false) => "application/json, text/*;q=0.9",
        (false, true, false) => "text/*, */*;q=0.5",
        (false, false, false) if op.replies.iter().any(|reply| reply.media == ReplyMedia::Json) => "application/json",
        (false, false, false) => "*/*",
    })
}

/// All media types of some answers by their names. Most operations have the usual ones, and none are named.
#[cold]
fn accept_named<'a>(replies: impl Iterator<Item = &'a Reply>) -> Option<HeaderValue> {
    let names = replies.map(|reply| match (reply.content_type, reply.media) {
        ("", ReplyMedia::Json) => "application/json",
        ("", ReplyMedia::Text) => "text/*",
        ("", ReplyMedia::Binary) => "*/*",
        (named, _) => named,
    });
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    for name in names.filter(|name| !name.is_empty() && name.is_ascii() && seen.insert(*name)) {
        text.extend(if text.is_empty() { ["", name, ""] } else { [", ", name, ";q=0.9"] });
    }
    HeaderValue::from_str(&text).ok().filter(|value| !value.is_empty())
}
