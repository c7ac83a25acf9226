//! The files that stand beside a document, the name lock and the options: missing is fine, unreadable is not.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// `bindery.lock` beside the document.
pub fn lock_path(document: &Path) -> PathBuf {
    document.with_file_name("bindery.lock")
}

/// `bindery.toml` beside the document.
pub fn options_path(document: &Path) -> PathBuf {
    document.with_file_name("bindery.toml")
}

/// Whether there is such a file.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder has neither folders nor Rust in it. The name of a package's own folder is empty, and it is none.
pub fn holds_documents_alone(folder: &Path) -> bool {
    let plain = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| {
            let code = entry.path().extension().is_some_and(|extension| extension == "rs");
            entry.file_type().is_ok_and(|kind| kind.is_file()) && !code
        })
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(plain))
}

/// The text of a file, if there is one.
///
/// # Errors
/// When there is one that cannot be read; the message names it.
pub fn file_text(path: &Path) -> Result<Option<String>, String> {
    // Asked before it is opened: to open a pipe would wait for its writer.
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(format!("cannot read `{}`: it is not a regular file", path.display()));
    }
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read `{}`: {error}", path.display())),
    }
}

/// What is in a file that has to be there.
///
/// # Errors
/// When it cannot be read; the message names it.
pub fn file_bytes(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}
