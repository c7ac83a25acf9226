//! A record: the struct, its table, and `new` with what is required.

use super::ty::{self, From};
use super::{Plan, docs, ident, literal, unions};
use crate::ir::{Extra, Field, Fixed, Record, Shape, Slot, TypeId};
use crate::tree::Module;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

/// Whether the type can be made without saying anything: it then gets `Default`.
pub(super) fn emit(plan: &Plan<'_>, id: TypeId, name: &str, record: &Record, module: &mut Module) -> bool {
    let docs = docs::of_type(plan, id);
    let ty = ident(name);
    let members = plan.names.members(id);
    let fields = record.fields.iter().zip(members).map(|(field, member)| {
        let (docs, member, ty) =
            (docs::of_slot(plan, &field.slot, &field.key), ident(member), ty::field(plan, &field.slot, From::Types));
        quote!(#docs pub #member: #ty)
    });
    let rest = match &record.extra {
        Extra::Open | Extra::Closed => None,
        Extra::Typed(slot) => {
            let element = ty::element(plan, slot, From::Types);
            Some(quote! {
                /// Further properties.
                pub rest: Map<#element>,
            })
        }
    };
    module.rust(quote! {
        #docs
        pub struct #ty {
            #(#fields,)*
            #rest
            /// Properties that the document does not name.
            pub extra: Extra,
        }
    });
    let mut rows: Vec<String> =
        record.fields.iter().zip(members).enumerate().map(|(i, (field, member))| row(plan, i, field, member)).collect();
    if let Extra::Typed(slot) = &record.extra {
        let secret = if ty::is_secret(plan, slot) { " secret" } else { "" };
        rows.push(format!("{}: rest = \"\" rest{secret};", rows.len()));
    }
    rows.extend(record.fields.iter().enumerate().filter_map(|(i, field)| only(plan, i, field)));
    if matches!(record.extra, Extra::Closed) {
        rows.push("closed: true;".to_owned());
    }
    module.table("bindery_runtime::record", name.to_owned(), rows);
    constructor(plan, id, record, &ty, module)
}

fn row(plan: &Plan<'_>, i: usize, field: &Field, member: &str) -> String {
    let read_only = if field.slot.read_only { " read_only" } else { "" };
    format!("{i}: {} = {}{}{read_only};", ident(member), literal(&field.key), flags(plan, &field.slot))
}

/// What fields and parameters say of themselves in their rows.
pub(super) fn flags(plan: &Plan<'_>, slot: &Slot) -> String {
    let flags = [
        (slot.required, " required"),
        (slot.nullable || ty::is_any(plan, slot.ty), " nullable"),
        (ty::is_secret(plan, slot), " secret"),
    ];
    flags.iter().filter(|(set, _)| *set).map(|(_, flag)| *flag).collect()
}

/// The values that are listed for a field whose type takes others too. Enums know their own.
fn only(plan: &Plan<'_>, i: usize, field: &Field) -> Option<String> {
    let takes_others = match ty::resolved(plan, field.slot.ty) {
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Any => true,
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Union(_) => true,
        Shape::Text(_) | Shape::Bytes | Shape::Choice(_) | Shape::Alias(_) => false,
    };
    if field.only.is_empty() || !takes_others || says_all(&field.only) {
        return None;
    }
    let null = (field.slot.nullable && !field.only.contains(&Value::Null)).then_some(&Value::Null);
    let constants = field.only.iter().chain(null).map(|value| literal(&value.to_string()));
    Some(format!("only {i} [{}];", constants.collect::<Vec<_>>().join(" ")))
}

/// Both of the two there are.
fn says_all(only: &[Value]) -> bool {
    only.contains(&Value::Bool(true))
        && only.contains(&Value::Bool(false))
        && only.iter().all(|value| value.is_boolean() || value.is_null())
}

