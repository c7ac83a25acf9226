//! From arguments to what an operation is called with: each goes to its place, and the host's own beside them.

use super::fix::Fixable;
use super::set::{Decoded, Hidden, To, Tool, Toolset};
use super::value::{Row, Value};
use crate::operation::{Media, Place};
use crate::{Any, File};
use base64::Engine as _;
use serde_json::Value as Tree;

/// What an operation is called with.
pub(crate) struct Given {
    pub(crate) path: Vec<Value>,
    pub(crate) row: Row,
    pub(crate) body: Option<Value>,
}

/// The same as JSON.
pub(crate) struct Trees {
    pub(crate) path: Vec<Tree>,
    pub(crate) row: Vec<Tree>,
    pub(crate) body: Option<Tree>,
    /// Fields of the body that are files.
    files: Vec<String>,
    /// Whether the body is bytes, as text.
    base64: bool,
}

/// Why there is nothing to call with.
pub(crate) enum Lacking {
    OfHost(String),
    OfModel(Fixable),
}

/// Puts everything in its place, and into the form in which it is sent.
pub(crate) fn inputs(set: &Toolset, tool: &Tool, call: &Decoded) -> Result<Given, Lacking> {
    let trees = trees(set, tool, call).map_err(Lacking::OfHost)?;
    let body = match (trees.body, tool.operation.bodies.first()) {
        (Some(Tree::String(text)), Some(body)) if body.media == Media::Binary && trees.base64 => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim());
            let bytes =
                bytes.map_err(|error| Lacking::OfModel(Fixable::one("/body", format!("is no base64: {error}"))))?;
            Some(Value::Bytes(bytes))
        }
        (Some(tree), Some(body)) => Some(self::body(tree, body.media, &trees.files)),
        _ => None,
    };
    Ok(Given {
        path: trees.path.into_iter().map(Value::from).collect(),
        row: Row::new(trees.row.into_iter().map(Value::from).collect()),
        body,
    })
}

/// Puts everything in its place. What is missing is the host's.
pub(crate) fn trees(set: &Toolset, tool: &Tool, call: &Decoded) -> Result<Trees, String> {
    let params = tool.operation.params;
    let count = |path: bool| params.iter().filter(|param| (param.place == Place::Path) == path).count();
    let (path, row) = (vec![Tree::Null; count(true)], vec![Tree::Null; count(false)]);
    let mut out = Trees { path, row, body: None, files: Vec::new(), base64: false };
    let mut fields = serde_json::Map::new();
    for (key, to) in &tool.inputs {
        let Some(value) = call.arguments.get(key) else { continue };
        match to {
            To::Path(_) | To::Row(_) => out.put(to, value),
            To::Field(field) => {
                fields.insert(field.clone(), value.clone());
                if set.takes_file(tool, key) {
                    out.files.push(field.clone());
                }
            }
            To::Body => {
                out.body = Some(value.clone());
                out.base64 = set.is_base64(tool, key);
            }
        }
    }
    // An optional body that nobody gives is none because of what the host would put into it.
    let given = tool.body_required || !fields.is_empty();
    for hidden in &tool.hidden {
        match (value(set, hidden, call), &hidden.to) {
            (Some(value), To::Field(field)) if given => drop(fields.insert(field.clone(), value)),
            (Some(value), to) => out.put(to, &value),
            (None, To::Field(_)) if !given => {}
            (None, _) if hidden.required => {
                return Err(format!("the host has no value for the parameter `{}`", hidden.name));
            }
            (None, _) => {}
        }
    }
    let places = tool.inputs.iter().map(|(_, to)| to).chain(tool.hidden.iter().map(|hidden| &hidden.to));
    let hoisted = places.into_iter().any(|to| matches!(to, To::Field(_)));
    if hoisted && given {
        out.body = Some(Tree::Object(fields));
    }
    Ok(out)
}

impl Trees {
    fn put(&mut self, to: &To, value: &Tree) {
        let (list, places) = match to {
            To::Path(places) => (&mut self.path, places.as_slice()),
            To::Row(row) => (&mut self.row, std::slice::from_ref(row)),
            To::Field(_) | To::Body => return,
        };
        for place in places {
            if let Some(slot) = list.get_mut(*place) {
                *slot = value.clone();
            }
        }
    }
}

/// What the host gives for a parameter.
fn value(set: &Toolset, hidden: &Hidden, call: &Decoded) -> Option<Tree> {
    match hidden.rule.as_str() {
        "constant" => hidden.constant.clone(),
        // Where a UUID is too long, as many of its digits as there is room for.
        "idempotency-key" => Some(match hidden.most.filter(|most| *most < call.key.len()) {
            Some(most) => call.key.chars().filter(char::is_ascii_hexdigit).take(most).collect::<String>().into(),
            None => call.key.as_str().into(),
        }),
        _ => set.bound.get(&hidden.name.to_ascii_lowercase()).cloned(),
    }
}

/// 122 random bits in the form of a UUID of version 4 (RFC 9562, 5.4), which APIs that want UUIDs take too.
pub(crate) fn key() -> String {
    let bits = (fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

fn body(tree: Tree, media: Media, files: &[String]) -> Value {
    match (media, tree) {
        (Media::Json, tree) => Value::Json(Any::from(tree)),
        (Media::Multipart, Tree::Object(fields)) => {
            let part = |(key, value): (String, Tree)| {
                let value = if files.contains(&key) { file(&key, value) } else { Value::from(value) };
                (key, value)
            };
            Value::Map(fields.into_iter().map(part).collect())
        }
        (Media::Form | Media::Multipart | Media::Text | Media::Binary, tree) => Value::from(tree),
    }
}

/// A model's text as a file, which some servers know by its name only.
fn file(key: &str, value: Tree) -> Value {
    match value {
        Tree::String(text) => Value::File(File::new(text).named(format!("{key}.txt"))),
        Tree::Array(list) => Value::List(list.into_iter().map(|value| file(key, value)).collect()),
        other => Value::from(other),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_are_uuids() {
        let (a, b) = (super::key(), super::key());
        assert_ne!(a, b);
        let digits: Vec<char> = a.chars().collect();
        assert_eq!((digits.len(), digits.get(14), a.matches('-').count()), (36, Some(&'4'), 4));
        assert!(matches!(digits.get(19), Some('8' | '9' | 'a' | 'b')), "{a}");
    }
}
