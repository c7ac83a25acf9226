//! Where the name lock of a document stands, and its text.

use std::fs;
use std::path::{Path, PathBuf};

/// `bindery.lock` beside the document.
pub fn lock_path(document: &Path) -> PathBuf {
    document.with_file_name("bindery.lock")
}

/// The text of a small file of ours, if it is there.
pub fn lock_text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}
