//! Calls of tools: what is sent, what comes of it, and what the model is told.

use super::{JSON, builder, run};
use crate::testing::{Failure, MockTransport};
use crate::tool::{Dialect, Effect, Outcome, RawCall, Toolset, Write, WritePolicy};
use crate::{Bytes, Client};
use serde_json::{Value, json};

crate::operations! {
    FIND_ORDERS = GET "/orders" "findOrders" {
        param 0 query "page[size]" form_exploded;
        param 1 header "X-Tenant" simple;
        reply 200 json;
        auth 0;
    }
    PAY_ORDER = POST "/orders/{}/pay" "payOrder" {
        param 0 path "id" simple;
        param 0 header "Idempotency-Key" simple;
        body json "application/json";
        reply 200 json;
        auth 0;
    }
    REPLACE_ORDER = PUT "/orders/{}" "replaceOrder" {
        param 0 path "id" simple;
        body json "application/json";
        reply 200 json;
    }
    UPLOAD = PUT "/file" "upload" {
        body binary "application/octet-stream";
        reply 204 empty;
    }
    ATTACH = POST "/orders/{}/files" "attach" {
        param 0 path "id" simple;
        body multipart "multipart/form-data";
        reply 204 empty;
    }
}

fn set() -> Toolset {
    let text = json!({ "type": "string" });
    let find = json!({
        "name": "find_orders", "title": "Find orders", "description": "Finds orders.", "request": "GET /orders",
        "effect": "read", "idempotent": true,
        "arguments": {
            "type": "object",
            "properties": { "page_size": { "type": "integer", "minimum": 1 } },
            "required": [], "additionalProperties": false,
        },
        "inputs": { "page_size": { "row": 0 } },
        "hidden": [{ "name": "X-Tenant", "in": "header", "rule": "bound", "to": { "row": 1 }, "required": true }],
    });
    let pay = json!({
        "name": "pay_order", "title": "Pay an order", "description": "Pays.", "request": "POST /orders/{id}/pay",
        "effect": "act", "idempotent": false,
        "arguments": {
            "type": "object", "properties": { "id": text, "amount": { "$ref": "#/$defs/Money" } },
            "required": ["id", "amount"], "additionalProperties": false,
        },
        "inputs": { "id": { "path": [0] }, "amount": { "body": "amount" } },
        "body_required": true,
        "hidden": [{ "name": "Idempotency-Key", "in": "header", "rule": "idempotency-key", "to": { "row": 0 }, "required": false }],
    });
    let replace = json!({
        "name": "replace_order", "title": "Replace", "description": "", "request": "PUT /orders/{id}",
        "effect": "update", "idempotent": true,
        "arguments": {
            "type": "object", "properties": { "id": text, "body": {} }, "required": ["id", "body"],
            "additionalProperties": false,
        },
        "inputs": { "id": { "path": [0] }, "body": { "body": null } },
        "body_required": true,
    });
    let attach = json!({
        "name": "attach", "title": "Attach a file", "description": "", "request": "POST /orders/{id}/files",
        "effect": "create", "idempotent": false,
        "arguments": {
            "type": "object",
            "properties": { "id": text, "file": { "type": "string", "format": "binary" }, "note": text },
            "required": ["id"], "additionalProperties": false,
        },
        "inputs": { "id": { "path": [0] }, "file": { "body": "file" }, "note": { "body": "note" } },
        "body_required": false,
    });
    let upload = json!({
        "name": "upload", "title": "Upload", "description": "", "request": "PUT /file", "effect": "update", "idempotent": true,
        "arguments": {
            "type": "object", "properties": { "body": { "type": "string", "contentEncoding": "base64" } },
            "required": ["body"], "additionalProperties": false,
        },
        "inputs": { "body": { "body": null } },
        "body_required": true,
    });
    let money = json!({ "type": "object", "properties": { "minor": { "type": "integer" } }, "required": ["minor"],
        "additionalProperties": false });
    let texts = [find, pay, replace, attach, upload].map(|tool| tool.to_string());
    let [find, pay, replace, attach, upload] = &texts;
    let tools: [(&str, &'static crate::Operation); 5] =
        [(find, &FIND_ORDERS), (pay, &PAY_ORDER), (replace, &REPLACE_ORDER), (attach, &ATTACH), (upload, &UPLOAD)];
    Toolset::new(&[("Money", &money.to_string())], &tools).unwrap().policy(WritePolicy::ALLOW).bind("x-tenant", "acme")
}

fn client(mock: &MockTransport) -> Client {
    builder(mock).credential("key", "s3cret-key").build().unwrap()
}

pub(super) fn call(name: &str, arguments: Value) -> RawCall {
    RawCall::new("call_1", name, arguments)
}

fn pay() -> RawCall {
    call("pay_order", json!({ "id": "a/b", "amount": { "minor": 5 } }))
}

fn dispatch(set: &Toolset, mock: &MockTransport, call: &RawCall) -> Outcome {
    run(set.dispatch(&client(mock), &Dialect::MCP, call))
}

#[test]
fn arguments_go_where_they_belong() {
    let mock = MockTransport::new().respond(200, JSON, "{}").respond(200, JSON, "{}").respond(204, &[], "");
    let set = set();
    dispatch(&set, &mock, &call("find_orders", json!({ "page_size": 3 })));
    dispatch(&set, &mock, &pay());
    dispatch(&set, &mock, &call("attach", json!({ "id": "1", "file": "hello", "note": "n" })));
    let requests = mock.requests();
    assert_eq!(requests[0].url, "https://shop.example/v1/orders?page%5Bsize%5D=3");
    assert_eq!(requests[0].headers["x-tenant"], "acme");
    assert_eq!(requests[0].headers["x-api-key"], "s3cret-key");
    assert_eq!(requests[1].url, "https://shop.example/v1/orders/a%2Fb/pay");
    assert_eq!(requests[1].body, Bytes::from_static(b"{\"amount\":{\"minor\":5}}"));
    assert_eq!(requests[1].headers["idempotency-key"].len(), 36);
    let parts = String::from_utf8_lossy(&requests[2].body).into_owned();
    assert!(parts.contains("name=\"file\"; filename=\"file.txt\""), "{parts}");
    assert!(parts.contains("name=\"note\"\r\n\r\nn\r\n"), "{parts}");
}

#[test]
fn every_answer_has_its_outcome() {
    let problem = r#"{"message":"page[size] is too large","key":"s3cret-key"}"#;
    // What is called, what the API does; what the model reads, whether that is an error.
    let cases: Vec<(RawCall, MockTransport, &str, bool)> = vec![
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(200, JSON, "{ \"data\": [ 1 ] }"),
            r#"{"data":[1]}"#,
            false,
        ),
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(200, JSON, "{\"you\":\"s3cret-key\"}"),
            r#"{"you":"[redacted]"}"#,
            false,
        ),
        (pay(), MockTransport::new().respond(204, &[], ""), "Done: 204 No Content without content.", false),
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(200, &[("content-type", "image/png")], &b"\x89PNG\xff"[..]),
            "(5 bytes of image/png, which cannot be shown)",
            false,
        ),
        (
            call("find_orders", json!({ "page_size": 9 })),
            MockTransport::new().respond(400, JSON, problem),
            "The API refused with 400 Bad Request: page[size] is too large\n\
             {\"message\":\"page[size] is too large\",\"key\":\"[redacted]\"}\n\
             - /page_size: the API calls it `page[size]`",
            true,
        ),
        (
            pay(),
            MockTransport::new().respond(403, JSON, "{\"message\":\"no\"}"),
            "Not allowed: the credential for this is missing or not enough. Only the user can change that; do not try again.",
            true,
        ),
        (
            pay(),
            MockTransport::new().respond(429, &[("retry-after", "7")], ""),
            "The API is busy. Try again in 7 seconds.",
            true,
        ),
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(503, &[], ""),
            "The API is busy. Try again later.",
            true,
        ),
        (
            pay(),
            MockTransport::new().respond(503, &[], ""),
            "It may have been done: the API failed with 503 Service Unavailable. Look whether it was before doing it again.",
            true,
        ),
        (
            pay(),
            MockTransport::new().respond(303, &[("location", "/orders/1")], ""),
            "It may have been done: the API answered with 303 See Other, a redirect. Look whether it was before doing it again.",
            true,
        ),
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(200, JSON, r#"{"you":"s3cret\u002dkey"}"#),
            r#"{"you":"[redacted]"}"#,
            false,
        ),
        (
            pay(),
            MockTransport::new().fail(Failure::Reset),
            "It may have been done: payOrder: the connection to https://shop.example failed: the script says so. Look whether it was \
             before doing it again.",
            true,
        ),
        (
            call("replace_order", json!({ "id": "1", "body": [1] })),
            MockTransport::new().respond(502, &[], ""),
            "It may have been done: the API failed with 502 Bad Gateway. Doing the same again is safe.",
            true,
        ),
        (
            pay(),
            MockTransport::new().fail(Failure::Connect),
            "Failed: payOrder: no connection to https://shop.example: the script says so",
            true,
        ),
        (
            call("find_orders", json!({})),
            MockTransport::new().respond(500, JSON, "{\"message\":\"oops\"}"),
            "Failed: 500 Internal Server Error: oops",
            true,
        ),
        (
            call("pay_order", json!({ "id": "", "amount": { "minor": 5 } })),
            MockTransport::new(),
            "The call was not made.\n- /id: is empty, and would call another path",
            true,
        ),
    ];
    let set = set();
    for (call, mock, text, error) in cases {
        let outcome = dispatch(&set, &mock, &call);
        mock.assert_done();
        assert_eq!((outcome.text().as_str(), outcome.is_error()), (text, error), "{call:?}");
    }
}

