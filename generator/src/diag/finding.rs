//! [`Finding`]: one thing there is to say about a document, as a value that stands for itself.

use super::{Diagnostic, Diagnostics, Level, Spot};
use crate::source::Document;
use serde::Serialize;

/// One thing that there is to say about a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What kind it is: `B0211`. `bindery explain` has a text about each.
    pub code: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The file; nothing if the finding is about none, such as a flag.
    pub file: Option<String>,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The column, in characters, counted from 1.
    pub column: Option<usize>,
    /// How many characters are meant; none where it is all that follows.
    #[serde(skip)]
    pub(super) length: usize,
    /// The JSON pointer: `#/paths/~1orders/get`. Nothing if the document could not be read.
    pub pointer: Option<String>,
}

/// All findings, one for each place.
pub fn findings(diags: &Diagnostics, document: Option<&Document>) -> Vec<Finding> {
    if let Some(document) = document {
        document.find_positions(&diags.iter().map(|finding| finding.at).collect::<Vec<_>>());
    }
    diags.iter().map(|finding| of(finding, document)).collect()
}

fn of(diagnostic: &Diagnostic, document: Option<&Document>) -> Finding {
    let spot = spot(diagnostic, document);
    Finding {
        code: diagnostic.code.id(),
        level: diagnostic.level,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        line: spot.as_ref().map(|spot| spot.line),
        column: spot.as_ref().map(|spot| spot.column),
        length: spot.as_ref().map_or(0, Spot::length),
        // What stands in another file has no place in the document.
        pointer: document
            .filter(|_| diagnostic.spot.is_none() && !diagnostic.placeless)
            .map(|document| document.found_pointer(diagnostic.at)),
        file: spot.map(|spot| spot.file),
    }
}

/// Where a diagnostic points to.
pub(super) fn spot(diagnostic: &Diagnostic, document: Option<&Document>) -> Option<Spot> {
    let document = document.filter(|_| !diagnostic.placeless);
    let read =
        || document.map(|document| Spot::new(document.name(), document.text(), &document.position(diagnostic.at)));
    diagnostic.spot.clone().or_else(read)
}
