//! What bindery has to say about a document: one sink, one table of codes, one renderer.
//!
//! Every stage pushes into the same [`Diagnostics`]; the driver asks [`Diagnostics::gate`] after each whether to go on.

pub mod codes;
mod cut;
mod finding;
mod fold;
mod level;
mod nearest;
mod render;
mod sarif;
mod spot;

pub use codes::Code;
pub use finding::{Finding, findings};
pub use level::{Deny, Level, Severity};
pub use nearest::nearest;
pub(crate) use nearest::nearest_within;
pub use render::render_human;
pub use sarif::render_sarif;
pub use spot::Spot;

use crate::source::At;
use std::collections::BTreeMap;

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
    /// Whether it is about the document at all: flags and options stand elsewhere.
    pub placeless: bool,
    /// The option that it is about, by its key in `bindery.toml` and a word of it.
    pub option: Option<(&'static str, String)>,
    /// The place in the text, known at once where there is no document to ask for `at`: it could not be read.
    pub spot: Option<Spot>,
}

impl Diagnostic {
    /// Adds what to do about it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Diagnostic {
        self.help = Some(cut::cut(help.into()));
        self
    }

    /// Adds what to do about it, if there is something to say.
    pub fn help_if(&mut self, help: Option<String>) -> &mut Diagnostic {
        self.help = help.map(cut::cut);
        self
    }

    /// Says that it is about no place in the document.
    pub fn nowhere(&mut self) -> &mut Diagnostic {
        self.placeless = true;
        self
    }

    /// Says that it is about a word of an option, whichever way that was said.
    pub fn option(&mut self, key: &'static str, word: &str) -> &mut Diagnostic {
        self.option = Some((key, word.to_owned()));
        self.nowhere()
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
        let finding = Diagnostic {
            code,
            level: code.level(),
            at,
            message: cut::cut(message.into()),
            help: None,
            placeless: false,
            option: None,
            spot: None,
        };
        self.list.push(finding);
        match self.list.last_mut() {
            Some(finding) => finding,
            None => unreachable!("it was just pushed"),
        }
    }

    /// Gives findings the levels that the user wants, by id of their code, and drops those that are not wanted. What is an
    /// error by its code stays one: without what is missing there is nothing to go on with.
    pub fn adjust(&mut self, levels: &BTreeMap<String, Severity>, deny: Option<Deny>) {
        self.list.retain_mut(|finding| {
            let wanted = levels.get(finding.code.id()).filter(|_| finding.code.level() < Level::Error);
            match wanted.map(|severity| severity.level()) {
                Some(Some(level)) => finding.level = level,
                Some(None) => return false,
                None => {}
            }
            if deny.is_some_and(|deny| finding.level >= deny.level()) {
                finding.level = Level::Error;
            }
            true
        });
    }

    /// All findings.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// All findings, to add to what they say.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.list.iter_mut()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many findings of one level there are.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Lets the run go on unless there are errors.
    pub fn gate(&self) -> Result<(), Stopped> {
        if self.has_errors() { Err(Stopped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests;
