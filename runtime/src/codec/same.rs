//! Comparing by shape.

use super::{Const, Constants, Json, Record, Shape, Table};

/// Whether two values of one type are equal.
pub fn same(a: &dyn Json, b: &dyn Json) -> bool {
    match (a.shape(), b.shape()) {
        (Shape::Unit, Shape::Unit) => true,
        (Shape::Bool(a), Shape::Bool(b)) => a == b,
        (Shape::I64(a), Shape::I64(b)) => a == b,
        (Shape::U64(a), Shape::U64(b)) => a == b,
        (Shape::F64(a), Shape::F64(b)) => a == b,
        (Shape::Text(a), Shape::Text(b)) => a == b,
        (Shape::Secret(a), Shape::Secret(b)) => a == b,
        (Shape::Bytes(a), Shape::Bytes(b)) => a == b,
        (Shape::File(a), Shape::File(b)) => a == b,
        (Shape::Any(a), Shape::Any(b)) => a == b,
        (Shape::Extra(a), Shape::Extra(b)) => a == b,
        (Shape::Opt(a), Shape::Opt(b)) => match (a, b) {
            (Some(a), Some(b)) => same(a, b),
            (None, None) => true,
            _ => false,
        },
        (Shape::List(a), Shape::List(b)) => {
            a.len() == b.len() && (0..a.len()).all(|i| matches!((a.get(i), b.get(i)), (Some(a), Some(b)) if same(a, b)))
        }
        (Shape::Tuple(a), Shape::Tuple(b)) => {
            (0..a.len()).all(|i| matches!((a.get(i), b.get(i)), (Some(a), Some(b)) if same(a, b)))
        }
        (Shape::Map(a), Shape::Map(b)) => {
            a.len() == b.len()
                && (0..a.len()).all(|i| {
                    a.entry(i).is_some_and(|(key, value)| b.value(key).is_some_and(|other| same(value, other)))
                })
        }
        (Shape::Record(table, a), Shape::Record(_, b)) => same_record(table, a, b),
        (Shape::Choice(_, a), Shape::Choice(_, b)) => a.value() == b.value(),
        (Shape::Union(_, a), Shape::Union(_, b)) => {
            let ((i, a), (j, b)) = (a.arm(), b.arm());
            i == j && same(a, b)
        }
        _ => false,
    }
}

fn same_record(table: &Table, a: &dyn Record, b: &dyn Record) -> bool {
    // One row beyond the last is the extra.
    (0..=table.keys.len()).all(|i| same(a.get(i), b.get(i)))
}

/// Whether a value is as [`Json::blank`] makes it.
pub fn is_blank(value: &dyn Json) -> bool {
    match value.shape() {
        Shape::Unit => true,
        Shape::Bool(value) => !value,
        Shape::I64(value) => value == 0,
        Shape::U64(value) => value == 0,
        Shape::F64(value) => value == 0.0,
        Shape::Text(value) => value.is_empty(),
        Shape::Secret(value) => value.is_empty(),
        Shape::Bytes(value) => value.is_empty(),
        Shape::File(value) => value.bytes().is_empty(),
        Shape::Any(value) => value.is_unset(),
        Shape::Extra(value) => value.is_empty(),
        Shape::Opt(value) => value.is_none(),
        Shape::List(value) => value.len() == 0,
        Shape::Tuple(value) => (0..value.len()).filter_map(|i| value.get(i)).all(is_blank),
        Shape::Map(value) => value.len() == 0,
        Shape::Record(table, record) => (0..=table.keys.len()).all(|i| is_blank(record.get(i))),
        Shape::Choice(table, choice) => is_unset(table, choice.value()),
        Shape::Union(_, union) => is_blank(union.arm().1),
    }
}

/// Whether a constant is what a blank enum holds.
#[inline]
fn is_unset(table: &Constants, constant: Const<'_>) -> bool {
    match constant {
        Const::Text(text) => text.is_empty() && table.position(Const::Text("")).is_none(),
        Const::Int(int) => int == i64::MIN && table.position(constant).is_none(),
    }
}

/// Whether nobody set an enum. Where every text is valid, the empty one is as well.
#[inline]
pub(crate) fn never_set(table: &Constants, constant: Const<'_>) -> bool {
    is_unset(table, constant) && !(table.open && matches!(constant, Const::Text(_)))
}
