//! The IR as short text, for tests: `Order { id: Int!, note: Text? }`. A `!` is required, a `?` may be `null`.

#![allow(clippy::indexing_slicing)]

use super::{Selection, lower};
use crate::diag::Diagnostics;
use crate::ir::{Api, ChoiceKind, ConstantValue, Extra, Format, Hint, Operation, Shape, Slot, TypeId, UnionTag};
use crate::{normalize, source};

/// All records, choices, unions and named types, one a line.
pub(crate) fn types(api: &Api) -> Vec<String> {
    let shown = api.types.iter().filter(|(_, ty)| ty.hint.own.is_some() || named(&ty.shape));
    shown.map(|(id, ty)| format!("{} {}", name(api, id), shape(api, &ty.shape))).collect()
}

/// A use: the type's name or shape, and its marks.
pub(crate) fn slot(api: &Api, slot: &Slot) -> String {
    let ty = &api.types[slot.ty];
    let inline = ty.hint.own.is_none() && !named(&ty.shape);
    let mut text = if inline { shape(api, &ty.shape) } else { name(api, slot.ty) };
    for (mark, set) in [
        ("&", slot.boxed),
        ("!", slot.required),
        ("?", slot.nullable),
        (" ro", slot.read_only),
        (" wo", slot.write_only),
        // Such text shows by its own format.
        (" secret", slot.secret && !matches!(api.types[api.behind(slot.ty)].shape, Shape::Text(Format::Password))),
    ] {
        if set {
            text.push_str(mark);
        }
    }
    match &slot.default {
        Some(default) => format!("{text} = {default}"),
        None => text,
    }
}

fn named(shape: &Shape) -> bool {
    match shape {
        Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => true,
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => false,
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Alias(_) => false,
    }
}

fn name(api: &Api, id: TypeId) -> String {
    let Hint { own, within, .. } = &api.types[id].hint;
    own.clone().unwrap_or_else(|| within.join("."))
}

fn shape(api: &Api, shape: &Shape) -> String {
    let list = |slots: &[Slot]| slots.iter().map(|it| slot(api, it)).collect::<Vec<_>>().join(", ");
    match shape {
        Shape::Bool => "Bool".to_owned(),
        Shape::Int(int) => format!("{int:?}"),
        Shape::Float => "F64".to_owned(),
        Shape::Text(Format::Plain) => "Text".to_owned(),
        Shape::Text(format) => format!("{format:?}"),
        Shape::Bytes => "Bytes".to_owned(),
        Shape::Any => "Any".to_owned(),
        Shape::List(item) => format!("[{}]", slot(api, item)),
        Shape::Map(value) => format!("{{*: {}}}", slot(api, value)),
        Shape::Tuple(slots) => format!("({})", list(slots)),
        Shape::Alias(target) => format!("= {}", slot(api, target)),
        Shape::Record(record) => {
            let mut parts: Vec<String> =
                record.fields.iter().map(|field| format!("{}: {}", field.key, slot(api, &field.slot))).collect();
            match &record.extra {
                Extra::Open => {}
                Extra::Closed => parts.push("closed".to_owned()),
                Extra::Typed(value) => parts.push(format!("*: {}", slot(api, value))),
            }
            format!("{{ {} }}", parts.join(", "))
        }
        Shape::Choice(choice) => {
            let value = |value: &ConstantValue| match value {
                ConstantValue::Text(text) => text.clone(),
                ConstantValue::Int(int) => int.to_string(),
            };
            let one = |constant: &crate::ir::Constant| match &constant.name {
                Some(name) => format!("{}:{name}", value(&constant.value)),
                None => value(&constant.value),
            };
            let values: Vec<String> = choice.values.iter().map(one).collect();
            let open = if choice.open { " …" } else { "" };
            match choice.kind {
                ChoiceKind::Text => format!("<{}{open}>", values.join(" ")),
                ChoiceKind::Int => format!("<int {}{open}>", values.join(" ")),
            }
        }
        Shape::Union(union) => {
            let tags = |tags: &[String]| if tags.is_empty() { String::new() } else { format!("({})", tags.join(" ")) };
            let arm = |arm: &crate::ir::Arm| format!("{}{}: {}", arm.name, tags(&arm.tags), slot(api, &arm.slot));
            let arms = union.arms.iter().map(arm).collect::<Vec<_>>().join(" | ");
            match &union.tag {
                UnionTag::Key(key) => format!("by {key} | {arms}"),
                UnionTag::Status => format!("by status | {arms}"),
                UnionTag::None => format!("| {arms}"),
            }
        }
    }
}

/// Reads, normalises and lowers a document of version 3.0.
pub(crate) fn lower_text(text: String) -> (Api, Diagnostics) {
    lower_selected(text, &Selection::default())
}

/// As [`lower_text`], of what is selected.
#[allow(clippy::expect_used)]
pub(crate) fn lower_selected(text: String, select: &Selection) -> (Api, Diagnostics) {
    let mut diags = Diagnostics::default();
    let mut document = source::parse("test.yaml", text, &mut diags).expect("the test's document is well-formed");
    normalize::normalize(&mut document, &mut diags).expect("the test's document has a version");
    let api = lower(&document, select, [], &mut diags);
    (api, diags)
}

/// Lowers a document of schemas alone, given as the YAML below `components.schemas`.
pub(crate) fn lower_schemas(schemas: &str) -> (Api, Diagnostics) {
    let indented: String = schemas.trim().lines().map(|line| format!("    {line}\n")).collect();
    lower_text(format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}"
    ))
}

/// The codes of all findings.
pub(crate) fn codes(diags: &Diagnostics) -> Vec<&'static str> {
    diags.iter().map(|diagnostic| diagnostic.code.id()).collect()
}

/// An operation in a few lines: request, parameters, body, replies, and what comes of them.
pub(crate) fn operation(api: &Api, operation: &Operation) -> Vec<String> {
    let path = operation.path_with(|index| format!("{{{}}}", operation.params[index].name));
    let mut lines = vec![format!("{:?} {path} {}", operation.method, operation.id.as_deref().unwrap_or("-"))];
    for param in &operation.params {
        let explode = if param.explode { "*" } else { "" };
        lines.push(format!("{:?} {:?}{explode} {}: {}", param.place, param.style, param.name, slot(api, &param.slot)));
    }
    for body in &operation.bodies {
        lines.push(format!("body {:?} {}: {}", body.media, body.content_type, slot(api, &body.slot)));
        lines.extend(body.encodings.iter().map(|encoding| format!("  {encoding:?}")));
    }
    for reply in &operation.replies {
        let content = reply.content.as_ref().map(|content| format!("{:?} {}", content.media, slot(api, &content.slot)));
        let arm = reply.arm.map(|arm| format!(" -> {arm}")).unwrap_or_default();
        lines.push(format!("{:?}: {}{arm}", reply.status, content.as_deref().unwrap_or("nothing")));
    }
    let outcome = |side: &Option<Slot>| side.as_ref().map_or("nothing".to_owned(), |it| slot(api, it));
    lines.push(format!("{} or {}", outcome(&operation.success), outcome(&operation.failure)));
    lines
}
