//! Which types a set of slots reaches, and which of them requests and answers hold.

use super::{Api, Operation, Slot, TypeId, slots};
use std::collections::BTreeSet;

/// All types behind some slots.
pub fn reach<'a>(api: &Api, roots: impl Iterator<Item = &'a Slot>) -> BTreeSet<TypeId> {
    reach_by(api, roots, |_| true)
}

/// As [`reach`], through the slots that `follow` takes.
pub fn reach_by<'a>(
    api: &Api,
    roots: impl Iterator<Item = &'a Slot>,
    follow: impl Fn(&Slot) -> bool,
) -> BTreeSet<TypeId> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<TypeId> = roots.map(|slot| slot.ty).collect();
    while let Some(id) = waiting.pop() {
        if seen.insert(id) {
            waiting.extend(slots(&api.types[id].shape).into_iter().filter(|slot| follow(slot)).map(|slot| slot.ty));
        }
    }
    seen
}

impl Operation {
    /// The slots that a request fills.
    pub fn sent(&self) -> impl Iterator<Item = &Slot> {
        self.params.iter().map(|param| &param.slot).chain(self.bodies.iter().map(|body| &body.slot))
    }

    /// The slots that an answer fills.
    pub fn received(&self) -> impl Iterator<Item = &Slot> {
        self.success.iter().chain(&self.failure).chain(&self.headers)
    }
}
