//! What a document must hold to be read: values of the right kind under the keys of the specification, and no keys that are
//! nearly, but not quite, those. What is of the wrong kind is left for those who read it to ignore; a schema that stands where
//! only what holds one can stand is put into its place.

use super::grammar::{self, Kind, Visit};
use super::{Version, misplaced};
use crate::diag::{Code, Diagnostics, nearest_within};
use crate::source::{At, Document, Step, Way, kind_of};
use serde_json::{Map, Value};

/// Says what is missing, misspelled and of the wrong kind.
pub(super) fn check(root: &mut Value, version: Version, document: &Document, diags: &mut Diagnostics) {
    essentials(root, document, diags);
    not_yet(root, document, diags);
    let mut found = Found { version, document, diags, callbacks: Vec::new() };
    grammar::walk(Kind::Document, root, None, &mut found);
    let Found { callbacks, .. } = found;
    if let Some(first) = callbacks.first() {
        let whose = if callbacks.len() > 1 { format!(" of {} operations", callbacks.len()) } else { String::new() };
        let message = format!("`callbacks`{whose} are calls of the server to its clients, which are not read yet");
        diags.push(Code::NotYet, *first, message);
    }
}

/// What every document says.
fn essentials(root: &Value, document: &Document, diags: &mut Diagnostics) {
    let mut missing = |at: At, what: &str, help: &str| {
        diags.push(Code::Missing, at, format!("the document has no {what}")).help(help);
    };
    match root.get("info") {
        None => missing(At::default(), "`info`", "it says the API's `title` and the `version` of its description"),
        // What is no object is said below.
        Some(info) if !(info.is_object() || info.is_null()) => {}
        Some(info) => {
            let at = document.child(At::default(), "info");
            for (key, such) in [("title", "title: Orders"), ("version", "version: 1.0.0")] {
                if info.get(key).is_none_or(Value::is_null) {
                    missing(at, &format!("`{key}` in its `info`"), &format!("any text will do, such as `{such}`"));
                }
            }
        }
    }
    if !["paths", "webhooks", "components"].iter().any(|key| root.get(*key).is_some_and(|value| !value.is_null())) {
        missing(At::default(), "`paths`", "operations stand there, such as `/orders: { get: … }`");
    }
}

/// What is valid and makes nothing.
fn not_yet(root: &Value, document: &Document, diags: &mut Diagnostics) {
    if root.get("webhooks").and_then(Value::as_object).is_some_and(|webhooks| !webhooks.is_empty()) {
        let at = document.key(document.child(At::default(), "webhooks"));
        diags.push(Code::NotYet, at, "`webhooks` are calls of the server to its clients, which are not read yet");
    }
}

struct Found<'a> {
    version: Version,
    document: &'a Document,
    diags: &'a mut Diagnostics,
    /// Where operations have some.
    callbacks: Vec<At>,
}

impl Visit for Found<'_> {
    fn object(&mut self, kind: Kind, members: &mut Map<String, Value>, way: Option<&Way<'_>>) {
        self.flags(kind, members, way);
        if kind == Kind::PathItem {
            self.methods(members, way);
        }
        if kind == Kind::Schema {
            self.format(members, way);
        }
        let some = |held: &Value| held.as_object().is_some_and(|held| !held.is_empty());
        if kind == Kind::Operation && members.get("callbacks").is_some_and(some) {
            let here = Way { parent: way, step: Step::Key("callbacks") };
            self.callbacks.push(self.document.key(self.document.place(Some(&here))));
        }
        if let Some((code, key, message, help)) = misplaced::put_right(kind, members, way) {
            let at = self.document.key(self.document.place(Some(&Way { parent: way, step: Step::Key(key) })));
            self.diags.push(code, at, message).help(help);
        }
        let bare = kind == Kind::Parameter && !members.contains_key("schema") && !members.contains_key("content");
        if bare && let Some(key) = ["type", "items", "enum"].into_iter().find(|key| members.contains_key(*key)) {
            let at = self.document.place(Some(&Way { parent: way, step: Step::Key(key) }));
            let message = format!("`{key}` stands in the parameter itself; it is read as if it stood in its `schema`");
            self.diags.push(Code::UnknownKey, at, message).help("write it as `schema: { type: … }`");
        }
        if kind == Kind::Schema && members.contains_key("$ref") && members.get("nullable") == Some(&Value::Bool(true)) {
            let at = self.document.key(self.document.place(Some(&Way { parent: way, step: Step::Key("nullable") })));
            let (fate, help) = match self.version {
                Version::V3_0 => (
                    "which OpenAPI 3.0 ignores there",
                    "write `nullable: true` into the component, or as most do: `nullable: true, allOf: [{ $ref: … }]`",
                ),
                Version::V3_1 => {
                    ("which OpenAPI 3.1 no longer has", "write it as `oneOf: [{ $ref: … }, { type: \"null\" }]`")
                }
            };
            let message = format!("`nullable` stands beside `$ref`, {fate}; it counts here");
            self.diags.push(Code::BesideReference, at, message).help(help);
        }
        for (key, value) in members.iter() {
            let here = Way { parent: way, step: Step::Key(key) };
            match grammar::expected(kind, key) {
                Some(wanted) => self.kinds(key, value, wanted, &here),
                None => self.unknown(kind, key, value, members, &here),
            }
        }
    }
}

