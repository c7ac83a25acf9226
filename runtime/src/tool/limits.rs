//! Limits of values, as JSON Schema has them. Patterns are left to the API: their dialect is that of ECMAScript.

use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::HashSet;

/// What a value breaks.
pub(crate) fn broken(limits: &[(String, Value)], value: &Value) -> Vec<String> {
    limits.iter().filter(|(keyword, limit)| breaks(keyword, limit, value)).map(|limit| said(limit, value)).collect()
}

fn breaks(keyword: &str, limit: &Value, value: &Value) -> bool {
    let number = || value.as_f64().zip(limit.as_f64());
    let count = |count: usize, broken: Ordering| {
        limit.as_u64().is_some_and(|limit| u64::try_from(count).unwrap_or(u64::MAX).cmp(&limit) == broken)
    };
    let (less, more) = (Ordering::Less, Ordering::Greater);
    match (keyword, value) {
        ("minimum", Value::Number(_)) => number().is_some_and(|(value, limit)| value < limit),
        ("maximum", Value::Number(_)) => number().is_some_and(|(value, limit)| value > limit),
        ("exclusiveMinimum", Value::Number(_)) => number().is_some_and(|(value, limit)| value <= limit),
        ("exclusiveMaximum", Value::Number(_)) => number().is_some_and(|(value, limit)| value >= limit),
        ("format", Value::Number(_)) => {
            let range = limit.as_str().and_then(width);
            range.zip(value.as_f64()).is_some_and(|((least, most), value)| value < least || value > most)
        }
        ("multipleOf", Value::Number(_)) => match (value.as_i64(), limit.as_i64()) {
            (Some(value), Some(of)) => of != 0 && value % of != 0,
            _ => number().is_some_and(|(value, limit)| !is_multiple(value, limit)),
        },
        ("minLength", Value::String(text)) => count(text.chars().count(), less),
        ("maxLength", Value::String(text)) => count(text.chars().count(), more),
        ("minItems", Value::Array(items)) => count(items.len(), less),
        ("maxItems", Value::Array(items)) => count(items.len(), more),
        ("uniqueItems", Value::Array(items)) => {
            let mut seen = HashSet::new();
            limit == &Value::Bool(true) && items.iter().any(|item| !seen.insert(item))
        }
        ("minProperties", Value::Object(members)) => count(members.len(), less),
        ("maxProperties", Value::Object(members)) => count(members.len(), more),
        ("dependentRequired", Value::Object(members)) => lacking(limit, members).is_some(),
        _ => false,
    }
}

/// The range of integers of a format.
fn width(format: &str) -> Option<(f64, f64)> {
    match format {
        "int32" => Some((i32::MIN.into(), i32::MAX.into())),
        "uint32" => Some((0.0, u32::MAX.into())),
        _ => None,
    }
}

/// A key that is there, and one that it needs and that is not.
fn lacking<'l>(limit: &'l Value, members: &Map<String, Value>) -> Option<(&'l str, &'l str)> {
    limit.as_object()?.iter().filter(|(key, _)| members.contains_key(*key)).find_map(|(key, needs)| {
        let missing = needs.as_array()?.iter().filter_map(Value::as_str).find(|need| !members.contains_key(*need))?;
        Some((key.as_str(), missing))
    })
}

/// Whether a pattern means the same in all engines: those of JavaScript refuse escapes that escape nothing. What is left open is no
/// pattern at all.
pub(crate) fn is_portable(pattern: &str) -> bool {
    let mut chars = pattern.chars();
    let (mut class, mut open) = (false, 0_i32);
    while let Some(c) = chars.next() {
        match c {
            '[' => class = true,
            ']' => class = false,
            '(' if !class => open += 1,
            ')' if !class => open -= 1,
            '\\' => match chars.next() {
                Some('-') if class => {}
                Some(c) if "dDwWsSbBtnvfrcxupPk0123456789^$\\.*+?()[]{}|/".contains(c) => {}
                Some(_) | None => return false,
            },
            _ => {}
        }
    }
    !class && open == 0
}

/// Up to what doubles lose: 0.3 is a multiple of 0.1.
fn is_multiple(value: f64, of: f64) -> bool {
    let times = value / of;
    of == 0.0 || (times - times.round()).abs() < 1e-9 * times.abs().max(1.0)
}

fn said((keyword, limit): &(String, Value), value: &Value) -> String {
    let found = match value {
        Value::String(text) => format!("{} characters", text.chars().count()),
        Value::Array(items) => format!("{} elements", items.len()),
        Value::Object(members) => format!("{} keys", members.len()),
        other => other.to_string(),
    };
    match keyword.as_str() {
        "dependentRequired" => match value.as_object().and_then(|members| lacking(limit, members)) {
            Some((key, missing)) => format!("`{missing}` is required beside `{key}`"),
            None => format!("breaks {keyword}"),
        },
        "uniqueItems" => "has an element twice".to_owned(),
        "format" => format!("does not fit 32 bits (found {found})"),
        _ => format!("breaks {keyword}: {limit} (found {found})"),
    }
}

#[cfg(test)]
mod tests {
    use super::{broken, is_portable};
    use serde_json::json;

    #[test]
    fn patterns_that_some_engines_refuse_are_known() {
        let cases = [
            ("^[A-Z]{3}$", true),
            (r"^\d+(\.\d+)?$", true),
            (r"[\w\-]", true),
            (r"a\-b", false),
            (r"[\!]", false),
            ("\\", false),
        ];
        for (pattern, portable) in cases {
            assert_eq!(is_portable(pattern), portable, "{pattern}");
        }
    }

    #[test]
    fn limits_are_held() {
        let cases = [
            ("minimum", json!(1), json!(0), true),
            ("minimum", json!(1), json!(1), false),
            ("exclusiveMinimum", json!(1), json!(1), true),
            ("maximum", json!(1.5), json!(2), true),
            ("exclusiveMaximum", json!(2), json!(2), true),
            ("format", json!("int32"), json!(2_147_483_648_i64), true),
            ("format", json!("int32"), json!(-2_147_483_648_i64), false),
            ("format", json!("uint32"), json!(4_294_967_295_u32), false),
            ("format", json!("uint32"), json!(-1), true),
            ("format", json!("int64"), json!(1e18), false),
            ("multipleOf", json!(0.1), json!(0.3), false),
            ("multipleOf", json!(5), json!(12), true),
            ("multipleOf", json!(100), json!(50_000_000_001_i64), true),
            ("minLength", json!(2), json!("é"), true),
            ("maxLength", json!(1), json!("é"), false),
            ("minItems", json!(1), json!([]), true),
            ("maxItems", json!(1), json!([1, 2]), true),
            ("uniqueItems", json!(true), json!([1, 2, 1]), true),
            ("minProperties", json!(1), json!({}), true),
            ("maxLength", json!(1), json!(12345), false),
            ("pattern", json!("^a"), json!("b"), false),
            ("dependentRequired", json!({ "a": ["b"] }), json!({ "a": 1 }), true),
            ("dependentRequired", json!({ "a": ["b"] }), json!({ "a": 1, "b": 2 }), false),
            ("dependentRequired", json!({ "a": ["b"] }), json!({ "c": 1 }), false),
        ];
        for (keyword, limit, value, breaks) in cases {
            let found = broken(&[(keyword.to_owned(), limit)], &value);
            assert_eq!(!found.is_empty(), breaks, "{keyword} {value}: {found:?}");
        }
    }
}
