//! The whole way from a document to a tree of files, one line a stage:
//!
//! source → normalize → lower → passes → names → emit (→ files, which is the caller's)

use crate::diag::{Diagnostics, Stopped};
use crate::emit::{self, OUTPUTS, Plan};
use crate::ir::Api;
use crate::lower;
use crate::names::{self, Lock, Names};
use crate::options::Options;
use crate::source::Document;
use crate::tree::Tree;
use crate::{normalize, passes};
use std::path::Path;

/// A document, understood and named.
pub struct Planned {
    pub api: Api,
    pub names: Names,
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
    options.check(&OUTPUTS.iter().map(|output| output.name()).collect::<Vec<_>>(), diags);
    normalize::normalize(document, diags);
    normalize::rename(document, &options.rename, diags);
    diags.gate()?;
    let select = options.selection();
    let mut api = lower::lower(document, &select, options.formats.keys(), diags);
    api.lists = options.lists;
    options.check_bound(&api, diags);
    diags.gate()?;
    passes::run(&mut api, diags);
    diags.gate()?;
    let names = names::assign(&api, document, &name(document, options), lock, diags);
    diags.gate()?;
    Ok(Planned { api, names })
}

/// Emits what was planned. This cannot fail.
pub fn emit(document: &Document, planned: &Planned, options: &Options) -> Tree {
    let source = file_name(document);
    let plan = emission(planned, options, &source);
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

/// What emitters may know of what was planned.
pub fn emission<'a>(planned: &'a Planned, options: &'a Options, source: &'a str) -> Plan<'a> {
    Plan {
        api: &planned.api,
        names: &planned.names,
        package: options.package.as_deref(),
        runtime_path: options.runtime_path.as_deref(),
        formats: &options.formats,
        bound: &options.bind,
        outputs: &options.emit,
        source,
    }
}

fn wants(options: &Options, output: &str) -> bool {
    // Tools are calls of the client's operations.
    output == "client" || options.emit.iter().any(|name| name == output)
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
