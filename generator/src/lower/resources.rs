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
        let named = schemas()?.entries().map(|(_, node)| node).find(|node| is_id(*node, resource))?;
        return match fragment {
            "" => Some(Schema(named)),
            fragment => document.resolve(&format!("{}{fragment}", document.pointer(named.at()))).ok().map(Schema),
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

/// As deep schemas are looked through for an anchor.
const LEVELS: usize = 32;

/// The schema within `node` that has this `$anchor`.
fn anchored<'d>(node: Node<'d>, name: &str, depth: usize) -> Option<Node<'d>> {
    if name.is_empty() || name.starts_with('/') || depth > LEVELS {
        return None;
    }
    if node.str_at("$anchor") == Some(name) || node.str_at("$dynamicAnchor") == Some(name) {
        return Some(node);
    }
    let members = node.entries().map(|(_, node)| node);
    members.chain(node.elements()).find_map(|inner| anchored(inner, name, depth + 1))
}
