//! Types of the IR as JSON Schema 2020-12, in the direction of a request: the one description of arguments that all
//! dialects are made from. Keys that models cannot be shown have another name here, and say theirs under `x-key`.

use super::super::Plan;
use super::words::{self, plain};
use crate::ir::{
    Choice, ChoiceKind, ConstantValue, Docs, Extra, Field, Format, Int, Limit, Record, Shape, Slot, TypeId,
};
use crate::names::argument_keys;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Types without a name nest; documents that nest deeper than this do it endlessly.
const DEPTH: usize = 32;
/// Longer lists of constants are not explained one by one.
const EXPLAINED: usize = 30;

/// Schemas of types that have a name, as far as they were asked for.
pub(super) struct Schemas<'p, 'a> {
    plan: &'p Plan<'a>,
    /// By name; `null` while it is being made.
    pub(super) named: BTreeMap<String, Value>,
    depth: usize,
}

type Members = Map<String, Value>;

impl<'p, 'a> Schemas<'p, 'a> {
    pub(super) fn new(plan: &'p Plan<'a>) -> Schemas<'p, 'a> {
        Schemas { plan, named: BTreeMap::new(), depth: 0 }
    }

    /// The fields that a request carries.
    pub(super) fn sent(record: &Record) -> impl Iterator<Item = &Field> {
        record.fields.iter().filter(|field| !field.slot.read_only)
    }

    /// A field of a record, its constants included.
    pub(super) fn field(&mut self, field: &Field) -> Value {
        let mut schema = self.slot(&field.slot);
        let listed = match (&field.tag, &*field.only) {
            (Some(tag), _) => vec![Value::from(tag.as_str())],
            (None, only) => only.to_vec(),
        };
        if let (Some(members), [_, ..]) = (schema.as_object_mut(), listed.as_slice())
            && !members.contains_key("enum")
        {
            // Behind a reference there are more values than this field has.
            if members.contains_key("$ref") || members.contains_key("anyOf") {
                members.retain(|key, _| matches!(key.as_str(), "description" | "default"));
            }
            members.insert("enum".to_owned(), Value::Array(listed));
        }
        schema
    }

    /// A use of a type.
    pub(super) fn slot(&mut self, slot: &Slot) -> Value {
        let id = self.plan.api.behind(slot.ty);
        let ty = &self.plan.api.types[id];
        let mut members = self.of(id);
        let docs = [&slot.docs, &self.plan.api.types[slot.ty].docs, &ty.docs];
        if !members.contains_key("$ref") {
            limit(&mut members, &ty.docs.limits);
        }
        limit(&mut members, &slot.docs.limits);
        if slot.nullable {
            members = nullable(members);
        }
        if let Some(text) = describe(&docs, members.contains_key("$ref")) {
            let explained = members.remove("description");
            let text = match explained.as_ref().and_then(Value::as_str) {
                Some(explained) => format!("{text} {explained}"),
                None => text,
            };
            members.insert("description".to_owned(), text.into());
        }
        if let Some(default) = &slot.default {
            members.insert("default".to_owned(), default.clone());
        }
        Value::Object(members)
    }

    /// A type: by reference if it has a name, except for lists of constants, which are short.
    fn of(&mut self, id: TypeId) -> Members {
        let ty = &self.plan.api.types[id];
        let name = self.plan.names.of(id).filter(|_| !matches!(ty.shape, Shape::Choice(_)));
        let Some(name) = name else { return self.shape(id) };
        if !self.named.contains_key(name) {
            self.named.insert(name.to_owned(), Value::Null);
            let mut members = self.shape(id);
            limit(&mut members, &ty.docs.limits);
            if let Some(text) = describe(&[&ty.docs], false) {
                members.insert("description".to_owned(), text.into());
            }
            self.named.insert(name.to_owned(), Value::Object(members));
        }
        object(json!({ "$ref": format!("#/$defs/{name}") }))
    }

    fn shape(&mut self, id: TypeId) -> Members {
        if self.depth > DEPTH {
            return Members::new();
        }
        self.depth += 1;
        let schema = match &self.plan.api.types[id].shape {
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Int(int) => self.int(*int),
            Shape::Float => json!({ "type": "number" }),
            Shape::Text(format) => self.text(*format),
            Shape::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Shape::Any => json!({}),
            Shape::List(element) => json!({ "type": "array", "items": self.slot(element) }),
            Shape::Map(element) => json!({ "type": "object", "additionalProperties": self.slot(element) }),
            Shape::Tuple(slots) => {
                let items: Vec<Value> = slots.iter().map(|slot| self.slot(slot)).collect();
                json!({ "type": "array", "prefixItems": items, "items": false, "minItems": slots.len() })
            }
            Shape::Record(record) => self.record(record),
            Shape::Choice(choice) => constants(choice),
            Shape::Union(union) => {
                let arms: Vec<Value> = union.arms.iter().map(|arm| self.slot(&arm.slot)).collect();
                json!({ "anyOf": arms })
            }
            Shape::Alias(slot) => self.slot(slot),
        };
        self.depth -= 1;
        object(schema)
    }

