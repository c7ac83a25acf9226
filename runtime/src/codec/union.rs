//! Reading unions: the tag decides; else the kind of JSON; else the best score.

use super::decode::{self, Result, Taken};
use super::reader::Reader;
use super::{Arm, Json, Kinds, ShapeMut, Union, UnionTable, flag, kind, score};

pub(super) fn read(
    table: &'static UnionTable,
    union: &mut dyn Union,
    kinds: Kinds,
    r: &mut Reader<'_>,
) -> Result<Taken> {
    match pick(table, union, kinds, r)? {
        Some(i) => {
            union.select(i);
            decode::read(union.arm_mut(), r)
        }
        None => unknown(table, union, r),
    }
}

/// What no arm takes is kept as it came.
#[cold]
fn unknown(table: &'static UnionTable, union: &mut dyn Union, r: &mut Reader<'_>) -> Result<Taken> {
    let start = r.offset();
    let any = decode::raw(r)?;
    union.select(table.arms.len());
    if let super::ShapeMut::Any(into) = union.arm_mut().shape_mut() {
        *into = any;
    }
    let found = r.since(start);
    r.note("one of the listed types", found);
    Ok(true)
}

fn pick(table: &'static UnionTable, union: &mut dyn Union, kinds: Kinds, r: &mut Reader<'_>) -> Result<Option<usize>> {
    let fits = |arm: &Arm| arm.kinds & kinds != 0;
    if table.tag.is_empty() || kinds != kind::object {
        return best(table, union, r, fits);
    }
    let mut ahead = r.fork();
    match tag(table.tag, &mut ahead)? {
        Some(tag) if table.arms.iter().any(|arm| arm.tags.contains(&tag)) => {
            best(table, union, r, |arm| arm.tags.contains(&tag))
        }
        // Arms that the document gives no value of the tag take what no other arm claims.
        Some(_) => best(table, union, r, |arm| fits(arm) && arm.tags.is_empty()),
        None => {
            let rows = 0..table.arms.len();
            let tagless: Vec<bool> = rows.map(|i| may_lack_tag(table, union, i)).collect();
            best_of(table, union, r, |i, arm| fits(arm) && tagless.get(i) == Some(&true))
        }
    }
}

/// Whether values of the arm may come without the tag: they have none, or it is optional.
#[cold]
fn may_lack_tag(table: &'static UnionTable, union: &mut dyn Union, i: usize) -> bool {
    let Some(arm) = table.arms.get(i).filter(|arm| !arm.tags.is_empty()) else { return true };
    union.select(i);
    match union.arm_mut().shape_mut() {
        ShapeMut::Record(record, _) if arm.kinds == kind::object => {
            record.keys.iter().any(|key| key.name == table.tag && !key.is(flag::required))
        }
        _ => false,
    }
}

/// The arm that fits; of several, the one with the best score.
fn best(
    table: &'static UnionTable,
    union: &mut dyn Union,
    r: &Reader<'_>,
    fits: impl Fn(&Arm) -> bool,
) -> Result<Option<usize>> {
    best_of(table, union, r, |_, arm| fits(arm))
}

fn best_of(
    table: &'static UnionTable,
    union: &mut dyn Union,
    r: &Reader<'_>,
    fits: impl Fn(usize, &Arm) -> bool,
) -> Result<Option<usize>> {
    let fitting = || table.arms.iter().enumerate().filter(|(i, arm)| fits(*i, arm)).map(|(i, _)| i);
    let mut some = fitting();
    let first = some.next();
    if some.next().is_none() {
        return Ok(first);
    }
    let mut best = (first, u32::MAX);
    for i in fitting() {
        union.select(i);
        let penalty = score::penalty(union.arm_mut(), &mut r.fork(), best.1)?;
        if penalty < best.1 {
            best = (Some(i), penalty);
        }
    }
    Ok(best.0)
}

/// The value under the key `name` of the object at the cursor, as text.
pub(super) fn tag<'r>(name: &str, ahead: &'r mut Reader<'_>) -> Result<Option<&'r str>> {
    let mut key = ahead.first_key()?;
    while let Some(found) = key {
        if found == name {
            return match ahead.peek()? {
                kind::string => ahead.text().map(Some),
                kind::number => ahead.number().map(Some),
                kind::boolean => Ok(Some(if ahead.bool()? { "true" } else { "false" })),
                _ => Ok(None),
            };
        }
        ahead.skip()?;
        key = ahead.next_key()?;
    }
    Ok(None)
}

/// The tag's value for an arm whose record does not hold one: what the writer adds.
pub(super) fn tag_of(table: &'static UnionTable, i: usize) -> Option<&'static str> {
    if table.tag.is_empty() { None } else { table.arms.get(i)?.tags.first().copied() }
}

/// Whether the arm's value writes the tag itself.
pub(super) fn writes_tag(table: &'static UnionTable, arm: &dyn Json) -> bool {
    match arm.shape() {
        super::Shape::Record(record, value) => {
            record.keys.iter().enumerate().any(|(i, key)| key.name == table.tag && holds_tag(value.get(i)))
        }
        // Only a record has room for a tag.
        _ => true,
    }
}

/// Zero and `false` are tags like others, and a number cannot be written as text.
fn holds_tag(value: &dyn Json) -> bool {
    use super::{Const, Constants, Shape};
    match value.shape() {
        Shape::Bool(_) | Shape::I64(_) | Shape::U64(_) | Shape::F64(_) => true,
        Shape::Choice(Constants { rows: [Const::Int(_), ..], .. }, _) => true,
        _ => !super::is_blank(value),
    }
}
