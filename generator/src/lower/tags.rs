//! What tells the arms of a union apart by one key: a declared `discriminator`, or constants that no two arms share.

use super::arms::arms_of;
use super::families::is_base;
use super::kinds::Kind;
use super::parts::{Part, properties, required};
use super::schema::Schema;
use super::{DEPTH, Lower};
use crate::diag::{Code, nearest};
use crate::source::{At, Node};
use serde_json::Value;
use std::collections::BTreeSet;

/// The tags of one arm.
#[derive(Clone, Debug, Default)]
pub(super) struct ArmTags {
    pub(super) values: Vec<String>,
    /// The value of a mapping that names this arm and only it.
    pub(super) explicit: Option<String>,
}

/// Which properties are asked for constants: only what is required tells arms apart by itself, but a `discriminator` says
/// that its key does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    Required,
    All,
}

/// A `discriminator`.
#[derive(Clone, Debug)]
pub(super) struct Discriminator<'d> {
    pub(super) key: &'d str,
    /// Value of the key and the schema that it means.
    pub(super) mapping: Vec<(&'d str, Schema<'d>)>,
}

impl<'d> Lower<'d, '_> {
    pub(super) fn discriminator(&mut self, schema: Schema<'d>) -> Option<Discriminator<'d>> {
        let node = schema.node().get("discriminator")?;
        let key = node.str_at("propertyName")?;
        let mut mapping = Vec::new();
        for (value, target) in node.get("mapping").into_iter().flat_map(|mapping| mapping.entries()) {
            let Some(text) = target.as_str() else { continue };
            match self.mapped(text) {
                Some(schema) => mapping.push((value, schema)),
                None => {
                    let message = format!("the mapping of `{value}` leads nowhere: there is no schema `{text}`");
                    let schemas = self.document.root().get("components").and_then(|node| node.get("schemas"));
                    let wanted = text.rsplit('/').next().unwrap_or_default();
                    let near = schemas.and_then(|schemas| self.document.guess(schemas, wanted));
                    let help = near.map(|near| format!("did you mean `#/components/schemas/{near}`?"));
                    self.report_with(Code::DanglingMapping, target.at(), message, help);
                }
            }
        }
        let discriminator = Discriminator { key, mapping };
        self.doubt(node, &discriminator, schema);
        Some(discriminator)
    }

    /// Says where a discriminator does not go with the arms of its schema: a mapping to none of them, a property that is
    /// nearly, but not quite, one of theirs.
    fn doubt(&mut self, node: Node<'d>, discriminator: &Discriminator<'d>, schema: Schema<'d>) {
        let arms: Vec<Part<'d>> = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| arms_of(schema, keyword)).collect();
        let ends: Vec<Part<'d>> = arms.iter().map(|arm| self.innermost(*arm)).collect();
        // Those of unions and families within have arms of their own.
        if arms.is_empty() || ends.iter().any(|end| end.arm_keywords().next().is_some() || is_base(end.schema)) {
            return;
        }
        let known: BTreeSet<At> = arms.iter().flat_map(|arm| self.way(*arm)).collect();
        for (value, target) in &discriminator.mapping {
            if !known.contains(&target.at()) && !known.contains(&self.innermost((*target).into()).at()) {
                let at = self.document.child(self.document.child(node.at(), "mapping"), value);
                let target = self.document.pointer(target.at());
                let message = format!("the mapping of `{value}` leads to `{target}`, which is no arm of the union");
                self.report_with(Code::DanglingMapping, at, message, Some("list it among the arms".to_owned()));
            }
        }
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for end in ends {
            names.extend(properties(&self.flatten(&[end])).into_iter().map(|(name, _)| name));
            if names.contains(discriminator.key) {
                return;
            }
        }
        if let Some(near) = nearest(discriminator.key, names.into_iter()) {
            let at = self.document.child(node.at(), "propertyName");
            let message = format!("the discriminator names `{}`, which is a property of no arm", discriminator.key);
            self.report_with(Code::DanglingMapping, at, message, Some(format!("did you mean `{near}`?")));
        }
    }

    /// The schema that a mapping names, by reference or by its key among the components.
    fn mapped(&self, text: &str) -> Option<Schema<'d>> {
        let schemas = self.document.root().get("components")?.get("schemas")?;
        let named = || schemas.get(text).or_else(|| schemas.get(text.rsplit('/').next()?));
        self.document.resolve(text).ok().or_else(named).map(Schema)
    }

    /// The key that tells `arms` apart, with the values of each; nothing if none is sure to.
    pub(super) fn tags(
        &mut self,
        discriminator: Option<&Discriminator<'d>>,
        rest: &[Part<'d>],
        arms: &[Part<'d>],
    ) -> Option<(String, Vec<ArmTags>)> {
        if let Some(discriminator) = discriminator {
            let tags = self.tags_of_all(discriminator, arms);
            return Some((discriminator.key.to_owned(), shared_last(tags)));
        }
        if arms.len() < 2 {
            return None;
        }
        let constants: Option<Vec<_>> = arms.iter().map(|arm| self.constant_keys(rest, *arm, Keys::Required)).collect();
        let constants = constants?;
        let (first, others) = constants.split_first()?;
        let tells = |key: &&(String, Vec<String>)| {
            let mut seen: BTreeSet<&str> = key.1.iter().map(String::as_str).collect();
            others.iter().all(|arm| {
                let same = arm.iter().find(|(name, _)| *name == key.0);
                same.is_some_and(|(_, values)| values.iter().all(|value| seen.insert(value)))
            })
        };
        let key = &first.iter().find(tells)?.0;
        let values = |arm: &Vec<(String, Vec<String>)>| {
            arm.iter().find(|(name, _)| name == key).map(|(_, values)| values.clone())
        };
        let tags = constants.iter().map(|arm| ArmTags { values: values(arm).unwrap_or_default(), explicit: None });
        Some((key.clone(), tags.collect()))
    }

    /// The tags that a discriminator gives each arm. A constant that names another arm, by the mapping or as its component, is
    /// that arm's: several arms may list all tags there are, since they have the property from one base.
    pub(super) fn tags_of_all(&mut self, discriminator: &Discriminator<'d>, arms: &[Part<'d>]) -> Vec<ArmTags> {
        let mut tags: Vec<ArmTags> = arms.iter().map(|arm| self.tags_of(discriminator, *arm, 0)).collect();
        let names: Vec<Vec<String>> = arms.iter().map(|arm| self.names_of(discriminator, *arm)).collect();
        for (i, arm) in tags.iter_mut().enumerate() {
            let own = |value: &String| names.get(i).is_some_and(|names| names.contains(value));
            let is_others = |value: &String| !own(value) && names.iter().any(|names| names.contains(value));
            if !arm.values.iter().all(is_others) {
                arm.values.retain(|value| !is_others(value));
            }
        }
        tags
    }

    /// What can only mean this arm: the values that the mapping has for it; without any, its name as a component.
    fn names_of(&self, discriminator: &Discriminator<'d>, arm: Part<'d>) -> Vec<String> {
        let mapped = self.mapped_to(discriminator, arm);
        match mapped.is_empty() {
            true => self.component_name(arm).into_iter().collect(),
            false => mapped.into_iter().map(str::to_owned).collect(),
        }
    }

    fn mapped_to(&self, discriminator: &Discriminator<'d>, arm: Part<'d>) -> Vec<&'d str> {
        let ends = self.way(arm);
        let mapped = discriminator.mapping.iter().filter(|(_, schema)| ends.contains(&schema.at()));
        mapped.map(|(value, _)| *value).collect()
    }

    /// The tags that a discriminator gives an arm.
    fn tags_of(&mut self, discriminator: &Discriminator<'d>, arm: Part<'d>, depth: usize) -> ArmTags {
        let mapped = self.mapped_to(discriminator, arm);
        if !mapped.is_empty() {
            let explicit = match mapped.as_slice() {
                &[tag] => Some(tag.to_owned()),
                _ => None,
            };
            return ArmTags { values: mapped.into_iter().map(str::to_owned).collect(), explicit };
        }
        let nested = self.nested_tags(discriminator, arm, depth);
        if !nested.is_empty() {
            return ArmTags { values: nested, explicit: None };
        }
        let constants = self.constant_keys(&[], arm, Keys::All).unwrap_or_default();
        let values = match constants.into_iter().find(|(key, _)| key == discriminator.key) {
            Some((_, values)) => values,
            None => self.component_name(arm).into_iter().collect(),
        };
        ArmTags { values, explicit: None }
    }

    /// The tags of an arm that is a union itself. Unions that hold each other share what they have, so the answer is kept.
    fn nested_tags(&mut self, discriminator: &Discriminator<'d>, arm: Part<'d>, depth: usize) -> Vec<String> {
        let end = self.innermost(arm);
        let Some(keyword) = end.arm_keywords().next().filter(|_| depth < DEPTH) else { return Vec::new() };
        let inner = self.discriminator(end.schema).unwrap_or_else(|| discriminator.clone());
        let key = (end.at(), inner.key);
        if let Some(known) = self.nested.get(&key) {
            return known.clone();
        }
        // While it is being found, a union that leads back to itself adds nothing.
        self.nested.insert(key, Vec::new());
        let mut found: Vec<String> = Vec::new();
        for arm in arms_of(end.schema, keyword) {
            found.extend(self.tags_of(&inner, arm, depth + 1).values);
        }
        let mut seen = BTreeSet::new();
        found.retain(|tag| seen.insert(tag.clone()));
        self.nested.insert(key, found.clone());
        found
    }

    /// The places that a use goes through on its way to the schema behind it.
    fn way(&self, part: Part<'d>) -> Vec<At> {
        std::iter::successors(Some(part), |here| here.next()).take(DEPTH + 1).map(Part::at).collect()
    }

    /// The properties of an object that hold constants, with their texts; nothing if it is no plain object.
    pub(super) fn constant_keys(
        &mut self,
        rest: &[Part<'d>],
        arm: Part<'d>,
        keys: Keys,
    ) -> Option<Vec<(String, Vec<String>)>> {
        let mut roots = rest.to_vec();
        roots.push(self.innermost(arm));
        let parts = self.flatten(&roots);
        if parts.iter().any(|part| part.arm_keywords().next().is_some()) || self.kinds(&parts) != Ok(vec![Kind::Object])
        {
            return None;
        }
        let required = required(&parts);
        let asked = |name: &str| keys == Keys::All || required.contains(&name);
        let mut keys = Vec::new();
        for (name, schemas) in properties(&parts).into_iter().filter(|(name, _)| asked(name)) {
            let Some(last) = schemas.last() else { continue };
            let opened = self.flatten(&[self.innermost(*last)]);
            let constants = opened.iter().rev().map(|part| part.schema.constants()).find(|list| !list.is_empty());
            // A required text with a default is, in many documents, a constant of before there was `const`.
            let default =
                || opened.iter().rev().find_map(|part| part.schema.raw("default")).filter(|it| it.is_string());
            let constants = constants.or_else(|| default().map(|value| vec![value]));
            let texts: Option<Vec<String>> = constants.and_then(|list| list.into_iter().map(text).collect());
            keys.extend(texts.map(|texts| (name.to_owned(), texts)));
        }
        Some(keys)
    }
}

/// A constant as the runtime compares tags.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) => Some(value.to_string()),
        Value::Number(number) if number.is_i64() => Some(value.to_string()),
        Value::Number(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Arms may share a tag, and then the best fit decides; what an arm is written with is a tag of its own, if it has one.
fn shared_last(mut tags: Vec<ArmTags>) -> Vec<ArmTags> {
    let all: Vec<Vec<String>> = tags.iter().map(|arm| arm.values.clone()).collect();
    for (i, arm) in tags.iter_mut().enumerate() {
        let is_shared = |value: &String| all.iter().enumerate().any(|(j, other)| j != i && other.contains(value));
        arm.values.sort_by_key(is_shared);
    }
    tags
}

/// A tag that an earlier arm has counts for that arm only, unless nothing would be left to tell the later one by: then they
/// share it, and the best fit decides.
pub(super) fn distinct(mut tags: Vec<ArmTags>) -> Vec<ArmTags> {
    let mut seen = BTreeSet::new();
    for arm in &mut tags {
        let fresh: Vec<String> = arm.values.iter().filter(|value| !seen.contains(*value)).cloned().collect();
        seen.extend(arm.values.iter().cloned());
        if !fresh.is_empty() {
            arm.values = fresh;
        }
    }
    tags
}
