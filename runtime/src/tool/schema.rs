//! The arguments of tools as the generator describes them: JSON Schema 2020-12, the part of it that bindery writes. It is
//! read into an arena once, so that what follows need not look at keywords.

use super::ToolError;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A schema's place in [`Schemas`].
pub(crate) type Id = usize;

/// All schemas of a set of tools.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    list: Vec<Schema>,
    /// `$defs`, by name.
    named: BTreeMap<String, Id>,
}

/// What a value has to be.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
    pub(crate) description: Option<String>,
    pub(crate) default: Option<Value>,
    pub(crate) examples: Vec<Value>,
    /// Keywords like `maxLength`, and what they say.
    pub(crate) limits: Vec<(String, Value)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Any,
    Bool,
    Integer,
    Number,
    /// Of a format, or base64 of bytes.
    Text {
        format: Option<String>,
        base64: bool,
    },
    /// One of these, `null` not among them.
    Constants(Vec<Value>),
    List(Id),
    /// A list whose elements are told apart by their place.
    Tuple(Vec<Id>),
    Object {
        fields: Vec<Field>,
        rest: Option<Id>,
    },
    Union(Vec<Id>),
    /// A schema with a name.
    Named(String),
}

/// A field of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// What models call it.
    pub(crate) key: String,
    /// What the API calls it.
    pub(crate) wire: String,
    pub(crate) schema: Id,
    pub(crate) required: bool,
}

/// Keywords that limit values.
pub(crate) const LIMITS: &[&str] = &[
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "dependentRequired",
];

/// Deeper documents are none of the generator's.
const DEPTH: usize = 200;

impl Schemas {
    /// Reads `$defs`; schemas of single tools follow with [`Schemas::read`].
    pub(crate) fn with(named: &Map<String, Value>) -> Result<Schemas, ToolError> {
        let mut schemas = Schemas::default();
        for (name, value) in named {
            let id = schemas.read(value)?;
            schemas.named.insert(name.clone(), id);
        }
        Ok(schemas)
    }

    pub(crate) fn get(&self, id: Id) -> &Schema {
        static ANY: Schema = Schema {
            kind: Kind::Any,
            nullable: true,
            description: None,
            default: None,
            examples: Vec::new(),
            limits: Vec::new(),
        };
        self.list.get(id).unwrap_or(&ANY)
    }

    /// The schema of that name.
    pub(crate) fn named(&self, name: &str) -> Option<Id> {
        self.named.get(name).copied()
    }

    /// The schema behind references.
    pub(crate) fn behind(&self, mut id: Id) -> Id {
        for _ in 0..DEPTH {
            let Kind::Named(name) = &self.get(id).kind else { break };
            let Some(next) = self.named(name) else { break };
            id = next;
        }
        id
    }

    /// Whether an object here, or an arm of a union, has a field that the API calls so.
    pub(crate) fn has_field(&self, id: Id, wire: &str) -> bool {
        let (mut todo, mut seen) = (vec![id], BTreeSet::new());
        while let Some(id) = todo.pop() {
            match &self.get(self.behind(id)).kind {
                Kind::Object { fields, .. } if fields.iter().any(|field| field.wire.eq_ignore_ascii_case(wire)) => {
                    return true;
                }
                Kind::Union(arms) => todo.extend(arms.iter().filter(|arm| seen.insert(**arm))),
                _ => {}
            }
        }
        false
    }

    /// Whether text here is the text of a file; where other text is taken as well, it is that.
    pub(crate) fn takes_file(&self, id: Id) -> bool {
        self.takes_file_within(id, 0)
    }

    fn takes_file_within(&self, id: Id, depth: usize) -> bool {
        match &self.get(self.behind(id)).kind {
            Kind::Text { format, .. } => format.as_deref() == Some("binary"),
            _ if depth > 8 => false,
            Kind::List(item) => self.takes_file_within(*item, depth + 1),
            Kind::Union(arms) => {
                let is_text = |arm: &&Id| matches!(self.get(self.behind(**arm)).kind, Kind::Text { .. });
                let mut texts = arms.iter().filter(is_text).peekable();
                texts.peek().is_some() && texts.all(|arm| self.takes_file_within(*arm, depth + 1))
            }
            Kind::Any | Kind::Bool | Kind::Integer | Kind::Number => false,
            Kind::Constants(_) | Kind::Tuple(_) | Kind::Object { .. } | Kind::Named(_) => false,
        }
    }

