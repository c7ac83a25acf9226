//! How much a finding matters, by its code and by the user's word.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

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

impl Level {
    /// `warning`
    pub fn name(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// What a user wants of findings of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Not to be told of them.
    Allow,
    /// That they are notes.
    Note,
    /// That they are warnings.
    Warning,
    /// That they are errors: nothing is generated.
    Error,
}

impl Severity {
    /// Nothing for those that are not wanted.
    pub(super) fn level(self) -> Option<Level> {
        match self {
            Severity::Allow => None,
            Severity::Note => Some(Level::Note),
            Severity::Warning => Some(Level::Warning),
            Severity::Error => Some(Level::Error),
        }
    }
}

impl FromStr for Severity {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Severity, Self::Err> {
        match text {
            "allow" => Ok(Severity::Allow),
            "note" => Ok(Severity::Note),
            "warning" => Ok(Severity::Warning),
            "error" => Ok(Severity::Error),
            _ => Err("a level is one of allow, note, warning, error"),
        }
    }
}

/// The least that counts as an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deny {
    /// Warnings.
    Warnings,
    /// Notes and warnings.
    Notes,
}

impl Deny {
    pub(super) fn level(self) -> Level {
        match self {
            Deny::Warnings => Level::Warning,
            Deny::Notes => Level::Note,
        }
    }
}