/// `new` for what requests hold. Constants are filled in; answers need no constructor.
fn constructor(plan: &Plan<'_>, id: TypeId, record: &Record, ty: &Ident, module: &mut Module) -> bool {
    let mut wanted: Vec<(&Field, Ident)> = Vec::new();
    let mut fixed = Vec::new();
    for (field, member) in record.fields.iter().zip(plan.names.members(id)).filter(|(field, _)| field.slot.required) {
        let member = ident(member);
        // What a blank record holds anyhow.
        if plan.api.fixed(field) == Some(Fixed::Bool(false)) {
            continue;
        }
        match constant(plan, field) {
            Some(value) => fixed.push(quote!(#member: #value)),
            None => wanted.push((field, member)),
        }
    }
    if wanted.is_empty() && fixed.is_empty() {
        return true;
    }
    if !plan.names.sent.contains(&id) {
        return false;
    }
    if wanted.is_empty() {
        module.rust(quote! {
            impl Default for #ty {
                fn default() -> Self {
                    #ty { #(#fixed,)* ..bindery_runtime::codec::Json::blank() }
                }
            }
        });
        return false;
    }
    let mut moves: Vec<TokenStream> = Vec::new();
    let mut arguments: Vec<TokenStream> = Vec::new();
    if let Some(name) = plan.names.required.get(&id) {
        let name = ident(name);
        let text = format!(" What a [`{ty}`] cannot be without.");
        let fields = wanted.iter().map(|(field, member)| {
            let (docs, ty) = (docs::of_slot(plan, &field.slot, &field.key), ty::field(plan, &field.slot, From::Types));
            quote!(#docs pub #member: #ty)
        });
        module.rust(quote! {
            #[doc = #text]
            #[derive(Clone)]
            pub struct #name { #(#fields,)* }
        });
        arguments.push(quote!(required: #name));
        moves.extend(wanted.iter().map(|(_, member)| quote!(#member: required.#member)));
    } else {
        arguments.extend(wanted.iter().map(|(field, member)| argument(plan, &field.slot, member)));
        moves.extend(wanted.iter().map(|(field, member)| match is_into(plan, &field.slot) {
            true => quote!(#member: #member.into()),
            false => quote!(#member: #member),
        }));
    }
    moves.extend(fixed);
    table(module, ty, &arguments, &moves);
    false
}

/// `constructor! { Pet(name: impl Into<String>) { name: name.into() } }`
pub(super) fn table(module: &mut Module, ty: &Ident, arguments: &[TokenStream], moves: &[TokenStream]) {
    let list = |parts: &[TokenStream]| parts.iter().map(spelled).collect::<Vec<_>>();
    let head = format!("{ty}({})", list(arguments).join(", "));
    module.list("bindery_runtime::constructor", head, list(moves), ", ");
}

/// Tokens as one would write them.
pub(super) fn spelled(tokens: &TokenStream) -> String {
    let mut text = tokens.to_string();
    for (from, to) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" > ", ">"),
        (" >", ">"),
        (" : ", ": "),
        (" . ", "."),
        (" ()", "()"),
        (" ,", ","),
        ("< ", "<"),
    ] {
        text = text.replace(from, to);
    }
    text
}

fn argument(plan: &Plan<'_>, slot: &Slot, member: &Ident) -> TokenStream {
    let ty = ty::field(plan, slot, From::Types);
    if is_into(plan, slot) { quote!(#member: impl Into<#ty>) } else { quote!(#member: #ty) }
}

/// Text is taken as `impl Into`, and what can be made of an arm; everything else as it is.
pub(super) fn is_into(plan: &Plan<'_>, slot: &Slot) -> bool {
    if slot.nullable || slot.boxed {
        return false;
    }
    match ty::resolved(plan, slot.ty) {
        Shape::Text(_) => true,
        Shape::Union(union) => {
            let id = plan.api.behind(slot.ty);
            !unions::froms(plan, union, plan.names.members(id)).is_empty()
        }
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Bytes | Shape::Any => false,
        Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Choice(_) | Shape::Alias(_) => {
            false
        }
    }
}

/// The one value that a required field can have, as an expression.
fn constant(plan: &Plan<'_>, field: &Field) -> Option<TokenStream> {
    Some(match plan.api.fixed(field)? {
        Fixed::Row(id, row) => {
            let (ty, variant) = (ty::ty(plan, id, From::Types), ident(plan.names.members(id).get(row)?));
            quote!(#ty::#variant)
        }
        Fixed::Text(text) => quote!(#text.into()),
        Fixed::Bool(bool) => quote!(#bool),
    })
}
