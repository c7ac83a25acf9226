//! Bodies that are forms, `application/x-www-form-urlencoded` and `multipart/form-data`: field by field, as the
//! document's encoding objects say, or as servers read what says nothing.

use crate::Bytes;
use crate::codec::{Apart, Json, Shape, each_field, encode_sent};
use crate::operation::{Body, Encoding, Style};
use crate::params::{self, Refusal};
use http::HeaderValue;
use memchr::memmem;
use percent_encoding::percent_decode_str;

/// A form as text.
pub(crate) fn urlencoded(body: &Body, value: &dyn Json) -> Result<String, Refusal> {
    let mut out = String::new();
    let is_object = each_field(value, &mut |name, value| {
        let encoding = body.encoding(name);
        let style = match encoding {
            Some(Encoding { style: Some(style), .. }) => *style,
            Some(Encoding { content_type, .. }) if is_json(content_type) => Style::Json,
            _ => params::in_form(value),
        };
        let reserved = encoding.is_some_and(|encoding| encoding.reserved);
        params::query(name, style, reserved, value, &mut out).map_err(|reason| format!("`{name}` {reason}"))
    })?;
    if is_object { Ok(out) } else { Err("a form is made of named fields, and this has none".into()) }
}

/// One part of a multipart body.
struct Part {
    name: String,
    file: Option<String>,
    content_type: Option<String>,
    headers: &'static [(&'static str, &'static str)],
    bytes: Bytes,
}

/// The `Content-Type`, with the boundary, and the body.
pub(crate) fn multipart(body: &Body, value: &dyn Json) -> Result<(HeaderValue, Bytes), Refusal> {
    let mut parts = Vec::new();
    let is_object = each_field(value, &mut |name, value| -> Result<(), Refusal> {
        let (encoding, before) = (body.encoding(name), parts.len());
        add(name, value, encoding, &mut parts).map_err(|reason| format!("`{name}` {reason}"))?;
        let added = parts.iter_mut().skip(before);
        added.for_each(|part| part.headers = encoding.map_or(&[], |encoding| encoding.headers));
        Ok(())
    })?;
    if !is_object {
        return Err("a form is made of named parts, and this has none".into());
    }
    let boundary = boundary(&parts);
    let mut out = Vec::with_capacity(parts.iter().map(|part| part.bytes.len() + 200).sum());
    for part in &parts {
        out.extend_from_slice(format!("--{boundary}\r\n{}\r\n", head(part)).as_bytes());
        out.extend_from_slice(&part.bytes);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    // A boundary that the document names is not ours.
    let essence = body.content_type.split(';').next().unwrap_or_default().trim();
    let content_type = HeaderValue::from_str(&format!("{essence}; boundary={boundary}"));
    Ok((content_type.map_err(|_| "has a media type that cannot be sent".to_owned())?, out.into()))
}

/// RFC 7578, with names escaped as browsers do it.
fn head(part: &Part) -> String {
    let escape = |text: &str| text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escape(&part.name));
    if let Some(file) = &part.file {
        head.extend(["; filename=\"", &escape(file), "\""]);
    }
    head.push_str("\r\n");
    if let Some(content_type) = &part.content_type {
        head.extend(["Content-Type: ", content_type, "\r\n"]);
    }
    for (name, value) in part.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head
}

fn add(name: &str, value: &dyn Json, encoding: Option<&Encoding>, parts: &mut Vec<Part>) -> Result<(), Refusal> {
    if let Some(Encoding { style: Some(style), .. }) = encoding {
        return add_styled(name, value, *style, parts);
    }
    // Of several media types the first one that is no range stands for what says nothing of itself.
    let said = encoding.map_or("", |encoding| encoding.content_type).split(',').map(str::trim);
    let said = said.into_iter().find(|said| !said.is_empty() && !said.contains('*'));
    let json = said.is_some_and(is_json);
    let encoded = || encode_sent(value).map(Bytes::from).map_err(|error| error.to_string());
    match value.shape() {
        Shape::Unit | Shape::Opt(None) => Ok(()),
        Shape::Opt(Some(value)) => add(name, value, encoding, parts),
        Shape::Union(_, union) => add(name, union.arm().1, encoding, parts),
        Shape::File(file) => match file.came() {
            Some(text) => push(parts, name, said, None, Bytes::copy_from_slice(text.as_bytes())),
            None => {
                let content_type = file.content_type().or(said).unwrap_or("application/octet-stream");
                push(parts, name, Some(content_type), Some(file.name().unwrap_or(name)), file.bytes().clone())
            }
        },
        // A part an element, but a list within a list has no other form than JSON.
        Shape::List(list) => {
            for item in (0..list.len()).filter_map(|i| list.get(i)) {
                if is_list(item) {
                    let json = encode_sent(item).map_err(|error| error.to_string())?;
                    push(parts, name, Some("application/json"), None, json.into())?;
                } else {
                    add(name, item, encoding, parts)?;
                }
            }
            Ok(())
        }
        _ if json => push(parts, name, said, None, encoded()?),
        Shape::Any(any) if any.is_unset() => Err("was never set".into()),
        Shape::Any(any) => match any.apart() {
            Apart::Nothing => Ok(()),
            Apart::List(items) => items.iter().try_for_each(|item| add(name, item, encoding, parts)),
            Apart::Object(_) => push(parts, name, Some(takes_objects(said)?), None, encoded()?),
            Apart::Word(text) => push(parts, name, said, None, text.into()),
        },
        Shape::Tuple(_) | Shape::Map(_) | Shape::Record(..) | Shape::Extra(_) => {
            push(parts, name, Some(takes_objects(said)?), None, encoded()?)
        }
        _ => push(parts, name, said, None, params::text(value)?.unwrap_or_default().into()),
    }
}

