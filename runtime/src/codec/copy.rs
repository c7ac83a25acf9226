//! Copying by shape, for `Clone`.

use super::{Choice, Constants, Json, Shape, ShapeMut};

/// Makes `to`, which is blank, the same as `from`, which is of the same type; generated types call it.
pub fn copy(from: &dyn Json, to: ShapeMut<'_>) {
    match (from.shape(), to) {
        (Shape::Text(from), ShapeMut::Text(to)) => from.clone_into(to),
        (Shape::Opt(Some(from)), ShapeMut::Opt(to)) => copy(from, to.fill()),
        (Shape::Record(table, from), ShapeMut::Record(_, to)) => {
            // One row beyond the last is the extra.
            for row in 0..=table.keys.len() {
                copy(from.get(row), to.get_mut(row, false));
            }
        }
        (Shape::List(from), ShapeMut::List(to)) => {
            for value in (0..from.len()).filter_map(|i| from.get(i)) {
                copy(value, to.push());
            }
        }
        (Shape::Tuple(from), ShapeMut::Tuple(to)) => {
            for i in 0..from.len() {
                if let (Some(from), Some(to)) = (from.get(i), to.get_mut(i)) {
                    copy(from, to);
                }
            }
        }
        (Shape::Map(from), ShapeMut::Map(to)) => {
            for (key, value) in (0..from.len()).filter_map(|i| from.entry(i)) {
                if let Some(to) = to.insert(key) {
                    copy(value, to);
                }
            }
        }
        (Shape::Union(_, from), ShapeMut::Union(_, to)) => {
            let (row, arm) = from.arm();
            to.select(row);
            copy(arm, to.arm_mut());
        }
        (Shape::Choice(table, from), ShapeMut::Choice(_, to)) => copy_choice(table, from, to),
        (Shape::Bool(from), ShapeMut::Bool(to)) => *to = from,
        (Shape::I64(from), ShapeMut::I64(to)) => *to = from,
        (Shape::U64(from), ShapeMut::U64(to)) => *to = from,
        // What came out of 32 bits goes into them again.
        (Shape::I64(from), ShapeMut::I32(to)) => *to = i32::try_from(from).unwrap_or_default(),
        (Shape::U64(from), ShapeMut::U32(to)) => *to = u32::try_from(from).unwrap_or_default(),
        (Shape::F64(from), ShapeMut::F64(to)) => *to = from,
        (Shape::Secret(from), ShapeMut::Secret(to)) => *to = from.clone(),
        (Shape::Bytes(from), ShapeMut::Bytes(to)) => from.clone_into(to),
        (Shape::File(from), ShapeMut::File(to)) => *to = from.clone(),
        (Shape::Any(from), ShapeMut::Any(to)) => *to = from.clone(),
        (Shape::Extra(from), ShapeMut::Extra(to)) => *to = from.clone(),
        // Nothing stays nothing, and two values of one type have one shape.
        _ => {}
    }
}

fn copy_choice(table: &Constants, from: &dyn Choice, to: &mut dyn Choice) {
    let value = from.value();
    match table.position(value) {
        Some(row) => to.set(row),
        None => {
            to.set_unknown(value);
        }
    }
}
