//! The one place that knows which slots a shape holds.

use super::{Extra, Shape, Slot};

/// The uses of other types within a shape, in the document's order.
pub fn slots(shape: &Shape) -> Vec<&Slot> {
    match shape {
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any | Shape::Choice(_) => {
            Vec::new()
        }
        Shape::List(slot) | Shape::Map(slot) | Shape::Alias(slot) => vec![slot],
        Shape::Tuple(slots) => slots.iter().collect(),
        Shape::Record(record) => {
            let mut out: Vec<&Slot> = record.fields.iter().map(|field| &field.slot).collect();
            match &record.extra {
                Extra::Open | Extra::Closed => {}
                Extra::Typed(slot) => out.push(slot),
            }
            out
        }
        Shape::Union(union) => union.arms.iter().map(|arm| &arm.slot).collect(),
    }
}

/// As [`slots`], to change them.
pub fn slots_mut(shape: &mut Shape) -> Vec<&mut Slot> {
    match shape {
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any | Shape::Choice(_) => {
            Vec::new()
        }
        Shape::List(slot) | Shape::Map(slot) | Shape::Alias(slot) => vec![slot],
        Shape::Tuple(slots) => slots.iter_mut().collect(),
        Shape::Record(record) => {
            let mut out: Vec<&mut Slot> = record.fields.iter_mut().map(|field| &mut field.slot).collect();
            match &mut record.extra {
                Extra::Open | Extra::Closed => {}
                Extra::Typed(slot) => out.push(slot),
            }
            out
        }
        Shape::Union(union) => union.arms.iter_mut().map(|arm| &mut arm.slot).collect(),
    }
}
