//! Generates the client of the ERP into this crate: `include_api!` in `main.rs` brings it in.

fn main() -> bindery::Result<()> {
    bindery::build("../../specs/erp.yaml")
}
