//! One type for what is written out again and again: anonymous schemas that say the same, prose included, and that would be
//! called the same. Documents that describe their bodies in place repeat whole trees of them.

use crate::diag::Diagnostics;
use crate::ir::{Api, Arm, Extra, Operation, Shape, Slot, Type, TypeId, UnionTag, slots_mut};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let mut ids: Vec<TypeId> = api.types.ids().collect();
    // What types say, by number: the texts are long, and compared once each.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut text = String::new();
    let mut says: BTreeMap<TypeId, usize> = BTreeMap::new();
    let mut changed: BTreeSet<TypeId> = ids.iter().copied().collect();
    // What holds equal types may be equal once those are one, so this goes on until nothing changes.
    while !changed.is_empty() {
        for id in &changed {
            text.clear();
            if key(&api.types[*id], &mut text).is_some() {
                let next = known.len();
                let said = known.get(text.as_str()).copied().unwrap_or_else(|| {
                    known.insert(text.clone(), next);
                    next
                });
                says.insert(*id, said);
            }
        }
        let mut groups: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
        for (id, said) in &says {
            groups.entry(*said).or_default().push(*id);
        }
        let mut same: BTreeMap<TypeId, TypeId> = BTreeMap::new();
        for group in groups.values() {
            // By its place rather than by its number: the order of keys in a document changes no name.
            if let Some(kept) = group.iter().min_by_key(|id| (&api.types[**id].hint.within, **id)) {
                same.extend(group.iter().filter(|id| *id != kept).map(|id| (*id, *kept)));
            }
        }
        // Nothing uses these any more.
        ids.retain(|id| !same.contains_key(id));
        says.retain(|id, _| !same.contains_key(id));
        changed = replace(api, &ids, &same);
    }
    name_shared_errors(api);
}

/// Errors that several operations share are called after none of them: those of the most operations `ResponseError`, others
/// by the answers that these lack, `NotFoundOrConflictError`.
fn name_shared_errors(api: &mut Api) {
    let mut uses: BTreeMap<TypeId, usize> = BTreeMap::new();
    for slot in api.ops.iter().filter_map(|(_, op)| op.failure.as_ref()) {
        *uses.entry(slot.ty).or_default() += 1;
    }
    let mut shared: Vec<(TypeId, usize, Vec<String>)> = Vec::new();
    for (id, count) in uses.into_iter().filter(|(_, count)| *count > 1) {
        let names = arms_of_errors(&api.types[id]).map(|arms| arms.iter().map(|arm| arm.name.clone()).collect());
        shared.extend(names.map(|names| (id, count, names)));
    }
    shared.sort_by_key(|(id, count, _)| (Reverse(*count), api.types[*id].hint.within.clone()));
    let usual = shared.first().map(|(_, _, names)| names.clone()).unwrap_or_default();
    for (i, (id, _, names)) in shared.into_iter().enumerate() {
        let more: Vec<&str> = names.iter().filter(|name| !usual.contains(name)).map(String::as_str).collect();
        let within = match more.len() {
            _ if i == 0 => "response".to_owned(),
            1..=3 => more.join(" or "),
            0 if names.len() <= 3 => names.join(" or "),
            _ => continue,
        };
        api.types[id].hint.within = vec![within, "error".to_owned()];
    }
}

/// The arms of a union of error answers.
fn arms_of_errors(ty: &Type) -> Option<&[Arm]> {
    match &ty.shape {
        Shape::Union(union) if matches!(union.tag, UnionTag::Status) => {
            ty.hint.within.last().filter(|role| *role == "error").map(|_| union.arms.as_slice())
        }
        Shape::Union(_) | Shape::Record(_) | Shape::Choice(_) | Shape::Tuple(_) | Shape::List(_) | Shape::Map(_) => {
            None
        }
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any | Shape::Alias(_) => {
            None
        }
    }
}

