//! The fields of an object, whatever holds them: what forms are made of.

use super::{Apart, Json, Shape, flag};

type Visit<'v, E> = &'v mut dyn FnMut(&str, &dyn Json) -> Result<(), E>;

/// Visits the fields of a value that is sent, without those that only answers hold; `false` if it is no object.
pub(crate) fn each_field<E>(value: &dyn Json, visit: Visit<'_, E>) -> Result<bool, E> {
    match value.shape() {
        Shape::Unit | Shape::Opt(None) => {}
        Shape::Opt(Some(value)) => return each_field(value, visit),
        Shape::Union(_, union) => return each_field(union.arm().1, visit),
        Shape::Map(map) => {
            (0..map.len()).filter_map(|i| map.entry(i)).try_for_each(|(key, value)| visit(key, value))?
        }
        Shape::Extra(extra) => extra.iter().try_for_each(|(key, value)| visit(key, value))?,
        Shape::Record(table, record) => {
            for (i, row) in table.keys.iter().enumerate().filter(|(_, row)| !row.is(flag::read_only)) {
                match row.is(flag::rest) {
                    true => _ = each_field(record.get(i), visit)?,
                    false => visit(row.name(), record.get(i))?,
                }
            }
            if let Shape::Extra(extra) = record.get(usize::MAX).shape() {
                extra.iter().try_for_each(|(key, value)| visit(key, value))?;
            }
        }
        Shape::Any(any) if any.is_unset() => return Ok(false),
        Shape::Any(any) => match any.apart() {
            Apart::Nothing => {}
            Apart::Object(fields) => fields.iter().try_for_each(|(key, value)| visit(key, value))?,
            Apart::Word(_) | Apart::List(_) => return Ok(false),
        },
        _ => return Ok(false),
    }
    Ok(true)
}

/// Whether a value is one word, or a list of words.
pub(crate) fn is_flat(value: &dyn Json) -> bool {
    match value.shape() {
        Shape::Opt(Some(value)) => is_flat(value),
        Shape::Union(_, union) => is_flat(union.arm().1),
        Shape::List(list) => (0..list.len()).filter_map(|i| list.get(i)).all(is_plain),
        Shape::Any(any) if !any.is_unset() => match any.apart() {
            Apart::List(items) => items.iter().all(|item| is_plain(item)),
            Apart::Object(_) => false,
            Apart::Nothing | Apart::Word(_) => true,
        },
        _ => is_plain(value),
    }
}

fn is_plain(value: &dyn Json) -> bool {
    match value.shape() {
        Shape::Opt(Some(value)) => is_plain(value),
        Shape::Union(_, union) => is_plain(union.arm().1),
        Shape::Any(any) if !any.is_unset() => {
            matches!(any.as_json().as_bytes().first(), Some(first) if !b"[{".contains(first))
        }
        Shape::Any(_) | Shape::List(_) | Shape::Tuple(_) | Shape::Map(_) | Shape::Record(..) | Shape::Extra(_) => false,
        _ => true,
    }
}
