//! The build-script front: generates a client into `OUT_DIR`, for `bindery_runtime::include_api!` to bring in.
#![allow(clippy::print_stdout)] // Printing is how a build script talks to cargo.

use crate::diag::{self, Deny, Finding, Level, Severity};
use crate::files::{self, Layout};
use crate::ir::Lists;
use crate::options::Options;
use crate::{pipeline, run, source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
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
        self.options.tags.push(tag.into());
        self
    }

    /// Takes this operation only, by id or as `GET /orders/{id}`; may be said again.
    pub fn operation(mut self, operation: impl Into<String>) -> Builder {
        self.options.operations.push(operation.into());
        self
    }

    /// Makes this of the document as well: `"tools"`, operations as tools for language models. The client is always made.
    pub fn emit(mut self, output: impl Into<String>) -> Builder {
        self.options.emit.push(output.into());
        self
    }

    /// A parameter, or a field of bodies, that models are not asked for, by name: the host gives its value with `Toolset::bind`.
    pub fn bind(mut self, parameter: impl Into<String>) -> Builder {
        self.options.bind.push(parameter.into());
        self
    }

    /// Reads texts of a format as a type of yours, made with `bindery_runtime::text!`; said as `crate::Isbn`.
    pub fn format(mut self, format: impl Into<String>, path: impl Into<String>) -> Builder {
        self.options.formats.insert(format.into(), path.into());
        self
    }

    /// How lists within deep objects are spelled, and that what nests in forms is spelled so, too, where the document does
    /// not say it; of forms, those whose body is an object with named properties.
    pub fn lists(mut self, lists: Lists) -> Builder {
        self.options.lists = Some(lists);
        self
    }

    /// Names what stands at a JSON pointer of the document: `.rename("#/components/schemas/pet", "Animal")`.
    pub fn rename(mut self, pointer: impl Into<String>, name: impl Into<String>) -> Builder {
        self.options.rename.insert(pointer.into(), name.into());
        self
    }

    /// What findings of one code matter: `.level("B0309", Severity::Allow)`. `bindery explain` lists the codes.
    pub fn level(mut self, code: impl Into<String>, severity: Severity) -> Builder {
        self.options.levels.insert(code.into(), severity);
        self
    }

    /// Makes errors of warnings, or of notes as well.
    pub fn deny(mut self, deny: Deny) -> Builder {
        self.options.deny = Some(deny);
        self
    }

    /// What there is to say about the document, without generating anything. Works outside of build scripts, too.
    ///
    /// ```no_run
    /// let report = bindery::Builder::new("specs/erp.yaml").check();
    /// for finding in report.findings() {
    ///     println!("{}: {} ({:?})", finding.code, finding.message, finding.line);
    /// }
    /// assert!(!report.has_errors(), "{report}");
    /// ```
    pub fn check(self) -> Report {
        Report::of(&run::over(&self.document, self.options, |options| Options { everything: true, ..options }))
    }

    /// Generates. What is not said here is read from `bindery.toml` beside the document, if there is one. Cargo runs the
    /// script again when one of them changes; a `bindery.toml` that is added later it sees at once only in a folder of
    /// nothing but documents, and elsewhere with the next change of the document or of the script.
    ///
    /// # Errors
    /// As [`build`].
    pub fn build(self) -> Result<()> {
        let out = env::var_os("OUT_DIR").map(PathBuf::from);
        let out = out.ok_or_else(|| {
            Error("OUT_DIR is not set: bindery::build is for build scripts; elsewhere use the `bindery` command".into())
        })?;
        for path in watched(&self.document) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        // A build script makes a module, whatever else is made from the document elsewhere.
        let module = |options| Options { package: None, runtime_path: None, ..options };
        let run = run::over(&self.document, self.options, module);
        let (Some(document), Some(planned), false) = (&run.document, &run.planned, run.diags.has_errors()) else {
            return Err(Error(format!("\n{}", Report::of(&run))));
        };
        claim(&planned.names.api, &self.document)?;
        let tree = pipeline::emit(document, planned, &run.options);
        files::write(&out, &files::render(&tree, Layout::Inline, &pipeline::file_name(document)), false)
            .map_err(Error)?;
        warn(&Report::of(&run), document.name());
        Ok(())
    }
}

/// What cargo has to watch. A file that is not there would make it run the script every time, and a folder is watched with
/// all that is in it: beside sources or `target`, that would be every time as well.
fn watched(document: &Path) -> Vec<PathBuf> {
    let beside = [source::lock_path(document), source::options_path(document)];
    let there: Vec<PathBuf> = beside.iter().filter(|file| source::exists(file)).cloned().collect();
    let folder = document.parent().filter(|folder| there.len() < beside.len() && source::holds_documents_alone(folder));
    [document.to_owned()].into_iter().chain(there).chain(folder.map(Path::to_owned)).collect()
}

/// Two documents of one name in one build script would overwrite each other.
fn claim(name: &str, document: &Path) -> Result<()> {
    static MADE: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    // Nothing can panic while it is locked.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    match made.insert(name.to_owned(), document.to_owned()) {
        Some(other) if other != document => Err(Error(format!(
            "`{}` and `{}` would both be the module `{name}`; give one of them another with `.name(…)`",
            other.display(),
            document.display()
        ))),
        _ => Ok(()),
    }
}

/// What there is to say about a document; prints as `bindery check` does.
#[derive(Clone, Debug)]
pub struct Report {
    findings: Vec<Finding>,
    text: String,
}

impl Report {
    fn of(run: &run::Run) -> Report {
        let document = run.document.as_ref();
        Report { findings: diag::findings(&run.diags, document), text: diag::render_human(&run.diags, document, false) }
    }

    /// All findings, in the order in which they were made.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.level == Level::Error)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// cargo shows one line a warning; a few say enough, the rest is a number.
fn warn(report: &Report, document: &str) {
    const SHOWN: usize = 5;
    let warnings: Vec<_> = report.findings().iter().filter(|finding| finding.level == Level::Warning).collect();
    for Finding { code, message, file, line, column, .. } in warnings.iter().take(SHOWN) {
        let file = file.as_deref().unwrap_or(document);
        let place = line.zip(*column).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        println!("cargo::warning={file}{place}: {} [{code}]", message.replace(['\n', '\r'], " "));
    }
    if warnings.len() > SHOWN {
        let more = warnings.len() - SHOWN;
        println!("cargo::warning={document}: {more} more warnings; `bindery check {document}` shows them");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::watched;
    use std::{env, fs, process};

    #[test]
    fn folders_of_documents_are_watched_until_all_is_there() {
        let folder = env::temp_dir().join(format!("bindery-watched-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let document = folder.join("erp.yaml");
        let (lock, options) = (folder.join("bindery.lock"), folder.join("bindery.toml"));
        fs::write(&document, "").unwrap();
        assert_eq!(watched(&document), [document.clone(), folder.clone()]);
        fs::write(&lock, "").unwrap();
        assert_eq!(watched(&document), [document.clone(), lock.clone(), folder.clone()]);
        fs::write(folder.join("main.rs"), "").unwrap();
        assert_eq!(watched(&document), [document.clone(), lock.clone()]);
        fs::remove_file(folder.join("main.rs")).unwrap();
        fs::write(&options, "").unwrap();
        assert_eq!(watched(&document), [document, lock, options]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
