//! The Rust type of a slot.

use super::{Plan, ident};
use crate::ir::{self, Format, Int, Shape, Slot, TypeId};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeSet;

/// Where a type is written down.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// Within `types`: names as they are.
    Types,
    /// From a module beside it.
    Beside,
}

/// The type itself, used once and required.
pub(super) fn ty(plan: &Plan<'_>, id: TypeId, from: From) -> TokenStream {
    if let Some(name) = plan.names.of(id) {
        let name = ident(name);
        return match from {
            From::Types => quote!(#name),
            From::Beside => quote!(types::#name),
        };
    }
    shape(plan, id, from)
}

/// The type spelled out, whether it has a name or not.
pub(super) fn shape(plan: &Plan<'_>, id: TypeId, from: From) -> TokenStream {
    match &plan.api.types[id].shape {
        Shape::Bool => quote!(bool),
        Shape::Int(Int::I32) => quote!(i32),
        Shape::Int(Int::I64) => quote!(i64),
        Shape::Int(Int::U32) => quote!(u32),
        Shape::Int(Int::U64) => quote!(u64),
        Shape::Float => quote!(f64),
        Shape::Text(format) => text(plan, *format),
        Shape::Bytes => quote!(Binary),
        Shape::List(slot) => {
            let element = element(plan, slot, from);
            quote!(Vec<#element>)
        }
        Shape::Map(slot) => {
            let element = element(plan, slot, from);
            quote!(Map<#element>)
        }
        Shape::Tuple(slots) => {
            let elements: Vec<TokenStream> = slots.iter().map(|slot| by_value(plan, slot, from)).collect();
            match elements.as_slice() {
                [only] => quote!((#only,)),
                elements => quote!((#(#elements),*)),
            }
        }
        Shape::Alias(slot) => element(plan, slot, from),
        // Records, enums and unions always have a name.
        Shape::Any | Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => quote!(Any),
    }
}

fn text(plan: &Plan<'_>, format: Format) -> TokenStream {
    match format {
        Format::Plain => quote!(String),
        Format::DateTime => quote!(DateTime),
        Format::Date => quote!(Date),
        Format::Time => quote!(Time),
        Format::Duration => quote!(Duration),
        Format::Uuid => quote!(Uuid),
        Format::Uri => quote!(Uri),
        Format::Email => quote!(Email),
        Format::Ipv4 => quote!(Ipv4),
        Format::Ipv6 => quote!(Ipv6),
        Format::Hostname => quote!(Hostname),
        Format::Decimal => quote!(Decimal),
        Format::Password => quote!(Secret),
        Format::File => quote!(File),
        Format::Custom(i) => plan
            .api
            .formats
            .get(usize::from(i))
            .and_then(|name| plan.formats.get(name)?.parse().ok())
            .unwrap_or_else(|| quote!(String)),
    }
}

/// As element of a list or map: always there, perhaps null.
pub(super) fn element(plan: &Plan<'_>, slot: &Slot, from: From) -> TokenStream {
    let ty = ty(plan, slot.ty, from);
    if slot.nullable && !is_any(plan, slot.ty) { quote!(Option<#ty>) } else { ty }
}

/// As part of a value that holds it in itself: perhaps null, boxed where a circle closes.
fn by_value(plan: &Plan<'_>, slot: &Slot, from: From) -> TokenStream {
    let ty = ty(plan, slot.ty, from);
    let ty = if slot.boxed { quote!(Box<#ty>) } else { ty };
    if slot.nullable && !is_any(plan, slot.ty) { quote!(Option<#ty>) } else { ty }
}

/// As a field: `T`, `Option<T>`, or `Option<Option<T>>` for what can be absent, null or a value.
pub(super) fn field(plan: &Plan<'_>, slot: &Slot, from: From) -> TokenStream {
    let ty = by_value(plan, slot, from);
    if slot.required { ty } else { quote!(Option<#ty>) }
}

/// The shape of a type behind its aliases.
pub(super) fn resolved<'p>(plan: &'p Plan<'_>, id: TypeId) -> &'p Shape {
    &plan.api.types[plan.api.behind(id)].shape
}

/// Free-form values hold their own null.
pub(super) fn is_any(plan: &Plan<'_>, id: TypeId) -> bool {
    matches!(resolved(plan, id), Shape::Any)
}

/// Whether values are secrets, or lists, maps and tuples of them.
pub(super) fn is_secret(plan: &Plan<'_>, slot: &Slot) -> bool {
    plan.api.is_secret(slot)
}

/// Whether secrets stand anywhere in a value.
pub(super) fn holds_secrets(plan: &Plan<'_>, slot: &Slot) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![slot];
    while let Some(slot) = open.pop() {
        if is_secret(plan, slot) {
            return true;
        }
        if seen.insert(slot.ty) {
            open.extend(ir::slots(&plan.api.types[slot.ty].shape));
        }
    }
    false
}

/// Text that is not a secret: what can be given as `&str`.
pub(super) fn is_text(plan: &Plan<'_>, id: TypeId) -> bool {
    matches!(resolved(plan, id), Shape::Text(format) if !matches!(format, Format::Password | Format::File))
}
