//! A cursor over JSON text: steps into objects and lists, gives texts and numbers, skips, and remembers notes.
//!
//! Written for the tables rather than taken from a crate, because the interpreters need positions, raw slices, a second
//! cursor to look ahead and one limit of depth for all of it; figures in `ARCHITECTURE.md`.

use super::drift::Step;
use super::scan::plain;
use super::{DecodeError, Drift, Kinds, kind};

/// Deepest nesting that is read.
const DEPTH: u8 = 128;

type Result<T> = std::result::Result<T, DecodeError>;

pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: u8,
    /// The last text that had escapes, without them.
    plain: String,
    pub(super) notes: Vec<Drift>,
    /// Notes beyond the limit, so that "did anything happen below" stays a comparison.
    dropped: usize,
    /// Something below was not kept as it came, and no shadow holds it yet.
    pub(super) lossy: bool,
    /// Where the last union began, and how many others did before it at that place.
    unions: (usize, u8),
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t [u8]) -> Result<Reader<'t>> {
        match std::str::from_utf8(text) {
            Ok(text) => Ok(Reader {
                text,
                at: 0,
                depth: 0,
                plain: String::new(),
                notes: Vec::new(),
                dropped: 0,
                lossy: false,
                unions: (usize::MAX, 0),
            }),
            Err(error) => Err(DecodeError::new("the text is no UTF-8".into(), text, error.valid_up_to())),
        }
    }

    /// A second reader at the same place, to look ahead.
    pub(super) fn fork(&self) -> Reader<'t> {
        let (text, at, depth) = (self.text, self.at, self.depth);
        Reader {
            text,
            at,
            depth,
            plain: String::new(),
            notes: Vec::new(),
            dropped: 0,
            lossy: false,
            unions: (usize::MAX, 0),
        }
    }

    /// Back to an offset at the same depth, without what was noted since.
    pub(super) fn rewind(&mut self, offset: usize, noted: usize) {
        self.at = offset;
        self.notes.truncate(noted);
        self.dropped = noted.saturating_sub(self.notes.len());
    }

    /// How many unions begin where the cursor stands: unions may hold each other, and no text ends that.
    pub(super) fn unions_here(&mut self) -> u8 {
        let here = (self.at, self.unions.1.saturating_add(1));
        self.unions = if self.unions.0 == self.at { here } else { (self.at, 0) };
        self.unions.1
    }

    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The text from `start` to the cursor.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[cold]
    fn fail<T>(&self, message: &str) -> Result<T> {
        let message = if self.at >= self.text.len() { "the text ends too early" } else { message };
        Err(DecodeError::new(message.into(), self.text.as_bytes(), self.at))
    }

    #[inline]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no space.
    #[inline]
    fn next(&mut self) -> Option<u8> {
        while let Some(byte) = self.byte() {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    #[inline]
    pub(super) fn enter(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > DEPTH { self.fail("nested deeper than 128") } else { Ok(()) }
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Goes to where the next value starts, and says of which kind it is.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Kinds> {
        match self.next() {
            Some(b'"') => Ok(kind::string),
            Some(b'{') => Ok(kind::object),
            Some(b'[') => Ok(kind::array),
            Some(b'-' | b'0'..=b'9') => Ok(kind::number),
            Some(b't' | b'f') => Ok(kind::boolean),
            Some(b'n') => Ok(kind::null),
            _ => self.fail("expected a value"),
        }
    }

    fn word(&mut self, word: &str) -> Result<()> {
        match self.text.as_bytes().get(self.at..self.at + word.len()) {
            Some(bytes) if bytes == word.as_bytes() => {
                self.at += word.len();
                Ok(())
            }
            _ => self.fail(&format!("expected {word}")),
        }
    }

    pub(super) fn null(&mut self) -> Result<()> {
        self.word("null")
    }

    pub(super) fn bool(&mut self) -> Result<bool> {
        match self.byte() {
            Some(b't') => self.word("true").map(|()| true),
            _ => self.word("false").map(|()| false),
        }
    }

    /// The spelling of the number at the cursor.
    pub(super) fn number(&mut self) -> Result<&'t str> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        match self.byte() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(self.since(start))
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == start { self.fail("expected a digit") } else { Ok(()) }
    }

    /// A text that does not stand in the JSON as it is, until the next one with escapes is read.
    pub(super) fn keep(&mut self, text: String) -> &str {
        self.plain = text;
        &self.plain
    }

    #[inline]
    pub(super) fn text(&mut self) -> Result<&str> {
        let text = self.string()?;
        Ok(text.unwrap_or(&self.plain))
    }

    /// Reads a text; nothing means that it had escapes and is in `plain`.
    #[inline]
    fn string(&mut self) -> Result<Option<&'t str>> {
        let start = self.at + 1;
        self.at = start;
        self.skip_plain();
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(self.text.get(start..self.at - 1));
        }
        self.unescape(start)?;
        Ok(None)
    }

    #[inline]
    fn skip_plain(&mut self) {
        self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default());
    }

    fn unescape(&mut self, start: usize) -> Result<()> {
        self.plain.clear();
        self.plain.push_str(self.since(start));
        while self.byte() != Some(b'"') {
            let char = self.escape()?;
            if char.is_none() {
                self.note("text", "half a surrogate pair");
                self.lossy = true;
            }
            self.plain.push(char.unwrap_or(char::REPLACEMENT_CHARACTER));
            let start = self.at;
            self.skip_plain();
            self.plain.push_str(self.since(start));
        }
        self.at += 1;
        Ok(())
    }

    /// The character that an escape at the cursor stands for; none for half a surrogate pair, which is what servers
    /// leave behind that cut a text within an emoji.
    fn escape(&mut self) -> Result<Option<char>> {
        if self.byte() != Some(b'\\') {
            return self.fail("a control character in a text must be escaped");
        }
        self.at += 1;
        let char = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return self.fail("no such escape"),
        };
        self.at += 1;
        Ok(Some(char))
    }

    fn unicode(&mut self) -> Result<Option<char>> {
        let first = self.hex()?;
        let after = self.at;
        if !(0xd800..0xdc00).contains(&first) || !self.text.get(after..).is_some_and(|rest| rest.starts_with("\\u")) {
            return Ok(char::from_u32(first));
        }
        self.at += 1;
        let second = self.hex()?;
        match second.checked_sub(0xdc00) {
            Some(low) if low < 0x400 => Ok(char::from_u32(0x10000 + ((first - 0xd800) << 10) + low)),
            _ => {
                self.at = after;
                Ok(None)
            }
        }
    }

    /// `u` and four digits.
    fn hex(&mut self) -> Result<u32> {
        let digits =
            self.text.get(self.at + 1..self.at + 5).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(code) => {
                self.at += 5;
                Ok(code)
            }
            None => self.fail("expected four hexadecimal digits"),
        }
    }

    fn skip_text(&mut self) -> Result<()> {
        self.at += 1;
        self.skip_plain();
        while self.byte() != Some(b'"') {
            self.escape()?;
            self.skip_plain();
        }
        self.at += 1;
        Ok(())
    }

    /// Goes over the value at the cursor.
    pub(super) fn skip(&mut self) -> Result<()> {
        match self.peek()? {
            kind::string => self.skip_text(),
            kind::number => self.number().map(|_| ()),
            kind::boolean => self.bool().map(|_| ()),
            kind::null => self.null(),
            kind::array => {
                self.enter()?;
                let mut more = self.first_element()?;
                while more {
                    self.skip()?;
                    more = self.next_element()?;
                }
                self.leave();
                Ok(())
            }
            _ => {
                self.enter()?;
                let mut more = self.first_of(b'}')?;
                while more {
                    self.at_key()?;
                    self.skip_text()?;
                    self.colon()?;
                    self.skip()?;
                    more = self.next_of(b'}')?;
                }
                self.leave();
                Ok(())
            }
        }
    }

    /// Enters an object: its first key.
    pub(super) fn first_key(&mut self) -> Result<Option<&str>> {
        if self.first_of(b'}')? { self.key().map(Some) } else { Ok(None) }
    }

    pub(super) fn next_key(&mut self) -> Result<Option<&str>> {
        if self.next_of(b'}')? { self.key().map(Some) } else { Ok(None) }
    }

    /// Enters an object: whether there is a key.
    #[inline]
    pub(super) fn first_entry(&mut self) -> Result<bool> {
        self.first_of(b'}')
    }

    #[inline]
    pub(super) fn next_entry(&mut self) -> Result<bool> {
        self.next_of(b'}')
    }

    /// Takes the key if it is spelled as `literal`, quotes and colon included: the usual case, and no search.
    #[inline]
    pub(super) fn takes(&mut self, literal: &str) -> bool {
        let hit = self.next() == Some(b'"')
            && !literal.is_empty()
            && self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(literal.as_bytes()));
        self.at += if hit { literal.len() } else { 0 };
        hit
    }

    #[inline]
    pub(super) fn key(&mut self) -> Result<&str> {
        self.at_key()?;
        // What a key loses is no field's loss.
        let lossy = self.lossy;
        let key = self.string()?;
        self.lossy = lossy;
        self.colon()?;
        Ok(key.unwrap_or(&self.plain))
    }

    fn at_key(&mut self) -> Result<()> {
        if self.next() == Some(b'"') { Ok(()) } else { self.fail("expected a key") }
    }

    #[inline]
    fn colon(&mut self) -> Result<()> {
        if self.next() != Some(b':') {
            return self.fail("expected a colon");
        }
        self.at += 1;
        Ok(())
    }

    /// Enters a list: whether it has an element.
    #[inline]
    pub(super) fn first_element(&mut self) -> Result<bool> {
        self.first_of(b']')
    }

    #[inline]
    pub(super) fn next_element(&mut self) -> Result<bool> {
        self.next_of(b']')
    }

    /// Behind the bracket at the cursor: whether anything is there before the closing one.
    #[inline]
    fn first_of(&mut self, close: u8) -> Result<bool> {
        self.at += 1;
        let closed = self.next() == Some(close);
        self.at += usize::from(closed);
        Ok(!closed)
    }

    #[inline]
    fn next_of(&mut self, close: u8) -> Result<bool> {
        match self.next() {
            Some(byte) if byte == b',' || byte == close => {
                self.at += 1;
                Ok(byte == b',')
            }
            _ => self.fail("expected a comma or the end of the list or object"),
        }
    }

    pub(super) fn finish(&mut self) -> Result<()> {
        if self.next().is_none() { Ok(()) } else { self.fail("expected the end of the text") }
    }

    /// Notes so far, dropped ones included.
    #[inline]
    pub(super) fn noted(&self) -> usize {
        self.notes.len() + self.dropped
    }

    #[cold]
    pub(super) fn note(&mut self, expected: &'static str, found: &str) {
        if self.notes.len() >= Drift::LIMIT {
            self.dropped += 1;
            return;
        }
        let found = match found.char_indices().nth(Drift::SHOWN) {
            Some((cut, _)) => format!("{}…", found.get(..cut).unwrap_or_default()),
            None => found.to_owned(),
        };
        let found = super::debug::Plain(&found).to_string();
        self.notes.push(Drift { path: "$".into(), expected, found });
    }

    /// Takes what came out of all notes since `from`.
    #[cold]
    pub(super) fn redact(&mut self, from: usize) {
        for note in self.notes.iter_mut().skip(from) {
            note.found = "[redacted]".into();
        }
    }

    /// Puts a step in front of the paths of all notes since `from`.
    #[cold]
    pub(super) fn step(&mut self, from: usize, step: Step<'_>) {
        for note in self.notes.iter_mut().skip(from) {
            step.lead(&mut note.path);
        }
    }
}
