//! Whether two values are the same JSON: the order of keys and the spelling of numbers make no difference.

use serde_json::{Number, Value};

/// Where two values differ first, and how; `None`: they are equal.
pub(crate) fn differs(sent: &Value, came: &Value) -> Option<(String, String)> {
    at("$", sent, came)
}

fn at(path: &str, sent: &Value, came: &Value) -> Option<(String, String)> {
    match (sent, came) {
        (Value::Object(a), Value::Object(b)) => {
            for (key, value) in a {
                let path = format!("{path}.{key}");
                let Some(other) = b.get(key) else {
                    return Some((path, format!("{} was lost", kind(value))));
                };
                if let Some(found) = at(&path, value, other) {
                    return Some(found);
                }
            }
            let added = b.iter().find(|(key, _)| !a.contains_key(*key));
            added.map(|(key, value)| (format!("{path}.{key}"), format!("{} was added", kind(value))))
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Some((
                    path.to_owned(),
                    format!("a list became {}", if a.len() > b.len() { "shorter" } else { "longer" }),
                ));
            }
            a.iter().zip(b).enumerate().find_map(|(i, (a, b))| at(&format!("{path}[{i}]"), a, b))
        }
        (Value::Number(a), Value::Number(b)) if same(a, b) => None,
        _ if sent == came => None,
        _ if kind(sent) == kind(came) => Some((path.to_owned(), format!("{} changed", kind(sent)))),
        _ => Some((path.to_owned(), format!("{} became {}", kind(sent), kind(came)))),
    }
}

fn same(a: &Number, b: &Number) -> bool {
    let whole = |n: &Number| n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        // 5.0 and 5 are one number in JSON Schema.
        _ => a.as_f64() == b.as_f64(),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