#[test]
fn a_lost_answer_is_not_sent_again() {
    let mock = MockTransport::new().hang();
    let client =
        builder(&mock).credential("key", "s3cret-key").timeout(std::time::Duration::from_millis(5)).build().unwrap();
    let outcome = run(set().dispatch(&client, &Dialect::MCP, &pay()));
    assert!(matches!(&outcome, Outcome::Unknown(lost) if !lost.repeatable), "{outcome:?}");
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn changes_wait_for_a_yes() {
    let ask = |policy, answers: usize| {
        let mock = (0..answers).fold(MockTransport::new(), |mock, _| mock.respond(200, JSON, "{}"));
        (dispatch(&set().policy(policy), &mock, &pay()), mock.requests().len())
    };
    let (outcome, sent) = ask(WritePolicy::CONFIRM, 0);
    let Outcome::Confirm(pending) = outcome else { panic!("{outcome:?}") };
    assert_eq!(sent, 0);
    assert_eq!(pending.title, "Pay an order (POST /orders/{id}/pay)");
    assert_eq!(pending.arguments, r#"{"id":"a/b","amount":{"minor":5}}"#);
    let mock = MockTransport::new().respond(200, JSON, "{\"paid\":true}");
    assert_eq!(run(set().confirmed(&client(&mock), pending)).text(), r#"{"paid":true}"#);
    let (outcome, sent) = ask(WritePolicy::DENY, 0);
    assert_eq!(
        (outcome.text().as_str(), sent),
        ("Failed: not allowed here: calls that change something are turned off", 0)
    );
    let (outcome, sent) = ask(WritePolicy::DRY_RUN, 0);
    let expected = "Dry run, nothing was done: Pay an order (POST /orders/{id}/pay) with {\"id\":\"a/b\",\"amount\":{\"minor\":5}}";
    assert_eq!((outcome.text().as_str(), outcome.is_error(), sent), (expected, false, 0));
    let (outcome, sent) = ask(WritePolicy { act: Write::Allow, ..WritePolicy::DENY }, 1);
    assert_eq!((outcome.is_error(), sent), (false, 1));
    // Reading needs nobody's yes.
    let mock = MockTransport::new().respond(200, JSON, "{}");
    let read = dispatch(&set().policy(WritePolicy::DENY), &mock, &call("find_orders", json!({})));
    assert!(!read.is_error());
}

#[test]
fn a_call_sent_once_more_is_the_same_call() {
    let mock = MockTransport::new().respond(200, JSON, "{}").respond(200, JSON, "{}");
    let (set, client) = (set(), client(&mock));
    let decoded = set.decode(&Dialect::MCP, &pay()).unwrap();
    run(set.run(&client, decoded.clone()));
    run(set.run(&client, decoded));
    let keys: Vec<_> = mock.requests().iter().map(|request| request.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys[0], keys[1]);
}

#[test]
fn bytes_are_sent_as_bytes() {
    let mock = MockTransport::new().respond(204, &[], "");
    let set = set();
    dispatch(&set, &mock, &call("upload", json!({ "body": "aGk=" })));
    assert_eq!(mock.requests()[0].body, Bytes::from_static(b"hi"));
    let outcome = dispatch(&set, &MockTransport::new(), &call("upload", json!({ "body": "not base64!" })));
    assert_eq!(outcome.text(), "The call was not made.\n- /body: is no base64: Invalid symbol 32, offset 3.");
}

#[test]
fn hosts_are_told_what_they_lack() {
    assert_eq!((set().bindable(), set().unbound()), (vec!["X-Tenant"], Vec::new()));
    let mock = MockTransport::new();
    let keyless = builder(&mock).build().unwrap();
    let outcome = run(set().dispatch(&keyless, &Dialect::MCP, &pay()));
    let Outcome::Auth(needed) = &outcome else { panic!("{outcome:?}") };
    assert!(needed.detail.contains("SHOP_KEY"), "{}", needed.detail);
    assert!(!outcome.text().contains("SHOP_KEY"));
    assert_eq!(mock.requests().len(), 0);
}

/// A credential that the document does not declare as one: it is sent, and comes back to nobody.
#[test]
fn what_is_bound_as_a_credential_is_kept() {
    let find = json!({
        "name": "find_orders", "title": "", "description": "", "request": "GET /orders", "effect": "read", "idempotent": true,
        "arguments": { "type": "object", "properties": {}, "required": [], "additionalProperties": false }, "inputs": {},
        "hidden": [{ "name": "X-Tenant", "in": "header", "rule": "credential", "to": { "row": 1 }, "required": true }],
    });
    let set = Toolset::new(&[], &[(&find.to_string(), &FIND_ORDERS)]).unwrap();
    assert_eq!(set.unbound(), ["X-Tenant"]);
    let set = set.bind("x-tenant", "hunter2/secret");
    let echo = r#"{"message":"no hunter2/secret here","headers":{"x-tenant":"hunter2\/secret"}}"#;
    for status in [200, 400, 500] {
        let mock = MockTransport::new().respond(status, JSON, echo);
        let outcome = dispatch(&set, &mock, &call("find_orders", json!({})));
        assert_eq!(mock.requests()[0].headers["x-tenant"], "hunter2/secret");
        assert!(!format!("{outcome:?} {}", outcome.text()).contains("hunter2"), "{outcome:?}");
    }
}

#[test]
fn the_host_fills_in_fields_of_the_body() {
    let pay = json!({
        "name": "pay", "title": "", "description": "", "request": "POST /orders/{id}/pay", "effect": "act", "idempotent": false,
        "arguments": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"], "additionalProperties": false },
        "inputs": { "id": { "path": [0] } }, "body_required": true,
        "hidden": [
            { "name": "Idempotency-Key", "in": "header", "rule": "idempotency-key", "to": { "row": 0 }, "required": true, "most": 20 },
            { "name": "idempotency_key", "in": "body", "rule": "idempotency-key", "to": { "body": "idempotency_key" }, "required": true },
            { "name": "client_id", "in": "body", "rule": "bound", "to": { "body": "client_id" }, "required": true },
        ],
    });
    let set = Toolset::new(&[], &[(&pay.to_string(), &PAY_ORDER)]).unwrap().policy(WritePolicy::ALLOW);
    let mock = MockTransport::new().respond(200, JSON, "{}");
    let lacking = dispatch(&set, &mock, &call("pay", json!({ "id": "1" })));
    assert_eq!(lacking.text(), "Failed: the host has no value for the parameter `client_id`");
    dispatch(&set.bind("client_id", "c-1"), &mock, &call("pay", json!({ "id": "1" })));
    let request = &mock.requests()[0];
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let (key, short) = (body["idempotency_key"].as_str().unwrap(), &request.headers["idempotency-key"]);
    assert_eq!((body["client_id"].as_str(), key.len(), short.len()), (Some("c-1"), 36, 20));
    assert!(key.replace('-', "").starts_with(short.to_str().unwrap()));
}

#[test]
fn outcomes_are_messages_of_every_provider() {
    let mock = MockTransport::new().respond(200, JSON, "{}");
    let call = call("find_orders", json!({}));
    let outcome = dispatch(&set(), &mock, &call);
    let cases = [
        (outcome.to_openai(&call), json!({ "role": "tool", "tool_call_id": "call_1", "content": "{}" })),
        (
            outcome.to_openai_responses(&call),
            json!({ "type": "function_call_output", "call_id": "call_1", "output": "{}" }),
        ),
        (
            outcome.to_anthropic(&call),
            json!({ "type": "tool_result", "tool_use_id": "call_1", "content": "{}", "is_error": false }),
        ),
        (
            outcome.to_gemini(&call),
            json!({ "functionResponse": { "name": "find_orders", "response": { "output": "{}" }, "id": "call_1" } }),
        ),
        (outcome.to_ollama(&call), json!({ "role": "tool", "tool_name": "find_orders", "content": "{}" })),
    ];
    for (message, expected) in cases {
        assert_eq!(message, expected);
    }
    let raw = json!({ "id": "1", "type": "function", "function": { "name": "a", "arguments": "{}" } });
    assert_eq!(RawCall::from_openai(&raw), Some(RawCall::new("1", "a", "{}")));
    let raw = json!({ "type": "function_call", "id": "fc_1", "call_id": "2", "name": "a", "arguments": "{}" });
    assert_eq!(RawCall::from_openai(&raw), Some(RawCall::new("2", "a", "{}")));
    let raw = json!({ "type": "tool_use", "id": "3", "name": "a", "input": {} });
    assert_eq!(RawCall::from_anthropic(&raw), Some(RawCall::new("3", "a", json!({}))));
    let raw = json!({ "functionCall": { "name": "a", "args": { "b": 1 } } });
    assert_eq!(RawCall::from_gemini(&raw), Some(RawCall::new("", "a", json!({ "b": 1 }))));
    assert_eq!(RawCall::from_mcp(&json!({ "name": "a" })), Some(RawCall::new("", "a", json!({}))));
    assert_eq!(set().tool("pay_order").map(|tool| tool.effect()), Some(Effect::Act));
}
