//! Small documents and the whole module that each becomes.

use crate::support::{differs, documents, none, plan, render};
use bindery::diag::{Diagnostics, render_human};
use bindery::files::Layout;
use std::fs;

#[test]
fn documents_become_the_modules_beside_them() {
    let mut findings = Vec::new();
    for path in documents("tests/golden") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut diags = Diagnostics::default();
        let planned = plan(name, &fs::read_to_string(&path).unwrap(), &mut diags);
        let Ok(planned) = planned else { panic!("{name}:\n{}", render_human(&diags, None, false)) };
        let files = render(&planned, Layout::Inline);
        assert_eq!(files.len(), 1, "{name} became {:?}", files.keys());
        findings.extend(files.values().filter_map(|text| differs(&path.with_extension("rs"), text)));
    }
    none(
        findings,
        "If the new output is right: BINDERY_BLESS=1 cargo test -p bindery-tests golden, and read the difference.",
    );
}
