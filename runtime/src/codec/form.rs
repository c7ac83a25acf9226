//! Writing `application/x-www-form-urlencoded`: the same tables, another interpreter.
//!
//! Nested values are spelled in brackets (`address[city]=Graz`, `expand[0]=customer`), which OpenAPI calls
//! `deepObject` for one level and leaves undefined below; it is what form APIs read in practice.

use super::{Apart, Const, EncodeError, Json, Record, Shape, Table, drift::Step, flag, never_set};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::borrow::Cow;

/// What a form leaves as it is: the unreserved characters of RFC 3986.
const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How the elements of a list are told apart within brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    /// `a[0]=x&a[1]=y`
    Indices,
    /// `a[]=x&a[]=y`
    Brackets,
    /// `a=x&a=y`
    Repeat,
}

struct Writer<'o> {
    /// Rows with one of these flags are left out.
    skip: u8,
    lists: Lists,
    /// How values are escaped.
    escape: fn(&str) -> Cow<'_, str>,
    out: &'o mut String,
}

fn escaped(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, KEEP).into()
}

/// Encodes a record or map as a form.
///
/// # Errors
/// When a value in it was never set.
pub fn encode(value: &dyn Json) -> Result<String, EncodeError> {
    let mut out = String::new();
    write(&mut String::new(), value, &mut Writer { skip: 0, lists: Lists::Indices, escape: escaped, out: &mut out })?;
    Ok(out)
}

/// As [`encode`], with all keys in brackets behind `name`, values escaped by `escape`, and without the fields that only
/// answers hold: OpenAPI's `deepObject`.
pub(crate) fn encode_within(
    name: &str,
    lists: Lists,
    escape: Option<fn(&str) -> Cow<'_, str>>,
    value: &dyn Json,
) -> Result<String, EncodeError> {
    let mut out = String::new();
    let escape = escape.unwrap_or(escaped);
    write(&mut name.to_owned(), value, &mut Writer { skip: flag::read_only, lists, escape, out: &mut out })?;
    Ok(out)
}

fn write(key: &mut String, value: &dyn Json, w: &mut Writer<'_>) -> Result<(), EncodeError> {
    match value.shape() {
        Shape::Unit | Shape::Opt(None) => {}
        Shape::Opt(Some(value)) => write(key, value, w)?,
        Shape::Bool(value) => pair(key, if value { "true" } else { "false" }, w),
        Shape::I64(value) => pair(key, itoa::Buffer::new().format(value), w),
        Shape::U64(value) => pair(key, itoa::Buffer::new().format(value), w),
        Shape::F64(value) => pair(key, &value.to_string(), w),
        Shape::Text(value) => pair(key, value, w),
        Shape::Secret(value) => pair(key, value.expose(), w),
        Shape::Bytes(value) => {
            let mut text = Vec::new();
            super::scalars::to_base64(value, &mut text);
            pair(key, &String::from_utf8_lossy(&text), w);
        }
        Shape::File(file) => match file.came() {
            Some(text) => pair(key, text, w),
            None => return Err(EncodeError::new("a file can only be sent as multipart/form-data")),
        },
        Shape::Any(value) if value.is_unset() => return Err(EncodeError::new("this value was never set")),
        Shape::Any(value) => match value.apart() {
            Apart::Nothing => {}
            Apart::Word(text) => pair(key, &text, w),
            Apart::List(items) => write(key, &items, w)?,
            Apart::Object(fields) => write(key, &fields, w)?,
        },
        Shape::Choice(table, choice) => match choice.value() {
            constant if never_set(table, constant) => return Err(EncodeError::new("this enum was never set")),
            Const::Text(text) => pair(key, text, w),
            Const::Int(int) => pair(key, itoa::Buffer::new().format(int), w),
        },
        Shape::Union(_, union) => write(key, union.arm().1, w)?,
        Shape::List(list) => {
            for (i, value) in (0..list.len()).filter_map(|i| list.get(i)).enumerate() {
                element(key, i, value, w).map_err(|error| error.within(Step::Index(i)))?;
            }
        }
        Shape::Tuple(tuple) => {
            for (i, value) in (0..tuple.len()).filter_map(|i| tuple.get(i)).enumerate() {
                element(key, i, value, w).map_err(|error| error.within(Step::Index(i)))?;
            }
        }
        Shape::Map(map) => {
            for (name, value) in (0..map.len()).filter_map(|i| map.entry(i)) {
                nested(key, name, value, w).map_err(|error| error.within(Step::Key(name)))?;
            }
        }
        Shape::Extra(extra) => {
            for (name, value) in extra.iter() {
                nested(key, name, value, w).map_err(|error| error.within(Step::Key(name)))?;
            }
        }
        Shape::Record(table, record) => write_record(key, table, record, w)?,
    }
    Ok(())
}

fn write_record(
    key: &mut String,
    table: &'static Table,
    record: &dyn Record,
    w: &mut Writer<'_>,
) -> Result<(), EncodeError> {
    let skip = w.skip;
    for (i, row) in table.keys.iter().enumerate().filter(|(_, row)| !row.is(skip)) {
        let value = record.get(i);
        match row.is(flag::rest) {
            true => write(key, value, w)?,
            false => nested(key, row.name(), value, w).map_err(|error| error.within(Step::Key(row.name())))?,
        }
    }
    write(key, record.get(usize::MAX), w)
}

fn nested(key: &mut String, name: &str, value: &dyn Json, w: &mut Writer<'_>) -> Result<(), EncodeError> {
    let length = key.len();
    push(key, name);
    let result = write(key, value, w);
    key.truncate(length);
    result
}

fn push(key: &mut String, name: &str) {
    match key.is_empty() {
        true => key.push_str(name),
        false => key.extend(["[", name, "]"]),
    }
}

fn element(key: &mut String, i: usize, value: &dyn Json, w: &mut Writer<'_>) -> Result<(), EncodeError> {
    match w.lists {
        Lists::Indices => nested(key, &i.to_string(), value, w),
        Lists::Brackets => nested(key, "", value, w),
        Lists::Repeat => write(key, value, w),
    }
}

fn pair(key: &str, value: &str, w: &mut Writer<'_>) {
    if !w.out.is_empty() {
        w.out.push('&');
    }
    w.out.extend(utf8_percent_encode(key, KEEP));
    w.out.push('=');
    w.out.push_str(&(w.escape)(value));
}
