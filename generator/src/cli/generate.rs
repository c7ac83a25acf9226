//! `bindery generate`: a module or a crate from a document.

use super::{Run, Select, fail, plan, shown, summary};
use crate::emit::OUTPUTS;
use crate::files::{self, Changes, Layout};
use crate::options::Options;
use crate::pipeline::{self, Planned};
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
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',', default_value = "client")]
    emit: Vec<String>,
    #[command(flatten)]
    select: Select,
    /// Let the crate depend on the runtime in this folder
    #[arg(long, value_name = "DIR", requires = "package")]
    runtime_path: Option<PathBuf>,
    /// Write nothing; exit with 1 if something would be written
    #[arg(long)]
    check: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: Generate) -> u8 {
    if let Some(unknown) = verb.emit.iter().find(|name| OUTPUTS.iter().all(|output| output.name() != name.as_str())) {
        let known: Vec<&str> = OUTPUTS.iter().map(|output| output.name()).collect();
        eprintln!("error: there is no output `{unknown}`; there are: {}", known.join(", "));
        return 2;
    }
    if let Some(package) = &verb.package
        && !is_package_name(package)
    {
        eprintln!(
            "error: `{package}` cannot name a package; use letters, digits, `-` and `_`, and start with a letter"
        );
        return 2;
    }
    let options = Options {
        name: None,
        select: verb.select.clone().into(),
        package: verb.package.clone(),
        // A manifest stands in the folder it is written to, so the path has to work from there.
        runtime_path: match verb.runtime_path.as_ref().map(std::path::absolute) {
            Some(Ok(path)) => Some(path),
            Some(Err(error)) => return fail(&format!("--runtime-path: {error}")),
            None => None,
        },
        emit: verb.emit.clone(),
    };
    let run = plan(&verb.spec, &options);
    let changes = write(&verb, &options, &run);
    finish(&verb, &run, changes)
}

fn write(verb: &Generate, options: &Options, run: &Run) -> Option<Result<Changes, String>> {
    let (document, planned) = (run.document.as_ref()?, run.planned.as_ref()?);
    let layout = if verb.package.is_some() { Layout::Package } else { Layout::Module };
    let tree = pipeline::emit(document, planned, options);
    let changes = files::write(&verb.out, &files::render(&tree, layout, &pipeline::file_name(document)), verb.check);
    if !verb.check && changes.is_ok() {
        keep_names(&verb.spec, document, planned);
    }
    Some(changes)
}

/// Writes the lock. A folder that cannot be written to is no reason to fail: the names are the same without it today.
fn keep_names(spec: &Path, document: &Document, planned: &Planned) {
    let Ok(mut all) = pipeline::read_lock(spec) else { return };
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
        eprintln!("warning: {message}; names may change when the document does");
    }
}

fn finish(verb: &Generate, run: &Run, changes: Option<Result<Changes, String>>) -> u8 {
    let failed = run.diags.has_errors();
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
        println!(
            "{:#}",
            json!({ "diagnostics": run.report_json(), "changes": changes, "error": error, "losses": losses })
        );
    } else if !run.diags.is_empty() {
        eprint!("{}", run.report_human());
    }
    match changes {
        None => 1,
        // It stands in the JSON.
        Some(Err(_)) if verb.json => 1,
        Some(Err(message)) => fail(&message),
        Some(Ok(changes)) => {
            let stale = verb.check && !(changes.written.is_empty() && changes.removed.is_empty());
            if !verb.json {
                print(verb, run, &changes);
            }
            u8::from(failed || stale)
        }
    }
}

fn print(verb: &Generate, run: &Run, changes: &Changes) {
    let (write, remove) = if verb.check { ("would write", "would remove") } else { ("wrote", "removed") };
    if verb.check {
        for name in &changes.written {
            println!("{write} {name}");
        }
    }
    for name in &changes.removed {
        println!("{remove} {name}");
    }
    for name in &changes.kept {
        println!("kept {name}, which is yours");
    }
    if let Some(planned) = &run.planned {
        println!("{}: {}", shown(&verb.spec), summary(planned));
    }
    println!("{write} {} files in {}, {} unchanged", changes.written.len(), shown(&verb.out), changes.unchanged);
}

fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok()
}
