//! Instances that the document itself gives: examples and defaults of schemas, and examples beside a schema that is a
//! reference to a component (of media types, parameters and headers).

use crate::view::pointer;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Examples by the reference that they stand beside.
#[derive(Default)]
pub(crate) struct Examples(BTreeMap<String, Vec<Value>>);

impl Examples {
    /// Collects those of a whole document, normalised.
    pub(crate) fn of(root: &Value) -> Examples {
        let mut examples = Examples::default();
        examples.walk(root, root);
        examples
    }

    fn walk(&mut self, value: &Value, root: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(schema) = members.get("schema") {
                    let mut here: Vec<&Value> = members.get("example").into_iter().collect();
                    let named = members.get("examples").and_then(Value::as_object).into_iter().flatten();
                    here.extend(named.filter_map(|(_, example)| follow(example, root)?.get("value")));
                    self.beside(schema, &here);
                }
                members.values().for_each(|value| self.walk(value, root));
            }
            Value::Array(elements) => elements.iter().for_each(|value| self.walk(value, root)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn beside(&mut self, schema: &Value, here: &[&Value]) {
        if let Some(reference) = schema["$ref"].as_str() {
            self.0.entry(reference.to_owned()).or_default().extend(here.iter().copied().cloned());
        }
        if schema.get("items").is_some() {
            let elements: Vec<&Value> = here.iter().filter_map(|list| list.as_array()).flatten().collect();
            self.beside(&schema["items"], &elements);
        }
    }

    /// All that belong to a component.
    pub(crate) fn of_component(&self, component: &str, root: &Value) -> Vec<Value> {
        let mut out = self.0.get(&pointer(component)).cloned().unwrap_or_default();
        let schema = root["components"]["schemas"][component].as_object();
        out.extend(schema.into_iter().flat_map(of_members).cloned());
        out
    }
}

/// Those that stand in a schema.
pub(crate) fn of_members(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let listed = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
    listed.chain(schema.get("default"))
}

/// An example may be a reference to one.
fn follow<'d>(example: &'d Value, root: &'d Value) -> Option<&'d Value> {
    match example.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#')?),
        None => Some(example),
    }
}
