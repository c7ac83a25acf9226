//! How each union is decided, and what can be proven of it. The runtime tries the tag, the kind of JSON and then the best
//! fit; here the types are compared in its terms, no deeper than it looks (`codec/score.rs` there).

use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Arm, Choice, Decision, Extra, Field, Kinds, Record, Shape, Slot, TypeId, Union, UnionTag};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    let ids: Vec<_> = api.types.ids().collect();
    let mut known = Known::default();
    let mut scored = Vec::new();
    for id in ids {
        let Shape::Union(union) = &api.types[id].shape else { continue };
        let (decision, alike) = decide(&mut Compare { api, known: &mut known }, union);
        match decision {
            Decision::Ambiguous => report(api, id, union, alike, diags),
            Decision::Scored => scored.push(id),
            Decision::Status | Decision::Kind | Decision::Tag | Decision::Proven => {}
        }
        api.decisions.insert(id, decision);
    }
    summarise(api, &scored, diags);
}

/// Arms of a union that are compared with each other, which takes the square of them. Of a larger one nothing is said to be
/// sure.
const COMPARED: usize = 600;

/// Pairs of arms that are compared in a document. Of what is left after them nothing is said to be sure either.
const PAIRS: usize = 500_000;

/// The least sure of the decisions between any two arms, and those two.
fn decide(compare: &mut Compare<'_, '_>, union: &Union) -> (Decision, (usize, usize)) {
    let key = match &union.tag {
        UnionTag::Status => return (Decision::Status, (0, 0)),
        UnionTag::Key(key) => Some(key.as_str()),
        UnionTag::None => None,
    };
    let arms: Vec<Tagged<'_>> = union.arms.iter().map(|arm| Tagged::new(compare.api, arm, key)).collect();
    let mut worst = (Decision::Kind, (0, 0));
    let count = arms.len().min(COMPARED);
    let compared = compare.known.compared + count * count / 2;
    if compared > PAIRS {
        return (Decision::Scored, (0, 0));
    }
    compare.known.compared = compared;
    if arms.len() > COMPARED {
        worst.0 = Decision::Scored;
    }
    for (j, b) in arms.iter().enumerate().take(COMPARED) {
        for (i, a) in arms.iter().enumerate().take(j) {
            let decision = compare.arms(a, b);
            if decision > worst.0 {
                worst = (decision, (i, j));
            }
        }
    }
    worst
}

/// An arm, and what the tag says of it.
struct Tagged<'a> {
    arm: &'a Arm,
    tags: BTreeSet<&'a str>,
    /// Its values may come without the tag.
    may_lack: bool,
}

impl<'a> Tagged<'a> {
    fn new(api: &Api, arm: &'a Arm, key: Option<&str>) -> Self {
        let optional = |field: &Field| Some(field.key.as_str()) == key && !field.slot.required;
        let shape = &api.types[api.behind(arm.slot.ty)].shape;
        let may_lack = matches!(shape, Shape::Record(record) if record.fields.iter().any(optional));
        let tags = arm.tags.iter().map(String::as_str).collect();
        Tagged { arm, tags, may_lack: may_lack || arm.tags.is_empty() }
    }
}

fn report(api: &Api, id: TypeId, union: &Union, (a, b): (usize, usize), diags: &mut Diagnostics) {
    let name = |i: usize| union.arms.get(i).map_or("", |arm| arm.name.as_str());
    let message = format!(
        "nothing tells `{}` and `{}` of the union `{}` apart; a value that fits both becomes the first",
        name(a),
        name(b),
        called(api, id)
    );
    let is_object = |i: usize| {
        let arm = union.arms.get(i).map(|arm| &api.types[api.behind(arm.slot.ty)].shape);
        arm.is_some_and(|shape| Kinds::of(shape).meet(Kinds::OBJECT))
    };
    let help = match is_object(a) && is_object(b) {
        true => "give each arm a required property with a constant of its own, or the union a `discriminator`",
        false => "make one arm of the two",
    };
    diags.push(Code::AmbiguousUnion, api.types[id].at, message).help(help);
}

/// One finding for all unions that the best fit decides.
fn summarise(api: &Api, scored: &[TypeId], diags: &mut Diagnostics) {
    let Some(first) = scored.first() else { return };
    let shown: Vec<String> = scored.iter().take(3).map(|id| described(api, *id)).collect();
    let more = if scored.len() > shown.len() { ", …" } else { "" };
    let message = match scored {
        [_] => format!("a union is decided by the arm that fits best: {}", shown.join(", ")),
        _ => format!("{} unions are decided by the arm that fits best: {}{more}", scored.len(), shown.join(", ")),
    };
    diags.push(Code::ScoredUnions, api.types[*first].at, message);
}

