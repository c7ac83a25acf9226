//! A `readOnly` field is not sent and a `writeOnly` one is not answered: where a type travels that way, such a field is
//! not required. A type that travels both ways has neither.

use crate::diag::Diagnostics;
use crate::ir::{Api, Field, Shape, reach_by};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    // What only a field of the other direction holds does not travel this way.
    let sent = reach_by(api, api.ops.iter().flat_map(|(_, op)| op.sent()), |slot| !slot.read_only);
    let received = reach_by(api, api.ops.iter().flat_map(|(_, op)| op.received()), |slot| !slot.write_only);
    let ids: Vec<_> = api.types.ids().collect();
    for id in ids {
        // What no operation reaches could travel either way.
        let idle = !sent.contains(&id) && !received.contains(&id);
        let Shape::Record(record) = &mut api.types[id].shape else { continue };
        for Field { slot, sent: only_sent, .. } in &mut record.fields {
            *only_sent = slot.required && slot.write_only && !slot.read_only;
            slot.required &= !(slot.read_only && (idle || sent.contains(&id)));
            slot.required &= !(slot.write_only && (idle || received.contains(&id)));
        }
    }
}
