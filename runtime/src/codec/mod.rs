//! Types as tables: a generated type says what it *is* ([`Json::shape`]), and the interpreters here read, write,
//! compare and print it. Compiled once in this crate, they are why generated crates compile in a moment.
//!
//! Reading is lenient and honest: what the document did not foresee is taken where its meaning is plain, noted as
//! [`Drift`], and written back as it came. [`Policy::Strict`] turns every note into an error.
//!
//! # String formats
//! [`DateTime`], [`Uuid`] and the like keep the text that came. What it means is asked for: `to_jiff` and `to_chrono`
//! (features `jiff`, `chrono`), `to_uuid` (`uuid`), `to_decimal` (`rust_decimal`), [`Ipv4::to_addr`]; and `From` goes the
//! other way. A type for a format of your own is made by [`text!`](crate::text).

#[macro_use] // the formats in `scalars` are made by it
mod text;

mod any;
mod bridge;
mod convert;
mod copy;
mod debug;
mod decode;
mod drift;
mod encode;
mod extra;
mod fields;
mod file;
pub mod form;
mod impls;
mod listed;
mod macros;
mod map;
mod reader;
mod record;
mod same;
mod scalars;
mod scan;
mod score;
mod shape;
#[cfg(test)]
mod tests;
mod union;

pub use any::Any;
pub(crate) use any::Apart;
pub use copy::copy;
pub use debug::{debug, display_choice};
pub use drift::{DecodeError, Drift, Policy};
pub(crate) use encode::encode_sent;
pub use encode::{EncodeError, encode, encode_to};
pub use extra::Extra;
pub(crate) use fields::{each_field, is_flat};
pub use file::File;
pub use map::Map;
pub(crate) use same::never_set;
pub use same::{is_blank, same};
pub use scalars::{Binary, Date, DateTime, Decimal, Duration, Email, Hostname, Ipv4, Ipv6, Time, Uri, Uuid};
pub use shape::{
    Arm, Choice, Const, Constants, Entries, Json, Key, Kinds, List, Opt, Record, Shape, ShapeMut, Table, Tuple, Union,
    UnionTable, flag, kind, others,
};

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use bridge::{deserialize, serialize};

/// A decoded value and what about it was not as the document says.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// Notes, in the order of the text; at most [`Drift::LIMIT`].
    pub drift: Vec<Drift>,
}

/// Decodes one JSON text.
///
/// What is kept for writing back is kept by the record around it. Where lists and maps of plain values are the whole
/// text, there is none: their drift is noted, and elements that could not be read are left out.
///
/// # Errors
/// When the text is no JSON, nests deeper than 128, or its outermost value is of another kind than `T`; under
/// [`Policy::Strict`] also on the first drift.
///
/// ```
/// use bindery_runtime::codec::{decode, Policy};
/// let numbers: Vec<i64> = decode(b"[1, \"2\"]", Policy::Lenient)?.value;
/// assert_eq!(numbers, [1, 2]);
/// assert!(decode::<Vec<i64>>(b"[1, \"2\"]", Policy::Strict).is_err());
/// # Ok::<(), bindery_runtime::codec::DecodeError>(())
/// ```
pub fn decode<T: Json>(text: &[u8], policy: Policy) -> Result<Decoded<T>, DecodeError> {
    let mut value = T::blank();
    let drift = decode_into(value.shape_mut(), text, policy)?;
    Ok(Decoded { value, drift })
}

/// [`decode`] into a value that is there already and blank: nothing that it holds is taken away first.
///
/// # Errors
/// As [`decode`].
pub fn decode_into(value: ShapeMut<'_>, text: &[u8], policy: Policy) -> Result<Vec<Drift>, DecodeError> {
    decode::document(value, text, policy)
}
