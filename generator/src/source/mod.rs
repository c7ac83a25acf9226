//! Reads a document and remembers where each node of it came from: [`Document`] owns the value, [`Node`] walks it, and
//! [`At`] is a small copyable place that later stages carry along and [`Document::position`] turns into line and column.
//!
//! JSON and YAML become the same `serde_json::Value`; nothing after this module knows which of the two it was.

mod at;
mod beside;
mod document;
mod json;
mod load;
mod locate;
mod node;
mod read;
mod resolve;
#[cfg(test)]
mod tests;
mod yaml;

pub use at::At;
pub(crate) use at::{Step, Way};
pub use beside::{exists, file_bytes, file_text, holds_documents_alone, lock_path, options_path};
pub use document::Document;
pub use load::{load, parse, parse_bytes};
pub use locate::Position;

pub use node::{Node, kind_of};
pub use resolve::ResolveError;
