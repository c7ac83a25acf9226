//! Reading: one recursive function over shapes.

use super::drift::{Step, shown};
use super::reader::Reader;
use super::{
    Any, Choice, Const, Constants, DecodeError, Drift, Entries, Kinds, List, Opt, Policy, Shape, ShapeMut, Tuple, kind,
    record, union,
};
use std::str::FromStr;

/// Whether a value was taken. `false`: it was skipped, and what should hold it is blank.
pub(super) type Taken = bool;
pub(super) type Result<T> = std::result::Result<T, DecodeError>;

pub(super) fn document(value: ShapeMut<'_>, text: &[u8], policy: Policy) -> Result<Vec<Drift>> {
    // A byte order mark is against RFC 8259, section 8.1, which lets readers ignore it all the same.
    let mut r = Reader::new(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text))?;
    let taken = read(value, &mut r)?;
    r.finish()?;
    let first = r.notes.first();
    match first {
        Some(note) if !taken || policy == Policy::Strict => Err(DecodeError::drift(note)),
        _ => Ok(r.notes),
    }
}

/// Reads the value at the cursor.
pub(super) fn read(value: ShapeMut<'_>, r: &mut Reader<'_>) -> Result<Taken> {
    let kinds = r.peek()?;
    read_shape(value, kinds, r)
}

pub(super) fn read_shape(shape: ShapeMut<'_>, kinds: Kinds, r: &mut Reader<'_>) -> Result<Taken> {
    match shape {
        ShapeMut::Text(text) if kinds == kind::string => {
            *text = r.text()?.to_owned();
            Ok(true)
        }
        ShapeMut::Record(table, value) if kinds == kind::object => record::read(table, value, r),
        ShapeMut::Opt(opt) => read_opt(opt, kinds, r),
        ShapeMut::List(list) if kinds == kind::array => read_list(list, r),
        ShapeMut::Tuple(tuple) if kinds == kind::array => read_tuple(tuple, r),
        ShapeMut::Union(table, union) => union::read(table, union, kinds, r),
        ShapeMut::Choice(table, choice) => read_choice(table, choice, kinds, r),
        ShapeMut::Map(map) if kinds == kind::object => read_map(map, r),
        ShapeMut::Bool(bool) if kinds == kind::boolean => {
            *bool = r.bool()?;
            Ok(true)
        }
        ShapeMut::F64(float) if kinds == kind::number => read_float(float, r),
        ShapeMut::I64(int) if kinds == kind::number => read_int(int, "an integer", r),
        ShapeMut::I32(int) if kinds == kind::number => read_int(int, "a 32-bit integer", r),
        ShapeMut::U32(int) if kinds == kind::number => read_int(int, "an unsigned 32-bit integer", r),
        ShapeMut::U64(int) if kinds == kind::number => read_int(int, "an unsigned integer", r),
        ShapeMut::Any(any) => {
            *any = raw(r)?;
            Ok(true)
        }
        ShapeMut::Secret(secret) if kinds == kind::string => {
            *secret = r.text()?.into();
            Ok(true)
        }
        ShapeMut::Bytes(bytes) if kinds == kind::string => read_bytes(bytes, r),
        ShapeMut::File(file) if kinds == kind::string => {
            file.set_came(r.text()?);
            Ok(true)
        }
        ShapeMut::Unit => {
            r.skip()?;
            Ok(true)
        }
        other => read_other(other, kinds, r),
    }
}

/// What is of another kind than expected: taken where its meaning is plain, otherwise skipped.
#[cold]
fn read_other(shape: ShapeMut<'_>, kinds: Kinds, r: &mut Reader<'_>) -> Result<Taken> {
    fn parsed<T: FromStr>(into: &mut T, text: &str) -> Taken {
        text.trim().parse().map(|value| *into = value).is_ok()
    }
    let (expected, secret) = (expected(&shape), matches!(shape, ShapeMut::Secret(_)));
    let start = r.offset();
    let taken = if kinds == kind::string {
        let text = r.text()?;
        match shape {
            ShapeMut::Bool(bool) => parsed(bool, text),
            ShapeMut::I32(int) => parsed(int, text),
            ShapeMut::I64(int) => parsed(int, text),
            ShapeMut::U32(int) => parsed(int, text),
            ShapeMut::U64(int) => parsed(int, text),
            ShapeMut::F64(float) => text.trim().parse().is_ok_and(|value: f64| {
                *float = if value.is_finite() { value } else { 0.0 };
                value.is_finite()
            }),
            _ => false,
        }
    } else {
        r.skip()?;
        match shape {
            ShapeMut::Text(text) if kinds & (kind::number | kind::boolean) != 0 => {
                r.since(start).trim().clone_into(text);
                true
            }
            _ => false,
        }
    };
    let found = if secret { "[redacted]" } else { &shown(r.since(start)) };
    r.note(expected, found);
    r.lossy = true;
    Ok(taken)
}

