//! Where schemas are referred to. A base that stands nowhere but in `allOf` may leave to those who extend it what it asks for.

use super::schema::Schema;
use super::{DEPTH, Lower};
use crate::source::{At, Document, Step, Way};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Schemas that are looked at in all, so that no document makes this take long.
const LOOKS: usize = 1_000_000;

/// All references of a document, by what they lead to.
#[derive(Debug)]
pub(super) struct Uses {
    by_target: BTreeMap<At, Vec<Use>>,
    /// How many schemas may still be looked at.
    looks: usize,
}

#[derive(Clone, Copy, Debug)]
struct Use {
    /// The schema that holds the reference.
    at: At,
    /// The schema of whose `allOf` that one is a branch.
    whole: Option<At>,
}

impl<'d> Lower<'d, '_> {
    /// Whether a schema is only used as a part of others, all of which describe the properties `names`.
    pub(super) fn is_completed(&mut self, base: Schema<'d>, names: &[&str]) -> bool {
        let mut uses = self.uses.take().unwrap_or_else(|| Uses::of(self.document));
        let completed = uses.complete(self.document, base.at(), names, 0);
        self.uses = Some(uses);
        completed
    }
}

impl Uses {
    fn of(document: &Document) -> Uses {
        let mut found: BTreeMap<&str, Vec<Use>> = BTreeMap::new();
        gather(document.root().value(), None, document, &mut found);
        let mut by_target: BTreeMap<At, Vec<Use>> = BTreeMap::new();
        for (reference, uses) in found {
            if let Ok(target) = document.resolve(reference) {
                by_target.entry(target.at()).or_default().extend(uses);
            }
        }
        Uses { by_target, looks: LOOKS }
    }

    fn complete(&mut self, document: &Document, base: At, names: &[&str], depth: usize) -> bool {
        let uses = self.by_target.get(&base).cloned().unwrap_or_default();
        let mut all = !uses.is_empty() && depth < DEPTH;
        for Use { at, whole } in uses {
            // What stands beside a reference holds as well, and a whole may itself be a base.
            all = all
                && (self.describes(document, at, names)
                    || whole.is_some_and(|whole| {
                        self.describes(document, whole, names) || self.complete(document, whole, names, depth + 1)
                    }));
        }
        all
    }

    /// Whether a schema, with all that must hold beside it, describes the properties `names`.
    fn describes(&mut self, document: &Document, schema: At, names: &[&str]) -> bool {
        let mut missing: BTreeSet<&str> = names.iter().copied().collect();
        let mut seen = BTreeSet::new();
        let mut open: Vec<Schema<'_>> = document.resolve(&document.pointer(schema)).into_iter().map(Schema).collect();
        while let Some(schema) = open.pop().filter(|_| !missing.is_empty()) {
            let Some(left) = self.looks.checked_sub(1) else { return false };
            self.looks = left;
            if seen.insert(schema.at()) {
                missing
                    .retain(|name| schema.raw("properties").is_none_or(|properties| properties.get(*name).is_none()));
                open.extend(schema.schemas("allOf"));
                open.extend(schema.reference().and_then(|reference| schema.target(reference).ok()));
            }
        }
        missing.is_empty()
    }
}

/// Enters only the places of schemas that refer to others, and of those that these are branches of.
fn gather<'d>(value: &'d Value, way: Option<&Way<'_>>, document: &Document, found: &mut BTreeMap<&'d str, Vec<Use>>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let list = way.filter(|way| matches!(way.step, Step::Index(_))).and_then(|way| way.parent);
                let whole = list.filter(|list| matches!(list.step, Step::Key("allOf")));
                let whole = whole.map(|list| document.place(list.parent));
                found.entry(reference).or_default().push(Use { at: document.place(way), whole });
            }
            for (key, value) in members {
                gather(value, Some(&Way { parent: way, step: Step::Key(key) }), document, found);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                gather(value, Some(&Way { parent: way, step: Step::Index(index) }), document, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
