//! The typed client: structs, tables of their fields, and one line an operation.

mod client;
mod docs;
mod operations;
mod records;
mod tools;
mod ty;
mod types;
mod unions;

pub(crate) use operations::signatures;
pub use tools::Tools;

use super::{Output, Plan};
use crate::tree::Tree;
use proc_macro2::{Ident, Literal, Span};
use quote::quote;

/// `--emit client`
pub struct Rust;

impl Output for Rust {
    fn name(&self) -> &'static str {
        "client"
    }

    fn emit(&self, plan: &Plan<'_>, tree: &mut Tree) {
        tree.root.docs = client::module_docs(plan);
        tree.root.rust(quote!(bindery_runtime::generated_for!("0.1");));
        if plan.api.ops.is_empty() {
            // A document without operations is one of types: webhooks, or schemas to share.
            tree.root.children.push(types::module(plan));
            return;
        }
        client::emit(plan, &mut tree.root);
        for module in operations::modules(plan) {
            tree.root.children.push(module);
        }
        tree.root.children.push(types::module(plan));
        tree.root.children.push(operations::tables(plan));
    }
}

/// A name of `names` as a token.
fn ident(name: &str) -> Ident {
    match crate::names::escaped(name).strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(&crate::names::escaped(name), Span::call_site()),
    }
}

/// Text as a Rust literal.
fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}
