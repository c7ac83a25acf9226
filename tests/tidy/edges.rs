//! Which module may name which: data flows from the source to the files, and knowledge does not flow back.

use super::source::{Source, heads, sources};
use crate::support::{none, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A module and the modules that it may name. A row names only rows above it, but for [`TOGETHER`].
type Row = (&'static str, &'static [&'static str]);

const GENERATOR: &[Row] = &[
    ("source", &["diag"]),
    ("diag", &["source"]),
    ("ir", &["source"]),
    ("normalize", &["diag", "source"]),
    ("lower", &["diag", "ir", "source"]),
    ("passes", &["diag", "ir", "source"]),
    ("names", &["diag", "ir", "source"]),
    ("tree", &[]),
    ("emit", &["ir", "names", "tree"]),
    // The mark in the first line and the spelling of keywords are all that it takes from `emit` and `names`.
    ("files", &["emit", "names", "tree"]),
    ("options", &["diag", "ir", "lower", "source"]),
    ("pipeline", &["diag", "emit", "ir", "lower", "names", "normalize", "options", "passes", "source", "tree"]),
    ("run", &["diag", "names", "options", "pipeline", "source"]),
    ("build", &["diag", "files", "ir", "options", "pipeline", "run", "source"]),
    ("inspect", &["diag", "emit", "files", "ir", "lower", "normalize", "options", "passes", "pipeline", "source"]),
    ("cli", &["diag", "emit", "files", "inspect", "ir", "names", "options", "pipeline", "run", "source"]),
];

const RUNTIME: &[Row] = &[
    ("operation", &[]),
    ("base", &["operation"]),
    ("clock", &[]),
    ("include", &[]),
    ("message", &[]),
    ("codec", &["secret"]),
    ("secret", &["codec"]),
    ("headers", &["codec"]),
    ("error", &["codec", "headers", "message"]),
    ("params", &["codec", "operation"]),
    ("forms", &["codec", "operation", "params"]),
    ("request", &["codec", "error", "forms", "operation", "params"]),
    ("auth", &["operation", "params", "request", "secret"]),
    ("transport", &["error"]),
    ("client", &["auth", "base", "builder", "call", "clock", "codec", "operation", "request", "transport"]),
    ("builder", &["auth", "base", "client", "clock", "codec", "error", "operation", "request", "secret", "transport"]),
    ("watch", &["client", "error", "operation"]),
    ("execute", &["auth", "base", "call", "client", "error", "message", "operation", "request", "transport", "watch"]),
    ("response", &["auth", "codec", "error", "execute", "headers", "message", "operation"]),
    ("call", &["base", "client", "codec", "error", "execute", "operation", "request", "response"]),
    ("testing", &["clock", "error", "transport"]),
    ("tool", &["auth", "call", "client", "codec", "error", "message", "operation", "request", "response"]),
];

/// Modules that are one thing seen from several sides, and may name each other.
const TOGETHER: &[&[&str]] = &[
    // Reading reports, and a report shows the place that was read.
    &["source", "diag"],
    // A secret is a value like others, and the codec has to know that it must not be printed.
    &["codec", "secret"],
    // A client makes calls, and a call carries its client with it.
    &["builder", "client", "watch", "execute", "response", "call"],
];

#[test]
fn generator_modules_name_only_what_they_may() {
    none(check("generator/src", GENERATOR), ADVICE);
}

#[test]
fn runtime_modules_name_only_what_they_may() {
    none(check("runtime/src", RUNTIME), ADVICE);
}

const ADVICE: &str = "Move what is needed to where both may see it, or hand it over as an argument. A new edge to the left that is \
    right by design is added to the table in tests/tidy/edges.rs.";

fn check(folder: &str, table: &[Row]) -> Vec<String> {
    let rooted = rooted(folder);
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for source in sources(folder) {
        if source.depth() == 0 {
            continue;
        }
        let module = source.module();
        let Some((_, allowed)) = table.iter().find(|(name, _)| *name == module) else {
            findings.push(format!("{}: the module `{module}` has no row in the table", source.path));
            continue;
        };
        for (line, name) in named(&source) {
            let target = rooted.get(&name).unwrap_or(&name);
            used.insert((module.to_owned(), target.clone()));
            if target != module && target != "lib" && !allowed.contains(&target.as_str()) {
                findings.push(format!("{}:{line}: `{module}` names `{target}`", source.path));
            }
        }
    }
    for (i, (module, allowed)) in table.iter().enumerate() {
        for target in *allowed {
            let together = TOGETHER.iter().any(|knot| knot.contains(module) && knot.contains(target));
            if !together && !table[..i].iter().any(|(name, _)| name == target) {
                findings.push(format!("the table lets `{module}` name `{target}`, which does not stand above it"));
            }
            if !used.contains(&((*module).to_owned(), (*target).to_owned())) {
                findings.push(format!("the table lets `{module}` name `{target}`, which it does not"));
            }
        }
    }
    findings
}

/// What a file names of its crate: by `crate::`, or by enough of `super::`.
fn named(source: &Source) -> Vec<(usize, String)> {
    let tokens = source.tokens();
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let start = &tokens[i];
        let before = i.checked_sub(1).map_or("", |i| tokens[i].text.as_str());
        let mut steps = 0;
        while tokens.get(i).is_some_and(|token| token.text == "super")
            && tokens.get(i + 1).is_some_and(|token| token.text == "::")
        {
            steps += 1;
            i += 2;
        }
        let absolute =
            start.text == "crate" && before != "$" && tokens.get(i + 1).is_some_and(|token| token.text == "::");
        if absolute {
            i += 2;
        }
        if absolute || (steps > 0 && steps >= source.depth() + start.modules) {
            out.extend(heads(&tokens[i..]).iter().map(|token| (token.line, token.text.clone())));
        }
        if !absolute && steps == 0 {
            i += 1;
        }
    }
    out
}

/// What `lib.rs` re-exports or declares itself, and the module that it belongs to.
fn rooted(folder: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join(folder).join("lib.rs")).unwrap();
    let mut out = BTreeMap::new();
    let items = syn::parse_file(&text).unwrap().items;
    let modules: Vec<&syn::Ident> = items
        .iter()
        .filter_map(|item| if let syn::Item::Mod(item) = item { Some(&item.ident) } else { None })
        .collect();
    for item in &items {
        match item {
            syn::Item::Use(item) => {
                if let syn::UseTree::Path(path) = &item.tree {
                    let ours = modules.contains(&&path.ident);
                    let module = if ours { path.ident.to_string() } else { "lib".to_owned() };
                    leaves(&path.tree, &module, &mut out);
                }
            }
            syn::Item::Type(item) => drop(out.insert(item.ident.to_string(), "lib".to_owned())),
            _ => {}
        }
    }
    out
}

fn leaves(tree: &syn::UseTree, module: &str, out: &mut BTreeMap<String, String>) {
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree, module, out),
        syn::UseTree::Name(name) if name.ident == module => {}
        syn::UseTree::Name(name) => drop(out.insert(name.ident.to_string(), module.to_owned())),
        syn::UseTree::Rename(name) => drop(out.insert(name.rename.to_string(), module.to_owned())),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, module, out)),
        syn::UseTree::Glob(_) => {}
    }
}
