//! Which types the operations reach, from where, and which of them are sent.

use super::Names;
use crate::ir::{Api, Operation, Slot, TypeId, slots};
use std::collections::{BTreeMap, BTreeSet};

/// All types that the output needs: what the operations reach, or all there are if there is no operation.
pub(super) fn reach(api: &Api) -> BTreeSet<TypeId> {
    if api.ops.is_empty() {
        return api.types.ids().collect();
    }
    from(api, api.ops.iter().flat_map(|(_, op)| sent(op).chain(received(op))))
}

/// The slots that a request fills.
fn sent(op: &Operation) -> impl Iterator<Item = &Slot> {
    op.params.iter().map(|param| &param.slot).chain(op.body.iter().map(|body| &body.slot))
}

/// The slots that an answer fills.
fn received(op: &Operation) -> impl Iterator<Item = &Slot> {
    op.success.iter().chain(&op.failure)
}

fn from<'a>(api: &Api, roots: impl Iterator<Item = &'a Slot>) -> BTreeSet<TypeId> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<TypeId> = roots.map(|slot| slot.ty).collect();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            waiting.extend(slots(&api.types[id].shape).into_iter().map(|slot| slot.ty));
        }
    }
    seen
}

/// Puts types into files: with the one tag that uses them, or into the shared one; and notes which are sent.
pub(super) fn place(api: &Api, reached: &BTreeSet<TypeId>, names: &mut Names) {
    let mut homes: BTreeMap<TypeId, Option<usize>> = BTreeMap::new();
    for (module, ops) in names.modules.iter().enumerate() {
        let ops = || ops.ops.iter().map(|id| &api.ops[*id]);
        for id in from(api, ops().flat_map(|op| sent(op).chain(received(op)))) {
            homes.entry(id).and_modify(|home| *home = None).or_insert(Some(module));
        }
        names.sent.extend(from(api, ops().flat_map(sent)));
    }
    if api.ops.is_empty() {
        names.sent.extend(reached);
    }
    let mut order: Vec<TypeId> = names.types.keys().copied().filter(|id| reached.contains(id)).collect();
    order.sort_by(|a, b| names.of(*a).cmp(&names.of(*b)));
    names.homes = order.iter().map(|id| (*id, homes.get(id).copied().flatten())).collect();
    names.order = order;
}
