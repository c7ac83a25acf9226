//! The sources as flat lists of tokens, without comments and without the code of tests.

use crate::support::root;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::fs;
use std::path::Path;

/// A file of sources.
pub(super) struct Source {
    /// From the repository's root, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

/// A token: an identifier, a literal, a bracket, `::` or one sign.
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    /// How many modules the token stands in, counted within its file.
    pub(super) modules: usize,
}

impl Source {
    /// `generator/src/names/types.rs` → `names/types.rs`.
    pub(super) fn within(&self) -> &str {
        self.path.split_once("src/").map_or(self.path.as_str(), |(_, within)| within)
    }

    /// The top-level module that the file belongs to: `names`.
    pub(super) fn module(&self) -> &str {
        self.within().split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// How deep the file's own module is: 0 for `lib.rs`, 1 for `files.rs` and `names/mod.rs`, 2 for `names/types.rs`.
    pub(super) fn depth(&self) -> usize {
        let root = matches!(self.within(), "lib.rs" | "main.rs");
        let within = self.within().trim_end_matches("/mod.rs");
        if root { 0 } else { within.split('/').count() }
    }

    pub(super) fn tokens(&self) -> Vec<Token> {
        let stream: TokenStream = self.text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.path));
        let mut out = Vec::new();
        flatten(stream, 0, &mut out);
        out
    }
}

/// All Rust files below a folder that are no tests.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    let mut out = Vec::new();
    collect(&root().join(folder), folder, &mut out);
    let helpers: Vec<String> = out.iter().flat_map(test_modules).collect();
    out.retain(|source| !source.path.split('/').any(|part| part == "tests" || part == "tests.rs"));
    out.retain(|source| !helpers.contains(&source.path));
    out.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!out.is_empty(), "no sources in {folder}");
    out
}

/// Files of the modules that a file declares for tests only.
fn test_modules(source: &Source) -> Vec<String> {
    let (folder, file) = source.path.rsplit_once('/').unwrap();
    let folder = match file {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        other => format!("{folder}/{}", other.trim_end_matches(".rs")),
    };
    let lines: Vec<&str> = source.text.lines().map(str::trim).collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    let names = declared.filter_map(|pair| pair[1].split_once("mod ")?.1.strip_suffix(';'));
    names.map(|name| format!("{folder}/{name}.rs")).collect()
}

fn collect(folder: &Path, path: &str, out: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{path}/{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &path, out);
        } else if path.ends_with(".rs") {
            out.push(Source { text: fs::read_to_string(entry.path()).unwrap(), path });
        }
    }
}

fn flatten(stream: TokenStream, modules: usize, out: &mut Vec<Token>) {
    let mut colon = false;
    for tree in stream {
        let line = tree.span().start().line;
        let mut push = |text: String| out.push(Token { text, line, modules });
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::None => ("", ""),
                };
                let name = module_name(out).filter(|_| open == "{");
                if name.as_deref() == Some("tests") {
                    continue;
                }
                out.push(Token { text: open.to_owned(), line, modules });
                flatten(group.stream(), modules + usize::from(name.is_some()), out);
                out.push(Token { text: close.to_owned(), line: group.span_close().start().line, modules });
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' && colon => {
                out.last_mut().unwrap().text = "::".to_owned();
                colon = false;
                continue;
            }
            TokenTree::Punct(punct) => {
                push(punct.as_char().to_string());
                colon = punct.as_char() == ':' && punct.spacing() == Spacing::Joint;
                continue;
            }
            TokenTree::Ident(ident) => push(ident.to_string()),
            TokenTree::Literal(literal) => push(literal.to_string()),
        }
        colon = false;
    }
}

/// The name if the tokens so far end in `mod name`.
fn module_name(tokens: &[Token]) -> Option<String> {
    let [.., keyword, name] = tokens else { return None };
    (keyword.text == "mod").then(|| name.text.clone())
}

/// The first names of what a path goes on with: `a` of `a::b`, `a` and `c` of `{a::b, c}`.
pub(super) fn heads(tokens: &[Token]) -> Vec<&Token> {
    let Some(first) = tokens.first() else { return Vec::new() };
    if first.text != "{" {
        return vec![first];
    }
    let mut out = Vec::new();
    let mut depth = 0;
    let mut start = false;
    for token in tokens {
        match token.text.as_str() {
            "{" => {
                depth += 1;
                start = depth == 1;
            }
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," => start = depth == 1,
            _ if start => {
                out.push(token);
                start = false;
            }
            _ => {}
        }
    }
    out
}

#[test]
fn tokens_are_flat_and_without_tests() {
    let text = "use crate::{a::{b, c}, d}; mod x { mod y { super::z!(); } } mod tests { crate::no() } // crate::no";
    let source = Source { path: "p/src/m/n.rs".to_owned(), text: text.to_owned() };
    assert_eq!((source.module(), source.depth()), ("m", 2));
    let tokens = source.tokens();
    let start = tokens.iter().position(|token| token.text == "::").unwrap() + 1;
    assert_eq!(heads(&tokens[start..]).iter().map(|token| token.text.as_str()).collect::<Vec<_>>(), ["a", "d"]);
    assert_eq!(tokens.iter().find(|token| token.text == "super").unwrap().modules, 2);
    assert!(tokens.iter().all(|token| token.text != "no"));
}
