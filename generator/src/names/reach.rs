//! Which types are named, in which file each stands, and which of them get constructors.

use super::Names;
use crate::ir::{Api, TypeId, reach};
use std::collections::{BTreeMap, BTreeSet};

/// All types that the output needs: what the operations reach, or all there are if there is no operation.
pub(super) fn needed(api: &Api) -> BTreeSet<TypeId> {
    if api.ops.is_empty() {
        return api.types.ids().collect();
    }
    reach(api, api.ops.iter().flat_map(|(_, op)| op.sent().chain(op.received())))
}

/// Puts types into files: with the one tag that uses them, or into the shared one; and notes which are sent.
pub(super) fn place(api: &Api, needed: &BTreeSet<TypeId>, names: &mut Names) {
    let mut homes: BTreeMap<TypeId, Option<usize>> = BTreeMap::new();
    for (module, ops) in names.modules.iter().enumerate() {
        let ops = || ops.ops.iter().map(|id| &api.ops[*id]);
        for id in reach(api, ops().flat_map(|op| op.sent().chain(op.received()))) {
            homes.entry(id).and_modify(|home| *home = None).or_insert(Some(module));
        }
        names.sent.extend(reach(api, ops().flat_map(|op| op.sent())));
    }
    if api.ops.is_empty() {
        names.sent.extend(needed);
    }
    let mut order: Vec<TypeId> = names.types.keys().copied().filter(|id| needed.contains(id)).collect();
    order.sort_by(|a, b| names.of(*a).cmp(&names.of(*b)));
    names.homes = order.iter().map(|id| (*id, homes.get(id).copied().flatten())).collect();
    names.order = order;
}