/// The types with a use that changed.
fn replace(api: &mut Api, ids: &[TypeId], same: &BTreeMap<TypeId, TypeId>) -> BTreeSet<TypeId> {
    let each = |slot: &mut Slot| match same.get(&slot.ty) {
        Some(known) => {
            slot.ty = *known;
            true
        }
        None => false,
    };
    let all = |slots: Vec<&mut Slot>| slots.into_iter().filter_map(|slot| each(slot).then_some(())).count() > 0;
    for id in api.ops.ids().collect::<Vec<_>>() {
        all(uses(&mut api.ops[id]));
    }
    ids.iter().copied().filter(|id| all(slots_mut(&mut api.types[*id].shape))).collect()
}

fn uses(op: &mut Operation) -> Vec<&mut Slot> {
    let mut out: Vec<&mut Slot> = op.params.iter_mut().map(|param| &mut param.slot).collect();
    out.extend(op.bodies.iter_mut().map(|body| &mut body.slot));
    out.extend(op.replies.iter_mut().filter_map(|reply| Some(&mut reply.content.as_mut()?.slot)));
    out.extend(op.success.iter_mut());
    out.extend(op.failure.iter_mut());
    out.extend(op.headers.iter_mut());
    out
}

/// Writes all that a type says, and the nearest steps of where it stands, which name it. Nothing for types with names of
/// their own.
fn key(ty: &Type, out: &mut String) -> Option<()> {
    if ty.hint.own.is_some() || ty.hint.forced.is_some() {
        return None;
    }
    let mut named = || {
        let _ = write!(out, "{:?} {:?} ", ty.hint.title, ty.hint.near());
    };
    match &ty.shape {
        Shape::Record(_) | Shape::Choice(_) => named(),
        // What an operation calls its errors is no part of them, nor is what it says about each.
        Shape::Union(union) if matches!(union.tag, UnionTag::Status) => {
            out.push_str("errors");
            for arm in arms_of_errors(ty)? {
                let _ = write!(out, " {:?} {} {}", arm.tags, arm.slot.ty.index(), arm.slot.nullable);
            }
            return Some(());
        }
        Shape::Union(_) => named(),
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => {}
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Alias(_) => {}
    }
    // Writing to a String cannot fail.
    let _ = write!(out, "{:?} ", ty.docs);
    match &ty.shape {
        Shape::Record(record) => {
            out.push_str("record");
            for field in &record.fields {
                let _ = write!(out, " {:?} {:?} {:?} {:?}", field.key, field.forced, field.tag, field.only);
                slot(&field.slot, out);
            }
            match &record.extra {
                Extra::Open => out.push_str("open"),
                Extra::Closed => out.push_str("closed"),
                Extra::Typed(further) => slot(further, out),
            }
        }
        Shape::Union(union) => {
            let _ = write!(out, "union {:?}", union.tag);
            for arm in &union.arms {
                let _ = write!(out, " {:?} {:?}", arm.name, arm.tags);
                slot(&arm.slot, out);
            }
        }
        Shape::Tuple(slots) => {
            out.push_str("tuple");
            slots.iter().for_each(|each| slot(each, out));
        }
        Shape::List(element) => {
            out.push_str("list");
            slot(element, out);
        }
        Shape::Map(value) => {
            out.push_str("map");
            slot(value, out);
        }
        Shape::Alias(target) => {
            out.push_str("alias");
            slot(target, out);
        }
        Shape::Choice(_) | Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => {
            let _ = write!(out, "{:?}", ty.shape);
        }
    }
    Some(())
}

/// A use but for its place in the document.
fn slot(slot: &Slot, out: &mut String) {
    let Slot { at: _, ty, required, nullable, boxed, read_only, write_only, secret, default, default_at: _, docs } =
        slot;
    let flags = (required, nullable, boxed, read_only, write_only, secret);
    let _ = write!(out, " {} {flags:?} {default:?} {docs:?}", ty.index());
}
