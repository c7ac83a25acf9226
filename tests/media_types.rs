//! `golden/media.yaml` on the wire: answers are read by the media type that came, and parts, parameters and headers are
//! spelled as the document says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::media;
use super::media::operations::Find;
use super::media::types::*;
use super::requests_sent::{built, run, sent};
use bindery_runtime::testing::MockTransport;
use bindery_runtime::{ClientBuilder, File};

fn answering(status: u16, content_type: &str, body: &'static str) -> (MockTransport, media::Client) {
    let headers = [("content-type", content_type)];
    let headers = if content_type.is_empty() { &headers[..0] } else { &headers[..] };
    let mock = MockTransport::new().respond(status, headers, body);
    let client = built(media::Client::builder().server_variable("edition", "2"), &mock);
    (mock, client)
}

#[test]
fn the_media_type_that_came_picks_the_arm() {
    // Status, `Content-Type`, body, and what the answer is.
    let cases = [
        (200, "application/json", r#"{"rows":2}"#, "Json(Report { rows: 2 })"),
        (200, "application/json; charset=utf-8", r#"{"rows":2}"#, "Json(Report { rows: 2 })"),
        (200, "application/problem+json", r#"{"rows":2}"#, "Json(Report { rows: 2 })"),
        (200, "Text/CSV;header=present", "a,b\n", r#"Csv("a,b\n")"#),
        // What says nothing of itself is the preferred one, and text is the only text.
        (200, "", r#"{"rows":2}"#, "Json(Report { rows: 2 })"),
        (200, "text/plain", "a,b\n", r#"Csv("a,b\n")"#),
        (
            200,
            "text/html; charset=utf-8",
            "<p>Log in",
            "getReport: 200 OK: the answer is `text/html; charset=utf-8`, and this call reads JSON: $: expected a value near `<p>Log in`",
        ),
        (404, "application/json", r#"{"message":"m"}"#, r#"NotFound(GetReportNotFound { message: "m" })"#),
        (
            404,
            "application/scim+json",
            r#"{"scimType":"s"}"#,
            r#"NotFoundScim(GetReportNotFoundScim { scimType: "s" })"#,
        ),
    ];
    for (status, content_type, body, expected) in cases {
        let (mock, client) = answering(status, content_type, body);
        let shown = match run(client.get_report("1").into_future()) {
            Ok(report) => format!("{:?}", *report),
            Err(error) => error.api().map_or_else(|| error.to_string(), |api| format!("{api:?}")),
        };
        assert_eq!(shown, expected, "{content_type}");
        assert_eq!(mock.requests()[0].headers["accept"], "application/json, text/csv;q=0.9");
    }
}

#[test]
fn ranges_of_media_types_and_several_statuses() {
    let cases = [
        (200, "application/json", r#"{"alt":"A cat."}"#, r#"Ok(GetPictureOk { alt: "A cat." })"#),
        (200, "image/png", "PNG", "OkImage([3 bytes])"),
        (200, "application/octet-stream", "PNG", "OkImage([3 bytes])"),
        (202, "application/json", r#"{"seconds":3}"#, "Accepted(GetPictureAccepted { seconds: 3 })"),
    ];
    for (status, content_type, body, expected) in cases {
        let (mock, client) = answering(status, content_type, body);
        let picture = run(client.get_picture("1").into_future()).unwrap().into_inner();
        assert_eq!(format!("{picture:?}"), expected);
        assert_eq!(mock.requests()[0].headers["accept"], "application/json, image/*;q=0.9");
    }
}

#[test]
fn one_type_in_two_media_types_is_read_as_each() {
    let words = [("application/json", r#""a \"word\"""#), ("text/plain", r#"a "word""#)];
    for (content_type, body) in words {
        let (_, client) = answering(200, content_type, body);
        assert_eq!(*run(client.get_word("1").into_future()).unwrap(), r#"a "word""#);
    }
}

#[test]
fn a_caller_asks_for_one_and_can_have_it_raw() {
    let (mock, client) = answering(200, "text/event-stream", "data: 1\n\n");
    let raw = run(client.get_report("1").header("accept", "text/event-stream").raw().into_future()).unwrap();
    assert_eq!(
        (&*raw.body, &mock.requests()[0].headers["accept"]),
        (&b"data: 1\n\n"[..], &"text/event-stream".parse().unwrap())
    );
}

#[test]
fn objects_in_headers_are_read() {
    // Of `X-Size`, and of `X-Sizes`.
    let cases = [
        ("w,1,h,2", "Some(Size { w: 1, h: 2 })", r#"Some({"w": 1, "h": 2})"#),
        ("w=1,h=2", "Some(Size { w: 1, h: 2 })", r#"Some({"w": 1, "h": 2})"#),
        ("h=2, w=1", "Some(Size { w: 1, h: 2 })", r#"Some({"h": 2, "w": 1})"#),
        ("w=1,d=3", r#"Some(Size { w: 1, extra: {"d": "3"} })"#, r#"Some({"w": 1, "d": 3})"#),
        ("{\"w\":1}", "Some(Size { w: 1 })", r#"Some({"w": 1})"#),
        ("h,2", "None", r#"Some({"h": 2})"#),
        ("w,wide", "None", "None"),
        ("w,1,h", "None", "None"),
        ("", "None", "None"),
    ];
    for (text, size, sizes) in cases {
        let headers = [("content-type", "text/csv"), ("x-size", text), ("x-sizes", text)];
        let mock = MockTransport::new().respond(200, &headers, "a");
        let answer = run(built(media::Client::builder(), &mock).get_report("1").into_future()).unwrap();
        let read: GetReportHeaders = answer.typed_headers();
        assert_eq!(
            (format!("{:?}", read.x_size), format!("{:?}", read.x_sizes)),
            (size.into(), sizes.into()),
            "{text}"
        );
    }
}

#[test]
fn a_parameter_that_is_a_form_keeps_its_name() {
    let size = Size { h: Some(2), ..Size::new(1) };
    let filter = || {
        let tags = Some(vec!["x y".into(), "é&".into()]);
        Some(Filter { name: Some("a=b".into()), tags, size: Some(Size::new(1)), ..Filter::default() })
    };
    let text = "name%3Da%253Db%26tags%3Dx%2520y%26tags%3D%25C3%25A9%2526%26size%3D%257B%2522w%2522%253A1%257D";
    let cases = [
        (Find::default(), "GET /find/w%3D1%26h%3D2".to_owned()),
        (Find { filter: filter(), ..Find::default() }, format!("GET /find/w%3D1%26h%3D2?filter={text}")),
        (Find { filter: Some(Filter::default()), ..Find::default() }, "GET /find/w%3D1%26h%3D2?filter=".to_owned()),
        (Find { crumb: filter(), ..Find::default() }, format!("GET /find/w%3D1%26h%3D2\ncookie: crumb={text}")),
        (
            Find { x_filter: filter(), ..Find::default() },
            "GET /find/w%3D1%26h%3D2\nx-filter: name=a%3Db&tags=x%20y&tags=%C3%A9%26&size=%7B%22w%22%3A1%7D".to_owned(),
        ),
    ];
    for (params, expected) in cases {
        let text = sent(media::Client::builder(), |client| client.find(&size, params));
        assert_eq!(text.replace("https://media.example.com", ""), expected);
    }
}

#[test]
fn parts_carry_the_headers_that_the_document_gives_them() {
    let scan = SendScanBody {
        scan: Some(File::new("S").named("s.tiff")),
        pages: Some(vec![File::new("1"), File::new("2")]),
        note: Some("n".into()),
        ..SendScanBody::default()
    };
    let text = sent(media::Client::builder(), |client| client.send_scan(&scan));
    let boundary = text.split("boundary=").nth(1).unwrap().split('\n').next().unwrap().to_owned();
    let page = |page: u8| {
        format!(
            "--B\nContent-Disposition: form-data; name=\"pages\"; filename=\"pages\"\nContent-Type: application/octet-stream\n\
             X-Version: 2\n\n{page}\n"
        )
    };
    let expected = format!(
        "POST https://media.example.com/scans\ncontent-type: multipart/form-data; boundary=B\n\n\
         --B\nContent-Disposition: form-data; name=\"scan\"; filename=\"s.tiff\"\nContent-Type: image/tiff\n\
         Content-Transfer-Encoding: binary\nX-Kind: a scan\n\nS\n\
         {}{}--B\nContent-Disposition: form-data; name=\"note\"\nX-Version: 2\n\nn\n--B--",
        page(1),
        page(2)
    );
    assert_eq!(text.replace(&boundary, "B").replace("\r\n", "\n"), expected);
}

#[test]
fn s5_servers_that_are_relative_or_lack_a_value() {
    let base = media::Client::builder;
    let word = |builder| sent(builder, |client: &media::Client| client.get_word("1"));
    let report = |builder| sent(builder, |client: &media::Client| client.get_report("1").header("accept", "*/*"));
    let set = |builder: ClientBuilder<media::Client>| {
        builder.server_variable("tenant", "acme").server_variable("version", "v2")
    };
    let cases = [
        (report(base()), "GET https://media.example.com/reports/1"),
        (report(set(base().server(1))), "GET https://acme.example.com/v2/reports/1"),
        (word(base()), "getWord: the server of this operation has a variable `edition` that needs a value"),
        (word(base().server_variable("edition", "2")), "GET https://media.example.com/words/2/words/1"),
        // Seen from the base; nothing leads above the root, or away.
        (
            word(set(base().server(1)).server_variable("edition", "a/b")),
            "GET https://acme.example.com/words/a/b/words/1",
        ),
        (
            word(base().base_url("http://localhost:9/x/y").server_variable("edition", "2")),
            "GET http://localhost:9/x/y/words/1",
        ),
        (
            word(base().server_variable("edition", "..%2f")),
            "getWord: the server of this operation has a variable `edition` whose value cannot stand in a URL",
        ),
        (
            word(base().server_variable("edition", "%2E%2e")),
            "getWord: the server of this operation has a variable `edition` whose value cannot stand in a URL",
        ),
        (
            word(base().server_variable("edition", "x?y")),
            "getWord: the server of this operation has a variable `edition` whose value cannot stand in a URL",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found.lines().next(), Some(expected));
    }
    let refused = [
        (
            base().server(1),
            "the document's server `https://{tenant}.example.com/{version}/` has a variable `tenant` that needs a value",
        ),
        (
            base().server(1).server_variable("tenant", "acme"),
            "the document's server `https://{tenant}.example.com/{version}/` has a variable `version` that needs a value",
        ),
        (
            base().server(2),
            "the document's server `/v3` is relative: give an absolute one with `.base_url(\"https://…\")`",
        ),
    ];
    for (builder, expected) in refused {
        assert_eq!(builder.build().unwrap_err().to_string(), expected);
    }
}

#[test]
fn no_variable_of_a_scheme_is_the_file_of_another() {
    let environment = |name: &str| match name {
        "MEDIA_TOKEN_FILE" => Some("/nowhere/at/all".to_owned()),
        "MEDIA_TOKEN_FILE2" => Some("query-key".to_owned()),
        _ => None,
    };
    let error = media::Client::builder().environment(environment).build().unwrap_err().to_string();
    assert!(error.starts_with("the file that MEDIA_TOKEN_FILE names cannot be read: "), "{error}");
    let mock = MockTransport::new().respond(204, &[], "");
    let environment = move |name: &str| environment(name).filter(|_| name != "MEDIA_TOKEN_FILE");
    let client: media::Client =
        media::Client::builder().transport(mock.clone()).environment(environment).build().unwrap();
    run(client.find(&Size::new(1), Find::default()).into_future()).unwrap();
    assert_eq!(mock.requests()[0].url, "https://media.example.com/find/w%3D1?file=query-key");
}
