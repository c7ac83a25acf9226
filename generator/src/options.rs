//! Everything that a user can say, whichever way it is said.

use crate::lower::Selection;
use std::path::PathBuf;

/// What to generate from a document, and how.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the module; by default the document's file stem.
    pub name: Option<String>,
    /// Only what these tags and operations reach.
    pub select: Selection,
    /// Make a crate of this name.
    pub package: Option<String>,
    /// Where a generated crate finds the runtime; by default in the registry.
    pub runtime_path: Option<PathBuf>,
    /// Names of outputs; by default `client`.
    pub emit: Vec<String>,
}
