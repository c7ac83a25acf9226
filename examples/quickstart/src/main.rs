//! Starts the ERP and says where it listens.
#![allow(clippy::print_stdout, reason = "this program is there to be read on a terminal")]

mod erp;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let base_url = erp::serve().await?;
    println!("Quillmoor ERP listens at {base_url}, key {}", erp::DEMO_KEY);
    Ok(())
}
