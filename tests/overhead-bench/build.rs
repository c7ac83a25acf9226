//! Generates the client that is measured. `measure.py` says where the document is.

fn main() -> bindery::Result<()> {
    println!("cargo::rerun-if-env-changed=ERP_SPEC");
    bindery::build(std::env::var("ERP_SPEC").unwrap_or_default())
}
