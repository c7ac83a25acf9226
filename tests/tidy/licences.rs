//! The licence of every crate that the workspace builds with, on any system.

use super::crates::cargo;
use super::spdx::satisfied;
use crate::support::none;

const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn licences_are_permissive() {
    let text = cargo(&["metadata", "--format-version", "1", "--locked"]);
    let metadata: serde_json::Value = serde_json::from_str(&text).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 10, "cargo listed {} packages only", packages.len());
    let mut findings = Vec::new();
    for package in packages {
        let (name, version) = (package["name"].as_str().unwrap(), package["version"].as_str().unwrap());
        let fine = match package["license"].as_str() {
            Some(expression) => satisfied(expression, ALLOWED).map(|fine| (fine, expression)),
            None => Err("no licence expression".to_owned()),
        };
        match fine {
            Ok((true, _)) => {}
            Ok((false, expression)) => findings.push(format!("{name} {version}: {expression}")),
            Err(message) => findings.push(format!("{name} {version}: {message}")),
        }
    }
    none(
        findings,
        "Choose another crate; a licence that is as permissive is added to the list in tests/tidy/licences.rs.",
    );
}
