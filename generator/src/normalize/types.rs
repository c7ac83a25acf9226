//! Types as other notations write them: `null` without quotes, which is nothing in YAML and no name of a type, and lists as
//! programmers write them, `string[]`. Words that only have another name are for `lower` to understand.

use super::grammar::{self, Kind, Visit};
use crate::diag::{Code, Diagnostics};
use crate::source::{Document, Step, Way};
use serde_json::{Map, Value, json};

/// What may stand beside `type` without saying anything about values.
const ANNOTATIONS: &[&str] = &[
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
];

/// Keywords that are about the elements where a list is written as one word.
const OF_ELEMENTS: &[&str] = &[
    "additionalProperties",
    "contentEncoding",
    "contentMediaType",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxLength",
    "maxProperties",
    "maximum",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "patternProperties",
    "properties",
    "required",
];

/// Writes them as JSON Schema does.
pub(super) fn spell(root: &mut Value, document: &Document, diags: &mut Diagnostics) {
    grammar::walk(Kind::Document, root, None, &mut Spell { document, diags });
}

struct Spell<'a> {
    document: &'a Document,
    diags: &'a mut Diagnostics,
}

impl Visit for Spell<'_> {
    fn object(&mut self, kind: Kind, members: &mut Map<String, Value>, way: Option<&Way<'_>>) {
        if kind != Kind::Schema {
            return;
        }
        let says_more =
            members.keys().any(|key| key != "type" && !key.starts_with("x-") && !ANNOTATIONS.contains(&key.as_str()));
        let here = Way { parent: way, step: Step::Key("type") };
        match members.get_mut("type") {
            Some(Value::Null) if says_more => {
                members.shift_remove("type");
                self.report(&here, "`type` is null, which names no type; it is ignored", "leave `type` out");
            }
            Some(ty @ Value::Null) => {
                *ty = json!("null");
                let help = "write it as `type: \"null\"`, or leave `type` out where any value will do";
                self.report(&here, "`null` without quotes names no type; it is read as `\"null\"`", help);
            }
            Some(Value::Array(types)) => {
                for (index, ty) in types.iter_mut().enumerate().filter(|(_, ty)| ty.is_null()) {
                    *ty = json!("null");
                    let at = Way { parent: Some(&here), step: Step::Index(index) };
                    let message = "`null` without quotes names no type; it is read as `\"null\"`";
                    self.report(&at, message, "write it in quotes: `\"null\"`");
                }
            }
            Some(Value::String(word)) => {
                let Some(element) = element(word) else { return };
                let message = format!("`{word}` is no type of JSON; it is read as a list of `{element}`");
                let element = element.to_owned();
                listed(members, &element);
                let help = format!("write it as `type: array, items: {{ type: {element} }}`");
                self.report(&here, &message, &help);
            }
            Some(_) | None => {}
        }
    }
}

impl Spell<'_> {
    fn report(&mut self, way: &Way<'_>, message: &str, help: &str) {
        self.diags.push(Code::UnknownType, self.document.place(Some(way)), message).help(help);
    }
}

/// The type of the elements, where a word is a list of them: `string[]`, `array<string>`, `list[string]`.
fn element(word: &str) -> Option<&str> {
    let word = word.trim();
    let generic = || {
        let (list, rest) = word.split_once(['<', '['])?;
        let is_list = ["array", "list"].contains(&list.trim().to_ascii_lowercase().as_str());
        rest.strip_suffix(['>', ']']).filter(|_| is_list)
    };
    let element = word.strip_suffix("[]").or_else(generic)?.trim();
    // Several types in one text are another matter, and of lists in lists the outer is all that is made of the word.
    (!element.is_empty() && !element.contains(['|', ',', '[', ']', '<', '>'])).then_some(element)
}

/// Makes a schema one of a list; what it says about other values than lists, it says about the elements.
fn listed(schema: &mut Map<String, Value>, element: &str) {
    schema.insert("type".to_owned(), json!("array"));
    if schema.contains_key("items") {
        return;
    }
    let mut items = Map::from_iter([("type".to_owned(), json!(element))]);
    for key in OF_ELEMENTS {
        // Constants that are lists are those of the whole.
        let whole = |value: &Value| value.as_array().is_some_and(|values| values.iter().any(Value::is_array));
        if schema.get(*key).is_some_and(|value| !whole(value))
            && let Some(value) = schema.shift_remove(*key)
        {
            items.insert((*key).to_owned(), value);
        }
    }
    schema.insert("items".to_owned(), Value::Object(items));
}
