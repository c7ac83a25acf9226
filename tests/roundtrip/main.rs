//! Round trips: instances of every component schema of real documents, and of the groups of the JSON Schema test suite
//! that describe data, decoded into the generated types, encoded again and compared.
//!
//! `BINDERY_CORPUS` names the folder of documents, with the suite's repository as `suites/json-schema-test-suite` in it;
//! without it nothing is tried, and the last line says so. `BINDERY_ROUNDTRIP` names other documents than the default ones
//! (`stripe,plaid`), or `all` that have to hold. The suite is tried in any case, and `suite` means no document beside it.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test may stop where it stands

mod compare;
mod dialect;
mod documents;
mod examples;
mod instances;
mod random;
#[path = "../real.rs"]
mod real;
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

/// Those that are tried when nothing else is said: every kind of union and record, and three minutes of CPU.
const DEFAULT: &[&str] = &["telegram", "discord", "line-messaging", "ollama", "anthropic"];

/// Instances that come back equal, per thousand.
const EQUAL: f64 = 999.0;

/// Instances that are valid and are noted all the same, per thousand.
const NOTED: f64 = 5.0;

/// Components that no valid instance is made of, per thousand.
const WITHOUT: f64 = 30.0;

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
    let suite = suite::Suite::load(&folder.join("suites/json-schema-test-suite/tests/draft2020-12"));
    let suite = suite.and_then(|suite| suite.plan()).map(|(suite, files, types)| {
        scratch.add(suite::NAME, &files, &types);
        suite
    });
    let broken = scratch.build();
    failures.extend(broken.iter().map(|name| format!("{name}: the generated types do not compile")));
    let mut tallies = Vec::new();
    for subject in subjects.iter().filter(|subject| !broken.contains(&subject.name)) {
        tallies.push(subject.check(&scratch));
    }
    report::print(&tallies, scratch.folder());
    failures.extend(tallies.iter().flat_map(verdict));
    match suite {
        Ok(suite) if !broken.iter().any(|name| name == suite::NAME) => failures.extend(suite.check(&scratch)),
        Ok(_) => {}
        Err(message) => failures.push(format!("{}: {message}", suite::NAME)),
    }
    failures
}

/// What is wrong with a document's figures.
fn verdict(tally: &Tally) -> Vec<String> {
    let Tally { name, instances, equal, noted, schemas, without, .. } = tally;
    let share = |part: usize, whole: usize| 1000.0 * part as f64 / whole.max(1) as f64;
    let without = without.len();
    let mut failures = Vec::new();
    if share(*equal, *instances) < EQUAL {
        failures.push(format!("{name}: {equal} of {instances} instances came back equal"));
    }
    if share(*noted, *instances) > NOTED {
        failures.push(format!("{name}: {noted} of {instances} valid instances were noted"));
    }
    if share(without, *schemas) > WITHOUT {
        failures.push(format!("{name}: {without} of {schemas} components without an instance"));
    }
    failures
}

fn wanted() -> Vec<String> {
    let said = env::var("BINDERY_ROUNDTRIP").unwrap_or_default();
    match said.as_str() {
        "" => DEFAULT.iter().map(ToString::to_string).collect(),
        "all" => real::NEEDED.iter().map(ToString::to_string).collect(),
        names => names.split(',').filter(|name| *name != "suite").map(|name| name.trim().to_owned()).collect(),
    }
}
