//! The runtime of clients that [bindery](https://docs.rs/bindery) generates.
//!
//! A generated client is tables: types ([`codec`]) and operations ([`operations!`]). Everything that happens when a
//! method is called happens here, once, for all of them: [`Client::call`] builds the request, `execute` sends it, and
//! [`Response`] or [`Error`] says what came of it.
//!
//! # Proxies
//! The default transport honours `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, except for servers on
//! loopback; [`ClientBuilder::env_proxies`] turns that off.
#![forbid(unsafe_code)]

mod auth;
mod base;
mod builder;
mod call;
mod client;
pub mod clock;
pub mod codec;
mod error;
mod execute;
mod forms;
mod headers;
mod include;
mod message;
pub mod operation;
mod params;
mod request;
mod response;
mod secret;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
#[cfg(feature = "tools")]
pub mod tool;
pub mod transport;
mod watch;

pub use auth::{CredentialProvider, ProviderError};
#[doc(hidden)]
pub use auth::{forms_of_secret, in_json};
pub use builder::ClientBuilder;
pub use bytes::Bytes;
pub use call::{Call, CallFuture, RawCall, RawFuture};
pub use client::Client;
pub use codec::{
    Any, Binary, Date, DateTime, Decimal, Drift, Duration, Email, Extra, File, Hostname, Ipv4, Ipv6, Map, Time, Uri,
    Uuid,
};
pub use error::{ConfigError, Error, ErrorKind, Sent};
pub use http;
pub use operation::{Api, Operation};
pub use request::Input;
pub use response::{RawResponse, Response};
pub use secret::Secret;

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde;

/// What generated modules say without a path.
#[doc(hidden)]
pub mod prelude {
    pub use crate::{
        Any, Binary, Call, Date, DateTime, Decimal, Duration, Email, Extra, File, Hostname, Input, Ipv4, Ipv6, Map,
        Secret, Time, Uri, Uuid,
    };
}

/// A future in a box: what traits that are used as objects return.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
