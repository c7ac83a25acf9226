//! The build-script front: generates a client into `OUT_DIR`, for `bindery_runtime::include_api!` to bring in.
#![allow(clippy::print_stdout)] // Printing is how a build script talks to cargo.

use crate::diag::{self, Diagnostics, Level};
use crate::files::{self, Layout};
use crate::options::Options;
use crate::{pipeline, source};
use std::path::{Path, PathBuf};
use std::{env, fmt};

/// Result of [`build`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why a client could not be generated; prints as the whole report, since a build script's `main` prints errors by
/// `Debug`.
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Generates the client of one document; the module is named after the file.
///
/// # Errors
/// When the document cannot be read or understood, with place and reason, or outside a build script.
pub fn build(document: impl AsRef<Path>) -> Result<()> {
    Builder::new(document).build()
}

/// [`build`] with options. Several may run in one build script.
///
/// ```no_run
/// fn main() -> bindery::Result<()> {
///     bindery::Builder::new("specs/erp.yaml").name("shop").tag("orders").build()
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is generated before `build`"]
pub struct Builder {
    document: PathBuf,
    options: Options,
}

impl Builder {
    /// For a document, by its path from the package's folder.
    pub fn new(document: impl AsRef<Path>) -> Builder {
        Builder { document: document.as_ref().to_owned(), options: Options::default() }
    }

    /// Names the module; by default it is the file's name.
    pub fn name(mut self, name: impl Into<String>) -> Builder {
        self.options.name = Some(name.into());
        self
    }

    /// Takes the operations of this tag only; may be said again, and with [`Builder::operation`].
    pub fn tag(mut self, tag: impl Into<String>) -> Builder {
        self.options.select.tags.push(tag.into());
        self
    }

    /// Takes this operation only, by id or as `GET /orders/{id}`; may be said again.
    pub fn operation(mut self, operation: impl Into<String>) -> Builder {
        self.options.select.operations.push(operation.into());
        self
    }

    /// Generates.
    ///
    /// # Errors
    /// As [`build`].
    pub fn build(self) -> Result<()> {
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        let out = out.ok_or_else(|| {
            Error("OUT_DIR is not set: bindery::build is for build scripts; elsewhere use the `bindery` command".into())
        })?;
        println!("cargo::rerun-if-changed={}", self.document.display());
        println!("cargo::rerun-if-changed={}", source::lock_path(&self.document).display());
        let mut diags = Diagnostics::default();
        let document = source::load(&self.document, &mut diags);
        let Some(mut document) = document else { return Err(report(&diags, None)) };
        let file = pipeline::file_name(&document);
        let lock = pipeline::read_lock(&self.document).map_err(Error)?.0.remove(&file).unwrap_or_default();
        let planned = pipeline::plan(&mut document, &self.options, &lock, &mut diags);
        let planned = planned.map_err(|_| report(&diags, Some(&document)))?;
        let files = files::render(&pipeline::emit(&document, &planned, &self.options), Layout::Inline, &file);
        files::write(&out, &files, false).map_err(Error)?;
        warn(&diags, &document);
        Ok(())
    }
}

fn report(diags: &Diagnostics, document: Option<&source::Document>) -> Error {
    Error(format!("\n{}", diag::render_human(diags, document, false)))
}

/// cargo shows one line a warning; a few say enough, the rest is a number.
fn warn(diags: &Diagnostics, document: &source::Document) {
    const SHOWN: usize = 5;
    let warnings: Vec<_> = diags.iter().filter(|diagnostic| diagnostic.level == Level::Warning).collect();
    for diagnostic in warnings.iter().take(SHOWN) {
        let position = document.position(diagnostic.at);
        println!(
            "cargo::warning={}:{}:{}: {} [{}]",
            document.name(),
            position.line,
            position.column,
            diagnostic.message.replace('\n', " "),
            diagnostic.code.id()
        );
    }
    if warnings.len() > SHOWN {
        println!(
            "cargo::warning={}: {} more warnings; `bindery check {}` shows them",
            document.name(),
            warnings.len() - SHOWN,
            document.name()
        );
    }
}
