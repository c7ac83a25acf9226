//! Tests of the generator as a whole, and of the rules that the sources keep.
//!
//! Cases are data: a golden or a broken document is added by adding a file. `BINDERY_BLESS=1` rewrites what is
//! expected; read the difference before committing it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod broken;
mod budget;
mod calls;
mod determinism;
mod fuzzed;
mod golden;
mod mcp;
// The round trip draws more kinds of values than are needed here.
#[path = "roundtrip/random.rs"]
#[allow(dead_code)]
mod random;
mod support;
mod tidy;
mod verbs;
