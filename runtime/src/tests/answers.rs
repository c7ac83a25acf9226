//! What comes of answers: values, typed errors, messages, and refusals.

use super::*;
use crate::codec::Policy;
use crate::testing::Failure;
use crate::{Error, ErrorKind, Response, Sent};

type Outcome<T, E> = Result<Response<T>, Error<E>>;

fn call<T: Json, E: Json>(mock: MockTransport, op: &'static crate::Operation, id: &[&dyn Json]) -> Outcome<T, E> {
    let client: Client = builder(&mock).build().unwrap();
    let outcome = run(client.call::<T, E>(op, Input { path: id, params: &(), body: &(), way: 0 }).into_future());
    mock.assert_done();
    outcome
}

fn order(mock: MockTransport) -> Outcome<Order, GetOrderError> {
    call(mock, &GET_ORDER, &[&1042_i64])
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> MockTransport {
    MockTransport::new().respond(status, headers, body.to_owned())
}

#[test]
fn a_value_with_its_circumstances() {
    let headers = &[("content-type", "application/json"), ("x-request-id", "req_1")];
    let response = order(answer(200, headers, r#"{"id":"7","note":null,"new":1}"#)).unwrap();
    assert_eq!((response.id, response.status().as_u16(), response.request_id()), (7, 200, Some("req_1")));
    assert_eq!(response.extra.get("new").unwrap().as_json(), "1");
    assert_eq!(response.drift()[0].path, "$.id");
    assert_eq!(response.into_inner().id, 7);
}

#[test]
fn bodies_by_media() {
    let bytes =
        call::<crate::codec::Binary, Any>(answer(200, &[("content-type", "image/png")], "\x01PNG"), &EXPORT, &[]);
    let bytes = bytes.unwrap();
    let crate::codec::Shape::Bytes(bytes) = bytes.shape() else { panic!("no bytes") };
    assert_eq!(bytes, b"\x01PNG");
    assert_eq!(
        *call::<String, Any>(answer(200, &[("content-type", "text/plain")], "hello"), &NOTE, &[]).unwrap(),
        "hello"
    );
    let latin =
        MockTransport::new().respond(200, &[("content-type", "text/plain; charset=ISO-8859-1")], b"caf\xe9".to_vec());
    assert_eq!(*call::<String, Any>(latin, &NOTE, &[]).unwrap(), "café");
    assert_eq!(*call::<Option<String>, Any>(answer(200, &[], "hello"), &NOTE, &[]).unwrap(), Some("hello".into()));
    call::<(), Any>(answer(204, &[], ""), &PING, &[]).unwrap();
    // Not foreseen: no matter for those who want nothing, and JSON for the others.
    call::<(), Any>(answer(200, &[("content-type", "text/html")], "<p>"), &PING, &[]).unwrap();
    assert_eq!(*call::<Vec<i64>, Any>(answer(202, JSON, "[1]"), &PING, &[]).unwrap(), [1]);
    assert!(call::<Option<Order>, Any>(answer(200, &[], ""), &GET_ORDER, &[&1_i64]).unwrap().is_none());
}

crate::operations! {
    PARTLY = GET "/partly" "partly" { reply 200 binary; reply 400 json; reply 401 empty; reply 5 json; }
    PLAIN = GET "/plain" "plain" { reply 200 text; reply 204 empty; }
    ACCEPT = POST "/jobs" "accept" {
        reply 200 json 0;
        reply 202 json 1;
        reply 204 empty 2;
    }
}

enum Accepted {
    Done(Order),
    Later(Missing),
    Nothing(Option<Missing>),
    Unknown(Any),
}

crate::union! { Accepted "" {
    0: Done object;
    1: Later object;
    2: Nothing null;
} }

#[test]
fn the_status_picks_the_arm_of_success() {
    let accepted = |status, body| call::<Accepted, Any>(answer(status, JSON, body), &ACCEPT, &[]).unwrap().into_inner();
    assert!(matches!(accepted(200, r#"{"id":1}"#), Accepted::Done(order) if order.id == 1));
    assert!(matches!(accepted(202, r#"{"message":"soon"}"#), Accepted::Later(later) if later.message == "soon"));
    assert!(matches!(accepted(204, ""), Accepted::Nothing(None)));
}

#[test]
fn errors_by_status() {
    let missing = r#"{"message":"order 1042 does not exist"}"#;
    let error =
        order(answer(404, &[("content-type", "application/json"), ("x-request-id", "req_123")], missing)).unwrap_err();
    assert_eq!(error.to_string(), "getOrder: 404 Not Found: order 1042 does not exist (request req_123)");
    assert_eq!(format!("{error:?}"), format!("Api(404): {error}"));
    assert_eq!(
        (error.kind(), error.status(), error.was_sent()),
        (ErrorKind::Api(http::StatusCode::NOT_FOUND), Some(http::StatusCode::NOT_FOUND), Sent::Yes)
    );
    assert_eq!(
        (error.message(), error.request_id(), error.body()),
        (Some("order 1042 does not exist"), Some("req_123"), missing.as_bytes())
    );
    assert!(
        matches!(error.api(), Some(GetOrderError::Missing(missing)) if missing.message == "order 1042 does not exist")
    );
    assert!(!error.is_retryable());

    let error = order(answer(422, JSON, r#"{"fields":{"sku":"unknown"}}"#)).unwrap_err();
    let Some(GetOrderError::Invalid(invalid)) = error.into_api() else { panic!("no arm") };
    assert_eq!(invalid.fields.get("sku").unwrap(), "unknown");

    // A body that is not as the document says is kept as it came.
    let error = order(answer(404, &[("content-type", "text/html")], "<h1>nginx</h1>")).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.body()), ("getOrder: 404 Not Found", &b"<h1>nginx</h1>"[..]));
    assert!(error.api().is_none());

    let error = call::<(), Any>(answer(503, JSON, r#"{"error":{"code":1,"message":"busy"}}"#), &PING, &[]).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.is_retryable()), ("ping: 503 Service Unavailable: busy", true));
    assert_eq!(error.api().unwrap().to_value()["error"]["code"], 1);
    assert!(call::<(), Missing>(answer(503, JSON, missing), &PING, &[]).unwrap_err().api().is_none());
}

#[test]
fn rows_without_a_body_say_nothing_of_one() {
    let said = r#"{"message":"no"}"#;
    for (status, expected) in [(400, Some("no")), (401, None), (404, None), (500, Some("no"))] {
        let error = call::<Any, Missing>(answer(status, JSON, said), &PARTLY, &[]).unwrap_err();
        assert_eq!(error.api().map(|api| api.message.as_str()), expected, "{status}");
        assert_eq!((error.message(), error.body()), (Some("no"), said.as_bytes()));
    }
    let error = call::<Any, Any>(answer(401, JSON, said), &PARTLY, &[]).unwrap_err();
    assert_eq!(error.api().unwrap().as_json(), said);
}

#[test]
fn a_success_of_another_status_is_read_as_the_one_that_is_listed() {
    let part = answer(206, &[("content-type", "application/pdf")], "%PDF");
    assert_eq!(&**call::<crate::codec::Binary, Any>(part, &PARTLY, &[]).unwrap(), b"%PDF");
    let text = answer(203, &[("content-type", "text/plain")], "two words");
    assert_eq!(*call::<String, Any>(text, &PLAIN, &[]).unwrap(), "two words");
}

#[test]
fn messages() {
    let cases = [
        (r#"{"detail":"no such order","title":"Not found"}"#, "no such order"),
        (r#"{"title":"Not found","status":404}"#, "Not found"),
        (r#"{"error":"invalid_grant","error_description":"expired"}"#, "expired"),
        (r#"{"error":"invalid_grant"}"#, "invalid_grant"),
        (r#"{"errors":[{"code":"x","message":"bad sku"}]}"#, "bad sku"),
        (r#"{"errors":["bad sku"]}"#, "bad sku"),
        (r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#, "Bad Request: chat not found"),
        (r#"{"message":"  two\nlines\u001b[31m "}"#, "two lines[31m"),
        ("plain text", "plain text"),
        (r#"{"message":{"deeply":1},"code":7}"#, ""),
        (r#"{"broken"#, ""),
        (r#"{"error":{"error_name":"bad_request","error_msg":"no such file"}}"#, "no such file"),
        (r#"{"errorMessage":"exists"}"#, "exists"),
        (r#"{"status_code":400,"errors":[{"type":"status","messages":["too long"]}]}"#, "too long"),
        (r#"{"Title":"Forbidden","Detail":"no scope"}"#, "no scope"),
        (r#"{"status":404,"err":"Not found"}"#, "Not found"),
        (r#"{"data":[],"meta":{"message":"expired"}}"#, "expired"),
        ("<html>", ""),
        ("", ""),
    ];
    for (body, expected) in cases {
        let error = call::<(), Any>(answer(400, &[], body), &PING, &[]).unwrap_err();
        assert_eq!(error.message().unwrap_or_default(), expected, "{body}");
    }
    let long = call::<(), Any>(answer(400, &[], &format!("{{\"message\":\"{}\"}}", "é".repeat(2000))), &PING, &[])
        .unwrap_err();
    assert_eq!(long.message().unwrap().chars().count(), 501);
}

#[test]
fn answers_that_cannot_be_used() {
    let cases = [
        (
            answer(200, &[("content-type", "text/html")], "<html>Log in"),
            ErrorKind::Decode,
            "getOrder: 200 OK: the answer is `text/html`, and this call reads JSON: $: expected a value near `<html>Log in`",
        ),
        (
            answer(200, JSON, ""),
            ErrorKind::Decode,
            "getOrder: 200 OK: the answer (`application/json`) is not what the document says: there is no body",
        ),
        (
            answer(302, &[("location", "https://shop.example/v1/x")], "").respond(500, &[], ""),
            ErrorKind::Api(http::StatusCode::INTERNAL_SERVER_ERROR),
            "getOrder: 500 Internal Server Error",
        ),
        (answer(304, &[], ""), ErrorKind::Api(http::StatusCode::NOT_MODIFIED), "getOrder: 304 Not Modified"),
        (
            MockTransport::new().fail(Failure::Connect),
            ErrorKind::Connect,
            "getOrder: no connection to https://shop.example: the script says so",
        ),
        (
            MockTransport::new().fail(Failure::Reset),
            ErrorKind::Transport,
            "getOrder: the connection to https://shop.example failed: the script says so",
        ),
        (
            MockTransport::new().respond_broken(200, JSON, "{"),
            ErrorKind::Transport,
            "getOrder: 200 OK: the connection to https://shop.example failed: the script says so",
        ),
        (
            MockTransport::new().respond_broken(404, JSON, "{"),
            ErrorKind::Api(http::StatusCode::NOT_FOUND),
            "getOrder: 404 Not Found",
        ),
    ];
    for (mock, kind, expected) in cases {
        let error = order(mock).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

#[test]
fn a_strict_client_refuses_drift() {
    let mock = answer(200, JSON, r#"{"id":"7"}"#);
    let client: Client = builder(&mock).policy(Policy::Strict).build().unwrap();
    let error = run(get_order(&client, &7_i64).into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(std::error::Error::source(&error).unwrap().is::<crate::codec::DecodeError>());
}

#[test]
fn raw_answers_of_any_status() {
    let mock = answer(404, &[("x-a", "1")], "gone").respond(200, &[], "here");
    let client: Client = builder(&mock).build().unwrap();
    for (status, body) in [(404, "gone"), (200, "here")] {
        let raw = run(get_order(&client, &7_i64).raw().into_future()).unwrap();
        assert_eq!((raw.status.as_u16(), &*raw.body), (status, body.as_bytes()));
    }
    // Whoever looks at answers themselves may want to know where another host has it; it is not asked.
    let mock = answer(302, &[("location", "https://files.example/7?signed=1")], "");
    let client: Client = builder(&mock).build().unwrap();
    let raw = run(get_order(&client, &7_i64).raw().into_future()).unwrap();
    assert_eq!(
        (raw.status.as_u16(), &raw.headers["location"]),
        (302, &"https://files.example/7?signed=1".parse().unwrap())
    );
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn bodies_are_capped() {
    let limited = |mock: &MockTransport| -> Client { builder(mock).max_response_bytes(10).build().unwrap() };
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], Option<&'a str>);
    let cases: &[Case<'_>] = &[
        (&[], &["{\"id\":", "123}"], None),
        (
            &[],
            &["{\"id\":", "1234}"],
            Some("getOrder: 200 OK: the answer is longer than 10 bytes (max_response_bytes)"),
        ),
        (&[], &["{\"id\":12345}"], Some("getOrder: 200 OK: the answer is longer than 10 bytes (max_response_bytes)")),
        (
            &[("content-length", "11")],
            &[],
            Some("getOrder: 200 OK: the answer is longer than 10 bytes (max_response_bytes)"),
        ),
    ];
    for (headers, chunks, expected) in cases {
        let mock = MockTransport::new().respond_chunks(200, headers, chunks);
        let outcome = run(get_order(&limited(&mock), &7_i64).into_future());
        assert_eq!(outcome.as_ref().err().map(ToString::to_string).as_deref(), *expected);
    }
    // Of an error, the beginning is kept.
    let mock = MockTransport::new().respond_chunks(500, &[], &["12345678", "9abcdef"]);
    let error = run(get_order(&limited(&mock), &7_i64).into_future()).unwrap_err();
    assert_eq!(error.body(), b"123456789a");
}

#[test]
fn s1_every_credential_stays_at_home() {
    let ways: [(&str, &'static crate::Operation, &str); 7] = [
        ("key", &BY_KEY, "x-api-key: u:S3CR3T"),
        ("query", &BY_QUERY, "api_key=u%3AS3CR3T"),
        ("cookie", &BY_COOKIE, "cookie: session=u:S3CR3T"),
        ("bearer", &BY_BEARER, "authorization: Bearer u:S3CR3T"),
        ("basic", &BY_BASIC, "authorization: Basic dTpTM0NSM1Q="),
        ("oauth", &BY_TOKEN, "authorization: Bearer u:S3CR3T"),
        ("prefixed", &BY_PREFIX, "authorization: Bot u:S3CR3T"),
    ];
    for (scheme, op, sent) in ways {
        for status in [301, 302, 303, 307, 308] {
            // There and back is abroad, too: nothing asks the other host where it would lead.
            let mock = answer(status, &[("location", "/v1/there?a=1")], "").respond(
                status,
                &[("location", "https://shop.example.evil.example/v1/back")],
                "",
            );
            let client: Client = builder(&mock).credential(scheme, "u:S3CR3T").build().unwrap();
            run(client.call::<Any, Any>(op, nothing()).into_future()).unwrap_err();
            let requests = mock.requests();
            let texts: Vec<String> = requests.iter().map(crate::testing::Recorded::text).collect();
            assert_eq!(texts.len(), 2, "{scheme}");
            assert!(texts.iter().all(|text| text.matches(sent).count() == 1 && !text.contains("referer")), "{texts:?}");
            // But for where it goes, the second is the first.
            let rest = |text: &str| text.split_once('\n').map(|(_, rest)| rest.to_owned());
            assert_eq!(rest(&texts[0]), rest(&texts[1]));
        }
    }
    // Its body would go along.
    for status in [307, 308] {
        let mock = answer(status, &[("location", "/v1/there")], "");
        let error = call::<Order, Any>(mock, &CREATE_ORDER, &[]).unwrap_err();
        assert!(error.to_string().ends_with("a redirect that was not followed"), "{error}");
    }
}

#[test]
fn s1_redirects_stay_at_home() {
    let moved = |location: &str| answer(302, &[("location", location)], "");
    let home = [
        ("/v2/a?b=1", "https://shop.example/v2/a?b=1&api_key=k"),
        ("https://SHOP.example:443/v2", "https://SHOP.example:443/v2?api_key=k"),
        ("k2", "https://shop.example/v1/k2?api_key=k"),
        ("?api_key=k&page=2", "https://shop.example/v1/k?api_key=k&page=2"),
        ("//shop.example/x#frag", "https://shop.example/x?api_key=k"),
    ];
    for (location, expected) in home {
        let mock = moved(location).respond(200, JSON, "1");
        let client: Client = builder(&mock).credential("query", "k").build().unwrap();
        run(client.call::<Any, Any>(&BY_QUERY, nothing()).into_future()).unwrap();
        assert_eq!(mock.requests()[1].url, expected);
    }
    let abroad = [
        ("https://evil.example/?k=1", "redirects to https://evil.example, another origin, and was not followed"),
        ("http://shop.example/v1", "redirects to http://shop.example, another origin, and was not followed"),
        ("//shop.example:444/", "redirects to https://shop.example:444, another origin, and was not followed"),
        ("ftp://shop.example", "redirects to what is neither `http` nor `https`, and was not followed"),
        (
            "https://shop.example@evil.example/",
            "redirects to what has a user in it: credentials go into `.credential(…)`, and was not followed",
        ),
        ("https://evil.example\\@shop.example/", "redirects to what is no URL"),
        ("mailto:a", "redirects to what is neither `http` nor `https`, and was not followed"),
    ];
    for (location, expected) in abroad {
        let mock = moved(location);
        let client: Client = builder(&mock).credential("key", "k").build().unwrap();
        let error = run(client.call::<Any, Any>(&BY_KEY, nothing()).into_future()).unwrap_err();
        assert_eq!(error.to_string(), format!("byKey: 302 Found: {expected}"));
        assert_eq!(mock.requests().len(), 1);
    }
    // What changes something is not repeated elsewhere.
    let error = call::<Order, Any>(moved("/v1/there"), &CREATE_ORDER, &[]).unwrap_err();
    assert_eq!(error.to_string(), "createOrder: 302 Found: a redirect that was not followed");
    let mock = (0..11).fold(MockTransport::new(), |mock, _| mock.respond(302, &[("location", "/v1/k")], ""));
    let error = order(mock).unwrap_err();
    assert_eq!(error.to_string(), "getOrder: 302 Found: redirects more than 10 times");
    assert!(!error.is_retryable());
}
