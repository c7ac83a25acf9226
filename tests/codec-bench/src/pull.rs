//! The third reader: the same tables, filled from jiter's pull parser. As little as in [`crate::slice`]: no notes,
//! no shadows, and a union takes the same arm.

use crate::slice::{pick, row};
use bindery_runtime::codec::{Const, Record, ShapeMut, Table, flag, kind};
use jiter::{Jiter, NumberInt, Peek};

type Outcome = Result<(), String>;

pub fn read(value: ShapeMut<'_>, text: &[u8]) -> Outcome {
    let mut from = Jiter::new(text);
    let peek = from.peek().map_err(|e| e.to_string())?;
    fill(value, peek, &mut from)?;
    from.finish().map_err(|e| e.to_string())
}

fn raw<'j>(peek: Peek, from: &mut Jiter<'j>) -> Result<&'j [u8], String> {
    let start = from.current_index();
    from.known_skip(peek).map_err(|e| e.to_string())?;
    Ok(from.slice_to_current(start))
}

fn tree(peek: Peek, from: &mut Jiter<'_>) -> Result<serde_json::Value, String> {
    serde_json::from_slice(raw(peek, from)?).map_err(|e| e.to_string())
}

fn fill(into: ShapeMut<'_>, peek: Peek, from: &mut Jiter<'_>) -> Outcome {
    let e = |e: jiter::JiterError| e.to_string();
    match into {
        ShapeMut::Unit => from.known_skip(peek).map_err(e)?,
        ShapeMut::Bool(into) => *into = from.known_bool(peek).map_err(e)?,
        ShapeMut::I32(into) => *into = int(peek, from)?.try_into().map_err(|_| "range")?,
        ShapeMut::I64(into) => *into = int(peek, from)?,
        ShapeMut::F64(into) => *into = from.known_float(peek).map_err(e)?,
        ShapeMut::Text(into) => {
            if peek != Peek::String {
                return Err("kind".to_owned());
            }
            into.clear();
            into.push_str(from.known_str().map_err(e)?);
        }
        ShapeMut::Choice(table, choice) => {
            let value = if peek == Peek::String {
                Const::Text(from.known_str().map_err(e)?)
            } else {
                Const::Int(int(peek, from)?)
            };
            match table.position(value) {
                Some(i) => choice.set(i),
                None => drop(choice.set_unknown(value)),
            }
        }
        // A tree stands in for the text, as in the other reader.
        ShapeMut::Any(any) => *any = tree(peek, from)?.into(),
        ShapeMut::Union(table, union) => {
            let text = raw(peek, from)?;
            union.select(pick(table, text).ok_or("no arm")?);
            read(union.arm_mut(), text)?;
        }
        ShapeMut::Opt(opt) if peek == Peek::Null => {
            from.known_null().map_err(e)?;
            opt.clear();
        }
        ShapeMut::Opt(opt) => fill(opt.fill(), peek, from)?,
        ShapeMut::List(list) => {
            let mut next = known(peek == Peek::Array).and_then(|()| from.known_array().map_err(e))?;
            while let Some(peek) = next {
                fill(list.push(), peek, from)?;
                next = from.array_step().map_err(e)?;
            }
        }
        ShapeMut::Map(map) => {
            known(peek == Peek::Object)?;
            let mut key = from.known_object().map_err(e)?.map(str::to_owned);
            while let Some(name) = key {
                let peek = from.peek().map_err(e)?;
                fill(map.insert(&name).ok_or("a key twice")?, peek, from)?;
                key = from.next_key().map_err(e)?.map(str::to_owned);
            }
        }
        ShapeMut::Record(table, record) => known(peek == Peek::Object).and_then(|()| fields(table, record, from))?,
        _ => return Err("kind".to_owned()),
    }
    Ok(())
}

fn known(fits: bool) -> Outcome {
    if fits { Ok(()) } else { Err("kind".to_owned()) }
}

fn int(peek: Peek, from: &mut Jiter<'_>) -> Result<i64, String> {
    let NumberInt::Int(int) = from.known_int(peek).map_err(|e| e.to_string())?;
    Ok(int)
}

fn fields(table: &'static Table, record: &mut dyn Record, from: &mut Jiter<'_>) -> Outcome {
    let mut expect = 0;
    let mut key = from.known_object().map_err(|e| e.to_string())?.map(|name| row(table, expect, name));
    while let Some(found) = key {
        let peek = from.peek().map_err(|e| e.to_string())?;
        match found {
            Ok(i) => {
                expect = i + 1;
                let three = table.keys[i].is(flag::nullable) && !table.keys[i].is(flag::required);
                let mut shape = record.get_mut(i, false);
                if let ShapeMut::Opt(opt) = shape {
                    let nothing = peek == Peek::Null && !three && !takes_null(opt.fill());
                    shape = if nothing { ShapeMut::Opt(opt) } else { opt.fill() };
                }
                fill(shape, peek, from)?;
            }
            Err(name) => {
                let value = tree(peek, from)?;
                if let ShapeMut::Extra(extra) = record.get_mut(usize::MAX, false) {
                    extra.insert(&name, value);
                }
            }
        }
        key = from.next_key().map_err(|e| e.to_string())?.map(|name| row(table, expect, name));
    }
    Ok(())
}

fn takes_null(value: ShapeMut<'_>) -> bool {
    match value {
        ShapeMut::Any(_) => true,
        ShapeMut::Union(table, _) => table.arms.iter().any(|arm| arm.kinds & kind::null != 0),
        _ => false,
    }
}
