//! What the tests over a folder of real documents share: the documents that have to be in it, and a workspace of generated
//! crates below `target`, which takes this repository's lock.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// They have every shape there is, so that a missing one is noticed.
pub(crate) const NEEDED: &[&str] = &[
    "anthropic",
    "commercetools",
    "discord",
    "elasticsearch-serverless",
    "line-messaging",
    "ollama",
    "openai",
    "plaid",
    "qdrant",
    "stripe",
    "telegram",
    "xero-accounting",
];

/// Lines of what cargo says that are shown.
const LINES: usize = 40;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Makes a folder the workspace of the crates in it.
pub(crate) fn workspace(folder: &Path, members: &[&str]) {
    let members: Vec<String> = members.iter().map(|name| format!("{name:?}")).collect();
    let members = members.join(", ");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n[profile.dev]\ndebug = 0\n");
    keep(&folder.join("Cargo.toml"), &manifest);
    // The same versions as everywhere else, and no resolver run against the network.
    let _ = fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"));
}

/// Writes a file unless it is so already, since cargo goes by times.
pub(crate) fn keep(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    fs::write(path, text).expect("the scratch folder can be written to");
}

/// Cargo in a workspace, not run yet.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(folder);
    cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Runs a program; gives what it wrote, or the beginning of all it said.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        return Ok(text(&output.stdout));
    }
    let said = text(&output.stderr) + &text(&output.stdout);
    Err(said.lines().take(LINES).collect::<Vec<_>>().join("\n"))
}
