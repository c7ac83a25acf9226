//! The `bindery` command.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    bindery::cli::main()
}
