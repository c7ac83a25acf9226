//! The second reader: the same tables, filled from serde_json's slice reader by a seed that matches on shapes.
//!
//! Enough to be timed: no notes, no shadows, and a union that neither its tag nor a kind decides takes its
//! first arm that could be.

use bindery_runtime::codec::{Any, Const, Record, ShapeMut, Table, UnionTable, flag, kind};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

pub fn read(value: ShapeMut<'_>, text: &[u8]) -> Result<(), serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(text);
    Seed(value).deserialize(&mut from)?;
    from.end()
}

struct Seed<'a>(ShapeMut<'a>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            ShapeMut::Union(table, union) => {
                let raw = <&RawValue as serde::Deserialize>::deserialize(from)?.get();
                let i = pick(table, raw.as_bytes()).ok_or_else(|| D::Error::custom("no arm"))?;
                union.select(i);
                read(union.arm_mut(), raw.as_bytes()).map_err(D::Error::custom)
            }
            ShapeMut::Any(any) => {
                // The runtime keeps the text; its only public way in goes over it once more, so a tree stands in.
                *any = Any::from(<serde_json::Value as serde::Deserialize>::deserialize(from)?);
                Ok(())
            }
            ShapeMut::Unit => from.deserialize_ignored_any(IgnoredAny).map(drop),
            shape => from.deserialize_any(Fill(shape)),
        }
    }
}

struct Fill<'a>(ShapeMut<'a>);

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the table says")
    }
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if let ShapeMut::Opt(opt) = self.0 {
            opt.clear();
        }
        Ok(())
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match self.0 {
            ShapeMut::Bool(into) => *into = value,
            ShapeMut::Opt(opt) => return Fill(opt.fill()).visit_bool(value),
            _ => return Err(E::custom("kind")),
        }
        Ok(())
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        match self.0 {
            ShapeMut::I64(into) => *into = value,
            ShapeMut::I32(into) => *into = value.try_into().map_err(E::custom)?,
            ShapeMut::F64(into) => *into = value as f64,
            ShapeMut::Choice(table, choice) => match table.position(Const::Int(value)) {
                Some(i) => choice.set(i),
                None => drop(choice.set_unknown(Const::Int(value))),
            },
            ShapeMut::Opt(opt) => return Fill(opt.fill()).visit_i64(value),
            _ => return Err(E::custom("kind")),
        }
        Ok(())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.visit_i64(value.try_into().map_err(E::custom)?)
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match self.0 {
            ShapeMut::F64(into) => *into = value,
            ShapeMut::Opt(opt) => return Fill(opt.fill()).visit_f64(value),
            _ => return Err(E::custom("kind")),
        }
        Ok(())
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match self.0 {
            ShapeMut::Text(into) => {
                into.clear();
                into.push_str(text);
            }
            ShapeMut::Choice(table, choice) => match table.position(Const::Text(text)) {
                Some(i) => choice.set(i),
                None => drop(choice.set_unknown(Const::Text(text))),
            },
            ShapeMut::Opt(opt) => return Fill(opt.fill()).visit_str(text),
            _ => return Err(E::custom("kind")),
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match self.0 {
            ShapeMut::List(list) => loop {
                if seq.next_element_seed(Seed(list.push()))?.is_none() {
                    list.pop();
                    return Ok(());
                }
            },
            ShapeMut::Opt(opt) => Fill(opt.fill()).visit_seq(seq),
            _ => Err(A::Error::custom("kind")),
        }
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        match self.0 {
            ShapeMut::Record(table, record) => fields(table, record, entries),
            ShapeMut::Map(map) => {
                while let Some(key) = entries.next_key::<String>()? {
                    entries.next_value_seed(Seed(map.insert(&key).ok_or_else(|| A::Error::custom("a key twice"))?))?;
                }
                Ok(())
            }
            ShapeMut::Opt(opt) => Fill(opt.fill()).visit_map(entries),
            _ => Err(A::Error::custom("kind")),
        }
    }
}

fn fields<'de, A: MapAccess<'de>>(
    table: &'static Table,
    record: &mut dyn Record,
    mut entries: A,
) -> Result<(), A::Error> {
    let mut expect = 0;
    while let Some(row) = entries.next_key_seed(Row(table, expect))? {
        let Ok(i) = row else {
            let value = entries.next_value::<serde_json::Value>()?;
            if let (ShapeMut::Extra(extra), Err(name)) = (record.get_mut(usize::MAX, false), row) {
                extra.insert(&name, value);
            }
            continue;
        };
        expect = i + 1;
        let key = &table.keys[i];
        let three = key.is(flag::nullable) && !key.is(flag::required);
        match record.get_mut(i, false) {
            ShapeMut::Opt(opt) if three => entries.next_value_seed(Seed(opt.fill()))?,
            other => entries.next_value_seed(Inner(other))?,
        }
    }
    Ok(())
}

/// As [`Seed`], going into an option of a union or of free-form JSON only if something is there.
struct Inner<'a>(ShapeMut<'a>);

impl<'de> DeserializeSeed<'de> for Inner<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        match self.0 {
            ShapeMut::Opt(opt) => match opt.fill() {
                inner @ (ShapeMut::Union(..) | ShapeMut::Any(_)) => Seed(inner).deserialize(from),
                _ => Seed(ShapeMut::Opt(opt)).deserialize(from),
            },
            other => Seed(other).deserialize(from),
        }
    }
}

struct Row(&'static Table, usize);

impl<'de> DeserializeSeed<'de> for Row {
    type Value = Result<usize, String>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Row {
    type Value = Result<usize, String>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(row(self.0, self.1, name))
    }
}

/// The row of the key, looked for from the expected one on; or the key itself.
pub fn row(table: &'static Table, expect: usize, name: &str) -> Result<usize, String> {
    let (keys, expect) = (table.keys, expect.min(table.keys.len()));
    let found = (expect..keys.len()).chain(0..expect).find(|&i| keys[i].name() == name);
    found.ok_or_else(|| name.to_owned())
}

/// The arm by its tag, or else the first whose kind it is.
pub fn pick(table: &'static UnionTable, raw: &[u8]) -> Option<usize> {
    let kinds = match raw.first()? {
        b'{' => kind::object,
        b'[' => kind::array,
        b'"' => kind::string,
        b't' | b'f' => kind::boolean,
        b'n' => kind::null,
        _ => kind::number,
    };
    if kinds == kind::object {
        let mut from = serde_json::Deserializer::from_slice(raw);
        if let Ok(Some(i)) = from.deserialize_map(Decide(table)) {
            return Some(i);
        }
    }
    table.arms.iter().position(|arm| arm.kinds & kinds != 0)
}

struct Decide(&'static UnionTable);

impl<'de> Visitor<'de> for Decide {
    type Value = Option<usize>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(key) = entries.next_key::<std::borrow::Cow<'de, str>>()? {
            if found.is_none() && key == self.0.tag {
                let tag = entries.next_value::<serde_json::Value>()?;
                let tag = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
                found = self.0.arms.iter().position(|arm| arm.tags.contains(&tag.as_str()));
                continue;
            }
            entries.next_value::<IgnoredAny>()?;
        }
        Ok(found)
    }
}
