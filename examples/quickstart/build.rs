//! Generates the client of the ERP into this crate: `include_api!` in `main.rs` brings it in.

use std::path::{Path, PathBuf};

const SPEC: &str = "specs/erp.yaml";

fn main() -> bindery::Result<()> {
    // The document stands with the others of the repository; `cargo package` builds this crate from another folder of it.
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(SPEC));
    let spec = above.into_iter().find(|spec| spec.exists()).unwrap_or_else(|| PathBuf::from(SPEC));
    // The emulator answers with the document's examples.
    println!("cargo::rustc-env=ERP_SPEC={}", spec.display());
    bindery::build(spec)
}
