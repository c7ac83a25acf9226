//! A typed cursor over a schema: [`Schema`] reads the keywords of the 2020-12 dialect straight from the document, so that
//! nothing of a schema is lost and every answer knows where it stands.

use super::{limits, resources};
use crate::ir::{Docs, Limit};
use crate::source::{At, Node, ResolveError};
use serde_json::Value;

/// A schema in the document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schema<'d>(pub(super) Node<'d>);

/// What stands between types that are written as one text.
const SEPARATORS: [char; 2] = ['|', ','];

/// How much a schema says about the shape of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Documentation and examples at most.
    Nothing,
    /// A bare `type`, a `format`, bounds.
    Type,
    /// Members, elements, constants or other schemas.
    Shape,
}

impl<'d> Schema<'d> {
    pub(super) fn at(self) -> At {
        self.0.at()
    }

    pub(super) fn node(self) -> Node<'d> {
        self.0
    }

    pub(super) fn value(self) -> &'d Value {
        self.0.value()
    }

    /// A look at a keyword that does not enter its place.
    pub(super) fn raw(self, key: &str) -> Option<&'d Value> {
        self.value().as_object()?.get(key)
    }

    /// The schema at a keyword that holds one.
    pub(super) fn schema(self, key: &str) -> Option<Schema<'d>> {
        self.0.get(key).map(Schema)
    }

    /// The schemas of a keyword that holds a list of them.
    pub(super) fn schemas(self, key: &str) -> impl Iterator<Item = Schema<'d>> + use<'d> {
        self.0.get(key).into_iter().flat_map(Node::elements).map(Schema)
    }

    /// The schemas of a keyword that holds them by name.
    pub(super) fn named(self, key: &str) -> impl Iterator<Item = (&'d str, Schema<'d>)> + use<'d> {
        self.0.get(key).into_iter().flat_map(Node::entries).map(|(name, node)| (name, Schema(node)))
    }

    pub(super) fn reference(self) -> Option<&'d str> {
        ["$ref", "$recursiveRef", "$dynamicRef"].iter().find_map(|key| self.0.str_at(key))
    }

    /// What a reference of this schema leads to.
    pub(super) fn target(self, reference: &str) -> Result<Schema<'d>, ResolveError> {
        let moving = self.0.str_at("$ref").is_none();
        if let Some(anchor) = moving.then(|| resources::anchor(self, reference)).flatten() {
            return Ok(anchor);
        }
        let found = self.0.document().resolve(reference).map(Schema);
        found.or_else(|error| resources::find(self, reference).ok_or(error))
    }

    /// The schemas that hold under a condition: `then`, `else`, `dependentSchemas`.
    pub(super) fn conditional(self) -> impl Iterator<Item = Schema<'d>> + use<'d> {
        let branches = ["then", "else"].into_iter().filter_map(move |key| self.schema(key));
        branches.chain(self.named("dependentSchemas").map(|(_, schema)| schema))
    }

    /// Whether schemas that hold under a condition describe properties.
    pub(super) fn has_conditions(self) -> bool {
        self.keywords().any(|(key, value)| is_condition(key) && adds_properties(value))
    }

    pub(super) fn required(self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.raw("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }

    /// The words of `type`, as they stand.
    pub(super) fn type_words(self) -> Vec<&'d str> {
        self.types().0
    }

    /// The words of `type`; and the text, if they stand in one, as in `string|null`.
    pub(super) fn types(self) -> (Vec<&'d str>, Option<&'d str>) {
        match self.raw("type") {
            Some(Value::String(words)) if words.contains(SEPARATORS) => {
                let each = words.split(SEPARATORS).map(str::trim).filter(|word| !word.is_empty());
                (each.collect(), Some(words))
            }
            Some(Value::String(word)) => (vec![word.as_str()], None),
            Some(Value::Array(words)) => (words.iter().filter_map(Value::as_str).collect(), None),
            Some(_) | None => (Vec::new(), None),
        }
    }

    /// The constants of `enum` or `const`; an empty `enum` says nothing.
    pub(super) fn constants(self) -> Vec<&'d Value> {
        match (self.raw("const"), self.raw("enum")) {
            (Some(value), _) => vec![value],
            (None, Some(Value::Array(values))) => values.iter().collect(),
            (None, _) => Vec::new(),
        }
    }

    /// Whether it says by itself that `null` is allowed.
    pub(super) fn says_null(self) -> bool {
        let marked = self.0.bool_at("x-bindery-nullable") || self.0.bool_at("nullable");
        marked || self.type_words().contains(&"null") || self.constants().iter().any(|value| value.is_null())
    }

    /// Whether it allows `null` and nothing else.
    pub(super) fn is_null(self) -> bool {
        let only_null = |values: &[&Value]| !values.is_empty() && values.iter().all(|value| value.is_null());
        self.type_words() == ["null"]
            || only_null(&self.constants())
            || (self.says_null() && self.weight() == Weight::Nothing)
    }

    /// Whether it allows nothing at all.
    pub(super) fn is_never(self) -> bool {
        self.value() == &Value::Bool(false)
    }

    /// What it says about shape, all keywords counted.
    pub(super) fn weight(self) -> Weight {
        let combines = |(key, value): (&str, &Value)| match key {
            "allOf" | "oneOf" | "anyOf" => filled(value),
            "$ref" | "$recursiveRef" | "$dynamicRef" => value.is_string(),
            _ => false,
        };
        if self.keywords().any(combines) { Weight::Shape } else { self.own_weight() }
    }

    /// What it says about shape beside `$ref`, `allOf`, `oneOf` and `anyOf`.
    pub(super) fn own_weight(self) -> Weight {
        self.keywords().map(|(key, value)| keyword_weight(key, value)).max().unwrap_or(Weight::Nothing)
    }

    /// Whether members, elements or constants are described here, beyond which of them are required.
    pub(super) fn describes(self) -> bool {
        let beyond = |key: &str, value: &Value| key != "required" && (key != "additionalProperties" || filled(value));
        self.keywords().any(|(key, value)| keyword_weight(key, value) == Weight::Shape && beyond(key, value))
    }

    // One walk over the few keywords there are, since looking each possible one up is what lowering would spend its time on.
    fn keywords(self) -> impl Iterator<Item = (&'d str, &'d Value)> + use<'d> {
        self.value().as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether it only adds conditions (`required`, `not`) to what stands around it.
    pub(super) fn only_constrains(self) -> bool {
        let mut conditions = false;
        for (key, value) in self.keywords() {
            match key {
                "$ref" | "allOf" | "properties" | "patternProperties" | "enum" | "const" | "items" | "prefixItems" => {
                    return false;
                }
                "type" if value != "object" => return false,
                "oneOf" | "anyOf" if !self.schemas(key).all(Schema::only_constrains) => return false,
                "oneOf" | "anyOf" | "required" | "not" => conditions = true,
                _ => {}
            }
        }
        conditions
    }

    pub(super) fn docs(self) -> Docs {
        let text = |key| self.0.str_at(key).filter(|text| !text.trim().is_empty()).map(str::to_owned);
        let is_crossed = |keyword: &str| limits::crossed(self).flatten().any(|(crossed, _)| crossed == keyword);
        let limits = LIMITS.iter().filter_map(|keyword| limit(keyword, self.raw(keyword)?));
        let limits = limits.filter(|limit| !is_crossed(limit.keyword)).collect();
        Docs { summary: None, description: text("description"), deprecated: self.0.bool_at("deprecated"), limits }
    }

    pub(super) fn title(self) -> Option<&'d str> {
        self.0.str_at("title").filter(|title| !title.trim().is_empty())
    }
}

