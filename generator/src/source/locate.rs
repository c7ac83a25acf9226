//! From places to lines and columns. The text is read a second time for all that is asked together, since most documents
//! have nothing to be said about them and should not pay for positions.

use super::at::KEY;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Where something stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// Bytes of the value, or of its key where the value is an object or a list.
    pub range: Range<usize>,
}

impl Position {
    /// The position of some bytes of `text`.
    pub fn new(text: &str, range: Range<usize>) -> Position {
        Lines::new(text).cursor(text).position(range)
    }
}

/// Where the lines of a text begin.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        Lines(std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect())
    }

    /// Counts columns in `text`, which is the text that these are the lines of.
    pub(super) fn cursor<'l>(&'l self, text: &'l str) -> Cursor<'l> {
        Cursor { lines: self, text, at: 0, column: 1 }
    }
}

/// Finds positions one after the other. Those in the order of the text cost one pass over it, even if it is a single line.
pub(super) struct Cursor<'l> {
    lines: &'l Lines,
    text: &'l str,
    /// The byte that was found last, and its column.
    at: usize,
    column: usize,
}

impl Cursor<'_> {
    /// The position of some bytes of the text.
    pub(super) fn position(&mut self, range: Range<usize>) -> Position {
        let mut start = range.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.lines.0.partition_point(|begin| *begin <= start);
        let begin = self.lines.0.get(line - 1).copied().unwrap_or(0);
        let (from, before) = if (begin..=start).contains(&self.at) { (self.at, self.column) } else { (begin, 1) };
        self.column = before + self.text.get(from..start).unwrap_or_default().chars().count();
        self.at = start;
        Position { line, column: self.column, range: start..range.end.max(start) }
    }
}

/// Places that are looked for, as a tree of keys, and what was found of them.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) children: BTreeMap<Rc<str>, Wanted>,
    /// The spelling of this scalar is asked for.
    pub(super) spell: bool,
    pub(super) range: Option<Range<usize>>,
    pub(super) spelling: Option<String>,
}

impl Wanted {
    /// Looks for the place with these keys too.
    pub(super) fn add(&mut self, keys: &[Rc<str>], spell: bool) {
        let mut here = self;
        for key in keys {
            here = here.children.entry(key.clone()).or_default();
        }
        here.spell |= spell;
    }

    /// Notes where its key stands: it stands for the member until its value is found.
    pub(super) fn found_key(&mut self, range: Option<Range<usize>>) {
        if let Some(key) = self.children.get_mut(KEY) {
            key.range.clone_from(&range);
        }
        self.range = range;
    }

    /// The bytes of the place with these keys, or of the nearest one above it that is in the text; and how many of the keys
    /// lead there.
    pub(super) fn find(&self, keys: &[Rc<str>]) -> (Range<usize>, usize) {
        let mut here = self;
        let (mut found, mut depth) = (self.range.clone(), 0);
        for (index, key) in keys.iter().enumerate() {
            let Some(child) = here.children.get(key) else { break };
            here = child;
            if here.range.is_some() {
                (found, depth) = (here.range.clone(), index + 1);
            }
        }
        (found.unwrap_or(0..0), depth)
    }

    /// The spelling of the place with these keys.
    pub(super) fn spelling(&self, keys: &[Rc<str>]) -> Option<&str> {
        let mut here = self;
        for key in keys {
            here = here.children.get(key)?;
        }
        here.spelling.as_deref()
    }
}
