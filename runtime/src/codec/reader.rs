//! The one place that knows which JSON parser is below: `jiter`, a pull parser with positions, skipping and raw slices.
//!
//! It guards depth itself, since jiter guards only the values that it walks alone.

use super::{DecodeError, Drift, Kinds, kind};
use jiter::{Jiter, JiterError, Peek};

/// Deepest nesting that is read.
const DEPTH: u8 = 128;

pub(super) struct Reader<'t> {
    text: &'t str,
    json: Jiter<'t>,
    depth: u8,
    pub(super) notes: Vec<Drift>,
    /// Notes beyond the limit, so that "did anything happen below" stays a comparison.
    dropped: usize,
    /// Something below was not kept as it came, and no shadow holds it yet.
    pub(super) lossy: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t [u8]) -> Result<Reader<'t>, DecodeError> {
        match std::str::from_utf8(text) {
            Ok(text) => Ok(Reader::over(text, Jiter::new(text.as_bytes()), 0)),
            Err(error) => Err(DecodeError::new("the text is no UTF-8".into(), text, error.valid_up_to())),
        }
    }

    fn over(text: &'t str, json: Jiter<'t>, depth: u8) -> Reader<'t> {
        Reader { text, json, depth, notes: Vec::new(), dropped: 0, lossy: false }
    }

    /// A second reader at the same place, to look ahead.
    pub(super) fn fork(&self) -> Reader<'t> {
        Reader::over(self.text, self.json.clone(), self.depth)
    }

    pub(super) fn offset(&self) -> usize {
        self.json.current_index()
    }

    /// The text from `start` to the cursor.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.json.current_index()).unwrap_or_default()
    }

    pub(super) fn fail(&self, message: impl Into<String>) -> DecodeError {
        DecodeError::new(message.into(), self.text.as_bytes(), self.json.current_index())
    }

    fn wrap<T>(&self, result: Result<T, JiterError>) -> Result<T, DecodeError> {
        result.map_err(|error| {
            let message = error.error_type.to_string();
            DecodeError::new(message, self.text.as_bytes(), error.index)
        })
    }

    pub(super) fn enter(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > DEPTH { Err(self.fail(format!("nested deeper than {DEPTH}"))) } else { Ok(()) }
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Where a value starts, and of which kind it is.
    pub(super) fn peek(&mut self) -> Result<(Peek, Kinds), DecodeError> {
        let peek = self.json.peek();
        let peek = self.wrap(peek)?;
        let kinds = match peek {
            Peek::Null => kind::null,
            Peek::True | Peek::False => kind::boolean,
            Peek::String => kind::string,
            Peek::Array => kind::array,
            Peek::Object => kind::object,
            peek if peek.is_num() => kind::number,
            _ => return Err(self.fail("expected a value")),
        };
        Ok((peek, kinds))
    }

    pub(super) fn null(&mut self) -> Result<(), DecodeError> {
        let result = self.json.known_null();
        self.wrap(result)
    }

    pub(super) fn bool(&mut self, peek: Peek) -> Result<bool, DecodeError> {
        let result = self.json.known_bool(peek);
        self.wrap(result)
    }

    /// The spelling of the number at the cursor: jiter's own integers end at 64 bits, its floats at infinity.
    pub(super) fn number(&mut self, peek: Peek) -> Result<&'t str, DecodeError> {
        let start = self.offset();
        let result = self.json.known_number_bytes(peek).map(|_| ());
        self.wrap(result)?;
        Ok(self.since(start))
    }

    pub(super) fn text(&mut self) -> Result<&str, DecodeError> {
        let text = self.text;
        self.json.known_str().map_err(|error| DecodeError::new(error.error_type.to_string(), text.as_bytes(), error.index))
    }

    pub(super) fn skip(&mut self, peek: Peek) -> Result<(), DecodeError> {
        let result = self.json.known_skip(peek);
        self.wrap(result)
    }

    /// Enters an object: its first key.
    pub(super) fn first_key(&mut self) -> Result<Option<&str>, DecodeError> {
        let text = self.text;
        self.json.known_object().map_err(|error| DecodeError::new(error.error_type.to_string(), text.as_bytes(), error.index))
    }

    pub(super) fn next_key(&mut self) -> Result<Option<&str>, DecodeError> {
        let text = self.text;
        self.json.next_key().map_err(|error| DecodeError::new(error.error_type.to_string(), text.as_bytes(), error.index))
    }

    /// Enters a list: whether it has an element.
    pub(super) fn first_element(&mut self) -> Result<bool, DecodeError> {
        let result = self.json.known_array();
        Ok(self.wrap(result)?.is_some())
    }

    pub(super) fn next_element(&mut self) -> Result<bool, DecodeError> {
        let result = self.json.array_step();
        Ok(self.wrap(result)?.is_some())
    }

    pub(super) fn finish(&mut self) -> Result<(), DecodeError> {
        let result = self.json.finish();
        self.wrap(result)
    }

    /// Notes so far, dropped ones included.
    pub(super) fn noted(&self) -> usize {
        self.notes.len() + self.dropped
    }

    #[cold]
    pub(super) fn note(&mut self, expected: &'static str, found: &str) {
        if self.notes.len() >= Drift::LIMIT {
            self.dropped += 1;
            return;
        }
        let found = match found.char_indices().nth(60) {
            Some((cut, _)) => format!("{}…", found.get(..cut).unwrap_or_default()),
            None => found.to_owned(),
        };
        self.notes.push(Drift { path: "$".into(), expected, found });
    }

    /// Puts a step in front of the paths of all notes since `from`.
    #[cold]
    pub(super) fn step(&mut self, from: usize, segment: &str) {
        for note in self.notes.iter_mut().skip(from) {
            note.path.insert_str(1, segment);
        }
    }
}
