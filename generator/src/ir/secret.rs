//! Which uses of types are secrets: what generated clients redact, and what a request that is only shown leaves out.

use super::{Api, Format, Shape, Slot};
use std::collections::BTreeSet;

impl Api {
    /// Whether values are secrets, or lists, maps and tuples of them.
    pub fn is_secret(&self, slot: &Slot) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![slot];
        while let Some(slot) = open.pop() {
            if slot.write_only || slot.secret {
                return true;
            }
            // A list may hold itself.
            if !seen.insert(slot.ty) {
                continue;
            }
            match &self.types[slot.ty].shape {
                Shape::Text(Format::Password) => return true,
                Shape::List(slot) | Shape::Map(slot) | Shape::Alias(slot) => open.push(slot),
                Shape::Tuple(slots) => open.extend(slots),
                Shape::Text(_) | Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Bytes | Shape::Any => {}
                Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => {}
            }
        }
        false
    }
}
