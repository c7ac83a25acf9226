//! Documents with one mistake each, and the report about them as a user reads it. A mistake in what stands beside a
//! document (`bindery.toml`, `bindery.lock`) has a folder of its own.

use crate::support::{differs, documents, none, root};
use bindery::diag::{Code, render_human};
use bindery::options::Options;
use bindery::run;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "specs/broken";

#[test]
fn mistakes_are_reported_as_in_the_text_beside_them() {
    let mut findings = Vec::new();
    for path in broken() {
        let report = report(&path);
        assert!(!report.is_empty(), "nothing was found wrong in {}", shown(&path));
        findings.extend(differs(&path.with_extension("txt"), &report));
    }
    none(
        findings,
        "If the new report is right: BINDERY_BLESS=1 cargo test -p bindery-tests broken, and read the difference.",
    );
}

#[test]
fn every_code_has_a_document_that_shows_it() {
    // What the documents come to, not what the texts hold: a text may just be written by the other test.
    let reports: Vec<String> = broken().iter().map(|path| report(path)).collect();
    let has = |code: &&Code| reports.iter().any(|report| report.contains(&format!("[{}]", code.id())));
    let missing = Code::ALL.iter().filter(|code| !has(code)).map(|code| format!("{}: {code:?}", code.id())).collect();
    none(missing, "These codes have no document in specs/broken: add one that is named by the mistake.");
}

#[test]
fn every_text_has_a_document() {
    let expected: BTreeSet<PathBuf> = broken().iter().map(|path| path.with_extension("txt")).collect();
    let texts = folders().into_iter().flat_map(|folder| fs::read_dir(root().join(folder)).unwrap());
    let texts = texts.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|it| it == "txt"));
    let stray = texts.filter(|path| !expected.contains(path)).map(|path| shown(&path)).collect();
    none(stray, "These texts are about documents that are gone.");
}

/// The documents of all folders.
fn broken() -> Vec<PathBuf> {
    folders().iter().flat_map(|folder| documents(folder)).collect()
}

fn folders() -> Vec<String> {
    let entries = fs::read_dir(root().join(FOLDER)).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<String> = entries.filter(|path| path.is_dir()).map(|path| shown(&path)).collect();
    folders.push(FOLDER.to_owned());
    folders.sort();
    folders
}

/// What a user reads who stands at the root of the repository.
fn report(path: &Path) -> String {
    let run = run::over(path, Options::default(), |options| options);
    let report = render_human(&run.diags, run.document.as_ref(), false);
    let beside = ["bindery.toml", "bindery.lock"].map(|name| path.with_file_name(name));
    let files = [path.to_owned()].into_iter().chain(beside);
    files.fold(report, |report, file| report.replace(&file.display().to_string(), &shown(&file)))
}

/// A path from the root of the repository, as it is written on every system.
fn shown(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap().to_owned();
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
