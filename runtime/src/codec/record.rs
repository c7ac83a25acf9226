//! Reading records: keys in whatever order, drift of a field into its shadow, and what the table does not name.

use super::decode::{Result, Taken, again, expected, raw, read_entry, read_shape};
use super::drift::Step;
use super::extra::{Came, Held, Shadow};
use super::reader::Reader;
use super::{Any, Key, Kinds, Record, Shape, ShapeMut, Table, encode, flag, is_blank, kind, listed};

pub(super) fn read(table: &'static Table, record: &mut dyn Record, r: &mut Reader<'_>) -> Result<Taken> {
    r.enter()?;
    let keys = table.keys;
    let mut seen = Seen::default();
    let mut expect = 0;
    let noted = r.notes.len();
    let mut more = r.first_entry()?;
    while more {
        let row = match keys.get(expect) {
            Some(key) if r.takes(key.wire()) => Ok(expect),
            _ => {
                let name = r.key()?;
                find(keys.len(), expect, |i| keys.get(i).is_some_and(|key| key.name() == name && !key.is(flag::rest)))
                    .ok_or(name)
            }
        };
        match row {
            Ok(i) if seen.has(i) => keys.get(i).map_or(Ok(()), |key| again(key.name(), key.is(flag::secret), r))?,
            Ok(i) => {
                seen.add(i);
                expect = i + 1;
                read_field(table, record, i, r)?;
            }
            Err(name) => {
                let name = name.to_owned();
                read_unknown(table, record, &name, r)?;
            }
        }
        more = r.next_entry()?;
    }
    for (i, key) in keys.iter().enumerate() {
        if key.is(flag::required) && !seen.has(i) {
            not_there(table, record, i, Came::Absent, r);
        }
    }
    if !table.only.is_empty() {
        listed::check(table, record, noted, r);
    }
    r.leave();
    Ok(true)
}

/// Servers keep the order of their keys, so the search starts behind the last hit.
fn find(len: usize, expect: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
    (expect..len).chain(0..expect.min(len)).find(|&i| is(i))
}

fn read_field(table: &'static Table, record: &mut dyn Record, i: usize, r: &mut Reader<'_>) -> Result<()> {
    let Some(key) = table.keys.get(i) else { return Ok(()) };
    let kinds = r.peek()?;
    let start = r.offset();
    let noted = r.noted();
    if kinds == kind::null && !key.is(flag::nullable) && !matches!(record.get(i).shape(), Shape::Any(_)) {
        r.null()?;
        not_there(table, record, i, Came::Null, r);
        return Ok(());
    }
    // Three states: the outer option says that the key was there, the inner one may be null.
    let keeps_null = key.is(flag::nullable) && !key.is(flag::required);
    let shape = record.get_mut(i, kinds != kind::null || keeps_null);
    let taken = read_shape(shape, kinds, r).map_err(|error| error.within(Step::Key(key.name())))?;
    if !taken
        && !keeps_null
        && let ShapeMut::Opt(opt) = record.get_mut(i, false)
    {
        opt.clear();
    }
    if r.noted() != noted {
        drifted(record, i, key, start, noted, r);
    }
    Ok(())
}

/// Notes get their path; what was not kept as it came gets a shadow.
#[cold]
fn drifted(record: &mut dyn Record, i: usize, key: &Key, start: usize, noted: usize, r: &mut Reader<'_>) {
    r.step(noted, Step::Key(key.name()));
    if key.is(flag::secret) {
        r.redact(noted);
    }
    if std::mem::take(&mut r.lossy) {
        let came = Came::As(Any::trusted(r.since(start)));
        let held = match is_blank(record.get(i)) {
            true => Held::Blank,
            false => Held::As(encode::fingerprint(record.get(i))),
        };
        shadow(record, i, came, held);
    }
}

/// A required key that did not come, or `null` where the document knows none.
#[cold]
fn not_there(table: &'static Table, record: &mut dyn Record, i: usize, came: Came, r: &mut Reader<'_>) {
    let noted = r.noted();
    let found = if matches!(came, Came::Null) { "null" } else { "nothing" };
    r.note(expected(&record.get_mut(i, false)), found);
    r.step(noted, Step::Key(table.keys.get(i).map_or("", |key| key.name())));
    shadow(record, i, came, Held::Blank);
}

pub(super) fn shadow(record: &mut dyn Record, i: usize, came: Came, held: Held) {
    let row = u16::try_from(i).unwrap_or(u16::MAX);
    if let ShapeMut::Extra(extra) = record.get_mut(usize::MAX, false) {
        extra.shadow(Shadow { row, came, held });
    }
}

fn read_unknown(table: &'static Table, record: &mut dyn Record, name: &str, r: &mut Reader<'_>) -> Result<()> {
    if let Some(last) = table.keys.len().checked_sub(1)
        && let Some(rest) = table.keys.get(last).filter(|key| key.is(flag::rest))
        && let ShapeMut::Map(map) = record.get_mut(last, false)
    {
        let start = r.offset();
        let noted = r.noted();
        read_entry(map, name, r)?;
        if rest.is(flag::secret) {
            r.redact(noted);
        }
        // A further property of another type than the document says stays an unknown field.
        if r.noted() != noted && std::mem::take(&mut r.lossy) {
            map.remove(name);
            let text = r.since(start).trim_start_matches([':', ' ', '\n', '\r', '\t']);
            push_extra(record, name, Any::trusted(text));
        }
        return Ok(());
    }
    let kinds = r.peek()?;
    let value = raw(r)?;
    if table.closed {
        not_named(name, kinds, r);
    }
    push_extra(record, name, value);
    Ok(())
}

/// A key of an object that should have no others. Nobody knows what is in it, so its value is not shown.
#[cold]
fn not_named(name: &str, kinds: Kinds, r: &mut Reader<'_>) {
    let noted = r.noted();
    r.note("no such key", if kinds == kind::null { "null" } else { "[not shown]" });
    r.step(noted, Step::Key(name));
}

fn push_extra(record: &mut dyn Record, name: &str, value: Any) {
    if let ShapeMut::Extra(extra) = record.get_mut(usize::MAX, false) {
        extra.push(name, value);
    }
}

/// Which rows came: 128 in place, more on the heap.
#[derive(Default)]
struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    fn add(&mut self, i: usize) {
        if i < 128 { self.low |= 1 << i } else { self.high.push(i) }
    }
    fn has(&self, i: usize) -> bool {
        if i < 128 { self.low & (1 << i) != 0 } else { self.high.contains(&i) }
    }
}
