//! Bytes through everything that bindery does with a document, and what has to hold whatever the bytes are. The bounded run
//! beside this and the target of `cargo fuzz` are this one function over different bytes.

use crate::support::plan;
use bindery::diag::{Diagnostics, findings};
use bindery::files::{self, Layout};
use bindery::options::Options;
use bindery::{pipeline, source};
use proc_macro2::{TokenStream, TokenTree};
use std::borrow::Cow;
use std::path::{Component, Path};

/// A word that odd texts carry where they pretend to be code. No name that bindery makes is spelled like this, so it is an
/// identifier only where a text of the document has become code.
pub(crate) const CANARY: &str = "pWn_zZ";

/// A file's name as nobody should have it.
pub(crate) const ODD_NAME: &str = "*/\n#![pWn_zZ]\r`\u{202e}\"pWn_zZ!{}.yaml";

/// Reads, plans, emits and reports; whether there was anything to emit.
///
/// # Panics
/// Where something does not hold.
pub(crate) fn check(name: &str, bytes: &[u8], package: bool) -> bool {
    let text = String::from_utf8_lossy(bytes);
    if let Cow::Owned(_) = text {
        let mut diags = Diagnostics::default();
        let read = source::parse_bytes(name, bytes.to_vec(), &mut diags);
        assert!(read.is_none() && diags.has_errors(), "what is no text was read");
    }
    let run = plan(name, &text);
    let report = run.report();
    let odd = report.chars().find(|c| (c.is_control() && *c != '\n') || is_bidi(*c));
    assert_eq!(odd, None, "a terminal would obey this:\n{report}");
    let _ = serde_json::to_string(&findings(&run.diags, run.document.as_ref()));
    let (Some(document), Some(planned)) = (&run.document, &run.planned) else {
        assert!(run.diags.has_errors(), "nothing came of it, and nothing says why");
        return false;
    };
    let (options, layout) = match package {
        true => (Options { package: Some("fuzzed".to_owned()), ..Options::default() }, Layout::Package),
        false => (Options::default(), Layout::Inline),
    };
    let tree = pipeline::emit(document, planned, &options);
    for (path, text) in files::render(&tree, layout, &pipeline::file_name(document)) {
        assert!(is_inside(&path), "`{path}` leaves the folder of the output");
        assert!(!text.chars().any(is_bidi), "{path} turns the direction of its text:\n{text}");
        if path.ends_with(".rs") {
            is_code(&path, &text);
        } else if path.ends_with(".toml") {
            assert_eq!(text.matches("\n[").count(), 3, "a text became a section of {path}:\n{text}");
        }
    }
    true
}

/// Marks that turn the direction of what stands behind them.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_inside(path: &str) -> bool {
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/'));
    plain && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

fn is_code(path: &str, text: &str) {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path} is no Rust: {error}\n{text}"));
    assert!(!says(tokens.clone(), CANARY), "a text of the document became code in {path}:\n{text}");
    if let Err(error) = syn::parse2::<syn::File>(tokens) {
        panic!("{path} is no Rust: {error}\n{text}");
    }
}

fn says(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => says(group.stream(), word),
        TokenTree::Ident(name) => name == word,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
