//! Calls as values of generated types: the macro that writes how, and what it stands on.

use super::fix::Fixable;
use super::inputs::Trees;
use crate::codec::{Json, Policy, Record, Shape, ShapeMut, decode_into};
use serde_json::Value;

/// Where the parts of a call are taken from.
#[doc(hidden)]
pub struct Parts(pub(crate) Trees);

impl Parts {
    /// A value of the path.
    pub fn path<T: Json>(&self, place: usize) -> Result<T, Fixable> {
        let mut value = T::blank();
        if let Some(tree) = self.0.path.get(place) {
            fill(value.shape_mut(), tree)?;
        }
        Ok(value)
    }

    /// The body; what is optional is nothing where there is none.
    pub fn body<T: Json>(&self) -> Result<T, Fixable> {
        let mut value = T::blank();
        if let Some(tree) = &self.0.body {
            fill(value.shape_mut(), tree)?;
        }
        Ok(value)
    }

    /// The other parameters.
    pub fn params<T: Record>(&self) -> Result<T, Fixable> {
        let mut record = T::blank();
        let rows = match record.shape() {
            Shape::Record(table, _) => table.keys.len(),
            _ => 0,
        };
        for (row, tree) in self.0.row.iter().enumerate().take(rows).filter(|(_, tree)| !tree.is_null()) {
            fill(record.get_mut(row, true), tree)?;
        }
        Ok(record)
    }
}

fn fill(value: ShapeMut<'_>, tree: &Value) -> Result<(), Fixable> {
    let value = match value {
        ShapeMut::Opt(opt) if !tree.is_null() => return fill(opt.fill(), tree),
        other => other,
    };
    let read = decode_into(value, tree.to_string().as_bytes(), Policy::Lenient);
    read.map(drop).map_err(|error| Fixable::one("", error.to_string()))
}

/// Tools as data, one line a schema and a tool, and the calls of them as values of an enum that stands before.
///
/// ```ignore
/// pub enum ErpCall { GetOrder { order_id: String }, ListOrders { params: ListOrders } }
///
/// bindery_runtime::tools! { ErpCall {
///     [
///     "Money" r#"{"type":"object"}"#;
///     ]
///     GetOrder = "get_order" GET_ORDER { path 0 order_id; } r#"{"name":"get_order"}"#;
///     ListOrders = "list_orders" LIST_ORDERS { (params) } r#"{"name":"list_orders"}"#;
/// } }
/// ```
#[macro_export]
macro_rules! tools {
    ($name:ident {
        [$($schema:literal $text:literal;)*]
        $($variant:ident = $tool:literal $table:ident {
            $(path $place:literal $member:ident;)*
            $([$body:ident])? $(($params:ident))?
        } $json:literal;)*
    }) => {
        /// All tools of this API, to be shown to a model and to carry out its calls.
        ///
        /// # Errors
        /// When the runtime is of another version than the generator was.
        pub fn toolset() -> ::std::result::Result<$crate::tool::Toolset, $crate::tool::ToolError> {
            $crate::tool::Toolset::new(&[$(($schema, $text)),*], &[$(($json, &tables::$table)),*])
        }

        impl $name {
            /// What a call that [`Toolset::decode`]($crate::tool::Toolset::decode) understood is, as a value.
            ///
            /// # Errors
            /// When the host has no value for a parameter that it is to give, or the call is of another set.
            pub fn of(
                set: &$crate::tool::Toolset,
                call: &$crate::tool::Decoded,
            ) -> ::std::result::Result<Self, $crate::tool::Fixable> {
                let parts = set.parts(call)?;
                match call.name.as_str() {
                    $($tool => Ok($name::$variant {
                        $($member: parts.path($place)?,)*
                        $($body: parts.body()?,)?
                        $($params: parts.params()?,)?
                    }),)*
                    _ => Err(set.unknown(call)),
                }
            }

            /// Name of the tool.
            pub fn name(&self) -> &'static str {
                match self {
                    $($name::$variant { .. } => $tool,)*
                }
            }
        }
    };
}
