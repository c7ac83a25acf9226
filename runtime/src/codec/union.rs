//! Reading unions: the tag decides; else the kind of JSON; else a key that proves an arm; else the best score.

use super::decode::{self, Result, Taken};
use super::reader::Reader;
use super::{Arm, Json, Kinds, Union, UnionTable, kind, score};

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
    if !table.tag.is_empty() && kinds == kind::object {
        return by_tag(table, r);
    }
    let mut arms = candidates(table, kinds);
    let Some(first) = arms.next() else { return Ok(None) };
    if arms.next().is_none() {
        return Ok(Some(first));
    }
    if kinds == kind::object
        && let Some(i) = by_proof(table, r)?
    {
        return Ok(Some(i));
    }
    let mut best: Option<(usize, u32)> = None;
    for i in candidates(table, kinds) {
        union.select(i);
        let penalty = score::penalty(union.arm_mut(), &mut r.fork())?;
        if best.is_none_or(|(_, least)| penalty < least) {
            best = Some((i, penalty));
        }
    }
    Ok(best.map(|(i, _)| i))
}

fn candidates(table: &'static UnionTable, kinds: Kinds) -> impl Iterator<Item = usize> {
    table.arms.iter().enumerate().filter(move |(_, arm)| arm.kinds & kinds != 0).map(|(i, _)| i)
}

fn by_tag(table: &'static UnionTable, r: &Reader<'_>) -> Result<Option<usize>> {
    let mut ahead = r.fork();
    let mut key = ahead.first_key()?;
    while let Some(name) = key {
        let is_tag = name == table.tag;
        let kinds = ahead.peek()?;
        if is_tag {
            let tag = match kinds {
                kind::string => ahead.text()?,
                kind::number => ahead.number()?,
                kind::boolean => {
                    if ahead.bool()? {
                        "true"
                    } else {
                        "false"
                    }
                }
                _ => return Ok(None),
            };
            return Ok(table.arms.iter().position(|arm| arm.tags.contains(&tag)));
        }
        ahead.skip()?;
        key = ahead.next_key()?;
    }
    Ok(None)
}

fn by_proof(table: &'static UnionTable, r: &Reader<'_>) -> Result<Option<usize>> {
    if table.arms.iter().all(|arm| arm.proof.is_empty()) {
        return Ok(None);
    }
    let mut ahead = r.fork();
    let mut key = ahead.first_key()?;
    while let Some(name) = key {
        let proves = |arm: &Arm| arm.proof.contains(&name);
        if let Some(i) = table.arms.iter().position(proves) {
            return Ok(Some(i));
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
            record.keys.iter().enumerate().any(|(i, key)| key.name == table.tag && !super::is_blank(value.get(i)))
        }
        // Only a record has room for a tag.
        _ => true,
    }
}
