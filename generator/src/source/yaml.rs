//! The YAML side, and the only file that names serde_yaml: reading, and finding places in the text. Texts that the parser
//! lends out rather than copies tell by their address where they stand.

use super::locate::Wanted;
use super::read::{Failure, Reader, lent};
use crate::diag::Code;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::Value;
use std::fmt;
use std::ops::Range;

/// Brackets that may stand open at once. The parser's time grows with the square of them, before it comes to its own limit
/// on nesting; those in prose count too, so this is far above that limit.
const MAX_OPEN: usize = 5_000;
const TOO_DEEP: &str = "the YAML is nested more than 128 levels deep";
const TOO_LARGE: &str = "the document holds too much, or its aliases expand too far";

/// Signs without which no value begins (in prose they stand too), after which a text is looked at before it is read
/// further: the parser takes in all of it before it gives out the first value, a hundred bytes of memory for each.
const STEP: usize = 2_100_000;

/// Reads `text`.
pub(super) fn read(text: &str, reader: &Reader) -> Result<Value, Failure> {
    if open_brackets(text) > MAX_OPEN {
        return Err(Failure { code: Code::TooDeep, message: TOO_DEEP.to_owned(), offset: None });
    }
    for beginning in beginnings(text) {
        let reader = Reader::new(text, true);
        let read = reader.seed(beginning).deserialize(serde_yaml::Deserializer::from_str(beginning));
        // That it ends too early says nothing; what is too much already does not become less.
        if let (Err(error), Some(_)) = (read, reader.refusal()) {
            return Err(failure(&error, &reader));
        }
    }
    reader.seed(text).deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| failure(&error, reader))
}

/// The beginnings of a text that may hold too much, each with as many more values at most; of others there are none.
fn beginnings(text: &str) -> impl Iterator<Item = &str> {
    let begins_value = |byte: u8| matches!(byte, b',' | b':' | b'-' | b'?' | b'[' | b'{');
    let signs = text.bytes().enumerate().filter(move |(_, byte)| begins_value(*byte));
    signs.skip(STEP - 1).step_by(STEP).filter_map(|(last, _)| text.get(..=last))
}

fn failure(error: &serde_yaml::Error, reader: &Reader) -> Failure {
    let offset = error.location().map(|location| location.index());
    let message = error.to_string();
    // The parser has no error kinds, only its words.
    let says = |words| message.contains(words);
    // What is wrong with the bytes is placed in words alone.
    let at_byte = message.split_once(" at position ").and_then(|(said, byte)| Some((said, byte.parse().ok()?)));
    let (message, offset) = match at_byte {
        Some((said, byte)) => (said.to_owned(), Some(byte)),
        None => (message.clone(), offset),
    };
    let (code, message) = if says("invalid type: Option value") {
        (Code::Unreadable, "there is nothing in the text but comments".to_owned())
    } else if says("expected a text as key") {
        (Code::Syntax, "a key should be text, found a list or an object".to_owned())
    } else if says("recursion limit exceeded") {
        (Code::TooDeep, TOO_DEEP.to_owned())
    } else if says("repetition limit exceeded") {
        (Code::TooDeep, TOO_LARGE.to_owned())
    } else if says("more than one document") {
        (Code::Syntax, "the text holds several YAML documents, separated by `---`".to_owned())
    } else {
        (Code::Syntax, message)
    };
    let failure = reader.refusal().unwrap_or(Failure { code, message, offset: None });
    Failure { offset, ..failure }
}

/// The most brackets that stand open at once.
fn open_brackets(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// Finds the places of `wanted` in a text that was read before.
pub(super) fn locate(text: &str, wanted: &mut Wanted) {
    // The text was read before, so what fails here is a limit, and what was found until then stands in `wanted`.
    let _ = Locate { text, wanted }.deserialize(serde_yaml::Deserializer::from_str(text));
}

struct Locate<'w> {
    text: &'w str,
    wanted: &'w mut Wanted,
}

impl<'de> DeserializeSeed<'de> for Locate<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.wanted.spell {
            let spelled = Spelled { text: self.text }.deserialize(deserializer)?;
            self.wanted.range = spelled.range.or(self.wanted.range.take());
            self.wanted.spelling = Some(spelled.text);
            return Ok(());
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Locate<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<(), E> {
        if !value.is_empty()
            && let Some(range) = lent(self.text, value)
        {
            self.wanted.range = Some(range);
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i128<E: Error>(self, _: i128) -> Result<(), E> {
        Ok(())
    }

    fn visit_u128<E: Error>(self, _: u128) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            let more = match self.wanted.children.get_mut(index.to_string().as_str()) {
                Some(wanted) => seq.next_element_seed(Locate { text: self.text, wanted })?.is_some(),
                None => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Spelled { text: self.text })? {
            // An element of a list has no key; its first member stands for it.
            if self.wanted.range.is_none() {
                self.wanted.range.clone_from(&key.range);
            }
            match self.wanted.children.get_mut(key.text.as_str()) {
                Some(wanted) => {
                    wanted.found_key(key.range);
                    map.next_value_seed(Locate { text: self.text, wanted })?;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        let (_, content) = data.variant::<IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
}

/// Reads a scalar as it is spelled, and where it stands.
struct Spelled<'t> {
    text: &'t str,
}

struct Spelling {
    text: String,
    range: Option<Range<usize>>,
}

impl<'de> DeserializeSeed<'de> for Spelled<'_> {
    type Value = Spelling;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Spelling, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Spelled<'_> {
    type Value = Spelling;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Spelling, E> {
        Ok(Spelling { text: value.to_owned(), range: None })
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Spelling, E> {
        Ok(Spelling { text: value.to_owned(), range: lent(self.text, value) })
    }
}
