//! How badly a blank value would take the JSON at the cursor: for unions that nothing else decides.
//!
//! Compares keys, kinds and constants, three levels deep at most. Each arm goes over the text once more, so the cost is
//! bounded by the text's size times the arms.

use super::decode::{self, Result};
use super::reader::Reader;
use super::{Const, Constants, Entries, Kinds, List, ShapeMut, Table, Tuple, flag, kind};
use super::{Record, Union, UnionTable};

// What contradicts an arm weighs more than what is merely loose: the generator proves unions by contradictions
// (`passes/decisions` there), and what it proves has to hold here for any text of fewer than a thousand loose keys.
const KIND: u32 = 100_000_000;
const CONSTANT: u32 = 30_000_000;
const MISSING: u32 = 10_000_000;
/// `null` where the arm has none.
const NULL: u32 = 30_000;
/// A key that the arm does not have.
const UNKNOWN: u32 = 10_000;
/// A free-form arm takes all and says nothing: worse than any arm that fits, better than one that does not.
const FREE: u32 = 17 * UNKNOWN;
/// Looseness within a field counts for a part of looseness of the value itself, and for no more than a few of its own steps.
const WITHIN: u32 = 500;
const STEPS: u32 = 20;
/// Any number loses against an integer, an integer or text against a constant that fits.
const NUMBER: u32 = 4;
const OPEN: u32 = 2;
/// An optional key that did not come: of two arms that fit, the one with fewer of them is closer.
const ABSENT: u32 = 2;
/// An optional key that came: of two arms that have the same keys, the one that requires more of what came is closer.
const OPTIONAL: u32 = 1;
/// An arm of one's own is closer than the same as an arm of an arm.
const DEEPER: u32 = 1;

/// Zero: fits. The arm with the least penalty wins, the first of equals; at `enough` it is no longer counted.
pub(super) fn penalty(value: ShapeMut<'_>, r: &mut Reader<'_>, enough: u32) -> Result<u32> {
    at(value, r, 3, enough)
}

/// May leave `r` anywhere in the value.
fn at(value: ShapeMut<'_>, r: &mut Reader<'_>, depth: u8, enough: u32) -> Result<u32> {
    let kinds = r.peek()?;
    let wrong = |ok: Kinds| if kinds & ok != 0 { 0 } else { KIND };
    Ok(match value {
        ShapeMut::Record(table, record) if kinds == kind::object && depth > 0 => {
            record_cost(table, record, r, depth, enough)?
        }
        ShapeMut::List(list) if kinds == kind::array && depth > 0 => list_cost(list, r, depth, enough)?,
        ShapeMut::Tuple(tuple) if kinds == kind::array && depth > 0 => tuple_cost(tuple, r, depth, enough)?,
        ShapeMut::Map(map) if kinds == kind::object && depth > 0 => match r.first_key()?.is_some() {
            // One entry speaks for all.
            true => FREE.saturating_add(entry_cost(map, r, depth, enough)?),
            false => FREE,
        },
        ShapeMut::Opt(_) if kinds == kind::null => 0,
        ShapeMut::Opt(opt) => at(opt.fill(), r, depth, enough)?,
        ShapeMut::Union(table, union) => union_cost(table, union, r, depth, enough)?,
        ShapeMut::Choice(table, _) => choice_cost(table, kinds, r)?,
        ShapeMut::Any(_) | ShapeMut::Extra(_) | ShapeMut::Unit => FREE,
        ShapeMut::Bool(_) => wrong(kind::boolean),
        ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_) if kinds == kind::number => {
            if decode::is_whole(r.number()?) {
                OPEN
            } else {
                CONSTANT
            }
        }
        ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_) => KIND,
        ShapeMut::F64(_) => wrong(kind::number) + NUMBER,
        ShapeMut::Text(_) | ShapeMut::Secret(_) | ShapeMut::Bytes(_) | ShapeMut::File(_) => wrong(kind::string) + OPEN,
        ShapeMut::List(_) | ShapeMut::Tuple(_) => wrong(kind::array),
        ShapeMut::Map(_) => wrong(kind::object) + FREE,
        ShapeMut::Record(..) => wrong(kind::object),
    })
}

fn choice_cost(table: &'static Constants, kinds: Kinds, r: &mut Reader<'_>) -> Result<u32> {
    let of_text = matches!(table.rows.first(), Some(Const::Text(_)));
    let known = match kinds {
        kind::string => table.position(Const::Text(r.text()?)).is_some(),
        kind::number => decode::int(r.number()?).is_some_and(|int| table.position(Const::Int(int)).is_some()),
        _ => return Ok(KIND),
    };
    Ok(match known {
        true => 0,
        false if table.open && of_text == (kinds == kind::string) => OPEN,
        false => CONSTANT,
    })
}

/// What the value at the cursor costs as an entry.
fn entry_cost(map: &mut dyn Entries, r: &mut Reader<'_>, depth: u8, enough: u32) -> Result<u32> {
    map.clear();
    map.insert("").map_or(Ok(FREE), |value| at(value, r, depth - 1, enough))
}

