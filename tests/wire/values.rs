//! Values of parameters and bodies, made from their schemas and judged by an independent validator.

use crate::{dialect, instances};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// A schema that values are wanted of.
pub(crate) struct Use {
    pub(crate) schema: Value,
    /// The text where any will do: in a call with only what is required, in one with everything.
    pub(crate) tame: &'static str,
    pub(crate) text: &'static str,
    /// Parameters cannot say that they are empty.
    pub(crate) is_param: bool,
}

pub(crate) struct Made {
    pub(crate) value: Value,
    pub(crate) valid: bool,
    /// Whether it has all that there is, or all that is required; a schema may forbid that.
    pub(crate) whole: bool,
}

pub(crate) struct Values {
    root: Value,
    uses: Vec<Use>,
    /// Of an object with a value of each use under its number, so that what uses share is compiled once.
    judge: Option<Validator>,
}

impl Values {
    /// `root` is the normalised document.
    pub(crate) fn new(root: &Value, mut uses: Vec<Use>) -> Values {
        let mut root = root.clone();
        root["components"] = dialect::components(&root);
        for schema in root["components"]["schemas"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            dialect::each(schema, &mut not_read_only);
        }
        uses.iter_mut().for_each(|used| dialect::each(&mut used.schema, &mut not_read_only));
        let numbered = uses.iter().enumerate();
        let properties: Map<String, Value> = numbered.map(|(i, used)| (i.to_string(), used.schema.clone())).collect();
        let mut schema = root.clone();
        schema["properties"] = Value::Object(properties);
        // What the document calls so is no keyword.
        for key in ["openapi", "info", "tags", "servers", "security", "$schema", "jsonSchemaDialect"] {
            schema.as_object_mut().expect("a document is an object").shift_remove(key);
        }
        let judge = jsonschema::draft202012::options().build(&schema);
        let judge = judge.inspect_err(|error| eprintln!("values are not judged: {error}")).ok();
        Values { root, uses, judge }
    }

    /// A value of a use, valid where one is found.
    pub(crate) fn value(&self, number: usize, full: bool) -> Option<Made> {
        let used = &self.uses[number];
        let seed = format!("{number}");
        let texts = if full { vec![used.text, used.tame] } else { vec![used.tame] };
        let mut other = None;
        for text in texts {
            for (value, whole) in instances::sent(&self.root, &used.schema, full, &seed, text) {
                // A body without a byte is none.
                if used.is_param && is_nothing(&value) || value == "" {
                    continue;
                }
                if self.is_valid(number, &value) {
                    return Some(Made { value, valid: true, whole });
                }
                other = other.or(Some(value));
            }
        }
        if !full {
            // There may be no least one that is not empty.
            return self.value(number, true).or(other.map(|value| Made { value, valid: false, whole: false }));
        }
        other.map(|value| Made { value, valid: false, whole: false })
    }

    fn is_valid(&self, number: usize, value: &Value) -> bool {
        self.judge.as_ref().is_some_and(|judge| judge.is_valid(&json!({ number.to_string(): value })))
    }
}

/// What no parameter can carry.
fn is_nothing(value: &Value) -> bool {
    let whole = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty() || text.chars().any(char::is_control),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    let within = match value {
        Value::Array(list) => list.iter().any(is_nothing),
        Value::Object(members) => members.values().any(is_nothing),
        _ => false,
    };
    whole(value) || within
}

/// A request has no property that is read only, even if it is required.
fn not_read_only(schema: &mut Value) {
    let own: Vec<String> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, property)| property["readOnly"] == true)
        .map(|(key, _)| key.clone())
        .collect();
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|key| !own.iter().any(|own| key == own));
    }
}