/// Arms of a union that a message names.
const NAMED: usize = 8;

/// `Pet` (`Cat`, `Dog`)
fn described(api: &Api, id: TypeId) -> String {
    let Shape::Union(union) = &api.types[id].shape else { return String::new() };
    let arms: Vec<String> = union.arms.iter().take(NAMED).map(|arm| format!("`{}`", arm.name)).collect();
    let more = if union.arms.len() > NAMED { ", …" } else { "" };
    format!("`{}` ({}{more})", called(api, id), arms.join(", "))
}

fn called(api: &Api, id: TypeId) -> String {
    let hint = &api.types[id].hint;
    hint.own.clone().or_else(|| hint.title.clone()).unwrap_or_else(|| hint.within.join("."))
}

/// As many levels the runtime looks into a value.
const LEVELS: u8 = 3;

/// Two types and the levels left to look into.
type Pair = (TypeId, TypeId, u8);

/// A type that is no alias and no union, and the levels left.
type Leaf = (TypeId, u8);

/// Answers, kept because types are asked for again and again.
#[derive(Default)]
struct Known {
    /// Pairs of arms.
    compared: usize,
    pairs: BTreeMap<Pair, Decision>,
    uses: BTreeMap<Pair, Decision>,
    leaves: BTreeMap<Leaf, Rc<[Leaf]>>,
}

struct Compare<'a, 'k> {
    api: &'a Api,
    known: &'k mut Known,
}

