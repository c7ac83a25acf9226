//! What goes over the wire, byte for byte: calls of `golden/requests.yaml` and `golden/bodies.yaml` with the requests that
//! they become. Numbers of traps are those of `traps_sprung.rs`; these are the ones of requests and answers:
//!
//! | no. | trap |
//! |---|---|
//! | 6 | nested objects, lists and maps in forms fail when they are sent |
//! | 7 | styles and `explode` are dropped, objects in the query are sent as a string |
//! | 8 | a path value of `..`, an empty one, or one with `/` calls another path |
//! | 9 | a space in the path is sent as `+` |
//! | 15 | authentication is bearer, whatever the document says |
//! | 16 | the first error type that fits is taken, whatever the status |
//! | 17 | an answer of 404 is a success |
//! | 26 | headers that the document does not name are sent |
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::bodies::types::{
    BodyDetail, ChangeNoteBody, ChangeNoteResponse, CreateChargeBody, DownloadHeaders, HeadersXEither,
    JsonPatchJsonItem, Photo, PhotoPlace, SendPhotoHeaders,
};
use super::requests::operations::{DropItem, ListMessages, Search};
use super::requests::types::{DropItemBody, ListMessagesBody, Range, SecureError, UndeclaredExploded};
use super::{bodies, requests};
use bindery_runtime::testing::{MockTransport, VirtualClock};
use bindery_runtime::{BoxFuture, ClientBuilder, CredentialProvider, Error, ErrorKind, File, ProviderError, Secret};
use bindery_runtime::{Call, codec::Json, codec::Map, operation::Scheme};
use std::time::Duration;

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

pub(crate) fn built<C: From<bindery_runtime::Client>>(builder: ClientBuilder<C>, mock: &MockTransport) -> C {
    builder.transport(mock.clone()).environment(|_| None).user_agent("t").build().unwrap()
}

/// The request that a call becomes, without what every request has; or why there is none.
pub(crate) fn sent<C: From<bindery_runtime::Client>, T: Json, E: Json>(
    builder: ClientBuilder<C>,
    call: impl FnOnce(&C) -> Call<T, E>,
) -> String {
    let mock = MockTransport::new().respond(200, &[], "");
    let outcome = run(call(&built(builder, &mock)).raw().into_future());
    match mock.requests().first() {
        Some(request) => {
            let text = request.text();
            let lines =
                text.split_inclusive('\n').filter(|line| *line != "user-agent: t\n" && *line != "accept: */*\n");
            lines.collect::<String>().trim_end().replace("https://api.example.com/base", "")
        }
        None => outcome.map(|_| String::new()).unwrap_err().to_string(),
    }
}

fn range() -> Option<Range> {
    Some(Range { gte: Some(1), lt: Some(9), ..Range::default() })
}

fn words() -> Option<Vec<String>> {
    Some(vec!["a b".into(), "c,d".into(), "é&=".into()])
}

