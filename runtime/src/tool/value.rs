//! Values whose types are known at run time only: what a generated struct is to the encoders, these are too.

use crate::codec::{Apart, Json, Key, Map, Record, Shape, ShapeMut, Table};
use crate::{Any, Extra, File};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A value of a parameter or in a body. It can be sent, and not be read into.
#[derive(Clone)]
pub enum Value {
    /// `null`; as a parameter, nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// An integer too large for `Int`.
    Uint(u64),
    /// A number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes: in JSON as base64, as a body as they are.
    Bytes(Vec<u8>),
    /// A file in a form of parts.
    File(File),
    /// A list.
    List(Vec<Value>),
    /// An object.
    Map(Map<Value>),
    /// JSON that is sent as it was given.
    Json(Any),
}

impl Value {
    /// A value, if `text` is JSON. Numbers whose spelling 64 bits would change stay JSON.
    pub fn from_json(text: &str) -> Option<Value> {
        Any::from_json(text).ok().map(Value::of)
    }

    fn of(any: Any) -> Value {
        let text = any.as_json().trim();
        match any.apart() {
            Apart::Nothing => Value::Null,
            Apart::List(items) => Value::List(items.into_iter().map(Value::of).collect()),
            Apart::Object(fields) => {
                Value::Map(fields.iter().map(|(key, value)| (key.to_owned(), Value::of(value.clone()))).collect())
            }
            Apart::Word(word) if text.starts_with('"') => Value::Text(word),
            Apart::Word(word) => match (word.as_str(), word.parse(), word.parse(), word.parse::<f64>()) {
                ("true" | "false", ..) => Value::Bool(word == "true"),
                (_, Ok(int), ..) if word != "-0" => Value::Int(int),
                (_, _, Ok(int), _) => Value::Uint(int),
                (_, _, _, Ok(float)) if float.to_string() == word => Value::Float(float),
                _ => Value::Json(any),
            },
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(tree: serde_json::Value) -> Value {
        match tree {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Value::from).collect()),
            serde_json::Value::Object(fields) => {
                Value::Map(fields.into_iter().map(|(key, value)| (key, Value::from(value))).collect())
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

/// The parameters of an operation that do not stand in its path, in the order of its table.
pub struct Row {
    table: &'static Table,
    values: Vec<Value>,
    none: Extra,
}

impl Row {
    /// A row of these values; `Value::Null` where there is none.
    pub fn new(values: Vec<Value>) -> Row {
        Row { table: table(values.len()), values, none: Extra::new() }
    }
}

/// A table of so many rows. Rows are found by their number, so that nothing else matters; one of each length is kept.
fn table(rows: usize) -> &'static Table {
    static TABLES: Mutex<BTreeMap<usize, &'static Table>> = Mutex::new(BTreeMap::new());
    let mut tables = TABLES.lock().unwrap_or_else(PoisonError::into_inner);
    tables.entry(rows).or_insert_with(|| {
        let keys: Vec<Key> = (0..rows).map(|_| Key::new(",\"\":", 0)).collect();
        Box::leak(Box::new(Table { name: "parameters", keys: keys.leak(), only: &[], closed: false }))
    })
}

impl Json for Row {
    fn blank() -> Row {
        Row::new(Vec::new())
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

    fn get_mut(&mut self, i: usize, _: bool) -> ShapeMut<'_> {
        match self.values.get_mut(i) {
            Some(value) => value.shape_mut(),
            None => self.none.shape_mut(),
        }
    }
}
