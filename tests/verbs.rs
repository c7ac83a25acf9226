//! What `show`, `check`, `tools` and `explain` print, whole: a file in `tests/verbs` for each command line.

use crate::support::{differs, none, root};
use bindery::cli::{self, Console, Terminals};
use std::sync::Arc;

/// The file, the line, the exit code.
const CASES: &[(&str, &str, u8)] = &[
    ("show.txt", "show specs/erp.yaml", 0),
    ("show-part.txt", "show specs/discord.yaml --operation getChannel --operation createMessage", 0),
    ("show.json", "show specs/ollama.yaml --json", 0),
    ("show-skipped.json", "show specs/broken/path-without-slash.yaml --json", 0),
    ("show-unknown.txt", "show specs/erp.yaml --operation getOrdr", 1),
    ("show-normalized.json", "show specs/broken/conditional-properties.yaml --stage normalized", 0),
    ("check.txt", "check specs/erp.yaml specs/broken/misspelled-key.yaml", 0),
    ("check-denied.txt", "check specs/broken/unknown-format.yaml --deny notes", 1),
    ("check-levels.txt", "check specs/broken/misspelled-key.yaml --level B0215=note --deny warnings", 0),
    ("check-allowed.txt", "check specs/broken/misspelled-key.yaml --level B0215=allow --deny notes", 0),
    ("check-no-level.txt", "check specs/erp.yaml --level B0251=allow --level B0101=note", 1),
    ("check.json", "check specs/broken/misspelled-key.yaml specs/broken/syntax.yaml --json", 1),
    ("check.sarif.json", "check specs/broken/misspelled-key.yaml specs/broken/syntax.yaml --format sarif", 1),
    ("tools.json", "tools specs/erp.yaml --for anthropic --operation getStock --bind Product_Id", 0),
    ("tools-not-bound.txt", "tools specs/erp.yaml --for mcp --bind tenant", 2),
    ("explain.txt", "explain", 0),
    ("explain-one.txt", "explain b0215", 0),
    ("explain-one.json", "explain B0215 --json", 0),
    ("explain-none.txt", "explain B0251", 2),
];

#[test]
fn verbs_print_what_is_in_the_files() {
    let mut findings = Vec::new();
    for (file, line, expected) in CASES {
        let (code, out, err) = run(line);
        assert_eq!(code, *expected, "{line}\n{out}{err}");
        let text = match (file.ends_with(".json"), out.is_empty(), err.is_empty()) {
            (true, ..) => {
                assert!(
                    serde_json::from_str::<serde_json::Value>(&out).is_ok() && err.is_empty(),
                    "{line}: {out}{err}"
                );
                out
            }
            (false, false, false) => format!("{out}\n--- on stderr\n{err}"),
            (false, ..) => out + &err,
        };
        findings.extend(differs(&root().join("tests/verbs").join(file), &text));
    }
    none(findings, "If that is right: BINDERY_BLESS=1 cargo test -p bindery-tests verbs, and read the difference.");
}

/// Exit code, stdout and stderr, with the root of the repository taken out of them.
fn run(line: &str) -> (u8, String, String) {
    let prefix = format!("{}/", root().display());
    let words = line
        .split(' ')
        .map(|word| if word.starts_with("specs/") { format!("{prefix}{word}") } else { word.to_owned() });
    let words: Vec<String> = std::iter::once("bindery".to_owned()).chain(words).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut console = Console {
        input: &mut std::io::empty(),
        out: &mut out,
        err: &mut err,
        env: Arc::new(|_| None),
        terminal: Terminals::default(),
    };
    let code = cli::run(words.iter().map(String::as_str), &mut console);
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).unwrap().replace(&format!("file://{prefix}"), "").replace(&prefix, "")
    };
    (code, text(out), text(err))
}
