//! Generates a client of a part of Stripe's own document, which is not in this repository.

use std::env;
use std::path::PathBuf;

fn main() -> bindery::Result<()> {
    println!("cargo::rerun-if-env-changed=BINDERY_CORPUS");
    let corpus = env::var_os("BINDERY_CORPUS").map(PathBuf::from).unwrap_or_default();
    // Only what is called, and the types that it needs: a third of the document.
    bindery::Builder::new(corpus.join("stripe.yaml"))
        .operation("PostCustomers")
        .operation("PostCustomersCustomer")
        .operation("GetCustomersCustomer")
        .operation("GetCustomers")
        .build()
}
