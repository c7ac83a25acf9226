//! Which kinds of JSON the values of a type can be. Unions without a tag are decided by them first.

use super::{Api, ChoiceKind, Format, Shape, Slot, TypeId};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::BitOr;

/// A set of kinds of JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

/// All kinds but `ANY`, by name.
const NAMED: &[(Kinds, &str)] = &[
    (Kinds::ARRAY, "array"),
    (Kinds::BOOLEAN, "boolean"),
    (Kinds::NULL, "null"),
    (Kinds::NUMBER, "number"),
    (Kinds::OBJECT, "object"),
    (Kinds::STRING, "string"),
];

impl Kinds {
    pub const ARRAY: Kinds = Kinds(1);
    pub const BOOLEAN: Kinds = Kinds(2);
    pub const NULL: Kinds = Kinds(4);
    pub const NUMBER: Kinds = Kinds(8);
    pub const OBJECT: Kinds = Kinds(16);
    pub const STRING: Kinds = Kinds(32);
    pub const ANY: Kinds = Kinds(63);

    /// The kinds of a shape. A union or alias is any until [`Api::kinds`] looks behind it.
    pub fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Bool => Kinds::BOOLEAN,
            Shape::Int(_) | Shape::Float => Kinds::NUMBER,
            // Nothing in JSON is a file.
            Shape::Text(Format::File) => Kinds::default(),
            Shape::Text(_) | Shape::Bytes => Kinds::STRING,
            Shape::List(_) | Shape::Tuple(_) => Kinds::ARRAY,
            Shape::Map(_) | Shape::Record(_) => Kinds::OBJECT,
            Shape::Any | Shape::Union(_) | Shape::Alias(_) => Kinds::ANY,
            Shape::Choice(choice) => match choice.kind {
                ChoiceKind::Text => Kinds::STRING,
                ChoiceKind::Int => Kinds::NUMBER,
            },
        }
    }

    /// The kind of a value.
    pub fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Kinds::NULL,
            Value::Bool(_) => Kinds::BOOLEAN,
            Value::Number(_) => Kinds::NUMBER,
            Value::String(_) => Kinds::STRING,
            Value::Array(_) => Kinds::ARRAY,
            Value::Object(_) => Kinds::OBJECT,
        }
    }

    /// Whether any kind is in both.
    pub fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Their names in alphabetical order, or `any`.
    pub fn names(self) -> Vec<&'static str> {
        if self == Kinds::ANY {
            return vec!["any"];
        }
        NAMED.iter().filter(|(kind, _)| self.meet(*kind)).map(|(_, name)| *name).collect()
    }
}

impl BitOr for Kinds {
    type Output = Kinds;
    fn bitor(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }
}

impl Api {
    /// The kinds that a use can be, seen through aliases and unions.
    pub fn kinds(&self, slot: &Slot) -> Kinds {
        let mut kinds = Kinds::default();
        self.each_end(slot, |slot, id| {
            if slot.nullable {
                kinds = kinds | Kinds::NULL;
            }
            if !matches!(self.types[id].shape, Shape::Union(_)) {
                kinds = kinds | Kinds::of(&self.types[id].shape);
            }
        });
        kinds
    }

    /// Whether no `type` says of which kind a use is, or an arm of it.
    pub fn is_inferred(&self, slot: &Slot) -> bool {
        let mut inferred = false;
        self.each_end(slot, |_, id| inferred |= self.inferred.contains(&id));
        inferred
    }

    /// A use and those of the arms of unions within it, with the types behind them.
    fn each_end(&self, slot: &Slot, mut visit: impl FnMut(&Slot, TypeId)) {
        let mut seen = BTreeSet::new();
        let mut open = vec![slot];
        while let Some(slot) = open.pop() {
            let id = self.behind(slot.ty);
            visit(slot, id);
            if let Shape::Union(union) = &self.types[id].shape
                && seen.insert(id)
            {
                open.extend(union.arms.iter().map(|arm| &arm.slot));
            }
        }
    }
}
