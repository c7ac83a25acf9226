//! `oneOf` and `anyOf`: `null` arms are gone by now, scalars that one type holds are joined, what is left is a [`Union`].

use super::kinds::{ArmKind, Kind, common};
use super::parts::{Inner, Part, properties};
use super::schema::{Schema, Weight};
use super::{DEPTH, Job, Lower, within};
use crate::diag::Code;
use crate::ir::{Arm, ChoiceKind, Float, Format, Int, Shape, Slot, Union, UnionTag};
use std::collections::BTreeSet;

/// A `oneOf` or `anyOf`.
struct Holder<'d> {
    schema: Schema<'d>,
    keyword: &'static str,
    arms: Vec<Part<'d>>,
}

impl Holder<'_> {
    fn says_same(&self, schema: Schema<'_>, keyword: &str) -> bool {
        self.schema.raw(self.keyword) == schema.raw(keyword)
    }
}

/// Arms that one type holds.
struct Group<'d> {
    kind: ArmKind,
    arms: Vec<Part<'d>>,
}

impl<'d> Lower<'d, '_> {
    /// The shape of parts of which one has arms. `None`: no arms that matter; `Some(None)`: `Any` although more was said.
    pub(super) fn union(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Option<Option<Shape>> {
        let rest: Vec<Part<'_>> = bare(parts).into_iter().filter(|part| part.schema.own_weight() > Weight::Nothing).collect();
        let described = rest.iter().any(|part| part.schema.describes());
        let mut holders: Vec<Holder<'d>> = Vec::new();
        for part in parts {
            for keyword in part.arm_keywords().filter(|keyword| !only_conditions(part.schema, keyword)) {
                let arms = self.arms(part.schema, keyword);
                if !arms.is_empty() && !holders.iter().any(|known| known.says_same(part.schema, keyword)) {
                    holders.push(Holder { schema: part.schema, keyword, arms });
                }
            }
        }
        let kinds = self.kinds(&rest).ok()?;
        if !kinds.is_empty() {
            holders = holders.into_iter().filter_map(|holder| self.narrowed(holder, &kinds, described)).collect();
        }
        match holders.as_slice() {
            [] => None,
            [Holder { arms, .. }] if described || arms.len() == 1 => Some(self.distributed(holders.first()?, &rest, job)),
            [holder] if holder.arms.iter().any(|arm| arm.schema.weight() == Weight::Nothing) => Some(Some(Shape::Any)),
            [holder] => Some(self.union_of(holder, job)),
            holders => Some(self.many_unions(&rest, holders, job)),
        }
    }

    /// A holder with the arms that go with what stands beside it; nothing if it then says nothing more.
    fn narrowed(&mut self, holder: Holder<'d>, kinds: &[Kind], described: bool) -> Option<Holder<'d>> {
        if described && kinds != [Kind::Object] {
            return None;
        }
        let mut arms = Vec::new();
        for arm in holder.arms {
            let goes = match self.arm_kind(arm) {
                ArmKind::One(kind) => !common(kinds, &[kind]).is_empty(),
                ArmKind::Many | ArmKind::Free => true,
            };
            if goes && described && arm.schema.weight() < Weight::Shape {
                return None;
            }
            if goes {
                arms.push(arm);
            }
        }
        (!arms.is_empty()).then_some(Holder { arms, ..holder })
    }

    /// Properties beside arms: each arm is a record of both.
    fn distributed(&mut self, holder: &Holder<'d>, rest: &[Part<'d>], job: &Job<'d>) -> Option<Shape> {
        let with = |arm: &Part<'d>| rest.iter().copied().chain([*arm]).collect::<Vec<_>>();
        if let [arm] = holder.arms.as_slice() {
            return self.merged(&with(arm), job);
        }
        let shared: Vec<&str> = properties(rest).into_iter().map(|(name, _)| name).collect();
        let mut made = Vec::new();
        for arm in &holder.arms {
            let name = self.arm_name(*arm);
            let opened = self.flatten(&self.innermost(*arm));
            let own: BTreeSet<&str> = properties(&opened).into_iter().map(|(name, _)| name).collect();
            let path = within(&job.path, &name);
            // An arm that describes the shared properties itself keeps its own name and type.
            let slot = match shared.iter().all(|name| own.contains(name)) {
                true => self.slot_as_arm(*arm, path),
                false => self.slot_as_one(with(arm), path),
            };
            made.push((*arm, Arm { name, tags: Vec::new(), slot }));
        }
        Some(Shape::Union(self.tagged(holder.schema, rest, made)))
    }

    /// Several unions that must hold at once: one record of all their fields, or the last of them, which holds every value.
    fn many_unions(&mut self, rest: &[Part<'d>], holders: &[Holder<'d>], job: &Job<'d>) -> Option<Shape> {
        let at = job.roots.first().map(|root| root.at()).unwrap_or_default();
        self.report(Code::CombinedUnions, at, "this schema combines several `oneOf` or `anyOf`; it is typed by what they have in common");
        let alternatives: Vec<Part<'_>> = holders.iter().flat_map(|holder| holder.arms.iter().copied()).collect();
        let objects = |lower: &mut Self, arm: &Part<'d>| matches!(lower.arm_kind(*arm), ArmKind::One(Kind::Object));
        match alternatives.iter().all(|arm| objects(self, arm)) {
            true => Some(self.superset(rest, &alternatives, job)),
            false => self.union_of(holders.last()?, job),
        }
    }

    fn union_of(&mut self, holder: &Holder<'d>, job: &Job<'d>) -> Option<Shape> {
        let mut groups: Vec<Group<'d>> = Vec::new();
        for arm in holder.arms.iter().copied() {
            let kind = self.arm_kind(arm);
            match groups.iter_mut().find(|group| joins(group.kind, kind)) {
                Some(group) => group.arms.push(arm),
                None => groups.push(Group { kind, arms: vec![arm] }),
            }
        }
        if let [group] = groups.as_slice()
            && group.arms.len() > 1
        {
            return Some(self.joined(group));
        }
        let mut made = Vec::new();
        for group in groups {
            let Some(first) = group.arms.first().copied() else { continue };
            let (name, slot) = match group.arms.len() {
                1 => {
                    let name = self.arm_name(first);
                    let slot = self.slot_as_arm(first, within(&job.path, &name));
                    (name, slot)
                }
                _ => {
                    let name = kind_name(group.kind);
                    let shape = self.joined(&group);
                    (name.to_owned(), self.made_slot(first.at(), &job.path, name, shape))
                }
            };
            made.push((first, Arm { name, tags: Vec::new(), slot }));
        }
        Some(Shape::Union(self.tagged(holder.schema, &[], made)))
    }

    fn slot_as_arm(&mut self, arm: Part<'d>, path: Vec<String>) -> Slot {
        let mut slot = self.slot(arm.at(), vec![arm], path);
        slot.nullable = false;
        slot
    }

    /// A use of parts that are one type by now, whatever wrappers they look like.
    fn slot_as_one(&mut self, roots: Vec<Part<'d>>, path: Vec<String>) -> Slot {
        let at = roots.last().map(|root| root.at()).unwrap_or_default();
        super::slots::plain_slot(at, self.type_of(roots, path))
    }

    /// The one type that holds all arms of a group.
    fn joined(&mut self, group: &Group<'d>) -> Shape {
        let mut opened = Vec::new();
        for arm in &group.arms {
            let parts = self.flatten(&self.innermost(*arm));
            opened.push(parts);
        }
        let listing: Vec<Schema<'_>> =
            opened.iter().flatten().map(|part| part.schema).filter(|schema| !schema.constants().is_empty()).collect();
        match group.kind {
            ArmKind::One(Kind::Text) if !listing.is_empty() => self.choice(ChoiceKind::Text, &listing),
            ArmKind::One(Kind::Text) => {
                let mut shapes: Vec<Shape> = opened.iter().map(|parts| self.text(parts)).collect();
                let same = |shape: &Shape| matches!((shape, shapes.first()), (Shape::Text(a), Some(Shape::Text(b))) if a == b);
                match shapes.iter().all(same) {
                    true => shapes.swap_remove(0),
                    false => Shape::Text(Format::Plain),
                }
            }
            ArmKind::One(Kind::Integer | Kind::Number) => {
                let whole = opened.iter().all(|parts| self.kinds(parts).is_ok_and(|kinds| kinds == [Kind::Integer]));
                match (whole, listing.is_empty()) {
                    (true, false) => self.choice(ChoiceKind::Int, &listing),
                    (true, true) => Shape::Int(Int::I64),
                    (false, _) => Shape::Float(Float::F64),
                }
            }
            ArmKind::One(Kind::Boolean) => Shape::Bool,
            ArmKind::One(Kind::List | Kind::Object) | ArmKind::Many | ArmKind::Free => Shape::Any,
        }
    }

    /// Finds the tag and names the arms.
    fn tagged(&mut self, holder: Schema<'d>, rest: &[Part<'d>], made: Vec<(Part<'d>, Arm)>) -> Union {
        let parts: Vec<Part<'_>> = made.iter().map(|(part, _)| *part).collect();
        let mut arms: Vec<Arm> = made.into_iter().map(|(_, arm)| arm).collect();
        let found = self.tags(holder, rest, &parts);
        let tag = match found {
            None => UnionTag::None,
            Some((key, tags)) => {
                for ((arm, tags), part) in arms.iter_mut().zip(tags).zip(&parts) {
                    arm.name = self.tagged_name(*part, tags.explicit, &arm.name);
                    arm.tags = tags.values;
                }
                UnionTag::Key(key)
            }
        };
        Union { arms, tag }
    }

    /// The arms of a schema: `null` left out, inline unions within opened, repetitions dropped.
    pub(super) fn arms(&mut self, holder: Schema<'d>, keyword: &str) -> Vec<Part<'d>> {
        let mut arms: Vec<Part<'d>> = Vec::new();
        gather(holder, keyword, 0, &mut arms);
        arms
    }

    /// What an arm could be called: component, title, or what it is.
    fn arm_name(&mut self, arm: Part<'d>) -> String {
        if let Some(name) = self.component_name(arm) {
            return name;
        }
        let [end] = self.innermost(arm);
        match end.schema.title() {
            Some(title) => title.to_owned(),
            None => match self.arm_kind(end) {
                ArmKind::One(Kind::List) => self.list_name(end),
                kind => kind_name(kind).to_owned(),
            },
        }
    }

    fn list_name(&mut self, list: Part<'d>) -> String {
        let item = list.schema.schema("items").filter(|item| item.value().is_object());
        match item.map(Part::from) {
            None => "list".to_owned(),
            Some(item) => match self.component_name(item) {
                Some(name) => format!("{name}_list"),
                None => match self.arm_kind(item) {
                    ArmKind::One(kind) => format!("{}_list", kind.name()),
                    ArmKind::Many | ArmKind::Free => "list".to_owned(),
                },
            },
        }
    }

    /// The component that a use refers to.
    pub(super) fn component_name(&self, part: Part<'d>) -> Option<String> {
        let mut here = part;
        for _ in 0..DEPTH {
            if let Some(key) = super::slots::component_key(&self.document.pointer(here.at())) {
                return Some(key);
            }
            here = match here.inner()? {
                Inner::Within(inner) => inner.into(),
                Inner::Reference(reference) => here.schema.target(reference).ok()?.into(),
            };
        }
        None
    }

    /// A name for a tagged arm: what the mapping calls it, then what it is called anyway.
    fn tagged_name(&mut self, arm: Part<'d>, explicit: Option<String>, plain: &str) -> String {
        match explicit {
            Some(tag) => tag,
            None => self.component_name(arm).unwrap_or_else(|| plain.to_owned()),
        }
    }
}

/// Whether the arms at `keyword` only add conditions: "one of these must be present".
pub(super) fn only_conditions(schema: Schema<'_>, keyword: &str) -> bool {
    schema.schemas(keyword).all(|arm| arm.only_constrains() || arm.is_null())
}

/// The parts without their arms.
pub(super) fn bare<'d>(parts: &[Part<'d>]) -> Vec<Part<'d>> {
    parts.iter().map(|part| Part { bare: true, ..*part }).collect()
}