/// What stands under a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Text,
    Flag,
    Number,
    /// An object, or `true` or `false`.
    Schema,
    /// A name of a type, or several.
    Types,
    List,
    /// Objects in a list; schemas, if so said, which may also be booleans.
    ObjectList(bool),
    TextList,
    Object,
    /// Objects by keys of the author's.
    Objects,
    /// Objects by media types.
    Contents,
    /// What is read with more care elsewhere.
    Anything,
}

impl Found<'_> {
    fn push(&mut self, code: Code, way: &Way<'_>, message: String) {
        self.push_with(code, way, message, None);
    }

    fn push_with(&mut self, code: Code, way: &Way<'_>, message: String, help: Option<String>) {
        let at = self.document.place(Some(way));
        self.diags.push(code, at, message).help_if(help);
    }

    /// Booleans that are written as text count as what they say.
    fn flags(&mut self, kind: Kind, members: &mut Map<String, Value>, way: Option<&Way<'_>>) {
        for (key, value) in members.iter_mut().filter(|(_, value)| value.is_string()) {
            let Some(said) = as_flag(value) else { continue };
            let wanted = match (kind, key.as_str()) {
                (Kind::Schema, "additionalProperties") => "`true`, `false` or a schema",
                _ if grammar::expected(kind, key) == Some(Wanted::Flag) => "`true` or `false`",
                _ => continue,
            };
            let quoted = value.as_str().is_some_and(|text| text == said.to_string());
            let help = if quoted { "leave out the quotes".to_owned() } else { format!("write it as `{said}`") };
            let message = format!("`{key}` should be {wanted}, found text; it counts as `{said}`");
            self.push_with(Code::WrongKind, &Way { parent: way, step: Step::Key(key) }, message, Some(help));
            *value = Value::Bool(said);
        }
    }

    /// A format with spaces around it is the format.
    fn format(&mut self, members: &mut Map<String, Value>, way: Option<&Way<'_>>) {
        let Some(Value::String(said)) = members.get_mut("format") else { return };
        let meant = said.trim().to_owned();
        if meant.is_empty() || meant == *said {
            return;
        }
        let message = format!("the format `{said}` has spaces around it, and is read as `{meant}`");
        let help = Some(format!("write it as `{meant}`"));
        self.push_with(Code::UnknownFormat, &Way { parent: way, step: Step::Key("format") }, message, help);
        *said = meant;
    }

    /// Methods that are not in small letters are read as what they mean.
    fn methods(&mut self, members: &Map<String, Value>, way: Option<&Way<'_>>) {
        for key in members.keys() {
            let Some(method) = grammar::method(key).filter(|method| *method != key.as_str()) else { continue };
            let first = members.keys().find(|other| other.eq_ignore_ascii_case(method));
            let counts = if members.contains_key(method) { method } else { first.map_or(key.as_str(), String::as_str) };
            let (message, help) = match counts == key {
                true => (format!("`{key}` is read as `{method}`"), format!("write it as `{method}`")),
                false => (
                    format!("`{key}` is the method that `{counts}` is, which counts; what `{key}` holds is left out"),
                    "leave one of them out".to_owned(),
                ),
            };
            let at = self.document.key(self.document.place(Some(&Way { parent: way, step: Step::Key(key) })));
            self.diags.push(Code::UnknownKey, at, message).help(help);
        }
    }

    fn kinds(&mut self, key: &str, value: &Value, wanted: Wanted, way: &Way<'_>) {
        let (fits, name) = match wanted {
            Wanted::Text => (value.is_string(), "text"),
            Wanted::Flag => (value.is_boolean(), "`true` or `false`"),
            // `exclusiveMinimum` was a boolean once.
            Wanted::Number => (value.is_number() || value.is_boolean(), "a number"),
            Wanted::Schema => (value.is_object() || value.is_boolean(), "a schema"),
            Wanted::Types => (value.is_string() || value.is_array(), "the name of a type, or a list of them"),
            Wanted::List | Wanted::ObjectList(_) => (value.is_array(), "a list"),
            Wanted::TextList => (value.is_array(), "a list of texts"),
            Wanted::Object | Wanted::Objects | Wanted::Contents => (value.is_object(), "an object"),
            Wanted::Anything => (true, ""),
        };
        if !fits && !value.is_null() {
            let message = format!("`{key}` should be {name}, found {}; it is ignored", kind_of(value));
            let said = as_flag(value).filter(|_| key == "required" && wanted == Wanted::TextList);
            let help = said.map(|said| required_of(said, way)).or_else(|| advice(wanted, key, value));
            self.push_with(Code::WrongKind, way, message, help);
            return;
        }
        match (wanted, value) {
            (Wanted::TextList, Value::Array(elements)) => {
                for (index, element) in elements.iter().enumerate().filter(|(_, element)| !element.is_string()) {
                    let here = Way { parent: Some(way), step: Step::Index(index) };
                    let found = kind_of(element);
                    self.push(
                        Code::WrongKind,
                        &here,
                        format!("an element of `{key}` should be text, found {found}; it is ignored"),
                    );
                }
            }
            (Wanted::ObjectList(schemas), Value::Array(elements)) => {
                let fits = |element: &Value| element.is_object() || schemas && element.is_boolean();
                for (index, element) in elements.iter().enumerate().filter(|(_, element)| !fits(element)) {
                    let here = Way { parent: Some(way), step: Step::Index(index) };
                    let message =
                        format!("an element of `{key}` should be an object, found {}; it is ignored", kind_of(element));
                    self.push_with(Code::WrongKind, &here, message, advice_of_element(key, element, schemas));
                }
                if schemas && elements.is_empty() {
                    self.push(Code::WrongKind, way, format!("`{key}` lists nothing, and says nothing"));
                }
            }
            (Wanted::Objects | Wanted::Contents, Value::Object(members)) => {
                for (name, member) in members {
                    let here = Way { parent: Some(way), step: Step::Key(name) };
                    let found = kind_of(member);
                    if name.starts_with("x-") || member.is_null() {
                        continue;
                    }
                    if !member.is_object() {
                        let message = format!("`{name}` in `{key}` should be an object, found {found}; it is ignored");
                        self.push(Code::WrongKind, &here, message);
                    } else if wanted == Wanted::Contents && !name.contains('/') {
                        let at = self.document.place(Some(&here));
                        let message = format!("`{name}` in `content` is no media type");
                        self.diags
                            .push(Code::WrongKind, at, message)
                            .help("write it as `application/json: { schema: … }`");
                    }
                }
            }
            _ => {}
        }
    }

    /// A key that the specification does not know.
    fn unknown(&mut self, kind: Kind, key: &str, value: &Value, members: &Map<String, Value>, way: &Way<'_>) {
        let known = grammar::keys(kind);
        if known.is_empty() || known.contains(&key) || key.starts_with("x-") {
            return;
        }
        let absent = known.iter().copied().filter(|known| !members.contains_key(*known) && is_like(key, known));
        let of_swagger = grammar::of_swagger(kind).iter().find(|(old, _)| *old == key);
        let (message, help) = if kind == Kind::Schema && key == "schema" && value.is_object() {
            let message = "`schema` stands within a schema, where it means nothing; it is ignored".to_owned();
            (message, Some("leave it out, and indent what is below it one step less".to_owned()))
        } else if let Some(near) = nearest_within(TYPED, key, absent) {
            (format!("`{key}` means nothing here and is ignored"), Some(format!("did you mean `{near}`?")))
        } else if kind == Kind::Schema && key == "property" && value.is_object() && !members.contains_key("properties")
        {
            (format!("`{key}` means nothing here and is ignored"), Some("did you mean `properties`?".to_owned()))
        } else if let Some((_, since)) = of_swagger {
            let message = format!("`{key}` is of Swagger 2 and means nothing in OpenAPI 3; it is ignored");
            (message, Some(format!("say it with {since}")))
        } else if kind == Kind::PathItem && matches!(key, "query" | "additionalOperations") {
            let message = format!("`{key}` is of OpenAPI 3.2, which is not read yet; what it holds is left out");
            (message, None)
        } else if matches!(kind, Kind::RequestBody) && key == "schema" {
            let message = "`schema` stands where only `content` can hold it; it is ignored".to_owned();
            (message, Some("write it as `content: { application/json: { schema: … } }`".to_owned()))
        } else if kind == Kind::PathItem && grammar::keys(Kind::Operation).contains(&key) {
            let message = format!("`{key}` belongs to an operation, and stands beside the methods; it is ignored");
            (message, Some("indent it below its method".to_owned()))
        } else if kind == Kind::Response && way.parent.is_some_and(|way| matches!(way.step, Step::Key("content"))) {
            // It stands in place of a status, which is said where answers are read.
            return;
        } else if kind == Kind::Operation && key == "content" {
            let message = "`content` stands beside `requestBody`, and means nothing there; it is ignored".to_owned();
            (message, Some("indent it below `requestBody`, or below a status of `responses`".to_owned()))
        } else if matches!(kind, Kind::RequestBody | Kind::Response) && key.contains('/') {
            let message = format!("`{key}` stands where only `content` can hold it; it is ignored");
            (message, Some(format!("write it as `content: {{ {key}: … }}`")))
        } else if kind == Kind::Components && value.is_object() {
            (format!("`{key}` is no kind of component; what it holds is ignored"), None)
        } else if kind == Kind::Schema && is_property(value) {
            let message = format!("`{key}` looks like a property, and stands beside `properties`; it is ignored");
            (message, Some("indent it below `properties`".to_owned()))
        } else if kind == Kind::PathItem && value.is_object() {
            (format!("`{key}` is no method of HTTP that OpenAPI knows; what it holds is ignored"), None)
        } else {
            return;
        };
        let at = self.document.key(self.document.place(Some(way)));
        self.diags.push(Code::UnknownKey, at, message).help_if(help);
    }
}

