//! A schema as the list of its parts: `$ref` and `allOf` are opened until only plain schemas are left, which must all hold.
//! A schema without either is a list of one, so merging is not a special case anywhere after this module.

use super::schema::{Schema, Weight};
use super::{DEPTH, Lower, OPENED};
use crate::diag::Code;
use crate::source::At;
use std::collections::{BTreeMap, BTreeSet};

/// A schema that takes part in a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'d> {
    pub(super) schema: Schema<'d>,
    /// Its `oneOf`, `anyOf` and `discriminator` do not count: they were dealt with on the way here.
    pub(super) bare: bool,
    /// Its `$ref` and `allOf` do not count either: what they lead to stands beside it.
    pub(super) opened: bool,
}

/// What identifies a type while lowering: the places that it was made from.
pub(super) type Key = Vec<(At, bool)>;

/// What a schema comes down to when it says nothing of its own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inner<'d> {
    /// A reference to another.
    Reference(&'d str),
    /// Another schema that stands within it.
    Within(Schema<'d>),
}

impl<'d> From<Schema<'d>> for Part<'d> {
    fn from(schema: Schema<'d>) -> Self {
        Part { schema, bare: false, opened: false }
    }
}

impl<'d> Part<'d> {
    pub(super) fn at(self) -> At {
        self.schema.at()
    }

    /// The other schema that this one is, if all that it adds is documentation, a default or `null`.
    pub(super) fn inner(self) -> Option<Inner<'d>> {
        let schema = self.schema;
        if self.bare || schema.own_weight() == Weight::Shape {
            return None;
        }
        let holds = |key| schema.schemas(key).next().is_some();
        match (schema.reference(), holds("allOf"), holds("oneOf"), holds("anyOf")) {
            (Some(reference), false, false, false) => Some(Inner::Reference(reference)),
            (None, true, false, false) if schema.raw("discriminator").is_none() => only_branch(schema),
            (None, false, true, false) => only_arm(schema, "oneOf"),
            (None, false, false, true) => only_arm(schema, "anyOf"),
            _ => None,
        }
    }

    /// The schema that this one only wraps or refers to.
    pub(super) fn next(self) -> Option<Part<'d>> {
        match self.inner()? {
            Inner::Within(inner) => Some(inner.into()),
            Inner::Reference(reference) => self.schema.target(reference).ok().map(Part::from),
        }
    }

    /// The keywords of this part that hold arms.
    pub(super) fn arm_keywords(self) -> impl Iterator<Item = &'static str> {
        let schema = self.schema;
        let keywords = if self.bare { [].as_slice() } else { ["oneOf", "anyOf"].as_slice() };
        keywords.iter().copied().filter(move |key| schema.schemas(key).next().is_some())
    }
}

/// The only branch of an `allOf` that gives values a shape.
fn only_branch(schema: Schema<'_>) -> Option<Inner<'_>> {
    let of = |weight| schema.schemas("allOf").filter(move |branch| branch.weight() == weight).collect::<Vec<_>>();
    match (of(Weight::Shape).as_slice(), of(Weight::Type).as_slice()) {
        (&[branch], _) => Some(Inner::Within(branch)),
        (&[], &[branch]) if schema.own_weight() == Weight::Nothing => Some(Inner::Within(branch)),
        _ => None,
    }
}

/// The only arm of a union that is not `null`. Asked often, so it looks no further than the second.
fn only_arm<'d>(schema: Schema<'d>, keyword: &str) -> Option<Inner<'d>> {
    let mut arms = schema.schemas(keyword).filter(|arm| !arm.is_null() && !arm.is_never());
    match (arms.next(), arms.next()) {
        (Some(arm), None) if arm.weight() > Weight::Nothing && !arm.only_constrains() => Some(Inner::Within(arm)),
        _ => None,
    }
}

