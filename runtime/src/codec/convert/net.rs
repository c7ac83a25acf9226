//! Addresses as the standard library's.

use crate::codec::{Ipv4, Ipv6};
use std::net::{AddrParseError, Ipv4Addr, Ipv6Addr};

impl Ipv4 {
    /// The address.
    ///
    /// # Errors
    /// When the text is none.
    ///
    /// ```
    /// use bindery_runtime::Ipv4;
    /// assert!(Ipv4::from("127.0.0.1").to_addr()?.is_loopback());
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    pub fn to_addr(&self) -> Result<Ipv4Addr, AddrParseError> {
        self.as_str().parse()
    }
}

impl From<Ipv4Addr> for Ipv4 {
    fn from(addr: Ipv4Addr) -> Self {
        addr.to_string().into()
    }
}

impl Ipv6 {
    /// The address.
    ///
    /// # Errors
    /// When the text is none; a zone (`%eth0`) is no part of an address.
    ///
    /// ```
    /// use bindery_runtime::Ipv6;
    /// assert!(Ipv6::from("::1").to_addr()?.is_loopback());
    /// # Ok::<(), std::net::AddrParseError>(())
    /// ```
    pub fn to_addr(&self) -> Result<Ipv6Addr, AddrParseError> {
        self.as_str().parse()
    }
}

impl From<Ipv6Addr> for Ipv6 {
    fn from(addr: Ipv6Addr) -> Self {
        addr.to_string().into()
    }
}