#[test]
fn trap_07_every_style_is_sent_as_it_is_declared() {
    let cases: Vec<(Search, &str)> = vec![
        (Search { form: words(), ..Search::default() }, "GET /search?form=a%20b,c%2Cd,%C3%A9%26%3D"),
        (Search { each: words(), ..Search::default() }, "GET /search?each=a%20b&each=c%2Cd&each=%C3%A9%26%3D"),
        (
            Search { space: words(), ..Search::default() },
            "search: the parameter `space` has an element with ` ` in it, which stands between elements here",
        ),
        (Search { space: Some(vec!["a".into(), "c,d".into()]), ..Search::default() }, "GET /search?space=a%20c%2Cd"),
        (Search { pipe: words(), ..Search::default() }, "GET /search?pipe=a%20b%7Cc%2Cd%7C%C3%A9%26%3D"),
        (Search { keys: words(), ..Search::default() }, "GET /search?keys=a%20b&keys=c%2Cd&keys=%C3%A9%26%3D"),
        (Search { deep: range(), ..Search::default() }, "GET /search?deep%5Bgte%5D=1&deep%5Blt%5D=9"),
        (Search { spread: range(), ..Search::default() }, "GET /search?gte=1&lt=9"),
        (Search { flat: range(), ..Search::default() }, "GET /search?flat=gte,1,lt,9"),
        (Search { json: range(), ..Search::default() }, "GET /search?json=%7B%22gte%22%3A1%2C%22lt%22%3A9%7D"),
        (Search { either: Some(5.into()), ..Search::default() }, "GET /search?either=5"),
        (Search { either: Some(range().unwrap().into()), ..Search::default() }, "GET /search?gte=1&lt=9"),
        (
            Search { url: Some("http://x/?a=b&c#d e".into()), ..Search::default() },
            "GET /search?url=http://x/?a%3Db%26c%23d%20e",
        ),
        (
            Search { when: Some("2026-01-02T03:04:05+01:00".into()), ..Search::default() },
            "GET /search?when=2026-01-02T03%3A04%3A05%2B01%3A00",
        ),
        (Search { x_list: Some(vec![1, 2]), ..Search::default() }, "GET /search\nx-list: 1,2"),
        (Search { x_range: range(), ..Search::default() }, "GET /search\nx-range: gte=1,lt=9"),
        (Search { crumbs: Some(vec!["a".into(), "b".into()]), ..Search::default() }, "GET /search\ncookie: crumbs=a,b"),
        // Nothing that was not set, and nothing for an empty list.
        (Search { each: Some(Vec::new()), ..Search::default() }, "GET /search"),
        (Search::default(), "GET /search"),
    ];
    for (params, expected) in cases {
        assert_eq!(sent(requests::Client::builder(), |client| client.search(params)), expected);
    }
}

#[test]
fn paths_names_and_bodies_as_the_document_spells_them() {
    let reason = DropItemBody { reason: Some("late".into()), ..DropItemBody::default() };
    let filter = DropItem { filter: Some("name eq 'x'".into()), page_size: Some(2) };
    assert_eq!(
        sent(requests::Client::builder(), |client| client.drop_item("7-a", "it's/1", Some(&reason), filter)),
        "DELETE /companies(7-a)/items('it%27s%2F1')?%24filter=name%20eq%20%27x%27&page%5Bsize%5D=2\n\
         content-type: application/json\n\n{\"reason\":\"late\"}"
    );
    let body = ListMessagesBody { since: Some(3), ..ListMessagesBody::default() };
    let params = ListMessages {
        id: Some(vec!["q".into(), "r".into()]),
        header_id: Some("h".into()),
        cookie_id: Some("c".into()),
    };
    assert_eq!(
        sent(requests::Client::builder(), |client| client.list_messages(Some(&body), params)),
        "GET /messages?beta=true&id=q&id=r\ncontent-type: application/json\ncookie: id=c\nid: h\n\n{\"since\":3}"
    );
    let exploded = UndeclaredExploded { a: Some(1), b: Some(2), ..UndeclaredExploded::default() };
    assert_eq!(
        sent(requests::Client::builder(), |client| client.undeclared(
            "any",
            &vec![3, 4],
            &exploded,
            &vec!["x y".into()]
        )),
        "GET /undeclared/any/.3,4;a=1;b=2;matrix=x%20y"
    );
}

#[test]
fn trap_08_and_09_a_path_value_stays_in_its_segment() {
    let cases = [
        ("AC 1", "GET /Accounts/AC%201.json"),
        ("a/b?c#d", "GET /Accounts/a%2Fb%3Fc%23d.json"),
        ("a+b", "GET /Accounts/a%2Bb.json"),
        ("100%", "GET /Accounts/100%25.json"),
        ("é", "GET /Accounts/%C3%A9.json"),
        ("", "fetchAccount: the parameter `Sid` is empty, and would call another path"),
        (".", "fetchAccount: the parameter `Sid` is `.` or `..`, which would leave its path"),
        // Some servers decode twice.
        ("%2e%2e", "fetchAccount: the parameter `Sid` is `.` or `..`, which would leave its path"),
        ("..", "fetchAccount: the parameter `Sid` is `.` or `..`, which would leave its path"),
    ];
    for (sid, expected) in cases {
        let builder = requests::Client::builder().credential("basic", "u:p");
        let text = sent(builder, |client| client.fetch_account(sid));
        assert_eq!(text.replace("\nauthorization: Basic dTpw", ""), expected);
    }
}

