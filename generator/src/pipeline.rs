//! The whole way from a document to a tree of files, one line a stage:
//!
//! source → normalize → lower → passes → names → emit (→ files, which is the caller's)

use crate::diag::{Diagnostics, Stopped};
use crate::emit::{self, OUTPUTS, Plan};
use crate::ir::Api;
use crate::names::{self, Lock, LockFile, Names};
use crate::options::Options;
use crate::source::{self, Document};
use crate::tree::Tree;
use crate::{lower, normalize, passes};
use std::path::Path;

/// A document, understood and named.
pub struct Planned {
    pub api: Api,
    pub names: Names,
}

/// The lock beside a document; an empty one if there is none.
///
/// # Errors
/// When there is one that cannot be read: going on without it would rename things.
pub fn read_lock(document: &Path) -> Result<LockFile, String> {
    let path = source::lock_path(document);
    let text = source::file_text(&path)?;
    let read = text.map_or_else(|| Ok(LockFile::default()), |text| LockFile::parse(&text));
    read.map_err(|error| format!("`{}` is no lock file: {error}", path.display()))
}

/// Understands a document. Whatever there is to say about it is in `diags`, also when it stops.
///
/// # Errors
/// When a stage found an error; later stages were not run.
pub fn plan(
    document: &mut Document,
    options: &Options,
    lock: &Lock,
    diags: &mut Diagnostics,
) -> Result<Planned, Stopped> {
    normalize::normalize(document, diags);
    diags.gate()?;
    let mut api = lower::lower(document, &options.select, diags);
    diags.gate()?;
    passes::run(&mut api, diags);
    diags.gate()?;
    let names = names::assign(&api, document, &name(document, options), lock, diags);
    diags.gate()?;
    Ok(Planned { api, names })
}

/// Emits what was planned. This cannot fail.
pub fn emit(document: &Document, planned: &Planned, options: &Options) -> Tree {
    let runtime_path = options.runtime_path.as_ref().map(|path| path.display().to_string());
    let source = file_name(document);
    let plan = Plan {
        api: &planned.api,
        names: &planned.names,
        package: options.package.as_deref(),
        runtime_path: runtime_path.as_deref(),
        source: &source,
    };
    let mut tree = Tree::default();
    tree.root.name = planned.names.api.clone();
    for output in OUTPUTS {
        if wants(options, output.name()) {
            output.emit(&plan, &mut tree);
        }
    }
    if let Some(package) = plan.package {
        emit::package::emit(&plan, package, &mut tree);
    }
    tree
}

fn wants(options: &Options, output: &str) -> bool {
    if options.emit.is_empty() { output == "client" } else { options.emit.iter().any(|name| name == output) }
}

/// The document's file name, without folders: output must not depend on where it was made.
pub fn file_name(document: &Document) -> String {
    Path::new(document.name())
        .file_name()
        .map_or_else(|| document.name().to_owned(), |name| name.to_string_lossy().into_owned())
}

/// What the API is called: the document's file stem unless the user said something else.
fn name(document: &Document, options: &Options) -> String {
    let stem =
        || Path::new(document.name()).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    options.name.clone().unwrap_or_else(stem)
}
