//! `bindery.lock`: the names that were handed out, so that a new schema upstream never renames an old one.
//!
//! It stands beside the document, one section a document. The command line writes it; build scripts only read it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// When it is no lock file; the message has line and column.
    pub fn parse(text: &str) -> Result<LockFile, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The text, one name a line, sorted.
    pub fn print(&self) -> String {
        // A map of maps of text always has a JSON form.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
