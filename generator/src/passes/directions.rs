//! A `readOnly` field is not sent and a `writeOnly` one is not answered. Until types are told apart by direction, neither
//! can be required.

use crate::diag::Diagnostics;
use crate::ir::{Api, slots_mut};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let ids: Vec<_> = api.types.ids().collect();
    for id in ids {
        for slot in slots_mut(&mut api.types[id].shape) {
            slot.required &= !(slot.read_only || slot.write_only);
        }
    }
}
