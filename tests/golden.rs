//! Small documents and the whole module that each becomes.

use crate::support::{differs, documents, none, plan};
use bindery::files::Layout;
use bindery::options::Options;
use std::fs;

#[test]
fn documents_become_the_modules_beside_them() {
    let mut findings = Vec::new();
    for path in documents("tests/golden") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mut options = Options::default();
        if name == "model-tools.yaml" {
            (options.emit, options.bind) = (vec!["tools".to_owned()], vec!["x-tenant".to_owned()]);
        }
        let files = plan(name, &fs::read_to_string(&path).unwrap()).files_with(Layout::Inline, &options);
        assert_eq!(files.len(), 1, "{name} became {:?}", files.keys());
        findings.extend(files.values().filter_map(|text| differs(&path.with_extension("rs"), text)));
    }
    none(
        findings,
        "If the new output is right: BINDERY_BLESS=1 cargo test -p bindery-tests golden, and read the difference.",
    );
}
