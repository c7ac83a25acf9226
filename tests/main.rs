//! Tests of the generator as a whole, and of the rules that the sources keep.
//!
//! Cases are data: a golden or a broken document is added by adding a file. `BINDERY_BLESS=1` rewrites what is
//! expected; read the difference before committing it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod broken;
mod budget;
mod calls;
mod determinism;
#[path = "roundtrip/examples.rs"]
#[allow(dead_code)]
mod examples;
mod fuzzed;
mod golden;
// Calls are drawn as the bodies of `wire/` are.
#[path = "roundtrip/instances.rs"]
#[allow(dead_code)]
mod instances;
mod lenses;
mod mcp;
// The round trip draws more kinds of values than are needed here.
#[path = "roundtrip/random.rs"]
#[allow(dead_code)]
mod random;
#[path = "roundtrip/strings.rs"]
#[allow(dead_code)]
mod strings;
mod support;
mod tidy;
mod verbs;
#[path = "roundtrip/view.rs"]
#[allow(dead_code)]
mod view;
