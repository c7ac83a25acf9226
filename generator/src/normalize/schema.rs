//! Schemas of OpenAPI 3.0 *up* to the spelling of JSON Schema 2020-12. Each rewrite is one function over one schema.

use super::grammar::{self, Kind, Visit};
use crate::source::Way;
use serde_json::{Map, Value};

type Schema = Map<String, Value>;

/// In their order. To add one, add it here and to the table in `tests.rs`.
const REWRITES: &[fn(&mut Schema)] = &[nullable, exclusive_bounds, example];

/// Rewrites every schema of the document.
pub(super) fn rewrite(root: &mut Value) {
    grammar::walk(Kind::Document, root, None, &mut Rewrite);
}

struct Rewrite;

impl Visit for Rewrite {
    fn object(&mut self, kind: Kind, members: &mut Schema, _: Option<&Way<'_>>) {
        if kind == Kind::Schema {
            REWRITES.iter().for_each(|rewrite| rewrite(members));
        }
    }
}

/// Whether a schema allows text, and no other scalar but null.
pub(super) fn is_text(schema: &Schema) -> bool {
    let is = |value: &Value, name: &str| value.as_str() == Some(name);
    match schema.get("type") {
        Some(Value::Array(types)) => {
            types.iter().any(|ty| is(ty, "string")) && types.iter().all(|ty| is(ty, "string") || is(ty, "null"))
        }
        Some(ty) => is(ty, "string"),
        None => false,
    }
}

/// `nullable: true` → `type: [t, "null"]`, or the marker `x-bindery-nullable` where there is no type to add to. An `enum`
/// beside it gets null as well: the specification asks the author for that, but few know.
fn nullable(schema: &mut Schema) {
    let mut nullable = false;
    for key in ["nullable", "x-nullable"] {
        let said = schema.shift_remove(key);
        nullable |= said.is_some_and(|value| value == Value::Bool(true) || value.as_str() == Some("true"));
    }
    if !nullable {
        return;
    }
    let null = || Value::String("null".to_owned());
    match schema.get_mut("type") {
        Some(Value::Array(types)) if !types.contains(&null()) => types.push(null()),
        Some(Value::Array(_)) => {}
        Some(ty) if *ty == null() => {}
        Some(ty) => *ty = Value::Array(vec![ty.take(), null()]),
        None => drop(schema.insert("x-bindery-nullable".to_owned(), Value::Bool(true))),
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}

/// `minimum: 1, exclusiveMinimum: true` → `exclusiveMinimum: 1`.
fn exclusive_bounds(schema: &mut Schema) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        let Some(Value::Bool(said)) = schema.get(exclusive) else { continue };
        let moved = if *said { schema.shift_remove(bound) } else { None };
        match (moved, schema.get_mut(exclusive)) {
            (Some(moved), Some(value)) => *value = moved,
            _ => drop(schema.shift_remove(exclusive)),
        }
    }
}

/// `example: x` → `examples: [x]`, before those that are there.
fn example(schema: &mut Schema) {
    let Some(example) = schema.shift_remove("example") else { return };
    match schema.get_mut("examples") {
        Some(Value::Array(examples)) if examples.contains(&example) => {}
        Some(Value::Array(examples)) => examples.insert(0, example),
        _ => drop(schema.insert("examples".to_owned(), Value::Array(vec![example]))),
    }
}
