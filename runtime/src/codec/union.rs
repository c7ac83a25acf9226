//! Reading unions: the tag decides; else the kind of JSON; else the best score.

use super::decode::{self, Result, Taken};
use super::extra::{Came, Held};
use super::reader::Reader;
use super::{
    Arm, Const, Constants, Json, Kinds, Shape, ShapeMut, Union, UnionTable, flag, is_blank, kind, record, score,
};

/// Arms that are unions themselves are followed so far.
const CHAIN: u8 = 16;

pub(super) fn read(
    table: &'static UnionTable,
    union: &mut dyn Union,
    kinds: Kinds,
    r: &mut Reader<'_>,
) -> Result<Taken> {
    if r.unions_here() > CHAIN {
        return unknown(table, union, r);
    }
    let (arm, untold) = pick(table, union, kinds, r)?;
    let Some(i) = arm else { return unknown(table, union, r) };
    let (start, noted, lossy) = (r.offset(), r.noted(), r.lossy);
    union.select(i);
    let taken = decode::read(union.arm_mut(), r)?;
    if table.arms.get(i).is_some_and(|arm| arm.kinds & kind::hidden != 0) {
        r.redact(noted);
    }
    if !taken {
        // It is of the right kind and still no such value.
        r.rewind(start, noted);
        r.lossy = lossy;
        return unknown(table, union, r);
    }
    if untold {
        leave_out(table.tag, union.arm_mut());
    }
    Ok(true)
}

/// A tag that did not come is not written either, until it is set.
#[cold]
fn leave_out(tag: &str, arm: ShapeMut<'_>) {
    let ShapeMut::Record(table, value) = arm else { return };
    let Some(row) = table.keys.iter().position(|key| key.name() == tag) else { return };
    let shadowed = matches!(value.get(usize::MAX).shape(), Shape::Extra(extra) if extra.shadow_of(row).is_some());
    if !shadowed && is_blank(value.get(row)) {
        record::shadow(value, row, Came::Absent, Held::Blank);
    }
}

/// What no arm takes is kept as it came.
#[cold]
fn unknown(table: &'static UnionTable, union: &mut dyn Union, r: &mut Reader<'_>) -> Result<Taken> {
    let start = r.offset();
    let any = decode::raw(r)?;
    union.select(table.arms.len());
    if let ShapeMut::Any(into) = union.arm_mut() {
        *into = any;
    }
    let found = if table.holds_secrets() { "[redacted]" } else { r.since(start) };
    r.note("one of the listed types", found);
    Ok(true)
}

/// The arm, and whether that is for want of a tag in an object that should have one.
fn pick(
    table: &'static UnionTable,
    union: &mut dyn Union,
    kinds: Kinds,
    r: &mut Reader<'_>,
) -> Result<(Option<usize>, bool)> {
    let fits = |arm: &Arm| arm.kinds & kinds != 0;
    if table.tag.is_empty() || kinds != kind::object {
        return Ok((best(table, union, r, |_, arm| fits(arm))?, false));
    }
    let mut ahead = r.fork();
    Ok(match tag(table.tag, &mut ahead)? {
        Some(tag) if table.arms.iter().any(|arm| arm.tags.contains(&tag)) => {
            (best(table, union, r, |_, arm| arm.tags.contains(&tag))?, false)
        }
        // Arms that the document gives no value of the tag take what no other arm claims.
        Some(_) => (best(table, union, r, |_, arm| fits(arm) && arm.tags.is_empty())?, false),
        None => {
            let may_lack: Vec<bool> = (0..table.arms.len()).map(|i| may_lack_tag(table, union, i)).collect();
            (best(table, union, r, |i, arm| fits(arm) && may_lack.get(i) == Some(&true))?, true)
        }
    })
}

/// Whether values of the arm may come without the tag: they have none, or it is optional.
#[cold]
pub(super) fn may_lack_tag(table: &'static UnionTable, union: &mut dyn Union, i: usize) -> bool {
    if table.arms.get(i).is_none_or(|arm| arm.tags.is_empty()) {
        return true;
    }
    union.select(i);
    match union.arm_mut() {
        ShapeMut::Record(record, _) => record.keys.iter().any(|key| key.name() == table.tag && !key.is(flag::required)),
        _ => false,
    }
}

/// The arm that fits; of several, the one with the best score.
fn best(
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
                kind::number => match ahead.number()? {
                    text if text.contains(['.', 'e', 'E']) => {
                        let whole = decode::int::<i64>(text).map_or_else(|| text.to_owned(), |int| int.to_string());
                        Ok(Some(ahead.keep(whole)))
                    }
                    text => Ok(Some(text)),
                },
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

/// Whether a field says the tag itself. Zero and `false` are tags like others, and a number cannot be written as text.
pub(super) fn holds_tag(value: &dyn Json) -> bool {
    match value.shape() {
        Shape::Bool(_) | Shape::I64(_) | Shape::U64(_) | Shape::F64(_) => true,
        Shape::Choice(Constants { rows: [Const::Int(_), ..], .. }, _) => true,
        _ => !is_blank(value),
    }
}
