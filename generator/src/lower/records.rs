//! Objects: records with fields, maps, and what a record may hold beside its fields.

use super::parts::{Part, properties, required};
use super::schema::Schema;
use super::{Job, Lower, within};
use crate::diag::Code;
use crate::ir::{Extra, Field, Record, Shape};
use serde_json::Value;
use std::collections::BTreeSet;

impl<'d> Lower<'d, '_> {
    /// A record, or a map if no property is named.
    pub(super) fn object(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Shape {
        let at = parts.last().map(|part| part.at()).unwrap_or_default();
        let extra = self.extra(parts, job);
        let named = properties(parts);
        let required = required(parts);
        match extra {
            extra if !(named.is_empty() && required.is_empty()) => {
                let mut fields = self.fields(named, &required, job);
                fields.extend(self.undeclared(parts, &fields, &extra));
                Shape::Record(Record { fields, extra })
            }
            Extra::Typed(slot) => Shape::Map(slot),
            Extra::Open => Shape::Map(self.any_slot(at)),
            Extra::Closed => Shape::Record(Record { fields: Vec::new(), extra: Extra::Closed }),
        }
    }

    fn fields(&mut self, named: Vec<(&'d str, Vec<Part<'d>>)>, required: &BTreeSet<&str>, job: &Job<'d>) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, schemas) in named {
            let Some(last) = schemas.last().copied() else { continue };
            let mut slot = self.slot(last.at(), schemas, within(&job.path, name));
            slot.required = required.contains(name);
            let forced = last.schema.node().str_at("x-bindery-name").map(str::to_owned);
            fields.push(Field { key: name.to_owned(), forced, slot });
        }
        fields
    }

    /// Fields for names that are required but described nowhere.
    fn undeclared(&mut self, parts: &[Part<'d>], fields: &[Field], extra: &Extra) -> Vec<Field> {
        let mut known: BTreeSet<&str> = fields.iter().map(|field| field.key.as_str()).collect();
        let mut out = Vec::new();
        for part in parts {
            let names: Vec<&str> = part.schema.required().filter(|name| known.insert(name)).collect();
            if !names.is_empty() && !matches!(extra, Extra::Typed(_)) {
                let message = format!(
                    "`required` names `{}`, which no property describes; it can be anything",
                    names.join("`, `")
                );
                self.report(Code::RequiredUnknown, part.at(), message);
            }
            for name in names {
                let slot = match extra {
                    Extra::Typed(slot) => slot.clone(),
                    Extra::Open | Extra::Closed => self.any_slot(part.at()),
                };
                out.push(Field { key: name.to_owned(), forced: None, slot });
            }
        }
        out
    }

    fn extra(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Extra {
        let said: Vec<Schema<'_>> =
            parts.iter().filter_map(|part| part.schema.schema("additionalProperties")).collect();
        let typed =
            said.iter().rev().find(|schema| schema.value().as_object().is_some_and(|members| !members.is_empty()));
        if let Some(schema) = typed {
            return Extra::Typed(self.slot_of(*schema, within(&job.path, "value")));
        }
        let patterns: Vec<Schema<'_>> =
            parts.iter().flat_map(|part| part.schema.named("patternProperties")).map(|(_, schema)| schema).collect();
        match patterns.as_slice() {
            &[schema] => Extra::Typed(self.slot_of(schema, within(&job.path, "value"))),
            [] if said.iter().any(|schema| schema.value() == &Value::Bool(false)) => Extra::Closed,
            _ => Extra::Open,
        }
    }

    /// A record of all that any of several alternatives may hold: what only an alternative has is optional.
    pub(super) fn superset(&mut self, parts: &[Part<'d>], alternatives: &[Part<'d>], job: &Job<'d>) -> Shape {
        let opened = self.flatten(alternatives);
        let fresh = |part: &&Part<'_>| !parts.iter().any(|known| known.at() == part.at());
        let all: Vec<Part<'_>> = parts.iter().chain(opened.iter().filter(fresh)).copied().collect();
        let fields = self.fields(properties(&all), &required(parts), job);
        Shape::Record(Record { fields, extra: Extra::Open })
    }
}