pub(super) fn expected(shape: &ShapeMut<'_>) -> &'static str {
    match shape {
        ShapeMut::Unit | ShapeMut::Any(_) | ShapeMut::Opt(_) => "a value",
        ShapeMut::Bool(_) => "true or false",
        ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_) => "an integer",
        ShapeMut::F64(_) => "a number",
        ShapeMut::Text(_) | ShapeMut::Secret(_) | ShapeMut::File(_) => "text",
        ShapeMut::Bytes(_) => "base64 text",
        ShapeMut::List(_) | ShapeMut::Tuple(_) => "a list",
        ShapeMut::Extra(_) | ShapeMut::Map(_) | ShapeMut::Record(..) => "an object",
        ShapeMut::Choice(..) => "one of the listed values",
        ShapeMut::Union(..) => "one of the listed types",
    }
}

/// The value at the cursor as its text.
pub(super) fn raw(r: &mut Reader<'_>) -> Result<Any> {
    let start = r.offset();
    r.skip()?;
    Ok(Any::trusted(r.since(start)))
}

fn read_int<T: TryFrom<i64> + FromStr>(int: &mut T, expected: &'static str, r: &mut Reader<'_>) -> Result<Taken> {
    let text = r.number()?;
    match self::int(text) {
        Some(value) => *int = value,
        None => return Ok(refuse(expected, text, r)),
    }
    Ok(true)
}

pub(super) fn int<T: TryFrom<i64> + FromStr>(text: &str) -> Option<T> {
    text.parse().ok().or_else(|| whole(text))
}

/// `5.0` and `5e0` are other spellings of 5: nothing is lost.
#[cold]
fn whole<T: TryFrom<i64>>(text: &str) -> Option<T> {
    let float: f64 = text.parse().ok()?;
    let exact = float.fract() == 0.0 && float.abs() < 9_223_372_036_854_775_808.0 && !is_rounded(float, text);
    exact.then(|| T::try_from(float as i64).ok()).flatten()
}

/// Whether a number is an integer, however it is spelled and however large.
pub(super) fn is_whole(text: &str) -> bool {
    !text.contains(['.', 'e', 'E']) || whole::<i64>(text).is_some()
}

fn read_float(float: &mut f64, r: &mut Reader<'_>) -> Result<Taken> {
    let text = r.number()?;
    match text.parse() {
        Ok(value) if f64::is_finite(value) => *float = value,
        _ => return Ok(refuse("a number of 64 bits", text, r)),
    }
    // What is too small for 64 bits became zero.
    if (text.len() > 15 || *float == 0.0) && is_rounded(*float, text) {
        refuse("a number of 64 bits", text, r);
    }
    Ok(true)
}

/// The digits that count of a number's spelling.
fn digits(text: &str) -> String {
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').to_owned()
}

/// Whether a long number, an id or an amount perhaps, is not what the nearest 64-bit number is; its spelling is kept then.
#[cold]
fn is_rounded(float: f64, text: &str) -> bool {
    if text.contains(['.', 'e', 'E']) {
        // The shortest spelling of a number of 64 bits has up to 17 digits, and reads back as the same.
        return digits(text) != digits(&format!("{float:e}"));
    }
    // Up to 2⁵³ all integers are numbers of 64 bits; what is beyond 128 bits is none that would be one.
    text.bytes().all(|b| b.is_ascii_digit() || b == b'-') && text.parse::<i128>() != Ok(float as i128)
}

#[cold]
fn refuse(expected: &'static str, found: &str, r: &mut Reader<'_>) -> Taken {
    r.note(expected, found);
    r.lossy = true;
    false
}

fn read_bytes(bytes: &mut Vec<u8>, r: &mut Reader<'_>) -> Result<Taken> {
    let start = r.offset();
    match super::scalars::from_base64(r.text()?) {
        Some(decoded) => {
            *bytes = decoded;
            Ok(true)
        }
        None => {
            let found = r.since(start);
            Ok(refuse("base64 text", found, r))
        }
    }
}

