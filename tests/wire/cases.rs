//! The calls of a document: each operation with only what is required, and with everything once for each media type of
//! its body. Values come from the document, not from what bindery made of it.

use crate::dialect;
use crate::values::{Use, Values};
use bindery::ir::{Api, Media, Operation};
use bindery::source::Document;
use serde_json::{Map, Value, json};

/// A text that every place takes.
const TAME: &str = "text";
/// Texts that have to be escaped.
const IN_PATH: &str = "a b/c?d";
const IN_QUERY: &str = "a b&c=d+é/%41,x";
const IN_BODY: &str = "a \"b\" & c=d + é\n%41,x";

/// All calls, in the order of the operations.
pub(crate) fn all(document: &Document, api: &Api) -> Vec<Value> {
    let root = document.root().value();
    let ops: Vec<(usize, &Operation, String)> = api
        .ops
        .iter()
        .enumerate()
        .map(|(i, (_, op))| (i, op, document.pointer(op.at).trim_start_matches('#').to_owned()))
        .collect();
    let mut uses = Vec::new();
    let places: Vec<Vec<Place>> = ops.iter().map(|(_, op, pointer)| places(root, op, pointer, &mut uses)).collect();
    let values = Values::new(root, uses);
    let mut out = Vec::new();
    for ((i, op, pointer), places) in ops.iter().zip(&places) {
        let head = json!({ "op": i, "pointer": pointer, "request": op.request() });
        let bodies: Vec<&Place> = places.iter().filter(|place| place.media.is_some()).collect();
        let least = bodies.first().copied().filter(|body| body.required);
        out.push(call(&head, "least", places, least, &values));
        if bodies.is_empty() {
            out.push(call(&head, "full", places, None, &values));
        }
        out.extend(bodies.iter().map(|body| call(&head, "full", places, Some(*body), &values)));
    }
    out
}

/// Something that a call gives: a parameter or a body.
struct Place {
    /// `path`, `query`, `header`, `cookie` or `body`.
    place: &'static str,
    name: String,
    required: bool,
    /// Of a body: number of its method, and its type.
    media: Option<(usize, String)>,
    /// Into the values.
    schema: usize,
}

fn places(root: &Value, op: &Operation, pointer: &str, uses: &mut Vec<Use>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let own = root.pointer(pointer).unwrap_or(&Value::Null);
    let item = pointer.rsplit_once('/').and_then(|(item, _)| root.pointer(item)).unwrap_or(&Value::Null);
    let lists = [item, own].map(|holder| holder["parameters"].as_array().into_iter().flatten());
    for param in lists.into_iter().flatten().map(|param| behind(root, param)) {
        let Some(name) = param["name"].as_str() else { continue };
        let Some(place) = ["path", "query", "header", "cookie"].into_iter().find(|place| param["in"] == *place) else {
            continue;
        };
        let schema = param.get("schema").or_else(|| first(&param["content"]).and_then(|media| media.get("schema")));
        let schema = match schema {
            Some(schema) => schema.clone(),
            // Swagger's way.
            None if param.get("type").is_some() => param.clone(),
            None => json!({ "type": "string" }),
        };
        places.retain(|known| known.name != name || known.place != place);
        let required = place == "path" || param["required"] == true;
        uses.push(Use { schema: plain(&schema), tame: TAME, text: text(place), is_param: true });
        places.push(Place { place, name: name.to_owned(), required, media: None, schema: uses.len() - 1 });
    }
    // Only the path knows of these.
    for name in
        pointer_template(pointer).split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
    {
        if !places.iter().any(|known| known.place == "path" && known.name == name) {
            uses.push(Use { schema: json!({ "type": "string" }), tame: TAME, text: IN_PATH, is_param: true });
            let name = name.to_owned();
            places.push(Place { place: "path", name, required: true, media: None, schema: uses.len() - 1 });
        }
    }
    let content = &behind(root, &own["requestBody"])["content"];
    for (method, (required, content_type, media)) in bodies(op).into_iter().enumerate() {
        let entry = content.as_object().into_iter().flatten().find(|(name, _)| name.trim() == content_type);
        let schema = entry.map(|(_, media)| media).or_else(|| first(content)).and_then(|media| media.get("schema"));
        let schema = match media {
            Media::Json | Media::Form | Media::Multipart => schema.cloned().unwrap_or(json!({ "type": "object" })),
            // Whatever their schema says, clients take text and bytes; bytes are base64 where JSON says them.
            Media::Text => json!({ "type": "string" }),
            Media::Binary => json!({ "type": "string", "enum": ["aGVsbG8gd29ybGQ="] }),
        };
        uses.push(Use { schema: plain(&schema), tame: TAME, text: IN_BODY, is_param: false });
        let (media, name) = (Some((method, content_type)), "body".to_owned());
        places.push(Place { place: "body", name, required, media, schema: uses.len() - 1 });
    }
    places
}

/// What the methods of an operation take: whether it has to be, and its type.
fn bodies(op: &Operation) -> Vec<(bool, String, Media)> {
    op.bodies.iter().map(|body| (body.required, body.content_type.clone(), body.media)).collect()
}

fn call(head: &Value, kind: &str, places: &[Place], body: Option<&Place>, values: &Values) -> Value {
    let mut case = head.clone();
    case["kind"] = json!(kind);
    let mut lacking: Vec<String> = Vec::new();
    let full = kind == "full";
    for place in places.iter().filter(|place| place.media.is_none() && (full || place.required)) {
        let made = values.value(place.schema, full);
        if !made.as_ref().is_some_and(|made| made.valid) {
            lacking.push(format!("{} {}", place.place, place.name));
        }
        if let Some(made) = made {
            let there = case[place.place].as_object().cloned().unwrap_or_default();
            let mut there: Map<String, Value> = there;
            there.insert(place.name.clone(), made.value);
            case[place.place] = Value::Object(there);
        }
    }
    if let Some(Place { media: Some((method, content_type)), schema, .. }) = body {
        case["method"] = json!(method);
        case["media"] = json!(content_type);
        match values.value(*schema, full) {
            Some(made) => {
                if !made.valid {
                    lacking.push("body".to_owned());
                }
                case["partial"] = json!(!made.whole);
                case["body"] = made.value;
            }
            None => lacking.push("body".to_owned()),
        }
    }
    if !lacking.is_empty() {
        // Nothing valid was found: what Prism says of it says nothing of the client.
        case["lacking"] = json!(lacking);
    }
    case
}

fn text(place: &str) -> &'static str {
    match place {
        "path" => IN_PATH,
        "query" => IN_QUERY,
        _ => TAME,
    }
}

/// The template of the path that a pointer leads through.
fn pointer_template(pointer: &str) -> String {
    let template = pointer.strip_prefix("/paths/").and_then(|rest| rest.rsplit_once('/')).map_or("", |(path, _)| path);
    template.replace("~1", "/").replace("~0", "~").replace("%25", "%")
}

fn behind<'d>(root: &'d Value, value: &'d Value) -> &'d Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    crate::view::follow(root, reference).map_or(&Value::Null, |(target, _)| behind(root, target))
}

fn first(content: &Value) -> Option<&Value> {
    content.as_object().and_then(|content| content.values().next())
}

fn plain(schema: &Value) -> Value {
    let mut schema = schema.clone();
    dialect::plain(&mut schema);
    schema
}
