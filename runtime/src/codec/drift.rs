//! What differed from the document while reading, and what could not be read at all.

use std::borrow::Cow;
use std::fmt;

/// What to do about drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Keep going: take what is plain, note it, keep what came for writing back.
    #[default]
    Lenient,
    /// The first drift is an error.
    Strict,
}

/// One difference between what came and what the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// JSON path, such as `$.lines[2].price`.
    pub path: String,
    /// What the document says.
    pub expected: &'static str,
    /// What came, cut to 60 characters; `nothing` for a missing key.
    pub found: String,
}

impl Drift {
    /// A body where none is foreseen; nothing of it is shown.
    pub(crate) fn unforeseen(body: &[u8]) -> Drift {
        Drift { path: "$".to_owned(), expected: "no body", found: format!("{} bytes", body.len()) }
    }

    /// At most so many notes are kept of one text.
    pub const LIMIT: usize = 100;
    /// As many characters of what came are shown.
    pub(super) const SHOWN: usize = 60;
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

/// One step of a JSON path.
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    /// Puts the step at the head of a path, behind its `$`.
    pub(super) fn lead(&self, path: &mut String) {
        path.insert_str(1, &self.to_string());
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        match self {
            Step::Key(name) if is_plain(name) => write!(f, ".{name}"),
            Step::Key(name) => write!(f, "[{name:?}]"),
            Step::Index(i) => write!(f, "[{i}]"),
        }
    }
}

/// A text that could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    offset: usize,
    message: String,
    excerpt: String,
}

impl DecodeError {
    #[cold]
    pub(super) fn new(message: String, text: &[u8], offset: usize) -> DecodeError {
        DecodeError(Box::new(Inner { path: "$".into(), offset, message, excerpt: excerpt(text, offset) }))
    }

    #[cold]
    pub(super) fn drift(drift: &Drift) -> DecodeError {
        let message = format!("expected {}, found {}", drift.expected, drift.found);
        DecodeError(Box::new(Inner { path: drift.path.clone(), offset: 0, message, excerpt: String::new() }))
    }

    /// Of the value at `step` of another.
    #[cold]
    pub(super) fn within(mut self, step: Step<'_>) -> DecodeError {
        step.lead(&mut self.0.path);
        self
    }

    /// JSON path of the value, such as `$.lines[2]`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Byte offset in the text.
    pub fn offset(&self) -> usize {
        self.0.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.path, self.0.message)?;
        if !self.0.excerpt.is_empty() {
            write!(f, " near `{}`", self.0.excerpt)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

/// The text around an offset, on one line. Texts other than keys and digits are left out: what could not be read may hold
/// secrets.
fn excerpt(text: &[u8], offset: usize) -> String {
    window(text, offset.saturating_sub(20).min(text.len()), (offset + 20).min(text.len()))
}

/// What came out of place, for a note. Lists and objects may hold secrets, so their texts and digits are left out.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match text.as_bytes().first() {
        Some(b'{' | b'[') => window(text.as_bytes(), 0, text.len().min(Drift::SHOWN * 4)).into(),
        _ => text.into(),
    }
}

fn window(text: &[u8], from: usize, to: usize) -> String {
    let mut out = Vec::new();
    let mut at = 0;
    while at < to {
        let end = token(text, at);
        let shown = text.get(at.max(from)..end.min(to)).unwrap_or_default();
        match text.get(at) {
            Some(b'"') if end > from && !is_key(text, end) => out.extend("\"…\"".bytes()),
            Some(b'"') => out.extend(shown),
            _ => out.extend(shown.iter().map(|byte| if byte.is_ascii_digit() { b'#' } else { *byte })),
        }
        at = end;
    }
    let line = String::from_utf8_lossy(&out).replace(['\n', '\r', '\t'], " ");
    super::debug::Plain(line.trim()).to_string()
}

/// Where what begins at `at` ends: a text behind its closing quote, anything else after one byte.
fn token(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if rest.first() != Some(&b'"') {
        return at + 1;
    }
    let mut escaped = false;
    let close = rest.iter().skip(1).position(|&byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    close.map_or(text.len(), |close| at + close + 2)
}

fn is_key(text: &[u8], end: usize) -> bool {
    text.get(end..).unwrap_or_default().trim_ascii_start().first() == Some(&b':')
}
