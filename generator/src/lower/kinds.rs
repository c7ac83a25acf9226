//! Which JSON types the parts of a schema allow: from `type` where it is said (or nearly said), from other keywords where not.

use super::Lower;
use super::parts::Part;
use super::schema::Schema;
use super::{DEPTH, unions};
use crate::diag::{Code, nearest};
use crate::source::At;
use serde_json::Value;
use std::collections::BTreeSet;
use std::iter::successors;

/// A JSON type other than `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Object,
}

/// What an arm of a union is, seen from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArmKind {
    One(Kind),
    /// Several kinds, or a union of its own.
    Many,
    /// The bytes of a file, which stand beside text in forms.
    File,
    /// Anything at all.
    Free,
}

const KINDS: &[(&str, Kind)] = &[
    ("string", Kind::Text),
    ("integer", Kind::Integer),
    ("number", Kind::Number),
    ("boolean", Kind::Boolean),
    ("array", Kind::List),
    ("object", Kind::Object),
];

/// Words that stand for a type in documents, though no dialect has them, and how it is written.
const MEANT: &[(&str, Kind, &str)] = &[
    ("str", Kind::Text, "string"),
    ("text", Kind::Text, "string"),
    ("file", Kind::Text, "string, format: binary"),
    ("date", Kind::Text, "string, format: date"),
    ("datetime", Kind::Text, "string, format: date-time"),
    ("date-time", Kind::Text, "string, format: date-time"),
    ("timestamp", Kind::Text, "string, format: date-time"),
    ("uuid", Kind::Text, "string, format: uuid"),
    ("int", Kind::Integer, "integer"),
    ("int32", Kind::Integer, "integer, format: int32"),
    ("int64", Kind::Integer, "integer, format: int64"),
    ("long", Kind::Integer, "integer, format: int64"),
    ("float", Kind::Number, "number, format: float"),
    ("double", Kind::Number, "number, format: double"),
    ("decimal", Kind::Number, "number"),
    ("bool", Kind::Boolean, "boolean"),
    ("list", Kind::List, "array"),
    ("map", Kind::Object, "object"),
    ("dict", Kind::Object, "object"),
    ("json", Kind::Object, "object"),
];

impl Kind {
    /// As documents write it.
    fn word(self) -> &'static str {
        if self == Kind::List { "array" } else { self.name() }
    }

    /// As a type of it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::List => "list",
            Kind::Object => "object",
        }
    }
}

/// The type that a misspelled word means, and how it is written.
fn meant(word: &str) -> Option<(Kind, &'static str)> {
    if word.ends_with("[]") {
        // One of several types that stand in one text.
        return Some((Kind::List, "array"));
    }
    let clean: String = word.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    let known = || MEANT.iter().find(|(name, ..)| *name == clean).map(|(_, kind, written)| (*kind, *written));
    let near = || exact_name(nearest(&clean, KINDS.iter().map(|(name, _)| *name))?);
    let real = |kind: Kind| (kind, kind.word());
    exact_name(&clean).map(real).or_else(known).or_else(|| near().map(real))
}