impl<'a> Compare<'a, '_> {
    fn arms(&mut self, a: &Tagged<'_>, b: &Tagged<'_>) -> Decision {
        let (a_type, b_type) = (a.arm.slot.ty, b.arm.slot.ty);
        // An arm without a tag takes what no other claims.
        let tagged = !(a.tags.is_empty() && b.tags.is_empty()) && a.tags.is_disjoint(&b.tags);
        if !tagged {
            return self.uses(a_type, b_type, LEVELS);
        }
        let (left, right) = (self.leaves(a_type, LEVELS), self.leaves(b_type, LEVELS));
        let object = |(id, _): &&Leaf| Kinds::of(&self.api.types[*id].shape) == Kinds::OBJECT;
        let others = |leaves: &[Leaf]| leaves.iter().filter(|leaf| !object(leaf)).copied().collect::<Vec<_>>();
        let both = left.iter().any(|leaf| object(&leaf)) && right.iter().any(|leaf| object(&leaf));
        let (left, right) = (others(&left), others(&right));
        let decision = match both {
            false => Decision::Kind,
            // What comes without the tag is for the best fit to decide; what comes with it is told apart.
            true if a.may_lack && b.may_lack => {
                self.uses(a_type, b_type, LEVELS).clamp(Decision::Tag, Decision::Scored)
            }
            true => Decision::Tag,
        };
        decision.max(self.leaf_pairs(&left, &right))
    }

    /// What tells two uses apart that stand at the same place.
    fn slots(&mut self, a: &Slot, b: &Slot, levels: u8) -> Decision {
        let decision = self.uses(a.ty, b.ty, levels);
        if a.nullable && b.nullable { decision.max(Decision::Scored) } else { decision }
    }

    fn uses(&mut self, a: TypeId, b: TypeId, levels: u8) -> Decision {
        let key = (a.min(b), a.max(b), levels);
        if let Some(known) = self.known.uses.get(&key) {
            return *known;
        }
        let (left, right) = (self.leaves(a, levels), self.leaves(b, levels));
        let found = self.leaf_pairs(&left, &right);
        self.known.uses.insert(key, found);
        found
    }

    fn leaf_pairs(&mut self, left: &[Leaf], right: &[Leaf]) -> Decision {
        let mut worst = Decision::Kind;
        for (a, levels) in left {
            for (b, others) in right {
                worst = worst.max(self.types(*a, *b, *levels.min(others)));
            }
        }
        worst
    }

    /// The types behind aliases and unions; a union takes a level of what the runtime sees.
    fn leaves(&mut self, ty: TypeId, levels: u8) -> Rc<[Leaf]> {
        if let Some(known) = self.known.leaves.get(&(ty, levels)) {
            return known.clone();
        }
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        let mut open = vec![(ty, levels)];
        while let Some((id, levels)) = open.pop() {
            let id = self.api.behind(id);
            if !seen.insert(id) {
                continue;
            }
            match &self.api.types[id].shape {
                Shape::Union(union) => {
                    open.extend(union.arms.iter().map(|arm| (arm.slot.ty, levels.saturating_sub(1))));
                }
                Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => {
                    out.push((id, levels));
                }
                Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Choice(_) => {
                    out.push((id, levels));
                }
                // Nothing but itself; a pass has made it `Any` where it is used.
                Shape::Alias(_) => {}
            }
        }
        let out: Rc<[Leaf]> = out.into();
        self.known.leaves.insert((ty, levels), out.clone());
        out
    }

    fn types(&mut self, a: TypeId, b: TypeId, levels: u8) -> Decision {
        let key = (a.min(b), a.max(b), levels);
        if let Some(known) = self.known.pairs.get(&key) {
            return *known;
        }
        // Each step uses up a level, so types that lead back to themselves come to an end.
        let found = self.shapes(a, b, levels);
        self.known.pairs.insert(key, found);
        found
    }

    fn shapes(&mut self, a: TypeId, b: TypeId, levels: u8) -> Decision {
        let api = self.api;
        let (left, right) = (&api.types[a].shape, &api.types[b].shape);
        if !Kinds::of(left).meet(Kinds::of(right)) {
            return Decision::Kind;
        }
        if a == b {
            return Decision::Ambiguous;
        }
        match (left, right) {
            (Shape::Any, Shape::Any) => Decision::Ambiguous,
            (Shape::Any, _) | (_, Shape::Any) => Decision::Scored,
            (Shape::Choice(a), Shape::Choice(b)) => choices(a, b),
            // The narrower one wins where its constants or whole numbers are met.
            (Shape::Choice(_), _) | (_, Shape::Choice(_)) => Decision::Scored,
            (Shape::Int(_), Shape::Float) | (Shape::Float, Shape::Int(_)) => Decision::Scored,
            (Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_), _) if levels == 0 => {
                Decision::Ambiguous
            }
            (Shape::List(a), Shape::List(b)) | (Shape::Map(a), Shape::Map(b)) => {
                self.slots(a, b, levels - 1).max(Decision::Proven)
            }
            (Shape::Tuple(a), Shape::Tuple(b)) if a.len() != b.len() => Decision::Proven,
            (Shape::Tuple(a), Shape::Tuple(b)) => {
                let each = a.iter().zip(b).map(|(a, b)| self.slots(a, b, levels - 1)).min();
                each.unwrap_or(Decision::Ambiguous).max(Decision::Proven)
            }
            (Shape::Record(a), Shape::Record(b)) => self.records(a, b, levels - 1),
            (Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes, _) => Decision::Ambiguous,
            // A list and a tuple, a map and a record; leaves are neither unions nor aliases.
            (Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_), _) => Decision::Scored,
            (Shape::Union(_) | Shape::Alias(_), _) => Decision::Scored,
        }
    }

    /// A record contradicts another by a key that it requires: the value lacks it, or has another thing there.
    fn records(&mut self, a: &Record, b: &Record, levels: u8) -> Decision {
        let mut others: BTreeMap<&str, &Field> = b.fields.iter().map(|field| (field.key.as_str(), field)).collect();
        let typed = |record: &Record| matches!(record.extra, Extra::Typed(_));
        let mut same = a.fields.len() == b.fields.len() && typed(a) == typed(b);
        // Whether each value of `a` contradicts `b`, and the other way round.
        let (mut left, mut right) = (false, false);
        for field in &a.fields {
            let Some(other) = others.remove(field.key.as_str()) else {
                same = false;
                right |= field.slot.required;
                continue;
            };
            let (slot, other) = (&field.slot, &other.slot);
            let decision = self.slots(slot, other, levels);
            if decision <= Decision::Proven {
                // Many servers write `null` for what is not there, so that alone is no contradiction.
                left |= other.required || slot.required && !slot.nullable;
                right |= slot.required || other.required && !other.nullable;
            }
            same &= decision == Decision::Ambiguous && slot.required == other.required;
        }
        left |= others.values().any(|field| field.slot.required);
        match (left && right, same) {
            (true, _) => Decision::Proven,
            (false, true) => Decision::Ambiguous,
            (false, false) => Decision::Scored,
        }
    }
}

fn choices(a: &Choice, b: &Choice) -> Decision {
    let others: BTreeSet<_> = b.values.iter().map(|other| &other.value).collect();
    let shared = a.values.iter().filter(|value| others.contains(&value.value)).count();
    match shared {
        _ if a.open && b.open => Decision::Ambiguous,
        _ if a.open || b.open => Decision::Scored,
        0 => Decision::Proven,
        _ if shared == a.values.len() || shared == b.values.len() => Decision::Ambiguous,
        _ => Decision::Scored,
    }
}
