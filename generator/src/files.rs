//! From the tree to text to disk: layout, formatting, writing what changed, removing what bindery wrote and no longer does.
//!
//! The only stage beside `source` that touches the file system.

use crate::emit::{HEADER, MARK};
use crate::names;
use crate::tree::{Item, Module, Table, Tree, WIDTH, is_unseen, packed};
use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// How the Rust code is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `mod.rs` and a file for each module.
    Module,
    /// `src/lib.rs` and a file for each module.
    Package,
    /// One file, to be included by `include_api!`.
    Inline,
}

/// The head of a function on one line, as it is called.
pub fn signature(tokens: &TokenStream) -> String {
    let parsed = syn::parse_file(&format!("trait Methods {{ {tokens}; }}"));
    let text = parsed.map_or_else(|_| tokens.to_string(), |file| prettyplease::unparse(&file));
    let lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.starts_with("trait ") && *line != "}").collect();
    let line = lines.join(" ").replace("( ", "(").replace(", )", ")");
    line.trim_end_matches(';').to_owned()
}

/// Text of all files, by path from the output folder.
pub fn render(tree: &Tree, layout: Layout, source: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let header = format!("// {HEADER} {}. Do not edit.\n", commented(source));
    match layout {
        Layout::Module => module_files(&tree.root, "", "mod.rs", &header, &mut out),
        Layout::Package => module_files(&tree.root, "src/", "lib.rs", &header, &mut out),
        Layout::Inline => {
            out.insert(format!("{}.rs", tree.root.name), format!("{header}{}", inline(&tree.root, true)));
        }
    }
    out.extend(tree.files.iter().map(|(path, text)| (path.clone(), tidy(text))));
    out
}

fn module_files(module: &Module, folder: &str, file: &str, header: &str, out: &mut BTreeMap<String, String>) {
    let mut text = format!("{header}{}", inner_docs(module));
    let root = matches!(file, "lib.rs" | "mod.rs") && (folder.is_empty() || folder == "src/");
    // The layout is ours, and `--check` compares it.
    text.push_str("#![cfg_attr(rustfmt, rustfmt_skip)]\n");
    if root && file == "lib.rs" {
        text.push_str("#![forbid(unsafe_code)]\n");
        // Chains of types that hold each other are as long as the document makes them.
        text.push_str("#![recursion_limit = \"512\"]\n");
    }
    if root {
        // Prose and names are the document's: its lists are indented as they are, its arms may repeat their union's name.
        text.push_str("#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]\n");
        text.push_str("#![allow(clippy::enum_variant_names, clippy::type_complexity)]\n");
        if file == "mod.rs" {
            // Nobody calls every operation.
            text.push_str("#![allow(dead_code)]\n");
        }
    }
    text.push('\n');
    for child in &module.children {
        text.push_str(&declare(child));
        text.push('\n');
        let (folder, file) = match child.children.is_empty() {
            true => (folder.to_owned(), format!("{}.rs", child.name)),
            false => (format!("{folder}{}/", child.name), "mod.rs".to_owned()),
        };
        module_files(child, &folder, &file, header, out);
    }
    if !module.children.is_empty() {
        text.push('\n');
    }
    text.push_str(&body(module));
    out.insert(format!("{folder}{file}"), tidy(&text));
}

fn declare(child: &Module) -> String {
    let name = names::escaped(&child.name);
    if child.public { format!("pub mod {name};") } else { format!("mod {name};\npub use {name}::*;") }
}

fn inner_docs(module: &Module) -> String {
    module.docs.iter().map(|line| format!("//! {}", commented(line)).trim_end().to_owned() + "\n").collect()
}

/// Text that stands behind `//` and stays there: a line break in a file's name or a document's text would end the comment,
/// and what follows would be code. The compiler refuses marks that turn the direction.
fn commented(text: &str) -> String {
    text.replace(|c| c == '\n' || is_unseen(c), " ")
}

