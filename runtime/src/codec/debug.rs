//! Printing by shape, for `Debug`. Secrets are not printed, fields that are nothing are left out, and nothing that came
//! can move a cursor or end a line.

use super::{Const, Extra, Json, Record, Shape, Table, flag, kind};
use std::fmt;

struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

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

/// Text of a server as `Debug` prints it, but without quotes around it and with those in it as they are.
pub(super) struct Plain<'a>(pub(super) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KEPT: [char; 3] = ['"', '\'', '\\'];
        for piece in self.0.split_inclusive(KEPT) {
            let text = piece.trim_end_matches(KEPT);
            write!(f, "{}{}", text.escape_debug(), piece.get(text.len()..).unwrap_or_default())?;
        }
        Ok(())
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
            Shape::File(file) => write!(f, "{file:?}"),
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
            Shape::Record(table, record) => print_record(table, record, f),
            Shape::Choice(_, choice) => match choice.value() {
                Const::Text(text) => text.fmt(f),
                Const::Int(int) => int.fmt(f),
            },
            Shape::Union(table, union) => {
                let (i, value) = union.arm();
                match table.arms.get(i) {
                    Some(arm) if arm.kinds & kind::hidden != 0 => write!(f, "{}([redacted])", arm.name),
                    Some(arm) => f.debug_tuple(arm.name).field(&Printed(value)).finish(),
                    None if table.holds_secrets() => f.write_str("Unknown([redacted])"),
                    None => f.debug_tuple("Unknown").field(&Printed(value)).finish(),
                }
            }
        }
    }
}

fn print_record(table: &Table, record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(table.name);
    for (i, key) in table.keys.iter().enumerate() {
        let value = record.get(i);
        let nothing = matches!(value.shape(), Shape::Opt(None));
        let empty = key.is(flag::rest) && super::is_blank(value);
        let name = if key.is(flag::rest) { ".." } else { &Plain(key.name()).to_string() };
        match (nothing || empty, key.is(flag::secret)) {
            (true, _) => {}
            (_, true) => drop(out.field(name, &Redacted)),
            _ => drop(out.field(name, &Printed(value))),
        }
    }
    match record.get(usize::MAX).shape() {
        Shape::Extra(extra) if !extra.is_empty() => {
            // What should have been a further property and is none may be the secret all the same.
            let secret = table.keys.last().is_some_and(|key| key.is(flag::rest) && key.is(flag::secret));
            if secret {
                out.field("extra", &Keys(extra))
            } else {
                out.field("extra", extra)
            };
        }
        _ => {}
    }
    out.finish()
}

/// The names of unknown fields without what they hold.
struct Keys<'a>(&'a Extra);

impl fmt::Debug for Keys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(key, _)| (key, Redacted))).finish()
    }
}