fn read_opt(opt: &mut dyn Opt, kinds: Kinds, r: &mut Reader<'_>) -> Result<Taken> {
    if kinds == kind::null {
        opt.clear();
        r.null()?;
        return Ok(true);
    }
    let taken = read_shape(opt.fill(), kinds, r)?;
    if !taken {
        opt.clear();
    }
    Ok(taken)
}

fn read_list(list: &mut dyn List, r: &mut Reader<'_>) -> Result<Taken> {
    r.enter()?;
    let mut more = r.first_element()?;
    let mut i = 0;
    while more {
        let noted = r.noted();
        let taken = read(list.push(), r).map_err(|error| error.within(Step::Index(i)))?;
        if r.noted() != noted {
            r.step(noted, Step::Index(i));
        }
        if !taken {
            list.pop();
        }
        i += 1;
        more = r.next_element()?;
    }
    r.leave();
    Ok(true)
}

/// What is wrong within or missing leaves the blank: the other elements keep their places.
fn read_tuple(tuple: &mut dyn Tuple, r: &mut Reader<'_>) -> Result<Taken> {
    r.enter()?;
    let mut more = r.first_element()?;
    for i in 0..tuple.len() {
        let Some(element) = tuple.get_mut(i) else { break };
        let noted = r.noted();
        if more {
            read(element, r).map_err(|error| error.within(Step::Index(i)))?;
            more = r.next_element()?;
        } else {
            refuse(expected(&element), "nothing", r);
        }
        if r.noted() != noted {
            r.step(noted, Step::Index(i));
        }
    }
    if more {
        beyond(tuple.len(), r)?;
    }
    r.leave();
    Ok(true)
}

/// Elements that a tuple has no place for. The first speaks for all.
#[cold]
fn beyond(len: usize, r: &mut Reader<'_>) -> Result<()> {
    let noted = r.noted();
    r.peek()?;
    let first = raw(r)?;
    refuse("nothing more", &shown(first.as_json()), r);
    r.step(noted, Step::Index(len));
    while r.next_element()? {
        r.peek()?;
        r.skip()?;
    }
    Ok(())
}

fn read_map(map: &mut dyn Entries, r: &mut Reader<'_>) -> Result<Taken> {
    r.enter()?;
    let mut key = r.first_key()?.map(str::to_owned);
    while let Some(name) = key {
        read_entry(map, &name, r)?;
        key = r.next_key()?.map(str::to_owned);
    }
    r.leave();
    Ok(true)
}

pub(super) fn read_entry(map: &mut dyn Entries, name: &str, r: &mut Reader<'_>) -> Result<()> {
    let noted = r.noted();
    let Some(value) = map.insert(name) else {
        let secret = map.value(name).is_some_and(|value| matches!(value.shape(), Shape::Secret(_)));
        return again(name, secret, r);
    };
    let taken = read(value, r).map_err(|error| error.within(Step::Key(name)))?;
    if r.noted() != noted {
        r.step(noted, Step::Key(name));
    }
    if !taken {
        map.remove(name);
    }
    Ok(())
}

fn read_choice(table: &'static Constants, choice: &mut dyn Choice, kinds: Kinds, r: &mut Reader<'_>) -> Result<Taken> {
    let start = r.offset();
    // Whether it then looks like an enum that was never set: what came is kept beside it.
    let mut unset = false;
    let taken = match kinds {
        kind::string => {
            let text = r.text()?;
            if let Some(i) = table.position(Const::Text(text)) {
                choice.set(i);
                return Ok(true);
            }
            unset = text.is_empty() && !table.open;
            choice.set_unknown(Const::Text(text))
        }
        kind::number => match int(r.number()?) {
            Some(int) => {
                if let Some(i) = table.position(Const::Int(int)) {
                    choice.set(i);
                    return Ok(true);
                }
                unset = int == i64::MIN;
                choice.set_unknown(Const::Int(int))
            }
            None => false,
        },
        _ => {
            r.skip()?;
            false
        }
    };
    if !(table.open && taken) || unset {
        let found = shown(r.since(start));
        r.note("one of the listed values", &found);
    }
    r.lossy |= !taken || unset;
    Ok(taken)
}

/// Of a key that comes twice the first counts, as for the tag of a union.
#[cold]
pub(super) fn again(name: &str, secret: bool, r: &mut Reader<'_>) -> Result<()> {
    let noted = r.noted();
    r.peek()?;
    let value = raw(r)?;
    r.note("each key once", &if secret { "[redacted]".into() } else { shown(value.as_json()) });
    r.step(noted, Step::Key(name));
    Ok(())
}
