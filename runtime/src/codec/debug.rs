//! Printing by shape, for `Debug`. Secrets are not printed, fields that are nothing are left out.

use super::{Const, Json, Shape, flag};
use std::fmt;

/// Prints a value as `Debug` would; generated types call it.
pub fn debug(value: &dyn Json, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Printed(value), f)
}

/// Prints a constant as it stands on the wire; generated enums call it for `Display`.
pub fn display_choice(value: Const<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match value {
        Const::Text(text) => f.pad(text),
        Const::Int(int) => fmt::Display::fmt(&int, f),
    }
}

struct Printed<'a>(&'a dyn Json);

impl fmt::Debug for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.shape() {
            Shape::Unit => f.write_str("()"),
            Shape::Bool(value) => value.fmt(f),
            Shape::I64(value) => value.fmt(f),
            Shape::U64(value) => value.fmt(f),
            Shape::F64(value) => value.fmt(f),
            Shape::Text(value) => value.fmt(f),
            Shape::Secret(value) => value.fmt(f),
            Shape::Bytes(value) => write!(f, "[{} bytes]", value.len()),
            Shape::Any(value) => value.fmt(f),
            Shape::Extra(value) => value.fmt(f),
            Shape::Opt(None) => f.write_str("None"),
            Shape::Opt(Some(value)) => Printed(value).fmt(f),
            Shape::List(list) => {
                f.debug_list().entries((0..list.len()).filter_map(|i| list.get(i)).map(Printed)).finish()
            }
            Shape::Tuple(tuple) => {
                let mut out = f.debug_tuple("");
                for value in (0..tuple.len()).filter_map(|i| tuple.get(i)) {
                    out.field(&Printed(value));
                }
                out.finish()
            }
            Shape::Map(map) => {
                let entries = (0..map.len()).filter_map(|i| map.entry(i));
                f.debug_map().entries(entries.map(|(key, value)| (key, Printed(value)))).finish()
            }
            Shape::Record(table, record) => {
                let mut out = f.debug_struct(table.name);
                for (i, key) in table.keys.iter().enumerate() {
                    let value = record.get(i);
                    let nothing = matches!(value.shape(), Shape::Opt(None));
                    let empty = key.is(flag::rest) && super::is_blank(value);
                    match (nothing || empty, key.is(flag::secret)) {
                        (true, _) => {}
                        (_, true) => drop(out.field(key.name, &format_args!("[redacted]"))),
                        _ => drop(out.field(if key.is(flag::rest) { ".." } else { key.name }, &Printed(value))),
                    }
                }
                if let Shape::Extra(extra) = record.get(usize::MAX).shape()
                    && !extra.is_empty()
                {
                    out.field("extra", extra);
                }
                out.finish()
            }
            Shape::Choice(_, choice) => match choice.value() {
                Const::Text(text) => text.fmt(f),
                Const::Int(int) => int.fmt(f),
            },
            Shape::Union(table, union) => {
                let (i, value) = union.arm();
                match table.arms.get(i) {
                    Some(arm) => f.debug_tuple(arm.name).field(&Printed(value)).finish(),
                    None if table.holds_secrets() => f.write_str("Unknown([redacted])"),
                    None => f.debug_tuple("Unknown").field(&Printed(value)).finish(),
                }
            }
        }
    }
}
