//! Headers of an answer as a record: the same tables, read from header fields instead of JSON.

use crate::codec::{Const, Json, List, Record, ShapeMut, Table};
use http::HeaderMap;

/// The headers that a record's table names. What is absent or cannot be read as its type stays blank.
pub(crate) fn read<T: Json>(headers: &HeaderMap) -> T {
    let mut value = T::blank();
    if let ShapeMut::Record(table, record) = value.shape_mut() {
        read_record(table, record, headers);
    }
    value
}

fn read_record(table: &'static Table, record: &mut dyn Record, headers: &HeaderMap) {
    for (i, row) in table.keys.iter().enumerate() {
        // Several fields of one name are one list, RFC 9110, section 5.3.
        let fields: Vec<&str> = headers.get_all(row.name).iter().filter_map(|value| value.to_str().ok()).collect();
        if !fields.is_empty() {
            read_value(record.get_mut(i), &fields.join(", "));
        }
    }
}

fn read_value(value: &mut dyn Json, text: &str) -> bool {
    fn parsed<T: std::str::FromStr>(into: &mut T, text: &str) -> bool {
        text.trim().parse().map(|value| *into = value).is_ok()
    }
    match value.shape_mut() {
        ShapeMut::Bool(into) => parsed(into, text),
        ShapeMut::I32(into) => parsed(into, text),
        ShapeMut::I64(into) => parsed(into, text),
        ShapeMut::U32(into) => parsed(into, text),
        ShapeMut::U64(into) => parsed(into, text),
        ShapeMut::F64(into) => parsed(into, text),
        ShapeMut::Text(into) => {
            text.clone_into(into);
            true
        }
        ShapeMut::Secret(into) => {
            *into = text.into();
            true
        }
        ShapeMut::Any(into) => {
            *into = text.into();
            true
        }
        ShapeMut::Choice(table, into) => {
            let number = text.trim().parse().ok().map(Const::Int);
            match table.position(Const::Text(text)).or_else(|| table.position(number?)) {
                Some(row) => into.set(row),
                None => {
                    _ = into.set_unknown(Const::Text(text)) || number.is_some_and(|number| into.set_unknown(number))
                }
            }
            true
        }
        ShapeMut::Opt(into) => {
            let read = read_value(into.fill(), text);
            if !read {
                into.clear();
            }
            read
        }
        ShapeMut::List(into) => read_list(into, text),
        _ => false,
    }
}

fn read_list(list: &mut dyn List, text: &str) -> bool {
    for item in text.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        if !read_value(list.push(), item) {
            list.pop();
        }
    }
    true
}
