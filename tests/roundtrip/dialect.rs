//! From bindery's normalised schemas to plain JSON Schema 2020-12, which the judge of instances reads. Only what
//! OpenAPI says and JSON Schema cannot is rewritten.

use serde_json::{Map, Value, json};

/// The schema objects of a document's components, as plain JSON Schema.
pub(crate) fn components(normalised: &Value) -> Value {
    let mut components = normalised["components"].clone();
    if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
        schemas.values_mut().for_each(plain);
    }
    components
}

/// Makes one schema plain JSON Schema, with those within it.
pub(crate) fn plain(value: &mut Value) {
    each(value, &mut schema);
}

const MAPS: &[&str] = &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const LISTS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
const ONES: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Calls `change` with each schema within one, innermost first, and with itself.
pub(crate) fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    if let Some(members) = value.as_object_mut() {
        let maps = |members: &mut Map<String, Value>, key: &str, change: &mut dyn FnMut(&mut Value)| {
            let map = members.get_mut(key).and_then(Value::as_object_mut);
            map.into_iter().flat_map(Map::values_mut).for_each(|schema| each(schema, change));
        };
        MAPS.iter().for_each(|key| maps(members, key, change));
        for key in LISTS {
            let list = members.get_mut(*key).and_then(Value::as_array_mut);
            list.into_iter().flatten().for_each(|schema| each(schema, change));
        }
        ONES.iter().for_each(|key| members.get_mut(*key).into_iter().for_each(|schema| each(schema, change)));
    }
    change(value);
}

/// Rewrites one schema, without those within it.
fn schema(value: &mut Value) {
    let Some(members) = value.as_object_mut() else { return };
    formats(members);
    patterns(members);
    if members.shift_remove("x-bindery-nullable").is_some() {
        if members.is_empty() {
            // The arm `nullable: true` of a union is how documents of 3.0 say "or null".
            *value = json!({ "type": "null" });
            return;
        }
        let inner = value.take();
        *value = json!({ "anyOf": [inner, { "type": "null" }] });
    }
}

/// What some formats of OpenAPI ask of a value, in keywords.
fn formats(members: &mut Map<String, Value>) {
    let (low, high) = match members.get("format").and_then(Value::as_str) {
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint16") => (json!(0), json!(u16::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("uint64") => (json!(0), json!(u64::MAX)),
        Some("byte" | "base64") if !members.contains_key("pattern") => {
            // The one spelling of some bytes: the bits that are left over are zero.
            let base64 = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";
            members.insert("pattern".to_owned(), json!(base64));
            return;
        }
        _ => return,
    };
    let bounded = |keys: [&str; 2]| keys.iter().any(|key| members.contains_key(*key));
    let (lower, upper) = (bounded(["minimum", "exclusiveMinimum"]), bounded(["maximum", "exclusiveMaximum"]));
    if !lower {
        members.insert("minimum".to_owned(), low);
    }
    if !upper {
        members.insert("maximum".to_owned(), high);
    }
}

/// Patterns that are no ECMA regular expression cannot be judged by.
fn patterns(members: &mut Map<String, Value>) {
    let fits = |pattern: &str| jsonschema::is_valid(&json!({ "pattern": pattern, "type": "null" }), &Value::Null);
    let built = |pattern: &str| jsonschema::validator_for(&json!({ "pattern": pattern })).is_ok() && fits(pattern);
    if members.get("pattern").is_some_and(|pattern| pattern.as_str().is_none_or(|pattern| !built(pattern))) {
        members.shift_remove("pattern");
    }
}
