//! A run over one file, which both fronts begin with: the document, what stands beside it, and the pipeline.

use crate::diag::Diagnostics;
use crate::names::LockFile;
use crate::options::Options;
use crate::pipeline::{self, Planned};
use crate::source::{self, Document};
use std::path::Path;

/// What a run over one file came to.
pub struct Run {
    pub diags: Diagnostics,
    pub options: Options,
    /// Nothing if it could not be read.
    pub document: Option<Document>,
    /// Nothing if a stage stopped.
    pub planned: Option<Planned>,
}

/// Reads and understands a file, with the options and the lock that stand beside it. `adjust` has the last word.
pub fn over(path: &Path, said: Options, adjust: impl FnOnce(Options) -> Options) -> Run {
    let mut diags = Diagnostics::default();
    let mut document = source::load(path, &mut diags);
    let options = adjust(said.over(Options::beside(path, &mut diags)));
    let planned = document.as_mut().and_then(|document| {
        let lock = LockFile::beside(path, &mut diags).0.remove(&pipeline::file_name(document)).unwrap_or_default();
        pipeline::plan(document, &options, &lock, &mut diags).ok()
    });
    options.locate(&mut diags);
    diags.adjust(&options.levels, options.deny);
    Run { diags, options, document, planned }
}
