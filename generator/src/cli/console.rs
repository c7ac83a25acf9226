//! What a verb reads and prints: the streams and the environment of the process, or those of a test.

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
        verb(&mut Console {
            input: &mut io::stdin(),
            out: &mut io::stdout(),
            err: &mut io::stderr(),
            env: Arc::new(|name| std::env::var(name).ok()),
            terminal,
        })
    }

    /// Prints a line of the answer. A reader that went away is no reason to fail.
    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.out, "{line}");
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
