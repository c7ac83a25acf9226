//! A canary in every spelling of a secret (`golden/secrets.yaml`), as what the document says and as anything else, and all
//! printed that can be printed.
#![allow(clippy::unwrap_used)]

use super::secrets::types::*;
use bindery_runtime::codec::{Json, Policy, decode};
use serde_json::{Value, json};
use std::fmt::{Debug, Write as _};

const TEXT: &str = "c4n4ry";
const NUMBER: i64 = 8_675_309;

/// The value printed, its notes, and what a strict reader says.
fn printed<T: Json + Debug>(value: &Value) -> String {
    let text = value.to_string();
    let mut out = String::new();
    match decode::<T>(text.as_bytes(), Policy::Lenient) {
        Ok(decoded) => {
            let _ = write!(out, "{:?} {:#?} {:?}", decoded.value, decoded.value, decoded.drift);
        }
        Err(error) => drop(write!(out, "{error} {error:?}")),
    }
    match decode::<T>(text.as_bytes(), Policy::Strict) {
        Ok(_) => {}
        Err(error) => drop(write!(out, "{error} {error:?}")),
    }
    // Broken in the middle of it.
    if let Err(error) = decode::<T>(text.trim_end_matches('}').as_bytes(), Policy::Lenient) {
        let _ = write!(out, "{error} {error:?}");
    }
    out
}

fn check<T: Json + Debug>(value: &Value) {
    let out = printed::<T>(value);
    assert!(!out.contains(TEXT) && !out.contains(&NUMBER.to_string()), "{value}: {out}");
}

/// Values of every kind with a canary in each.
fn canaries() -> Vec<Value> {
    vec![
        json!(TEXT),
        json!(NUMBER),
        json!(NUMBER.to_string()),
        json!([TEXT]),
        json!([NUMBER, TEXT]),
        json!([TEXT, NUMBER]),
        json!([[NUMBER], [TEXT]]),
        json!({ "number": TEXT }),
        json!({ "k": NUMBER }),
        json!({ "k": { "k": TEXT } }),
        json!([{ "number": TEXT }]),
    ]
}

#[test]
fn no_spelling_of_a_secret_is_printed() {
    let secret = [
        "password", "written", "pin", "level", "fixed", "raw", "any", "card", "words", "pins", "cards", "deep", "pair",
        "count", "texts", "numbers", "named", "either",
    ];
    for canary in canaries() {
        for key in secret {
            check::<Vault>(&json!({ key: canary }));
        }
        for key in ["rest", "counts"] {
            check::<Vault>(&json!({ key: { "name": "Rex", "k": canary } }));
        }
        check::<Vault>(&json!({ "owner": { "name": "Rex", "secret": canary } }));
        check::<Vault>(&json!({ "owner": [{ "name": "Rex", "secret": canary }] }));
        // Nobody said that the elements of a list of owners are secrets themselves.
        if !canary.is_array() {
            check::<Login>(&canary);
            check::<Vault>(&json!({ "login": canary }));
        }
        check::<Login>(&json!([{ "name": "Rex", "secret": canary }]));
        check::<Vec<bindery_runtime::Secret>>(&json!([canary]));
    }
    let all: serde_json::Map<String, Value> = secret.iter().map(|key| ((*key).to_owned(), json!(TEXT))).collect();
    check::<Vault>(&Value::Object(all));
}

#[test]
fn keys_and_what_is_no_secret_are_printed() {
    let cases = [
        (json!({ "owner": { "name": "Rex", "secret": TEXT } }), r#"owner: Owner { name: "Rex", secret: [redacted] }"#),
        (json!({ "rest": { "name": "Rex", "k": TEXT } }), r#"rest: Rest { name: "Rex", ..: [redacted] }"#),
        (json!({ "rest": { "name": "Rex", "k": NUMBER } }), r#"extra: {"k": [redacted]}"#),
        (json!({ "login": TEXT }), "login: String([redacted])"),
        (json!({ "login": [{ "name": "Rex", "secret": TEXT }] }), r#"login: Owners([Owner { name: "Rex""#),
    ];
    for (value, expected) in cases {
        let out = printed::<Vault>(&value);
        assert!(out.contains(expected), "{out}");
    }
}

#[test]
fn parameters_are_kept_too() {
    let params = super::secrets::operations::PutVault { pin: Some(NUMBER), plain: Some("seen".into()) };
    assert_eq!(format!("{params:?}"), r#"PutVault { pin: [redacted], plain: "seen" }"#);
}