/// Whether this looks like a schema.
fn is_property(value: &Value) -> bool {
    let text = |key: &str| value.get(key).is_some_and(Value::is_string);
    text("type") || text("$ref")
}

/// What a boolean says, also where it is text; YAML once had other words for them.
fn as_flag(value: &Value) -> Option<bool> {
    if let Value::Bool(said) = value {
        return Some(*said);
    }
    let text = value.as_str()?.trim();
    let words = [("true", true), ("yes", true), ("false", false), ("no", false)];
    words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, said)| *said)
}

/// What to write instead of a schema's own `required: true`.
fn required_of(said: bool, way: &Way<'_>) -> String {
    let schema = way.parent;
    let holder = schema.and_then(|schema| schema.parent).map(|holder| holder.step);
    match (said, schema.map(|schema| schema.step), holder) {
        (false, ..) => "leave it out: what no list of required properties names is optional".to_owned(),
        (true, Some(Step::Key(name)), Some(Step::Key("properties"))) => {
            format!("name the property in the `required` of the object around it: `required: [{name}]`")
        }
        (true, ..) => "leave it out; an object lists the properties that it requires: `required: [id]`".to_owned(),
    }
}

/// What to write instead of a value of the wrong kind, where one thing is meant.
fn advice(wanted: Wanted, key: &str, value: &Value) -> Option<String> {
    Some(match (key, value, wanted) {
        ("responses", Value::Array(_), _) => "write them by status: `\"200\": { description: … }`".to_owned(),
        ("parameters", Value::Object(_), _) => "write it as a list: `- { name: id, in: path, … }`".to_owned(),
        ("properties" | "schemas", Value::Array(_), _) => "write them by name: `id: { type: … }`".to_owned(),
        ("servers", Value::String(url), _) => format!("write it as `- url: {url}`"),
        ("discriminator", Value::String(name), _) => format!("write it as `discriminator: {{ propertyName: {name} }}`"),
        ("allOf" | "anyOf" | "oneOf", Value::Object(_), _) => "write it as a list: begin it with `- `".to_owned(),
        (_, Value::String(text), Wanted::List | Wanted::TextList) => format!("write it as a list: `[{text}]`"),
        (_, Value::String(text), Wanted::Number) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => "leave out the quotes".to_owned(),
            Ok(_) => "leave the limit out, or write a number that fits 64 bits".to_owned(),
            Err(_) => return None,
        },
        _ => return None,
    })
}

fn advice_of_element(key: &str, element: &Value, schemas: bool) -> Option<String> {
    let text = element.as_str()?;
    match key {
        "servers" => Some(format!("write it as `url: {text}`")),
        "tags" => Some(format!("write it as `name: {text}`")),
        _ if schemas => Some(format!("write it as `{{ type: {text} }}`")),
        _ => None,
    }
}

/// Differences that come of typing. Words that differ in more are others: `propertyOrder` is not `propertyNames`.
const TYPED: usize = 2;

/// Short words are alike by chance unless they differ in case alone.
fn is_like(key: &str, known: &str) -> bool {
    key.eq_ignore_ascii_case(known) || key.len() > 2 && known.len() > 3 && key.len().abs_diff(known.len()) < 3
}
