//! References that are no pointer from the root of the document: `#/$defs/Pet` meant from the schema around it, `#name` for
//! an `$anchor`, the text of an `$id`, and what `$recursiveRef` and `$dynamicRef` mean.

use super::schema::Schema;
use crate::source::Node;
use std::iter::successors;

/// What `reference` means, seen from `schema`.
pub(super) fn find<'d>(schema: Schema<'d>, reference: &str) -> Option<Schema<'d>> {
    let document = schema.node().document();
    let schemas = || document.root().get("components").and_then(|components| components.get("schemas"));
    let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if !resource.is_empty() {
        let by_name = || schemas()?.entries().map(|(_, node)| node).find(|node| is_id(*node, resource));
        let named = addressed(schema, resource).or_else(by_name)?;
        return match fragment {
            "" => Some(Schema(named)),
            way if way.starts_with('/') => {
                document.resolve(&format!("{}{way}", document.pointer(named.at()))).ok().map(Schema)
            }
            name => anchored(named, name, 0).map(Schema),
        };
    }
    let mut around = outwards(schema);
    if fragment.starts_with("/$defs/") || fragment.starts_with("/definitions/") {
        return around.find_map(|here| document.resolve(&format!("{here}{fragment}")).ok()).map(Schema);
    }
    let component = around.filter_map(|here| document.resolve(&here).ok()).find_map(|node| anchored(node, fragment, 0));
    component.map(Schema)
}

/// The nearest schema around `schema` that `$recursiveRef` or `$dynamicRef` means.
pub(super) fn anchor<'d>(schema: Schema<'d>, reference: &str) -> Option<Schema<'d>> {
    let name = reference.strip_prefix('#')?;
    let document = schema.node().document();
    let means = |node: &Node<'_>| {
        (name.is_empty() && node.bool_at("$recursiveAnchor")) || node.str_at("$dynamicAnchor") == Some(name)
    };
    outwards(schema).skip(1).filter_map(|here| document.resolve(&here).ok()).find(means).map(Schema)
}

/// The pointers from a schema to the root of the document.
fn outwards(schema: Schema<'_>) -> impl Iterator<Item = String> {
    let pointer = schema.node().document().pointer(schema.at());
    successors(Some(pointer), |here| Some(here.rsplit_once('/')?.0.to_owned()))
}

/// Whether a schema calls itself by this `$id`, or by one that ends in it.
fn is_id(node: Node<'_>, resource: &str) -> bool {
    let id = node.str_at("$id").map(|id| id.trim_end_matches('#'));
    id.is_some_and(|id| id == resource || id.strip_suffix(resource).is_some_and(|before| before.ends_with('/')))
}

/// The schema whose `$id` is what `resource` means where it stands, within the same component.
fn addressed<'d>(schema: Schema<'d>, resource: &str) -> Option<Node<'d>> {
    let document = schema.node().document();
    let mut around: Vec<Node<'_>> = outwards(schema).filter_map(|here| document.resolve(&here).ok()).collect();
    around.reverse();
    let base = around.iter().filter_map(|node| node.str_at("$id")).fold(String::new(), |base, id| join(&base, id));
    // Behind the root, `components` and `schemas`.
    identified(*around.get(3)?, "", &join(&base, resource), 0)
}

/// The schema within `node` that has the address `wanted`; `base` is that of what is around it.
fn identified<'d>(node: Node<'d>, base: &str, wanted: &str, depth: usize) -> Option<Node<'d>> {
    if depth > LEVELS {
        return None;
    }
    let own = node.str_at("$id").map(|id| join(base, id));
    if own.as_deref() == Some(wanted) {
        return Some(node);
    }
    let base = own.as_deref().unwrap_or(base);
    let members = node.entries().map(|(_, node)| node);
    members.chain(node.elements()).find_map(|inner| identified(inner, base, wanted, depth + 1))
}

/// What a reference means beside an address (RFC 3986, section 5.2, but for `..`).
fn join(base: &str, reference: &str) -> String {
    let reference = reference.trim_end_matches('#').trim_start_matches("./");
    let scheme = reference.split_once(':').is_some_and(|(scheme, _)| !scheme.contains(['/', '?']));
    // As far as the authority: `https://example.com`.
    let origin = base.match_indices('/').nth(2).map_or(base.len(), |(at, _)| at);
    match base.rsplit_once('/') {
        _ if scheme => reference.to_owned(),
        Some(_) if reference.starts_with('/') => format!("{}{reference}", base.get(..origin).unwrap_or_default()),
        Some((folder, _)) => format!("{folder}/{reference}"),
        None => reference.to_owned(),
    }
}

/// As deep schemas are looked through for an anchor or an address.
const LEVELS: usize = 32;

/// The schema within `node` that has this `$anchor`.
fn anchored<'d>(node: Node<'d>, name: &str, depth: usize) -> Option<Node<'d>> {
    if name.is_empty() || name.starts_with('/') || depth > LEVELS {
        return None;
    }
    // Anchors belong to the nearest schema with an address.
    if depth > 0 && node.str_at("$id").is_some() {
        return None;
    }
    if node.str_at("$anchor") == Some(name) || node.str_at("$dynamicAnchor") == Some(name) {
        return Some(node);
    }
    let members = node.entries().map(|(_, node)| node);
    members.chain(node.elements()).find_map(|inner| anchored(inner, name, depth + 1))
}
