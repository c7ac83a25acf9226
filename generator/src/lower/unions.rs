//! `oneOf` and `anyOf`: `null` arms are gone by now, scalars that one type holds are joined, what is left is a [`Union`].

use super::arms::{Named, arms_of, kind_name};
use super::kinds::{ArmKind, Kind, common};
use super::parts::{Part, properties};
use super::schema::{Schema, Weight};
use super::tags::Discriminator;
use super::{Job, Lower, within};
use crate::diag::Code;
use crate::ir::{ChoiceKind, Format, Int, Shape, Slot, Union};
use crate::source::At;
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
        let mut rest: Vec<Part<'_>> =
            bare(parts).into_iter().filter(|part| part.schema.own_weight() > Weight::Nothing).collect();
        let described = rest.iter().any(|part| part.schema.describes());
        let mut holders: Vec<Holder<'d>> = Vec::new();
        for part in parts {
            for keyword in part.arm_keywords().filter(|keyword| !only_conditions(part.schema, keyword)) {
                let arms = arms_of(part.schema, keyword);
                if !arms.is_empty() && !holders.iter().any(|known| known.says_same(part.schema, keyword)) {
                    holders.push(Holder { schema: part.schema, keyword, arms });
                }
            }
        }
        let kinds = self.kinds(&rest).ok()?;
        if !kinds.is_empty() {
            holders = holders.into_iter().filter_map(|holder| self.narrowed(holder, &kinds, described)).collect();
        }
        let mut holders = self.shared(holders);
        if holders.len() > 1 {
            // Of which one arm is left, that is no union: the arm holds.
            let (only, several): (Vec<_>, Vec<_>) = holders.into_iter().partition(|holder| holder.arms.len() == 1);
            rest.extend(only.into_iter().flat_map(|holder| holder.arms));
            if several.is_empty() {
                return Some(self.merged(&rest, job));
            }
            holders = several;
        }
        match holders.as_slice() {
            [] => None,
            [holder] if described || holder.arms.len() == 1 => Some(self.distributed(holder, &rest, job)),
            [holder] if holder.arms.iter().any(|arm| arm.schema.weight() == Weight::Nothing) => Some(Some(Shape::Any)),
            [holder] => Some(Some(self.alternatives(holder, job))),
            [.., last] => Some(Some(self.many_unions(&rest, &holders, last, job))),
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
                ArmKind::Many | ArmKind::File | ArmKind::Free => true,
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
        let named: Vec<Named<'d>> = holder.arms.iter().map(|arm| Named { part: *arm, fixed: None }).collect();
        let discriminator = self.discriminator(holder.schema);
        let (tag, mut arms) = self.named_arms(discriminator.as_ref(), rest, &named);
        for (arm, part) in arms.iter_mut().zip(&holder.arms) {
            let opened = self.flatten(&[self.innermost(*part)]);
            let own: BTreeSet<&str> = properties(&opened).into_iter().map(|(name, _)| name).collect();
            let path = within(&job.path, &arm.name);
            // An arm that describes the shared properties itself keeps its own name and type.
            arm.slot = match shared.iter().all(|name| own.contains(name)) {
                true => self.slot_as_arm(*part, path),
                false => self.slot_as_one(with(part), path),
            };
        }
        Some(Shape::Union(Union { arms, tag }))
    }

    /// Several unions, of which one lists no arms that the others do not, or that tell them apart by the same key, are one: of
    /// the arms that all of them list.
    fn shared(&self, mut holders: Vec<Holder<'d>>) -> Vec<Holder<'d>> {
        let end = |arm: &Part<'d>| self.innermost(*arm).at();
        let key = |holder: &Holder<'d>| holder.schema.node().get("discriminator")?.str_at("propertyName");
        let lists: Vec<BTreeSet<At>> = holders.iter().map(|holder| holder.arms.iter().map(end).collect()).collect();
        let keys: Vec<Option<&str>> = holders.iter().map(key).collect();
        let smallest = lists.iter().min_by_key(|list| list.len());
        let nested = lists.iter().all(|list| smallest.is_some_and(|smallest| smallest.is_subset(list)));
        let same_key = keys.iter().all(|key| key.is_some() && Some(key) == keys.first());
        let in_all = |arm: &Part<'d>| lists.iter().all(|list| list.contains(&end(arm)));
        if holders.len() < 2 || !(nested || same_key) || !holders.iter().any(|holder| holder.arms.iter().any(in_all)) {
            return holders;
        }
        let mut kept = holders.swap_remove(keys.iter().position(Option::is_some).unwrap_or(0));
        kept.arms.retain(in_all);
        vec![kept]
    }

    /// Several unions that must hold at once: one record of all their fields, or the last of them, which holds every value.
    fn many_unions(&mut self, rest: &[Part<'d>], holders: &[Holder<'d>], last: &Holder<'d>, job: &Job<'d>) -> Shape {
        // What narrows comes last, and what it narrows is another's.
        let at = job.roots.last().map(|root| root.at()).unwrap_or_default();
        let places: BTreeSet<At> = holders.iter().map(|holder| holder.schema.at()).collect();
        let places: Vec<String> = places.into_iter().map(|at| format!("`{}`", self.document.pointer(at))).collect();
        let places = if places.len() > 1 { format!(" ({})", places.join(", ")) } else { String::new() };
        let message =
            format!("this schema combines several `oneOf` or `anyOf`{places}; it is typed by what they have in common");
        self.report(Code::CombinedUnions, at, message);
        let alternatives: Vec<Part<'_>> = holders.iter().flat_map(|holder| holder.arms.iter().copied()).collect();
        let objects = |lower: &mut Self, arm: &Part<'d>| matches!(lower.arm_kind(*arm), ArmKind::One(Kind::Object));
        match alternatives.iter().all(|arm| objects(self, arm)) {
            true => self.superset(rest, &alternatives, job),
            false => self.alternatives(last, job),
        }
    }

    /// The union of a holder that nothing stands beside.
    fn alternatives(&mut self, holder: &Holder<'d>, job: &Job<'d>) -> Shape {
        let discriminator = self.discriminator(holder.schema);
        self.union_of(discriminator.as_ref(), &holder.arms, job)
    }

    /// A use that any of `schemas` can describe, which is called `role` within its type.
    pub(super) fn any_of(&mut self, schemas: &[Schema<'d>], job: &Job<'d>, role: &str) -> Slot {
        let at = schemas.first().map(|schema| schema.at()).unwrap_or_default();
        let path = within(&job.path, role);
        let mut arms: Vec<Part<'d>> = Vec::new();
        for schema in schemas.iter().filter(|schema| !schema.is_null() && !schema.is_never()) {
            if !arms.iter().any(|known| known.schema.value() == schema.value()) {
                arms.push((*schema).into());
            }
        }
        let free = arms.iter().any(|arm| arm.schema.weight() == Weight::Nothing);
        let mut slot = match arms.as_slice() {
            [] => self.any_slot(at),
            [only] => self.slot_of(only.schema, path),
            _ if free => self.any_slot(at),
            arms => {
                let shape = self.union_of(None, arms, &Job { id: job.id, roots: Vec::new(), path });
                self.made_slot(at, &job.path, role, shape)
            }
        };
        slot.nullable = schemas.iter().any(|schema| self.nullable(&[(*schema).into()]));
        slot
    }

    fn union_of(&mut self, discriminator: Option<&Discriminator<'d>>, arms: &[Part<'d>], job: &Job<'d>) -> Shape {
        let mut groups: Vec<Group<'d>> = Vec::new();
        for arm in arms.iter().copied() {
            let kind = self.arm_kind(arm);
            match groups.iter_mut().find(|group| joins(group.kind, kind)) {
                Some(group) => group.arms.push(arm),
                None => groups.push(Group { kind, arms: vec![arm] }),
            }
        }
        if let [group] = groups.as_slice()
            && group.arms.len() > 1
        {
            return self.joined(group);
        }
        let named = groups.iter().filter_map(|group| {
            let fixed = (group.arms.len() > 1).then(|| kind_name(group.kind));
            group.arms.first().map(|part| Named { part: *part, fixed })
        });
        let named: Vec<Named<'d>> = named.collect();
        let (tag, mut arms) = self.named_arms(discriminator, &[], &named);
        for ((arm, group), named) in arms.iter_mut().zip(&groups).zip(&named) {
            arm.slot = match named.fixed {
                None => self.slot_as_arm(named.part, within(&job.path, &arm.name)),
                Some(role) => {
                    let shape = self.joined(group);
                    self.made_slot(named.part.at(), &job.path, role, shape)
                }
            };
        }
        Shape::Union(Union { arms, tag })
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
            let parts = self.flatten(&[self.innermost(*arm)]);
            opened.push(parts);
        }
        let listing: Vec<Schema<'_>> =
            opened.iter().flatten().map(|part| part.schema).filter(|schema| !schema.constants().is_empty()).collect();
        // An arm that lists nothing takes what the others do not list.
        let open = opened.iter().any(|parts| parts.iter().all(|part| part.schema.constants().is_empty()));
        let secret = |part: &Part<'_>| part.schema.node().str_at("format") == Some("password");
        match group.kind {
            ArmKind::One(Kind::Text) if opened.iter().flatten().any(secret) => Shape::Text(Format::Password),
            ArmKind::One(Kind::Text) if !listing.is_empty() => {
                Shape::Choice(self.choice(ChoiceKind::Text, &listing, open))
            }
            ArmKind::One(Kind::Text) => {
                let mut shapes: Vec<Shape> = opened.iter().map(|parts| self.text(parts)).collect();
                let same =
                    |shape: &Shape| matches!((shape, shapes.first()), (Shape::Text(a), Some(Shape::Text(b))) if a == b);
                if shapes.iter().all(same) {
                    return shapes.swap_remove(0);
                }
                if !shapes.iter().any(|shape| matches!(shape, Shape::Text(Format::Plain))) {
                    self.mixed_formats.extend(group.arms.first().map(|arm| arm.at()));
                }
                Shape::Text(Format::Plain)
            }
            ArmKind::One(Kind::Integer | Kind::Number) => {
                let whole = opened.iter().all(|parts| self.kinds(parts).is_ok_and(|kinds| kinds == [Kind::Integer]));
                match (whole, listing.is_empty()) {
                    (true, false) => Shape::Choice(self.choice(ChoiceKind::Int, &listing, open)),
                    (true, true) => Shape::Int(Int::I64),
                    (false, _) => Shape::Float,
                }
            }
            ArmKind::One(Kind::Boolean) => Shape::Bool,
            ArmKind::One(Kind::List | Kind::Object) | ArmKind::Many | ArmKind::Free => Shape::Any,
            ArmKind::File => Shape::Text(Format::File),
        }
    }
}

/// Whether the arms at `keyword` only add conditions: "one of these must be present".
pub(super) fn only_conditions(schema: Schema<'_>, keyword: &str) -> bool {
    schema.schemas(keyword).all(|arm| arm.only_constrains() || arm.is_null())
}

/// Parts that were opened, without their arms.
pub(super) fn bare<'d>(parts: &[Part<'d>]) -> Vec<Part<'d>> {
    parts.iter().map(|part| Part { bare: true, opened: true, ..*part }).collect()
}

/// Whether one type holds both kinds of arm.
fn joins(a: ArmKind, b: ArmKind) -> bool {
    let numeric = |kind| matches!(kind, ArmKind::One(Kind::Integer | Kind::Number));
    let scalar = matches!(a, ArmKind::One(Kind::Text | Kind::Boolean));
    (numeric(a) && numeric(b)) || (scalar && a == b)
}
