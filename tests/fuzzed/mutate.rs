//! Changes documents as careless authors, broken tools and enemies would: by their structure, so that what comes out is
//! still read to the end, and by their bytes.

use super::body::CANARY;
use crate::random::Random;
use serde_json::{Map, Value, json};

/// Keys of OpenAPI and JSON Schema, so that things come to stand where they mean something.
const KEYS: &[&str] = &[
    "$anchor",
    "$defs",
    "$id",
    "$ref",
    "additionalProperties",
    "allOf",
    "allowReserved",
    "anyOf",
    "callbacks",
    "components",
    "const",
    "contains",
    "content",
    "cookie",
    "default",
    "delete",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "discriminator",
    "else",
    "encoding",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "explode",
    "flows",
    "format",
    "get",
    "head",
    "header",
    "headers",
    "if",
    "in",
    "info",
    "items",
    "links",
    "mapping",
    "maxItems",
    "maxLength",
    "maximum",
    "minimum",
    "minItems",
    "multipleOf",
    "name",
    "not",
    "nullable",
    "oneOf",
    "openapi",
    "operationId",
    "options",
    "parameters",
    "path",
    "paths",
    "pattern",
    "patternProperties",
    "post",
    "prefixItems",
    "properties",
    "propertyName",
    "propertyNames",
    "put",
    "query",
    "readOnly",
    "requestBodies",
    "requestBody",
    "required",
    "responses",
    "schema",
    "schemas",
    "scheme",
    "security",
    "securitySchemes",
    "servers",
    "style",
    "summary",
    "swagger",
    "tags",
    "then",
    "title",
    "type",
    "unevaluatedProperties",
    "uniqueItems",
    "url",
    "variables",
    "version",
    "webhooks",
    "writeOnly",
    "x-bindery-name",
    "x-enum-varnames",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/event-stream",
    "*/*",
    "200",
    "2XX",
    "default",
    "<<",
];

/// Words that mean something as values.
const WORDS: &[&str] = &[
    "3.0.3",
    "3.1.0",
    "3.2.0",
    "2.0",
    "string",
    "integer",
    "number",
    "boolean",
    "array",
    "object",
    "null",
    "str",
    "string,",
    "int32",
    "int64",
    "float",
    "double",
    "decimal",
    "date",
    "date-time",
    "uuid",
    "binary",
    "byte",
    "uri",
    "password",
    "query",
    "path",
    "header",
    "cookie",
    "form",
    "deepObject",
    "spaceDelimited",
    "pipeDelimited",
    "simple",
    "label",
    "matrix",
    "http",
    "bearer",
    "basic",
    "apiKey",
    "oauth2",
    "openIdConnect",
    "mutualTLS",
    "true",
    "null",
    "9999-99-99",
    "/a/{b}/{c}",
    "{",
    "}",
    "{}",
    "{a",
    "/{a}{b}",
    "https://{host}/v1",
    "",
];

/// Texts that are something else to whoever takes them as they are: code, paths, markup, marks that turn the text.
const ODD: &[&str] = &[
    "*/ fn pWn_zZ() {} /*",
    "\"# ; pWn_zZ!{} \"",
    "\"); pWn_zZ!(\"",
    "\\",
    "\\\"",
    "\n#![pWn_zZ]\n",
    "\r\npWn_zZ();",
    "`pWn_zZ`",
    "]] pWn_zZ [[",
    "'pWn_zZ",
    "b'\\x",
    "r#\"pWn_zZ\"#",
    "{{ pWn_zZ }}{% raw %}",
    "${pWn_zZ}",
    "//pWn_zZ",
    "/// ```\npWn_zZ",
    "\"\"\"",
    "../../pWn_zZ",
    "/etc/passwd",
    "C:\\pWn_zZ",
    "..",
    ".",
    "/",
    "//",
    "#",
    "#/",
    "~",
    "~2",
    "%",
    "%zz",
    "%ff",
    "\0",
    "\u{1}\u{1b}[31m",
    "\u{7f}\u{85}",
    "\u{202e}pWn_zZ\u{2066}",
    "\u{feff}",
    "\u{200b}",
    "\u{2028}pWn_zZ\u{2029}",
    "é",
    "e\u{301}",
    "字",
    "🦀",
    "𝒳",
    "ß",
    "İ",
    "ﬁ",
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "__",
    "r#type",
    "r#self",
    "fn",
    "gen",
    "async",
    "try",
    "macro_rules",
    "Option",
    "Vec",
    "String",
    "Result",
    "Box",
    "Some",
    "None",
    "Ok",
    "Client",
    "Extra",
    "Error",
    "new",
    "default",
    "clone",
    "drop",
    "1",
    "-1",
    "0x",
    "1e999",
    "-0",
    "+1",
    " ",
    "\t",
    "a b",
    "a-b",
    "a_b",
    "A_B",
    "aB",
    "AB",
    "a.b",
    "a/b",
    "a~1b",
    "[]",
    "a[]",
    "a[b]",
    "&",
    "a&b=c",
    "<T>",
    "<script>",
    "T<'a>",
    "dyn pWn_zZ",
    "$crate",
    "$pWn_zZ",
    "#[pWn_zZ]",
    "=> pWn_zZ",
    ", pWn_zZ: ()",
    "} pWn_zZ {",
];

