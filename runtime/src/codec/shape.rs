//! What a type is, as data: the traits that generated tables implement and the shapes that interpreters match on.

use super::{Any, Extra, File};
use crate::Secret;

/// A value that JSON can hold, seen by the interpreters of this module.
pub trait Json: Send + Sync + 'static {
    /// The value before anything was read into it: empty text, zero, nothing, an enum that nobody set.
    #[doc(hidden)]
    fn blank() -> Self
    where
        Self: Sized;

    /// What this value is, to be looked at.
    fn shape(&self) -> Shape<'_>;

    /// What this value is, to be filled.
    fn shape_mut(&mut self) -> ShapeMut<'_>;

    /// What this value is unless it is nothing: the shape within an option, for the writers one call instead of two.
    #[doc(hidden)]
    #[inline(never)]
    fn present(&self) -> Option<Shape<'_>> {
        Some(self.shape())
    }

    /// As [`Json::shape_mut`]; for what is to be `filled` an option becomes a blank something first, which is one call for
    /// the readers instead of three.
    #[doc(hidden)]
    #[inline(never)]
    fn slot(&mut self, filled: bool) -> ShapeMut<'_>
    where
        Self: Sized,
    {
        _ = filled;
        self.shape_mut()
    }
}

/// A value, by kind.
pub enum Shape<'a> {
    /// No content.
    Unit,
    /// `true`, `false`
    Bool(bool),
    /// A signed integer.
    I64(i64),
    /// An unsigned integer.
    U64(u64),
    /// A number.
    F64(f64),
    /// Text.
    Text(&'a str),
    /// Text that must not be printed.
    Secret(&'a Secret),
    /// Raw bytes; base64 in JSON.
    Bytes(&'a [u8]),
    /// A file; text in JSON.
    File(&'a File),
    /// Any JSON.
    Any(&'a Any),
    /// The fields that a document does not name.
    Extra(&'a Extra),
    /// Something or nothing.
    Opt(Option<&'a dyn Json>),
    /// A list.
    List(&'a dyn List),
    /// A list of fixed length, each element with a type of its own.
    Tuple(&'a dyn Tuple),
    /// A map from text.
    Map(&'a dyn Entries),
    /// An object with named fields.
    Record(&'static Table, &'a dyn Record),
    /// One of some constants.
    Choice(&'static Constants, &'a dyn Choice),
    /// One of some types.
    Union(&'static UnionTable, &'a dyn Union),
}

/// A value to be filled, by kind.
pub enum ShapeMut<'a> {
    /// No content.
    Unit,
    /// `true`, `false`
    Bool(&'a mut bool),
    /// A 32-bit integer.
    I32(&'a mut i32),
    /// A 64-bit integer.
    I64(&'a mut i64),
    /// An unsigned 32-bit integer.
    U32(&'a mut u32),
    /// An unsigned 64-bit integer.
    U64(&'a mut u64),
    /// A number.
    F64(&'a mut f64),
    /// Text.
    Text(&'a mut String),
    /// Text that must not be printed.
    Secret(&'a mut Secret),
    /// Raw bytes; base64 in JSON.
    Bytes(&'a mut Vec<u8>),
    /// A file; text in JSON.
    File(&'a mut File),
    /// Any JSON.
    Any(&'a mut Any),
    /// The fields that a document does not name.
    Extra(&'a mut Extra),
    /// Something or nothing.
    Opt(&'a mut dyn Opt),
    /// A list.
    List(&'a mut dyn List),
    /// A list of fixed length, each element with a type of its own.
    Tuple(&'a mut dyn Tuple),
    /// A map from text.
    Map(&'a mut dyn Entries),
    /// An object with named fields.
    Record(&'static Table, &'a mut dyn Record),
    /// One of some constants.
    Choice(&'static Constants, &'a mut dyn Choice),
    /// One of some types.
    Union(&'static UnionTable, &'a mut dyn Union),
}

impl ShapeMut<'_> {
    /// The same value for a while.
    pub fn reborrow(&mut self) -> ShapeMut<'_> {
        match self {
            ShapeMut::Unit => ShapeMut::Unit,
            ShapeMut::Bool(value) => ShapeMut::Bool(value),
            ShapeMut::I32(value) => ShapeMut::I32(value),
            ShapeMut::I64(value) => ShapeMut::I64(value),
            ShapeMut::U32(value) => ShapeMut::U32(value),
            ShapeMut::U64(value) => ShapeMut::U64(value),
            ShapeMut::F64(value) => ShapeMut::F64(value),
            ShapeMut::Text(value) => ShapeMut::Text(value),
            ShapeMut::Secret(value) => ShapeMut::Secret(value),
            ShapeMut::Bytes(value) => ShapeMut::Bytes(value),
            ShapeMut::File(value) => ShapeMut::File(value),
            ShapeMut::Any(value) => ShapeMut::Any(value),
            ShapeMut::Extra(value) => ShapeMut::Extra(value),
            ShapeMut::Opt(value) => ShapeMut::Opt(*value),
            ShapeMut::List(value) => ShapeMut::List(*value),
            ShapeMut::Tuple(value) => ShapeMut::Tuple(*value),
            ShapeMut::Map(value) => ShapeMut::Map(*value),
            ShapeMut::Record(table, value) => ShapeMut::Record(table, *value),
            ShapeMut::Choice(table, value) => ShapeMut::Choice(table, *value),
            ShapeMut::Union(table, value) => ShapeMut::Union(table, *value),
        }
    }
}

/// `Option<T>`.
pub trait Opt {
    /// Becomes nothing.
    fn clear(&mut self);
    /// Becomes a blank something, and gives it.
    fn fill(&mut self) -> ShapeMut<'_>;
}

/// `Vec<T>`.
#[allow(clippy::len_without_is_empty)] // interpreters count, nobody else calls this
pub trait List {
    /// How many elements.
    fn len(&self) -> usize;
    /// The element at `i`.
    fn get(&self, i: usize) -> Option<&dyn Json>;
    /// Adds a blank element, and gives it.
    fn push(&mut self) -> ShapeMut<'_>;
    /// Takes the last element away.
    fn pop(&mut self);
    /// Takes all elements away.
    fn clear(&mut self);
}

/// `(A, B)`, from one to twelve elements.
#[allow(clippy::len_without_is_empty)] // interpreters count, nobody else calls this
pub trait Tuple {
    /// How many elements.
    fn len(&self) -> usize;
    /// The element at `i`.
    fn get(&self, i: usize) -> Option<&dyn Json>;
    /// The element at `i`, to be filled.
    fn get_mut(&mut self, i: usize) -> Option<ShapeMut<'_>>;
}

/// [`Map<T>`](super::Map).
#[allow(clippy::len_without_is_empty)] // interpreters count, nobody else calls this
pub trait Entries {
    /// How many entries.
    fn len(&self) -> usize;
    /// The entry at `i`.
    fn entry(&self, i: usize) -> Option<(&str, &dyn Json)>;
    /// The value under `key`.
    fn value(&self, key: &str) -> Option<&dyn Json>;
    /// Adds a blank value under `key`, and gives it; nothing if there is one already.
    fn insert(&mut self, key: &str) -> Option<ShapeMut<'_>>;
    /// Takes the entry away.
    fn remove(&mut self, key: &str);
    /// Takes all entries away.
    fn clear(&mut self);
}

/// An object with named fields; generated by [`record!`](crate::record).
pub trait Record: Json {
    /// The field at the row `i` of the table; beyond the last row, the [`Extra`].
    fn get(&self, i: usize) -> &dyn Json;
    /// As [`Record::get`], to be filled. Where `filled`, an option becomes a blank something first.
    fn get_mut(&mut self, i: usize, filled: bool) -> ShapeMut<'_>;
}

/// One of some constants; generated by [`choice!`](crate::choice).
pub trait Choice {
    /// The constant held; for an unknown one, what was read.
    fn value(&self) -> Const<'_>;
    /// Becomes the constant at row `i`.
    fn set(&mut self, i: usize);
    /// Becomes an unknown constant, if it is of a kind that this type keeps.
    fn set_unknown(&mut self, value: Const<'_>) -> bool;
}

/// One of some types; generated by [`union!`](crate::union).
pub trait Union {
    /// The row of the arm held, and its value; beyond the last row, the unknown arm.
    fn arm(&self) -> (usize, &dyn Json);
    /// Becomes a blank arm.
    fn select(&mut self, i: usize);
    /// The value of the arm held, to be filled.
    fn arm_mut(&mut self) -> ShapeMut<'_>;
}

/// The rows of a record.
#[derive(Debug)]
pub struct Table {
    /// Name of the Rust type.
    pub name: &'static str,
    /// One row a field, in the order of the struct.
    pub keys: &'static [Key],
    /// Rows whose type takes more than the document lists, with the listed values as JSON.
    pub only: &'static [(usize, &'static [&'static str])],
    /// Whether the document says that there are no other keys.
    pub closed: bool,
}

/// A row of a record.
#[derive(Debug)]
pub struct Key {
    /// A comma, the name on the wire in quotes, a colon. One text for all uses, so that a row is three words: what is read
    /// for every field of every answer should fit into few lines of a cache.
    literal: &'static str,
    /// See [`flag`].
    pub flags: u8,
    /// Whether the name is spelled in JSON as it is.
    plain: bool,
}

impl Key {
    /// A row; `literal` is `,"name":`, comma and quotes included.
    pub const fn new(literal: &'static str, flags: u8) -> Key {
        let (_, name) = literal.as_bytes().split_at(2);
        let mut plain = flags & flag::rest == 0;
        let mut i = 0;
        while plain && i + 2 < name.len() {
            #[allow(clippy::indexing_slicing)] // constant evaluation, bounded by the loop
            let byte = name[i];
            plain = byte >= 0x20 && byte != b'"' && byte != b'\\';
            i += 1;
        }
        Key { literal, flags, plain }
    }

    /// Name on the wire.
    #[inline]
    pub fn name(&self) -> &'static str {
        self.literal.get(2..self.literal.len().saturating_sub(2)).unwrap_or_default()
    }

    /// A comma, the name as a JSON key and its colon, or empty where the name needs escapes.
    #[inline]
    pub(super) fn literal(&self) -> &'static str {
        if self.plain { self.literal } else { "" }
    }

    /// The name as a JSON key with its colon, or empty where it needs escapes.
    #[inline]
    pub(super) fn wire(&self) -> &'static str {
        self.literal().get(1..).unwrap_or_default()
    }

    /// Whether `flag` is set.
    #[inline]
    pub const fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Flags of a [`Key`], named as they stand in a table.
#[allow(non_upper_case_globals)]
pub mod flag {
    /// The key must be there.
    pub const required: u8 = 1;
    /// `null` is a value.
    pub const nullable: u8 = 2;
    /// Never printed by `Debug`.
    pub const secret: u8 = 4;
    /// Not a key: a map that takes all keys without a row.
    pub const rest: u8 = 8;
    /// Only answers hold it: left out of the bodies of requests.
    pub const read_only: u8 = 16;
}

/// The rows of a choice.
#[derive(Debug)]
pub struct Constants {
    /// One row a constant, in the order of the variants.
    pub rows: &'static [Const<'static>],
    /// Whether the document takes every other text or integer as well, so that one is nothing to note.
    pub open: bool,
}

impl Constants {
    /// The row of a constant.
    #[inline]
    pub fn position(&self, value: Const<'_>) -> Option<usize> {
        self.rows.iter().position(|row| *row == value)
    }
}

/// What may stand behind the rows of a [`Constants`], named as it stands in a table.
#[allow(non_upper_case_globals)]
pub mod others {
    /// Every other value is as good.
    pub const open: bool = true;
}

/// A constant of a [`Choice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Const<'a> {
    /// Text.
    Text(&'a str),
    /// An integer.
    Int(i64),
}

/// The arms of a union.
#[derive(Debug)]
pub struct UnionTable {
    /// Name of the Rust type.
    pub name: &'static str,
    /// The key whose value decides, or empty where there is none.
    pub tag: &'static str,
    /// One row an arm.
    pub arms: &'static [Arm],
}

impl UnionTable {
    /// Whether any arm is marked as [`kind::secret`].
    pub(super) fn holds_secrets(&self) -> bool {
        self.arms.iter().any(|arm| arm.kinds & kind::secret != 0)
    }
}

/// A row of a union.
#[derive(Debug)]
pub struct Arm {
    /// Name of the variant.
    pub name: &'static str,
    /// Values of the tag that mean this arm.
    pub tags: &'static [&'static str],
    /// Kinds of JSON that this arm can be.
    pub kinds: Kinds,
}

/// A set of JSON kinds, see [`kind`].
pub type Kinds = u8;

/// Kinds of JSON, named as they stand in a table.
#[allow(non_upper_case_globals)]
pub mod kind {
    /// `null`
    pub const null: u8 = 1;
    /// `true`, `false`
    pub const boolean: u8 = 2;
    /// Numbers.
    pub const number: u8 = 4;
    /// Text.
    pub const string: u8 = 8;
    /// Lists.
    pub const array: u8 = 16;
    /// Objects.
    pub const object: u8 = 32;
    /// All of them.
    pub const any: u8 = 63;
    /// No kind, but a mark: values of the arm hold secrets, so what was meant for it and is none is not printed.
    pub const secret: u8 = 64;
    /// Another mark: values of the arm are secrets as a whole.
    pub const hidden: u8 = 128;
}
