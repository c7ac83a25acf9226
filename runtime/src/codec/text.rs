//! The macro behind the text formats; public, so that an API's own formats can have types too.

/// Makes types that stand in for a string format: the text as it came, under a name of its own.
///
/// Decoding one never fails and checks nothing, so what a server sends is what is sent back; whoever wants to know what the
/// text means writes a method that parses it, as [`DateTime`](crate::DateTime) and the like have them. A type has
/// [`Json`](crate::codec::Json), so it can stand in any generated type, and with the feature `serde` serde's two traits; and
/// what one expects of text: `From` and `Into`, `Deref` to `str`, `AsRef`, `FromStr`, `Display`, comparison with `str`,
/// order and hash.
///
/// ```
/// bindery_runtime::text! {
///     /// A book's number.
///     Isbn;
///     /// A ticker symbol.
///     Symbol;
/// }
///
/// impl Isbn {
///     /// The publisher's group.
///     pub fn group(&self) -> Option<u32> {
///         self.split('-').nth(1)?.parse().ok()
///     }
/// }
///
/// use bindery_runtime::codec::{Policy, decode, encode};
/// let isbn: Isbn = decode(br#""978-3-16-148410-0""#, Policy::Strict)?.value;
/// assert_eq!(isbn, "978-3-16-148410-0");
/// assert_eq!(isbn.group(), Some(3));
/// assert_eq!(encode(&isbn).as_deref(), Ok(br#""978-3-16-148410-0""#.as_slice()));
/// assert_eq!(Symbol::from("BNDR").to_lowercase(), "bndr");
/// # Ok::<(), bindery_runtime::codec::DecodeError>(())
/// ```
#[macro_export]
macro_rules! text {
    ($($(#[$doc:meta])* $name:ident);* $(;)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(::std::string::String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::codec::Json for $name {
            fn blank() -> Self {
                ::std::default::Default::default()
            }
            #[inline(never)]
            fn shape(&self) -> $crate::codec::Shape<'_> {
                $crate::codec::Shape::Text(&self.0)
            }
            #[inline(never)]
            fn shape_mut(&mut self) -> $crate::codec::ShapeMut<'_> {
                $crate::codec::ShapeMut::Text(&mut self.0)
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.into())
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                $name(text)
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        $crate::bridge!($name);
    )*};
}
