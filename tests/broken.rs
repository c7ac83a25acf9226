//! Documents with one mistake each, and the report about them as a user reads it.

use crate::support::{differs, documents, none, plan};
use std::fs;

#[test]
fn mistakes_are_reported_as_in_the_text_beside_them() {
    let mut findings = Vec::new();
    for path in documents("specs/broken") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let report = plan(name, &fs::read_to_string(&path).unwrap()).report();
        assert!(!report.is_empty(), "nothing was found wrong in specs/broken/{name}");
        findings.extend(differs(&path.with_extension("txt"), &report));
    }
    none(
        findings,
        "If the new report is right: BINDERY_BLESS=1 cargo test -p bindery-tests broken, and read the difference.",
    );
}
