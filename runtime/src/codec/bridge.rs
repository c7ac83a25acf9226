//! serde for users who store, log and convert: every generated type is `Serialize` and `Deserialize`.
//!
//! Both go by way of our own JSON, so that a value means the same whichever way it is read; formats that do not
//! describe themselves (bincode and the like) are not served.
#![cfg(feature = "serde")]

use super::{Json, Policy, decode, encode};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Writes a value through serde.
///
/// # Errors
/// As [`encode`], or what the serializer says.
pub fn serialize<S: Serializer>(value: &dyn Json, serializer: S) -> Result<S::Ok, S::Error> {
    let text = encode(value).map_err(S::Error::custom)?;
    let tree: serde_json::Value = serde_json::from_slice(&text).map_err(S::Error::custom)?;
    tree.serialize(serializer)
}

/// Reads a value through serde.
///
/// # Errors
/// As [`decode`], or what the deserializer says.
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let tree = serde_json::Value::deserialize(deserializer)?;
    decode(tree.to_string().as_bytes(), Policy::Lenient).map(|decoded| decoded.value).map_err(D::Error::custom)
}
