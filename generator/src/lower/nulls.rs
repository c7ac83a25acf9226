//! Whether a schema allows `null`. The answer belongs to the uses of a schema, so it is found before its type is.

use super::parts::{Inner, Part};
use super::schema::{Schema, Weight};
use super::{DEPTH, Lower};

impl<'d> Lower<'d, '_> {
    /// Whether all of `roots` allow `null`.
    pub(super) fn nullable(&mut self, roots: &[Part<'d>]) -> bool {
        let weighty = |root: &&Part<'_>| root.schema.weight() > Weight::Nothing;
        let shaped: Vec<Part<'_>> = roots.iter().filter(weighty).copied().collect();
        match shaped.as_slice() {
            [] => roots.iter().any(|root| root.schema.says_null()),
            shaped => shaped.iter().all(|root| self.allows_null(*root, 0)),
        }
    }

    fn allows_null(&mut self, part: Part<'d>, depth: usize) -> bool {
        if let Some(known) = self.nullable.get(&part.at()) {
            return *known;
        }
        if depth > DEPTH {
            return false;
        }
        // A schema that leads back to itself adds nothing to its own answer.
        self.nullable.insert(part.at(), false);
        let found = part.schema.says_null() || self.null_within(part, depth + 1);
        self.nullable.insert(part.at(), found);
        found
    }

    fn null_within(&mut self, part: Part<'d>, depth: usize) -> bool {
        let schema = part.schema;
        match part.inner() {
            Some(Inner::Reference(reference)) => {
                let target = self.resolve(reference, schema);
                return target.is_some_and(|target| self.allows_null(target.into(), depth));
            }
            Some(Inner::Within(inner)) => {
                return self.arms_null(schema, depth) || self.allows_null(inner.into(), depth);
            }
            None => {}
        }
        let marked = schema.schemas("allOf").any(|branch| branch.weight() == Weight::Nothing && branch.says_null());
        marked || (schema.own_weight() == Weight::Nothing && self.arms_null(schema, depth))
    }

    fn arms_null(&mut self, schema: Schema<'d>, depth: usize) -> bool {
        let arms: Vec<Schema<'_>> = schema.schemas("oneOf").chain(schema.schemas("anyOf")).collect();
        let bare = schema.schemas("allOf").any(|branch| branch.is_null());
        bare || arms.into_iter().any(|arm| arm.is_null() || self.allows_null(arm.into(), depth))
    }
}
