//! Required fields that can have one value only, so that nobody needs to be asked for it.

use super::{Api, ConstantValue, Field, Format, Shape, TypeId};

/// The one value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixed<'a> {
    /// A row of a choice.
    Row(TypeId, usize),
    Text(&'a str),
    Bool(bool),
}

impl Api {
    /// The one value that a required field can have: the only constant of its enum, or the tag of its record.
    pub fn fixed<'a>(&self, field: &'a Field) -> Option<Fixed<'a>> {
        let slot = &field.slot;
        if slot.nullable || slot.boxed || !slot.required {
            return None;
        }
        let id = self.behind(slot.ty);
        let tag = field.tag.as_deref();
        match &self.types[id].shape {
            Shape::Choice(choice) => {
                let row = match (choice.values.as_slice(), tag) {
                    ([_], _) => 0,
                    (values, Some(tag)) => values.iter().position(|constant| is(&constant.value, tag))?,
                    (_, None) => return None,
                };
                Some(Fixed::Row(id, row))
            }
            Shape::Text(format) if *format != Format::Password => tag.map(Fixed::Text),
            Shape::Bool => match (tag, &*field.only) {
                (Some(tag), _) => tag.parse().ok().map(Fixed::Bool),
                (None, [only]) => only.as_bool().map(Fixed::Bool),
                (None, _) => None,
            },
            Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => None,
            Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Record(_) | Shape::Union(_) => None,
            Shape::Alias(_) => None,
        }
    }
}

fn is(value: &ConstantValue, tag: &str) -> bool {
    match value {
        ConstantValue::Text(text) => text == tag,
        ConstantValue::Int(int) => int.to_string() == tag,
    }
}