    /// Reads a schema and what is in it.
    pub(crate) fn read(&mut self, value: &Value) -> Result<Id, ToolError> {
        self.read_within(value, 0)
    }

    fn read_within(&mut self, value: &Value, depth: usize) -> Result<Id, ToolError> {
        let Value::Object(members) = value else {
            return match value {
                Value::Bool(true) => Ok(self.push(Kind::Any, true, &Map::new())),
                other => Err(ToolError::new(format!("a schema should be an object, found `{other}`"))),
            };
        };
        if depth > DEPTH {
            return Err(ToolError::new("a schema nests too deep"));
        }
        let (kind, nullable) = self.kind(members, depth + 1)?;
        Ok(self.push(kind, nullable, members))
    }

    fn push(&mut self, kind: Kind, nullable: bool, members: &Map<String, Value>) -> Id {
        // How wide an integer is limits it, too.
        let width = matches!(kind, Kind::Integer).then_some(&"format");
        let keywords = LIMITS.iter().chain(width);
        let limits = keywords.filter_map(|limit| Some(((*limit).to_owned(), members.get(*limit)?.clone())));
        let list = |key: &str| members.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        self.list.push(Schema {
            limits: limits.collect(),
            kind,
            nullable,
            description: members.get("description").and_then(Value::as_str).map(str::to_owned),
            default: members.get("default").cloned(),
            examples: list("examples"),
        });
        self.list.len() - 1
    }

    fn kind(&mut self, members: &Map<String, Value>, depth: usize) -> Result<(Kind, bool), ToolError> {
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let name = reference.strip_prefix("#/$defs/");
            let name = name.ok_or_else(|| ToolError::new(format!("`{reference}` is no reference to `$defs`")))?;
            return Ok((Kind::Named(name.to_owned()), false));
        }
        if let Some(arms) = members.get("anyOf").and_then(Value::as_array) {
            return self.union(arms, depth);
        }
        let types: Vec<&str> = match members.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let mut nullable = types.contains(&"null");
        if let Some(values) = members.get("enum").and_then(Value::as_array) {
            nullable |= values.contains(&Value::Null);
            return Ok((Kind::Constants(values.iter().filter(|value| !value.is_null()).cloned().collect()), nullable));
        }
        let kind = match types.into_iter().find(|ty| *ty != "null") {
            None if nullable => Kind::Constants(Vec::new()),
            None => return Ok((Kind::Any, true)),
            Some("boolean") => Kind::Bool,
            Some("integer") => Kind::Integer,
            Some("number") => Kind::Number,
            Some("string") => {
                let word = |key: &str| members.get(key).and_then(Value::as_str);
                Kind::Text {
                    format: word("format").map(str::to_owned),
                    base64: word("contentEncoding") == Some("base64"),
                }
            }
            Some("array") => match members.get("prefixItems").and_then(Value::as_array) {
                Some(items) => {
                    Kind::Tuple(items.iter().map(|item| self.read_within(item, depth)).collect::<Result<_, _>>()?)
                }
                None => Kind::List(self.read_within(members.get("items").unwrap_or(&Value::Bool(true)), depth)?),
            },
            Some("object") => self.object(members, depth)?,
            Some(other) => return Err(ToolError::new(format!("`{other}` is no type of JSON"))),
        };
        Ok((kind, nullable))
    }

    fn union(&mut self, arms: &[Value], depth: usize) -> Result<(Kind, bool), ToolError> {
        let is_null = |arm: &&Value| arm.get("type") == Some(&Value::from("null"));
        let nullable = arms.iter().any(|arm| is_null(&arm));
        let rest: Vec<&Value> = arms.iter().filter(|arm| !is_null(arm)).collect();
        let ids = rest.into_iter().map(|arm| self.read_within(arm, depth)).collect::<Result<Vec<_>, _>>()?;
        Ok((Kind::Union(ids), nullable))
    }

    fn object(&mut self, members: &Map<String, Value>, depth: usize) -> Result<Kind, ToolError> {
        let required: Vec<&str> =
            members.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields = Vec::new();
        for (key, schema) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
            fields.push(Field {
                key: key.clone(),
                wire: schema.get("x-key").and_then(Value::as_str).unwrap_or(key).to_owned(),
                schema: self.read_within(schema, depth)?,
                required: required.contains(&key.as_str()),
            });
        }
        let rest = match members.get("additionalProperties") {
            None | Some(Value::Bool(false)) => None,
            Some(schema) => Some(self.read_within(schema, depth)?),
        };
        Ok(Kind::Object { fields, rest })
    }
}