fn push(
    parts: &mut Vec<Part>,
    name: &str,
    content_type: Option<&str>,
    file: Option<&str>,
    bytes: Bytes,
) -> Result<(), Refusal> {
    if content_type.is_some_and(|text| HeaderValue::from_str(text).is_err()) {
        return Err("has a media type that cannot be sent".into());
    }
    let (content_type, file) = (content_type.map(str::to_owned), file.map(str::to_owned));
    parts.push(Part { name: name.to_owned(), file, content_type, headers: &[], bytes });
    Ok(())
}

fn is_list(value: &dyn Json) -> bool {
    match value.shape() {
        Shape::Opt(Some(value)) => is_list(value),
        Shape::Union(_, union) => is_list(union.arm().1),
        Shape::List(_) | Shape::Tuple(_) => true,
        Shape::Any(any) => any.as_json().starts_with('['),
        _ => false,
    }
}

/// Whether an object can be sent under a media type.
fn takes_objects(content_type: Option<&str>) -> Result<&str, Refusal> {
    match content_type.unwrap_or("application/json") {
        said if is_json(said) => Ok(said),
        said => Err(format!("is an object, and cannot be written as `{said}`")),
    }
}

/// A part for each pair that the style makes of the value.
fn add_styled(name: &str, value: &dyn Json, style: Style, parts: &mut Vec<Part>) -> Result<(), Refusal> {
    let mut pairs = String::new();
    // Nothing is escaped in a part, so that a comma within an element would end it.
    if style == Style::Form {
        params::without_commas(value)?;
    }
    params::query(name, style, false, value, &mut pairs)?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    for (name, text) in pairs.split('&').filter_map(|pair| pair.split_once('=')) {
        let (name, bytes) = (decode(name), decode(text).into());
        parts.push(Part { name, file: None, content_type: None, headers: &[], bytes });
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}

/// A line that stands in no part; the same for the same parts, so that a request can be compared.
fn boundary(parts: &[Part]) -> String {
    let mut seed =
        parts.iter().fold(FNV, |seed, part| hash(hash(seed, part.name.as_bytes()), &part.bytes.len().to_be_bytes()));
    loop {
        let boundary = format!("bindery-{seed:016x}");
        let finder = memmem::Finder::new(&boundary);
        if !parts.iter().any(|part| finder.find(&part.bytes).is_some()) {
            return boundary;
        }
        seed = hash(seed, b"again");
    }
}

/// Where FNV-1a begins.
const FNV: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: std's hashers promise no value that stays.
fn hash(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |seed, byte| (seed ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{multipart, urlencoded};
    use crate::Any;
    use crate::operation::{Body, Encoding, Media, Style};

    const STYLED: &[Encoding] =
        &[Encoding { name: "tags", style: Some(Style::Form), reserved: false, content_type: "", headers: &[] }];

    #[test]
    fn free_form_fields_of_forms() {
        // What is given, the form of one line, and the contents of the parts.
        let cases = [
            (
                r#"{"n":[1.10,123456789012345678901234567890]}"#,
                Ok("n=1.10&n=123456789012345678901234567890"),
                Ok("1.10|123456789012345678901234567890"),
            ),
            (r#"{"n":1e400,"no":null}"#, Ok("n=1e400"), Ok("1e400")),
            (r#"{"tags":["a","b"]}"#, Ok("tags=a,b"), Ok("a,b")),
            (
                r#"{"tags":["a","b,c"]}"#,
                Ok("tags=a,b%2Cc"),
                Err("`tags` has an element with `,` in it, which stands between elements here"),
            ),
            (
                "[1]",
                Err("a form is made of named fields, and this has none"),
                Err("a form is made of named parts, and this has none"),
            ),
        ];
        for (json, form, parts) in cases {
            let value = Any::from_json(json).unwrap();
            let body = |media, content_type| Body { media, content_type, encodings: STYLED };
            let sent = urlencoded(&body(Media::Form, "application/x-www-form-urlencoded"), &value);
            assert_eq!(sent.as_deref().map_err(String::as_str), form, "{json}");
            let sent = multipart(&body(Media::Multipart, "multipart/form-data"), &value).map(|(_, bytes)| {
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                let contents = text.split("\r\n\r\n").skip(1).filter_map(|part| part.split("\r\n").next());
                contents.collect::<Vec<_>>().join("|")
            });
            assert_eq!(sent.as_deref().map_err(String::as_str), parts, "{json}");
        }
    }
}
