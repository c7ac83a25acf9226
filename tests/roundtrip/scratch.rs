//! One workspace of generated crates below `target`, built by one run of cargo: a driver for each document, which takes
//! lines of component number and JSON and answers each with what came of it.

use crate::documents::Files;
use crate::real::{self, keep};
use bindery::files;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a driver said of an instance.
pub(crate) enum Reply {
    /// Decoded, encoded; and the notes of decoding.
    Came { value: Value, notes: Vec<String> },
    /// Why it was neither.
    Failed(String),
}

pub(crate) struct Scratch {
    folder: PathBuf,
    members: Vec<String>,
}

impl Scratch {
    pub(crate) fn new(folder: &Path) -> Scratch {
        Scratch { folder: folder.to_owned(), members: Vec::new() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A crate of a generated module and the driver of some of its types.
    pub(crate) fn add(&mut self, name: &str, generated: &Files, types: &[String]) {
        let folder = self.folder.join(name);
        files::write(&folder.join("src/api"), generated, false).expect("generated files can be written");
        let runtime = real::root().join("runtime").display().to_string();
        let manifest = format!(
            "[package]\nname = \"roundtrip-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
            [dependencies]\nbindery-runtime = {{ path = {runtime:?}, default-features = false }}\nserde_json = \"1\"\n"
        );
        keep(&folder.join("Cargo.toml"), &manifest);
        let rows: Vec<String> =
            types.iter().map(|ty| format!("    || Box::new(api::types::{ty}::blank()),\n")).collect();
        keep(&folder.join("src/main.rs"), &DRIVER.replace("    ROWS\n", &rows.concat()));
        self.members.push(name.to_owned());
    }

    /// Builds all; gives those that do not compile.
    pub(crate) fn build(&self) -> Vec<String> {
        real::workspace(&self.folder, &self.members.iter().map(String::as_str).collect::<Vec<_>>());
        // What is wrong is said of each crate on its own.
        if self.cargo(&["--workspace"]).is_ok() {
            return Vec::new();
        }
        let broken = |name: &&String| {
            self.cargo(&["-p", &format!("roundtrip-{name}")]).inspect_err(|said| println!("{said}")).is_err()
        };
        self.members.iter().filter(broken).cloned().collect()
    }

    fn cargo(&self, what: &[&str]) -> Result<String, String> {
        real::run(&mut real::cargo(&self.folder, &[&["build", "--quiet"], what].concat()))
    }

    /// Sends instances to a document's driver.
    pub(crate) fn run(&self, name: &str, instances: &[(usize, Value)]) -> Vec<Reply> {
        let lines: Vec<String> = instances.iter().map(|(place, value)| format!("{place}\t{value}\n")).collect();
        let input = self.folder.join(format!("{name}.in"));
        fs::write(&input, lines.concat()).expect("the scratch folder can be written to");
        let driver = self.folder.join("target/debug").join(format!("roundtrip-{name}{}", std::env::consts::EXE_SUFFIX));
        let output = Command::new(driver)
            .stdin(Stdio::from(fs::File::open(input).expect("it was written just now")))
            .stderr(Stdio::null())
            .output()
            .expect("the driver runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let mut replies: Vec<Reply> = text.lines().map(reply).collect();
        replies.resize_with(instances.len(), || Reply::Failed("the driver ended before its time".to_owned()));
        replies
    }
}

/// `ok`, what came, the notes as a list; or `error`, the message.
fn reply(line: &str) -> Reply {
    let mut columns = line.splitn(3, '\t');
    let (Some("ok"), Some(value), Some(notes)) = (columns.next(), columns.next(), columns.next()) else {
        return Reply::Failed(line.trim_start_matches("error\t").to_owned());
    };
    match (serde_json::from_str(value), serde_json::from_str(notes)) {
        (Ok(value), Ok(notes)) => Reply::Came { value, notes },
        _ => Reply::Failed("what was written is no JSON".to_owned()),
    }
}

const DRIVER: &str = r#"#![recursion_limit = "512"]
#![allow(warnings)]
mod api;

use bindery_runtime::codec::{Json, Policy, decode_into, encode};
use std::io::{BufRead, Write};
use std::panic::catch_unwind;

const TYPES: &[fn() -> Box<dyn Json>] = &[
    ROWS
];

fn answer(line: &str) -> Result<String, String> {
    let (place, text) = line.split_once('\t').ok_or("no tab")?;
    let blank = TYPES[place.parse::<usize>().map_err(|error| error.to_string())?];
    let mut value = blank();
    let notes = decode_into(value.shape_mut(), text.as_bytes(), Policy::Lenient).map_err(|e| format!("decode: {e}"))?;
    let notes: Vec<String> = notes.iter().map(|note| note.to_string()).collect();
    let strict = decode_into(blank().shape_mut(), text.as_bytes(), Policy::Strict);
    if strict.is_ok() != notes.is_empty() {
        return Err("strict: the policies disagree".to_owned());
    }
    let came = encode(&*value).map_err(|error| format!("encode: {error}"))?;
    let came = String::from_utf8(came).map_err(|_| "encode: no UTF-8")?;
    Ok(format!("ok\t{came}\t{}", serde_json::to_string(&notes).unwrap()))
}

fn main() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let text = match catch_unwind(|| answer(&line)) {
            Ok(Ok(text)) => text,
            Ok(Err(message)) => format!("error\t{}", message.replace('\n', " ")),
            Err(_) => "error\tpanicked".to_owned(),
        };
        writeln!(out, "{text}").unwrap();
    }
}
"#;
