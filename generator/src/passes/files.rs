//! Files are sent in bodies of parts only: what no such body reaches is the text that stands in JSON.

use crate::diag::Diagnostics;
use crate::ir::{Api, Format, Media, Shape, TypeId, reach};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let bodies = api.ops.iter().flat_map(|(_, op)| &op.bodies).filter(|body| body.media == Media::Multipart);
    let sent = reach(api, bodies.map(|body| &body.slot));
    let ids: Vec<TypeId> = api.types.ids().filter(|id| !sent.contains(id)).collect();
    for id in ids {
        if let Shape::Text(format @ Format::File) = &mut api.types[id].shape {
            *format = Format::Plain;
        }
    }
}
