//! The arms of a union: which there are, and what each is called.

use super::kinds::{ArmKind, Kind};
use super::parts::{Part, properties, required};
use super::schema::{Schema, Weight};
use super::tags::{ArmTags, Discriminator};
use super::unions::only_conditions;
use super::{DEPTH, Lower};
use crate::ir::{Arm, UnionTag};
use std::collections::BTreeSet;

/// An arm that needs a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'d> {
    pub(super) part: Part<'d>,
    /// What it is called anyway.
    pub(super) fixed: Option<&'static str>,
}

impl<'d> Lower<'d, '_> {
    /// The tag of a union and its arms, named and tagged; their slots are for the caller to fill.
    pub(super) fn named_arms(
        &mut self,
        discriminator: Option<&Discriminator<'d>>,
        rest: &[Part<'d>],
        named: &[Named<'d>],
    ) -> (UnionTag, Vec<Arm>) {
        let parts: Vec<Part<'_>> = named.iter().map(|arm| arm.part).collect();
        let (tag, tags) = match self.tags(discriminator, rest, &parts) {
            Some((key, tags)) => (UnionTag::Key(key), tags),
            None => (UnionTag::None, vec![ArmTags::default(); named.len()]),
        };
        let mut names: Vec<String> = named.iter().zip(&tags).map(|(arm, tags)| self.arm_name(*arm, tags)).collect();
        self.tell_apart(&parts, &mut names);
        let arm = |((name, tags), part): ((String, ArmTags), &Part<'d>)| Arm {
            name,
            tags: tags.values,
            slot: self.any_slot(part.at()),
        };
        (tag, names.into_iter().zip(tags).zip(&parts).map(arm).collect())
    }

    /// What an arm could be called: by the mapping, as a component, by title, by its tag, by what it is.
    fn arm_name(&mut self, arm: Named<'d>, tags: &ArmTags) -> String {
        if let Some(name) = arm.fixed {
            return name.to_owned();
        }
        if let Some(name) = tags.explicit.clone().or_else(|| self.component_name(arm.part)) {
            return name;
        }
        let end = self.innermost(arm.part);
        match (end.schema.title(), tags.values.as_slice()) {
            (Some(title), _) => title.to_owned(),
            (None, [tag]) => tag.clone(),
            (None, _) => self.plain_name(end),
        }
    }

    /// A name by kind.
    fn plain_name(&mut self, arm: Part<'d>) -> String {
        match self.arm_kind(arm) {
            ArmKind::One(Kind::List) => self.list_name(arm),
            kind => kind_name(kind).to_owned(),
        }
    }

    fn list_name(&mut self, list: Part<'d>) -> String {
        let mut suffix = String::new();
        let mut here = list;
        // A list of lists is named by what is in them.
        for _ in 0..4 {
            let Some(item) = here.schema.schema("items").filter(|item| item.value().is_object()) else { break };
            suffix.push_str("_list");
            if let Some(name) = self.component_name(item.into()) {
                return name + &suffix;
            }
            match self.arm_kind(item.into()) {
                ArmKind::One(Kind::List) => here = item.into(),
                ArmKind::One(kind) => return kind.name().to_owned() + &suffix,
                ArmKind::Many | ArmKind::File | ArmKind::Free => break,
            }
        }
        "list".to_owned()
    }

    /// Arms of one name get another: by kind, by a property that only one of them requires, by number.
    fn tell_apart(&mut self, parts: &[Part<'d>], names: &mut [String]) {
        for again in [Self::plain_name, Self::telling_property] {
            let repeated = repeated(names);
            if repeated.is_empty() {
                return;
            }
            for (part, name) in parts.iter().zip(names.iter_mut()).filter(|(_, name)| repeated.contains(*name)) {
                let end = self.innermost(*part);
                *name = again(self, end);
            }
        }
        let mut seen = BTreeSet::new();
        for name in names {
            let plain = name.clone();
            let mut number = 2;
            while !seen.insert(name.clone()) {
                *name = format!("{plain}_{number}");
                number += 1;
            }
        }
    }

    /// The first property that an object requires, else the first that it has.
    fn telling_property(&mut self, arm: Part<'d>) -> String {
        let parts = self.flatten(&[arm]);
        let required = required(&parts);
        let names: Vec<&str> = properties(&parts).into_iter().map(|(name, _)| name).collect();
        let first = names.iter().find(|name| required.contains(**name)).or(names.first());
        first.map_or_else(|| self.plain_name(arm), |name| format!("with_{name}"))
    }

    /// The component that a use refers to.
    pub(super) fn component_name(&self, part: Part<'d>) -> Option<String> {
        let mut here = part;
        for _ in 0..DEPTH {
            if let Some(key) = super::slots::component_key(&self.document.pointer(here.at())) {
                return Some(key);
            }
            here = here.next()?;
        }
        None
    }
}

fn repeated(names: &[String]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    names.iter().filter(|name| !seen.insert(name.as_str())).cloned().collect()
}

pub(super) fn kind_name(kind: ArmKind) -> &'static str {
    match kind {
        ArmKind::One(Kind::Integer | Kind::Number) => "number",
        ArmKind::One(kind) => kind.name(),
        ArmKind::Many => "variant",
        ArmKind::File => "file",
        ArmKind::Free => "value",
    }
}

/// The arms of a schema: `null` left out, inline unions within opened, repetitions dropped.
pub(super) fn arms_of<'d>(holder: Schema<'d>, keyword: &str) -> Vec<Part<'d>> {
    let mut arms = Vec::new();
    gather(holder, keyword, 0, &mut arms);
    arms
}

fn gather<'d>(holder: Schema<'d>, keyword: &str, depth: usize, arms: &mut Vec<Part<'d>>) {
    for arm in holder.schemas(keyword).filter(|arm| !arm.is_null() && !arm.is_never()) {
        let nested = match (arm.own_weight(), Part::from(arm).arm_keywords().collect::<Vec<_>>().as_slice()) {
            (Weight::Nothing, &[nested]) => Some(nested),
            _ => None,
        };
        let plain = arm.reference().is_some() || arm.raw("discriminator").is_some() || arm.raw("allOf").is_some();
        match nested.filter(|nested| !plain && depth < DEPTH && !only_conditions(arm, nested)) {
            Some(nested) => gather(arm, nested, depth + 1, arms),
            None if arms.iter().any(|known| known.schema.value() == arm.value()) => {}
            None => arms.push(arm.into()),
        }
    }
}
