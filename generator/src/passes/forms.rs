//! How lists are spelled where OpenAPI has no word for it: within deep objects, and in fields of forms. Servers differ, so a
//! user may say it for the whole document.

use crate::diag::Diagnostics;
use crate::ir::{Api, Body, Encoding, Lists, Media, OpId, Shape, Slot, Style};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    let deep = match api.lists {
        Lists::Indices => return,
        Lists::Brackets => Style::DeepBrackets,
        Lists::Repeat => Style::DeepRepeat,
    };
    let ids: Vec<OpId> = api.ops.ids().collect();
    for id in ids {
        let added: Vec<Vec<Encoding>> = api.ops[id].bodies.iter().map(|body| unsaid(api, body)).collect();
        let op = &mut api.ops[id];
        for (body, added) in op.bodies.iter_mut().zip(added) {
            body.encodings.extend(added);
        }
        let fields = op.bodies.iter_mut().flat_map(|body| &mut body.encodings);
        let fields = fields.filter_map(|field| field.style.as_mut()).map(|(style, _)| style);
        for style in fields.chain(op.params.iter_mut().map(|param| &mut param.style)) {
            if *style == Style::DeepObject {
                *style = deep;
            }
        }
    }
}

/// Encodings for the fields of a form that are no words and have none.
fn unsaid(api: &Api, body: &Body) -> Vec<Encoding> {
    let Shape::Record(record) = &api.types[api.behind(body.slot.ty)].shape else { return Vec::new() };
    if body.media != Media::Form {
        return Vec::new();
    }
    let said = |key: &str| body.encodings.iter().any(|encoding| encoding.name == key);
    let fields = record.fields.iter().filter(|field| !said(&field.key) && nests(api, &field.slot));
    let deep =
        |key: &String| Encoding { name: key.clone(), style: Some((Style::DeepObject, true)), content_type: None };
    fields.map(|field| deep(&field.key)).collect()
}

fn nests(api: &Api, slot: &Slot) -> bool {
    match &api.types[api.behind(slot.ty)].shape {
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Union(_) | Shape::Any => true,
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Choice(_) => false,
        Shape::Alias(_) => false,
    }
}