/// A module with its children inside.
fn inline(module: &Module, root: bool) -> String {
    let mut text = String::new();
    if !root {
        text.push_str(&inner_docs(module));
        text.push('\n');
    }
    for child in &module.children {
        let name = names::escaped(&child.name);
        let (head, tail) = match child.public {
            true => (format!("pub mod {name} {{\n"), "}\n\n".to_owned()),
            false => (format!("mod {name} {{\n"), format!("}}\npub use {name}::*;\n\n")),
        };
        text.push_str(&head);
        for line in inline(child, false).lines() {
            text.push_str(if line.is_empty() { "" } else { "    " });
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&tail);
    }
    text.push_str(&body(module));
    tidy(&text)
}

fn body(module: &Module) -> String {
    let mut blocks: Vec<String> = module.uses.iter().map(|path| format!("use {path};")).collect();
    if !blocks.is_empty() {
        blocks = vec![blocks.join("\n") + "\n"];
    }
    for item in &module.items {
        match item {
            Item::Rust(tokens) => blocks.push(format_item(tokens)),
            Item::Table(table) => {
                // A table stands right below the type that it describes.
                let text = print_table(table);
                match blocks.last_mut() {
                    Some(last) if table.name != "bindery_runtime::operations" => last.push_str(&text),
                    _ => blocks.push(text),
                }
            }
        }
    }
    blocks.join("\n")
}

/// One item through prettyplease; what does not parse is a bug of an emitter.
fn format_item(tokens: &TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => spaced(&joined(&prettyplease::unparse(&file))),
        Err(error) => unreachable!("an emitter wrote what is no Rust: {error}\n{tokens}"),
    }
}

/// prettyplease breaks signatures, calls and literals early; what fits a line stands on one.
fn joined(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    loop {
        let before = lines.len();
        let mut out: Vec<String> = Vec::with_capacity(before);
        let mut rest = lines.as_slice();
        while let Some((line, after)) = rest.split_first() {
            let taken = group(line, after).or_else(|| chain(line, after));
            match taken {
                Some((one, count)) if one.chars().count() <= WIDTH => {
                    out.push(one);
                    rest = after.get(count..).unwrap_or_default();
                }
                _ => {
                    out.push(line.clone());
                    rest = after;
                }
            }
        }
        lines = out;
        if lines.len() == before {
            return lines.join("\n") + "\n";
        }
    }
}

/// A line that opens a bracket, with all up to the one that closes it, as one line; and how many lines those are.
fn group(line: &str, after: &[String]) -> Option<(String, usize)> {
    let indent = indent(line);
    let literal = line.ends_with(" {") && line.trim_start().starts_with(char::is_uppercase);
    if !(line.ends_with(['(', '[']) || literal) || line.trim_start().starts_with("//") {
        return None;
    }
    let close = after.iter().position(|line| self::indent(line) <= indent)?;
    let inner: Vec<&str> = after.get(..close)?.iter().map(|line| line.trim()).collect();
    if inner.iter().any(|line| line.starts_with("//") || line.starts_with("#[") || line.ends_with(['(', '[', '{'])) {
        return None;
    }
    let inner = inner.join(" ");
    let space = if literal { " " } else { "" };
    Some((format!("{line}{space}{}{space}{}", inner.trim_end_matches(','), after.get(close)?.trim()), close + 1))
}

