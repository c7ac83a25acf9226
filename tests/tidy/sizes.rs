//! Files that one can read: a purpose each, and not longer than it needs.

use super::source::sources;
use crate::support::{none, root};
use std::fs;

/// Lines that a file may have.
const LIMIT: usize = 500;

/// Longer files, and why.
const LONG: &[(&str, &str)] = &[];

#[test]
fn files_are_short() {
    let mut findings = Vec::new();
    let mut seen = Vec::new();
    for source in ["generator/src", "runtime/src", "examples"].into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        let listed = LONG.iter().any(|(path, _)| *path == source.path);
        if lines > LIMIT && !listed {
            findings.push(format!("{}:{lines}: more than {LIMIT} lines", source.path));
        }
        if lines > LIMIT {
            seen.push(source.path);
        }
    }
    let short = LONG.iter().filter(|(path, _)| !seen.iter().any(|long| long == path));
    findings.extend(short.map(|(path, _)| format!("{path}: needs no exception any more")));
    none(findings, "Split it by purpose, or list it in tests/tidy/sizes.rs with a reason.");
}

#[test]
fn the_pipeline_can_be_read_at_a_glance() {
    let lines = fs::read_to_string(root().join("generator/src/pipeline.rs")).unwrap().lines().count();
    assert!(lines < 100, "generator/src/pipeline.rs has {lines} lines; it is the map of the house and stays below 100");
}
