//! `bindery.lock`: the names that were handed out, so that a new schema upstream never renames an old one.
//!
//! It stands beside the document, one section a document. The command line writes it; build scripts only read it.

use crate::diag::{Code, Diagnostics, Spot};
use crate::source::{self, At};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// All sections of one file, by the document's file name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LockFile(pub BTreeMap<String, Lock>);

/// The names of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// JSON pointer of the schema → Rust type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, String>,
    /// JSON pointer of the schema → value or key on the wire → variant or field, where that is not the same.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, BTreeMap<String, String>>,
    /// JSON pointer of the operation → `module::method`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub operations: BTreeMap<String, String>,
}

impl LockFile {
    /// The lock beside a document; an empty one if there is none. One that cannot be read is an error in `diags`: going
    /// on without it would rename things.
    pub fn beside(document: &Path, diags: &mut Diagnostics) -> LockFile {
        let path = source::lock_path(document);
        let text = match source::file_text(&path) {
            Ok(text) => text.unwrap_or_else(|| "{}".to_owned()),
            Err(message) => {
                diags.push(Code::BadLock, At::default(), message);
                return LockFile::default();
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|error| {
            let (file, message) = (path.display().to_string(), error.to_string());
            let message = message.split(" at line ").next().unwrap_or_default();
            let finding = diags.push(Code::BadLock, At::default(), format!("`{file}` is no lock file: {message}"));
            finding.spot = Some(Spot::at(&file, &text, error.line(), error.column(), 1));
            finding.help("correct it, or delete it to hand out all names anew");
            LockFile::default()
        })
    }

    /// The text, one name a line, sorted.
    pub fn print(&self) -> String {
        // A map of maps of text always has a JSON form.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
