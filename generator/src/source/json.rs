//! The JSON side: reading through serde_json, and finding places in the text with a scanner that knows only where values
//! begin and end.

use super::locate::Wanted;
use super::read::{Failure, Reader};
use crate::diag::Code;
use serde::de::DeserializeSeed;
use serde_json::Value;
use std::ops::Range;

/// Reads `text`.
pub(super) fn read(text: &str, reader: &Reader) -> Result<Value, Failure> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // `Reader` counts the levels itself.
    deserializer.disable_recursion_limit();
    let value = reader.seed(text).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| {
        let offset = offset(text, error.line(), error.column());
        let mut message = error.to_string();
        if let Some(end) = message.rfind(" at line ") {
            message.truncate(end);
        }
        let failure = reader.refusal().unwrap_or(Failure { code: Code::Syntax, message, offset: None });
        Failure { offset: Some(offset), ..failure }
    })
}

/// serde_json counts lines from 1 and gives the column, in bytes, of the last byte that it read.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before + column.saturating_sub(1)
}

/// Finds the places of `wanted` in a text that was read before.
pub(super) fn locate(text: &str, wanted: &mut Wanted) {
    // A text that ends early leaves the rest of `wanted` unfound, which is all there is to say about it.
    let _ = Scanner { text, at: 0 }.value(wanted);
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no white space.
    fn token(&mut self) -> Option<u8> {
        while self.peek()?.is_ascii_whitespace() {
            self.at += 1;
        }
        self.peek()
    }

    /// Steps over a value, and into it where something in it is wanted.
    fn value(&mut self, wanted: &mut Wanted) -> Option<()> {
        let first = self.token()?;
        let start = self.at;
        match first {
            b'{' | b'[' => {
                wanted.range.get_or_insert(start..start + 1);
                if wanted.children.is_empty() { self.skip() } else { self.members(wanted, first == b'{') }
            }
            _ => {
                let range = self.scalar()?;
                wanted.spelling = self.text.get(range.clone()).map(str::to_owned);
                wanted.range = Some(range);
                Some(())
            }
        }
    }

    fn members(&mut self, wanted: &mut Wanted, object: bool) -> Option<()> {
        self.at += 1;
        for index in 0_usize.. {
            if self.token()? == b',' {
                self.at += 1;
            }
            if matches!(self.token()?, b'}' | b']') {
                self.at += 1;
                return Some(());
            }
            let (key, range) = if object {
                let range = self.scalar()?;
                let quoted = self.text.get(range.start - 1..range.end + 1)?;
                self.token()?;
                self.at += 1;
                (serde_json::from_str(quoted).ok()?, Some(range))
            } else {
                (index.to_string(), None)
            };
            match wanted.children.get_mut(key.as_str()) {
                Some(child) => {
                    child.found_key(range);
                    self.value(child)?;
                }
                None => self.skip()?,
            }
        }
        Some(())
    }

    /// Steps over a scalar and says where it stands, without the quotes if it is text.
    fn scalar(&mut self) -> Option<Range<usize>> {
        let quoted = self.token()? == b'"';
        if !quoted {
            let start = self.at;
            while self
                .peek()
                .is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b':') && !byte.is_ascii_whitespace())
            {
                self.at += 1;
            }
            return Some(start..self.at);
        }
        self.at += 1;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(start..self.at - 1)
    }

    /// Steps over a whole value, however deep.
    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.token()? {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    self.scalar()?;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }
}