/// The worst of the first elements speaks for all; the first alone may be empty and say nothing.
fn list_cost(list: &mut dyn List, r: &mut Reader<'_>, depth: u8, enough: u32) -> Result<u32> {
    const LOOKED_AT: usize = 4;
    let mut cost = 0;
    let mut more = r.first_element()?;
    for _ in 0..LOOKED_AT {
        if !more || cost >= enough {
            break;
        }
        list.clear();
        cost = cost.max(at(list.push(), &mut r.fork(), depth - 1, enough)?);
        r.peek()?;
        r.skip()?;
        more = r.next_element()?;
    }
    Ok(cost)
}

/// Elements that are missing count like missing keys, and so does each that has no place.
fn tuple_cost(tuple: &mut dyn Tuple, r: &mut Reader<'_>, depth: u8, enough: u32) -> Result<u32> {
    let mut cost = 0;
    let mut more = r.first_element()?;
    let mut i = 0;
    while cost < enough && (more || i < tuple.len()) {
        let element = match tuple.get_mut(i) {
            Some(element) if more => at(element, &mut r.fork(), depth - 1, KIND)?,
            _ => MISSING,
        };
        cost = cost.saturating_add(element);
        if more {
            r.peek()?;
            r.skip()?;
            more = r.next_element()?;
        }
        i += 1;
    }
    Ok(cost)
}

fn record_cost(
    table: &'static Table,
    record: &mut dyn Record,
    r: &mut Reader<'_>,
    depth: u8,
    enough: u32,
) -> Result<u32> {
    let mut cost = 0u32;
    let (mut seen, mut seen_required) = (0usize, 0usize);
    let required = table.keys.iter().filter(|key| key.is(flag::required)).count();
    let rest = table.keys.len().checked_sub(1).filter(|last| table.keys.get(*last).is_some_and(|k| k.is(flag::rest)));
    let mut key = r.first_key()?;
    while let Some(name) = key {
        let row = table.keys.iter().position(|key| key.name() == name && !key.is(flag::rest));
        let kinds = r.peek()?;
        cost = cost.saturating_add(match row.and_then(|i| Some((i, table.keys.get(i)?))) {
            // Many servers write `null` for what is not there.
            Some((_, key)) if kinds == kind::null && !key.is(flag::nullable) => NULL,
            Some((i, key)) => {
                seen += 1;
                seen_required += usize::from(key.is(flag::required));
                field(at(record.get_mut(i, false), &mut r.fork(), depth - 1, CONSTANT)?)
            }
            None => match rest.map(|last| record.get_mut(last, false)) {
                Some(ShapeMut::Map(map)) => field(entry_cost(map, &mut r.fork(), depth, CONSTANT)?),
                _ => UNKNOWN,
            },
        });
        r.skip()?;
        if cost >= enough {
            return Ok(cost);
        }
        key = r.next_key()?;
    }
    let times = |count: usize, weight: u32| weight.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
    let absent = table.keys.len().saturating_sub(required + seen - seen_required);
    Ok(cost
        .saturating_add(times(required - seen_required.min(required), MISSING))
        .saturating_add(times(seen - seen_required, OPTIONAL))
        .saturating_add(times(absent, ABSENT)))
}

/// A field that does not fit says less than a whole value that does not; one that fits loosely, less than a key too many.
fn field(cost: u32) -> u32 {
    if cost < MISSING { cost.min(STEPS) + cost / WITHIN } else { cost.min(CONSTANT) }
}

fn union_cost(
    table: &'static UnionTable,
    union: &mut dyn Union,
    r: &mut Reader<'_>,
    depth: u8,
    enough: u32,
) -> Result<u32> {
    let kinds = r.peek()?;
    if depth == 0 {
        // Too deep to look into: an arm of this kind is all that is asked for.
        return Ok(if table.arms.iter().any(|arm| arm.kinds & kinds != 0) { 0 } else { KIND });
    }
    let tagged = !table.tag.is_empty() && kinds == kind::object;
    let mut ahead = r.fork();
    let tag = if tagged { super::union::tag(table.tag, &mut ahead)? } else { None };
    let known = tag.is_some_and(|tag| table.arms.iter().any(|arm| arm.tags.contains(&tag)));
    let mut least = KIND.min(enough.saturating_sub(DEEPER));
    for (i, arm) in table.arms.iter().enumerate() {
        // As `union::pick` has it.
        let meant = match tag {
            _ if !tagged => true,
            Some(tag) if known => arm.tags.contains(&tag),
            Some(_) => arm.tags.is_empty(),
            None => super::union::may_lack_tag(table, union, i),
        };
        if meant && arm.kinds & kinds != 0 {
            union.select(i);
            least = least.min(at(union.arm_mut(), &mut r.fork(), depth - 1, least)?);
        }
    }
    Ok(least.saturating_add(DEEPER))
}
