//! Objects: records with fields, maps, and what a record may hold beside its fields.

use super::parts::{Part, properties, required};
use super::schema::{Schema, Weight};
use super::slots::plain_slot;
use super::{DEPTH, Job, Lower, within};
use crate::diag::{Code, nearest};
use crate::ir::{Extra, Field, Record, Shape};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

impl<'d> Lower<'d, '_> {
    /// A record, or a map if no property is named.
    pub(super) fn object(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Shape {
        let at = parts.last().map(|part| part.at()).unwrap_or_default();
        let extra = self.extra(parts, job);
        let named = properties(parts);
        let required = required(parts);
        let conditions = parts.iter().find(|part| part.schema.has_conditions());
        if let Some(part) = conditions {
            self.conditions.push(part.at());
        }
        match extra {
            extra if !(named.is_empty() && required.is_empty() && conditions.is_none()) => {
                let mut fields = self.fields(named, &required, job);
                self.conditional(parts, &mut fields, job);
                fields.extend(self.undeclared(parts, &fields, &extra, job));
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
            if let Some(never) = schemas.iter().find(|schema| schema.schema.is_never()) {
                let message = format!("`{name}` is `false`, so no value can have it; it is left out");
                self.report(Code::NeverProperty, never.at(), message);
                continue;
            }
            let only = self.listed_for(&schemas);
            let mut slot = self.slot(last.at(), schemas, within(&job.path, name));
            slot.required = required.contains(name);
            let forced = last.schema.node().str_at("x-bindery-name").map(str::to_owned);
            fields.push(Field { forced, only, ..Field::new(name, slot) });
        }
        fields
    }

    /// Fields for names that are required but described nowhere.
    fn undeclared(&mut self, parts: &[Part<'d>], fields: &[Field], extra: &Extra, job: &Job<'d>) -> Vec<Field> {
        let own = if let [root] = job.roots.as_slice() { Some(root.schema) } else { None };
        let mut known: BTreeSet<&str> = fields.iter().map(|field| field.key.as_str()).collect();
        let mut out = Vec::new();
        for part in parts {
            let names: Vec<&str> = part.schema.required().filter(|name| known.insert(name)).collect();
            let said = names.is_empty() || matches!(extra, Extra::Typed(_));
            // A base may ask for what only those who extend it describe.
            if !said && !own.is_some_and(|own| self.is_completed(own, &names)) {
                let message = format!(
                    "`required` names `{}`, which no property describes; it can be anything",
                    names.join("`, `")
                );
                let near = |name: &&str| {
                    let near = nearest(name, fields.iter().map(|field| field.key.as_str()))?;
                    Some(format!("did you mean `{near}` by `{name}`?"))
                };
                let help = names.iter().find_map(near);
                let at = self.document.child(part.at(), "required");
                self.report_with(Code::RequiredUnknown, at, message, help);
            }
            for name in names {
                let slot = match extra {
                    Extra::Typed(slot) => slot.clone(),
                    Extra::Open | Extra::Closed => self.any_slot(part.at()),
                };
                out.push(Field::new(name, slot));
            }
        }
        out
    }

    fn extra(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Extra {
        let rest = ["additionalProperties", "unevaluatedProperties"];
        let said: Vec<Schema<'_>> =
            rest.iter().flat_map(|key| parts.iter().filter_map(|part| part.schema.schema(key))).collect();
        let typed =
            said.iter().rev().find(|schema| schema.value().as_object().is_some_and(|members| !members.is_empty()));
        let closed = said.iter().any(|schema| schema.is_never());
        let patterns = || parts.iter().flat_map(|part| part.schema.named("patternProperties"));
        let described = patterns().map(|(_, schema)| schema).filter(|schema| !schema.is_never());
        let schemas: Vec<Schema<'d>> = described.chain(typed.copied()).collect();
        match schemas.as_slice() {
            [] if closed => Extra::Closed,
            [] => Extra::Open,
            schemas if schemas.iter().any(|schema| schema.weight() == Weight::Nothing) => Extra::Open,
            &[first, ..] if typed.is_none() && !closed && !patterns().any(|(pattern, _)| matches_all(pattern)) => {
                let message = "keys that match no pattern can hold anything, so the values of all can; \
                               `additionalProperties: false` would say that there are none";
                self.report(Code::FreeKeys, first.at(), message);
                Extra::Typed(plain_slot(first.at(), self.widened_type(first.at(), within(&job.path, "value"))))
            }
            schemas => Extra::Typed(self.any_of(schemas, job, "value")),
        }
    }

    /// Fields that only hold under a condition (`then`, `else`, `dependentSchemas`): optional, whatever requires them there.
    fn conditional(&mut self, parts: &[Part<'d>], fields: &mut Vec<Field>, job: &Job<'d>) {
        let known: BTreeSet<String> = fields.iter().map(|field| field.key.clone()).collect();
        let mut told = Told::default();
        let mut open: Vec<Schema<'d>> = parts.iter().flat_map(|part| part.schema.conditional()).collect();
        open.reverse();
        // Branches of branches, as many as anyone writes by hand.
        for _ in 0..DEPTH {
            let Some(branch) = open.pop() else { break };
            let opened = self.flatten(&[branch.into()]);
            open.extend(opened.iter().flat_map(|part| part.schema.conditional()));
            told.add(&opened, |name| known.contains(name));
        }
        fields.extend(self.one_of_each(told, &BTreeSet::new(), job));
    }

    /// Fields that any of several schemas may have. Where more than one describes a field, a value is of any of them.
    fn one_of_each(&mut self, told: Told<'d>, required: &BTreeSet<&str>, job: &Job<'d>) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, by_each) in told.fields {
            if let [schemas] = by_each.as_slice() {
                fields.extend(self.fields(vec![(name, schemas.clone())], required, job));
                continue;
            }
            let last = by_each.iter().filter_map(|schemas| schemas.last()).map(|part| part.schema);
            let schemas: Vec<Schema<'d>> = last.filter(|schema| !schema.is_never()).collect();
            if schemas.is_empty() {
                continue;
            }
            let mut slot = self.any_of(&schemas, job, name);
            slot.required = required.contains(name);
            let forced = schemas.iter().find_map(|schema| schema.node().str_at("x-bindery-name")).map(str::to_owned);
            fields.push(Field { forced, ..Field::new(name, slot) });
        }
        fields
    }

    /// The values that a field's schemas list, behind references and wrappers; `null` alone is one of them.
    fn listed_for(&mut self, schemas: &[Part<'d>]) -> Rc<[Value]> {
        let mut ends = schemas.iter().rev().map(|part| self.innermost(*part).schema);
        let Some(end) = ends.find(|end| end.is_null() || !end.constants().is_empty()) else { return Rc::default() };
        let list = self.lists.entry(end.at()).or_insert_with(|| match end.constants() {
            constants if constants.is_empty() => [Value::Null].into(),
            constants => constants.into_iter().cloned().collect(),
        });
        list.clone()
    }

    /// A record of all that any of several alternatives may hold: what only an alternative has is optional.
    pub(super) fn superset(&mut self, parts: &[Part<'d>], alternatives: &[Part<'d>], job: &Job<'d>) -> Shape {
        let (named, required) = (properties(parts), required(parts));
        let known: BTreeSet<&str> = named.iter().map(|(name, _)| *name).collect();
        let mut told = Told::default();
        for alternative in alternatives {
            told.add(&self.flatten(&[*alternative]), |name| known.contains(name));
        }
        let mut fields = self.fields(named, &required, job);
        fields.extend(self.one_of_each(told, &required, job));
        Shape::Record(Record { fields, extra: Extra::Open })
    }
}

/// What several schemas say of fields: for each field, what each of them says that has it.
#[derive(Default)]
struct Told<'d> {
    fields: Vec<(&'d str, Vec<Vec<Part<'d>>>)>,
    places: BTreeMap<&'d str, usize>,
}

impl<'d> Told<'d> {
    /// Adds the properties of a schema that was opened, but for those that are known.
    fn add(&mut self, opened: &[Part<'d>], is_known: impl Fn(&str) -> bool) {
        for (name, schemas) in properties(opened).into_iter().filter(|(name, _)| !is_known(name)) {
            let place = *self.places.entry(name).or_insert(self.fields.len());
            match self.fields.get_mut(place) {
                Some((_, by_each)) => by_each.push(schemas),
                None => self.fields.push((name, vec![schemas])),
            }
        }
    }
}

/// Whether every key matches a pattern, as far as one sees at a glance.
fn matches_all(pattern: &str) -> bool {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    matches!(inner.strip_suffix('$').unwrap_or(inner), "" | "." | ".*" | ".+") && pattern != "^$"
}
