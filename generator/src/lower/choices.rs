//! Constants: `enum` and `const` become a [`Choice`], or the plainest type that holds them.

use super::kinds::{Kind, kind_of_value};
use super::parts::Part;
use super::schema::Schema;
use super::{Job, Lower};
use crate::diag::Code;
use crate::ir::{Arm, Choice, ChoiceKind, Constant, ConstantValue, Docs, Format, Int, Shape, Union, UnionTag};
use crate::source::At;
use serde_json::Value;
use std::collections::BTreeSet;

impl<'d> Lower<'d, '_> {
    /// The shape of parts that list constants; nothing if none do or if `kinds` says more than they.
    pub(super) fn constants(&mut self, parts: &[Part<'d>], kinds: &[Kind], job: &Job<'d>) -> Option<Shape> {
        let holder = parts.iter().rev().find(|part| !part.schema.constants().is_empty())?.schema;
        if holder.constants().iter().all(|value| value.is_null()) {
            return Some(Shape::Any);
        }
        let kind = match kinds {
            [Kind::Text] => ChoiceKind::Text,
            [Kind::Integer] if beyond_64_bits(holder) => return Some(Shape::Int(Int::U64)),
            [Kind::Integer] => ChoiceKind::Int,
            [Kind::Number] if holder.constants().iter().all(|value| value.is_null() || value.is_i64()) => {
                ChoiceKind::Int
            }
            [Kind::Number] => {
                self.report(
                    Code::OddEnum,
                    self.document.child(holder.at(), "enum"),
                    "constants with a fraction are typed as numbers; others are noted in fields alone",
                );
                return Some(Shape::Float);
            }
            [Kind::Boolean] => return Some(Shape::Bool),
            [_, _, ..] if !kinds.iter().any(|kind| matches!(kind, Kind::List | Kind::Object)) => {
                return self.mixed(holder, kinds, job);
            }
            [] | [Kind::List | Kind::Object] | [_, _, ..] => {
                self.report(
                    Code::OddEnum,
                    self.document.child(holder.at(), "enum"),
                    "these constants are no list of texts or integers; the type holds any value of their kinds",
                );
                return None;
            }
        };
        let choice = self.choice(kind, &[holder], false);
        if choice.values.is_empty() {
            // None of them is of the type; that was said.
            return match kind {
                ChoiceKind::Text => Some(Shape::Text(Format::Plain)),
                ChoiceKind::Int => Some(Shape::Int(Int::I64)),
            };
        }
        Some(Shape::Choice(self.intersected(choice, parts, holder)))
    }

    /// A choice without the constants that another part does not list.
    fn intersected(&mut self, mut choice: Choice, parts: &[Part<'d>], holder: Schema<'d>) -> Choice {
        for part in parts.iter().filter(|part| part.at() != holder.at()) {
            let listed: BTreeSet<ConstantValue> =
                part.schema.constants().into_iter().filter_map(|value| constant(choice.kind, value)).collect();
            let shared = |value: &Constant| listed.contains(&value.value);
            if listed.is_empty() || choice.values.iter().all(shared) {
                continue;
            }
            if choice.values.iter().any(shared) {
                choice.values.retain(shared);
            } else {
                let message =
                    "this schema lists other constants than one that it is combined with; the last list counts";
                self.report(Code::AllOfConflict, part.at(), message);
            }
        }
        choice
    }

    /// Constants of several kinds: a union of what holds those of each.
    fn mixed(&mut self, holder: Schema<'d>, kinds: &[Kind], job: &Job<'d>) -> Option<Shape> {
        let met: Vec<Kind> = holder.constants().into_iter().filter_map(kind_of_value).collect();
        let number = |kind: &Kind| matches!(kind, Kind::Integer | Kind::Number);
        let has = |kind: Kind| met.contains(&kind) && kinds.contains(&kind);
        let mut arms: Vec<(&str, Shape)> = Vec::new();
        if has(Kind::Text) {
            arms.push((Kind::Text.name(), self.choice_among(ChoiceKind::Text, holder, Value::is_string)));
        }
        if met.iter().any(number) && kinds.iter().any(number) {
            arms.push(match met.contains(&Kind::Number) || beyond_64_bits(holder) {
                true => (Kind::Number.name(), Shape::Float),
                false => (Kind::Integer.name(), self.choice_among(ChoiceKind::Int, holder, Value::is_number)),
            });
        }
        if has(Kind::Boolean) {
            arms.push((Kind::Boolean.name(), Shape::Bool));
        }
        if arms.len() < 2 {
            return arms.pop().map(|(_, shape)| shape);
        }
        let arm = |(name, shape): (&str, Shape)| {
            let slot = self.made_slot(holder.at(), &job.path, name, shape);
            Arm { name: name.to_owned(), tags: Vec::new(), slot }
        };
        Some(Shape::Union(Union { arms: arms.into_iter().map(arm).collect(), tag: UnionTag::None }))
    }

    /// The constants of one kind among those of several.
    fn choice_among(&mut self, kind: ChoiceKind, holder: Schema<'d>, own: fn(&Value) -> bool) -> Shape {
        Shape::Choice(Choice { kind, values: self.listed(kind, holder, own), open: false })
    }

    /// The constants of several schemas as one choice. Where each has a title of its own, the titles name them.
    pub(super) fn choice(&mut self, kind: ChoiceKind, holders: &[Schema<'d>], open: bool) -> Choice {
        let mut values: Vec<Constant> = Vec::new();
        let mut seen = BTreeSet::new();
        let titles: BTreeSet<&str> = holders.iter().filter_map(|holder| holder.title()).collect();
        let titled = holders.len() > 1 && titles.len() == holders.len();
        for holder in holders {
            for mut constant in self.listed(kind, *holder, |value| !value.is_null()) {
                let title = holder.title().filter(|_| titled && holder.constants().len() == 1).map(str::to_owned);
                constant.name = constant.name.or(title);
                if seen.insert(constant.value.clone()) {
                    values.push(constant);
                }
            }
        }
        Choice { kind, values, open }
    }

    /// The constants of one schema that are its `own`, each once.
    fn listed(&mut self, kind: ChoiceKind, holder: Schema<'d>, own: fn(&Value) -> bool) -> Vec<Constant> {
        let raw = holder.constants();
        let names = self.notes(holder, &["x-enum-varnames", "x-enumNames", "x-enum-names", "x-speakeasy-enums"]);
        let descriptions = self.notes(holder, &["x-enum-descriptions", "x-enumDescriptions"]);
        let single = raw.len() == 1;
        let mut constants: Vec<Constant> = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, value) in raw.into_iter().enumerate().filter(|(_, value)| own(value)) {
            match constant(kind, value) {
                Some(known) if !seen.insert(known.clone()) => {
                    let message = format!("the constant `{value}` is listed twice");
                    self.report(Code::DuplicateConstant, self.listed_at(holder, place), message);
                }
                Some(value) => {
                    let text = |notes: &[Option<&str>]| notes.get(place).copied().flatten().map(str::to_owned);
                    let docs = match text(&descriptions) {
                        None if single => holder.docs(),
                        description => Docs { description, ..Docs::default() },
                    };
                    constants.push(Constant { value, name: text(&names), docs });
                }
                None => {
                    let message = format!("the constant `{value}` is not of the type that it is listed under");
                    self.report(Code::OddEnum, self.listed_at(holder, place), message);
                }
            }
        }
        constants
    }

    /// The place of a constant in its list.
    fn listed_at(&self, holder: Schema<'d>, place: usize) -> At {
        self.document.child(self.document.child(holder.at(), "enum"), &place.to_string())
    }

    /// Names or descriptions that stand beside constants, one for each, in the first of the extensions that is used. Where
    /// there are more or fewer, those count that have a constant.
    fn notes(&mut self, holder: Schema<'d>, keys: &[&str]) -> Vec<Option<&'d str>> {
        let constants = holder.constants();
        let found = keys.iter().find_map(|key| Some((*key, holder.raw(key)?.as_array()?)));
        let Some((key, list)) = found else { return Vec::new() };
        let mut notes = list.iter().map(Value::as_str);
        let real = constants.iter().filter(|value| !value.is_null()).count();
        if list.len() == real {
            // Nobody names `null`.
            return constants.iter().map(|value| if value.is_null() { None } else { notes.next().flatten() }).collect();
        }
        if list.len() != constants.len() {
            let message = format!(
                "`{key}` lists {} texts for {} constants; those that are there count",
                list.len(),
                constants.len()
            );
            self.report(Code::EnumNames, holder.at(), message);
            // Where the lists went apart in their middle, a name could be that of the neighbour.
            let own = |(value, note): (&&Value, Option<&'d str>)| {
                note.filter(|note| {
                    value.as_str() == Some(note) || !constants.iter().any(|it| it.as_str() == Some(note))
                })
            };
            return constants.iter().zip(notes).map(own).collect();
        }
        notes.collect()
    }
}

fn beyond_64_bits(holder: Schema<'_>) -> bool {
    holder.constants().iter().any(|value| value.is_u64() && !value.is_i64())
}

fn constant(kind: ChoiceKind, value: &Value) -> Option<ConstantValue> {
    match (kind, value) {
        (ChoiceKind::Text, Value::String(text)) => Some(ConstantValue::Text(text.clone())),
        (ChoiceKind::Text, Value::Number(_) | Value::Bool(_)) => Some(ConstantValue::Text(value.to_string())),
        (ChoiceKind::Int, Value::Number(number)) => {
            let whole =
                number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15).map(|float| float as i64);
            number.as_i64().or(whole).map(ConstantValue::Int)
        }
        (ChoiceKind::Int, Value::String(text)) => text.trim().parse().ok().map(ConstantValue::Int),
        (ChoiceKind::Text | ChoiceKind::Int, _) => None,
    }
}