fn gather<'d>(holder: Schema<'d>, keyword: &str, depth: usize, arms: &mut Vec<Part<'d>>) {
    for arm in holder.schemas(keyword).filter(|arm| !arm.is_null()) {
        let nested = match (arm.own_weight(), Part::from(arm).arm_keywords().collect::<Vec<_>>().as_slice()) {
            (Weight::Nothing, &[nested]) => Some(nested),
            _ => None,
        };
        let plain = arm.reference().is_some() || arm.raw("discriminator").is_some() || arm.raw("allOf").is_some();
        match nested.filter(|_| !plain && depth < DEPTH && !only_conditions(arm, nested.unwrap_or_default())) {
            Some(nested) => gather(arm, nested, depth + 1, arms),
            None if arms.iter().any(|known| known.schema.value() == arm.value()) => {}
            None => arms.push(arm.into()),
        }
    }
}

/// Whether one type holds both kinds of arm.
fn joins(a: ArmKind, b: ArmKind) -> bool {
    let numeric = |kind| matches!(kind, ArmKind::One(Kind::Integer | Kind::Number));
    let scalar = matches!(a, ArmKind::One(Kind::Text | Kind::Boolean));
    (numeric(a) && numeric(b)) || (scalar && a == b)
}

fn kind_name(kind: ArmKind) -> &'static str {
    match kind {
        ArmKind::One(Kind::Integer | Kind::Number) => "number",
        ArmKind::One(kind) => kind.name(),
        ArmKind::Many => "variant",
        ArmKind::Free => "value",
    }
}
