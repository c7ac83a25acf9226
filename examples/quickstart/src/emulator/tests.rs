//! The embedded ERP over a real socket, with requests written out, so that no client's habits hide the server's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{DEMO_KEY, serve};

const SHIPPED: &str = "/orders/0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1042";
const DRAFT: &str = "/orders/0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043";
const NOBODY: &str = "/orders/00000000-0000-0000-0000-000000000000";

struct Answer {
    status: u16,
    head: String,
    json: Value,
}

/// Sends one request with the demo key and further header lines.
async fn send(base_url: &str, method: &str, path: &str, headers: &str, body: Option<Value>) -> Answer {
    send_with_key(base_url, DEMO_KEY, method, path, headers, body).await
}

async fn send_with_key(
    base_url: &str,
    key: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: Option<Value>,
) -> Answer {
    let host = base_url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap();
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let request = format!(
        "{method} /v1{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nx-api-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    );
    let mut socket = TcpStream::connect(host).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), json: serde_json::from_str(body).unwrap_or_default() }
}

fn field<'a>(json: &'a Value, name: &str) -> Vec<&'a Value> {
    json.as_array().unwrap().iter().map(|item| &item[name]).collect()
}

#[tokio::test]
async fn only_the_status_is_public() {
    let erp = serve().await.unwrap();
    for (key, path, status) in [
        ("wrong", "/status", 200),
        ("wrong", "/orders", 401),
        ("wrong", SHIPPED, 401),
        (DEMO_KEY, SHIPPED, 200),
        (DEMO_KEY, NOBODY, 404),
        (DEMO_KEY, "/nowhere", 404),
    ] {
        let answer = send_with_key(&erp, key, "GET", path, "", None).await;
        assert_eq!(answer.status, status, "{key} {path}");
        assert_eq!(answer.head.contains("application/problem+json"), status >= 400, "{}", answer.head);
        assert!(answer.head.contains("x-request-id: req_"), "{}", answer.head);
    }
}

#[tokio::test]
async fn lists_page_and_filter() {
    let erp = serve().await.unwrap();
    for (path, numbers, has_more) in [
        ("/orders", json!([1044, 1043, 1042]), false),
        ("/orders?limit=2", json!([1044, 1043]), true),
        ("/orders?limit=2&cursor=0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043", json!([1042]), false),
        ("/orders?status=draft,shipped", json!([1043, 1042]), false),
        ("/orders?status=draft%2Cshipped&limit=1", json!([1043]), true),
        ("/orders?number=1042", json!([1042]), false),
        ("/orders?customer_id=8f2e4b77-91d3-4d0c-a6c8-2b7d9c320388", json!([1044, 1043]), false),
    ] {
        let answer = send(&erp, "GET", path, "", None).await.json;
        assert_eq!(json!(field(&answer["data"], "number")), numbers, "{path}");
        assert_eq!(answer["has_more"], json!(has_more), "{path}");
        assert_eq!(answer["next_cursor"].is_null(), !has_more, "{path}");
    }
    assert_eq!(send(&erp, "GET", "/orders?limit=0", "", None).await.status, 422);
}

#[tokio::test]
async fn some_answers_are_ahead_of_the_document() {
    let erp = serve().await.unwrap();
    let order = send(&erp, "GET", "/orders?number=1044", "", None).await.json["data"][0].clone();
    assert_eq!(order["status"], "awaiting_pickup");
    assert_eq!(order["payment_method"]["kind"], "store_credit");
    assert_eq!(order["fulfilment_region"], "north");
}

#[tokio::test]
async fn a_new_order_is_made_once() {
    let erp = serve().await.unwrap();
    let order = json!({
        "customer_id": "5d1c8a10-2f64-4c5b-8a53-9be1f0a20417",
        "lines": [
            { "product_id": "3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0001", "quantity": 2 },
            { "product_id": "3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0002", "quantity": 1, "discount_percent": 5 },
        ],
    });
    let key = "idempotency-key: first-key\r\n";
    let first = send(&erp, "POST", "/orders", key, Some(order.clone())).await;
    assert_eq!((first.status, &first.json["number"]), (201, &json!(1045)));
    assert_eq!(first.json["totals"]["gross"], json!({ "amount": "693.60", "currency": "EUR" }));
    let again = send(&erp, "POST", "/orders", key, Some(order.clone())).await;
    assert_eq!((again.status, again.json), (201, first.json));
    assert_eq!(send(&erp, "POST", "/orders", key, Some(json!({ "lines": [] }))).await.status, 409);
    assert_eq!(send(&erp, "POST", "/orders", "", Some(order)).await.json["number"], json!(1046));
}

#[tokio::test]
async fn every_violation_is_named() {
    let erp = serve().await.unwrap();
    let lamp = "3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0001";
    for (order, fields) in [
        (json!({}), json!(["customer_id", "lines"])),
        (json!({ "customer_id": "x", "lines": [] }), json!(["customer_id", "lines"])),
        (
            json!({ "customer_id": "x", "lines": [{ "product_id": lamp, "quantity": 0 }, { "quantity": 1 }] }),
            json!(["customer_id", "lines[0].quantity", "lines[1].product_id"]),
        ),
    ] {
        let answer = send(&erp, "POST", "/orders", "", Some(order)).await;
        assert_eq!(answer.status, 422);
        assert_eq!(json!(field(&answer.json["violations"], "field")), fields);
    }
}

#[tokio::test]
async fn a_change_tells_absent_from_null() {
    let erp = serve().await.unwrap();
    for (change, note, code) in [
        (json!({ "priority": 4 }), json!("Gift wrapping."), json!("SPRING")),
        (json!({ "note": null }), json!(null), json!("SPRING")),
        (json!({ "note": "No wrapping.", "discount_code": null }), json!("No wrapping."), json!(null)),
    ] {
        let answer = send(&erp, "PATCH", DRAFT, "", Some(change)).await;
        assert_eq!((answer.status, &answer.json["note"], &answer.json["discount_code"]), (200, &note, &code));
    }
    let refused = send(&erp, "PATCH", DRAFT, "", Some(json!({ "priority": null, "colour": 1 }))).await;
    assert_eq!(json!(field(&refused.json["violations"], "field")), json!(["priority", "colour"]));
}

#[tokio::test]
async fn the_state_of_an_order_is_respected() {
    let erp = serve().await.unwrap();
    let change = json!({ "note": "Too late." });
    for (method, path, headers, body, status) in [
        ("PATCH", SHIPPED, "", Some(change.clone()), 409),
        ("POST", &format!("{SHIPPED}/cancel"), "", None, 409),
        ("PATCH", DRAFT, "if-match: \"7\"\r\n", Some(change.clone()), 412),
        ("PATCH", DRAFT, "if-match: \"1\"\r\n", Some(change.clone()), 200),
        ("POST", &format!("{DRAFT}/cancel"), "", None, 200),
        ("PATCH", DRAFT, "", Some(change), 409),
        ("POST", &format!("{NOBODY}/cancel"), "", None, 404),
    ] {
        assert_eq!(send(&erp, method, path, headers, body).await.status, status, "{method} {path}");
    }
    let order = send(&erp, "GET", DRAFT, "", None).await;
    assert!(order.head.contains("etag: \"3\""), "{}", order.head);
    assert_eq!(order.json["status"], "cancelled");
}
