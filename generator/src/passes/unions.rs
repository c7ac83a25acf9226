//! Unions without idle arms: an arm that repeats another, or the union itself, is dropped; a union of one arm is an alias.

use crate::diag::Diagnostics;
use crate::ir::{Api, Arm, Shape, TypeId, Union, UnionTag};
use std::collections::BTreeMap;

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let ids: Vec<_> = api.types.ids().collect();
    for id in ids {
        let arms = match &api.types[id].shape {
            Shape::Union(Union { tag: UnionTag::Key(_) | UnionTag::None, arms, .. }) => distinct(api, id, arms),
            // Replies count on the place of their arm.
            Shape::Union(Union { tag: UnionTag::Status, .. }) => continue,
            Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => continue,
            Shape::List(_)
            | Shape::Map(_)
            | Shape::Tuple(_)
            | Shape::Record(_)
            | Shape::Choice(_)
            | Shape::Alias(_) => continue,
        };
        match arms.as_slice() {
            [] => api.types[id].shape = Shape::Any,
            [only] => api.types[id].shape = Shape::Alias(only.slot.clone()),
            [_, _, ..] => {
                if let Shape::Union(union) = &mut api.types[id].shape {
                    union.arms = arms;
                }
            }
        }
    }
}

fn distinct(api: &Api, union: TypeId, arms: &[Arm]) -> Vec<Arm> {
    let mut out: Vec<Arm> = Vec::new();
    let mut places: BTreeMap<TypeId, usize> = BTreeMap::new();
    for arm in arms {
        let ty = api.behind(arm.slot.ty);
        if ty == union {
            continue;
        }
        match places.get(&ty).and_then(|place| out.get_mut(*place)) {
            Some(known) => known.tags.extend(arm.tags.iter().cloned()),
            None => {
                places.insert(ty, out.len());
                out.push(arm.clone());
            }
        }
    }
    out
}
