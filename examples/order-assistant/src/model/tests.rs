//! The same conversations on both wires, and what each wire refuses.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{DEMO_KEY, NAME, anthropic, openai};
use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

/// What either side says, a line each.
type Transcript = Vec<String>;

/// A host that answers calls with results that are given, on one of the wires.
type Wire = fn(&[&str], &[&str]) -> Transcript;

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": { "number": {}, "limit": {}, "order_id": {}, "reason": {} },
        "required": ["number", "limit", "order_id", "reason"],
        "additionalProperties": false,
    })
}

fn on_openai(questions: &[&str], results: &[&str]) -> Transcript {
    let function =
        |name| json!({ "type": "function", "function": { "name": name, "strict": true, "parameters": schema() } });
    let tools = json!([function("list_orders"), function("cancel_order")]);
    let mut messages = vec![json!({ "role": "system", "content": "Help." })];
    let (mut results, mut transcript) = (results.iter(), Transcript::new());
    for question in questions {
        messages.push(json!({ "role": "user", "content": question }));
        loop {
            let request = json!({ "model": NAME, "messages": messages, "tools": tools });
            let answer = openai::reply(&request, u32::try_from(messages.len()).unwrap()).unwrap();
            let message = &answer["choices"][0]["message"];
            messages.push(message.clone());
            let Some(call) = message.pointer("/tool_calls/0") else {
                assert_eq!(answer["choices"][0]["finish_reason"], "stop");
                transcript.push(message["content"].as_str().unwrap().to_owned());
                break;
            };
            assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
            let function = &call["function"];
            transcript.push(format!(
                "{} {}",
                function["name"].as_str().unwrap(),
                function["arguments"].as_str().unwrap()
            ));
            let result = results.next().unwrap();
            messages.push(json!({ "role": "tool", "tool_call_id": call["id"], "content": result }));
        }
    }
    transcript
}

fn on_anthropic(questions: &[&str], results: &[&str]) -> Transcript {
    let tool = |name| json!({ "name": name, "input_schema": schema() });
    let tools = json!([tool("list_orders"), tool("cancel_order")]);
    let mut messages = vec![json!({ "role": "system", "content": "Help." })];
    let (mut results, mut transcript) = (results.iter(), Transcript::new());
    for question in questions {
        messages.push(json!({ "role": "user", "content": question }));
        loop {
            let request =
                json!({ "model": NAME, "max_tokens": 500, "messages": messages, "tools": tools, "system": "Help." });
            let answer = anthropic::reply(&request, u32::try_from(messages.len()).unwrap()).unwrap();
            messages.push(json!({ "role": "assistant", "content": answer["content"] }));
            let block = &answer["content"][0];
            if block["type"] == "text" {
                assert_eq!(answer["stop_reason"], "end_turn");
                transcript.push(block["text"].as_str().unwrap().to_owned());
                break;
            }
            assert_eq!((&answer["stop_reason"], &block["type"]), (&json!("tool_use"), &json!("tool_use")));
            transcript.push(format!("{} {}", block["name"].as_str().unwrap(), block["input"]));
            let content = [json!({ "type": "text", "text": results.next().unwrap() })];
            let result = json!({ "type": "tool_result", "tool_use_id": block["id"], "content": content });
            messages.push(json!({ "role": "user", "content": [result] }));
        }
    }
    transcript
}

