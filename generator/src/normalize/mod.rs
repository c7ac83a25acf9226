//! Brings a document to the one dialect that `lower` reads: schemas in the spelling of JSON Schema 2020-12, and text wherever
//! the specification wants text. Values are rewritten in place, so that every node keeps the place it has in the text.
//!
//! What 3.0 says and 2020-12 has no keyword for is kept as a marker: `x-bindery-nullable: true` stands in a schema that also
//! allows null although it has no `type` to say so, such as `nullable: true` beside `$ref` or `allOf`.

mod files;
mod grammar;
mod misplaced;
mod own;
mod rename;
mod schema;
mod structure;
mod text;
mod types;
mod version;

pub use rename::rename;
pub use version::Version;

use crate::diag::Diagnostics;
use crate::source::Document;

/// Rewrites `document` and says which version it was; `None` if it is not one that can be read, which is then in `diags`.
pub fn normalize(document: &mut Document, diags: &mut Diagnostics) -> Option<Version> {
    // Taken out while it is rewritten, so that the document can be asked about its text meanwhile.
    let mut root = std::mem::take(document.value_mut());
    types::spell(&mut root, document, diags);
    text::restore(&mut root, document, diags);
    own::shorten(&mut root, document);
    let version = version::sniff(&root, document, diags);
    if let Some(version) = version {
        structure::check(&mut root, version, document, diags);
        // In 3.1 too: documents that were moved on from 3.0 by their version alone are common, and nothing valid is changed.
        schema::rewrite(&mut root);
    }
    if version == Some(Version::V3_1) {
        files::mark(&mut root);
    }
    *document.value_mut() = root;
    version
}

#[cfg(test)]
mod tests;
