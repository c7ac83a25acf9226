//! Writing `application/x-www-form-urlencoded`: the same tables, another interpreter.
//!
//! Nested values are spelled in brackets (`address[city]=Graz`, `expand[0]=customer`), which OpenAPI calls
//! `deepObject` for one level and leaves undefined below; it is what form APIs read in practice.

use super::{Any, Const, EncodeError, Json, Record, Shape, Table, decode::segment, flag, never_set};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// What a form leaves as it is: the unreserved characters of RFC 3986.
const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Encodes a record or map as a form.
///
/// # Errors
/// When a value in it was never set.
pub fn encode(value: &dyn Json) -> Result<String, EncodeError> {
    let mut out = String::new();
    write(&mut String::new(), value, 0, &mut out)?;
    Ok(out)
}

/// As [`encode`], with all keys in brackets behind `name`, and without the fields that only answers hold: OpenAPI's
/// `deepObject`.
pub(crate) fn encode_within(name: &str, value: &dyn Json) -> Result<String, EncodeError> {
    let mut out = String::new();
    write(&mut name.to_owned(), value, flag::read_only, &mut out)?;
    Ok(out)
}

/// Rows with a flag of `skip` are left out, here and below.
fn write(key: &mut String, value: &dyn Json, skip: u8, out: &mut String) -> Result<(), EncodeError> {
    match value.shape() {
        Shape::Unit | Shape::Opt(None) => {}
        Shape::Opt(Some(value)) => write(key, value, skip, out)?,
        Shape::Bool(value) => pair(key, if value { "true" } else { "false" }, out),
        Shape::I64(value) => pair(key, itoa::Buffer::new().format(value), out),
        Shape::U64(value) => pair(key, itoa::Buffer::new().format(value), out),
        Shape::F64(value) => pair(key, &value.to_string(), out),
        Shape::Text(value) => pair(key, value, out),
        Shape::Secret(value) => pair(key, value.expose(), out),
        Shape::Bytes(value) => {
            let mut text = Vec::new();
            super::scalars::to_base64(value, &mut text);
            pair(key, &String::from_utf8_lossy(&text), out);
        }
        Shape::File(file) => match file.came() {
            Some(text) => pair(key, text, out),
            None => return Err(EncodeError::new("a file can only be sent as multipart/form-data")),
        },
        Shape::Any(value) => match value.as_str() {
            Some(text) => pair(key, &text, out),
            None if value.is_unset() => return Err(EncodeError::new("this value was never set")),
            None => write_tree(key, value.to_value(), skip, out)?,
        },
        Shape::Choice(table, choice) => match choice.value() {
            constant if never_set(table, constant) => return Err(EncodeError::new("this enum was never set")),
            Const::Text(text) => pair(key, text, out),
            Const::Int(int) => pair(key, itoa::Buffer::new().format(int), out),
        },
        Shape::Union(_, union) => write(key, union.arm().1, skip, out)?,
        Shape::List(list) => {
            for (i, value) in (0..list.len()).filter_map(|i| list.get(i)).enumerate() {
                let i = i.to_string();
                nested(key, &i, value, skip, out).map_err(|error| error.within(&format!("[{i}]")))?;
            }
        }
        Shape::Tuple(tuple) => {
            for (i, value) in (0..tuple.len()).filter_map(|i| tuple.get(i)).enumerate() {
                let i = i.to_string();
                nested(key, &i, value, skip, out).map_err(|error| error.within(&format!("[{i}]")))?;
            }
        }
        Shape::Map(map) => {
            for (name, value) in (0..map.len()).filter_map(|i| map.entry(i)) {
                nested(key, name, value, skip, out).map_err(|error| error.within(&segment(name)))?;
            }
        }
        Shape::Extra(extra) => {
            for (name, value) in extra.iter() {
                nested(key, name, value, skip, out).map_err(|error| error.within(&segment(name)))?;
            }
        }
        Shape::Record(table, record) => write_record(key, table, record, skip, out)?,
    }
    Ok(())
}

fn write_tree(key: &mut String, value: Value, skip: u8, out: &mut String) -> Result<(), EncodeError> {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (i, item) in items.into_iter().enumerate() {
                nested(key, &i.to_string(), &Any::from(item), skip, out)?;
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                nested(key, &name, &Any::from(value), skip, out)?;
            }
        }
        other => pair(key, &other.to_string(), out),
    }
    Ok(())
}

fn write_record(
    key: &mut String,
    table: &'static Table,
    record: &dyn Record,
    skip: u8,
    out: &mut String,
) -> Result<(), EncodeError> {
    for (i, row) in table.keys.iter().enumerate().filter(|(_, row)| !row.is(skip)) {
        let value = record.get(i);
        match row.is(flag::rest) {
            true => write(key, value, skip, out)?,
            false => nested(key, row.name, value, skip, out).map_err(|error| error.within(&segment(row.name)))?,
        }
    }
    write(key, record.get(usize::MAX), skip, out)
}

fn nested(key: &mut String, name: &str, value: &dyn Json, skip: u8, out: &mut String) -> Result<(), EncodeError> {
    let length = key.len();
    if length == 0 {
        key.push_str(name);
    } else {
        key.extend(["[", name, "]"]);
    }
    let result = write(key, value, skip, out);
    key.truncate(length);
    result
}

fn pair(key: &str, value: &str, out: &mut String) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(utf8_percent_encode(key, KEEP));
    out.push('=');
    out.extend(utf8_percent_encode(value, KEEP));
}
