#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::{Code, Deny, Diagnostics, Level, Severity, Stopped, findings, render_human};
use crate::source::{At, parse};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn codes_are_unique_and_in_order() {
    let ids: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let sorted: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids, sorted.into_iter().collect::<Vec<_>>());
    assert!(ids.iter().all(|id| id.len() == 5 && id.starts_with("B0")));
}

#[test]
fn every_code_has_a_long_text_of_its_own() {
    for code in Code::ALL {
        let words = code.explanation().split_whitespace().count();
        assert!((40..400).contains(&words), "{}: {words} words in explain.md", code.id());
        assert!(!code.explanation().contains("\n# B0"), "{}: its section has no end", code.id());
        assert_eq!(Code::from_id(&code.id().to_lowercase()), Some(*code));
    }
    let headings = include_str!("explain.md").lines().filter_map(|line| line.strip_prefix("# B"));
    assert_eq!(headings.count(), Code::ALL.len(), "explain.md has sections that are of no code");
}

#[test]
fn levels_are_the_users_to_choose() {
    let mut diags = Diagnostics::default();
    for code in [Code::UnknownFormat, Code::DuplicateKey, Code::BadStatus] {
        diags.push(code, At::default(), "it");
    }
    let levels = [("B0309", Severity::Warning), ("B0407", Severity::Allow)];
    let levels = levels.into_iter().map(|(id, severity)| (id.to_owned(), severity)).collect();
    let seen = |diags: &Diagnostics| diags.iter().map(|it| (it.code.id(), it.level)).collect::<Vec<_>>();
    diags.adjust(&levels, None);
    assert_eq!(seen(&diags), [("B0309", Level::Warning), ("B0103", Level::Warning)]);
    let mut unread = Diagnostics::default();
    unread.push(Code::Syntax, At::default(), "it");
    unread.adjust(&BTreeMap::from([("B0102".to_owned(), Severity::Allow)]), None);
    assert_eq!(seen(&unread), [("B0102", Level::Error)], "what is an error by its code stays one");
    diags.adjust(&Default::default(), Some(Deny::Warnings));
    assert_eq!(seen(&diags), [("B0309", Level::Error), ("B0103", Level::Error)]);
}

#[test]
fn only_errors_stop_a_run() {
    let mut diags = Diagnostics::default();
    assert_eq!((diags.gate(), diags.is_empty(), render_human(&diags, None, false)), (Ok(()), true, String::new()));
    diags.push(Code::DuplicateKey, At::default(), "twice");
    assert_eq!((diags.gate(), diags.count(Level::Warning)), (Ok(()), 1));
    diags.push(Code::Syntax, At::default(), "broken");
    assert_eq!((diags.gate(), diags.count(Level::Error), diags.count(Level::Note)), (Err(Stopped), 1, 0));
}

