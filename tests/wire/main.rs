//! Makes of each document a crate that calls every operation through the generated client, and the calls that it has to
//! make: `tests/peers/prism.py` runs it, and says what they came to.
//!
//! `cargo run -p bindery-tests --example wire -- FOLDER [--most N] NAME=PATH…`
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test may stop where it stands
#![allow(dead_code)] // what is shared with the round trips has parts that they alone need

mod cases;
mod crates;
#[path = "../roundtrip/dialect.rs"]
mod dialect;
#[path = "../roundtrip/examples.rs"]
mod examples;
#[path = "../roundtrip/instances.rs"]
mod instances;
#[path = "../roundtrip/random.rs"]
mod random;
#[path = "../real.rs"]
mod real;
#[path = "../roundtrip/strings.rs"]
mod strings;
mod values;
#[path = "../roundtrip/view.rs"]
mod view;

use bindery::diag::{Diagnostics, render_human};
use bindery::files::{self, Layout};
use bindery::names::Lock;
use bindery::options::Options;
use bindery::pipeline;
use bindery::source;
use serde_json::Value;
use std::path::{Path, PathBuf};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn main() {
    // Schemas are followed as deep as they are.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run);
    thread.expect("a thread starts").join().expect("all crates are written");
}

fn run() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().expect("the first argument is a folder"));
    let mut most = usize::MAX;
    let mut members = Vec::new();
    while let Some(arg) = args.next() {
        if arg == "--most" {
            most = args.next().and_then(|number| number.parse().ok()).expect("--most takes a number");
            continue;
        }
        let (name, path) = arg.split_once('=').expect("documents are given as NAME=PATH");
        match document(&folder, name, Path::new(path), most) {
            Ok(line) => {
                println!("{name}: {line}");
                members.push(name.to_owned());
            }
            Err(message) => println!("{name}: FAILED {message}"),
        }
    }
    real::workspace(&folder, &members.iter().map(String::as_str).collect::<Vec<_>>());
}

/// Writes the crate of one document, the document as it is called and the calls; says how many there are.
fn document(folder: &Path, name: &str, path: &Path, most: usize) -> Result<String, String> {
    let folder = folder.join(name);
    let mut diags = Diagnostics::default();
    let mut document = source::load(path, &mut diags).ok_or("cannot be read")?;
    sample(document.value_mut(), most);
    real::keep(&folder.join("document.json"), &document.root().value().to_string());
    let options = Options { name: Some("api".to_owned()), ..Options::default() };
    let planned = pipeline::plan(&mut document, &options, &Lock::default(), &mut diags)
        .map_err(|_| render_human(&diags, None, false))?;
    let files = files::render(&pipeline::emit(&document, &planned, &options), Layout::Module, "document");
    files::write(&folder.join("src/api"), &files, false)?;
    let cases = cases::all(&document, &planned.api);
    real::keep(&folder.join("cases.json"), &serde_json::to_string(&cases).expect("JSON can be written"));
    crates::write(&folder, name, &planned);
    Ok(format!("{} operations, {} calls", planned.api.ops.iter().count(), cases.len()))
}

/// Leaves so many operations of a document at most, evenly.
fn sample(root: &mut Value, most: usize) {
    let Some(paths) = root["paths"].as_object_mut() else { return };
    let all = paths.values().filter_map(Value::as_object).flatten();
    let total = all.filter(|(key, _)| METHODS.contains(&key.as_str())).count();
    if total <= most {
        return;
    }
    let mut seen = 0;
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        item.retain(|key, _| {
            if !METHODS.contains(&key.as_str()) {
                return true;
            }
            seen += 1;
            seen * most / total != (seen - 1) * most / total
        });
    }
    paths.retain(|_, item| METHODS.iter().any(|method| item.get(method).is_some()));
}
