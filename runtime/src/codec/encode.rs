//! Writing JSON: one recursive function over shapes.

use super::extra::{Came, Held, Shadow};
use super::{
    Const, Extra, Json, Record, Shape, Table, Union, UnionTable, drift::Step, flag, is_blank, same::never_set,
    scan::plain, union,
};
use std::fmt;

/// A value that cannot be sent as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(Box<Inner>);

/// Boxed, since every value that is written returns a place for it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    message: &'static str,
}

impl EncodeError {
    #[cold]
    pub(super) fn new(message: &'static str) -> EncodeError {
        EncodeError(Box::new(Inner { path: "$".into(), message }))
    }

    #[cold]
    pub(super) fn within(mut self, step: Step<'_>) -> EncodeError {
        step.lead(&mut self.0.path);
        self
    }

    /// JSON path of the value, such as `$.status`.
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.path, self.0.message)
    }
}

impl std::error::Error for EncodeError {}

/// Encodes a value as JSON.
///
/// # Errors
/// When an enum, a union or a free-form value in it was never set, or a number is not finite.
pub fn encode(value: &dyn Json) -> Result<Vec<u8>, EncodeError> {
    without(0, value)
}

/// As [`encode`], as the body of a request: without the fields that only answers hold.
///
/// # Errors
/// As [`encode`].
pub(crate) fn encode_sent(value: &dyn Json) -> Result<Vec<u8>, EncodeError> {
    without(flag::read_only, value)
}

fn without(skip: u8, value: &dyn Json) -> Result<Vec<u8>, EncodeError> {
    // Most bodies fit, so the buffer does not have to grow.
    let mut out = Vec::with_capacity(1024);
    write(value, skip, &mut out)?;
    Ok(out)
}

/// As [`encode`], behind what `out` holds.
///
/// # Errors
/// As [`encode`]; `out` then holds a part.
pub fn encode_to(value: &dyn Json, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write(value, 0, out)
}

/// The JSON that a drifted field would be written as. Of what cannot be written the elements that can be: drift may
/// leave one element of a tuple unset, and the others still count.
pub(super) fn fingerprint(value: &dyn Json) -> Box<[u8]> {
    if let Ok(text) = encode(value) {
        return text.into();
    }
    let of = |elements: &mut dyn Iterator<Item = &dyn Json>| {
        elements.flat_map(|element| [fingerprint(element), [b','].into()]).flatten().collect()
    };
    match value.shape() {
        Shape::Opt(Some(value)) => fingerprint(value),
        Shape::Tuple(tuple) => of(&mut (0..tuple.len()).filter_map(|i| tuple.get(i))),
        Shape::List(list) => of(&mut (0..list.len()).filter_map(|i| list.get(i))),
        Shape::Map(map) => of(&mut (0..map.len()).filter_map(|i| map.entry(i)).map(|(_, value)| value)),
        _ => Box::default(),
    }
}

/// Rows with a flag of `skip` are left out, here and below.
fn write(value: &dyn Json, skip: u8, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    write_shape(value.shape(), skip, out)
}

pub(super) fn write_shape(shape: Shape<'_>, skip: u8, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    match shape {
        Shape::Text(text) => quote(text, out),
        Shape::Record(table, record) => write_record(table, record, None, skip, out)?,
        Shape::Opt(Some(value)) => write(value, skip, out)?,
        Shape::Opt(None) | Shape::Unit => out.extend_from_slice(b"null"),
        Shape::List(list) => {
            out.push(b'[');
            for i in 0..list.len() {
                if i > 0 {
                    out.push(b',');
                }
                if let Some(value) = list.get(i) {
                    write(value, skip, out).map_err(|error| error.within(Step::Index(i)))?;
                }
            }
            out.push(b']');
        }
        Shape::Tuple(tuple) => {
            out.push(b'[');
            for i in 0..tuple.len() {
                if i > 0 {
                    out.push(b',');
                }
                if let Some(value) = tuple.get(i) {
                    write(value, skip, out).map_err(|error| error.within(Step::Index(i)))?;
                }
            }
            out.push(b']');
        }
        Shape::Map(map) => {
            out.push(b'{');
            write_entries(map, true, skip, out)?;
            out.push(b'}');
        }
        Shape::Bool(true) => out.extend_from_slice(b"true"),
        Shape::Bool(false) => out.extend_from_slice(b"false"),
        Shape::I64(int) => integer(int, out),
        Shape::U64(int) => integer(int, out),
        Shape::F64(float) if float.is_finite() => number(float, out),
        Shape::F64(_) => return Err(EncodeError::new("JSON has no infinity and no NaN")),
        Shape::Choice(table, choice) => match choice.value() {
            constant if never_set(table, constant) => {
                return Err(EncodeError::new("this enum was never set"));
            }
            Const::Text(text) => quote(text, out),
            Const::Int(int) => integer(int, out),
        },
        Shape::Union(table, union) => write_union(table, union, skip, out)?,
        Shape::Any(any) if any.is_unset() => return Err(EncodeError::new("this value was never set")),
        Shape::Any(any) => out.extend_from_slice(any.as_json().as_bytes()),
        Shape::Secret(secret) => quote(secret.expose(), out),
        Shape::Bytes(bytes) => {
            out.push(b'"');
            super::scalars::to_base64(bytes, out);
            out.push(b'"');
        }
        Shape::File(file) => match file.came() {
            Some(text) => quote(text, out),
            None => return Err(EncodeError::new("a file can only be sent as multipart/form-data")),
        },
        Shape::Extra(extra) => {
            out.push(b'{');
            write_extra(extra, |_| true, true, out);
            out.push(b'}');
        }
    }
    Ok(())
}

