//! Constants: `enum` and `const` become a [`Choice`], or the plainest type that holds them.

use super::kinds::{Kind, kind_of_value};
use super::parts::Part;
use super::schema::Schema;
use super::{Job, Lower};
use crate::diag::Code;
use crate::ir::{Arm, Choice, ChoiceKind, Constant, ConstantValue, Docs, Format, Int, Shape, Union, UnionTag};
use crate::source::{At, Document};
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
                if !self.strangers(holder, Value::is_number) {
                    let message = "constants with a fraction are typed as numbers; others are noted in fields alone";
                    self.report(Code::OddEnum, listed_at(self.document, holder, None), message);
                }
                return Some(Shape::Float);
            }
            [Kind::Boolean] => {
                self.strangers(holder, Value::is_boolean);
                return Some(Shape::Bool);
            }
            [_, _, ..] if !kinds.iter().any(|kind| matches!(kind, Kind::List | Kind::Object)) => {
                return self.mixed(holder, kinds, job);
            }
            [] | [Kind::List | Kind::Object] | [_, _, ..] => {
                let kind = |value: &&Value| kind_of_value(value).is_some_and(|kind| kinds.contains(&kind));
                let asked = self.document.child(holder.at(), "type");
                if !holder.constants().iter().any(kind) && self.reported.contains(&(Code::AllOfConflict, asked)) {
                    // They are of the type that does not count.
                    return None;
                }
                let message =
                    "these constants are no list of texts or integers; the type holds any value of their kinds";
                self.report(Code::OddEnum, listed_at(self.document, holder, None), message);
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
                let message = format!(
                    "this schema lists `{}`, and one that it is combined with `{}` (`{}`); the last list counts",
                    some(&part.schema.constants()),
                    some(&holder.constants()),
                    self.document.pointer(holder.at())
                );
                self.report(Code::AllOfConflict, listed_at(self.document, part.schema, None), message);
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
        let spelled = |value: &&&Value| value.is_string() && constant(kind, value).is_some();
        if kind == ChoiceKind::Int
            && let Some(place) = raw.iter().position(|value| spelled(&value))
        {
            let message = "texts are listed where the type says `integer`; taken as the numbers that they spell";
            self.report(Code::OddEnum, listed_at(self.document, holder, Some(place)), message);
        }
        for (place, value) in raw.into_iter().enumerate().filter(|(_, value)| own(value)) {
            match constant(kind, value) {
                Some(known) if !seen.insert(known.clone()) => {
                    let message = format!("the constant `{value}` is listed twice");
                    self.report(Code::DuplicateConstant, listed_at(self.document, holder, Some(place)), message);
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
                    self.report(Code::OddEnum, listed_at(self.document, holder, Some(place)), message);
                }
            }
        }
        constants
    }

    /// Says which constants are not of the type that they are listed under; whether there are any.
    fn strangers(&mut self, holder: Schema<'d>, own: fn(&Value) -> bool) -> bool {
        let raw = holder.constants();
        let strange: Vec<usize> =
            (0..).zip(&raw).filter(|(_, value)| !value.is_null() && !own(value)).map(|it| it.0).collect();
        if let Some(first) = strange.first() {
            let value = raw.get(*first).map(ToString::to_string).unwrap_or_default();
            let message = format!("the constant `{value}` is not of the type that it is listed under");
            self.report(Code::OddEnum, listed_at(self.document, holder, Some(*first)), message);
        }
        !strange.is_empty()
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

/// The place of a constant in its list, or of the list.
fn listed_at(document: &Document, holder: Schema<'_>, place: Option<usize>) -> At {
    if holder.raw("const").is_some() {
        return document.child(holder.at(), "const");
    }
    let list = document.child(holder.at(), "enum");
    place.map_or(list, |place| document.child(list, &place.to_string()))
}

/// The first of some constants, for a message.
fn some(values: &[&Value]) -> String {
    let shown: Vec<String> = values.iter().take(3).map(|value| value.to_string().replace('"', "")).collect();
    if values.len() > shown.len() { format!("{}, …", shown.join(", ")) } else { shown.join(", ") }
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
