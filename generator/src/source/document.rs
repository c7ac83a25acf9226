//! [`Document`]: the value of a file, its text, and the places in it.

use super::at::{KEY, Pointers};
use super::locate::{Lines, Wanted};
use super::{At, Node, Position, ResolveError, Way, json, resolve, yaml};
use crate::diag::nearest;
use serde_json::Value;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    name: String,
    text: String,
    form: Form,
    root: Value,
    pointers: RefCell<Pointers>,
    lines: OnceCell<Lines>,
    /// Those that were asked for, and how many keys of each place are in the text.
    positions: RefCell<BTreeMap<At, (Position, usize)>>,
    /// Keys that may still be compared for [`guess`](Self::guess).
    guesses: Cell<usize>,
}

/// Keys that are compared with what is misspelled in a document. Each takes a microsecond or two, and where thousands of
/// references lead nowhere among thousands of keys, no one is misspelled.
const GUESSES: usize = 200_000;

/// How the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Yaml,
}

impl Document {
    pub(super) fn new(name: String, text: String, form: Form, root: Value) -> Document {
        let (pointers, positions) = (RefCell::default(), RefCell::default());
        let (lines, guesses) = (OnceCell::new(), Cell::new(GUESSES));
        Document { name, text, form, root, pointers, lines, positions, guesses }
    }

    /// With places that are known already, and where some of them stand in the text.
    pub(super) fn with_pointers(self, pointers: Pointers, mut known: Vec<(At, Range<usize>)>) -> Document {
        let document = Document { pointers: RefCell::new(pointers), ..self };
        known.sort_by_key(|(_, range)| range.start);
        if !known.is_empty() {
            let mut cursor = document.lines.get_or_init(|| Lines::new(&document.text)).cursor(&document.text);
            let found = known.into_iter().map(|(at, range)| (at, (cursor.position(range), 0)));
            document.positions.borrow_mut().extend(found);
        }
        document
    }

    /// Its root, where every walk begins.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, &self.root, At::default())
    }

    /// Follows a reference within the document: `#/components/schemas/Pet`.
    pub fn resolve(&self, reference: &str) -> Result<Node<'_>, ResolveError> {
        resolve::resolve(self, reference)
    }

    /// Whether `file`, as a reference writes it, is the file of this document.
    pub(crate) fn is_own(&self, file: &str) -> bool {
        resolve::is_own(self, file)
    }

    /// The key of an object that `missing` is most like, if one was meant. The first that are asked for in a document are
    /// looked for; thousands would take the square of that.
    pub(crate) fn guess<'d>(&self, parent: Node<'d>, missing: &str) -> Option<&'d str> {
        let members = parent.value().as_object()?;
        self.guesses.set(self.guesses.get().checked_sub(members.len())?);
        nearest(missing, members.keys().map(String::as_str))
    }

    /// A place as a JSON pointer: `#/paths/~1orders/get`.
    pub fn pointer(&self, at: At) -> String {
        self.pointers.borrow().pointer(at)
    }

    /// The place of the member or element `key` of the place `parent`.
    pub(crate) fn child(&self, parent: At, key: &str) -> At {
        self.pointers.borrow_mut().child(parent, key)
    }

    /// The key of a member, where the member as a whole is its value.
    pub(crate) fn key(&self, member: At) -> At {
        self.pointers.borrow_mut().key(member)
    }

    /// The place that a way leads to.
    pub(crate) fn place(&self, way: Option<&Way<'_>>) -> At {
        self.pointers.borrow_mut().place(way)
    }

    /// A place as the pointer of what is in the document: types that are made here have places of their own within it.
    pub fn found_pointer(&self, at: At) -> String {
        self.find_positions(&[at]);
        let in_text = self.positions.borrow().get(&at).map_or(0, |(_, depth)| *depth);
        let pointers = self.pointers.borrow();
        let mut keys = pointers.keys(at);
        keys.retain(|key| !key.starts_with(KEY));
        let values = keys.iter().scan(&self.root, |value, key| {
            *value = match *value {
                Value::Array(elements) => elements.get(key.parse::<usize>().ok()?)?,
                other => other.get(&**key)?,
            };
            Some(())
        });
        // What was rewritten stands in the text alone, and what an alias stands for in the value alone.
        keys.truncate(values.count().max(in_text));
        Pointers::pointer_of(&keys)
    }

    /// Where a place stands in the text; the nearest ancestor that does, if the place itself does not.
    pub fn position(&self, at: At) -> Position {
        self.find_positions(&[at]);
        let known = self.positions.borrow().get(&at).map(|(position, _)| position.clone());
        known.unwrap_or_else(|| Position::new(&self.text, 0..0))
    }

    /// Finds the positions of many places in one reading of the text, so that [`position`](Self::position) has them ready.
    pub fn find_positions(&self, places: &[At]) {
        let mut positions = self.positions.borrow_mut();
        let missing: Vec<At> = places.iter().copied().filter(|at| !positions.contains_key(at)).collect();
        if missing.is_empty() {
            return;
        }
        let wanted = self.look_for(&missing, false);
        let lines = self.lines.get_or_init(|| Lines::new(&self.text));
        let pointers = self.pointers.borrow();
        let find = |at| {
            let (range, depth) = wanted.find(&pointers.keys(at));
            (range, depth, at)
        };
        let mut found: Vec<_> = missing.into_iter().map(find).collect();
        found.sort_by_key(|(range, ..)| range.start);
        let mut cursor = lines.cursor(&self.text);
        positions.extend(found.into_iter().map(|(range, depth, at)| (at, (cursor.position(range), depth))));
    }

    /// How scalars are spelled in the text: `1.10` where the value is the number 1.1. In the order of `places`.
    pub(crate) fn spellings(&self, places: &[At]) -> Vec<Option<String>> {
        if places.is_empty() {
            return Vec::new();
        }
        let wanted = self.look_for(places, true);
        let pointers = self.pointers.borrow();
        places.iter().map(|at| wanted.spelling(&pointers.keys(*at)).map(str::to_owned)).collect()
    }

    fn look_for(&self, places: &[At], spell: bool) -> Wanted {
        let pointers = self.pointers.borrow();
        let mut wanted = Wanted::default();
        // YAML's numbers are found by their spelling alone.
        let scalar = |at| self.root.pointer(pointers.pointer(at).trim_start_matches('#')).is_some_and(is_scalar);
        places.iter().for_each(|at| wanted.add(&pointers.keys(*at), spell || scalar(*at)));
        match self.form {
            Form::Json => json::locate(&self.text, &mut wanted),
            Form::Yaml => yaml::locate(&self.text, &mut wanted),
        }
        wanted
    }

    /// The file's name as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value, for `normalize` to rewrite in place.
    pub fn value_mut(&mut self) -> &mut Value {
        &mut self.root
    }
}

fn is_scalar(value: &Value) -> bool {
    !(value.is_object() || value.is_array())
}