/// References that lead nowhere good.
const REFS: &[&str] = &[
    "#",
    "#/",
    "",
    "#/components",
    "#/components/schemas",
    "#/paths",
    "#/paths/~1",
    "#/components/schemas/%",
    "#/~",
    "other.yaml",
    "other.yaml#/a",
    "https://example.com/a#/b",
    "file:///etc/passwd",
    "../../a.json",
    "a b",
    "#a",
];

/// Changes one thing of a document; `donor` lends parts.
pub(crate) fn mutate(document: &mut Value, donor: &Value, random: &mut Random) {
    let places = places(document);
    let place = random.one(&places).clone();
    let other = random.one(&places).clone();
    let key = odd_key(document, &places, random);
    let lent = match random.percent(50) {
        true => document.pointer(&other).cloned(),
        false => donor.pointer(random.one(&self::places(donor)).as_str()).cloned(),
    };
    let lent = lent.unwrap_or_default();
    let Some(node) = document.pointer_mut(&place) else { return };
    match random.below(14) {
        0 | 1 => *node = odd_value(random),
        2 => *node = lent,
        3 | 4 => change_text(node, random),
        5 => *node = json!({ "$ref": format!("#{other}") }),
        6 => *node = json!({ "$ref": random.one(REFS) }),
        7 => wrap(node, &key, random),
        8 => fill(node, &lent, random),
        _ => change_members(node, key, lent, random),
    }
}

/// JSON pointers of all values in a document.
fn places(document: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let mut next = 0;
    while let Some(place) = places.get(next).cloned() {
        next += 1;
        match document.pointer(&place) {
            Some(Value::Object(members)) => {
                let keys = members.keys().map(|key| key.replace('~', "~0").replace('/', "~1"));
                places.extend(keys.map(|key| format!("{place}/{key}")));
            }
            Some(Value::Array(elements)) => places.extend((0..elements.len()).map(|index| format!("{place}/{index}"))),
            _ => {}
        }
    }
    places
}

/// A key that means something, one that another object has, or one that nobody expects.
fn odd_key(document: &Value, places: &[String], random: &mut Random) -> String {
    match random.below(8) {
        0..3 => (*random.one(KEYS)).to_owned(),
        3..5 => odd_text(random),
        _ => {
            let members = document.pointer(random.one(places).as_str()).and_then(Value::as_object);
            members.and_then(|members| members.keys().next_back()).cloned().unwrap_or_default()
        }
    }
}

fn odd_text(random: &mut Random) -> String {
    match random.below(40) {
        0 => "x".repeat(10_000),
        1 => "aB".repeat(random.below(2_000)),
        2 => "\u{202e}".repeat(random.below(100)),
        3 => format!("{}{CANARY}{}", random.one(ODD), random.one(ODD)),
        4..12 => (*random.one(WORDS)).to_owned(),
        12..14 => (*random.one(KEYS)).to_owned(),
        _ => (*random.one(ODD)).to_owned(),
    }
}

