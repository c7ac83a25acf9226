//! Documents with one mistake each, and the report about them as a user reads it.

use crate::support::{differs, documents, none, plan};
use bindery::diag::{Diagnostics, render_human};
use std::fs;

#[test]
fn mistakes_are_reported_as_in_the_text_beside_them() {
    let mut findings = Vec::new();
    for path in documents("specs/broken") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut diags = Diagnostics::default();
        let outcome = plan(name, &fs::read_to_string(&path).unwrap(), &mut diags);
        let document = match &outcome {
            Ok(planned) => Some(&planned.document),
            Err(document) => document.as_deref(),
        };
        let report = render_human(&diags, document, false);
        assert!(!report.is_empty(), "nothing was found wrong in specs/broken/{name}");
        findings.extend(differs(&path.with_extension("txt"), &report));
    }
    none(
        findings,
        "If the new report is right: BINDERY_BLESS=1 cargo test -p bindery-tests broken, and read the difference.",
    );
}
