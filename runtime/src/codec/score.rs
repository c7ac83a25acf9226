//! How badly a blank value would take the JSON at the cursor: for unions that nothing else decides.
//!
//! Looks at the keys of the outermost object and at the kinds (and constants) of their values, never deeper than
//! three levels, so its cost is bounded by the size of the text.

use super::decode::Result;
use super::reader::Reader;
use super::{Const, Json, Kinds, ShapeMut, Table, flag, kind};
use super::{Record, Union, UnionTable};

const KIND: u32 = 1000;
const CONSTANT: u32 = 300;
const MISSING: u32 = 100;
const UNKNOWN: u32 = 3;
/// A free-form arm takes all and says nothing: worse than any arm that fits, better than one that does not.
const FREE: u32 = 50;
/// An arm that only says "text" loses against a constant that fits.
const OPEN: u32 = 1;

/// Zero: fits. The arm with the least penalty wins, the first of equals; at `enough` it is no longer counted.
pub(super) fn penalty(value: &mut dyn Json, r: &mut Reader<'_>, enough: u32) -> Result<u32> {
    at(value, r, 3, enough)
}

/// May leave `r` anywhere in the value.
fn at(value: &mut dyn Json, r: &mut Reader<'_>, depth: u8, enough: u32) -> Result<u32> {
    let kinds = r.peek()?;
    let wrong = |ok: Kinds| if kinds & ok != 0 { 0 } else { KIND };
    let cost = match value.shape_mut() {
        ShapeMut::Record(table, record) if kinds == kind::object && depth > 0 => {
            return record_cost(table, record, r, depth, enough);
        }
        ShapeMut::List(list) if kinds == kind::array && depth > 0 => {
            if !r.first_element()? {
                return Ok(0);
            }
            // One element speaks for all.
            return at(list.push(), r, depth - 1, enough);
        }
        ShapeMut::Opt(_) if kinds == kind::null => 0,
        ShapeMut::Opt(opt) => return at(opt.fill(), r, depth, enough),
        ShapeMut::Union(table, union) => return union_cost(table, union, r, depth, enough),
        ShapeMut::Choice(table, _) => {
            let known = match kinds {
                kind::string => {
                    let text = r.text()?;
                    table.contains(&Const::Text(text))
                }
                kind::number => {
                    let text = r.number()?;
                    table.iter().any(|row| matches!(row, Const::Int(int) if text.parse() == Ok(*int)))
                }
                _ => {
                    r.skip()?;
                    return Ok(KIND);
                }
            };
            return Ok(if known { 0 } else { CONSTANT });
        }
        ShapeMut::Any(_) | ShapeMut::Extra(_) | ShapeMut::Unit => FREE,
        ShapeMut::Bool(_) => wrong(kind::boolean),
        ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_) if kinds == kind::number => {
            return Ok(if r.number()?.contains(['.', 'e', 'E']) { CONSTANT } else { 0 });
        }
        ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_) => KIND,
        ShapeMut::F64(_) => wrong(kind::number) + OPEN,
        ShapeMut::Text(_) | ShapeMut::Secret(_) | ShapeMut::Bytes(_) => wrong(kind::string) + OPEN,
        ShapeMut::List(_) => wrong(kind::array),
        ShapeMut::Map(_) => wrong(kind::object) + FREE,
        ShapeMut::Record(..) => wrong(kind::object),
    };
    r.skip()?;
    Ok(cost)
}

fn record_cost(
    table: &'static Table,
    record: &mut dyn Record,
    r: &mut Reader<'_>,
    depth: u8,
    enough: u32,
) -> Result<u32> {
    let mut cost = 0;
    let mut seen = 0usize;
    let required = table.keys.iter().filter(|key| key.is(flag::required)).count();
    let mut key = r.first_key()?;
    while let Some(name) = key {
        match table.keys.iter().position(|key| key.name == name && !key.is(flag::rest)) {
            Some(i) => {
                seen += usize::from(table.keys.get(i).is_some_and(|key| key.is(flag::required)));
                r.peek()?;
                let mut ahead = r.fork();
                // A field that does not fit says less than a whole value that does not.
                cost += at(record.get_mut(i), &mut ahead, depth - 1, CONSTANT)?.min(CONSTANT);
                r.skip()?;
            }
            None => {
                cost += UNKNOWN;
                r.skip()?;
            }
        }
        if cost >= enough {
            return Ok(cost);
        }
        key = r.next_key()?;
    }
    Ok(cost + MISSING * u32::try_from(required.saturating_sub(seen)).unwrap_or(u32::MAX / MISSING))
}

fn union_cost(
    table: &'static UnionTable,
    union: &mut dyn Union,
    r: &mut Reader<'_>,
    depth: u8,
    enough: u32,
) -> Result<u32> {
    let kinds = r.peek()?;
    let tagged = !table.tag.is_empty() && kinds == kind::object;
    let mut ahead = r.fork();
    let tag = if tagged { super::union::tag(table.tag, &mut ahead)? } else { None };
    let mut least = KIND.min(enough);
    for (i, arm) in table.arms.iter().enumerate() {
        let meant = !tagged || arm.tags.is_empty() || tag.is_some_and(|tag| arm.tags.contains(&tag));
        if meant && arm.kinds & kinds != 0 && depth > 0 {
            union.select(i);
            least = least.min(at(union.arm_mut(), &mut r.fork(), depth - 1, least)?);
        }
    }
    Ok(least)
}
