//! What must not be printed: credentials of the environment, and values that the document marks as secret.

use super::{Found, table};
use crate::cli::console::Console;
use crate::ir::{Api, Extra, Shape, Slot};
use crate::source;
use bindery_runtime::codec::{self, Map, Policy, decode};
use bindery_runtime::tool::Value;
use bindery_runtime::{Any, forms_of_secret, in_json};
use std::path::Path;

/// Whether a variable holds something.
pub(super) fn holds(console: &Console<'_>, env: &str) -> bool {
    (console.env)(env).is_some_and(|value| !value.trim().is_empty())
}

/// Whether a variable holds a credential, or the one with `_FILE` behind it names a file.
pub(in crate::cli) fn is_set(console: &Console<'_>, env: &str) -> bool {
    holds(console, env) || holds(console, &format!("{env}_FILE"))
}

/// The credential that a variable holds, or the file that the one with `_FILE` behind it names.
pub(super) fn credential(console: &Console<'_>, env: &str) -> Option<String> {
    let file = || source::file_text(Path::new((console.env)(&format!("{env}_FILE"))?.trim())).ok()?;
    let text = (console.env)(env).filter(|value| !value.trim().is_empty()).or_else(file)?;
    Some(text.trim().to_owned())
}

/// The credentials that the environment holds, as they may come back.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    pub(super) fn of(found: &Found, console: &Console<'_>) -> Secrets {
        let schemes = found.api().schemes.iter().enumerate();
        let forms = schemes.filter_map(|(i, scheme)| {
            let secret = credential(console, found.env(i)?)?;
            Some(forms_of_secret(table::kind(&scheme.kind), &secret))
        });
        // As they may come back in JSON.
        let mut forms = in_json(forms.flatten());
        // Short ones stand in any text by chance.
        forms.retain(|form| form.len() >= 6);
        Secrets(forms)
    }

    /// `text` without them: some APIs repeat the key that they refuse.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, form| text.replace(form, "[redacted]"))
    }
}

/// The body of a request without what the document marks as secret.
pub(super) fn hide_body(api: &Api, slot: &Slot, body: &Value) -> Value {
    match body {
        // Forms stay objects, or they could not be sent.
        Value::Map(_) if api.is_secret(slot) => entries(body, |_, _| hidden()),
        _ => hide(api, slot, body),
    }
}

/// `value` without what the document marks as secret.
pub(super) fn hide(api: &Api, slot: &Slot, value: &Value) -> Value {
    hide_in(api, slot, value, 8)
}

/// `fuel` bounds unions of unions; everything else ends with the value.
fn hide_in(api: &Api, slot: &Slot, value: &Value, fuel: usize) -> Value {
    match value {
        Value::Null => return Value::Null,
        Value::Json(any) => {
            let tree = match Value::from_json(any.as_json()) {
                // A number that is kept as it was spelled.
                None | Some(Value::Json(_)) if api.is_secret(slot) => return hidden(),
                None | Some(Value::Json(_)) => return value.clone(),
                Some(tree) => tree,
            };
            let hidden = hide(api, slot, &tree);
            // What holds no secret stays as it was spelled, if a tree shows all of it.
            return if codec::same(&tree, &hidden) && has_keys_once(any) { value.clone() } else { hidden };
        }
        _ if api.is_secret(slot) => return hidden(),
        _ => {}
    }
    match &api.types[api.behind(slot.ty)].shape {
        Shape::List(element) => match value {
            Value::List(list) => Value::List(list.iter().map(|value| hide(api, element, value)).collect()),
            _ => value.clone(),
        },
        Shape::Tuple(slots) => match value {
            Value::List(list) => {
                let items = list.iter().enumerate();
                let hide = |(i, value): (usize, &Value)| {
                    slots.get(i).map_or_else(|| value.clone(), |slot| hide(api, slot, value))
                };
                Value::List(items.map(hide).collect())
            }
            _ => value.clone(),
        },
        Shape::Map(element) => entries(value, |_, value| hide(api, element, value)),
        Shape::Record(record) => {
            entries(value, |key, value| match record.fields.iter().find(|field| field.key == key) {
                Some(field) => hide(api, &field.slot, value),
                None => match &record.extra {
                    Extra::Typed(slot) => hide(api, slot, value),
                    Extra::Open | Extra::Closed => value.clone(),
                },
            })
        }
        Shape::Union(union) if fuel > 0 => {
            union.arms.iter().fold(value.clone(), |value, arm| hide_in(api, &arm.slot, &value, fuel - 1))
        }
        Shape::Text(_)
        | Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Bytes
        | Shape::Any
        | Shape::Choice(_)
        | Shape::Union(_)
        | Shape::Alias(_) => value.clone(),
    }
}

/// Whether no object of it has a key twice.
fn has_keys_once(any: &Any) -> bool {
    let text = any.as_json().as_bytes();
    match text.first() {
        Some(b'{') => decode::<Map<Any>>(text, Policy::Strict)
            .is_ok_and(|object| object.value.iter().all(|(_, value)| has_keys_once(value))),
        Some(b'[') => decode::<Vec<Any>>(text, Policy::Strict).is_ok_and(|list| list.value.iter().all(has_keys_once)),
        _ => true,
    }
}

/// What stands for it.
pub(super) fn hidden() -> Value {
    Value::Text("REDACTED".to_owned())
}

fn entries(value: &Value, hide: impl Fn(&str, &Value) -> Value) -> Value {
    match value {
        Value::Map(map) => Value::Map(map.iter().map(|(key, value)| (key.to_owned(), hide(key, value))).collect()),
        _ => value.clone(),
    }
}