#[test]
fn conversations_are_the_same_on_both_wires() {
    const LOOK_UP: &str = r#"list_orders {"number":7,"limit":null,"order_id":null,"reason":null}"#;
    const CANCEL: &str = r#"cancel_order {"number":null,"limit":null,"order_id":"a-7","reason":"customer_request"}"#;
    const DRAFT: &str = r#"{"data":[{"id":"a-7","number":7,"status":"draft"}]}"#;
    const SHIPPED: &str = r#"{"data":[{"id":"a-7","number":7,"status":"shipped","shipping_address":{"city":"Leeds"},
        "shipment":{"carrier":"Pigeon","tracking_number":"PP1"}}]}"#;
    const NO: &str = "The user said no.";
    for (questions, results, expected) in [
        (&["Where is my order?"][..], &[][..], &["Which order do you mean? Its number would help."][..]),
        (&["Order 99999999999999999999?"], &[], &["Which order do you mean? Its number would help."]),
        (
            &["Where is 7?"],
            &[SHIPPED],
            &[LOOK_UP, "Order 7 is on its way to Leeds with Pigeon; its tracking number is PP1."],
        ),
        (&["Where is 7?"], &[DRAFT], &[LOOK_UP, "Order 7 has not left yet: it is in state draft."]),
        (&["Where is 7?"], &[r#"{"data":[]}"#], &[LOOK_UP, "I found no order 7."]),
        (&["Where is 7?"], &["Failed: no."], &[LOOK_UP, "Order 7 could not be looked up. Failed: no."]),
        (&["Cancel 7."], &[DRAFT, r#"{"status":"cancelled"}"#], &[LOOK_UP, CANCEL, "Order 7 is cancelled."]),
        (&["Cancel 7."], &[DRAFT, NO], &[LOOK_UP, CANCEL, "Order 7 was not cancelled. The user said no."]),
        (&["Cancel 7."], &[r#"{"data":[]}"#], &[LOOK_UP, "I found no order 7."]),
        // A second question begins anew.
        (
            &["Where is 7?", "Then cancel 7."],
            &[DRAFT, DRAFT, NO],
            &[
                LOOK_UP,
                "Order 7 has not left yet: it is in state draft.",
                LOOK_UP,
                CANCEL,
                "Order 7 was not cancelled. The user said no.",
            ],
        ),
    ] {
        for wire in [on_openai as Wire, on_anthropic] {
            assert_eq!(wire(questions, results), expected, "{questions:?}");
        }
    }
}

/// A request that holds, with one member set; null leaves it out.
fn with(mut request: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match request.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(key.to_owned(), value)),
        Value::Array(items) if key == "-" => items.push(value),
        Value::Array(items) if value.is_null() => drop(items.remove(key.parse().unwrap())),
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer} is in no container"),
    }
    request
}

#[test]
fn openai_refuses() {
    let call = json!({ "id": "call_1", "type": "function", "function": { "name": "list_orders", "arguments": "{}" } });
    let function = json!({ "name": "list_orders", "parameters": { "type": "object" } });
    let good = json!({
        "model": NAME,
        "tools": [{ "type": "function", "function": function }],
        "messages": [
            { "role": "user", "content": [{ "type": "text", "text": "Where is 7?" }] },
            { "role": "assistant", "content": null, "tool_calls": [call] },
            { "role": "tool", "tool_call_id": "call_1", "content": "{}" },
        ],
    });
    openai::reply(&good, 1).unwrap();
    let unanswered = "An assistant message with 'tool_calls' must be followed by tool messages responding to each \
                      'tool_call_id'. The following tool_call_ids did not have response messages: call_1";
    let orphan = "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
    for (pointer, value, expected) in [
        ("/model", json!(null), "400 Missing required parameter: 'model'."),
        ("/model", json!(1), "400 Invalid type for 'model': expected a string."),
        ("/model", json!("gpt"), "404 The model does not exist; there is only `emulated-1`."),
        ("/stream", json!(true), "400 This emulator does not stream; leave `stream` out."),
        ("/messages", json!(null), "400 Missing required parameter: 'messages'."),
        ("/messages", json!("hello"), "400 Invalid type for 'messages': expected an array of objects."),
        ("/messages", json!([]), "400 Invalid 'messages': empty array."),
        ("/messages/0/role", json!(null), "400 Missing required parameter: 'messages[0].role'."),
        (
            "/messages/0/role",
            json!("human"),
            "400 Invalid value for 'messages[0].role': expected one of 'system', 'developer', 'user', 'assistant' and 'tool'.",
        ),
        ("/messages/0/content", json!(null), "400 Missing required parameter: 'messages[0].content'."),
        (
            "/messages/0/content",
            json!(7),
            "400 Invalid type for 'messages[0].content': expected a string or an array of text parts.",
        ),
        ("/messages/0/role", json!("tool"), "400 Missing required parameter: 'messages[0].tool_call_id'."),
        ("/messages/1/tool_calls", json!(null), "400 Missing required parameter: 'messages[1].content'."),
        ("/messages/1/tool_calls", json!([]), "400 Invalid type for 'messages[1].tool_calls': expected calls."),
        (
            "/messages/1/tool_calls/0/type",
            json!("custom"),
            "400 Invalid value for 'messages[1].tool_calls[0].type': expected 'function'.",
        ),
        (
            "/messages/1/tool_calls/0/function/name",
            json!("lost_orders"),
            "400 Invalid value for 'messages[1].tool_calls[0].function.name': expected the name of a tool that is shown.",
        ),
        (
            "/messages/1/tool_calls/0/function/arguments",
            json!({}),
            "400 Missing required parameter: 'messages[1].tool_calls[0].function.arguments'.",
        ),
        ("/messages/1", json!(null), &format!("400 {orphan}")),
        ("/messages/2", json!(null), &format!("400 {unanswered}")),
        ("/messages/2/tool_call_id", json!("call_2"), &format!("400 {orphan}")),
        ("/messages/2", json!({ "role": "user", "content": "Well?" }), &format!("400 {unanswered}")),
        ("/tools/0/type", json!("custom"), "400 Invalid value for 'tools[0].type': expected 'function'."),
        (
            "/tools/0/function/name",
            json!("list orders"),
            "400 Invalid value for 'tools[0].function.name': expected a name that matches '^[a-zA-Z0-9_-]{1,64}$'.",
        ),
        (
            "/tools/0/function/strict",
            json!(true),
            "400 Invalid schema for function 'list_orders': 'additionalProperties' is required to be supplied and to be false, \
             and 'required' to be supplied and to include every key in properties.",
        ),
        (
            "/tool_choice",
            json!("required"),
            "400 Invalid value for 'tool_choice': expected 'auto' or 'none': this emulator cannot be made to call.",
        ),
    ] {
        let (status, Json(body)) = openai::reply(&with(good.clone(), pointer, value.clone()), 1).unwrap_err();
        let got = format!("{} {}", status.as_u16(), body["error"]["message"].as_str().unwrap());
        assert_eq!(got, expected, "{pointer} {value}");
    }
}

#[test]
fn anthropic_refuses() {
    let tool_use = json!({ "type": "tool_use", "id": "toolu_1", "name": "list_orders", "input": {} });
    let good = json!({
        "model": NAME,
        "max_tokens": 500,
        "tools": [{ "name": "list_orders", "input_schema": { "type": "object" } }],
        "messages": [
            { "role": "user", "content": "Where is 7?" },
            { "role": "assistant", "content": [{ "type": "text", "text": "I look." }, tool_use] },
            { "role": "user", "content": [{ "type": "tool_result", "tool_use_id": "toolu_1", "content": "{}" }] },
        ],
    });
    anthropic::reply(&good, 1).unwrap();
    let unanswered = "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` \
                      block must have a corresponding `tool_result` block in the next message.";
    let orphan = |id| {
        format!(
            "unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a \
             corresponding `tool_use` block in the previous message."
        )
    };
    let text = json!({ "type": "text", "text": "Well?" });
    for (pointer, value, expected) in [
        ("/model", json!(null), "400 invalid_request_error model: Field required"),
        ("/model", json!("claude"), "404 not_found_error model: there is only `emulated-1`"),
        ("/max_tokens", json!(null), "400 invalid_request_error max_tokens: Field required"),
        (
            "/max_tokens",
            json!(0),
            "400 invalid_request_error max_tokens: Input should be an integer greater than or equal to 1",
        ),
        ("/stream", json!(true), "400 invalid_request_error stream: this emulator does not stream; leave it out"),
        ("/system", json!(7), "400 invalid_request_error system: Input should be a text or a list of text blocks"),
        ("/messages", json!(null), "400 invalid_request_error messages: Field required"),
        ("/messages", json!([]), "400 invalid_request_error messages: at least one message is required"),
        ("/messages/0", json!(null), "400 invalid_request_error messages: first message must use the \"user\" role"),
        (
            "/messages/0/role",
            json!("tool"),
            "400 invalid_request_error messages.0.role: Input should be 'user', 'assistant' or 'system'",
        ),
        (
            "/messages/1",
            json!({ "role": "system", "content": [tool_use] }),
            "400 invalid_request_error messages.1.content: Input should be a text or a list of text blocks",
        ),
        (
            "/messages/2",
            json!({ "role": "system", "content": "Be brief." }),
            &format!("400 invalid_request_error messages.2: {unanswered}"),
        ),
        ("/messages/0/content", json!(""), "400 invalid_request_error messages: text content blocks must be non-empty"),
        (
            "/messages/0/content",
            json!([]),
            "400 invalid_request_error messages.0: messages must have non-empty content",
        ),
        (
            "/messages/1/content/1/name",
            json!("lost_orders"),
            "400 invalid_request_error messages.1.content.1.tool_use.name: Input should be the name of a tool that is shown",
        ),
        (
            "/messages/1/content/1/input",
            json!("{}"),
            "400 invalid_request_error messages.1.content.1.tool_use.input: Input should be a valid dictionary",
        ),
        (
            "/messages/1/content/-",
            tool_use.clone(),
            "400 invalid_request_error messages: `tool_use` ids must be unique",
        ),
        (
            "/messages/1/content/1",
            json!(null),
            &format!("400 invalid_request_error messages.2.content.0: {}", orphan("toolu_1")),
        ),
        ("/messages/2", json!(null), &format!("400 invalid_request_error messages: {unanswered}")),
        (
            "/messages/2/content",
            json!("Well?"),
            &format!("400 invalid_request_error messages.2.content.0: {unanswered}"),
        ),
        // What the user says comes behind the results.
        (
            "/messages/2/content",
            json!([text, good["messages"][2]["content"][0]]),
            &format!("400 invalid_request_error messages.2.content.0: {unanswered}"),
        ),
        (
            "/messages/2/content/0/tool_use_id",
            json!("toolu_2"),
            &format!("400 invalid_request_error messages.2.content.0: {}", orphan("toolu_2")),
        ),
        (
            "/messages/2/content/-",
            tool_use,
            "400 invalid_request_error messages.2.content.1.type: Input should be 'text' or 'tool_result'",
        ),
        (
            "/messages/-",
            json!({ "role": "assistant", "content": "Order" }),
            "400 invalid_request_error messages: the conversation must not end with an assistant message",
        ),
        (
            "/tools/0/name",
            json!("list orders"),
            "400 invalid_request_error tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
        ),
        ("/tools/0/input_schema", json!(null), "400 invalid_request_error tools.0.custom.input_schema: Field required"),
        ("/tools/-", good["tools"][0].clone(), "400 invalid_request_error tools: Tool names must be unique."),
    ] {
        let (status, kind, message) = anthropic::reply(&with(good.clone(), pointer, value.clone()), 1).unwrap_err();
        assert_eq!(format!("{} {kind} {message}", status.as_u16()), expected, "{pointer} {value}");
    }
}

#[test]
fn keys_are_required_and_not_repeated() {
    let headers = |given: &[(&'static str, &str)]| -> HeaderMap {
        given
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect()
    };
    let bearer = format!("Bearer {DEMO_KEY}");
    for (given, expected) in [
        (&[("authorization", bearer.as_str())][..], None),
        (&[], Some("You didn't provide an API key in the header `Authorization: Bearer …`.")),
        (&[("authorization", "Bearer sk-other")], Some("Incorrect API key provided.")),
        (&[("authorization", DEMO_KEY)], Some("Incorrect API key provided.")),
    ] {
        let refused = openai::authorized(&headers(given)).err();
        let message = refused.map(|(status, Json(body))| (status.as_u16(), body["error"]["message"].clone()));
        assert_eq!(message, expected.map(|message| (401, json!(message))));
    }
    let version = ("anthropic-version", "2023-06-01");
    for (given, expected) in [
        (&[version][..], "401 x-api-key header is required"),
        (&[("x-api-key", "sk-other"), version], "401 invalid x-api-key"),
        (&[("authorization", "Bearer sk-other"), version], "401 Invalid bearer token"),
        (&[("authorization", DEMO_KEY), version], "401 x-api-key header is required"),
        (&[("x-api-key", "sk-other"), ("authorization", &bearer), version], "401 invalid x-api-key"),
        (&[("authorization", &bearer), version], "400 model: Field required"),
        (&[("x-api-key", DEMO_KEY)], "400 anthropic-version: header is required"),
        (
            &[("x-api-key", DEMO_KEY), ("anthropic-version", "1")],
            "400 anthropic-version: there is only 2023-06-01 and 2026-10-21",
        ),
        (&[("x-api-key", DEMO_KEY), version], "400 model: Field required"),
        (&[("authorization", &bearer), ("anthropic-version", "2026-10-21")], "400 model: Field required"),
    ] {
        let (status, _, message) = anthropic::answer(&headers(given), Ok(Json(json!({}))), 1).unwrap_err();
        assert_eq!(format!("{} {message}", status.as_u16()), expected);
    }
}
