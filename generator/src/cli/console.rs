//! What a verb reads and prints: the streams and the environment of the process, or those of a test.

use serde_json::Value;
use std::io::{self, IsTerminal as _, Read, Write};
use std::sync::Arc;

/// Looks an environment variable up.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The world around a verb.
pub struct Console<'a> {
    pub input: &'a mut dyn Read,
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    pub env: Environment,
    /// Whether people look at `out` and `err`.
    pub terminal: Terminals,
}

/// Which streams are terminals.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terminals {
    pub out: bool,
    pub err: bool,
}

impl Console<'_> {
    /// Runs `verb` with the streams and the environment of this process.
    pub(super) fn of_process(verb: impl FnOnce(&mut Console<'_>) -> u8) -> u8 {
        let terminal = Terminals { out: io::stdout().is_terminal(), err: io::stderr().is_terminal() };
        let mut out = Watched { stream: io::stdout(), failed: None };
        let code = verb(&mut Console {
            input: &mut io::stdin(),
            out: &mut out,
            err: &mut io::stderr(),
            env: Arc::new(|name| std::env::var(name).ok()),
            terminal,
        });
        let _ = out.flush();
        match out.failed {
            Some(error) => {
                let _ = writeln!(io::stderr(), "error: the answer cannot be written: {error}");
                code.max(1)
            }
            None => code,
        }
    }

    /// Prints a line of the answer. A reader that went away is no reason to fail.
    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.out, "{line}");
    }

    /// Prints an answer for programs. What could steer a terminal is written as JSON's escapes, which say the same.
    pub(super) fn say_json(&mut self, value: &Value) {
        let text = format!("{value:#}");
        // The rest of what steers is ASCII: in texts it is escaped already, and outside of them it is line breaks.
        let raw = |char: char| steers(char) && (!char.is_ascii() || char == '\u{7f}');
        let escaped = match text.contains(raw) {
            false => text,
            true => {
                text.chars().map(|c| if raw(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
            }
        };
        self.say(&escaped);
    }

    /// Prints a line about the answer, or instead of it.
    pub(super) fn remark(&mut self, line: &str) {
        let _ = writeln!(self.err, "{line}");
    }

    /// Prints a report, which ends its own lines.
    pub(super) fn report(&mut self, text: &str) {
        let _ = write!(self.err, "{text}");
    }

    /// Whether colours are wanted: by a terminal, and unless `NO_COLOR` says otherwise.
    pub(super) fn colours(&self, terminal: bool) -> bool {
        terminal && (self.env)("NO_COLOR").is_none_or(|value| value.is_empty())
    }
}

/// A stream that remembers whether something was lost on it. A reader that went away wanted no more.
struct Watched<W> {
    stream: W,
    failed: Option<io::Error>,
}

impl<W> Watched<W> {
    fn watch<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &done
            && !matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::Interrupted)
        {
            self.failed.get_or_insert_with(|| error.kind().into());
        }
        done
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.stream.write(bytes);
        self.watch(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.stream.flush();
        self.watch(done)
    }
}

/// Whether a character could steer a terminal, or turn the direction of what stands around it. The runtime's errors leave
/// the same ones out.
pub(super) fn steers(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text of a document on one line, without what steers.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|char| if steers(char) { ' ' } else { char }).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_of_files_are_printed_without_what_steers() {
        let path = std::path::Path::new("a\u{1b}[31m\u{202e}\n.yaml");
        assert_eq!(super::super::printed(path), "a [31m  .yaml");
    }

    #[test]
    fn what_steers_is_escaped_in_json() {
        let value = json!({ "a\u{1b}\u{202e}": ["\u{9b}31m", "ü\u{2028}\u{7f}\n"] });
        let (mut out, mut err) = (Vec::new(), Vec::new());
        Console {
            input: &mut io::empty(),
            out: &mut out,
            err: &mut err,
            env: Arc::new(|_| None),
            terminal: Terminals::default(),
        }
        .say_json(&value);
        let text = String::from_utf8(out).unwrap();
        assert!(!text.contains(|char| steers(char) && char != '\n'), "{text:?}");
        assert!(text.contains("\\u202e") && text.contains('ü'), "{text:?}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
