//! OpenAPI's parameter styles: a value and a style in, text out.

use crate::codec::form::Lists;
use crate::codec::{Any, Apart, Const, Json, Shape, each_field, encode_sent, form, is_flat, never_set};
use crate::operation::Style;
use base64::Engine as _;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// What stands as it is in a path segment and in a query: the unreserved characters of RFC 3986.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What `allowReserved` leaves as it is. (Not `'`, which URLs do not have in a query: URL Standard, section 1.3.)
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

const CRUMB: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

/// A value taken apart as far as a parameter can spell it; what nests deeper is JSON text.
pub(crate) enum Parts {
    Absent,
    One(String),
    Many(Vec<String>),
    Pairs(Vec<(String, String)>),
}

impl Parts {
    /// Refuses elements with the character that will stand between them: the server would read more elements.
    fn without(&self, delimiter: char) -> Result<(), Refusal> {
        let holds = match self {
            Parts::Absent | Parts::One(_) => false,
            Parts::Many(texts) => texts.iter().any(|text| text.contains(delimiter)),
            Parts::Pairs(pairs) => pairs.iter().any(|(key, text)| key.contains(delimiter) || text.contains(delimiter)),
        };
        match holds {
            true => Err(format!("has an element with `{delimiter}` in it, which stands between elements here")),
            false => Ok(()),
        }
    }
}

/// Why a value cannot be a parameter.
pub(crate) type Refusal = String;

pub(crate) fn percent(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// As [`percent`], with what `allowReserved` lets stand, except `#`, `&`, `=` and `+`, which would end the value or change
/// it, and brackets, which RFC 3986 has in no query. What is encoded already stays so (RFC 6570, section 3.2.3).
fn percent_reserved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, triple) = rest.split_at(at);
        let encoded = triple.get(1..3).is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let (triple, after) = triple.split_at(if encoded { 3 } else { 1 });
        out.extend(utf8_percent_encode(before, RESERVED));
        out.push_str(if encoded { triple } else { "%25" });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, RESERVED));
    out
}

/// The text of a cookie: what cookies cannot hold is percent-encoded (RFC 6265, section 4.1.1).
fn crumb(text: &str) -> String {
    utf8_percent_encode(text, CRUMB).to_string()
}

fn verbatim(text: &str) -> String {
    text.to_owned()
}

/// The text of a path parameter, encoded; nothing if there is no value.
pub(crate) fn path(name: &str, style: Style, value: &dyn Json) -> Result<Option<String>, Refusal> {
    let text = match style {
        Style::Json => json(value)?.map(|text| percent(&text)),
        Style::Urlencoded => urlencoded(value)?.map(|text| percent(&text)),
        Style::Label => joined(take(value)?, ",", ",", percent).map(|text| format!(".{text}")),
        Style::LabelExploded => joined(take(value)?, ".", "=", percent).map(|text| format!(".{text}")),
        Style::Matrix => joined(take(value)?, ",", ",", percent).map(|text| matrix(name, &text)),
        Style::MatrixExploded => match take(value)? {
            Parts::Pairs(pairs) if !pairs.is_empty() => {
                Some(pairs.iter().map(|(key, text)| matrix(key, &percent(text))).collect::<String>())
            }
            Parts::Many(texts) if !texts.is_empty() => {
                Some(texts.iter().map(|text| matrix(name, &percent(text))).collect::<String>())
            }
            parts => joined(parts, ",", "=", percent).map(|text| matrix(name, &text)),
        },
        Style::SimpleExploded => joined(take(value)?, ",", "=", percent),
        _ => joined(take(value)?, ",", ",", percent),
    };
    Ok(text)
}

/// `;name=text`; what is empty has no `=` (RFC 6570, section 3.2.7).
fn matrix(name: &str, text: &str) -> String {
    let equals = if text.is_empty() { "" } else { "=" };
    format!(";{}{equals}{text}", percent(name))
}