pub(super) fn key(roots: &[Part<'_>]) -> Key {
    roots.iter().map(|root| (root.at(), root.bare)).collect()
}

impl<'d> Lower<'d, '_> {
    /// Opens `$ref` and `allOf`. Branches come before the schema that lists them, so that what narrows comes later.
    pub(super) fn flatten(&mut self, roots: &[Part<'d>]) -> Vec<Part<'d>> {
        let mut flat = Flat::default();
        for root in roots {
            self.open(*root, &mut flat);
        }
        flat.parts
    }

    /// Whether the arms of a schema lead back to what is being opened: a base that lists its children lends them its fields,
    /// not the other children.
    fn lists_one_of(&self, base: Schema<'d>, trail: &[At]) -> bool {
        let arms = ["oneOf", "anyOf"].into_iter().flat_map(|keyword| base.schemas(keyword));
        arms.filter_map(|arm| self.document.resolve(arm.reference()?).ok()).any(|arm| trail.contains(&arm.at()))
    }

    fn open(&mut self, part: Part<'d>, flat: &mut Flat<'d>) {
        let at = part.at();
        if flat.trail.contains(&at) {
            let message = "this schema contains itself through `allOf`; the inner mention is left out";
            return self.report(Code::AllOfCycle, at, message);
        }
        if flat.trail.len() > DEPTH {
            let message =
                format!("this schema is more than {DEPTH} references or `allOf` away; what it adds is left out");
            return self.report(Code::AllOfCycle, at, message);
        }
        if !flat.seen.insert(at) {
            return;
        }
        flat.trail.push(at);
        if !part.opened {
            self.open_within(part, flat);
        }
        flat.trail.pop();
        if part.schema.own_weight() > Weight::Nothing || part.arm_keywords().next().is_some() {
            flat.parts.push(part);
        }
    }

    fn open_within(&mut self, part: Part<'d>, flat: &mut Flat<'d>) {
        if let Some(reference) = part.schema.reference()
            && self.may_open(part)
            && let Some(target) = self.resolve(reference, part.schema)
        {
            let bare = part.bare || self.lists_one_of(target, &flat.trail);
            self.open(Part { bare, ..target.into() }, flat);
        }
        for branch in part.schema.schemas("allOf") {
            if self.may_open(part) {
                self.open(branch.into(), flat);
            }
        }
    }

    /// Counts the schemas that are opened for others; says when it is enough.
    fn may_open(&mut self, part: Part<'d>) -> bool {
        self.opened += 1;
        if self.opened == OPENED {
            let message = format!(
                "the schemas of this document refer to each other more than {OPENED} times through `allOf`; what this \
                 one and others add is left out"
            );
            self.report(Code::AllOfCycle, part.at(), message);
        }
        self.opened < OPENED
    }
}

#[derive(Default)]
struct Flat<'d> {
    parts: Vec<Part<'d>>,
    seen: BTreeSet<At>,
    trail: Vec<At>,
}

/// The properties of all parts in order, each with every schema given for it.
pub(super) fn properties<'d>(parts: &[Part<'d>]) -> Vec<(&'d str, Vec<Part<'d>>)> {
    let mut out: Vec<(&str, Vec<Part<'_>>)> = Vec::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, schema) in parts.iter().flat_map(|part| part.schema.named("properties")) {
        let place = *places.entry(name).or_insert(out.len());
        match out.get_mut(place) {
            Some((_, schemas)) if schemas.iter().any(|known| known.schema.value() == schema.value()) => {}
            Some((_, schemas)) => schemas.push(schema.into()),
            None => out.push((name, vec![schema.into()])),
        }
    }
    out
}

/// The names that any part requires.
pub(super) fn required<'d>(parts: &[Part<'d>]) -> BTreeSet<&'d str> {
    parts.iter().flat_map(|part| part.schema.required()).collect()
}

/// The last of the schemas that the parts give for a keyword: later parts narrow earlier ones.
pub(super) fn last<'d>(parts: &[Part<'d>], key: &str) -> Option<Schema<'d>> {
    parts.iter().rev().find_map(|part| part.schema.schema(key))
}