fn exact_name(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

impl<'d> Lower<'d, '_> {
    /// The types that all parts allow; none means that nothing is said. `Err` if what is said cannot be understood.
    pub(super) fn kinds(&mut self, parts: &[Part<'d>]) -> Result<Vec<Kind>, ()> {
        let mut allowed: Option<Vec<Kind>> = None;
        let mut first = At::default();
        for part in parts {
            let said = self.said_kinds(*part)?;
            if said.is_empty() {
                continue;
            }
            allowed = Some(match allowed {
                None => {
                    first = part.at();
                    said
                }
                Some(before) => match common(&before, &said) {
                    both if both.is_empty() => {
                        self.contradicted(parts, first, *part, &before, &said);
                        before
                    }
                    both => both,
                },
            });
        }
        Ok(allowed.unwrap_or_else(|| inferred(parts)))
    }

    /// Says that two parts ask for types that no value has both of.
    fn contradicted(&mut self, parts: &[Part<'d>], first: At, part: Part<'d>, before: &[Kind], said: &[Kind]) {
        let only_null = |part: &Part<'_>| {
            let constants = part.schema.constants();
            !constants.is_empty() && constants.iter().all(|value| value.is_null())
        };
        let (asked, taken) = (words(said), words(before));
        let null = parts.iter().filter(|other| other.at() == first || other.at() == part.at()).any(only_null);
        if null && parts.iter().all(|part| part.schema.says_null()) {
            // `null` is of all of them.
            return;
        }
        let fate = if null { "one lists `null` alone, so any value".to_owned() } else { format!("`{taken}`") };
        let message = format!(
            "this schema asks for `{asked}`, and one that it is combined with for `{taken}` (`{}`); {fate} is taken",
            self.document.pointer(first)
        );
        self.report(Code::AllOfConflict, self.document.child(part.at(), "type"), message);
    }

    /// The words of `type` as kinds.
    fn said_kinds(&mut self, part: Part<'d>) -> Result<Vec<Kind>, ()> {
        let mut kinds = Vec::new();
        let (words, joined) = part.schema.types();
        if let Some(joined) = joined {
            self.separated(self.document.child(part.at(), "type"), joined, &words);
        }
        let real = || words.iter().copied().enumerate().filter(|(_, word)| *word != "null");
        for (place, word) in real() {
            let kind = match exact_name(word) {
                Some(kind) => kind,
                None => {
                    let at = self.document.child(part.at(), "type");
                    // One that `normalize` made a list of stands alone in the text.
                    let alone = joined.is_some() || real().nth(1).is_none();
                    let at = if alone { at } else { self.document.child(at, &place.to_string()) };
                    if word.eq_ignore_ascii_case("enum") {
                        kinds.extend(self.of_constants(at, word, part.schema)?);
                        continue;
                    }
                    self.corrected(at, word)?
                }
            };
            kinds.push(kind);
        }
        let mut seen = BTreeSet::new();
        kinds.retain(|kind| seen.insert(*kind));
        Ok(kinds)
    }

    /// Says that several types are no one text.
    fn separated(&mut self, at: At, joined: &str, words: &[&str]) {
        let written = |word: &&str| match exact_name(word).or_else(|| meant(word).map(|(kind, _)| kind)) {
            Some(kind) if *word != "null" => kind.word().to_owned(),
            Some(_) | None => format!("\"{word}\""),
        };
        let words: Vec<String> = words.iter().map(written).collect();
        let help = match words.as_slice() {
            [] => None,
            [word] => Some(format!("write it as `type: {word}`")),
            words => Some(format!("write it as a list: `[{}]`", words.join(", "))),
        };
        let reading = if words.is_empty() { "any value".to_owned() } else { words.join(" or ").replace('"', "") };
        let message = format!("`{joined}` is no type of JSON; it is read as {reading}");
        self.report_with(Code::UnknownType, at, message, help);
    }

    /// Where `enum` is said to be the type, the constants tell which it is.
    fn of_constants(&mut self, at: At, word: &str, schema: Schema<'d>) -> Result<Vec<Kind>, ()> {
        let kinds = kinds_of_values(&schema.constants());
        let (reading, help) = match kinds.as_slice() {
            [] => ("any value".to_owned(), "list the values: `enum: [a, b]`".to_owned()),
            [kind] => (kind.word().to_owned(), format!("write it as `type: {}`", kind.word())),
            kinds => (words(kinds), "leave `type` out; `enum` says which values there are".to_owned()),
        };
        let message = format!("`{word}` is no type of JSON; it is read as {reading}");
        self.report_with(Code::UnknownType, at, message, Some(help));
        if kinds.is_empty() { Err(()) } else { Ok(kinds) }
    }

    fn corrected(&mut self, at: At, word: &str) -> Result<Kind, ()> {
        let meant = meant(word);
        let reading = meant.map_or("any value", |(kind, _)| kind.word());
        let message = format!("`{word}` is no type of JSON; it is read as {reading}");
        let null = || nearest(word, ["null"].into_iter()).map(|_| "did you mean `\"null\"`?".to_owned());
        let help = match meant {
            Some((_, written)) => Some(format!("write it as `type: {written}`")),
            None => null(),
        };
        self.report_with(Code::UnknownType, at, message, help);
        meant.map(|(kind, _)| kind).ok_or(())
    }

    /// What an arm is once references and wrappers are opened.
    pub(super) fn arm_kind(&mut self, arm: Part<'d>) -> ArmKind {
        let parts = self.flatten(&[self.innermost(arm)]);
        if parts.iter().any(|part| part.arm_keywords().any(|keyword| !unions::only_conditions(part.schema, keyword))) {
            return ArmKind::Many;
        }
        match self.kinds(&parts).as_deref() {
            Ok([]) | Err(()) => ArmKind::Free,
            Ok(&[Kind::Text]) if self.is_file(&parts) => ArmKind::File,
            Ok(&[kind]) => ArmKind::One(kind),
            Ok(_) => ArmKind::Many,
        }
    }

    /// Whether following references and wrappers comes to an end.
    pub(super) fn settles(&self, part: Part<'d>) -> bool {
        self.innermost(part).next().is_none()
    }

    /// Follows references and wrappers to the schema that says something.
    pub(super) fn innermost(&self, part: Part<'d>) -> Part<'d> {
        self.steps(part).last().unwrap_or(part)
    }

    /// A schema and those that it leads to, one behind the other.
    pub(super) fn steps(&self, part: Part<'d>) -> impl Iterator<Item = Part<'d>> + use<'d> {
        successors(Some(part), |part| part.next()).take(DEPTH + 1)
    }
}

/// `string or integer`
fn words(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(" or ")
}

/// The types in both, an integer being a number.
pub(super) fn common(before: &[Kind], said: &[Kind]) -> Vec<Kind> {
    let meet = |a: Kind, b: Kind| match (a, b) {
        (Kind::Integer, Kind::Number) | (Kind::Number, Kind::Integer) => Some(Kind::Integer),
        (a, b) => (a == b).then_some(a),
    };
    before.iter().flat_map(|a| said.iter().filter_map(move |b| meet(*a, *b))).collect()
}

/// Keywords that only one type has a use for.
const TELLING: &[(Kind, &[&str])] = &[
    (
        Kind::Object,
        &[
            "properties",
            "additionalProperties",
            "patternProperties",
            "required",
            "propertyNames",
            "unevaluatedProperties",
            "minProperties",
            "maxProperties",
        ],
    ),
    (Kind::List, &["items", "prefixItems", "minItems", "maxItems"]),
    (Kind::Text, &["pattern", "minLength", "maxLength", "contentEncoding"]),
    (Kind::Number, &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
];

/// The type that the other keywords tell of.
fn inferred(parts: &[Part<'_>]) -> Vec<Kind> {
    let any = |keys: &[&str]| parts.iter().any(|part| keys.iter().any(|key| part.schema.raw(key).is_some()));
    let constants: Vec<&Value> =
        parts.iter().rev().map(|part| part.schema.constants()).find(|list| !list.is_empty()).unwrap_or_default();
    let kinds = kinds_of_values(&constants);
    if !kinds.is_empty() {
        return kinds;
    }
    let of_keyword = TELLING.iter().find(|(_, keys)| any(keys)).map(|(kind, _)| *kind);
    let formats = || parts.iter().filter_map(|part| part.schema.node().str_at("format"));
    let conditions = || parts.iter().any(|part| part.schema.has_conditions()).then_some(Kind::Object);
    of_keyword.or_else(|| formats().find_map(kind_of_format)).or_else(conditions).into_iter().collect()
}

/// The kinds of some values, each once.
fn kinds_of_values(values: &[&Value]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = values.iter().filter_map(|value| kind_of_value(value)).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

pub(super) fn kind_of_value(value: &Value) -> Option<Kind> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Kind::Boolean),
        Value::Number(number) if number.is_f64() => Some(Kind::Number),
        Value::Number(_) => Some(Kind::Integer),
        Value::String(_) => Some(Kind::Text),
        Value::Array(_) => Some(Kind::List),
        Value::Object(_) => Some(Kind::Object),
    }
}

fn kind_of_format(format: &str) -> Option<Kind> {
    match format {
        "int32" | "int64" | "uint32" | "uint64" => Some(Kind::Integer),
        "float" | "double" => Some(Kind::Number),
        _ => super::shapes::format(format).map(|_| Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, meant};

    #[test]
    fn misspelled_types_are_understood_where_one_is_meant() {
        let cases = [
            ("strng", Some(Kind::Text)),
            ("string,", Some(Kind::Text)),
            ("String", Some(Kind::Text)),
            ("interger", Some(Kind::Integer)),
            ("bool", Some(Kind::Boolean)),
            ("arrray", Some(Kind::List)),
            ("string[]", Some(Kind::List)),
            ("any", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(meant(word).map(|(kind, _)| kind), expected, "{word}");
        }
    }
}
