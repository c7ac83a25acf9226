//! Every single-file document of OpenAPI 3.0 or 3.1 of a folder of real ones, generated and compiled: a table, and the budgets.
//!
//! `BINDERY_CORPUS` names the folder (with a `manifest.json`); without it nothing is tried, and the last line says so.
//! `BINDERY_CORPUS_COMPILE=all` compiles every crate instead of the few that have to compile in any case, `none` compiles
//! nothing, and a list of names compiles those. Some documents are also used as users do, in `corpus/used.rs`.
#![allow(clippy::print_stdout, clippy::print_stderr)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // a test may stop where it stands

mod real;
#[path = "corpus/used.rs"]
mod used;

use bindery::diag::{Diagnostics, Level};
use bindery::files::{self, Layout};
use bindery::ir::Decision;
use bindery::names::Lock;
use bindery::options::Options;
use bindery::{pipeline, source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use std::{env, fs, panic, thread};

/// They compile with every operation kept, whatever else happens.
const COMPILE: &[&str] =
    &["telegram", "vonage-sms", "cloud-hypervisor", "pinecone-control", "xero-files", "oxide-gateway"];

/// CPU seconds of `cargo check` with the dependencies built, without incremental compilation.
const BUDGET: (&str, f64) = ("telegram", 3.0);

/// A busy machine makes CPU seconds longer by half and more; only beyond this multiple of the budget is it the code's doing.
const NOISE: f64 = 2.0;

/// They are generated a second time with the lock of the first: most of their types are named after where they stand.
const TWICE: &[&str] = &["box", "github"];

/// A message is sent through its client.
const SENDING: &str = "line-messaging";

/// Slots typed `Any` although the document says more, per thousand.
const WIDENED: f64 = 5.0;

/// What became of one document.
struct Outcome {
    operations: usize,
    kept: usize,
    slots: usize,
    widened: usize,
    /// Unions by decision, as in [`DECISIONS`].
    decisions: [usize; 6],
    warnings: usize,
    lines: usize,
    seconds: f64,
}

fn main() -> ExitCode {
    if env::args().any(|arg| arg == "--list") {
        println!("corpus: test");
        return ExitCode::SUCCESS;
    }
    let Some(folder) = env::var_os("BINDERY_CORPUS").map(PathBuf::from) else {
        println!(
            "corpus: BINDERY_CORPUS names no folder of documents, nothing was tried\n0 passed, 0 failed, 1 skipped"
        );
        return ExitCode::SUCCESS;
    };
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus");
    let failures = run(&folder, &scratch);
    for failure in &failures.list {
        println!("FAILED {failure}");
    }
    println!("{} passed, {} failed", failures.passed, failures.list.len());
    if failures.list.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[derive(Default)]
struct Failures {
    passed: usize,
    list: Vec<String>,
}

impl Failures {
    fn check(&mut self, holds: bool, message: impl FnOnce() -> String) {
        if holds { self.passed += 1 } else { self.list.push(message()) }
    }

    fn hold(&mut self, what: &str, result: Result<(), String>) {
        self.check(result.is_ok(), || format!("{what}: {}", result.err().unwrap_or_default()));
    }
}

fn run(folder: &Path, scratch: &Path) -> Failures {
    let mut failures = Failures::default();
    let _ = fs::remove_dir_all(scratch);
    let mut outcomes: BTreeMap<String, Outcome> = BTreeMap::new();
    let documents = documents(folder);
    for (name, file) in &documents {
        match generate(&folder.join(file), &scratch.join(name), &package(name)) {
            Ok(outcome) => {
                failures.check(outcome.kept == outcome.operations || !COMPILE.contains(&name.as_str()), || {
                    format!("{name}: {} of {} operations kept", outcome.kept, outcome.operations)
                });
                let share = 1000.0 * outcome.widened as f64 / outcome.slots.max(1) as f64;
                failures.check(share <= WIDENED, || {
                    format!("{name}: {} of {} slots widened", outcome.widened, outcome.slots)
                });
                outcomes.insert(name.clone(), outcome);
            }
            Err(message) => failures.check(false, || format!("{name}: {message}")),
        }
    }
    for name in real::NEEDED {
        failures.check(outcomes.contains_key(*name), || format!("{name}: not in the folder, or not generated"));
    }
    for (name, file) in documents.iter().filter(|(name, _)| TWICE.contains(&name.as_str())) {
        let result = used::nothing_changes_with_the_lock(&folder.join(file), &scratch.join("twice").join(name));
        failures.hold(&format!("{name}, generated twice"), result);
    }
    if outcomes.contains_key(SENDING) && env::var("BINDERY_CORPUS_COMPILE").as_deref() != Ok("none") {
        let result = used::a_text_message_is_sent(&scratch.join(SENDING).join("src"), &scratch.join("sending"));
        failures.hold(&format!("{SENDING}, a message sent"), result);
    }
    unions(&outcomes);
    let compiled = compile(scratch, &outcomes);
    println!("| document | generated, s | compiled | CPU s | operations kept | slots widened | warnings | lines |");
    println!("|---|---|---|---|---|---|---|---|");
    for (name, outcome) in &outcomes {
        let (state, cpu) = match compiled.get(name) {
            None => ("not tried", String::new()),
            Some((true, cpu)) => ("yes", format!("{cpu:.1}")),
            Some((false, _)) => ("NO", String::new()),
        };
        let Outcome { operations, kept, slots, widened, warnings, lines, seconds, .. } = outcome;
        println!(
            "| {name} | {seconds:.2} | {state} | {cpu} | {kept}/{operations} | {widened}/{slots} | {warnings} | {lines} |"
        );
    }
    for (name, (compiles, cpu)) in &compiled {
        failures.check(*compiles, || format!("{name}: the crate does not compile without a warning"));
        let measured = name == BUDGET.0 && cfg!(target_os = "linux");
        if measured && *cpu > BUDGET.1 {
            println!("{name}: {cpu:.1} CPU seconds to check, over the budget of {}", BUDGET.1);
        }
        let over = measured && *cpu > NOISE * BUDGET.1;
        failures.check(!over, || format!("{name}: {cpu:.1} CPU seconds to check, the budget is {}", BUDGET.1));
    }
    failures
}

/// What can decide a union, as the columns of a table.
const DECISIONS: [(&str, Decision); 6] = [
    ("by kind", Decision::Kind),
    ("by tag", Decision::Tag),
    ("proven", Decision::Proven),
    ("by score", Decision::Scored),
    ("ambiguous", Decision::Ambiguous),
    ("by status", Decision::Status),
];

/// How the unions of each document are decided.
fn unions(outcomes: &BTreeMap<String, Outcome>) {
    println!("| document | unions | {} |", DECISIONS.map(|(name, _)| name).join(" | "));
    println!("|---|---|---|---|---|---|---|---|");
    let mut sum = [0; 6];
    for (name, outcome) in outcomes {
        sum.iter_mut().zip(outcome.decisions).for_each(|(sum, count)| *sum += count);
        row(name, outcome.decisions);
    }
    row("all", sum);
    println!();
}

fn row(name: &str, counts: [usize; 6]) {
    let cells: Vec<String> = counts.iter().map(usize::to_string).collect();
    println!("| {name} | {} | {} |", counts.iter().sum::<usize>(), cells.join(" | "));
}

/// Name and file of each single-file document of a version that is read.
fn documents(folder: &Path) -> Vec<(String, String)> {
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("the corpus has a manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("manifest.json is JSON");
    let text = |entry: &serde_json::Value, key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    let mut out: Vec<(String, String)> = manifest
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry["multi"] != true)
        .filter(|entry| ["3.0", "3.1"].iter().any(|version| text(entry, "openapi").starts_with(version)))
        .map(|entry| (text(entry, "name"), text(entry, "file")))
        .collect();
    out.sort();
    out
}

fn package(name: &str) -> String {
    format!("api-{}", name.replace('.', "-"))
}

/// Generates on a thread of its own, so that a panic is a row of the table; its stack is the default one, as a user's is.
fn generate(document: &Path, out: &Path, package: &str) -> Result<Outcome, String> {
    let (document, out, package) = (document.to_owned(), out.to_owned(), package.to_owned());
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = thread::spawn(move || generate_here(&document, &out, package)).join();
    panic::set_hook(hook);
    result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("panicked: {}", text.unwrap_or("without a message")))
    })
}

