//! Places in a document: [`At`] is a number that stands for a JSON pointer, and [`Pointers`] is the trie that knows which.
//! Places are entered as they are visited, so a document costs only what is read of it.

use serde::Serialize;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A place in a document; the default is its root. Only the [`Document`](super::Document) that gave it out can read it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct At(u32);

/// Below a member, in place of a key: the member's key itself. No key of a document begins so.
pub(super) const KEY: &str = "\0key";

/// The places that were visited so far.
#[derive(Debug)]
pub(super) struct Pointers {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    parent: At,
    key: Rc<str>,
    children: BTreeMap<Rc<str>, At>,
}

impl Default for Pointers {
    fn default() -> Self {
        let root = Entry { parent: At::default(), key: Rc::from(""), children: BTreeMap::new() };
        Pointers { entries: vec![root] }
    }
}

impl Pointers {
    fn entry(&self, at: At) -> Option<&Entry> {
        self.entries.get(at.0 as usize)
    }

    /// The place of the member or element `key` of `parent`. Beyond four thousand million places it is `parent` itself.
    pub(super) fn child(&mut self, parent: At, key: &str) -> At {
        if let Some(&at) = self.entry(parent).and_then(|entry| entry.children.get(key)) {
            return at;
        }
        let Ok(id) = u32::try_from(self.entries.len()) else { return parent };
        let (at, key) = (At(id), Rc::<str>::from(key));
        match self.entries.get_mut(parent.0 as usize) {
            Some(entry) => entry.children.insert(key.clone(), at),
            None => return parent,
        };
        self.entries.push(Entry { parent, key, children: BTreeMap::new() });
        at
    }

    /// A key that stands in the text again, with a place of its own: the value knows it once.
    pub(super) fn again(&mut self, member: At) -> At {
        let id = self.entries.len();
        self.child(member, &format!("{KEY} {id}"))
    }

    /// The key of a member, for what is to be said about the key and not about the value.
    pub(super) fn key(&mut self, member: At) -> At {
        self.child(member, KEY)
    }

    /// The place that a way leads to.
    pub(super) fn place(&mut self, way: Option<&Way<'_>>) -> At {
        let Some(way) = way else { return At::default() };
        let parent = self.place(way.parent);
        match way.step {
            Step::Key(key) => self.child(parent, key),
            Step::Index(index) => self.child(parent, &index.to_string()),
        }
    }

    /// The keys from the root down to `at`.
    pub(super) fn keys(&self, at: At) -> Vec<Rc<str>> {
        let mut keys = Vec::new();
        let mut here = at;
        while here != At::default()
            && let Some(entry) = self.entry(here)
        {
            keys.push(entry.key.clone());
            here = entry.parent;
        }
        keys.reverse();
        keys
    }

    /// `at` as a JSON pointer in a fragment: `#/paths/~1orders/get`.
    pub(super) fn pointer(&self, at: At) -> String {
        let mut keys = self.keys(at);
        keys.retain(|key| !key.starts_with(KEY));
        Pointers::pointer_of(&keys)
    }

    /// These keys as a JSON pointer.
    pub(super) fn pointer_of(keys: &[Rc<str>]) -> String {
        let mut pointer = String::from("#");
        for key in keys {
            pointer.push('/');
            // Asked for often, and few keys have to be escaped.
            match key.contains(['~', '/']) {
                true => pointer.push_str(&escape(key)),
                false => pointer.push_str(key),
            }
        }
        pointer
    }
}

/// The way from a value that is being read or rewritten up to the root, kept on the stack: the place is entered only where
/// there is something to say about it.
#[derive(Clone, Copy)]
pub(crate) struct Way<'w> {
    pub(crate) parent: Option<&'w Way<'w>>,
    pub(crate) step: Step<'w>,
}

#[derive(Clone, Copy)]
pub(crate) enum Step<'w> {
    Key(&'w str),
    Index(usize),
}

/// A key as it stands in a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped_and_shared() {
        let cases: &[(&[&str], &str)] =
            &[(&[], "#"), (&["paths", "/orders", "get"], "#/paths/~1orders/get"), (&["a~b", "", "0"], "#/a~0b//0")];
        let mut pointers = Pointers::default();
        for (keys, pointer) in cases {
            let at = keys.iter().fold(At::default(), |at, key| pointers.child(at, key));
            let again = keys.iter().fold(At::default(), |at, key| pointers.child(at, key));
            assert_eq!(at, again);
            assert_eq!(pointers.pointer(at), *pointer);
        }
    }
}
