//! [`Spot`]: a place in a text with as much of its line as a message shows.

use crate::source::Position;
use std::ops::Range;

/// Characters that are shown of a long line before and after the place; minified documents are one line.
const BEFORE: usize = 40;
const AFTER: usize = 70;

/// A place in a text, and the line that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file's name.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The line, cut around the place if it is long.
    pub excerpt: String,
    /// The bytes of `excerpt` that are meant.
    pub caret: Range<usize>,
}

impl Spot {
    /// The place at `position` of `text`.
    pub fn new(file: &str, text: &str, position: &Position) -> Spot {
        let (before, rest) = text.split_at_checked(position.range.start).unwrap_or((text, ""));
        let before = before.rsplit('\n').next().unwrap_or_default();
        // A document may be a single line, and most of it is not shown.
        let rest = prefix(rest, position.range.len() + 4 * (AFTER + 1));
        let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
        let mut length = position.range.len().min(rest.len());
        while !rest.is_char_boundary(length) {
            length += 1;
        }
        let (meant, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let (before, meant, after) = (last(before, BEFORE), first(meant, AFTER), first(after, AFTER));
        let caret = before.len()..before.len() + meant.len();
        let excerpt = format!("{before}{meant}{after}");
        Spot { file: file.to_owned(), line: position.line, column: position.column, excerpt, caret }
    }

    /// The place at a line and column of `text`, counted from 1, as parsers tell them; `length` in bytes.
    pub fn at(file: &str, text: &str, line: usize, column: usize, length: usize) -> Spot {
        let before = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
        let start = (before + column.saturating_sub(1)).min(text.len());
        Spot::new(file, text, &Position::new(text, start..start + length))
    }

    /// How many characters are meant.
    pub(super) fn length(&self) -> usize {
        self.excerpt.get(self.caret.clone()).unwrap_or_default().chars().count()
    }

    /// Whether `excerpt` begins where its line does.
    pub(super) fn begins(&self) -> bool {
        let before = self.excerpt.get(..self.caret.start).unwrap_or_default();
        before.chars().count() + 1 == self.column
    }
}

/// The first bytes of `text`, up to the end of a character.
fn prefix(text: &str, mut bytes: usize) -> &str {
    while !text.is_char_boundary(bytes.min(text.len())) {
        bytes += 1;
    }
    text.get(..bytes).unwrap_or(text)
}

/// The first characters of `text`, with an ellipsis if that is not all.
fn first(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The last characters of `text`, with an ellipsis if that is not all.
fn last(text: &str, limit: usize) -> String {
    match text.char_indices().rev().nth(limit) {
        Some((start, character)) => format!("…{}", text.get(start + character.len_utf8()..).unwrap_or_default()),
        None => text.to_owned(),
    }
}