/// Adds a query parameter to `query`.
pub(crate) fn query(
    name: &str,
    style: Style,
    reserved: bool,
    value: &dyn Json,
    query: &mut String,
) -> Result<(), Refusal> {
    let percent_value = if reserved { percent_reserved } else { percent };
    let mut add = |key: &str, text: String| {
        query.push_str(if query.is_empty() { "" } else { "&" });
        query.extend([percent(key).as_str(), "=", &text]);
    };
    let delimiter = match style {
        Style::Json => {
            if let Some(text) = json(value)? {
                add(name, percent_value(&text));
            }
            return Ok(());
        }
        Style::Urlencoded => {
            // What is encoded within the form is encoded again, or the form would not come out as it went in.
            if let Some(text) = urlencoded(value)? {
                add(name, percent(&text));
            }
            return Ok(());
        }
        Style::DeepObject | Style::DeepBrackets | Style::DeepRepeat => {
            let lists = match style {
                Style::DeepBrackets => Lists::Brackets,
                Style::DeepRepeat => Lists::Repeat,
                _ => Lists::Indices,
            };
            let escape: Option<fn(&str) -> Cow<'_, str>> =
                if reserved { Some(|text| percent_reserved(text).into()) } else { None };
            let text = form::encode_within(name, lists, escape, value).map_err(|error| error.to_string())?;
            query.push_str(if query.is_empty() || text.is_empty() { "" } else { "&" });
            query.push_str(&text);
            return Ok(());
        }
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::FormExploded => {
            match take(value)? {
                Parts::Absent => {}
                Parts::One(text) => add(name, percent_value(&text)),
                Parts::Many(texts) => texts.iter().for_each(|text| add(name, percent_value(text))),
                Parts::Pairs(pairs) => pairs.iter().for_each(|(key, text)| add(key, percent_value(text))),
            }
            return Ok(());
        }
        _ => ",",
    };
    let parts = take(value)?;
    // A comma that belongs to an element is escaped; a space or a bar would be escaped in both places.
    match style {
        Style::SpaceDelimited => parts.without(' ')?,
        Style::PipeDelimited => parts.without('|')?,
        _ => {}
    }
    if let Some(text) = joined(parts, delimiter, delimiter, percent_value) {
        add(name, text);
    }
    Ok(())
}

/// Refuses elements with a comma in them, where commas will stand between elements.
pub(crate) fn without_commas(value: &dyn Json) -> Result<(), Refusal> {
    take(value)?.without(',')
}

/// The text of a header parameter, not checked for what headers cannot hold.
pub(crate) fn header(style: Style, value: &dyn Json) -> Result<Option<String>, Refusal> {
    match style {
        Style::Json => json(value),
        Style::Urlencoded => urlencoded(value),
        _ => {
            let parts = take(value)?;
            parts.without(',')?;
            Ok(joined(parts, ",", if style == Style::SimpleExploded { "=" } else { "," }, verbatim))
        }
    }
}

/// The cookies of a cookie parameter, not checked for what cookies cannot hold.
pub(crate) fn cookies(name: &str, style: Style, value: &dyn Json) -> Result<Vec<(String, String)>, Refusal> {
    let name = || name.to_owned();
    match style {
        Style::Json => return Ok(json(value)?.map(|text| (name(), percent(&text))).into_iter().collect()),
        Style::Urlencoded => return Ok(urlencoded(value)?.map(|text| (name(), percent(&text))).into_iter().collect()),
        _ => {}
    }
    Ok(match (style, take(value)?) {
        (Style::FormExploded, Parts::Many(texts)) => texts.iter().map(|text| (name(), crumb(text))).collect(),
        (Style::FormExploded, Parts::Pairs(pairs)) => {
            pairs.into_iter().map(|(name, text)| (name, crumb(&text))).collect()
        }
        // The commas between elements stand as OpenAPI has them; those within are encoded like all that cookies cannot hold.
        (_, parts) => joined(parts, ",", ",", crumb).map(|text| (name(), text)).into_iter().collect(),
    })
}

/// A value as the text of a form, as `forms` writes one without encoding objects; nothing if there is no value.
fn urlencoded(value: &dyn Json) -> Result<Option<String>, Refusal> {
    if let Shape::Unit | Shape::Opt(None) = value.shape() {
        return Ok(None);
    }
    let mut text = String::new();
    let is_object = each_field(value, &mut |name, value| query(name, in_form(value), false, value, &mut text))?;
    if is_object { Ok(Some(text)) } else { Err("is no object, and a form is made of named fields".into()) }
}

/// How a field of a form is spelled where nothing is said: lists of words repeat their name (`tag=a&tag=b`), and what
/// nests deeper is JSON text (OpenAPI 3.1.1, section 4.8.15.1.1).
pub(crate) fn in_form(value: &dyn Json) -> Style {
    if is_flat(value) { Style::FormExploded } else { Style::Json }
}

