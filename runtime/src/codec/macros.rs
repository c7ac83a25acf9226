//! The tables of generated code: one macro a kind of type, one row a field, constant or arm.
//!
//! Every function here is `#[inline]`: a crate of a thousand types then compiles none of them itself, and a program only
//! those that its calls reach. The impls of the standard types are generic, which has the same effect, and
//! `#[inline(never)]`, so that there is one of each in a program rather than one in every codegen unit; what is a line of
//! machine code, as for text and numbers, is inlined into them.

/// Makes a struct a [`Record`](crate::codec::Record), with `Clone`, `Debug` and `PartialEq` from its table.
///
/// Behind the rows there may stand `only 0 ["true"];`, the values (as JSON) that the document lists for a row whose type
/// takes others too, and `closed: true;` where it says that there are no other keys.
///
/// ```
/// use bindery_runtime::codec::Extra;
///
/// pub struct Pet {
///     pub id: i64,
///     pub tag: Option<String>,
///     pub extra: Extra,
/// }
/// bindery_runtime::record! { Pet {
///     0: id = "id" required;
///     1: tag = "tag";
/// } }
/// ```
#[macro_export]
macro_rules! record {
    ($($name:ident { $($rows:tt)* })*) => {$(
        $crate::fields! { $name, extra, { extra: $crate::codec::Extra::new() }, $($rows)* }
    )*};
}

/// As [`record!`], for the parameters of an operation: they are only sent, so they have no [`Extra`](crate::Extra).
#[macro_export]
macro_rules! params {
    ($($name:ident { $row:literal: $field:ident $($rows:tt)* })*) => {$(
        $crate::fields! { $name, $field, {}, $row: $field $($rows)* }
    )*};
}

/// The table of a struct; `$last` is the field that stands for all rows beyond the last.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    (
        $name:ident, $last:ident, { $($blank:tt)* },
        $($row:literal: $field:ident = $key:literal $($flag:ident)*;)*
        $(only $listed:literal [$($constant:literal)*];)*
        $(closed: $closed:literal;)?
    ) => {
        const _: () = {
            static TABLE: $crate::codec::Table = $crate::codec::Table {
                name: stringify!($name),
                keys: &[$($crate::codec::Key::new(concat!(",\"", $key, "\":"), 0 $(| $crate::codec::flag::$flag)*)),*],
                only: &[$(($listed, &[$($constant),*])),*],
                closed: false $(| $closed)?,
            };
            impl $crate::codec::Json for $name {
                #[inline]
                fn blank() -> Self {
                    $name { $($field: $crate::codec::Json::blank(),)* $($blank)* }
                }
                #[inline]
                fn shape(&self) -> $crate::codec::Shape<'_> {
                    $crate::codec::Shape::Record(&TABLE, self)
                }
                #[inline]
                fn shape_mut(&mut self) -> $crate::codec::ShapeMut<'_> {
                    $crate::codec::ShapeMut::Record(&TABLE, self)
                }
            }
            impl $crate::codec::Record for $name {
                #[inline]
                fn get(&self, row: usize) -> &dyn $crate::codec::Json {
                    match row { $($row => &self.$field,)* _ => &self.$last }
                }
                #[inline]
                fn get_mut(&mut self, row: usize, filled: bool) -> $crate::codec::ShapeMut<'_> {
                    match row {
                        $($row => $crate::codec::Json::slot(&mut self.$field, filled),)*
                        _ => $crate::codec::Json::slot(&mut self.$last, filled),
                    }
                }
            }
            $crate::object!($name);
        };
    };
}

