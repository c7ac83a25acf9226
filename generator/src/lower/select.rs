//! Which operations are wanted: all, or those of some tags, ids or `METHOD /path`s.

use crate::diag::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::At;

/// What to lower. Empty lists select everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Operations that carry one of these tags.
    pub tags: Vec<String>,
    /// Operations with one of these ids, or written `GET /orders/{id}`.
    pub operations: Vec<String>,
    /// Schemas that no operation reaches, too, if no operations are selected.
    pub everything: bool,
}

/// What an operation can be selected by.
pub(super) struct Handle<'d> {
    pub(super) id: Option<&'d str>,
    /// `GET /orders/{id}`.
    pub(super) line: String,
    pub(super) tags: Vec<&'d str>,
}

impl Selection {
    pub(super) fn takes(&self, handle: &Handle<'_>) -> bool {
        let all = self.tags.is_empty() && self.operations.is_empty();
        all || handle.tags.iter().any(|tag| self.tags.iter().any(|wanted| wanted == tag))
            || self.operations.iter().any(|wanted| handle.is(wanted))
    }

    /// Says which names select nothing.
    pub(super) fn check(&self, handles: &[Handle<'_>], diags: &mut Diagnostics) {
        for wanted in &self.tags {
            let tags = || handles.iter().flat_map(|handle| handle.tags.iter().copied());
            if !tags().any(|tag| tag == wanted) {
                unknown("tag", wanted, nearest(wanted, tags()), diags).option("tags", wanted);
            }
        }
        for wanted in &self.operations {
            if !handles.iter().any(|handle| handle.is(wanted)) {
                let names = handles.iter().flat_map(|handle| handle.id.into_iter().chain([handle.line.as_str()]));
                unknown("operation", wanted, nearest(wanted, names), diags).option("operations", wanted);
            }
        }
    }
}

fn unknown<'a>(what: &str, wanted: &str, nearest: Option<&str>, diags: &'a mut Diagnostics) -> &'a mut Diagnostic {
    let help = match nearest {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "`bindery show` lists what it has".to_owned(),
    };
    let message = format!("the document has no {what} `{wanted}`");
    diags.push(Code::UnknownSelection, At::default(), message).help(help)
}

impl Handle<'_> {
    fn is(&self, wanted: &str) -> bool {
        let line = || wanted.split_once(' ').map(|(method, path)| format!("{} {}", method.to_uppercase(), path.trim()));
        self.id == Some(wanted) || line().is_some_and(|line| line == self.line)
    }
}
