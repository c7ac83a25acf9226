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
    /// Heads and their rows.
    pub entries: Vec<(String, Vec<String>)>,
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
        self.items.push(Item::Table(Table { name, entries: vec![(head, rows)] }));
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.children.is_empty()
    }
}
