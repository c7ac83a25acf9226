//! Names that the user gives: written into the document as `x-bindery-name`, so that whoever reads names reads them there.

use crate::diag::{Code, Diagnostics};
use crate::source::{At, Document};
use serde_json::Value;
use std::collections::BTreeMap;

/// Names what stands at each JSON pointer (`#/components/schemas/Pet`).
pub fn rename(document: &mut Document, names: &BTreeMap<String, String>, diags: &mut Diagnostics) {
    for (pointer, name) in names {
        let Some(Value::Object(members)) = document.value_mut().pointer_mut(pointer.trim_start_matches('#')) else {
            let message = format!("there is nothing to rename at `{pointer}`");
            let near = document.resolve(pointer).err().and_then(|error| error.help(document));
            let help = "say the place as a JSON pointer, `#/components/schemas/Pet`, with `~1` for a slash in a key";
            let help = near.unwrap_or_else(|| help.to_owned());
            diags.push(Code::BadOptions, At::default(), message).help(help).option("rename", pointer);
            continue;
        };
        members.insert("x-bindery-name".to_owned(), Value::from(name.as_str()));
    }
}
