//! What is looked at without making anything: how operations are called, and what a stage of the pipeline makes of a document.

use crate::diag::{Diagnostics, Stopped};
use crate::ir::OpId;
use crate::options::Options;
use crate::pipeline::{self, Planned};
use crate::source::Document;
use crate::{emit, files, lower, normalize, passes};
use serde_json::Value;

/// How an operation is called in Rust: the heads of its methods, one for each way to send its body.
pub fn signatures(planned: &Planned, options: &Options, id: OpId) -> Vec<String> {
    let Some(names) = planned.names.op(id) else { return Vec::new() };
    let plan = pipeline::emission(planned, options, "");
    emit::rust::signatures(&plan, &planned.api.ops[id], names).iter().map(files::signature).collect()
}

/// A stage whose result can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document in the one dialect that is read.
    Normalized,
    /// The intermediate representation.
    Lowered,
    /// The same after all passes.
    Passed,
}

/// What a document is after a stage, as JSON.
///
/// # Errors
/// When a stage before it found an error.
pub fn at_stage(
    document: &mut Document,
    options: &Options,
    stage: Stage,
    diags: &mut Diagnostics,
) -> Result<Value, Stopped> {
    normalize::normalize(document, diags);
    normalize::rename(document, &options.rename, diags);
    if stage == Stage::Normalized {
        return Ok(document.root().value().clone());
    }
    diags.gate()?;
    let select = options.selection();
    let mut api = lower::lower(document, &select, options.formats.keys(), diags);
    if stage == Stage::Passed {
        diags.gate()?;
        api.lists = options.lists;
        passes::run(&mut api, diags);
    }
    Ok(serde_json::to_value(&api).unwrap_or_default())
}
