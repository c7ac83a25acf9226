//! What may stand in some places only: input and output, the crates that a stage hides, words that do not belong.

use super::source::{Token, heads, sources};
use crate::support::none;

/// A name at the start of a path, and the files of a folder that may say it.
struct Place {
    folder: &'static str,
    name: &'static str,
    /// Beginnings of paths from `src/`.
    only: &'static [&'static str],
}

const fn place(folder: &'static str, name: &'static str, only: &'static [&'static str]) -> Place {
    Place { folder, name, only }
}

const GENERATOR: &str = "generator/src";
const RUNTIME: &str = "runtime/src";

/// Crates and who knows them.
const CRATES: &[Place] = &[
    place(GENERATOR, "deunicode", &["names/words.rs"]),
    place(GENERATOR, "heck", &["names/words.rs"]),
    place(GENERATOR, "serde_yaml", &["source/yaml.rs"]),
    place(GENERATOR, "quote", &["emit/rust/"]),
    place(GENERATOR, "proc_macro2", &["emit/rust/", "tree.rs", "files.rs"]),
    place(GENERATOR, "basic_toml", &["options.rs"]),
    place(GENERATOR, "syn", &["emit/rust/", "files.rs", "options.rs"]),
    place(GENERATOR, "prettyplease", &["files.rs"]),
    place(GENERATOR, "minijinja", &["emit/package.rs"]),
    place(GENERATOR, "annotate_snippets", &["diag/render.rs"]),
    place(GENERATOR, "clap", &["cli/"]),
    // Printed by the one, called by the other.
    place(
        GENERATOR,
        "bindery_runtime",
        &["emit/rust/", "cli/call/", "cli/reach.rs", "cli/tools.rs", "cli/toolset.rs", "cli/mcp/"],
    ),
    place(GENERATOR, "rmcp", &["cli/mcp/"]),
    place(GENERATOR, "tokio", &["cli/mod.rs", "cli/reach.rs", "cli/mcp/"]),
    place(RUNTIME, "chrono", &["codec/convert/"]),
    place(RUNTIME, "jiff", &["codec/convert/"]),
    place(RUNTIME, "rust_decimal", &["codec/convert/"]),
    place(RUNTIME, "uuid", &["codec/convert/"]),
    place(RUNTIME, "fastrand", &["tool/inputs.rs"]),
    place(RUNTIME, "indexmap", &["codec/map.rs"]),
    place(RUNTIME, "reqwest", &["transport/"]),
    place(RUNTIME, "rustls", &["transport/reqwest.rs"]),
    place(RUNTIME, "rustls_platform_verifier", &["transport/reqwest.rs"]),
    place(RUNTIME, "secrecy", &["secret.rs"]),
    place(RUNTIME, "tokio", &["clock.rs", "transport/reqwest.rs"]),
];

/// Parts of the standard library that reach out of the process, or differ from run to run.
const STD: &[Place] = &[
    place(GENERATOR, "fs", &["source/", "files.rs"]),
    place(GENERATOR, "env", &["build.rs", "cli/"]),
    place(GENERATOR, "process", &["cli/", "main.rs"]),
    place(GENERATOR, "net", &[]),
    // How long a call may take; nobody asks for the time.
    place(GENERATOR, "time", &["cli/reach.rs"]),
    place(GENERATOR, "thread", &[]),
    // A variable may name the file that holds a credential.
    place(RUNTIME, "fs", &["builder.rs"]),
    place(RUNTIME, "process", &[]),
];

/// Macros that print.
const PRINTING: &[&str] = &["println", "print", "eprintln", "eprint"];

const WORDS: &[&str] = &["todo!(", "unimplemented!(", "#[ignore"];