/// Makes an enum of text constants a [`Choice`](crate::codec::Choice), with `Clone`, `Debug`, `Display`, `FromStr`,
/// `PartialEq`, `Eq` and `Hash` by its value. Other texts are kept, and noted unless `open;` stands behind the rows.
///
/// ```
/// pub enum Size { Small, Large, Unknown(String) }
/// bindery_runtime::choice! { Size {
///     0: Small = "small";
///     1: Large = "large";
/// } }
/// assert_eq!(Size::from("small"), Size::Small);
/// assert_eq!(Size::from("huge").to_string(), "huge");
/// ```
#[macro_export]
macro_rules! choice {
    ($($name:ident { $($row:literal: $variant:ident = $value:literal;)* $($open:ident;)? })*) => {$(
        impl $name {
            /// The constant as it stands on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self { $(Self::$variant => $value,)* Self::Unknown(text) => text }
            }
        }
        const _: () = {
            static TABLE: $crate::codec::Constants = $crate::codec::Constants {
                rows: &[$($crate::codec::Const::Text($value)),*],
                open: false $(| $crate::codec::others::$open)?,
            };
            impl $crate::codec::Choice for $name {
                #[inline]
                fn value(&self) -> $crate::codec::Const<'_> {
                    $crate::codec::Const::Text(self.as_str())
                }
                #[inline]
                fn set(&mut self, row: usize) {
                    *self = match row { $($row => Self::$variant,)* _ => return };
                }
                #[inline]
                fn set_unknown(&mut self, value: $crate::codec::Const<'_>) -> bool {
                    match value {
                        $crate::codec::Const::Text(text) => { *self = Self::Unknown(text.into()); true }
                        _ => false,
                    }
                }
            }
            impl ::std::convert::From<&str> for $name {
                #[inline]
                fn from(text: &str) -> Self {
                    match text { $($value => Self::$variant,)* _ => Self::Unknown(text.into()) }
                }
            }
            impl ::std::str::FromStr for $name {
                type Err = ::std::convert::Infallible;
                // `Self::Err` could be a variant.
                #[inline]
                fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                    ::std::result::Result::Ok(Self::from(text))
                }
            }
            $crate::constants!($name, TABLE, Unknown(::std::string::String::new()));
        };
    )*};
}

/// As [`choice!`], for integer constants.
#[macro_export]
macro_rules! int_choice {
    ($($name:ident { $($row:literal: $variant:ident = $value:literal;)* $($open:ident;)? })*) => {$(
        impl $name {
            /// The constant as it stands on the wire.
            #[inline]
            pub fn as_i64(&self) -> i64 {
                match self { $(Self::$variant => $value,)* Self::Unknown(int) => *int }
            }
        }
        const _: () = {
            static TABLE: $crate::codec::Constants = $crate::codec::Constants {
                rows: &[$($crate::codec::Const::Int($value)),*],
                open: false $(| $crate::codec::others::$open)?,
            };
            impl $crate::codec::Choice for $name {
                #[inline]
                fn value(&self) -> $crate::codec::Const<'_> {
                    $crate::codec::Const::Int(self.as_i64())
                }
                #[inline]
                fn set(&mut self, row: usize) {
                    *self = match row { $($row => Self::$variant,)* _ => return };
                }
                #[inline]
                fn set_unknown(&mut self, value: $crate::codec::Const<'_>) -> bool {
                    match value {
                        $crate::codec::Const::Int(int) => { *self = Self::Unknown(int); true }
                        _ => false,
                    }
                }
            }
            impl ::std::convert::From<i64> for $name {
                #[inline]
                fn from(int: i64) -> Self {
                    match int { $($value => Self::$variant,)* _ => Self::Unknown(int) }
                }
            }
            $crate::constants!($name, TABLE, Unknown(i64::MIN));
        };
    )*};
}

/// Makes an enum of types a [`Union`](crate::codec::Union), with `Clone`, `Debug` and `PartialEq`.
///
/// A row is the variant, the tag's values that mean it, and the kinds of JSON it can be.
///
/// ```
/// use bindery_runtime::{Any, codec::Map};
///
/// pub enum Filter { Text(String), Fields(Map<String>), Unknown(Any) }
/// bindery_runtime::union! { Filter "" {
///     0: Text string;
///     1: Fields object;
/// } }
/// ```
#[macro_export]
macro_rules! union {
    ($($name:ident $tag:literal { $($row:literal: $variant:ident $([$($value:literal)*])? $($kind:ident)*;)* })*) => {$(
        const _: () = {
            static TABLE: $crate::codec::UnionTable = $crate::codec::UnionTable {
                name: stringify!($name),
                tag: $tag,
                arms: &[$($crate::codec::Arm {
                    name: stringify!($variant),
                    tags: &[$($($value),*)?],
                    kinds: 0 $(| $crate::codec::kind::$kind)*,
                }),*],
            };
            impl $crate::codec::Json for $name {
                fn blank() -> Self {
                    Self::Unknown($crate::codec::Json::blank())
                }
                #[inline]
                fn shape(&self) -> $crate::codec::Shape<'_> {
                    $crate::codec::Shape::Union(&TABLE, self)
                }
                #[inline]
                fn shape_mut(&mut self) -> $crate::codec::ShapeMut<'_> {
                    $crate::codec::ShapeMut::Union(&TABLE, self)
                }
            }
            impl $crate::codec::Union for $name {
                #[inline]
                fn arm(&self) -> (usize, &dyn $crate::codec::Json) {
                    match self { $(Self::$variant(value) => ($row, value),)* Self::Unknown(value) => (usize::MAX, value) }
                }
                #[inline]
                fn select(&mut self, row: usize) {
                    *self = match row {
                        $($row => Self::$variant($crate::codec::Json::blank()),)*
                        _ => Self::Unknown($crate::codec::Json::blank()),
                    };
                }
                #[inline]
                fn arm_mut(&mut self) -> $crate::codec::ShapeMut<'_> {
                    match self {
                        $(Self::$variant(value) => $crate::codec::Json::shape_mut(value),)*
                        Self::Unknown(value) => $crate::codec::Json::shape_mut(value),
                    }
                }
            }
            $crate::object!($name);
        };
    )*};
}

