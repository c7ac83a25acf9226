//! The module `tools`: calls that a model can make as an enum, and the tools as data beside it.

use super::ty::{self, From};
use super::{docs, ident, literal, operations};
use crate::emit::{Output, Plan, tools};
use crate::ir::Operation;
use crate::names::OpNames;
use crate::tree::{Module, Tree, is_unseen};
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

/// What types are made of that generated modules import at once.
const PRELUDE: &[&str] = &[
    "Any", "Binary", "Date", "DateTime", "Decimal", "Duration", "Email", "File", "Hostname", "Ipv4", "Ipv6", "Map",
    "Secret", "Time", "Uri", "Uuid",
];

/// `--emit tools`
pub struct Tools;

impl Output for Tools {
    fn name(&self) -> &'static str {
        "tools"
    }

    fn emit(&self, plan: &Plan<'_>, tree: &mut Tree) {
        if !plan.api.ops.is_empty() {
            tree.root.children.push(module(plan));
        }
    }
}

fn module(plan: &Plan<'_>) -> Module {
    let mut module = Module::new("tools", true);
    module.docs = [
        "Operations as tools for language models.",
        "",
        "[`toolset`] shows them to a provider (`export`), understands what its model asks for (`decode`) and carries it out",
        "(`dispatch`). Whoever wants to carry out some calls in another way matches on the enum.",
    ]
    .map(str::to_owned)
    .to_vec();
    let made = tools::tools(plan);
    let (mut variants, mut rows) = (Vec::new(), Vec::new());
    let schemas = made.schemas.iter().map(|(name, json)| format!("{} {};", literal(name), raw(&json.to_string())));
    rows.extend(std::iter::once("[".to_owned()).chain(schemas).chain(["]".to_owned()]));
    for tool in &made.tools {
        let (op, Some(own)) = (&plan.api.ops[tool.id], plan.names.op(tool.id)) else { continue };
        let (fields, parts) = fields(plan, op, own);
        let (variant, text) = (ident(&own.variant), docs::attributes(&operations::title(op)));
        variants.push(if fields.is_empty() { quote!(#text #variant) } else { quote!(#text #variant { #(#fields),* }) });
        let (name, json) = (literal(&tool.name), raw(&tool.json.to_string()));
        rows.push(format!("{} = {name} {} {{ {parts}}} {json};", own.variant, own.table));
    }
    let name = ident(&plan.names.call);
    let call = quote! {
        /// A call of a tool.
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name { #(#variants),* }
    };
    // What no call holds is not imported.
    let says = |names: &[&str]| mentions(&call, names);
    let mut uses = Vec::new();
    if says(PRELUDE) {
        uses.push("bindery_runtime::prelude::*".to_owned());
    }
    uses.push(if says(&["types"]) { "super::{tables, types}" } else { "super::tables" }.to_owned());
    module.uses = uses;
    module.rust(call);
    module.table("bindery_runtime::tools", plan.names.call.clone(), rows);
    module
}

/// The fields of a call, and how they are taken from it.
fn fields(plan: &Plan<'_>, op: &Operation, own: &OpNames) -> (Vec<TokenStream>, String) {
    let (mut fields, mut parts) = (Vec::new(), String::new());
    let mut seen = Vec::new();
    for (place, (i, param)) in operations::path_params(op).enumerate() {
        let Some(member) = own.members.get(i).filter(|_| !seen.contains(&i)) else { continue };
        seen.push(i);
        let (name, ty) = (ident(member), ty::ty(plan, param.slot.ty, From::Beside));
        let text = docs::of_slot(plan, &param.slot, &param.name);
        fields.push(quote!(#text #name: #ty));
        parts.push_str(&format!("path {place} {name}; "));
    }
    if let Some(body) = op.bodies.first() {
        let ty = operations::body_type(plan, body);
        let ty = if body.required { ty } else { quote!(Option<#ty>) };
        fields.push(quote!(#[doc = " The body."] body: #ty));
        parts.push_str("[body] ");
    }
    if let Some(params) = &own.params
        && let Some(module) = plan.names.modules.get(own.module)
    {
        let (module, params) = (ident(&module.name), ident(params));
        fields.push(quote!(#[doc = " The other parameters."] params: super::#module::#params));
        parts.push_str("(params) ");
    }
    (fields, parts)
}

fn mentions(tokens: &TokenStream, names: &[&str]) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(&group.stream(), names),
        TokenTree::Ident(ident) => names.iter().any(|name| ident == name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// JSON as a raw string. The compiler refuses marks that turn the direction of text; JSON has a spelling for them.
fn raw(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match is_unseen(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
            false => text.push(c),
        }
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}
