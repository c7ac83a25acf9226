//! What bindery has to say about a document: one sink, one table of codes, one renderer.
//!
//! Every stage pushes into the same [`Diagnostics`]; the driver asks [`Diagnostics::gate`] after each whether to go on.

pub mod codes;
mod nearest;
mod render;
mod spot;

pub use codes::Code;
pub use nearest::nearest;
pub use render::{render_human, render_json};
pub use spot::Spot;

use crate::source::At;
use serde::Serialize;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing is lost.
    Note,
    /// The document was understood otherwise than it says, or something of it was left out.
    Warning,
    /// There is no output.
    Error,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How much it matters.
    pub level: Level,
    /// Where it was found.
    pub at: At,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The place in the text, known at once where there is no document to ask for `at`: it could not be read.
    pub spot: Option<Spot>,
}

impl Diagnostic {
    /// Adds what to do about it.
    pub fn help(&mut self, help: impl Into<String>) {
        self.help = Some(help.into());
    }
}

/// The one sink of a run. Findings keep the order in which they were made.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

/// Why a run ends early: there are errors among its [`Diagnostics`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl Diagnostics {
    /// Records a finding at its code's default level.
    pub fn push(&mut self, code: Code, at: At, message: impl Into<String>) -> &mut Diagnostic {
        let finding = Diagnostic { code, level: code.level(), at, message: message.into(), help: None, spot: None };
        self.list.push(finding);
        match self.list.last_mut() {
            Some(finding) => finding,
            None => unreachable!("it was just pushed"),
        }
    }

    /// All findings.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many findings of one level there are.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether any finding is of this level or above: `fails(Level::Warning)` where warnings are denied.
    pub fn fails(&self, deny: Level) -> bool {
        self.list.iter().any(|finding| finding.level >= deny)
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.fails(Level::Error)
    }

    /// Lets the run go on unless there are errors.
    pub fn gate(&self) -> Result<(), Stopped> {
        if self.has_errors() { Err(Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
