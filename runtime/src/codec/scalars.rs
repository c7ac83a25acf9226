//! String formats: text newtypes that never fail to decode and are sent as they came; and base64.
//!
//! What they mean is asked for by `to_…` methods, which `convert` gives them.

use super::{Json, Shape, ShapeMut};
use std::fmt;
use std::ops::Deref;

text! {
    /// An instant, `2026-11-22T09:00:00Z` (RFC 3339).
    ///
    /// Kept as the text that came; nothing is checked.
    DateTime;
    /// A day, `2026-11-22` (RFC 3339).
    ///
    /// Kept as the text that came; nothing is checked.
    Date;
    /// A time of day, `09:00:00Z` (RFC 3339).
    ///
    /// Kept as the text that came; nothing is checked.
    Time;
    /// A span of time, `P3DT4H` (ISO 8601).
    ///
    /// Kept as the text that came; nothing is checked.
    Duration;
    /// A UUID (RFC 9562).
    ///
    /// Kept as the text that came; nothing is checked.
    Uuid;
    /// A URI, absolute or not (RFC 3986).
    ///
    /// Kept as the text that came; nothing is checked.
    Uri;
    /// An address for mail (RFC 5321).
    ///
    /// Kept as the text that came; nothing is checked.
    Email;
    /// An IPv4 address.
    ///
    /// Kept as the text that came; nothing is checked.
    Ipv4;
    /// An IPv6 address.
    ///
    /// Kept as the text that came; nothing is checked.
    Ipv6;
    /// A host name (RFC 1123).
    ///
    /// Kept as the text that came; nothing is checked.
    Hostname;
    /// A decimal number spelled as text, `"19.90"`.
    ///
    /// Kept as the text that came; nothing is checked.
    Decimal;
}

/// Bytes that travel as base64 text (`format: byte`).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Binary(pub Vec<u8>);

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl Deref for Binary {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Binary {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for Binary {
    fn from(bytes: T) -> Self {
        Binary(bytes.into())
    }
}

impl Json for Binary {
    fn blank() -> Self {
        Self::default()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Bytes(&self.0)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Bytes(&mut self.0)
    }
}

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The standard alphabet, padded or not; anything else is drift and keeps its text.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

pub(super) fn to_base64(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(BASE64.encode(bytes).as_bytes());
}
