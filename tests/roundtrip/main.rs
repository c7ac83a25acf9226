//! Round trips: instances of every component schema of real documents, and of the groups of the JSON Schema test suite
//! that describe data, decoded into the generated types, encoded again and compared.
//!
//! `BINDERY_CORPUS` names the folder of documents; without it nothing is tried, and the last line says so.
//! `BINDERY_ROUNDTRIP` names other documents than the default ones (`stripe,plaid`), or `all` that have to hold.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test may stop where it stands

mod compare;
mod dialect;
mod documents;
mod examples;
mod instances;
mod random;
mod report;
mod scratch;
mod strings;
mod suite;
mod view;

use documents::Subject;
use report::Tally;
use scratch::Scratch;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The documents that have to hold.
const ALL: &[&str] = &[
    "ollama",
    "openai",
    "anthropic",
    "telegram",
    "discord",
    "stripe",
    "plaid",
    "qdrant",
    "line-messaging",
    "commercetools",
    "xero-accounting",
    "elasticsearch-serverless",
];

/// Those that are tried when nothing else is said: every kind of union and record, and three minutes of CPU.
const DEFAULT: &[&str] = &["telegram", "discord", "line-messaging", "ollama", "anthropic"];

/// Equal instances of a thousand.
const EQUAL: f64 = 999.0;

fn main() -> ExitCode {
    if env::args().any(|arg| arg == "--list") {
        println!("roundtrip: test");
        return ExitCode::SUCCESS;
    }
    let Some(folder) = env::var_os("BINDERY_CORPUS").map(PathBuf::from) else {
        println!("roundtrip: BINDERY_CORPUS names no folder of documents, nothing was tried");
        println!("0 passed, 0 failed, 1 skipped");
        return ExitCode::SUCCESS;
    };
    // The generators of instances and the compiler of schemas follow schemas as deep as those are.
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(move || run(&folder));
    let failures = thread.expect("a thread starts").join().expect("the test runs to its end");
    failures.iter().for_each(|failure| println!("FAILED {failure}"));
    println!("{} failed", failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(folder: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    let mut scratch = Scratch::new(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("roundtrip"));
    let mut subjects = Vec::new();
    for name in wanted() {
        match Subject::load(folder, &name) {
            Ok((subject, files)) => {
                scratch.add(&name, &files, &subject.types());
                subjects.push(subject);
            }
            Err(message) => failures.push(format!("{name}: {message}")),
        }
    }
    let mut suite = suite::Suite::load(&folder.join("suites/json-schema-test-suite/tests/draft2020-12"));
    match suite.plan() {
        Ok((files, types)) => scratch.add(suite::NAME, &files, &types),
        Err(message) => failures.push(format!("{}: {message}", suite::NAME)),
    }
    let broken = scratch.build();
    failures.extend(broken.iter().map(|name| format!("{name}: the generated types do not compile")));
    let mut tallies = Vec::new();
    for subject in subjects.iter().filter(|subject| !broken.contains(&subject.name)) {
        tallies.push(subject.check(&scratch));
    }
    report::print(&tallies, scratch.folder());
    failures.extend(tallies.iter().filter_map(verdict));
    if !broken.iter().any(|name| name == suite::NAME) {
        failures.extend(suite.check(&scratch));
    }
    failures
}

/// What is wrong with a document's figures.
fn verdict(tally: &Tally) -> Option<String> {
    let share = 1000.0 * tally.equal as f64 / tally.instances.max(1) as f64;
    (share < EQUAL || tally.instances == 0)
        .then(|| format!("{}: {} of {} instances came back equal", tally.name, tally.equal, tally.instances))
}

fn wanted() -> Vec<String> {
    let said = env::var("BINDERY_ROUNDTRIP").unwrap_or_default();
    match said.as_str() {
        "" => DEFAULT.iter().map(ToString::to_string).collect(),
        "all" => ALL.iter().map(ToString::to_string).collect(),
        names => names.split(',').filter(|name| *name != "suite").map(|name| name.trim().to_owned()).collect(),
    }
}
