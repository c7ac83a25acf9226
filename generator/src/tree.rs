//! The output before it is text: modules of items, and whole files.

use proc_macro2::TokenStream;

/// Everything that a run writes.
#[derive(Debug, Default)]
pub struct Tree {
    /// The Rust code; its name is not used.
    pub root: Module,
    /// Other files, by path from the output folder.
    pub files: Vec<(String, String)>,
}

/// A Rust module.
#[derive(Debug, Default)]
pub struct Module {
    pub name: String,
    /// Declared `pub`; otherwise its items are re-exported by its parent.
    pub public: bool,
    /// Lines of documentation, without markers.
    pub docs: Vec<String>,
    /// Paths of `use` lines.
    pub uses: Vec<String>,
    pub items: Vec<Item>,
    pub children: Vec<Module>,
}

/// What stands in a module.
#[derive(Debug)]
pub enum Item {
    /// One item, formatted on its own.
    Rust(TokenStream),
    /// A macro call whose rows are printed one a line: formatters leave macro bodies alone or wrap them badly.
    Table(Table),
}

/// `name! { head { row row … } }`
#[derive(Debug)]
pub struct Table {
    /// `bindery_runtime::record`
    pub name: &'static str,
    pub head: String,
    /// One a line.
    pub rows: Vec<String>,
}

/// Columns of a line of code.
pub const WIDTH: usize = 120;

/// Joins as many texts to a line as it holds.
pub fn packed(texts: impl IntoIterator<Item = String>, separator: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for text in texts {
        match out.last_mut() {
            Some(line) if line.chars().count() + text.chars().count() + 8 <= WIDTH => line.extend([separator, &text]),
            Some(line) => {
                line.push_str(separator.trim_end());
                out.push(text);
            }
            None => out.push(text),
        }
    }
    out
}

impl Module {
    /// A module of that name.
    pub fn new(name: &str, public: bool) -> Module {
        Module { name: name.to_owned(), public, ..Module::default() }
    }

    pub fn rust(&mut self, tokens: TokenStream) {
        if !tokens.is_empty() {
            self.items.push(Item::Rust(tokens));
        }
    }

    pub fn table(&mut self, name: &'static str, head: String, rows: Vec<String>) {
        self.items.push(Item::Table(Table { name, head, rows }));
    }

    /// A table whose rows are short: several stand on a line.
    pub fn list(&mut self, name: &'static str, head: String, rows: Vec<String>, separator: &str) {
        self.table(name, head, packed(rows, separator));
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.children.is_empty()
    }
}

/// Whether a character is never seen in what is written: controls but for the end of a line, and marks that join or turn the
/// text around them, which can make it look like what it is not. rustc refuses some of them.
pub fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