/// The text of a `text/plain` body.
pub(crate) fn text(value: &dyn Json) -> Result<Option<String>, Refusal> {
    Ok(joined(take(value)?, ",", ",", verbatim))
}

/// Parts on one line. Nothing if there are none: RFC 6570 drops empty lists and records.
fn joined(parts: Parts, between: &str, equals: &str, escape: fn(&str) -> String) -> Option<String> {
    match parts {
        Parts::Absent => None,
        Parts::One(text) => Some(escape(&text)),
        Parts::Many(texts) if texts.is_empty() => None,
        Parts::Many(texts) => Some(texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join(between)),
        Parts::Pairs(pairs) if pairs.is_empty() => None,
        Parts::Pairs(pairs) => {
            let pair = |(key, text): &(String, String)| escape(key) + equals + &escape(text);
            Some(pairs.iter().map(pair).collect::<Vec<_>>().join(between))
        }
    }
}

fn json(value: &dyn Json) -> Result<Option<String>, Refusal> {
    if matches!(value.shape(), Shape::Unit | Shape::Opt(None)) {
        return Ok(None);
    }
    let text = encode_sent(value).map_err(|error| error.to_string())?;
    Ok(Some(String::from_utf8_lossy(&text).into_owned()))
}

fn take(value: &dyn Json) -> Result<Parts, Refusal> {
    Ok(match value.shape() {
        Shape::Unit | Shape::Opt(None) => Parts::Absent,
        Shape::Opt(Some(value)) => take(value)?,
        Shape::Bool(value) => Parts::One(value.to_string()),
        Shape::I64(value) => Parts::One(value.to_string()),
        Shape::U64(value) => Parts::One(value.to_string()),
        Shape::F64(value) if value.is_finite() => Parts::One(value.to_string()),
        Shape::F64(_) => return Err("is not a finite number".into()),
        Shape::Text(value) => Parts::One(value.to_owned()),
        Shape::Secret(value) => Parts::One(value.expose().to_owned()),
        Shape::Bytes(value) => Parts::One(base64::engine::general_purpose::STANDARD.encode(value)),
        Shape::File(file) => {
            Parts::One(file.came().ok_or("is a file, which only multipart bodies can hold")?.to_owned())
        }
        Shape::Any(value) if value.is_unset() => return Err("was never set".into()),
        Shape::Any(value) => take_any(value),
        Shape::Choice(table, choice) => Parts::One(match choice.value() {
            constant if never_set(table, constant) => return Err("is an enum that was never set".into()),
            Const::Text(text) => text.to_owned(),
            Const::Int(int) => int.to_string(),
        }),
        Shape::Union(_, union) => take(union.arm().1)?,
        Shape::List(list) => {
            let items = (0..list.len()).filter_map(|i| list.get(i));
            Parts::Many(items.filter_map(|item| nested(item).transpose()).collect::<Result<_, _>>()?)
        }
        Shape::Tuple(tuple) => {
            let items = (0..tuple.len()).filter_map(|i| tuple.get(i));
            Parts::Many(items.filter_map(|item| nested(item).transpose()).collect::<Result<_, _>>()?)
        }
        Shape::Map(_) | Shape::Extra(_) | Shape::Record(..) => {
            let mut pairs = Vec::new();
            each_field(value, &mut |key, value| -> Result<(), Refusal> {
                pairs.extend(nested(value)?.map(|text| (key.to_owned(), text)));
                Ok(())
            })?;
            Parts::Pairs(pairs)
        }
    })
}

/// A value within a list or record: a scalar as it is, anything else as JSON.
fn nested(value: &dyn Json) -> Result<Option<String>, Refusal> {
    match take(value)? {
        Parts::Absent => Ok(None),
        Parts::One(text) => Ok(Some(text)),
        Parts::Many(_) | Parts::Pairs(_) => json(value),
    }
}

fn take_any(value: &Any) -> Parts {
    match value.apart() {
        Apart::Nothing => Parts::Absent,
        Apart::Word(text) => Parts::One(text),
        Apart::List(items) => Parts::Many(items.iter().map(scalar).collect()),
        Apart::Object(fields) => {
            Parts::Pairs(fields.iter().map(|(key, value)| (key.to_owned(), scalar(value))).collect())
        }
    }
}

fn scalar(value: &Any) -> String {
    match value.apart() {
        Apart::Nothing => "null".to_owned(),
        Apart::Word(text) => text,
        Apart::List(_) | Apart::Object(_) => value.as_json().to_owned(),
    }
}
