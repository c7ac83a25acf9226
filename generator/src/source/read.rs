//! Builds the value of a document from either parser, and notes what both of them would drop in silence: keys that stand
//! twice, integers beyond 64 bits, YAML merge keys. Depth and size are bounded here, so that no input exhausts the process.

use super::at::{Pointers, Step, Way};
use super::{At, Document};
use crate::diag::{Code, Diagnostics};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::map::{Entry, Map};
use serde_json::{Number, Value};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::ops::Range;

/// Levels of nesting that are read. The YAML parser has a limit of its own, 128.
pub(super) const MAX_DEPTH: usize = 512;
/// What YAML aliases may add to a document, in values; texts count once more for every 32 bytes. A document without aliases
/// cannot weigh more than its text has bytes.
const MAX_EXPANSION: usize = 20_000;

/// What may be read in all, in the same measure; a document of 13 MB has some 500,000 values.
const MAX_VALUES: usize = 2_000_000;

/// Why a text was not read.
pub(super) struct Failure {
    pub(super) code: Code,
    pub(super) message: String,
    /// Byte at which the parser gave up.
    pub(super) offset: Option<usize>,
}

/// One reading of one text.
pub(super) struct Reader {
    merge_keys: bool,
    /// What may still be read, in the measure of [`MAX_EXPANSION`].
    left: Cell<usize>,
    pointers: RefCell<Pointers>,
    findings: RefCell<Vec<(Code, At, String)>>,
    /// Where keys stand that stand twice.
    again: RefCell<Vec<(At, Range<usize>)>>,
    refused: Cell<Option<&'static str>>,
}

impl Reader {
    /// For YAML, `merge_keys` is set; in JSON `<<` is a key like any other.
    pub(super) fn new(text: &str, merge_keys: bool) -> Reader {
        let left = Cell::new(text.len().saturating_add(MAX_EXPANSION).min(MAX_VALUES));
        let (pointers, findings, again, refused) = Default::default();
        Reader { merge_keys, left, pointers, findings, again, refused }
    }

    /// What to hand to the parser of `text`.
    pub(super) fn seed<'r>(&'r self, text: &'r str) -> Seed<'r> {
        Seed { reader: self, text, here: None, depth: 0 }
    }

    /// Why this reader, not the parser, stopped.
    pub(super) fn refusal(&self) -> Option<Failure> {
        let message = self.refused.get()?.to_owned();
        Some(Failure { code: Code::TooDeep, message, offset: None })
    }

    /// The finished document; its findings go to the sink.
    pub(super) fn finish(self, document: Document, diags: &mut Diagnostics) -> Document {
        for (code, at, message) in self.findings.into_inner() {
            diags.push(code, at, message);
        }
        document.with_pointers(self.pointers.into_inner(), self.again.into_inner())
    }

    fn note(&self, code: Code, here: Option<&Way<'_>>, message: String) {
        let at = self.pointers.borrow_mut().place(here);
        self.findings.borrow_mut().push((code, at, message));
    }

    /// Notes that a key stands again, there if that is known: where its text was lent out by the parser.
    fn twice(&self, here: &Way<'_>, key: &str, range: Option<Range<usize>>) {
        let mut pointers = self.pointers.borrow_mut();
        let member = pointers.place(Some(here));
        let at = range.map_or(member, |range| {
            let at = pointers.again(member);
            self.again.borrow_mut().push((at, range));
            at
        });
        let message = format!("the key `{key}` stands more than once in this object");
        self.findings.borrow_mut().push((Code::DuplicateKey, at, message));
    }

    fn refuse<E: Error>(&self, why: &'static str) -> E {
        self.refused.set(Some(why));
        E::custom(why)
    }

    fn count<E: Error>(&self, weight: usize) -> Result<(), E> {
        let left = self.left.get().checked_sub(weight);
        self.left.set(left.ok_or_else(|| self.refuse("the document holds too much, or its aliases expand too far"))?);
        Ok(())
    }
}

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Seed<'r> {
    reader: &'r Reader,
    text: &'r str,
    here: Option<&'r Way<'r>>,
    depth: usize,
}

impl<'r> Seed<'r> {
    fn child<'c>(&self, here: &'c Way<'c>) -> Seed<'c>
    where
        'r: 'c,
    {
        Seed { here: Some(here), depth: self.depth + 1, ..*self }
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.reader.refuse("the document is nested more than 512 levels deep"));
        }
        self.reader.count(1)
    }

    fn wide(&self, number: f64) -> Value {
        let message = "this integer does not fit 64 bits and is read as the nearest number".to_owned();
        self.reader.note(Code::WideInteger, self.here, message);
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.reader.count(1).map(|()| Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.reader.count(1).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.reader.count(1).map(|()| Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.reader.count(1).map(|()| Value::from(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.reader.count(1).map(|()| self.wide(value as f64))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.reader.count(1).map(|()| self.wide(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.reader.count(1)?;
        // The JSON parser hands over wide integers as floats. Larger ones are bounds such as 1.7976931348623157e308.
        if value.fract() == 0.0 && (9.2e18..1e30).contains(&value.abs()) {
            return Ok(self.wide(value));
        }
        // YAML's `.inf` and `.nan` are no JSON numbers.
        Ok(Number::from_f64(value).map_or_else(|| Value::String(format!("{value}")), Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.reader.count(1 + value.len() / 32).map(|()| Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut elements = Vec::new();
        loop {
            let here = Way { parent: self.here, step: Step::Index(elements.len()) };
            match seq.next_element_seed(self.child(&here))? {
                Some(element) => elements.push(element),
                None => return Ok(Value::Array(elements)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut members = Map::new();
        let mut merged = Vec::new();
        while let Some((key, range)) = map.next_key_seed(Key { text: self.text })? {
            let value = map.next_value_seed(self.child(&Way { parent: self.here, step: Step::Key(&key) }))?;
            if self.reader.merge_keys && key == "<<" && is_mergeable(&value) {
                merged.push(value);
                continue;
            }
            match members.entry(key) {
                Entry::Vacant(free) => {
                    free.insert(value);
                }
                Entry::Occupied(mut taken) => {
                    let here = Way { parent: self.here, step: Step::Key(taken.key()) };
                    self.reader.twice(&here, taken.key(), range);
                    taken.insert(value);
                }
            }
        }
        merged.into_iter().for_each(|value| merge(&mut members, value));
        Ok(Value::Object(members))
    }

    /// A YAML value with a tag of its own, `!thing`: the tag says nothing to us.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (_, content) = data.variant::<serde::de::IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
}

fn is_mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(elements) => elements.iter().all(Value::is_object),
        _ => false,
    }
}

/// Adds what `<<` names: an object's own keys win, then the earlier of several objects.
fn merge(members: &mut Map<String, Value>, value: Value) {
    match value {
        Value::Object(more) => {
            for (key, value) in more {
                members.entry(key).or_insert(value);
            }
        }
        Value::Array(objects) => objects.into_iter().for_each(|object| merge(members, object)),
        _ => {}
    }
}

/// Reads a key as it is spelled, YAML's `200:`, `1.10:` and `null:` are text here; and where it stands.
struct Key<'t> {
    text: &'t str,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = (String, Option<Range<usize>>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = (String, Option<Range<usize>>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text as key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok((key.to_owned(), None))
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok((key.to_owned(), lent(self.text, key)))
    }
}

/// Where `part`, which a parser lent out of `text`, stands in it.
pub(super) fn lent(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let range = start..start.checked_add(part.len())?;
    (text.get(range.clone())? == part).then_some(range)
}
