//! References to the document by the name of its own file, `orders.yaml#/components/schemas/Order`. They lead to where they
//! would without it, and whoever follows references knows those alone.

use super::grammar::{self, Kind, Visit};
use crate::source::{Document, Step, Way};
use serde_json::Value;

/// Takes the file's name out of references to it.
pub(super) fn shorten(root: &mut Value, document: &Document) {
    grammar::walk(Kind::Document, root, None, &mut Own { document });
}

struct Own<'d> {
    document: &'d Document,
}

impl Visit for Own<'_> {
    fn text(&mut self, value: &mut Value, way: &Way<'_>) {
        let is_reference = matches!(way.step, Step::Key("$ref" | "operationRef"));
        let of_mapping = || way.parent.is_some_and(|way| matches!(way.step, Step::Key("mapping")));
        let Some(reference) = value.as_str() else { return };
        // Without `#` a mapping may as well name a schema.
        let (file, fragment) = match reference.split_once('#') {
            Some((file, fragment)) if is_reference || of_mapping() => (file, fragment),
            None if is_reference => (reference, ""),
            Some(_) | None => return,
        };
        if !file.is_empty() && self.document.is_own(file) {
            *value = Value::String(format!("#{fragment}"));
        }
    }
}
