//! Objects and lists where OpenAPI has no word for how they are spelled: within deep objects, and in fields of forms without
//! an encoding object. The latter are JSON text by the letter of the specification; servers differ, so a user may say
//! otherwise for the whole document.

use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Body, Encoding, Lists, Media, OpId, Shape, Slot, Style};

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    without_fields(api, diags);
    let ids: Vec<OpId> = api.ops.ids().collect();
    let Some(lists) = api.lists else { return report(api, diags) };
    let deep = match lists {
        Lists::Indices => Style::DeepObject,
        Lists::Brackets => Style::DeepBrackets,
        Lists::Repeat => Style::DeepRepeat,
    };
    for id in ids {
        let added: Vec<Vec<String>> = api.ops[id].bodies.iter().map(|body| unsaid(api, body, lists)).collect();
        let op = &mut api.ops[id];
        for (body, added) in op.bodies.iter_mut().zip(added) {
            let style = Some((Style::DeepObject, true));
            let deep = |name| Encoding { name, style, reserved: false, content_type: None, headers: Vec::new() };
            body.encodings.extend(added.into_iter().map(deep));
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

/// A form is made of fields, and some documents describe one as a text or a list.
fn without_fields(api: &Api, diags: &mut Diagnostics) {
    let forms = api.ops.iter().flat_map(|(_, op)| &op.bodies);
    for body in forms.filter(|body| matches!(body.media, Media::Form | Media::Multipart)) {
        let has_fields = match &api.types[api.behind(body.slot.ty)].shape {
            Shape::Record(_) | Shape::Map(_) | Shape::Union(_) | Shape::Any | Shape::Alias(_) => true,
            Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Choice(_) => false,
            Shape::List(_) | Shape::Tuple(_) => false,
        };
        if !has_fields {
            let message =
                "the schema of this form describes no object, and a form is made of fields; it cannot be sent";
            let help = "write it as `type: object` with a property for each field of the form";
            diags.push(Code::WrongKind, body.slot.at, message).help(help);
        }
    }
}

fn report(api: &Api, diags: &mut Diagnostics) {
    // Who can send JSON is not in need of a spelling.
    let forms_alone = api.ops.iter().filter(|(_, op)| !op.bodies.iter().any(|body| body.media == Media::Json));
    let bodies = forms_alone.flat_map(|(_, op)| &op.bodies);
    for body in bodies.filter(|body| !unsaid(api, body, Lists::Indices).is_empty()) {
        let message = "the document does not say how the fields of this form that nest are spelled; sent as JSON text";
        let help = "an encoding object says it, such as `style: deepObject`; for the whole document, `lists` in `bindery.toml`";
        diags.push(Code::UnsaidForm, body.at, message).help(help);
    }
}

/// The fields of a form that are no words and have no encoding. Lists of words have a spelling of their own, `a=x&a=y`,
/// which is what `indices` means for them.
fn unsaid(api: &Api, body: &Body, lists: Lists) -> Vec<String> {
    let Shape::Record(record) = &api.types[api.behind(body.slot.ty)].shape else { return Vec::new() };
    if body.media != Media::Form {
        return Vec::new();
    }
    let said = |key: &str| body.encodings.iter().any(|encoding| encoding.name == key);
    let unsaid = |slot: &Slot| match &api.types[api.behind(slot.ty)].shape {
        Shape::List(element) if lists == Lists::Indices => nests(api, element),
        _ => nests(api, slot),
    };
    let fields = record.fields.iter().filter(|field| !said(&field.key) && unsaid(&field.slot));
    fields.map(|field| field.key.clone()).collect()
}

fn nests(api: &Api, slot: &Slot) -> bool {
    match &api.types[api.behind(slot.ty)].shape {
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) => true,
        Shape::Union(union) => union.arms.iter().any(|arm| nests(api, &arm.slot)),
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Choice(_) => false,
        Shape::Any | Shape::Alias(_) => false,
    }
}
