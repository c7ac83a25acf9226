//! What a record holds beside its fields: keys that the document does not name, and shadows of drifted fields.

use super::{Any, Json, Shape, ShapeMut};

/// Unknown fields of a record, kept and written back. Empty, it is one pointer.
///
/// It also remembers, out of sight, how a field that drifted was spelled, so that reading and writing back changes
/// nothing unless the field was changed.
#[derive(Clone, Default)]
pub struct Extra(Option<Box<Inner>>);

#[derive(Clone, Debug, Default)]
struct Inner {
    fields: Vec<(Box<str>, Any)>,
    shadows: Vec<Shadow>,
}

/// How a drifted field came, and what it holds because of that.
#[derive(Clone, Debug)]
pub(super) struct Shadow {
    pub(super) row: u16,
    pub(super) came: Came,
    pub(super) held: Held,
}

#[derive(Clone, Debug)]
pub(super) enum Came {
    Absent,
    Null,
    As(Any),
}

#[derive(Clone, Debug)]
pub(super) enum Held {
    Blank,
    /// The JSON that the field would be written as.
    As(Box<[u8]>),
}

impl Extra {
    /// Without fields.
    pub const fn new() -> Extra {
        Extra(None)
    }

    /// The unknown field `name`.
    pub fn get(&self, name: &str) -> Option<&Any> {
        self.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Sets an unknown field, to be sent with the known ones.
    pub fn insert(&mut self, name: &str, value: impl Into<Any>) {
        let fields = &mut self.0.get_or_insert_default().fields;
        match fields.iter_mut().find(|(key, _)| **key == *name) {
            Some((_, old)) => *old = value.into(),
            None => fields.push((name.into(), value.into())),
        }
    }

    /// Takes an unknown field away.
    pub fn remove(&mut self, name: &str) -> Option<Any> {
        let fields = &mut self.0.as_mut()?.fields;
        let i = fields.iter().position(|(key, _)| **key == *name)?;
        Some(fields.remove(i).1)
    }

    /// The unknown fields, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Any)> {
        self.0.iter().flat_map(|inner| &inner.fields).map(|(key, value)| (&**key, value))
    }

    /// Whether there are no unknown fields.
    pub fn is_empty(&self) -> bool {
        self.0.as_ref().is_none_or(|inner| inner.fields.is_empty())
    }

    pub(super) fn push(&mut self, name: &str, value: Any) {
        self.0.get_or_insert_default().fields.push((name.into(), value));
    }

    pub(super) fn shadow(&mut self, shadow: Shadow) {
        let shadows = &mut self.0.get_or_insert_default().shadows;
        shadows.retain(|old| old.row != shadow.row);
        shadows.push(shadow);
    }

    pub(super) fn shadow_of(&self, row: usize) -> Option<&Shadow> {
        self.0.as_ref()?.shadows.iter().find(|shadow| usize::from(shadow.row) == row)
    }

    pub(super) fn has_shadows(&self) -> bool {
        self.0.as_ref().is_some_and(|inner| !inner.shadows.is_empty())
    }
}

impl PartialEq for Extra {
    /// By the unknown fields, in whatever order; how a field was spelled before it was read makes no difference.
    fn eq(&self, other: &Self) -> bool {
        self.iter().count() == other.iter().count() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl std::fmt::Debug for Extra {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Json for Extra {
    fn blank() -> Self {
        Extra::new()
    }
    #[inline(never)]
    fn shape(&self) -> Shape<'_> {
        Shape::Extra(self)
    }
    #[inline(never)]
    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Extra(self)
    }
}
