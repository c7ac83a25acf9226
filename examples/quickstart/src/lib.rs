//! The ERP that the examples talk to: on loopback, without an account.

pub mod emulator;
