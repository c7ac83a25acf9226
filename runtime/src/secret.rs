//! Text that must not be printed.

use crate::codec::{Json, Shape, ShapeMut};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// A credential or another text that must not reach a log, an error or a model. Wiped from memory when dropped.
///
/// ```
/// use bindery_runtime::Secret;
/// let key = Secret::from("s3cr3t");
/// assert_eq!(format!("{key:?} {key}"), "[redacted] [redacted]");
/// assert_eq!(key.expose(), "s3cr3t");
/// ```
#[derive(Clone, Default)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself, for sending it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// Whether there is nothing but white space, as where a variable was set and not filled.
    pub(crate) fn is_blank(&self) -> bool {
        self.expose().trim().is_empty()
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Secret(text.into())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Secret(text.into())
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Json for Secret {
    fn blank() -> Self {
        Secret::default()
    }
    fn shape(&self) -> Shape<'_> {
        Shape::Secret(self)
    }
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Secret(self)
    }
}
