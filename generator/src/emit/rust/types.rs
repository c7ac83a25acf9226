//! The module `types`: one file for each tag's own types and one for those that several share.

use super::ty::{self, From};
use super::{Plan, docs, ident, literal, records, unions};
use crate::ir::{self, Choice, ChoiceKind, ConstantValue, Format, Shape, TypeId};
use crate::tree::Module;
use quote::quote;
use std::collections::BTreeMap;

pub(super) fn module(plan: &Plan<'_>) -> Module {
    let mut types = Module::new("types", true);
    types.docs = vec!["The types of the API.".to_owned()];
    let mut homes: BTreeMap<Option<usize>, Vec<TypeId>> = BTreeMap::new();
    for id in &plan.names.order {
        homes.entry(plan.names.homes.get(id).copied().flatten()).or_default().push(*id);
    }
    // A handful of types needs no files of its own.
    if plan.names.order.len() <= HANDFUL {
        fill(plan, &plan.names.order, &mut types);
        return types;
    }
    for (home, ids) in homes {
        let name = home.and_then(|home| plan.names.modules.get(home)).map_or("shared", |module| module.name.as_str());
        for (name, ids) in files(plan, name, ids) {
            let mut child = Module::new(&name, false);
            if ids.iter().any(|id| looks_beside(plan, *id, &ids)) {
                child.uses.push("super::*".to_owned());
            }
            fill(plan, &ids, &mut child);
            types.children.push(child);
        }
    }
    types
}

/// As many types stand in one file.
const HANDFUL: usize = 40;
const MOST: usize = 150;

/// More types than one file should hold are split by first letter; names are unique, so where one stands is no part of it.
fn files(plan: &Plan<'_>, name: &str, ids: Vec<TypeId>) -> BTreeMap<String, Vec<TypeId>> {
    if ids.len() <= MOST {
        return BTreeMap::from([(name.to_owned(), ids)]);
    }
    let mut out: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
    for id in ids {
        let letter = plan.names.of(id).and_then(|name| name.chars().next()).unwrap_or('n').to_ascii_lowercase();
        out.entry(format!("{name}_{letter}")).or_default().push(id);
    }
    out
}

fn fill(plan: &Plan<'_>, ids: &[TypeId], module: &mut Module) {
    let mut blank = Vec::new();
    for &id in ids {
        let Some(name) = plan.names.of(id) else { continue };
        let ty = &plan.api.types[id];
        match &ty.shape {
            Shape::Record(record) => {
                if records::emit(plan, id, name, record, module) {
                    blank.push(ident(name));
                }
            }
            Shape::Choice(choice) => self::choice(plan, id, name, choice, module),
            Shape::Union(union) => unions::emit(plan, id, name, union, module),
            Shape::Bool
            | Shape::Int(_)
            | Shape::Float
            | Shape::Text(_)
            | Shape::Bytes
            | Shape::Any
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Tuple(_)
            | Shape::Alias(_) => {
                let (docs, name, shape) = (docs::of_type(plan, id), ident(name), ty::shape(plan, id, From::Types));
                module.rust(quote!(#docs pub type #name = #shape;));
            }
        }
    }
    if !blank.is_empty() {
        module.rust(quote!(bindery_runtime::defaults! { #(#blank)* }));
    }
    if ids.iter().any(|id| needs_prelude(plan, *id)) {
        module.uses.push("bindery_runtime::prelude::*".to_owned());
    }
}

/// Whether a type's source says a name of the runtime: records say `Extra`, unions `Any`.
fn needs_prelude(plan: &Plan<'_>, id: TypeId) -> bool {
    match &plan.api.types[id].shape {
        Shape::Record(_) | Shape::Union(_) => true,
        Shape::Choice(_) | Shape::Bool | Shape::Int(_) | Shape::Float => false,
        Shape::Text(format) => *format != Format::Plain,
        Shape::Bytes | Shape::Any | Shape::Map(_) => true,
        Shape::List(_) | Shape::Tuple(_) | Shape::Alias(_) => {
            let says = |slot: &&ir::Slot| plan.names.of(slot.ty).is_none() && needs_prelude(plan, slot.ty);
            ir::slots(&plan.api.types[id].shape).iter().any(says)
        }
    }
}

/// Whether a type's source names a type that stands in another file.
fn looks_beside(plan: &Plan<'_>, id: TypeId, here: &[TypeId]) -> bool {
    ir::slots(&plan.api.types[id].shape).into_iter().any(|slot| match plan.names.of(slot.ty) {
        Some(_) => !here.contains(&slot.ty),
        None => looks_beside(plan, slot.ty, here),
    })
}

/// A constant as it stands on the wire.
fn text(value: &ConstantValue) -> String {
    match value {
        ConstantValue::Text(text) => text.clone(),
        ConstantValue::Int(int) => int.to_string(),
    }
}

fn choice(plan: &Plan<'_>, id: TypeId, name: &str, choice: &Choice, module: &mut Module) {
    let docs = docs::of_type(plan, id);
    let ty = ident(name);
    let members = plan.names.members(id);
    let variants = choice.values.iter().zip(members).map(|(value, member)| {
        let (docs, member) = (docs::of_variant(&value.docs, &text(&value.value)), ident(member));
        quote!(#docs #member)
    });
    let (unknown, table) = match choice.kind {
        ChoiceKind::Text => (quote!(String), "bindery_runtime::choice"),
        ChoiceKind::Int => (quote!(i64), "bindery_runtime::int_choice"),
    };
    module.rust(quote! {
        #docs
        pub enum #ty {
            #(#variants,)*
            /// A value that the document does not list.
            Unknown(#unknown),
        }
    });
    let rows = choice.values.iter().zip(members).enumerate().map(|(i, (value, member))| {
        let value = match &value.value {
            ConstantValue::Text(text) => literal(text),
            ConstantValue::Int(int) => int.to_string(),
        };
        format!("{i}: {} = {value};", ident(member))
    });
    let rows = rows.chain(choice.open.then(|| "open;".to_owned()));
    module.list(table, name.to_owned(), rows.collect(), " ");
}
