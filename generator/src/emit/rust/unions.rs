//! A union: the enum, its table, and `From` for arms whose type says which arm it is.

use super::ty::{self, From};
use super::{Plan, docs, ident, literal, records};
use crate::ir::{Arm, Format, Shape, Slot, TypeId, Union, UnionTag};
use crate::tree::Module;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn emit(plan: &Plan<'_>, id: TypeId, name: &str, union: &Union, module: &mut Module) {
    let docs = docs::of_type(plan, id);
    let ty = ident(name);
    let members = plan.names.members(id);
    let variants = union.arms.iter().zip(members).map(|(arm, member)| {
        let (docs, member, payload) = (docs::of_variant(&arm.slot.docs, &arm.name), ident(member), payload(plan, arm));
        quote!(#docs #member(#payload))
    });
    module.rust(quote! {
        #docs
        pub enum #ty {
            #(#variants,)*
            /// What is none of the above, as it came.
            Unknown(Any),
        }
    });
    let tag = match &union.tag {
        UnionTag::Key(key) => key.as_str(),
        UnionTag::Status | UnionTag::None => "",
    };
    let rows = union.arms.iter().zip(members).enumerate().map(|(i, (arm, member))| {
        let tags: Vec<String> = arm.tags.iter().map(|tag| literal(tag)).collect();
        let tags = if tag.is_empty() || tags.is_empty() { String::new() } else { format!(" [{}]", tags.join(" ")) };
        let secret = match (ty::is_secret(plan, &arm.slot), ty::holds_secrets(plan, &arm.slot)) {
            (true, _) => " secret hidden",
            (false, true) => " secret",
            (false, false) => "",
        };
        let kinds: String = plan.api.kinds(&arm.slot).names().into_iter().map(|kind| format!(" {kind}")).collect();
        format!("{i}: {}{tags}{kinds}{secret};", ident(member))
    });
    module.table("bindery_runtime::union", format!("{name} {}", literal(tag)), rows.collect());
    // Nobody makes an error of somebody else's API.
    let froms = if matches!(union.tag, UnionTag::Status) { Vec::new() } else { froms(plan, union, members) };
    if !froms.is_empty() {
        module.list("bindery_runtime::arms", name.to_owned(), froms, " ");
    }
}

/// Records and unions stand in a box: an enum is then no larger than its largest scalar, and may hold itself. So do
/// tuples that hold the enum.
fn payload(plan: &Plan<'_>, arm: &Arm) -> TokenStream {
    let inner = ty::element(plan, &arm.slot, From::Types);
    if is_boxed(plan, &arm.slot) { quote!(Box<#inner>) } else { inner }
}

fn is_boxed(plan: &Plan<'_>, slot: &Slot) -> bool {
    slot.boxed || matches!(ty::resolved(plan, slot.ty), Shape::Record(_) | Shape::Union(_))
}

/// What a union can be made of: types that only one arm has, and borrowed text where owned text is one of them.
pub(super) fn froms(plan: &Plan<'_>, union: &Union, members: &[String]) -> Vec<String> {
    let inner: Vec<String> = union.arms.iter().map(|arm| spelled(plan, &arm.slot)).collect();
    let unambiguous = |i: usize| inner.iter().filter(|other| inner.get(i) == Some(*other)).count() == 1;
    let mut out = Vec::new();
    for (i, (arm, member)) in union.arms.iter().zip(members).enumerate() {
        if unambiguous(i) && !ty::is_any(plan, arm.slot.ty) {
            let (member, inner) = (ident(member), ty::element(plan, &arm.slot, From::Types));
            out.push(format!("{member}({})", records::spelled(&inner)));
            if matches!(ty::resolved(plan, arm.slot.ty), Shape::Text(Format::Plain)) {
                out.push(format!("{member}(&str)"));
            }
        }
    }
    out
}

/// The type behind all names, for telling whether two arms are the same to the compiler.
fn spelled(plan: &Plan<'_>, slot: &Slot) -> String {
    let id = plan.api.behind(slot.ty);
    match &plan.api.types[id].shape {
        Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => ty::ty(plan, id, From::Types).to_string(),
        Shape::List(element) => format!("list {} {}", element.nullable, spelled(plan, element)),
        Shape::Map(element) => format!("map {} {}", element.nullable, spelled(plan, element)),
        Shape::Tuple(slots) => {
            let places = slots.iter().map(|slot| format!("{} {} {}", slot.nullable, slot.boxed, spelled(plan, slot)));
            format!("tuple {}", places.collect::<Vec<_>>().join(", "))
        }
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any | Shape::Alias(_) => {
            ty::shape(plan, id, From::Types).to_string()
        }
    }
}