/// What records and unions have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($name:ident) => {
        impl ::std::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                let mut copy = $crate::codec::Json::blank();
                $crate::codec::copy(self, $crate::codec::Json::shape_mut(&mut copy));
                copy
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::debug(self, f)
            }
        }
        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::codec::same(self, other)
            }
        }
        $crate::bridge!($name);
    };
}

/// What enums of constants have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! constants {
    ($name:ident, $table:ident, $blank:ident($value:expr)) => {
        impl ::std::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                let mut copy = $crate::codec::Json::blank();
                $crate::codec::copy(self, $crate::codec::Json::shape_mut(&mut copy));
                copy
            }
        }
        impl $crate::codec::Json for $name {
            fn blank() -> Self {
                Self::$blank($value)
            }
            #[inline]
            fn shape(&self) -> $crate::codec::Shape<'_> {
                $crate::codec::Shape::Choice(&$table, self)
            }
            #[inline]
            fn shape_mut(&mut self) -> $crate::codec::ShapeMut<'_> {
                $crate::codec::ShapeMut::Choice(&$table, self)
            }
        }
        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::debug(self, f)
            }
        }
        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::display_choice($crate::codec::Choice::value(self), f)
            }
        }
        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::codec::Choice::value(self) == $crate::codec::Choice::value(other)
            }
        }
        impl ::std::cmp::Eq for $name {}
        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::codec::Choice::value(self).hash(state);
            }
        }
        $crate::bridge!($name);
    };
}

/// `Serialize` and `Deserialize`, where this crate has its feature `serde`.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! bridge {
    ($name:ident) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codec::serialize(self, serializer)
            }
        }
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codec::deserialize(deserializer)
            }
        }
    };
}

/// `Serialize` and `Deserialize`, where this crate has its feature `serde`.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! bridge {
    ($name:ident) => {};
}

/// `Default` for types of which nothing is required.
#[macro_export]
macro_rules! defaults {
    ($($name:ident)*) => {$(
        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                $crate::codec::Json::blank()
            }
        }
    )*};
}

/// `From` for arms whose type says which arm it is; boxed arms are boxed on the way.
#[macro_export]
macro_rules! arms {
    ($($name:ident { $($variant:ident($inner:ty))* })*) => {$($(
        impl ::std::convert::From<$inner> for $name {
            #[inline]
            fn from(value: $inner) -> Self {
                Self::$variant(value.into())
            }
        }
    )*)*};
}

/// `new` for a record: the arguments, and the fields that they fill; all others are blank.
///
/// ```
/// use bindery_runtime::Extra;
///
/// pub struct Pet {
///     pub name: String,
///     pub tag: Option<String>,
///     pub extra: Extra,
/// }
/// bindery_runtime::record! { Pet {
///     0: name = "name" required;
///     1: tag = "tag";
/// } }
/// bindery_runtime::constructor! { Pet(name: impl Into<String>) { name: name.into() } }
/// assert_eq!(Pet::new("Rex").tag, None);
/// ```
#[macro_export]
macro_rules! constructor {
    ($($name:ident($($argument:ident: $type:ty),*) { $($field:ident: $value:expr),* })*) => {$(
        impl $name {
            /// With what is required.
            #[allow(clippy::too_many_arguments)]
            #[inline]
            pub fn new($($argument: $type),*) -> Self {
                #[allow(clippy::needless_update)] // parameters have nothing beside them
                $name { $($field: $value,)* ..$crate::codec::Json::blank() }
            }
        }
    )*};
}