/// What a keyword says about shape, those that combine schemas aside.
fn keyword_weight(key: &str, value: &Value) -> Weight {
    match key {
        "properties" | "patternProperties" | "required" | "enum" if filled(value) => Weight::Shape,
        "items" | "prefixItems" | "const" => Weight::Shape,
        "additionalProperties" | "unevaluatedProperties" if value.is_object() => Weight::Shape,
        key if is_condition(key) && adds_properties(value) => Weight::Shape,
        "type"
        | "format"
        | "contentEncoding"
        | "contentMediaType"
        | "additionalProperties"
        | "minProperties"
        | "maxProperties"
        | "unevaluatedProperties"
        | "propertyNames" => Weight::Type,
        "minItems" | "maxItems" | "minLength" | "maxLength" | "pattern" | "multipleOf" => Weight::Type,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => Weight::Type,
        _ => Weight::Nothing,
    }
}

/// Keywords that limit values in a way that no type holds anyone to, in the order in which they are told.
const LIMITS: &[&str] = &[
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
    "propertyNames",
    "patternProperties",
    "dependentRequired",
];

/// What a keyword says; nothing where it limits nothing.
fn limit(keyword: &'static str, value: &Value) -> Option<Limit> {
    let limits = match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => !(number.as_u64() == Some(0) && keyword.starts_with("min") && keyword != "minimum"),
        Value::String(_) | Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
    };
    limits.then(|| Limit { keyword, value: value.clone() })
}

fn is_condition(key: &str) -> bool {
    matches!(key, "then" | "else" | "dependentSchemas")
}

/// Whether properties are described anywhere in the value of a condition.
fn adds_properties(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.get("properties").is_some_and(filled) || members.values().any(adds_properties)
        }
        Value::Array(list) => list.iter().any(adds_properties),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn filled(value: &Value) -> bool {
    match value {
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
