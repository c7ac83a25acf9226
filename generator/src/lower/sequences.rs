//! Lists whose first elements have schemas of their own (`prefixItems`): tuples where the length is fixed, otherwise lists
//! of what any element can be.

use super::parts::{Part, last};
use super::schema::{Schema, Weight};
use super::slots::plain_slot;
use super::{Job, Lower, within};
use crate::diag::Code;
use crate::ir::Shape;
use serde_json::Value;

/// As many elements a Rust tuple can have that can still be copied, compared and printed.
const ELEMENTS: u64 = 12;

impl<'d> Lower<'d, '_> {
    /// The shape of a list; `first` holds the schemas of its first elements.
    pub(super) fn sequence(&mut self, first: Schema<'d>, parts: &[Part<'d>], job: &Job<'d>) -> Shape {
        let own: Vec<Schema<'d>> = first.node().elements().map(Schema).collect();
        // The drafts before 2020-12 say `items` and `additionalItems`.
        let rest = last(parts, "items").filter(|items| !items.value().is_array()).or(last(parts, "additionalItems"));
        let closed = rest.is_some_and(|rest| rest.value() == &Value::Bool(false));
        let rest = rest.filter(|_| !closed);
        let bound = |key| parts.iter().rev().find_map(|part| part.schema.raw(key)?.as_u64());
        let most = if closed { own.len() as u64 } else { u64::MAX }.min(bound("maxItems").unwrap_or(u64::MAX));
        if bound("minItems") != Some(most) || !(1..=ELEMENTS).contains(&most) {
            if rest.is_none() && most > own.len() as u64 && own.iter().any(|schema| schema.weight() > Weight::Nothing) {
                let message = "elements behind these can hold anything, so those of the list can; \
                               `items: false` would say that there are none";
                self.report(Code::FreeElements, first.at(), message);
                let element = self.widened_type(first.at(), within(&job.path, "item"));
                return Shape::List(plain_slot(first.at(), element));
            }
            let any: Vec<Schema<'d>> = own.into_iter().chain(rest).collect();
            return Shape::List(self.any_of(&any, job, "item"));
        }
        let mut schemas = own.into_iter();
        let places = (1..=most).map(|place| match schemas.next().or(rest) {
            Some(schema) => self.slot_of(schema, within(&job.path, &format!("item{place}"))),
            None => self.any_slot(first.at()),
        });
        Shape::Tuple(places.collect())
    }
}
