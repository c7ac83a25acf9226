//! Schemas that stand where only what holds one can stand: keywords or a reference in a media type itself, and references to
//! schemas in place of answers and bodies. They are put where they belong, since nothing else can be meant.

use super::grammar::Kind;
use crate::diag::Code;
use crate::source::{Step, Way};
use serde_json::{Map, Value, json};

/// What is said about it: a code, the key that it is about, the message and the help.
type Said = (Code, &'static str, String, String);

/// Keywords that only a schema has, which alone make one.
const TELLING: &[&str] = &["type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "additionalProperties"];

/// Puts the schema right that an object holds in its own place.
pub(super) fn put_right(kind: Kind, members: &mut Map<String, Value>, way: Option<&Way<'_>>) -> Option<Said> {
    // What stands under a key that is no media type was said.
    let of_media_type = || way.is_some_and(|way| matches!(way.step, Step::Key(key) if key.contains('/')));
    match kind {
        Kind::MediaType if of_media_type() => media_type(members),
        Kind::Response => referred(members, "a response"),
        Kind::RequestBody => referred(members, "the body of a request"),
        _ => None,
    }
}

fn media_type(members: &mut Map<String, Value>) -> Option<Said> {
    if members.contains_key("schema") {
        return None;
    }
    // OpenAPI 3.2 lets media types be components themselves.
    let refers = |to: &str| !to.starts_with("#/components/mediaTypes/");
    let reference = members.get("$ref").and_then(Value::as_str).is_some_and(refers).then_some("$ref");
    let key = reference.or_else(|| TELLING.iter().copied().find(|key| members.contains_key(*key)))?;
    let own = |key: &str| key.starts_with("x-") || matches!(key, "encoding" | "example" | "examples");
    let (kept, moved) = std::mem::take(members).into_iter().partition(|(key, _)| own(key));
    *members = kept;
    members.insert("schema".to_owned(), Value::Object(moved));
    let message = format!("`{key}` stands in the media type itself; it is read as if it stood in its `schema`");
    Some((Code::UnknownKey, key, message, format!("write it as `schema: {{ {key}: … }}`")))
}

/// A reference to a schema means an answer, or a body, of that schema.
fn referred(members: &mut Map<String, Value>, wanted: &str) -> Option<Said> {
    let reference = members.get("$ref").and_then(Value::as_str)?;
    if !reference.starts_with("#/components/schemas/") || members.contains_key("content") {
        return None;
    }
    let message = format!(
        "the reference `{reference}` leads to a schema, where {wanted} is wanted; it is read as the schema of its JSON"
    );
    let schema = members.shift_remove("$ref")?;
    members.insert("content".to_owned(), json!({ "application/json": { "schema": { "$ref": schema } } }));
    let help = "write it as `content: { application/json: { schema: { $ref: … } } }`";
    Some((Code::WrongKind, "$ref", message, help.to_owned()))
}
