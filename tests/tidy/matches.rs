//! A `match` on an enum of the IR lists all of its variants: a new one then shows its own work to do as compile errors.

use super::source::sources;
use crate::support::none;
use proc_macro2::Span;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

/// The enums of the IR.
static ENUMS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let files = sources("generator/src").into_iter().filter(|source| source.module() == "ir");
    let items = files.flat_map(|source| syn::parse_file(&source.text).unwrap().items);
    items
        .filter_map(|item| if let syn::Item::Enum(item) = item { Some(item.ident.to_string()) } else { None })
        .collect()
});

#[test]
fn matches_on_the_ir_have_no_catch_all() {
    let mut findings = Vec::new();
    for source in sources("generator/src") {
        let file = syn::parse_file(&source.text).unwrap_or_else(|error| panic!("{}: {error}", source.path));
        findings.extend(catch_alls(&file).iter().map(|(line, name)| {
            format!("{}:{line}: this arm takes all variants of `{name}` that are not listed", source.path)
        }));
    }
    none(
        findings,
        "List the variants (`Shape::Bool | Shape::Int(_) => …`); for a yes-or-no question, `matches!` is fine.",
    );
}

#[test]
fn catch_alls_are_found() {
    let cases = [
        ("match x { Shape::Bool => 1, _ => 2 }", Some("Shape")),
        ("match x { ir::Shape::Bool => 1, other => 2 }", Some("Shape")),
        ("match x { Some(Shape::Bool) => 1, Some(_) => 2, None => 3 }", Some("Shape")),
        ("match (x, y) { (Shape::Bool, 1) => 1, (_, _) => 2 }", Some("Shape")),
        ("match x { Shape::Bool => 1, _ if y => 2, Shape::Any => 3 }", None),
        ("match x { Shape::Bool => 1, Shape::Any | Shape::Bytes => 2 }", None),
        ("match x { Some(Shape::Bool) => 1, Some(Shape::Any) => 2, None => 3 }", None),
        ("match x { Shape::Bool if y => 1, _ => 2 }", None),
        ("match x { 1 => 1, _ => 2 }", None),
        ("match x { [Segment::Literal(a), _] => 1, _ => 2 }", None),
        ("matches!(x, Shape::Bool)", None),
    ];
    for (text, expected) in cases {
        let file = syn::parse_file(&format!("fn f() {{ {text}; }}")).unwrap();
        assert_eq!(catch_alls(&file).first().map(|(_, name)| name.as_str()), expected, "{text}");
    }
}

fn catch_alls(file: &syn::File) -> Vec<(usize, String)> {
    let mut found = Found(Vec::new());
    found.visit_file(file);
    found.0
}

struct Found(Vec<(usize, String)>);

impl<'ast> Visit<'ast> for Found {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        let unguarded = |arm: &&syn::Arm| !matches!(arm.pat, syn::Pat::Guard(_));
        let open: Vec<&syn::Pat> = expr.arms.iter().filter(unguarded).flat_map(|arm| alternatives(&arm.pat)).collect();
        if let Some((span, name)) = hole(&open, &open) {
            self.0.push((span.start().line, name));
        }
        visit::visit_expr_match(self, expr);
    }
}

/// A pattern among `open` that takes whatever others, `named` by variants of an enum of the IR, leave. Arms with a guard
/// are not among them: where only those name variants, the match is a question with an answer for all.
fn hole(named: &[&syn::Pat], open: &[&syn::Pat]) -> Option<(Span, String)> {
    if let Some(name) = named.iter().find_map(|pat| enum_of(pat)) {
        return open.iter().find(|pat| takes_all(pat)).map(|pat| (pat.span(), name));
    }
    // One step into wrappers such as `Some(…)` and `(…, …)`, place by place.
    named.iter().find_map(|pat| {
        let (path, parts) = wrapped(pat)?;
        (0..parts.len()).find_map(|i| hole(&column(named, &path, i), &column(&whole(open, i), &path, i)))
    })
}

/// What the patterns of one wrapper hold at the place `i`.
fn column<'a>(pats: &[&'a syn::Pat], path: &str, i: usize) -> Vec<&'a syn::Pat> {
    let same = pats.iter().filter_map(|pat| wrapped(pat)).filter(|(other, _)| other == path);
    same.filter_map(|(_, parts)| parts.get(i).copied()).flat_map(alternatives).collect()
}

/// Patterns that ask nothing at the places other than `i`.
fn whole<'a>(pats: &[&'a syn::Pat], i: usize) -> Vec<&'a syn::Pat> {
    let asks_nothing_else = |pat: &syn::Pat| {
        wrapped(pat).is_some_and(|(_, parts)| parts.iter().enumerate().all(|(at, part)| at == i || takes_all(part)))
    };
    pats.iter().copied().filter(|pat| asks_nothing_else(pat)).collect()
}

/// `a | b` as two, without references and parentheses around them.
fn alternatives(pat: &syn::Pat) -> Vec<&syn::Pat> {
    match pat {
        syn::Pat::Or(or) => or.cases.iter().flat_map(alternatives).collect(),
        syn::Pat::Paren(paren) => alternatives(&paren.pat),
        syn::Pat::Guard(guarded) => alternatives(&guarded.pat),
        syn::Pat::Reference(reference) => alternatives(&reference.pat),
        other => vec![other],
    }
}

/// `Shape` of `ir::Shape::Bool` and `Shape::Int(_)`.
fn enum_of(pat: &syn::Pat) -> Option<String> {
    let path = match pat {
        syn::Pat::Path(path) => &path.path,
        syn::Pat::TupleStruct(pat) => &pat.path,
        syn::Pat::Struct(pat) => &pat.path,
        _ => return None,
    };
    let name = path.segments.iter().rev().nth(1)?.ident.to_string();
    ENUMS.contains(&name).then_some(name)
}

fn takes_all(pat: &syn::Pat) -> bool {
    match pat {
        syn::Pat::Wild(_) => true,
        // A lone upper-case word is a variant or a constant.
        syn::Pat::Ident(ident) => ident.subpat.is_none() && !ident.ident.to_string().starts_with(char::is_uppercase),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().all(takes_all),
        syn::Pat::Paren(paren) => takes_all(&paren.pat),
        syn::Pat::Reference(reference) => takes_all(&reference.pat),
        _ => false,
    }
}

fn wrapped(pat: &syn::Pat) -> Option<(String, Vec<&syn::Pat>)> {
    match pat {
        syn::Pat::TupleStruct(pat) => {
            let path: Vec<String> = pat.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            Some((path.join("::"), pat.elems.iter().collect()))
        }
        syn::Pat::Tuple(tuple) => Some((String::new(), tuple.elems.iter().collect())),
        _ => None,
    }
}
