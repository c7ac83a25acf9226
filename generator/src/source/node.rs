//! [`Node`]: a value of the document together with where it stands.

use super::{At, Document};
use serde_json::Value;

/// A value plus where it stands. Reading never fails: what is absent or of another kind is `None` or empty.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document,
    value: &'d Value,
    at: At,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, value: &'d Value, at: At) -> Self {
        Node { document, value, at }
    }

    /// The value itself.
    pub fn value(self) -> &'d Value {
        self.value
    }

    /// Where it stands.
    pub fn at(self) -> At {
        self.at
    }

    /// The document that it is part of.
    pub fn document(self) -> &'d Document {
        self.document
    }

    fn child(self, key: &str, value: &'d Value) -> Node<'d> {
        Node { document: self.document, value, at: self.document.child(self.at, key) }
    }

    /// The member of an object.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        self.value.as_object()?.get(key).map(|value| self.child(key, value))
    }

    /// The element of a list.
    pub fn index(self, index: usize) -> Option<Node<'d>> {
        self.value.as_array()?.get(index).map(|value| self.child(&index.to_string(), value))
    }

    /// The members of an object in the document's order; none if it is something else.
    pub fn entries(self) -> impl Iterator<Item = (&'d str, Node<'d>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(move |(key, value)| (key.as_str(), self.child(key, value)))
    }

    /// The elements of a list; none if it is something else.
    pub fn elements(self) -> impl Iterator<Item = Node<'d>> {
        let elements = self.value.as_array().into_iter().flatten();
        elements.enumerate().map(move |(index, value)| self.child(&index.to_string(), value))
    }

    /// The text, if it is text.
    pub fn as_str(self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// The boolean, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The number, if it is an integer that fits.
    pub fn as_i64(self) -> Option<i64> {
        self.value.as_i64()
    }

    /// The number, if it is one.
    pub fn as_f64(self) -> Option<f64> {
        self.value.as_f64()
    }

    /// The text of a member.
    pub fn str_at(self, key: &str) -> Option<&'d str> {
        self.value.as_object()?.get(key)?.as_str()
    }

    /// Whether a member is `true`.
    pub fn bool_at(self, key: &str) -> bool {
        self.value.as_object().and_then(|members| members.get(key)).and_then(Value::as_bool).unwrap_or(false)
    }

    /// What it is, for messages: "expected a list, found {kind}".
    pub fn kind(self) -> &'static str {
        kind_of(self.value)
    }
}

/// What a value is, for messages.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
