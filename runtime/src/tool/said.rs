//! Values and what was expected of them, in the words that violations use.

use super::lens::{Form, Lens, Place};
use crate::message::is_printed;
use serde_json::Value;

/// What a node takes.
pub(crate) fn expected(lens: &Lens, place: Place) -> String {
    expected_within(lens, place, 0)
}

/// Unions of unions are told three deep.
fn expected_within(lens: &Lens, place: Place, depth: usize) -> String {
    let node = lens.behind(place);
    let what = match &node.form {
        Form::Any => "any value".to_owned(),
        Form::Bool => "true or false".to_owned(),
        Form::Integer => "an integer".to_owned(),
        Form::Number => "a number".to_owned(),
        Form::Text => "text".to_owned(),
        Form::Constants { values, .. } => one_of(values),
        Form::List(_) | Form::Tuple(_) => "a list".to_owned(),
        Form::Object { .. } => "an object".to_owned(),
        Form::Pairs { .. } => "a list of {key, value}".to_owned(),
        Form::Union(_) if depth > 3 => "a value".to_owned(),
        Form::Union(arms) => {
            let mut kinds: Vec<String> =
                arms.iter().take(8).map(|arm| expected_within(lens, *arm, depth + 1)).collect();
            kinds.dedup();
            kinds.join(" or ")
        }
        Form::JsonText { .. } => "JSON text".to_owned(),
        Form::Ref { .. } => "a value".to_owned(),
    };
    if node.nullable && !matches!(node.form, Form::Any) { format!("{what} or null") } else { what }
}

/// Constants, as many as one reads.
pub(crate) fn one_of(values: &[Value]) -> String {
    match values {
        [] => "null".to_owned(),
        [only] => seen(&only.to_string()),
        values => {
            let more = if values.len() > 20 { ", …" } else { "" };
            seen(&format!(
                "one of {}{more}",
                values.iter().take(20).map(Value::to_string).collect::<Vec<_>>().join(", ")
            ))
        }
    }
}

/// A value, short.
pub(crate) fn shown(value: &Value) -> String {
    let text = seen(&value.to_string());
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// Text without characters that are not seen, or that turn or hide what stands around them.
pub(crate) fn seen(text: &str) -> String {
    text.chars().filter(|char| is_printed(*char)).collect()
}
