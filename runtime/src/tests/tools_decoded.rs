//! Arguments as models give them: what is mended, what is refused, and what is asked for.

use super::tools::{PAY_ORDER, call};
use crate::tool::{Dialect, Toolset};
use serde_json::{Value, json};

/// One tool with arguments of every odd kind; what a model gives, and what is made of it or said about it.
#[test]
fn what_is_mended_keeps_its_meaning() {
    let odd = json!({
        "name": "odd", "title": "Odd", "description": "", "request": "POST /orders/{id}/pay", "effect": "act",
        "idempotent": false,
        "arguments": { "type": "object", "additionalProperties": false, "required": [], "properties": {
            "n": { "type": "integer", "enum": [1, 10, 2] },
            "s": { "type": "string", "enum": ["name", "created_at"] },
            "pair": { "type": "array", "prefixItems": [{ "type": "integer" }, { "type": "string" }], "items": false },
            "map": { "type": "object", "additionalProperties": { "type": ["string", "null"] } },
            "due": { "type": ["string", "null"] },
            "text": { "type": "string" },
            "more": { "type": "object", "properties": { "a_b": { "type": "integer", "x-key": "a-b" } }, "required": [],
                "additionalProperties": { "type": "string" } },
            "loop": { "$ref": "#/$defs/A" },
        } },
        "inputs": { "n": { "body": "n" } },
    });
    let (odd, a, b) = (
        odd.to_string(),
        json!({ "anyOf": [{ "$ref": "#/$defs/B" }, { "type": "string" }] }).to_string(),
        json!({ "anyOf": [{ "$ref": "#/$defs/A" }, { "type": "integer" }] }).to_string(),
    );
    let set = Toolset::new(&[("A", &a), ("B", &b)], &[(&odd, &PAY_ORDER)]).unwrap();
    let (mcp, strict) = (&Dialect::MCP, &Dialect::OPENAI_STRICT);
    let cases: &[(&'static Dialect, Value, Result<Value, &str>)] = &[
        (mcp, json!({ "n": 2.0 }), Ok(json!({ "n": 2 }))),
        (mcp, json!({ "n": "10" }), Ok(json!({ "n": 10 }))),
        (mcp, json!({ "n": -1 }), Err("- /n: expected one of 1, 10, 2, found -1")),
        (mcp, json!({ "n": 1.5 }), Err("- /n: expected one of 1, 10, 2, found 1.5")),
        (mcp, json!({ "s": "Created-At" }), Ok(json!({ "s": "created_at" }))),
        (
            mcp,
            json!({ "s": "-name" }),
            Err("- /s: expected one of \"name\", \"created_at\", found \"-name\"; did you mean `name`?"),
        ),
        (mcp, json!({ "pair": "[1,\"a\",3]" }), Err("- /pair: expected a list of exactly 2 elements, found 3")),
        (mcp, json!({ "pair": "[1,\"a\"]" }), Ok(json!({ "pair": [1, "a"] }))),
        (mcp, json!({ "text": 1e23 }), Err("- /text: expected text, found 1e+23")),
        (mcp, json!({ "texts": null }), Err("- /texts: there is no such argument; did you mean `text`?")),
        (
            mcp,
            json!({ "more": { "a_b": 5, "a-b": "7" } }),
            Err("- /more/a-b: is another name of an argument that is there"),
        ),
        (mcp, json!({ "loop": true }), Ok(json!({ "loop": "true" }))),
        (strict, json!({ "map": [{ "key": "a", "value": null }] }), Ok(json!({ "map": { "a": null } }))),
        (
            strict,
            json!({ "map": [{ "key": "a", "valu": "x" }] }),
            Err("- /map/0: expected {\"key\": text, \"value\": …}, found {\"key\":\"a\",\"valu\":\"x\"}"),
        ),
        (
            strict,
            json!({ "map": [{ "key": "a", "value": "1" }, { "key": "a", "value": "2" }] }),
            Err("- /map: the key \"a\" is there twice"),
        ),
        (
            strict,
            json!({ "map": [{ "key": "a", "value": 1.5 }] }),
            Err("- /map/0/value: expected text or null, found 1.5"),
        ),
        (strict, json!({ "due": null }), Ok(json!({}))),
        (strict, json!({ "due": null, "clear_fields": "[\"due\"]" }), Ok(json!({ "due": null }))),
        (
            strict,
            json!({ "clear_fields": ["dues"] }),
            Err("- /clear_fields: `dues` is no field that can be null; did you mean `due`?"),
        ),
        (
            strict,
            json!({ "due": "x", "clear_fields": ["due"] }),
            Err("- /clear_fields: `due` is to be null, and has a value"),
        ),
        (strict, json!({ "clear_fields": true }), Err("- /clear_fields: expected a list of names, found true")),
    ];
    for (dialect, given, expected) in cases {
        let found = set.decode(dialect, &call("odd", given.clone()));
        let found = found.map(|decoded| Value::Object(decoded.arguments)).map_err(|fixable| fixable.to_string());
        let expected = expected.clone().map_err(|text| format!("The call was not made.\n{text}"));
        assert_eq!(found, expected, "{} {given}", dialect.name);
    }
    // What a model may give is never too much.
    let many: Value = (0..50_000).map(|i| (format!("k{i}"), Value::from(i))).collect::<serde_json::Map<_, _>>().into();
    assert!(set.decode(mcp, &call("odd", many)).is_err());
    for dialect in Dialect::ALL {
        assert!(set.export(dialect).to_string().contains("\"odd\""));
    }
}

/// Bodies where models put them, and unions that lack what tells their arms apart.
#[test]
fn what_is_left_open_is_asked_for() {
    let arm = |only: &str, n: &str| {
        json!({ "type": "object", "required": ["type", n], "additionalProperties": false, "properties": {
            "type": { "type": "string", "enum": [only] }, n: { "type": "integer" } } })
    };
    let text = json!({ "type": "string" });
    let about = |name: &str| json!({ "name": name, "title": "", "description": "", "request": "POST /orders/{id}/pay", "effect": "act", "idempotent": false });
    let with = |name: &str, properties: Value, inputs: Value| {
        let mut tool = about(name);
        tool["arguments"] =
            json!({ "type": "object", "additionalProperties": false, "required": [], "properties": properties });
        tool["inputs"] = inputs;
        tool.to_string()
    };
    let mut few = json!({ "anyOf": [arm("delete", "id"), arm("", "id")] });
    few["anyOf"][1]["properties"]["type"]["enum"] = json!(["archive", "hide"]);
    let only = |key: &str| {
        json!({ "type": "object", "required": [key], "additionalProperties": false,
            "properties": { key: { "type": "boolean", "enum": [true] }, "id": text } })
    };
    let other = json!({ "anyOf": [only("remove"), only("keep")] });
    let user = with(
        "user",
        json!({ "id": text, "name": text, "id_body": text,
            "action": { "anyOf": [arm("delete", "id"), arm("archive", "id")] },
            "same": { "anyOf": [arm("A", "v"), arm("B", "w")] }, "few": few, "other": other }),
        json!({ "id": { "path": [0] }, "name": { "body": "name" }, "id_body": { "body": "id" }, "action": { "body": "action" },
            "same": { "body": "same" }, "few": { "body": "few" }, "other": { "body": "other" } }),
    );
    let whole = with(
        "whole",
        json!({ "id": text, "body": arm("A", "v") }),
        json!({ "id": { "path": [0] }, "body": { "body": null } }),
    );
    let set = Toolset::new(&[], &[(&user, &PAY_ORDER), (&whole, &PAY_ORDER)]).unwrap();
    let cases: &[(&str, Value, Result<Value, &str>)] = &[
        (
            "user",
            json!({ "id": "1", "body": { "id": "2", "name": "x" } }),
            Ok(json!({ "id": "1", "name": "x", "id_body": "2" })),
        ),
        ("user", json!({ "id": "1", "body": "{\"name\":\"x\"}" }), Ok(json!({ "id": "1", "name": "x" }))),
        ("user", json!({ "name": "x", "body": { "name": "x" } }), Ok(json!({ "name": "x" }))),
        ("user", json!({ "name": "x", "body": { "name": "y" } }), Err("- /body/name: is given twice: as `name`, too")),
        ("user", json!({ "action": { "id": 7 } }), Err("- /action/type: is required: one of \"delete\", \"archive\"")),
        (
            "user",
            json!({ "action": { "type": "archive", "id": 7 } }),
            Ok(json!({ "action": { "type": "archive", "id": 7 } })),
        ),
        (
            "user",
            json!({ "few": { "id": 7 } }),
            Err("- /few/type: is required: one of \"delete\", \"archive\", \"hide\""),
        ),
        (
            "user",
            json!({ "other": { "id": "7" } }),
            Err("- /other: it is open what is meant; give one of /other/remove: true, /other/keep: true"),
        ),
        ("user", json!({ "id": "1", "body": { "ID": "2" } }), Ok(json!({ "id": "1", "id_body": "2" }))),
        (
            "user",
            json!({ "body": { "nmae": "x" } }),
            Err("- /body/nmae: is no field of the body; did you mean `name`?"),
        ),
        // Only one arm has such a field.
        ("user", json!({ "same": { "w": 1 } }), Ok(json!({ "same": { "type": "B", "w": 1 } }))),
        ("user", json!({ "same": { "type": "A", "v": "x" } }), Err("- /same/v: expected an integer, found \"x\"")),
        ("whole", json!({ "id": "1", "type": "A", "v": 1 }), Ok(json!({ "id": "1", "body": { "type": "A", "v": 1 } }))),
        ("whole", json!({ "ID": "1", "type": "A", "v": 1 }), Ok(json!({ "id": "1", "body": { "type": "A", "v": 1 } }))),
        ("whole", json!({ "id": "1", "v": "x" }), Err("- /body/v: expected an integer, found \"x\"")),
    ];
    // What a model can say in a whole body cannot be bound there.
    assert_eq!(["V", "name"].map(|field| set.says(field).map(|tool| tool.name())), [Some("whole"), None]);
    for (tool, given, expected) in cases {
        let found = set.decode(&Dialect::MCP, &call(tool, given.clone()));
        let found = found.map(|decoded| Value::Object(decoded.arguments)).map_err(|fixable| fixable.to_string());
        let expected = expected.clone().map_err(|text| format!("The call was not made.\n{text}"));
        assert_eq!(found, expected, "{tool} {given}");
    }
}
