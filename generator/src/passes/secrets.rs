//! Secret text that is no field: an element, a further property, an arm. A field's row says that it is not printed; these
//! have no row, so their type has to say it.

use crate::diag::Diagnostics;
use crate::ir::{Api, Docs, Format, Hint, Shape, Slot, Type, TypeId, slots, slots_mut};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let ids: Vec<TypeId> = api.types.ids().collect();
    let mut secret: Option<TypeId> = None;
    for id in ids {
        for place in marked(api, id) {
            let at = api.types[id].at;
            let secret = *secret.get_or_insert_with(|| {
                let shape = Shape::Text(Format::Password);
                api.types.push(Type { at, docs: Docs::default(), hint: Hint::default(), shape })
            });
            if let Some(slot) = slots_mut(&mut api.types[id].shape).into_iter().nth(place) {
                slot.ty = secret;
            }
        }
    }
}

/// The places of marked texts behind the fields.
fn marked(api: &Api, id: TypeId) -> Vec<usize> {
    let shape = &api.types[id].shape;
    let fields = if let Shape::Record(record) = shape { record.fields.len() } else { 0 };
    let marked = |slot: &Slot| (slot.write_only || slot.secret) && is_plain(&api.types[api.behind(slot.ty)].shape);
    slots(shape).into_iter().enumerate().skip(fields).filter(|(_, slot)| marked(slot)).map(|(place, _)| place).collect()
}

/// Text whose type does not say that it is a secret, and is not the user's own.
fn is_plain(shape: &Shape) -> bool {
    matches!(shape, Shape::Text(format) if !matches!(format, Format::Password | Format::Custom(_)))
}
