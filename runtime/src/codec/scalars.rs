//! String formats: text newtypes that never fail to decode and are sent as they came; and base64.

use super::{Json, Shape, ShapeMut};
use std::fmt;

macro_rules! text {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        ///
        /// Kept as the text that came; nothing is checked.
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Json for $name {
            fn blank() -> Self {
                Self::default()
            }
            #[inline(never)]
            fn shape(&self) -> Shape<'_> {
                Shape::Text(&self.0)
            }
            #[inline(never)]
            fn shape_mut(&mut self) -> ShapeMut<'_> {
                ShapeMut::Text(&mut self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

text! {
    /// An instant, `2026-11-22T09:00:00Z` (RFC 3339).
    DateTime;
    /// A day, `2026-11-22` (RFC 3339).
    Date;
    /// A time of day, `09:00:00Z` (RFC 3339).
    Time;
    /// A span of time, `P3DT4H` (ISO 8601).
    Duration;
    /// A UUID (RFC 9562).
    Uuid;
    /// A URI, absolute or not (RFC 3986).
    Uri;
    /// An address for mail (RFC 5321).
    Email;
    /// An IPv4 address.
    Ipv4;
    /// An IPv6 address.
    Ipv6;
    /// A host name (RFC 1123).
    Hostname;
    /// A decimal number spelled as text, `"19.90"`.
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