fn write_union(table: &'static UnionTable, value: &dyn Union, skip: u8, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let (i, arm) = value.arm();
    match arm.shape() {
        Shape::Record(fields, record) => {
            let tag = union::tag_of(table, i).map(|value| (table.tag, value));
            write_record(fields, record, tag, skip, out)
        }
        // Only a record has room for a tag.
        shape => write_shape(shape, skip, out),
    }
}

/// `tag` is the key and value that tell the record apart in a union: written unless the record says something else.
fn write_record(
    table: &'static Table,
    record: &dyn Record,
    tag: Option<(&str, &str)>,
    skip: u8,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    out.push(b'{');
    let mut first = true;
    let Shape::Extra(extra) = record.get(usize::MAX).shape() else { return Ok(()) };
    let says = |name: &str| extra.get(name).is_some() || table.keys.iter().any(|key| key.name() == name);
    if let Some((name, value)) = tag.filter(|(name, _)| !says(name)) {
        quote(name, out);
        out.push(b':');
        quote(value, out);
        first = false;
    }
    let shadows = extra.has_shadows();
    for (i, key) in table.keys.iter().enumerate() {
        if key.is(skip) && tag.is_none_or(|(name, _)| name != key.name()) {
            continue;
        }
        let value = record.get(i);
        if shadows
            && let Some(shadow) = extra.shadow_of(i)
            && holds(shadow, value)
        {
            let came = match &shadow.came {
                Came::Absent => continue,
                Came::Null => "null",
                Came::As(any) => any.as_json(),
            };
            name(key, &mut first, out);
            out.extend_from_slice(came.as_bytes());
            continue;
        }
        if let Some((_, tag)) = tag.filter(|(name, _)| *name == key.name() && !union::holds_tag(value)) {
            name(key, &mut first, out);
            quote(tag, out);
            continue;
        }
        let shape = match value.present() {
            Some(shape) => shape,
            None if key.is(flag::required) => Shape::Opt(None),
            None => continue,
        };
        if key.is(flag::rest) {
            if let Shape::Map(map) = shape {
                write_entries(map, first, skip, out)?;
                first &= map.len() == 0;
            }
            continue;
        }
        name(key, &mut first, out);
        match shape {
            Shape::Text(text) => quote(text, out),
            shape => write_shape(shape, skip, out).map_err(|error| error.within(Step::Key(key.name())))?,
        }
    }
    if !extra.is_empty() {
        write_unsaid(table, record, extra, first, out);
    }
    out.push(b'}');
    Ok(())
}

/// The unknown fields but for those that a field or a further property has the name of: what these say was set later.
#[cold]
fn write_unsaid(table: &'static Table, record: &dyn Record, extra: &Extra, first: bool, out: &mut Vec<u8>) {
    let is_row = |name: &str| table.keys.iter().any(|key| key.name() == name && !key.is(flag::rest));
    let rest = table.keys.iter().position(|key| key.is(flag::rest)).map(|row| record.get(row).shape());
    let is_entry = |name: &str| matches!(&rest, Some(Shape::Map(map)) if map.value(name).is_some());
    write_extra(extra, |name| !is_row(name) && !is_entry(name), first, out);
}

/// Whether a drifted field still holds what drift gave it.
fn holds(shadow: &Shadow, value: &dyn Json) -> bool {
    match &shadow.held {
        Held::Blank => is_blank(value),
        Held::As(bytes) => fingerprint(value) == *bytes,
    }
}

fn write_entries(map: &dyn super::Entries, mut first: bool, skip: u8, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    for i in 0..map.len() {
        if let Some((key, value)) = map.entry(i) {
            comma(&mut first, out);
            quote(key, out);
            out.push(b':');
            write(value, skip, out).map_err(|error| error.within(Step::Key(key)))?;
        }
    }
    Ok(())
}

fn write_extra(extra: &Extra, takes: impl Fn(&str) -> bool, mut first: bool, out: &mut Vec<u8>) {
    for (key, value) in extra.iter().filter(|(key, _)| takes(key)) {
        comma(&mut first, out);
        quote(key, out);
        out.push(b':');
        out.extend_from_slice(value.as_json().as_bytes());
    }
}

#[inline]
fn comma(first: &mut bool, out: &mut Vec<u8>) {
    if !std::mem::take(first) {
        out.push(b',');
    }
}

#[inline]
fn name(key: &super::Key, first: &mut bool, out: &mut Vec<u8>) {
    if key.literal().is_empty() {
        comma(first, out);
        quote(key.name(), out);
        out.push(b':');
    } else {
        let literal = if std::mem::take(first) { key.wire() } else { key.literal() };
        out.extend_from_slice(literal.as_bytes());
    }
}

fn integer(int: impl itoa::Integer, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(int).as_bytes());
}

/// The shortest spelling that reads back as the same number; whole ones without `.0`, as most servers write them.
fn number(float: f64, out: &mut Vec<u8>) {
    if float.fract() == 0.0 && float.abs() < 1e15 && !(float == 0.0 && float.is_sign_negative()) {
        return integer(float as i64, out);
    }
    // Writing to a Vec cannot fail, and the number is finite.
    let _ = serde_json::to_writer(out, &float);
}

/// A JSON string.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let end = plain(bytes);
    if end == bytes.len() {
        out.extend_from_slice(bytes);
    } else {
        escaped(bytes, end, out);
    }
    out.push(b'"');
}

#[inline(never)]
fn escaped(mut rest: &[u8], mut end: usize, out: &mut Vec<u8>) {
    while let Some((head, tail)) = rest.split_at_checked(end) {
        out.extend_from_slice(head);
        let Some((&byte, after)) = tail.split_first() else { break };
        escape(byte, out);
        rest = after;
        end = plain(rest);
    }
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
