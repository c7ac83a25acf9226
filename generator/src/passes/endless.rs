//! Types whose every value would contain another of the same type without end. No such value exists, so the document must
//! mean that one of the fields may be missing.

use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Shape, Slot, TypeId};

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    loop {
        let ends = ending(api);
        let choose = |boxed: bool| {
            let field = |id| Some((id, field_to_free(api, id, boxed, &ends)?));
            api.types.ids().find_map(field)
        };
        let Some((id, place)) = choose(true).or_else(|| choose(false)) else { return };
        let Shape::Record(record) = &mut api.types[id].shape else { return };
        let Some(field) = record.fields.get_mut(place) else { return };
        field.slot.required = false;
        let message = format!(
            "`{}` requires a value of the type that it is part of, without end; it is optional here",
            field.key
        );
        diags.push(Code::EndlessType, field.slot.at, message).help("leave it out of `required`, or allow `null`");
    }
}

/// A field that keeps values of an endless type from ending; one that closes a circle, if `boxed`.
fn field_to_free(api: &Api, id: TypeId, boxed: bool, ends: &[bool]) -> Option<usize> {
    let endless = |id: TypeId| ends.get(id.index()) == Some(&false);
    let on_circle = |slot: &Slot| needed(slot) && endless(api.behind(slot.ty)) && (slot.boxed || !boxed);
    match &api.types[id].shape {
        Shape::Record(record) if endless(id) => record.fields.iter().position(|field| on_circle(&field.slot)),
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => None,
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Choice(_) => None,
        Shape::Union(_) | Shape::Alias(_) => None,
    }
}

fn needed(slot: &Slot) -> bool {
    slot.required && !slot.nullable
}

/// For each type whether a finite value of it exists. Grows from nothing until nothing is added; backwards, since a type
/// mostly stands before those that it uses.
fn ending(api: &Api) -> Vec<bool> {
    let mut ends = vec![false; api.types.len()];
    loop {
        let mut changed = false;
        for (id, ty) in api.types.iter().rev() {
            let known = |slot: &Slot| ends.get(slot.ty.index()) == Some(&true);
            let now = match &ty.shape {
                Shape::Bool
                | Shape::Int(_)
                | Shape::Float
                | Shape::Text(_)
                | Shape::Bytes
                | Shape::Any
                | Shape::Choice(_) => true,
                Shape::List(_) | Shape::Map(_) => true,
                Shape::Tuple(slots) => slots.iter().all(|slot| slot.nullable || known(slot)),
                Shape::Alias(slot) => known(slot),
                Shape::Record(record) => record.fields.iter().all(|field| !needed(&field.slot) || known(&field.slot)),
                Shape::Union(union) => union.arms.is_empty() || union.arms.iter().any(|arm| known(&arm.slot)),
            };
            if let Some(end) = ends.get_mut(id.index()).filter(|end| now && !**end) {
                *end = true;
                changed = true;
            }
        }
        if !changed {
            return ends;
        }
    }
}
