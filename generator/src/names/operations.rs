//! Names of modules, methods, parameters and tables.

use super::scope::{Got, Scope};
use super::{Lock, Names, types, words};
use crate::diag::Diagnostics;
use crate::ir::{Api, OpId, Operation, Place};
use crate::source::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Names that modules of tags cannot have: other modules, methods of the client beside the handles, crates.
const RESERVED: &[&str] = &[
    "bindery_runtime",
    "builder",
    "client",
    "clone",
    "core",
    "error",
    "fmt",
    "from",
    "lib",
    "main",
    "mod",
    "new",
    "shared",
    "std",
    "tables",
    "tools",
    "types",
];

/// Names that methods of operations cannot have without being taken for those of traits.
const TRAITS: &[&str] = &[
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "builder",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into_iter",
    "mul",
    "neg",
    "new",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// The operations of one tag, or those without.
#[derive(Debug)]
pub struct Module {
    pub tag: Option<String>,
    /// `orders`
    pub name: String,
    /// `Orders`: what `client.orders()` gives; for operations without a tag nothing, they are methods of the client.
    pub handle: Option<String>,
    pub ops: Vec<OpId>,
}

/// The names of one operation.
#[derive(Debug)]
pub struct OpNames {
    /// Index into `Names::modules`.
    pub module: usize,
    /// `get`
    pub method: String,
    /// `create_as_form`: the methods that send the body in another way than the preferred one.
    pub ways: Vec<String>,
    /// `GET_ORDER`
    pub table: String,
    /// `ListOrders`: the variant of the tools' calls.
    pub variant: String,
    /// `ListOrders`, where there are parameters that do not stand in the path.
    pub params: Option<String>,
    /// Name of each parameter, as argument or as field of `params`.
    pub members: Vec<String>,
}

pub(super) fn claim(
    api: &Api,
    document: &Document,
    lock: &Lock,
    type_scope: &mut Scope,
    names: &mut Names,
    diags: &mut Diagnostics,
) {
    names.modules = modules(api, type_scope);
    let mut numbered = Vec::new();
    let mut tables = Scope::with(["API"]);
    let mut variants = Scope::with(["Self"]);
    let modules: Vec<Vec<OpId>> = names.modules.iter().map(|module| module.ops.clone()).collect();
    for (module, ops) in modules.iter().enumerate() {
        let mut methods = Scope::with(TRAITS.iter().copied());
        let tagless = names.modules.get(module).is_some_and(|module| module.handle.is_none());
        if tagless {
            // They share the client with the handles.
            methods =
                Scope::with(names.modules.iter().map(|module| module.name.as_str()).chain(TRAITS.iter().copied()));
        }
        let tag = names.modules.get(module).and_then(|module| module.tag.clone());
        let shorts = short_names(api, ops, tag.as_deref());
        let prefix = names.modules.get(module).map(|module| format!("{}::", module.name)).unwrap_or_default();
        let mut order: Vec<OpId> = ops.clone();
        order.sort_by_key(|id| {
            (api.ops[*id].forced.is_none(), !lock.operations.contains_key(&document.pointer(api.ops[*id].at)), *id)
        });
        for &id in &order {
            let op = &api.ops[id];
            let mut candidates: Vec<String> = op.forced.iter().map(|name| words::value_name(name)).collect();
            candidates.extend(
                lock.operations
                    .get(&document.pointer(op.at))
                    .and_then(|name| name.strip_prefix(&prefix))
                    .map(words::value_name),
            );
            candidates.extend(shorts.get(&id).cloned());
            candidates.push(words::value_name(&op.hint));
            candidates.push(words::value_name(&op.request()));
            let (method, got) = methods.claim(&candidates, "call");
            if got == Got::Numbered {
                numbered.push((op.at, method.clone()));
            }
            let own = &op.hint;
            let (table, _) =
                tables.claim(&[words::constant_name(own), words::constant_name(&op.request())], "OPERATION");
            let params = op.params.iter().any(|param| param.place != Place::Path).then(|| {
                let name = types::unreserved(words::type_name(own));
                type_scope.claim(&[name.clone(), format!("{name}Params")], "Params").0
            });
            let (variant, _) = variants.claim(&[words::type_name(own), words::type_name(&op.request())], "Call");
            let (ways, members) = (Vec::new(), params_of(op));
            names.ops.insert(id, OpNames { module, method, ways, table, variant, params, members });
        }
        // Further ways come when all operations have their names.
        for id in order {
            let Some(own) = names.ops.get_mut(&id) else { continue };
            let op = &api.ops[id];
            own.ways = (1..op.bodies.len())
                .map(|way| {
                    methods.claim(&[words::value_name(&format!("{} as {}", own.method, op.way_name(way)))], "call").0
                })
                .collect();
        }
    }
    types::report_numbered("method", &numbered, diags);
}

/// Arguments and fields in one scope, since both stand in one signature or its docs. Of two parameters of one name the
/// later says where it goes.
fn params_of(op: &Operation) -> Vec<String> {
    let mut scope = Scope::with(["self", "body", "params", "extra"]);
    let mut seen = BTreeSet::new();
    let named: Vec<String> = op
        .params
        .iter()
        .map(|param| {
            let key = words::value_name(&param.name);
            let repeated = seen.contains(&key);
            if param.forced.is_none() {
                seen.insert(key);
            }
            if repeated { format!("{} {}", param.place.name(), param.name) } else { param.name.clone() }
        })
        .collect();
    let wanted: Vec<_> =
        op.params.iter().zip(&named).map(|(param, name)| (param.forced.clone(), name.as_str())).collect();
    types::claim_values(&mut scope, &wanted, "param", |_, _, _| {})
}

fn modules(api: &Api, type_scope: &mut Scope) -> Vec<Module> {
    let mut by_tag: BTreeMap<Option<&str>, Vec<OpId>> = BTreeMap::new();
    for (id, op) in api.ops.iter() {
        by_tag.entry(op.tag.as_deref()).or_default().push(id);
    }
    let mut scope = Scope::with(RESERVED.iter().copied());
    let mut handles = Scope::with(["Client"]);
    let mut out = Vec::new();
    for tag in &api.tags {
        if let Some(ops) = by_tag.remove(&Some(tag.name.as_str())) {
            let plain = words::value_name(&tag.name);
            let longer = format!("{}_api", plain.trim_end_matches('_'));
            let (name, _) = scope.claim(&[plain, longer], "tag");
            let (handle, _) = handles.claim(&[handle_name(&name)], "Tag");
            out.push(Module { tag: Some(tag.name.clone()), name, handle: Some(handle), ops });
        }
    }
    if let Some(ops) = by_tag.remove(&None) {
        let (name, _) = scope.claim(&["operations".to_owned()], "operations");
        out.push(Module { tag: None, name, handle: None, ops });
    }
    // Handles stand in their own modules, beside the parameter structs of their operations.
    for module in &out {
        if let Some(handle) = &module.handle {
            type_scope.claim(std::slice::from_ref(handle), "Handle");
        }
    }
    out
}

fn handle_name(module: &str) -> String {
    let name = words::type_name(module);
    if words::is_reserved_type(&name) { format!("{name}Api") } else { name }
}

/// `listOrders` in `orders` is `list`: what the module says need not be said again, unless two would be the same.
fn short_names(api: &Api, ops: &[OpId], tag: Option<&str>) -> BTreeMap<OpId, String> {
    let Some(tag) = tag else { return BTreeMap::new() };
    let tag: Vec<String> = words::words(tag).into_iter().map(singular).collect();
    let mut out: BTreeMap<OpId, String> = BTreeMap::new();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for &id in ops {
        let all = words::words(&api.ops[id].hint);
        let plain: Vec<String> = all.iter().cloned().map(singular).collect();
        let rest = if tag.is_empty() || plain.len() <= tag.len() {
            &[][..]
        } else if plain.starts_with(&tag) {
            all.get(tag.len()..).unwrap_or_default()
        } else if plain.ends_with(&tag) {
            all.get(..all.len() - tag.len()).unwrap_or_default()
        } else {
            &[][..]
        };
        let name = words::value_name(&rest.join(" "));
        *count.entry(name.clone()).or_default() += 1;
        out.insert(id, name);
    }
    out.retain(|_, name| !name.is_empty() && count.get(name) == Some(&1));
    out
}

fn singular(word: String) -> String {
    match word.strip_suffix("ies") {
        Some(stem) if !stem.is_empty() => format!("{stem}y"),
        _ => match word.strip_suffix('s') {
            Some(stem) if !stem.is_empty() && !stem.ends_with('s') => stem.to_owned(),
            _ => word,
        },
    }
}