#[test]
fn crates_are_named_where_they_belong() {
    let findings = found(CRATES, |tokens, name| {
        let at = |i: usize| tokens.get(i).map_or("", |token: &Token| token.text.as_str());
        let before = |i: usize| i.checked_sub(1).map_or("", at);
        let path = |i: usize| {
            at(i + 1) == "::"
                && (before(i) != "::"
                    || matches!(i.checked_sub(2).map_or("", at), "" | ";" | "(" | "=" | "<" | "&" | ","))
        };
        let used = |i: usize| before(i) == "use" || (at(i + 1) == "!" && name == "quote");
        (0..tokens.len()).filter(|i| at(*i) == name && (path(*i) || used(*i))).map(|i| tokens[i].line).collect()
    });
    none(
        findings,
        "A foreign crate is hidden behind one module; use that, or add a row's place in tests/tidy/places.rs with a reason.",
    );
}

#[test]
fn the_world_is_reached_from_few_places() {
    let mut findings = found(STD, |tokens, name| {
        let starts = tokens.windows(2).enumerate().filter(|(_, pair)| pair[0].text == "std" && pair[1].text == "::");
        let named = starts.flat_map(|(i, _)| heads(&tokens[i + 2..]));
        named.filter(|token| token.text == name).map(|token| token.line).collect()
    });
    let printing = |name| [place(GENERATOR, name, &["cli/", "build.rs"]), place(RUNTIME, name, &[])];
    for name in PRINTING {
        findings.extend(found(&printing(name), |tokens, name| {
            tokens
                .windows(2)
                .filter(|pair| pair[0].text == name && pair[1].text == "!")
                .map(|pair| pair[0].line)
                .collect()
        }));
    }
    none(
        findings,
        "Everything between `source` and `files` is pure; read before, or return what is to be written or printed.",
    );
}

#[test]
fn the_ir_knows_no_format_of_input_or_output() {
    let foreign = ["openapiv3", "syn", "quote", "proc_macro2", "minijinja", "serde_yaml", "heck", "clap"];
    let mut findings = Vec::new();
    for source in sources(GENERATOR).iter().filter(|source| source.module() == "ir") {
        let tokens = source.tokens();
        let wrong = tokens.iter().filter(|token| foreign.contains(&token.text.as_str()));
        findings.extend(wrong.map(|token| format!("{}:{}: `{}`", source.path, token.line, token.text)));
    }
    none(findings, "The IR says what an API is, in the terms of JSON and HTTP alone.");
}

#[test]
fn sources_hold_no_leftovers() {
    // Spelled in pieces, so that this file does not find itself.
    let paths = ["root", "home", "work", "Users"].map(|folder| format!("/{folder}/"));
    let mut findings = Vec::new();
    for folder in [GENERATOR, RUNTIME, "examples"] {
        for source in sources(folder) {
            for (i, line) in source.text.lines().enumerate() {
                let words = WORDS.iter().copied().chain(paths.iter().map(String::as_str));
                let found = words.filter(|word| line.contains(word));
                findings.extend(found.map(|word| format!("{}:{}: `{word}`", source.path, i + 1)));
            }
        }
    }
    none(findings, "Finish it or leave it out; paths of one machine never belong in the sources.");
}

/// Findings of `find`, which gives lines, outside of the places where they may be.
fn found(places: &[Place], find: impl Fn(&[Token], &str) -> Vec<usize>) -> Vec<String> {
    let mut out = Vec::new();
    for folder in [GENERATOR, RUNTIME] {
        for source in sources(folder) {
            let tokens = source.tokens();
            for place in places.iter().filter(|place| place.folder == folder) {
                if place.only.iter().any(|start| source.within().starts_with(start)) {
                    continue;
                }
                let lines = find(&tokens, place.name);
                out.extend(lines.iter().map(|line| {
                    let only = if place.only.is_empty() {
                        "nowhere".to_owned()
                    } else {
                        format!("only in {}", place.only.join(", "))
                    };
                    format!("{}:{line}: `{}` may be named {only}", source.path, place.name)
                }));
            }
        }
    }
    out
}
