//! Where schemas are referred to. A base that stands nowhere but in `allOf` may leave to those who extend it what it asks for.
//! This looks at values, not at cursors: a place that is entered early would change the order of findings.

use super::schema::Schema;
use super::{DEPTH, Lower};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Schemas that are looked at in all, so that no document makes this take long.
const LOOKS: usize = 1_000_000;

/// All references of a document, by the address of the schema that they lead to.
pub(super) struct Uses<'d> {
    root: &'d Value,
    by_target: BTreeMap<usize, Vec<Use<'d>>>,
    /// How many schemas may still be looked at.
    looks: usize,
}

#[derive(Clone, Copy)]
struct Use<'d> {
    /// The schema that holds the reference.
    at: &'d Value,
    /// The schema of whose `allOf` that is a branch.
    whole: Option<&'d Value>,
}

impl<'d> Lower<'d, '_> {
    /// Whether a schema is only used as a part of others, all of which describe the properties `names`.
    pub(super) fn is_completed(&mut self, base: Schema<'d>, names: &[&str]) -> bool {
        let root = self.document.root().value();
        self.uses.get_or_insert_with(|| Uses::of(root)).complete(base.value(), names, 0)
    }
}

impl<'d> Uses<'d> {
    fn of(root: &'d Value) -> Uses<'d> {
        let mut uses = Uses { root, by_target: BTreeMap::new(), looks: LOOKS };
        uses.gather(root, None);
        uses
    }

    /// Enters what refers to something within `value`, which may be a branch of `whole`.
    fn gather(&mut self, value: &'d Value, whole: Option<&'d Value>) {
        match value {
            Value::Object(members) => {
                if let Some(target) = members.get("$ref").and_then(Value::as_str).and_then(|to| self.resolve(to)) {
                    self.by_target.entry(address(target)).or_default().push(Use { at: value, whole });
                }
                for (key, member) in members {
                    self.gather(member, (key == "allOf" && member.is_array()).then_some(value));
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.gather(value, whole)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn resolve(&self, reference: &str) -> Option<&'d Value> {
        self.root.pointer(reference.strip_prefix('#')?)
    }

    fn complete(&mut self, base: &'d Value, names: &[&str], depth: usize) -> bool {
        let uses = self.by_target.get(&address(base)).cloned().unwrap_or_default();
        // What stands beside a reference holds as well, and a whole may be a base itself.
        let mut describes = |Use { at, whole }: &Use<'d>| {
            self.describes(at, names)
                || whole.is_some_and(|whole| self.describes(whole, names) || self.complete(whole, names, depth + 1))
        };
        !uses.is_empty() && depth < DEPTH && uses.iter().all(&mut describes)
    }

    /// Whether a schema, with all that must hold beside it, describes the properties `names`.
    fn describes(&mut self, schema: &'d Value, names: &[&str]) -> bool {
        let mut missing = names.to_vec();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Value> = vec![schema];
        while let Some(schema) = open.pop().filter(|_| !missing.is_empty()) {
            let Some(left) = self.looks.checked_sub(1) else { return false };
            self.looks = left;
            let properties = schema.get("properties");
            missing.retain(|name| properties.and_then(|properties| properties.get(name)).is_none());
            open.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
            let reference = schema.get("$ref").and_then(Value::as_str);
            open.extend(reference.filter(|reference| seen.insert(*reference)).and_then(|to| self.resolve(to)));
        }
        missing.is_empty()
    }
}

/// What tells a value of the document from all others.
fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}
