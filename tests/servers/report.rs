//! A step as the line that `servers.py` reads: what was done, what came of it, and in what the answer was not as the
//! document says.

use bindery_runtime::Response;
use bindery_runtime::codec::Drift;
use std::fmt::Display;

/// For a call that succeeded.
pub fn answered<T>(step: &str, answer: &Response<T>, got: impl Display) {
    print(step, got, answer.drift());
}

/// For what is no answer of success.
pub fn refused(step: &str, got: impl Display) {
    print(step, got, &[]);
}

fn print(step: &str, got: impl Display, drift: &[Drift]) {
    let drift: Vec<String> = drift.iter().map(Drift::to_string).collect();
    println!("{step}\t{}\t{}", got.to_string().replace(['\t', '\n'], " "), drift.join("; "));
}