    fn int(&self, int: Int) -> Value {
        match int {
            Int::I32 => json!({ "type": "integer", "format": "int32" }),
            Int::I64 => json!({ "type": "integer" }),
            Int::U32 => json!({ "type": "integer", "format": "uint32", "minimum": 0 }),
            Int::U64 => json!({ "type": "integer", "minimum": 0 }),
        }
    }

    fn text(&self, format: Format) -> Value {
        let format = match format {
            Format::Plain => return json!({ "type": "string" }),
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Uuid => "uuid",
            Format::Uri => "uri",
            Format::Email => "email",
            Format::Ipv4 => "ipv4",
            Format::Ipv6 => "ipv6",
            Format::Hostname => "hostname",
            Format::Decimal => "decimal",
            Format::Password => "password",
            Format::File => "binary",
            Format::Custom(i) => self.plan.api.formats.get(usize::from(i)).map_or("text", |format| format.as_str()),
        };
        json!({ "type": "string", "format": format })
    }

    fn record(&mut self, record: &Record) -> Value {
        let fields: Vec<&Field> = Schemas::sent(record).collect();
        let keys = argument_keys(fields.iter().map(|field| field.key.as_str()));
        let (mut properties, mut required) = (Members::new(), Vec::new());
        for (field, key) in fields.into_iter().zip(keys) {
            let mut schema = self.field(field);
            if let (Some(members), true) = (schema.as_object_mut(), key != field.key) {
                members.insert("x-key".to_owned(), field.key.as_str().into());
            }
            if needed(field) {
                required.push(Value::from(key.as_str()));
            }
            properties.insert(key, schema);
        }
        let rest = match &record.extra {
            // Keys that the document does not name are nothing that a model should make up.
            Extra::Open | Extra::Closed => Value::Bool(false),
            Extra::Typed(slot) => self.slot(slot),
        };
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": rest })
    }
}

/// Whether a request has to have a field.
pub(super) fn needed(field: &Field) -> bool {
    field.slot.required || field.sent
}

/// The object that a schema is.
fn object(schema: Value) -> Members {
    match schema {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}

fn limit(members: &mut Members, limits: &[Limit]) {
    for Limit { keyword, value } in limits {
        let fits = match members.get("type").and_then(Value::as_str) {
            Some("integer" | "number") => keyword.ends_with("imum") || *keyword == "multipleOf",
            Some("string") => matches!(*keyword, "minLength" | "maxLength" | "pattern"),
            Some("array") => matches!(*keyword, "minItems" | "maxItems" | "uniqueItems"),
            Some("object") => matches!(*keyword, "minProperties" | "maxProperties"),
            Some(_) | None => false,
        };
        // What lists its values needs no limits.
        if fits && !members.contains_key("enum") && !members.contains_key("prefixItems") {
            members.insert((*keyword).to_owned(), value.clone());
        }
    }
}

fn nullable(mut members: Members) -> Members {
    if members.is_empty() {
        return members;
    }
    if let Some(ty @ Value::String(_)) = members.get("type").cloned() {
        members.insert("type".to_owned(), json!([ty, "null"]));
        if let Some(Value::Array(values)) = members.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        return members;
    }
    object(json!({ "anyOf": [members, { "type": "null" }] }))
}

/// What the nearest of several docs says. Behind a reference the type says its own.
fn describe(docs: &[&Docs], referred: bool) -> Option<String> {
    let docs = if referred { docs.get(..1).unwrap_or_default() } else { docs };
    let prose = docs.iter().find_map(|docs| docs.description.as_deref().or(docs.summary.as_deref()));
    let text = prose.map(|prose| plain(prose, words::ARGUMENT)).filter(|text| !text.is_empty());
    match (text, docs.first().is_some_and(|docs| docs.deprecated)) {
        (Some(text), true) => Some(format!("Deprecated. {text}")),
        (None, true) => Some("Deprecated.".to_owned()),
        (text, false) => text,
    }
}

fn constants(choice: &Choice) -> Value {
    let values: Vec<Value> = choice
        .values
        .iter()
        .map(|constant| match &constant.value {
            ConstantValue::Text(text) => Value::from(text.as_str()),
            ConstantValue::Int(int) => Value::from(*int),
        })
        .collect();
    let ty = match choice.kind {
        ChoiceKind::Text => "string",
        ChoiceKind::Int => "integer",
    };
    let mut schema = Members::new();
    schema.insert("type".to_owned(), ty.into());
    // Any other value is valid as well: these are suggestions.
    schema.insert(if choice.open { "examples" } else { "enum" }.to_owned(), Value::Array(values));
    let named = choice.values.iter().filter_map(|constant| {
        let name = constant.name.as_deref()?;
        match &constant.value {
            ConstantValue::Int(int) => Some(format!("{int}: {name}")),
            ConstantValue::Text(_) => None,
        }
    });
    let named: Vec<String> = named.take(EXPLAINED + 1).collect();
    if (1..=EXPLAINED).contains(&named.len()) {
        schema.insert("description".to_owned(), format!("({})", named.join(", ")).into());
    }
    Value::Object(schema)
}
