//! Values whose types are known at run time only: what a generated struct is to the encoders, these are too.

use bindery_runtime::codec::{Json, Map, Record, Shape, ShapeMut, Table};
use bindery_runtime::{Any, Extra, File};

/// A value of a parameter or in a body.
#[derive(Clone)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    File(File),
    List(Vec<Value>),
    Map(Map<Value>),
    /// JSON that is sent as it was given.
    Json(Any),
}

impl Value {
    /// A value, if `text` is JSON.
    pub(super) fn from_json(text: &str) -> Option<Value> {
        serde_json::from_str(text).ok().map(Value::of)
    }

    fn of(tree: serde_json::Value) -> Value {
        match tree {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Value::of).collect()),
            serde_json::Value::Object(fields) => {
                Value::Map(fields.into_iter().map(|(key, value)| (key, Value::of(value))).collect())
            }
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(int), _) => Value::Int(int),
                (None, Some(int)) => Value::Uint(int),
                (None, None) => Value::Float(number.as_f64().unwrap_or_default()),
            },
        }
    }
}

impl Json for Value {
    fn blank() -> Value {
        Value::Null
    }

    fn shape(&self) -> Shape<'_> {
        match self {
            Value::Null => Shape::Opt(None),
            Value::Bool(value) => Shape::Bool(*value),
            Value::Int(value) => Shape::I64(*value),
            Value::Uint(value) => Shape::U64(*value),
            Value::Float(value) => Shape::F64(*value),
            Value::Text(text) => Shape::Text(text),
            Value::Bytes(bytes) => Shape::Bytes(bytes),
            Value::File(file) => file.shape(),
            Value::List(list) => list.shape(),
            Value::Map(map) => map.shape(),
            Value::Json(any) => Shape::Any(any),
        }
    }

    fn shape_mut(&mut self) -> ShapeMut<'_> {
        // These are sent and never read into.
        ShapeMut::Unit
    }
}

/// The record of an operation's parameters.
pub(super) struct Row {
    pub(super) table: &'static Table,
    pub(super) values: Vec<Value>,
    pub(super) none: Extra,
}

impl Json for Row {
    fn blank() -> Row {
        static EMPTY: Table = Table { name: "", keys: &[], only: &[], closed: false };
        Row { table: &EMPTY, values: Vec::new(), none: Extra::new() }
    }

    fn shape(&self) -> Shape<'_> {
        Shape::Record(self.table, self)
    }

    fn shape_mut(&mut self) -> ShapeMut<'_> {
        ShapeMut::Record(self.table, self)
    }
}

impl Record for Row {
    fn get(&self, i: usize) -> &dyn Json {
        match self.values.get(i) {
            Some(value) => value,
            None => &self.none,
        }
    }

    fn get_mut(&mut self, i: usize) -> &mut dyn Json {
        match self.values.get_mut(i) {
            Some(value) => value,
            None => &mut self.none,
        }
    }
}
