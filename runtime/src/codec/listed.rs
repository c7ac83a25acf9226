//! Fields for which the document lists values of a type that takes others too: `true` alone, 1.5 and 2.5, one object. The
//! type holds what came either way, so another value is noted and nothing else.

use super::drift::{Step, shown};
use super::reader::Reader;
use super::{Record, Shape, Table, encode, flag};
use serde_json::Value;

/// Notes listed fields that hold something else, unless more was to be said about them already (since `from`).
pub(super) fn check(table: &'static Table, record: &dyn Record, from: usize, r: &mut Reader<'_>) {
    for (row, constants) in table.only {
        let Some(key) = table.keys.get(*row) else { continue };
        let Some(text) = record.get(*row).present().and_then(|shape| other(shape, constants)) else { continue };
        let step = Step::Key(key.name());
        let begin = step.to_string();
        let said = |path: &str| path.get(1..).is_some_and(|path| path.starts_with(&begin));
        if r.notes.iter().skip(from).any(|note| said(&note.path)) {
            continue;
        }
        let noted = r.noted();
        let found = if key.is(flag::secret) { "[redacted]" } else { &shown(&text) };
        r.note("one of the listed values", found);
        r.step(noted, step);
    }
}

/// The JSON of a value that is none of the constants. What is absent is none, and neither is it another.
fn other(shape: Shape<'_>, constants: &[&str]) -> Option<String> {
    match shape {
        Shape::Opt(value) => return other(value?.present()?, constants),
        Shape::Bool(value) if constants.contains(&if value { "true" } else { "false" }) => return None,
        _ => {}
    }
    let mut text = Vec::new();
    encode::write_shape(shape, 0, &mut text).ok()?;
    let value = serde_json::from_slice(&text).ok()?;
    let is = |constant: &&str| serde_json::from_str(constant).is_ok_and(|constant| alike(&value, &constant));
    if constants.iter().any(is) { None } else { String::from_utf8(text).ok() }
}

/// Whether two values are the same to JSON Schema, which knows one kind of number.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| alike(a, b)))
        }
        _ => a == b,
    }
}