fn odd_value(random: &mut Random) -> Value {
    match random.below(20) {
        0 => Value::Null,
        1 => json!(random.percent(50)),
        2 => json!([]),
        3 => json!({}),
        4 => json!(*random.one(&[0_i64, -1, 1, 255, 404, i64::MAX, i64::MIN, 1 << 53])),
        5 => json!(*random.one(&[u64::MAX, 1 << 63])),
        6 => json!(*random.one(&[0.1, -0.0, 1.5, f64::MAX, f64::MIN_POSITIVE, 1e19, -1e25, 1e30])),
        7 => json!([odd_text(random), odd_text(random), 1, null]),
        8 => json!({ odd_text(random): odd_text(random) }),
        9 => json!(["string", "null"]),
        10 => json!({ "type": "object", "properties": { odd_text(random): { "type": *random.one(WORDS) } } }),
        11 => json!({ "enum": [odd_text(random), odd_text(random), *random.one(WORDS)] }),
        12 => json!({ "type": "array", "items": { "$ref": *random.one(REFS) } }),
        13..16 => json!(*random.one(WORDS)),
        _ => json!(odd_text(random)),
    }
}

/// Joins, cuts or doubles a text; what is no text becomes what it would be as one.
fn change_text(node: &mut Value, random: &mut Random) {
    let text = match &mut *node {
        Value::String(text) => std::mem::take(text),
        other => other.to_string(),
    };
    let cut: String = text.chars().take(random.below(text.len())).collect();
    *node = Value::String(match random.below(5) {
        0 => cut,
        1 => text + *random.one(ODD),
        2 => format!("{}{text}", random.one(ODD)),
        3 => format!("{cut}{}", random.one(ODD)),
        _ => text.to_uppercase(),
    });
}

/// Puts a value into another one, once or many times over.
fn wrap(node: &mut Value, key: &str, random: &mut Random) {
    let keyword = *random.one(&["allOf", "anyOf", "oneOf", "items", "not", "additionalProperties", "properties"]);
    let levels = *random.one(&[1, 1, 1, 2, 40, 200]);
    for _ in 0..levels {
        let inner = std::mem::take(node);
        *node = match keyword {
            "allOf" | "anyOf" | "oneOf" => json!({ keyword: [inner] }),
            "properties" => json!({ "type": "object", keyword: { key: inner } }),
            other => json!({ other: inner }),
        };
    }
}

/// Makes a list or an object long.
fn fill(node: &mut Value, lent: &Value, random: &mut Random) {
    // What is large already does not become huge: the time that a run takes would say nothing.
    let count = if lent.to_string().len() < 100 { random.below(200) } else { random.below(4) };
    match node {
        Value::Array(elements) => elements.extend((0..count).map(|_| lent.clone())),
        Value::Object(members) => members.extend((0..count).map(|index| (format!("a{index}"), lent.clone()))),
        other => *other = lent.clone(),
    }
}

/// Takes away, doubles, renames or adds a member or an element.
fn change_members(node: &mut Value, key: String, lent: Value, random: &mut Random) {
    match node {
        Value::Object(members) => {
            let old = members.keys().nth(random.below(members.len())).cloned().unwrap_or_default();
            match random.below(5) {
                0 => drop(members.remove(&old)),
                1 => *members = renamed(std::mem::take(members), &old, &key),
                2 => drop(members.get(&old).cloned().map(|value| members.insert(key, value))),
                3 => drop(members.insert(key, odd_value(random))),
                _ => drop(members.insert(key, lent)),
            }
        }
        Value::Array(elements) => {
            let index = random.below(elements.len());
            match random.below(4) {
                0 if !elements.is_empty() => drop(elements.remove(index)),
                1 => elements.extend(elements.get(index).cloned()),
                2 => elements.insert(index, odd_value(random)),
                _ => elements.insert(index, lent),
            }
        }
        other => *other = lent,
    }
}

fn renamed(members: Map<String, Value>, old: &str, new: &str) -> Map<String, Value> {
    members.into_iter().map(|(key, value)| if key == old { (new.to_owned(), value) } else { (key, value) }).collect()
}

/// Changes some bytes of a text: cut off, turned, put in, doubled.
pub(crate) fn spoil(bytes: &mut Vec<u8>, random: &mut Random) {
    const SIGNS: &[u8] = b"\0\t\n\r \"'#&*,-./:<>?@[\\]`{|}~%!\x7f\x80\xc3\xff";
    let at = random.below(bytes.len());
    match random.below(6) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, *random.one(SIGNS)),
        2 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << random.below(8)),
        3 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = *random.one(SIGNS)),
        4 => drop(bytes.drain(at..(at + 1 + random.below(20)).min(bytes.len()))),
        _ => {
            let part: Vec<u8> = bytes.iter().skip(at).take(random.below(60)).copied().collect();
            let to = random.below(bytes.len());
            bytes.splice(to..to, part);
        }
    }
}