#[test]
fn trap_15_each_operation_authenticates_as_it_says() {
    let base = || requests::Client::builder();
    let missing = "secure: needs a credential: `bearer` (set REQUESTS_BEARER, or give `.credential(\"bearer\", …)`), or \
                   `key` (set REQUESTS_KEY, or give `.credential(\"key\", …)`) and `session` (set REQUESTS_SESSION, or \
                   give `.credential(\"session\", …)`)";
    let cases: Vec<(ClientBuilder<requests::Client>, &str)> = vec![
        (base().credential("bearer", "b"), "GET /secure\nauthorization: Bearer b"),
        (base().credential("bearer", "Bearer b"), "GET /secure\nauthorization: Bearer b"),
        (base().credential("key", "k").credential("session", "s"), "GET /secure?key=k\ncookie: sid=s"),
        (base().credential("bearer", "b").credential("key", "k"), "GET /secure\nauthorization: Bearer b"),
        (base().credential("basic", "u:p"), missing),
        (base(), missing),
    ];
    for (builder, expected) in cases {
        let text = sent(builder, requests::Client::secure);
        assert_eq!(text.replace("\naccept: application/json", ""), expected);
    }
    let login = |client: &requests::Client| client.login(&Map::new());
    let expected = "POST /login\ncontent-type: application/json; charset=utf-8\n\n{}";
    assert_eq!(sent(base(), login), expected, "an empty alternative needs nothing");
    assert_eq!(sent(base().credential("basic", "u:p"), login), expected);
}