fn generate_here(path: &Path, out: &Path, package: String) -> Result<Outcome, String> {
    let start = Instant::now();
    let mut diags = Diagnostics::default();
    let runtime = real::root().join("runtime");
    let options = Options { package: Some(package), runtime_path: Some(runtime), ..Options::default() };
    let mut document = source::load(path, &mut diags).ok_or("cannot be read")?;
    let planned = pipeline::plan(&mut document, &options, &Lock::default(), &mut diags).map_err(|_| "has errors")?;
    let files = files::render(&pipeline::emit(&document, &planned, &options), Layout::Package, "document");
    let seconds = start.elapsed().as_secs_f64();
    files::write(out, &files, false)?;
    let losses = planned.api.losses;
    Ok(Outcome {
        operations: losses.operations,
        kept: losses.operations - losses.skipped,
        slots: losses.slots,
        widened: losses.widened,
        decisions: DECISIONS
            .map(|(_, wanted)| planned.api.decisions.values().filter(|decision| **decision == wanted).count()),
        warnings: diags.count(Level::Warning),
        lines: files.values().map(|text| text.lines().count()).sum(),
        seconds,
    })
}

/// Whether each crate compiles without a warning, and its CPU seconds. One workspace, so that dependencies are built once.
fn compile(scratch: &Path, outcomes: &BTreeMap<String, Outcome>) -> BTreeMap<String, (bool, f64)> {
    let wanted = env::var("BINDERY_CORPUS_COMPILE").unwrap_or_default();
    let listed: Vec<&str> = if wanted.is_empty() { COMPILE.to_vec() } else { wanted.split(',').collect() };
    let names: Vec<&String> =
        outcomes.keys().filter(|name| wanted == "all" || listed.contains(&name.as_str())).collect();
    if names.is_empty() {
        return BTreeMap::new();
    }
    real::workspace(scratch, &names.iter().map(|name| name.as_str()).collect::<Vec<_>>());
    if !check(scratch, "bindery-runtime").0 {
        println!("the runtime does not compile");
    }
    names
        .into_iter()
        .map(|name| {
            println!("checking {name}");
            let mut result = check(scratch, &package(name));
            // A busy machine makes CPU seconds longer, never shorter: what is over the budget gets two more tries.
            for _ in 0..2 {
                if name == BUDGET.0 && result.1 > BUDGET.1 {
                    touch(&scratch.join(name).join("src/lib.rs"));
                    result.1 = result.1.min(check(scratch, &package(name)).1);
                }
            }
            (name.clone(), result)
        })
        .collect()
}

/// Makes cargo think that a file changed.
fn touch(path: &Path) {
    let text = fs::read(path).expect("the crate was generated");
    fs::write(path, text).expect("the scratch folder can be written to");
}

fn check(scratch: &Path, package: &str) -> (bool, f64) {
    let before = children_cpu();
    let result = real::run(real::cargo(scratch, &["check", "--quiet", "-p", package]).env("RUSTFLAGS", "-D warnings"));
    if let Err(said) = &result {
        println!("{said}");
    }
    (result.is_ok(), children_cpu() - before)
}

/// CPU seconds of all children that have ended; zero where there is no `/proc`.
fn children_cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets, which may hold spaces: fields 16 and 17 of the whole, in hundredths.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / 100.0
}
