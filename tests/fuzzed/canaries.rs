//! Documents all of whose texts and names pretend to be code, markup, templates or paths. What comes out is still Rust that
//! parses, in files of the output folder, and none of it is theirs.

use super::body::{CANARY, ODD_NAME, check};
use super::seeds;
use crate::support::root;
use serde_json::{Map, Value};

/// What is put behind every text. The canary stands wherever it would be an identifier if it got out.
const HOSTILE: &[&str] = &[
    "*/ pWn_zZ!(); /*",
    "\"#; pWn_zZ!(); //",
    "\n#![pWn_zZ]\n",
    "\r\npub fn pWn_zZ() {}",
    "`)]\n]pWn_zZ!{}",
    "\u{202e}\u{2066}pWn_zZ\u{2028}pWn_zZ!()",
    "{{ 7 * 7 }}{% pWn_zZ %}{#",
    "../../../pWn_zZ",
    "\\\" }; pWn_zZ!(); {",
    "```\npWn_zZ!();\n",
    "'\u{0}\u{7}\u{1b}[31m",
    "r#\"pWn_zZ",
];

/// Keys whose values mean something to OpenAPI, so that the document would be another one without them.
const MEANT: &[&str] = &[
    "$ref",
    "format",
    "in",
    "mapping",
    "openapi",
    "propertyName",
    "required",
    "scheme",
    "security",
    "style",
    "type",
    "url",
];

/// Keys that hold objects by names of the author's.
const NAMED: &[&str] =
    &["paths", "properties", "variables", "headers", "callbacks", "webhooks", "content", "scopes", "examples"];

#[test]
fn no_text_of_a_document_becomes_code() {
    assert!(HOSTILE.iter().filter(|text| text.contains(CANARY)).count() > 8);
    let documents = ["specs", "tests/golden"].iter().flat_map(|folder| seeds::of_folder(&root().join(folder)));
    let mut emitted = 0;
    for (i, (name, document)) in documents.enumerate() {
        for turn in 0..3 {
            let mut next = (i + 5 * turn) % HOSTILE.len();
            let changed = spoiled(&document, &mut next).to_string();
            let form = if turn == 0 { ODD_NAME } else { "a.json" };
            emitted += usize::from(check(form, changed.as_bytes(), turn == 1));
            assert!(changed.contains("7 * 7"), "{name} has hardly any texts");
        }
        proc_macro2::extra::invalidate_current_thread_spans();
    }
    assert!(emitted > 40, "only {emitted} came to anything");
}

/// The value with hostile texts behind the author's.
fn spoiled(value: &Value, next: &mut usize) -> Value {
    match value {
        Value::String(text) => Value::String(format!("{text}{}", hostile(next))),
        Value::Array(items) => items.iter().map(|item| spoiled(item, next)).collect(),
        Value::Object(members) => {
            let mut out = Map::new();
            for (key, value) in members {
                let value = match value {
                    kept if MEANT.contains(&key.as_str()) => kept.clone(),
                    Value::Object(named) if NAMED.contains(&key.as_str()) => {
                        let named = named
                            .iter()
                            .map(|(name, value)| (format!("{name}{}", hostile(next)), spoiled(value, next)));
                        named.collect::<Map<_, _>>().into()
                    }
                    other => spoiled(other, next),
                };
                out.insert(key.clone(), value);
            }
            out.into()
        }
        other => other.clone(),
    }
}

fn hostile(next: &mut usize) -> &'static str {
    *next = (*next + 1) % HOSTILE.len();
    HOSTILE[*next]
}