#[test]
fn findings_are_shown_with_their_source_and_folded() {
    let mut diags = Diagnostics::default();
    let text = "openapi: 3.0.0\ninfo: {title: ü, title: b}\na: {title: 1, title: 2}\n";
    let document = parse("api.yaml", text.to_owned(), &mut diags).unwrap();
    let at = document.resolve("#/openapi").unwrap().at();
    diags.push(Code::UnknownVersion, at, "no \u{1b}[31mway\u{9b}").help("try another");
    let expected = "\
warning[B0103]: the key `title` stands more than once in this object
 --> api.yaml:2:18
  |
2 | info: {title: ü, title: b}
  |                  ^^^^^
  |
  = note: the same stands at 3:15

error[B0202]: no ␛[31mway\u{fffd}
 --> api.yaml:1:10
  |
1 | openapi: 3.0.0
  |          ^^^^^
  |
  = help: try another

1 error, 2 warnings
";
    assert_eq!(render_human(&diags, Some(&document), false), expected);
    assert!(render_human(&diags, Some(&document), true).contains("\u{1b}["));
    let expected = json!([
        {"code": "B0103", "level": "warning", "message": "the key `title` stands more than once in this object",
         "help": null, "file": "api.yaml", "line": 2, "column": 18, "pointer": "#/info/title"},
        {"code": "B0103", "level": "warning", "message": "the key `title` stands more than once in this object",
         "help": null, "file": "api.yaml", "line": 3, "column": 15, "pointer": "#/a/title"},
        {"code": "B0202", "level": "error", "message": "no \u{1b}[31mway\u{9b}",
         "help": "try another", "file": "api.yaml", "line": 1, "column": 10, "pointer": "#/openapi"},
    ]);
    assert_eq!(serde_json::to_value(findings(&diags, Some(&document))).unwrap(), expected);
}

/// A message and its help.
type Said = (&'static str, Option<&'static str>);

#[test]
fn folded_findings_keep_their_advice() {
    let mut diags = Diagnostics::default();
    let document = parse("api.yaml", "a: 1\n".to_owned(), &mut diags).unwrap();
    let at = document.resolve("#/a").unwrap().at();
    let mut note = |messages: &[Said]| {
        diags = Diagnostics::default();
        for (message, help) in messages {
            diags.push(Code::UnknownKey, at, *message).help_if(help.map(str::to_owned));
        }
        let text = render_human(&diags, Some(&document), false);
        text.lines().filter_map(|line| line.trim().strip_prefix("= note: ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let [a, b, c]: [Said; 3] = [("`a` is odd", Some("A?")), ("`b` is odd", Some("B?")), ("`c` is odd", Some("C?"))];
    let cases: &[(&[Said], &[&str])] = &[
        (&[a, b, c], &[]),
        (&[a, a], &["the same stands at 1:4"]),
        (
            &[
                a,
                b,
                c,
                ("`d` is odd", Some("D?")),
                ("`e` is odd", None),
                ("`f` is odd", Some("C?")),
                ("`g` is odd", Some("G?")),
            ],
            &["4 more of this kind: `d` at 1:4 (D?); `e` at 1:4; `f` at 1:4; `g` at 1:4 (G?)"],
        ),
        (
            &[("`#/a/b` leads nowhere: `#/a` has no `b`", None), ("`#/c/d` leads nowhere: `#/c` has no `d`", None)],
            &["1 more of this kind: `#/c/d` at 1:4"],
        ),
        (
            &[("`a` and `b` are alike", None), ("`c` and `d` are alike", None)],
            &["1 more of this kind: `c`, `d` at 1:4"],
        ),
    ];
    for (messages, expected) in cases {
        assert_eq!(note(messages), *expected, "{messages:?}");
    }
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let mut diags = Diagnostics::default();
    let text = format!("{{\"before\": \"{}\", \"a\": \"x\", \"after\": \"{}\"}}", "b".repeat(5_000), "c".repeat(5_000));
    let document = parse("min.json", text, &mut diags).unwrap();
    diags.push(Code::NotOpenApi, document.resolve("#/a").unwrap().at(), "wrong");
    let expected = format!(
        "\
error[B0201]: wrong
 --> min.json:1:5022
  |
1 | …{}\", \"a\": \"x\", \"after\": \"{}…
  |  {}^

1 error
",
        "b".repeat(31),
        "c".repeat(57),
        " ".repeat(40)
    );
    assert_eq!(render_human(&diags, Some(&document), false), expected);
}

#[test]
fn what_cannot_be_read_shows_its_place_without_a_document() {
    let mut diags = Diagnostics::default();
    assert!(parse("a.yaml", "a:\n\tb: 1\n".to_owned(), &mut diags).is_none());
    let text = render_human(&diags, None, false);
    let expected = "\
error[B0102]: found character that cannot start any token at line 2 column 1, while scanning for the next token
 --> a.yaml:2:1
  |
2 |     b: 1
  | ^^^^
  |
  = help: YAML is indented with spaces, never with tabs

1 error
";
    assert_eq!(text, expected);
    assert_eq!(findings(&diags, None)[0].line, Some(2));
}
