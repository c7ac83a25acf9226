//! Tables: a piece of a document, and the IR that it becomes.

#![allow(clippy::indexing_slicing)]

mod constants;
mod keywords;
mod listed;
mod operations;
mod schemas;
mod sequences;
mod unions;

use super::show;

/// A document's schemas, the types that they become, and the codes of what is said about them.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

fn check(cases: &[Case]) {
    for (name, schemas, expected, codes) in cases {
        let (api, diags) = show::lower_schemas(schemas);
        assert_eq!(show::types(&api), *expected, "{name}");
        assert_eq!(show::codes(&diags), *codes, "{name}");
    }
}
