//! Where schemas are referred to. A base that stands nowhere but in `allOf` may leave to those who extend it what it asks for.
//! This looks at values, not at cursors: a place that is entered early would change the order of findings.

use super::schema::Schema;
use super::{DEPTH, Lower};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Schemas that are looked at in all, so that no document makes this take long.
const LOOKS: usize = 1_000_000;

/// All references of a document, by what they lead to as it is spelled.
pub(super) struct Uses<'d> {
    root: &'d Value,
    by_target: BTreeMap<&'d str, Vec<Use>>,
    /// How many schemas may still be looked at.
    looks: usize,
}

/// Schemas are named by their pointers.
#[derive(Clone)]
struct Use {
    /// The one that holds the reference.
    at: String,
    /// The one of whose `allOf` that is a branch.
    whole: Option<String>,
}

impl<'d> Lower<'d, '_> {
    /// Whether a schema is only used as a part of others, all of which describe the properties `names`.
    pub(super) fn is_completed(&mut self, base: Schema<'d>, names: &[&str]) -> bool {
        let base = self.document.pointer(base.at());
        let root = self.document.root().value();
        self.uses.get_or_insert_with(|| Uses::of(root)).complete(&base, names, 0)
    }
}

impl<'d> Uses<'d> {
    fn of(root: &'d Value) -> Uses<'d> {
        let mut uses = Uses { root, by_target: BTreeMap::new(), looks: LOOKS };
        uses.gather(root, &mut String::from("#"), None);
        uses
    }

    /// Enters what refers to something within `value`, which may be a branch of `whole`.
    fn gather(&mut self, value: &'d Value, pointer: &mut String, whole: Option<&str>) {
        let length = pointer.len();
        match value {
            Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                    let found = Use { at: pointer.clone(), whole: whole.map(str::to_owned) };
                    self.by_target.entry(target).or_default().push(found);
                }
                for (key, value) in members {
                    let around = (key == "allOf" && value.is_array()).then(|| pointer.clone());
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                    self.gather(value, pointer, around.as_deref());
                    pointer.truncate(length);
                }
            }
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    pointer.push_str(&format!("/{index}"));
                    self.gather(value, pointer, whole);
                    pointer.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn complete(&mut self, base: &str, names: &[&str], depth: usize) -> bool {
        let uses = self.by_target.get(base).cloned().unwrap_or_default();
        // What stands beside a reference holds as well, and a whole may be a base itself.
        let mut describes = |Use { at, whole }: &Use| {
            self.describes(at, names)
                || whole
                    .as_ref()
                    .is_some_and(|whole| self.describes(whole, names) || self.complete(whole, names, depth + 1))
        };
        !uses.is_empty() && depth < DEPTH && uses.iter().all(&mut describes)
    }

    /// Whether a schema, with all that must hold beside it, describes the properties `names`.
    fn describes(&mut self, pointer: &str, names: &[&str]) -> bool {
        let root = self.root;
        let resolve = |pointer: &str| root.pointer(pointer.strip_prefix('#')?);
        let mut missing = names.to_vec();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Value> = resolve(pointer).into_iter().collect();
        while let Some(schema) = open.pop().filter(|_| !missing.is_empty()) {
            let Some(left) = self.looks.checked_sub(1) else { return false };
            self.looks = left;
            let properties = schema.get("properties");
            missing.retain(|name| properties.and_then(|properties| properties.get(name)).is_none());
            open.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
            let reference = schema.get("$ref").and_then(Value::as_str);
            open.extend(reference.filter(|reference| seen.insert(*reference)).and_then(resolve));
        }
        missing.is_empty()
    }
}
