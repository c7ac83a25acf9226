//! `bindery generate`: a module or a crate from a document.

use super::{Console, Select, Strictness, printed, report_human, summary};
use crate::diag::{Diagnostics, findings};
use crate::files::{self, Changes, Layout};
use crate::names::LockFile;
use crate::options::Options;
use crate::pipeline::{self, Planned};
use crate::run::{self, Run};
use crate::source::{self, Document};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Write a typed client, as a module or as a crate
#[derive(Args)]
pub(super) struct Generate {
    /// OpenAPI document, JSON or YAML
    #[arg(value_name = "SPEC")]
    spec: PathBuf,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write a whole crate of this name
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// What to write
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',')]
    emit: Vec<String>,
    /// Name of the API, which its environment variables begin with; by default the document's file name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read texts of a format as a type of yours, `isbn=crate::Isbn` (may be repeated)
    #[arg(long = "format", value_name = "FORMAT=PATH", value_parser = pair)]
    formats: Vec<(String, String)>,
    /// Name what stands at a JSON pointer, `#/components/schemas/pet=Animal` (may be repeated)
    #[arg(long, value_name = "POINTER=NAME", value_parser = pair)]
    rename: Vec<(String, String)>,
    #[command(flatten)]
    select: Select,
    #[command(flatten)]
    strictness: Strictness,
    /// Let the crate depend on the runtime in this folder
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
    /// Write nothing; exit with 1 if something would be written
    #[arg(long)]
    check: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: Generate, console: &mut Console<'_>) -> u8 {
    let flags = Options {
        name: verb.name.clone(),
        tags: verb.select.tags.clone(),
        operations: verb.select.operations.clone(),
        package: verb.package.clone(),
        runtime_path: verb.runtime_path.clone(),
        emit: verb.emit.clone(),
        lists: None,
        formats: verb.formats.iter().cloned().collect(),
        rename: verb.rename.iter().cloned().collect(),
        ..verb.strictness.options()
    };
    // A manifest stands in the folder it is written to, so the path of the runtime has to work from there.
    let run = run::over(&verb.spec, flags, |options| {
        let runtime_path = options.runtime_path.map(|path| std::path::absolute(&path).unwrap_or(path));
        Options { runtime_path, ..options }
    });
    let changes = write(&verb, &run, console);
    finish(&verb, &run, changes, console)
}

/// `isbn=crate::Isbn`
fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.rsplit_once('=').ok_or("there is no `=` in it")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn write(verb: &Generate, run: &Run, console: &mut Console<'_>) -> Option<Result<Changes, String>> {
    let (document, planned) = (run.document.as_ref()?, run.planned.as_ref()?);
    if run.diags.has_errors() {
        return None;
    }
    let layout = if run.options.package.is_some() { Layout::Package } else { Layout::Module };
    let tree = pipeline::emit(document, planned, &run.options);
    let changes = files::write(&verb.out, &files::render(&tree, layout, &pipeline::file_name(document)), verb.check);
    if !verb.check && changes.is_ok() {
        keep_names(&verb.spec, document, planned, console);
    }
    Some(changes)
}

/// Writes the lock. A folder that cannot be written to is no reason to fail: the names are the same without it today.
fn keep_names(spec: &Path, document: &Document, planned: &Planned, console: &mut Console<'_>) {
    let mut unread = Diagnostics::default();
    let mut all = LockFile::beside(spec, &mut unread);
    if unread.has_errors() {
        return;
    }
    let before = all.clone();
    let mut lock = planned.names.lock(&planned.api, document);
    let section = all.0.entry(pipeline::file_name(document)).or_default();
    // What this selection does not reach keeps its names.
    for (pointer, name) in std::mem::take(&mut section.types) {
        lock.types.entry(pointer).or_insert(name);
    }
    for (pointer, names) in std::mem::take(&mut section.members) {
        lock.members.entry(pointer).or_insert(names);
    }
    for (key, name) in std::mem::take(&mut section.operations) {
        lock.operations.entry(key).or_insert(name);
    }
    *section = lock;
    if all != before
        && let Err(message) = files::save(&source::lock_path(spec), &all.print())
    {
        console.remark(&format!("warning: {message}; names may change when the document does"));
    }
}

fn finish(verb: &Generate, run: &Run, changes: Option<Result<Changes, String>>, console: &mut Console<'_>) -> u8 {
    if verb.json {
        let (changes, error) = match &changes {
            Some(Ok(changes)) => (
                json!({ "written": changes.written, "unchanged": changes.unchanged, "removed": changes.removed, "kept": changes.kept }),
                None,
            ),
            Some(Err(message)) => (serde_json::Value::Null, Some(message)),
            None => (serde_json::Value::Null, None),
        };
        let losses = run.planned.as_ref().map(|planned| planned.api.losses);
        let found = findings(&run.diags, run.document.as_ref());
        let report = json!({ "diagnostics": found, "changes": changes, "error": error, "losses": losses });
        console.say_json(&report);
    } else {
        console.report(&report_human(run, console.colours(console.terminal.err)));
    }
    match changes {
        None => 1,
        // It stands in the JSON.
        Some(Err(_)) if verb.json => 1,
        Some(Err(message)) => {
            console.remark(&format!("error: {message}"));
            1
        }
        Some(Ok(changes)) => {
            let stale = verb.check && !(changes.written.is_empty() && changes.removed.is_empty());
            if !verb.json {
                print(verb, run, &changes, console);
            }
            u8::from(stale)
        }
    }
}

fn print(verb: &Generate, run: &Run, changes: &Changes, console: &mut Console<'_>) {
    let (write, remove) = if verb.check { ("would write", "would remove") } else { ("wrote", "removed") };
    if verb.check {
        for name in &changes.written {
            console.say(&format!("{write} {name}"));
        }
    }
    for name in &changes.removed {
        console.say(&format!("{remove} {name}"));
    }
    for name in &changes.kept {
        console.say(&format!("kept {name}, which is yours"));
    }
    if let Some(planned) = &run.planned {
        console.say(&format!("{}: {}", printed(&verb.spec), summary(planned)));
    }
    console.say(&format!(
        "{write} {} files in {}, {} unchanged",
        changes.written.len(),
        printed(&verb.out),
        changes.unchanged
    ));
}
