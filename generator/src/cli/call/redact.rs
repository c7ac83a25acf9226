//! What must not be printed: credentials of the environment, and values that the document marks as secret.

use super::Found;
use super::value::Value;
use crate::cli::console::Console;
use crate::ir::{Api, Format, Shape, Slot};
use crate::source;
use bindery_runtime::codec;
use std::path::Path;

/// Stands for a value that is not shown.
pub(super) const HIDDEN: &str = "REDACTED";

/// Whether a variable holds something.
pub(super) fn holds(console: &Console<'_>, env: &str) -> bool {
    (console.env)(env).is_some_and(|value| !value.trim().is_empty())
}

/// Whether a variable holds a credential, or the one with `_FILE` behind it names a file.
pub(super) fn is_set(console: &Console<'_>, env: &str) -> bool {
    holds(console, env) || holds(console, &format!("{env}_FILE"))
}

/// The credentials that the environment holds.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    pub(super) fn of(found: &Found, console: &Console<'_>) -> Secrets {
        let envs = (0..found.api().schemes.len()).filter_map(|i| found.env(i));
        let values = envs.filter_map(|env| {
            let file = || source::file_text(Path::new((console.env)(&format!("{env}_FILE"))?.trim())).ok()?;
            (console.env)(env).filter(|value| !value.trim().is_empty()).or_else(file)
        });
        let mut secrets: Vec<String> = values.map(|value| value.trim().to_owned()).collect();
        let passwords = secrets.iter().filter_map(|secret| secret.split_once(':'));
        secrets.extend(passwords.map(|(_, password)| password.to_owned()).collect::<Vec<_>>());
        // Short ones stand in any text by chance.
        secrets.retain(|secret| secret.len() >= 6);
        Secrets(secrets)
    }

    /// `text` without them: some APIs repeat the key that they refuse.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "[redacted]"))
    }
}

/// `value` without what the document marks as secret.
pub(super) fn hide(api: &Api, slot: &Slot, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Json(any) => {
            let Some(tree) = Value::from_json(any.as_json()) else { return value.clone() };
            let hidden = hide(api, slot, &tree);
            // What holds no secret stays as it was spelled.
            if codec::same(&tree, &hidden) { value.clone() } else { hidden }
        }
        _ if slot.secret => Value::Text(HIDDEN.to_owned()),
        _ => hide_in(api, slot, value, 8),
    }
}

/// `fuel` bounds unions of unions; everything else ends with the value.
fn hide_in(api: &Api, slot: &Slot, value: &Value, fuel: usize) -> Value {
    match &api.types[api.behind(slot.ty)].shape {
        Shape::Text(Format::Password) => Value::Text(HIDDEN.to_owned()),
        Shape::List(element) => match value {
            Value::List(list) => Value::List(list.iter().map(|value| hide(api, element, value)).collect()),
            _ => value.clone(),
        },
        Shape::Map(element) => entries(value, |_, value| hide(api, element, value)),
        Shape::Record(record) => entries(value, |key, value| {
            let field = record.fields.iter().find(|field| field.key == key);
            field.map_or_else(|| value.clone(), |field| hide(api, &field.slot, value))
        }),
        Shape::Union(union) if fuel > 0 => {
            union.arms.iter().fold(value.clone(), |value, arm| hide_in(api, &arm.slot, &value, fuel - 1))
        }
        Shape::Text(_)
        | Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Bytes
        | Shape::Any
        | Shape::Tuple(_)
        | Shape::Choice(_)
        | Shape::Union(_)
        | Shape::Alias(_) => value.clone(),
    }
}

fn entries(value: &Value, hide: impl Fn(&str, &Value) -> Value) -> Value {
    match value {
        Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.to_owned(), hide(key, value))).collect()),
        _ => value.clone(),
    }
}
