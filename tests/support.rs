//! What several tests need: where things are, generating in memory, comparing with a file.

use bindery::diag::{Diagnostics, render_human};
use bindery::files::{self, Layout};
use bindery::names::Lock;
use bindery::options::Options;
use bindery::pipeline::{self, Planned};
use bindery::source::{self, Document};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Documents (`*.yaml`) of a folder, by name.
pub(crate) fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    assert!(!paths.is_empty(), "no documents in {folder}");
    paths
}

/// What a document came to.
pub(crate) struct Run {
    pub(crate) diags: Diagnostics,
    /// Nothing if it could not be read.
    pub(crate) document: Option<Document>,
    /// Nothing if there were errors.
    pub(crate) planned: Option<Planned>,
}

/// Plans a document; the names of files in messages have no folder.
pub(crate) fn plan(name: &str, text: &str) -> Run {
    let mut diags = Diagnostics::default();
    let mut document = source::parse(name, text.to_owned(), &mut diags);
    let planned = document
        .as_mut()
        .and_then(|document| pipeline::plan(document, &Options::default(), &Lock::default(), &mut diags).ok());
    Run { diags, document, planned }
}

impl Run {
    /// What a user reads.
    pub(crate) fn report(&self) -> String {
        render_human(&self.diags, self.document.as_ref(), false)
    }

    /// All files, of a document that has to be without errors.
    pub(crate) fn files(&self, layout: Layout) -> BTreeMap<String, String> {
        self.files_with(layout, &Options::default())
    }

    /// The same with what is to be emitted.
    pub(crate) fn files_with(&self, layout: Layout, options: &Options) -> BTreeMap<String, String> {
        let (Some(document), Some(planned)) = (&self.document, &self.planned) else { panic!("{}", self.report()) };
        let tree = pipeline::emit(document, planned, options);
        files::render(&tree, layout, &pipeline::file_name(document))
    }
}

/// Compares a whole text with a file; with `BINDERY_BLESS=1` the file is written instead. `None`: they are the same.
pub(crate) fn differs(path: &Path, actual: &str) -> Option<String> {
    if std::env::var_os("BINDERY_BLESS").is_some_and(|value| value == "1") {
        fs::write(path, actual).unwrap();
        return None;
    }
    // A checkout on Windows may end lines with CRLF.
    let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected == actual {
        return None;
    }
    let line = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(the end)").to_owned();
    let shown = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    Some(format!("{shown}:{}\n  expected: {}\n  actual:   {}", line + 1, at(&expected), at(actual)))
}

/// Fails with all findings at once, and what to do about them.
pub(crate) fn none(findings: Vec<String>, advice: &str) {
    assert!(findings.is_empty(), "\n{}\n\n{advice}\n", findings.join("\n"));
}
