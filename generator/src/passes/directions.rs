//! A `readOnly` field is not sent and a `writeOnly` one is not answered: where a type travels that way, such a field is
//! not required. A type that travels both ways has neither.

use crate::diag::Diagnostics;
use crate::ir::{Api, reach, slots_mut};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let sent = reach(api, api.ops.iter().flat_map(|(_, op)| op.sent()));
    let received = reach(api, api.ops.iter().flat_map(|(_, op)| op.received()));
    let ids: Vec<_> = api.types.ids().collect();
    for id in ids {
        // What no operation reaches could travel either way.
        let idle = !sent.contains(&id) && !received.contains(&id);
        for slot in slots_mut(&mut api.types[id].shape) {
            slot.required &= !(slot.read_only && (idle || sent.contains(&id)));
            slot.required &= !(slot.write_only && (idle || received.contains(&id)));
        }
    }
}
