//! Typed Rust clients from OpenAPI documents.
//!
//! From a build script, one line generates a client next to your code:
//!
//! ```no_run
//! // build.rs
//! fn main() -> bindery::Result<()> {
//!     bindery::build("specs/petstore.yaml")
//! }
//! ```
//!
//! and one more, in `src/main.rs` or `src/lib.rs`, brings it in: `bindery_runtime::include_api!(pub mod petstore);`
//!
//! The `bindery` command does the same from a shell and makes whole crates; see the README. The stages of the
//! generator are reachable for our own tests, hidden from this documentation and free to change.
#![forbid(unsafe_code)]

pub mod build;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod diag;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod inspect;
#[doc(hidden)]
pub mod ir;
#[doc(hidden)]
pub mod lower;
#[doc(hidden)]
pub mod names;
#[doc(hidden)]
pub mod normalize;
#[doc(hidden)]
pub mod options;
#[doc(hidden)]
pub mod passes;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod tree;

pub use build::{Builder, Error, Report, Result, build};
pub use diag::{Deny, Finding, Level, Severity};
pub use ir::Lists;
