//! Generates the client and the tools of the ERP, and the client of the model.

use std::path::{Path, PathBuf};

fn main() -> bindery::Result<()> {
    bindery::Builder::new(document("specs/erp.yaml")).emit("tools").build()?;
    bindery::Builder::new(document("specs/openai.yaml")).operation("createChatCompletion").build()
}

/// A document of the repository; `cargo package` builds this crate from another folder of it.
fn document(name: &str) -> PathBuf {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(name));
    above.into_iter().find(|path| path.exists()).unwrap_or_else(|| PathBuf::from(name))
}
