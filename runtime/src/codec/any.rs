//! Free-form JSON, kept as its text: no number is rounded, no nesting is walked, and what came is what is sent back.

use super::{DecodeError, Json, Map, Policy, Shape, ShapeMut, decode};
use std::fmt::{self, Display as _};

/// Any JSON value, kept as the text that it came in.
///
/// ```
/// use bindery_runtime::Any;
/// let any = Any::from(serde_json::json!({"colour": "red"}));
/// assert_eq!(any.as_json(), r#"{"colour":"red"}"#);
/// assert_eq!(any.to_value()["colour"], "red");
/// ```
#[derive(Clone, Default)]
pub struct Any(Box<str>);

impl Any {
    /// From JSON text.
    ///
    /// # Errors
    /// When `text` is not one JSON value.
    pub fn from_json(text: &str) -> Result<Any, DecodeError> {
        decode::<Any>(text.as_bytes(), Policy::Lenient).map(|decoded| decoded.value)
    }

    /// Text that a reader has gone over already.
    pub(crate) fn trusted(text: &str) -> Any {
        Any(text.into())
    }

    /// The JSON text; empty if nothing was ever set.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// Whether nothing was ever set. The writer refuses such a value.
    pub fn is_unset(&self) -> bool {
        self.0.is_empty()
    }

    /// As a tree; `null` if nothing was set, or where it holds half a surrogate pair, which no Rust text can.
    pub fn to_value(&self) -> serde_json::Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// As a typed value.
    ///
    /// # Errors
    /// As [`decode`](super::decode).
    pub fn parse<T: Json>(&self) -> Result<T, DecodeError> {
        decode(self.0.as_bytes(), Policy::Lenient).map(|decoded| decoded.value)
    }

    /// The text, if it is a JSON string.
    pub fn as_str(&self) -> Option<String> {
        self.0.starts_with('"').then(|| serde_json::from_str(&self.0).ok()).flatten()
    }

    /// One level of it, for encoders that are not JSON's. Numbers stay as they are spelled: as numbers of 64 bits, long ones
    /// would be others.
    pub(crate) fn apart(&self) -> Apart {
        let text = self.0.trim();
        match text.as_bytes().first() {
            Some(b'n') => Apart::Nothing,
            Some(b'[') => Apart::List(decode(text.as_bytes(), Policy::Lenient).map(|it| it.value).unwrap_or_default()),
            Some(b'{') => {
                Apart::Object(decode(text.as_bytes(), Policy::Lenient).map(|it| it.value).unwrap_or_default())
            }
            _ => Apart::Word(self.as_str().unwrap_or_else(|| text.to_owned())),
        }
    }
}

/// Free-form JSON, one level taken apart.
pub(crate) enum Apart {
    Nothing,
    /// Text, or another word as it is spelled.
    Word(String),
    List(Vec<Any>),
    Object(Map<Any>),
}

impl Json for Any {
    fn blank() -> Self {
        Any::default()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Any(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Any(self)
    }
}

impl PartialEq for Any {
    /// By meaning: spaces and the order of keys make no difference.
    fn eq(&self, other: &Self) -> bool {
        let tree = |any: &Any| serde_json::from_str::<serde_json::Value>(&any.0).ok();
        self.0 == other.0 || tree(self).is_some_and(|tree_of_self| Some(tree_of_self) == tree(other))
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::debug::Plain(if self.0.is_empty() { "(unset)" } else { &self.0 }).fmt(f)
    }
}

impl From<serde_json::Value> for Any {
    fn from(value: serde_json::Value) -> Self {
        Any(value.to_string().into())
    }
}

impl From<&str> for Any {
    /// A JSON string.
    fn from(text: &str) -> Self {
        Any::from(serde_json::Value::from(text))
    }
}
