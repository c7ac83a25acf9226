//! A lens as JSON Schema: what a model is shown.

use super::dialect::{Envelope, Optional};
use super::lens::{Form, Lens, Member, Node, Place};
use serde_json::{Map, Value, json};

/// The one key of an object around a list of keys and values.
pub(crate) const ENTRIES: &str = "entries";
/// The one key of an object around JSON text.
pub(crate) const JSON: &str = "json";

/// The schema of a tool's arguments.
pub(crate) fn schema(lens: &Lens) -> Value {
    let mut root = node(lens, lens.root, false);
    let defs: Map<String, Value> =
        lens.defs.iter().map(|(name, place)| (name.clone(), node(lens, *place, false))).collect();
    if let (Value::Object(root), false) = (&mut root, defs.is_empty()) {
        root.insert("$defs".to_owned(), Value::Object(defs));
    }
    root
}

/// `null` tells whether the use adds it.
fn node(lens: &Lens, place: Place, null: bool) -> Value {
    let node = lens.node(place);
    let nullable = null || node.nullable;
    let mut out = form(lens, node, nullable);
    for (key, value) in &node.stated {
        out.insert(key.clone(), value.clone());
    }
    if !node.words.is_empty() {
        out.insert("description".to_owned(), node.words.as_str().into());
    }
    Value::Object(out)
}

fn form(lens: &Lens, node: &Node, nullable: bool) -> Map<String, Value> {
    let typed = |ty: &str| {
        let mut out = Map::new();
        out.insert("type".to_owned(), if nullable { json!([ty, "null"]) } else { ty.into() });
        out
    };
    match &node.form {
        Form::Any => Map::new(),
        Form::Bool => typed("boolean"),
        Form::Integer => typed("integer"),
        Form::Number => typed("number"),
        Form::Text | Form::JsonText { wrapped: false, .. } => typed("string"),
        Form::JsonText { wrapped: true, .. } => wrapped(lens, JSON, json!({ "type": "string" }), typed("object")),
        Form::Constants { values, as_text } => constants(values, *as_text, nullable),
        Form::List(item) => {
            let mut out = typed("array");
            out.insert("items".to_owned(), self::node(lens, *item, false));
            out
        }
        Form::Tuple(items) => tuple(lens, items, typed("array")),
        Form::Object { members, rest, clear } => {
            let mut out = typed("object");
            object(lens, members, rest.as_ref(), clear.as_deref(), &mut out);
            out
        }
        Form::Pairs { values, wrapped } => {
            let mut out = if *wrapped { Map::new() } else { typed("array") };
            if *wrapped {
                out.insert("type".to_owned(), "array".into());
            }
            let mut pair = Map::new();
            let properties = json!({ "key": { "type": "string" }, "value": self::node(lens, *values, false) });
            pair.insert("type".to_owned(), "object".into());
            pair.insert("properties".to_owned(), properties);
            pair.insert("required".to_owned(), json!(["key", "value"]));
            if lens.dialect.closed {
                pair.insert("additionalProperties".to_owned(), false.into());
            }
            out.insert("items".to_owned(), Value::Object(pair));
            if *wrapped { self::wrapped(lens, ENTRIES, Value::Object(out), typed("object")) } else { out }
        }
        Form::Union(arms) => any_of(arms.iter().map(|arm| self::node(lens, *arm, false)), nullable),
        Form::Ref { name, .. } => reference(lens, node, name, nullable),
    }
}

/// An object around one value.
fn wrapped(lens: &Lens, key: &str, schema: Value, mut out: Map<String, Value>) -> Map<String, Value> {
    out.insert("properties".to_owned(), json!({ key: schema }));
    out.insert("required".to_owned(), json!([key]));
    if lens.dialect.closed {
        out.insert("additionalProperties".to_owned(), false.into());
    }
    out
}

fn any_of(arms: impl Iterator<Item = Value>, nullable: bool) -> Map<String, Value> {
    let null = nullable.then(|| json!({ "type": "null" }));
    let mut out = Map::new();
    out.insert("anyOf".to_owned(), Value::Array(arms.chain(null).collect()));
    out
}

/// Beside a reference only the newest dialect of JSON Schema lets anything stand.
fn reference(lens: &Lens, node: &Node, name: &str, nullable: bool) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("$ref".to_owned(), format!("#/$defs/{name}").into());
    let alone = node.words.is_empty() || lens.dialect.envelope == Envelope::Mcp;
    if alone && !nullable { out } else { any_of(std::iter::once(Value::Object(out)), nullable) }
}

fn constants(values: &[Value], as_text: bool, nullable: bool) -> Map<String, Value> {
    let spelled = |value: &Value| match value {
        Value::String(_) => value.clone(),
        other if as_text => other.to_string().into(),
        other => other.clone(),
    };
    let mut list: Vec<Value> = values.iter().map(spelled).collect();
    let mut types: Vec<&str> = Vec::new();
    for value in &list {
        let ty = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    if nullable {
        types.push("null");
        list.push(Value::Null);
    }
    let mut out = Map::new();
    out.insert("type".to_owned(), if let [one] = types.as_slice() { (*one).into() } else { json!(types) });
    out.insert("enum".to_owned(), Value::Array(list));
    out
}

fn tuple(lens: &Lens, items: &[Place], mut out: Map<String, Value>) -> Map<String, Value> {
    let mut arms: Vec<Value> = items.iter().map(|item| node(lens, *item, false)).collect();
    if lens.dialect.tuples {
        out.insert("prefixItems".to_owned(), Value::Array(arms));
        out.insert("items".to_owned(), false.into());
        out.insert("minItems".to_owned(), items.len().into());
        return out;
    }
    arms.dedup();
    let item = match arms.as_slice() {
        [one] => one.clone(),
        _ => Value::Object(any_of(arms.into_iter(), false)),
    };
    out.insert("items".to_owned(), item);
    for key in ["minItems", "maxItems"].into_iter().filter(|key| lens.dialect.limits.contains(key)) {
        out.insert(key.to_owned(), items.len().into());
    }
    out
}

fn object(lens: &Lens, members: &[Member], rest: Option<&Place>, clear: Option<&str>, out: &mut Map<String, Value>) {
    let dialect = lens.dialect;
    let nulls = dialect.optional == Optional::Null;
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for member in members {
        if member.required || nulls {
            required.push(Value::from(member.key.as_str()));
        }
        properties.insert(member.key.clone(), node(lens, member.node, nulls && !member.required));
    }
    if let Some(clear) = clear {
        let names: Vec<&str> =
            members.iter().filter(|member| member.clearable).map(|member| member.key.as_str()).collect();
        let about = "Fields to set to null; null in the field itself leaves it out";
        let items = json!({ "type": "string", "enum": names });
        properties.insert(clear.to_owned(), json!({ "type": ["array", "null"], "items": items, "description": about }));
        required.push(clear.into());
    }
    out.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() || nulls {
        out.insert("required".to_owned(), Value::Array(required));
    }
    match rest {
        Some(rest) => {
            out.insert("additionalProperties".to_owned(), node(lens, *rest, false));
        }
        None if dialect.closed => {
            out.insert("additionalProperties".to_owned(), false.into());
        }
        None => {}
    }
}
