//! Types that contain themselves: one slot on each circle of fields and arms is boxed, so that a value has a size.

use super::graph::{by_value, closing_edges};
use crate::diag::Diagnostics;
use crate::ir::{Api, slots_mut};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let within = |id| by_value(&api.types[id].shape).into_iter().map(|slot| api.behind(slot.ty)).collect();
    for (id, place) in closing_edges(api, within) {
        if let Some(slot) = slots_mut(&mut api.types[id].shape).into_iter().nth(place) {
            slot.boxed = true;
        }
    }
}
