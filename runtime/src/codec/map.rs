//! `additionalProperties` as a type: a map from text that keeps the order of the wire.

use super::{Entries, Json, Shape, ShapeMut};
use indexmap::IndexSet;
use std::fmt;

/// A map from text to `T`, in the order of the wire.
///
/// The keys are not generic, so a map costs a generated crate no more than a `Vec<T>`.
#[derive(Clone)]
pub struct Map<T> {
    keys: IndexSet<Box<str>>,
    values: Vec<T>,
}

impl<T> Map<T> {
    /// Without entries.
    pub fn new() -> Map<T> {
        Map { keys: IndexSet::new(), values: Vec::new() }
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.values.get(self.keys.get_index_of(key)?)
    }

    /// The value under `key`, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.values.get_mut(self.keys.get_index_of(key)?)
    }

    /// Sets the value under `key`; gives the one that was there.
    pub fn insert(&mut self, key: impl Into<Box<str>>, value: T) -> Option<T> {
        let (i, new) = self.keys.insert_full(key.into());
        match self.values.get_mut(i) {
            Some(old) if !new => Some(std::mem::replace(old, value)),
            _ => {
                self.values.push(value);
                None
            }
        }
    }

    /// Takes the value under `key` away.
    pub fn remove(&mut self, key: &str) -> Option<T> {
        let (i, _) = self.keys.shift_remove_full(key)?;
        Some(self.values.remove(i))
    }

    /// The entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.keys.iter().map(|key| &**key).zip(&self.values)
    }
}

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map::new()
    }
}

impl<T: PartialEq> PartialEq for Map<T> {
    /// The order of entries makes no difference.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<T: fmt::Debug> fmt::Debug for Map<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Into<Box<str>>, T> FromIterator<(K, T)> for Map<T> {
    fn from_iter<I: IntoIterator<Item = (K, T)>>(entries: I) -> Self {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Into<Box<str>>, T, const N: usize> From<[(K, T); N]> for Map<T> {
    fn from(entries: [(K, T); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<T: Json> Json for Map<T> {
    fn blank() -> Self {
        Map::new()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Map(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Map(self)
    }
}

impl<T: Json> Entries for Map<T> {
    #[inline(never)]
    fn len(&self) -> usize {
        self.values.len()
    }
    #[inline(never)]
    fn entry(&self, i: usize) -> Option<(&str, &dyn Json)> {
        Some((self.keys.get_index(i)?, self.values.get(i)?))
    }
    #[inline(never)]
    fn value(&self, key: &str) -> Option<&dyn Json> {
        self.get(key).map(|value| value as &dyn Json)
    }
    #[inline(never)]
    fn insert(&mut self, key: &str) -> Option<ShapeMut<'_>> {
        if !self.keys.insert(key.into()) {
            return None;
        }
        self.values.push(T::blank());
        self.values.last_mut().map(T::shape_mut)
    }
    #[inline(never)]
    fn remove(&mut self, key: &str) {
        Map::remove(self, key);
    }
    #[inline(never)]
    fn clear(&mut self) {
        self.keys.clear();
        self.values.clear();
    }
}