/// A line whose chain of calls goes on in the next one.
fn chain(line: &str, after: &[String]) -> Option<(String, usize)> {
    let next = after.first()?;
    let goes_on =
        next.trim_start().starts_with('.') && indent(next) > indent(line) && !line.trim_start().starts_with("//");
    (goes_on && !next.ends_with(['(', '[', '{'])).then(|| (format!("{line}{}", next.trim()), 1))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// prettyplease leaves no line between the functions of an impl.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut last = "";
    for line in text.lines() {
        if last == "    }" && line.starts_with("    ") && line != "    }" {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        last = line;
    }
    out
}

fn print_table(table: &Table) -> String {
    let Table { name, head, rows } = table;
    if let [row] = rows.as_slice()
        && name.len() + head.len() + row.chars().count() + 12 <= WIDTH
        && !row.ends_with(';')
    {
        return format!("{name}! {{ {head} {{ {row} }} }}\n");
    }
    let mut out = format!("{name}! {{ {head} {{\n");
    if name.len() + head.chars().count() + 6 > WIDTH {
        // A constructor with many arguments.
        out = format!(
            "{name}! {{\n    {} {{\n",
            packed(head.split_inclusive(", ").map(|part| part.trim().to_owned()), " ").join("\n    ")
        );
    }
    for row in rows {
        out.push_str(&format!("    {row}\n"));
    }
    out.push_str("} }\n");
    out
}

/// No trailing spaces, no double blank lines, one line end at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

/// What writing did, or with `check` would have done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub written: Vec<String>,
    pub unchanged: usize,
    pub removed: Vec<String>,
    /// Files of the package that the user has made theirs by taking the header out.
    pub kept: Vec<String>,
}

/// Brings `folder` to hold `files`.
///
/// # Errors
/// When a file cannot be read or written, or one that bindery did not write stands where a module belongs; the message
/// names it.
pub fn write(folder: &Path, files: &BTreeMap<String, String>, check: bool) -> Result<Changes, String> {
    let mut changes = Changes::default();
    let mut pending: Vec<(PathBuf, &String)> = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(old) if old == *text => changes.unchanged += 1,
            Ok(old) if !is_ours(&old) && !name.ends_with(".rs") => changes.kept.push(name.clone()),
            Ok(old) if !is_ours(&old) => {
                return Err(format!(
                    "`{}` was not written by bindery; move it away or choose another folder",
                    path.display()
                ));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("cannot read `{}`: {error}", path.display()));
            }
            Ok(_) | Err(_) => {
                changes.written.push(name.clone());
                pending.push((path, text));
            }
        }
    }
    let stale = stale(folder, files)?;
    changes.removed =
        stale.iter().map(|path| path.strip_prefix(folder).unwrap_or(path).display().to_string()).collect();
    if check {
        return Ok(changes);
    }
    for (path, text) in pending {
        save(&path, text)?;
    }
    for path in stale {
        fs::remove_file(&path).map_err(|error| format!("cannot remove `{}`: {error}", path.display()))?;
    }
    Ok(changes)
}

/// Writes one file and the folders above it.
///
/// # Errors
/// The message names the file.
pub fn save(path: &Path, text: &str) -> Result<(), String> {
    let fail = |error: io::Error| format!("cannot write `{}`: {error}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::write(path, text).map_err(fail)
}

fn is_ours(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(MARK))
}

/// Rust files that bindery wrote from this document once and does not write now. Only where modules ever stand: the root
/// of the code and `types` below it. Whatever else is below the folder is somebody else's.
fn stale(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<PathBuf>, String> {
    let roots = [("src/", files.get("src/lib.rs")), ("", files.get("mod.rs"))];
    let Some((root, Some(text))) = roots.into_iter().find(|(_, file)| file.is_some()) else { return Ok(Vec::new()) };
    let header = text.lines().next().map(origin);
    let mut out = Vec::new();
    for below in [root.to_owned(), format!("{root}types/")] {
        let entries = match fs::read_dir(folder.join(&below)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(format!("cannot read `{}`: {error}", folder.join(&below).display())),
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().map(|name| format!("{below}{}", name.to_string_lossy())).unwrap_or_default();
            // A file that cannot be read as text is not one of ours.
            let same = |text: String| is_ours(&text) && text.lines().next().map(origin) == header;
            if name.ends_with(".rs") && !files.contains_key(&name) && fs::read_to_string(&path).is_ok_and(same) {
                out.push(path);
            }
        }
    }
    out.sort();
    Ok(out)
}

/// What a header says that a file was made from, whichever version of bindery wrote it.
fn origin(header: &str) -> &str {
    header.split_once(" from ").map_or(header, |(_, origin)| origin)
}
