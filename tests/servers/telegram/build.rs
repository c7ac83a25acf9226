//! Generates the client that `include_api!` in `main.rs` brings in.

fn main() -> bindery::Result<()> {
    bindery::build("../../../specs/telegram.yaml")
}