#[test]
fn trap_16_and_17_the_status_picks_the_type_of_the_error() {
    let answer = |status: u16, body: &str| -> Error<SecureError> {
        let mock = MockTransport::new().respond(status, &[("content-type", "application/json")], body.to_owned());
        run(built(requests::Client::builder().credential("bearer", "b"), &mock).secure().into_future()).unwrap_err()
    };
    let error = answer(404, r#"{"what":"it","title":"T"}"#);
    assert_eq!(error.kind(), ErrorKind::Api(bindery_runtime::http::StatusCode::NOT_FOUND));
    assert!(matches!(error.api(), Some(SecureError::NotFound(missing)) if missing.what == "it"));
    let error = answer(403, r#"{"what":"it","title":"T"}"#);
    assert!(matches!(error.api(), Some(SecureError::Status4xx(problem)) if problem.title == "T"));
    let error = answer(500, r#"{"what":"it","title":"T"}"#);
    assert!(error.api().is_none() && error.is_retryable());
    assert_eq!(error.to_string(), "secure: 500 Internal Server Error: T");
}

fn charge() -> CreateChargeBody {
    CreateChargeBody {
        amount: Some(5),
        expand: Some(vec!["customer".into(), "a b".into()]),
        metadata: Some(Map::from([("k[1]", "v&".to_owned())])),
        ids: Some(vec![1, 2]),
        detail: Some(BodyDetail { a: Some(1), ..BodyDetail::default() }),
        ..CreateChargeBody::default()
    }
}

#[test]
fn trap_06_forms_nest() {
    let text =
        sent(bodies::Client::builder().credential("token", "1:a/b"), |client| client.create_charge(Some(&charge())));
    assert_eq!(
        text,
        "POST https://demo.example.com/v2/bot1:a%2Fb/charges\ncontent-type: application/x-www-form-urlencoded\n\n\
         amount=5&expand%5B0%5D=customer&expand%5B1%5D=a%20b&metadata=%7B%22k%5B1%5D%22%3A%22v%26%22%7D&ids=1,2&\
         detail=%7B%22a%22%3A1%7D"
    );
}

fn photo() -> Photo {
    Photo {
        caption: Some("Hi \"there\"".into()),
        thumbnail: Some(File::new("tiny").named("a\"\r\n.png").typed("image/png")),
        pages: Some(vec![File::new("p1"), File::new("p2")]),
        tags: Some(vec!["x".into(), "y".into()]),
        place: Some(PhotoPlace { lat: Some(1.5), ..PhotoPlace::default() }),
        ..Photo::new(File::new("\u{1}PNG").named("cat.png"))
    }
}

#[test]
fn parts_carry_names_files_and_media_types() {
    let builder = || bodies::Client::builder().credential("token", "T");
    let text = sent(builder(), |client| client.send_photo_as_multipart(&photo()));
    let boundary = text.split("boundary=").nth(1).unwrap().split('\n').next().unwrap().to_owned();
    let expected = "POST https://demo.example.com/v2/botT/photos
accept: application/json
content-type: multipart/form-data; boundary=BOUNDARY

--BOUNDARY
Content-Disposition: form-data; name=\"photo\"; filename=\"cat.png\"
Content-Type: image/png

\u{1}PNG
--BOUNDARY
Content-Disposition: form-data; name=\"caption\"

Hi \"there\"
--BOUNDARY
Content-Disposition: form-data; name=\"thumbnail\"; filename=\"a%22%0D%0A.png\"
Content-Type: image/png

tiny
--BOUNDARY
Content-Disposition: form-data; name=\"pages\"; filename=\"pages\"
Content-Type: application/octet-stream

p1
--BOUNDARY
Content-Disposition: form-data; name=\"pages\"; filename=\"pages\"
Content-Type: application/octet-stream

p2
--BOUNDARY
Content-Disposition: form-data; name=\"tags\"
Content-Type: application/json

\"x\"
--BOUNDARY
Content-Disposition: form-data; name=\"tags\"
Content-Type: application/json

\"y\"
--BOUNDARY
Content-Disposition: form-data; name=\"place\"
Content-Type: application/json

{\"lat\":1.5}
--BOUNDARY--";
    assert_eq!(text.replace(&boundary, "BOUNDARY").replace("\r\n", "\n"), expected);
    // A file has no place in JSON, and is not sent as something else.
    assert_eq!(
        sent(builder(), |client| client.send_photo(&photo())),
        "sendPhoto: the body cannot be sent: $.photo: a file can only be sent as multipart/form-data"
    );
    let by_id = Photo::new("AgAC");
    let text = sent(builder(), |client| client.send_photo(&by_id));
    assert!(text.ends_with("\n\n{\"photo\":\"AgAC\"}"), "{text}");
}

#[test]
fn s5_servers_and_their_variables() {
    let base = || bodies::Client::builder().credential("token", "T");
    type Send = fn(ClientBuilder<bodies::Client>) -> String;
    let (put, charge): (Send, Send) = (|b| sent(b, |c| c.put_file("n", None)), |b| sent(b, |c| c.create_charge(None)));
    let cases: Vec<(ClientBuilder<bodies::Client>, Send, &str)> = vec![
        (base(), charge, "POST https://demo.example.com/v2/botT/charges"),
        (base().server_variable("tenant", "acme"), charge, "POST https://acme.example.com/v2/botT/charges"),
        (base().server(1), charge, "POST http://localhost:8080/botT/charges"),
        (base(), put, "PUT https://upload.eu.example.com/botT/files/n"),
        (base().server_variable("region", "us"), put, "PUT https://upload.us.example.com/botT/files/n"),
        (base().base_url("http://localhost:9/x"), put, "PUT http://localhost:9/x/botT/files/n"),
    ];
    for (builder, send, expected) in cases {
        assert_eq!(send(builder).lines().next(), Some(expected));
    }
    let wrong = [
        (base().server_variable("tenant", "evil.com/"), "whose value cannot stand in a URL"),
        (base().server_variable("tenant", "a@b"), "whose value cannot stand in a URL"),
        (
            base().server_variable("version", "v3"),
            "has a variable `version` that cannot be `v3`, but one of `v1`, `v2`",
        ),
        (base().server_variable("tenent", "a"), "no server of the document has a variable `tenent`"),
        (base().server(9), "there is no server 9: the document has 3, counted from 0"),
    ];
    for (builder, expected) in wrong {
        let error = builder.build().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

struct Vault(&'static str);

impl CredentialProvider for Vault {
    fn credential<'a>(&'a self, scheme: &'static Scheme) -> BoxFuture<'a, Result<Option<Secret>, ProviderError>> {
        Box::pin(async move {
            match self.0 {
                "" => Err("the vault\nis sealed".into()),
                "never" => std::future::pending().await,
                text => Ok((scheme.name == "bot").then(|| text.into())),
            }
        })
    }
}

#[test]
fn credentials_come_from_code_then_a_provider_then_the_environment() {
    let list = |builder| sent(builder, |client: &bodies::Client| client.list_charges(Default::default()));
    let base = || bodies::Client::builder();
    let at = "GET https://demo.example.com/v2/charges";
    assert_eq!(list(base().credential_provider(Vault("v"))), format!("{at}\nauthorization: Bot v"));
    assert_eq!(list(base().credential_provider(Vault("bot v"))), format!("{at}\nauthorization: bot v"));
    assert_eq!(
        list(base().credential_provider(Vault("v")).credential("bot", "c")),
        format!("{at}\nauthorization: Bot c")
    );
    assert_eq!(
        list(base().credential_provider(Vault(""))),
        "listCharges: the provider failed for the credential `bot`: the vault is sealed; needs a credential: `bot` (set \
         BODIES_BOT, or give `.credential(\"bot\", …)`), or `key` (set BODIES_KEY, or give `.credential(\"key\", …)`)"
    );
    // Another way is open, so that nobody asks why this one is not.
    assert_eq!(list(base().credential_provider(Vault("")).credential("key", "k")), format!("{at}?key=k"));
    let by_hand = |builder: ClientBuilder<bodies::Client>| list(builder.header("authorization", "Bot h"));
    assert_eq!(by_hand(base().credential_provider(Vault(""))), format!("{at}\nauthorization: Bot h"));
    let mock = MockTransport::new();
    let client: bodies::Client =
        base().credential_provider(Vault("never")).transport(mock).clock(VirtualClock::new()).build().unwrap();
    let error = run(client.list_charges(Default::default()).timeout(Duration::from_secs(9)).into_future()).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Timeout, "listCharges: no credential within 9s (timeout)")
    );
    let file = std::env::temp_dir().join(format!("bindery-secret-{}", std::process::id()));
    std::fs::write(&file, "from-file\n").unwrap();
    let path = file.to_str().unwrap().to_owned();
    let mock = MockTransport::new().respond(200, &[], "");
    let environment = move |name: &str| (name == "BODIES_BOT_FILE").then(|| path.clone());
    let client: bodies::Client = base().transport(mock.clone()).environment(environment).build().unwrap();
    run(client.list_charges(Default::default()).into_future()).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(mock.requests()[0].headers["authorization"], "Bot from-file");
    let nowhere = |name: &str| (name == "BODIES_BOT_FILE").then(|| "/nowhere/at/all".to_owned());
    let error = base().environment(nowhere).build().unwrap_err().to_string();
    assert!(error.starts_with("the file that BODIES_BOT_FILE names cannot be read: "), "{error}");
}

#[test]
fn every_media_type_of_a_body_has_a_method() {
    let base = || bodies::Client::builder().credential("token", "T");
    let at = "PATCH https://demo.example.com/v2/botT/notes/n\naccept: application/json\ncontent-type: ";
    let merge = ChangeNoteBody { text: Some("x".into()), ..ChangeNoteBody::default() };
    let patch = vec![JsonPatchJsonItem { op: Some("test".into()), ..JsonPatchJsonItem::default() }];
    let text = "<p>".to_owned();
    assert_eq!(
        sent(base(), |client| client.change_note("n", &merge)),
        format!("{at}application/merge-patch+json\n\n{{\"text\":\"x\"}}")
    );
    assert_eq!(
        sent(base(), |client| client.change_note_as_json_patch("n", &patch)),
        format!("{at}application/json-patch+json\n\n[{{\"op\":\"test\"}}]")
    );
    assert_eq!(sent(base(), |client| client.change_note_as_plain("n", &text)), format!("{at}text/plain\n\n<p>"));
    assert_eq!(sent(base(), |client| client.change_note_as_html("n", &text)), format!("{at}text/html\n\n<p>"));
}

#[test]
fn the_status_tells_answers_apart_beside_one_without_a_body() {
    let mock = MockTransport::new()
        .respond(202, &[("content-type", "application/json")], r#"{"id":1}"#)
        .respond(200, &[("content-type", "application/json")], r#"{"id":2,"at":"x"}"#)
        .respond(204, &[], "");
    let client = built(bodies::Client::builder().credential("token", "T"), &mock);
    let send = || run(client.change_note("n", &ChangeNoteBody::default()).into_future()).unwrap().into_inner();
    assert!(matches!(send(), Some(ChangeNoteResponse::Accepted(it)) if it.id == 1));
    assert!(matches!(send(), Some(ChangeNoteResponse::Ok(it)) if it.id == 2));
    assert!(send().is_none());
}

#[test]
fn answers_without_a_body_and_redirects_that_are_the_answer() {
    let mock = MockTransport::new()
        .respond(200, &[("content-type", "application/json"), ("content-length", "12")], "")
        .respond(302, &[("location", "https://elsewhere.example/f")], "")
        .respond(200, &[], "unforeseen");
    let client = built(bodies::Client::builder().credential("token", "T").credential("key", "k"), &mock);
    run(client.peek_note("n").into_future()).unwrap();
    let found = run(client.download().into_future()).unwrap();
    assert_eq!(found.typed_headers::<DownloadHeaders>().location.as_deref(), Some("https://elsewhere.example/f"));
    assert_eq!(mock.requests()[1].text().lines().next(), Some("GET https://demo.example.com/v2/download?key=k"));
    let drift = run(client.list_charges(Default::default()).into_future()).unwrap().drift()[0].to_string();
    assert_eq!(drift, "$: expected no body, found 10 bytes");
}

#[test]
fn security_never_fails_open() {
    let refused = |builder, call: fn(&bodies::Client) -> Call<(), bindery_runtime::Any>| sent(builder, call);
    let base = || bodies::Client::builder().credential("bot", "b").credential("bearer", "c");
    assert_eq!(
        refused(base(), bodies::Client::locked),
        "locked: needs a credential: `nosuch` (not supported: the document does not declare it; a header `Authorization` set by hand counts)"
    );
    assert_eq!(
        refused(base(), bodies::Client::unlock),
        "unlock: needs a credential: two values for the one header `Authorization`, which cannot be"
    );
    let length = |client: &bodies::Client| client.list_charges(Default::default()).header("Content-Length", "3");
    assert_eq!(
        sent(base().credential("key", "k"), length),
        "listCharges: the header `Content-Length` is for the transport to set"
    );
}

#[test]
fn headers_have_types() {
    let headers = [
        ("content-type", "application/json"),
        ("x-left", "41"),
        ("x-kinds", "a, b"),
        ("x-kinds", "c"),
        ("x-either", "7"),
        ("x-json", "{\"a\":1}"),
    ];
    let mock =
        MockTransport::new().respond(200, &headers, r#"{"photo":"id"}"#).respond(429, &[("retry-after", "soon")], "");
    let client = built(bodies::Client::builder().credential("token", "T"), &mock);
    let send = || run(client.send_photo(&Photo::new("id")).into_future());
    let SendPhotoHeaders { x_left, x_kinds, x_either, x_json, retry_after, .. } = send().unwrap().typed_headers();
    assert!(matches!(x_either, Some(HeadersXEither::Number(7))), "{x_either:?}");
    assert_eq!(x_json.unwrap().a, Some(1));
    assert_eq!((x_left, retry_after), (Some(41), None));
    assert_eq!(x_kinds.unwrap(), ["a", "b", "c"]);
    assert_eq!(send().unwrap_err().typed_headers::<SendPhotoHeaders>().retry_after, None);
}
