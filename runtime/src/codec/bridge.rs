//! serde for users who store, log and convert: every generated type is `Serialize` and `Deserialize`.
//!
//! Both go by way of our own JSON, so that a value means the same whichever way it is read; formats that do not
//! describe themselves (bincode and the like) are not served. Secrets alone are neither: a record that holds one is written with
//! it, as it would be sent, so think twice where to.
#![cfg(feature = "serde")]

use super::{Any, Json, Map, Policy, decode, encode};
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

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        self::deserialize(deserializer)
    }
}

impl<T: Json> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, T: Json> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        self::deserialize(deserializer)
    }
}
