//! What is sent: whole requests, and reasons why none is.

use super::*;
use crate::operation::Operation;
use crate::{BoxFuture, CredentialProvider, ErrorKind, ProviderError, Secret, Sent};
use std::sync::{Arc, Mutex};

pub(super) fn sent(
    builder: impl Fn(ClientBuilder) -> ClientBuilder,
    op: &'static Operation,
    input: Input<'_>,
) -> String {
    let mock = MockTransport::new().respond(200, JSON, "{}");
    let client: Client = builder(super::builder(&mock)).build().unwrap();
    let outcome = run(client.call::<Any, Any>(op, input).raw().into_future());
    match mock.requests().first() {
        Some(request) => request.text(),
        None => outcome.unwrap_err().to_string(),
    }
}

#[test]
fn whole_requests() {
    let order = Order { id: 7, note: None, extra: Extra::new() };
    let id = 1042_i64;
    let text = "Grüße".to_owned();
    let cases: &[(&'static Operation, Input<'_>, &str)] = &[
        (
            &GET_ORDER,
            Input { path: &[&id], params: &(), body: &(), way: 0 },
            "GET https://shop.example/v1/orders/1042\naccept: application/json\nuser-agent: AGENT\n",
        ),
        (
            &CREATE_ORDER,
            Input { path: &[], params: &(), body: &order, way: 0 },
            "POST https://shop.example/v1/orders\naccept: application/json\ncontent-type: application/json\n\
             user-agent: AGENT\n\n{\"id\":7}",
        ),
        (
            &CREATE_ORDER,
            Input { path: &[], params: &(), body: &None::<Order>, way: 0 },
            "POST https://shop.example/v1/orders\naccept: application/json\ncontent-type: application/json\n\
             user-agent: AGENT\n\nnull",
        ),
        (
            &CREATE_ORDER,
            Input::new().optional_body(None::<&Order>),
            "POST https://shop.example/v1/orders\naccept: application/json\ncontent-length: 0\nuser-agent: AGENT\n",
        ),
        (
            &SPECIAL,
            nothing(),
            "GET https://shop.example/v1/special\naccept: application/vnd.api+json\nuser-agent: AGENT\n",
        ),
        (
            &BROKEN,
            Input { path: &[], params: &(), body: &order, way: 0 },
            "broken: the body cannot be sent: its media type \"application/json\\r\\nX: y\" cannot stand in a header",
        ),
        (&PING, nothing(), "GET https://shop.example/v1/ping\naccept: */*\nuser-agent: AGENT\n"),
        (
            &NOTE,
            Input { path: &[], params: &(), body: &text, way: 0 },
            "PUT https://shop.example/v1/note\naccept: text/*, */*;q=0.5\ncontent-type: text/plain\n\
             user-agent: AGENT\n\nGrüße",
        ),
    ];
    for (op, input, expected) in cases {
        let input = Input { path: input.path, params: input.params, body: input.body, way: 0 };
        let agent = format!("bindery-runtime/{} shop/2.1", env!("CARGO_PKG_VERSION"));
        assert_eq!(sent(|b| b, op, input), expected.replace("AGENT", &agent), "{}", op.id);
    }
}

#[test]
fn credentials_go_where_the_document_says() {
    type Case<'a> = (&'static Operation, &'a [(&'a str, &'a str)], &'a str);
    let cases: &[Case<'_>] = &[
        (&BY_KEY, &[("key", "k1")], "GET U/k\naccept: application/json\nuser-agent: t\nx-api-key: k1\n"),
        (&BY_QUERY, &[("query", "k&1")], "GET U/k?api_key=k%261\naccept: application/json\nuser-agent: t\n"),
        (&BY_COOKIE, &[("cookie", "k1")], "GET U/k\naccept: application/json\ncookie: session=k1\nuser-agent: t\n"),
        (
            &BY_BEARER,
            &[("bearer", "k1")],
            "GET U/k\naccept: application/json\nauthorization: Bearer k1\nuser-agent: t\n",
        ),
        (
            &BY_BASIC,
            &[("basic", "me:pw")],
            "GET U/k\naccept: application/json\nauthorization: Basic bWU6cHc=\nuser-agent: t\n",
        ),
        (&BY_TOKEN, &[("oauth", "k1")], "GET U/k\naccept: application/json\nauthorization: Bearer k1\nuser-agent: t\n"),
        (
            &BY_ANY,
            &[("key", "k1"), ("bearer", "k2")],
            "GET U/k\naccept: application/json\nauthorization: Bearer k2\nuser-agent: t\n",
        ),
        (
            &BY_ANY,
            &[("key", "k1"), ("bearer", "k2"), ("query", "k3")],
            "GET U/k?api_key=k3\naccept: application/json\nuser-agent: t\nx-api-key: k1\n",
        ),
        (&BY_NONE_TOO, &[], "GET U/k\naccept: application/json\nuser-agent: t\n"),
        (&BY_NONE_TOO, &[("key", "k1")], "GET U/k\naccept: application/json\nuser-agent: t\nx-api-key: k1\n"),
        (&BY_KEY, &[], "byKey: needs a credential: `key` (set SHOP_KEY, or give `.credential(\"key\", …)`)"),
        (
            &BY_ANY,
            &[("mutual", "x")],
            "byAny: needs a credential: `mutual` (not supported: mutualTLS; a header `Authorization` set by hand counts), \
             or `key` (set SHOP_KEY, or give `.credential(\"key\", …)`) and `query` (set SHOP_QUERY, or give `.credential(\"query\", …)`), \
             or `bearer` (set SHOP_BEARER, or give `.credential(\"bearer\", …)`)",
        ),
        (&BY_KEY, &[("key", "k\n1")], "byKey: the credential `key` has the character '\\n', which headers cannot hold"),
        (&BY_BASIC, &[("basic", "me")], "byBasic: the credential `basic` is no `user:password`"),
    ];
    for (op, credentials, expected) in cases {
        let with = |builder: ClientBuilder| {
            credentials
                .iter()
                .fold(builder.user_agent("t"), |builder, (scheme, secret)| builder.credential(scheme, *secret))
        };
        assert_eq!(sent(with, op, nothing()).replace("https://shop.example/v1", "U"), *expected, "{}", op.id);
    }
}

/// Has a credential for everything, and remembers what it was asked for.
#[derive(Clone, Default)]
struct Vault(Arc<Mutex<Vec<&'static str>>>);

impl CredentialProvider for Vault {
    fn credential<'a>(&'a self, scheme: &'static Scheme) -> BoxFuture<'a, Result<Option<Secret>, ProviderError>> {
        self.0.lock().unwrap().push(scheme.name);
        Box::pin(async { Ok(Some(Secret::from("from-the-vault"))) })
    }
}

#[test]
fn a_provider_is_asked_for_what_can_be_sent() {
    // Of three ways one that is not supported; of two one without credentials.
    for (op, expected) in [(&BY_ANY, &["key", "query"][..]), (&BY_NONE_TOO, &["key"])] {
        let vault = Vault::default();
        let sent = sent(|b| b.credential_provider(vault.clone()), op, nothing());
        assert!(sent.contains("\nx-api-key: from-the-vault\n"), "{sent}");
        assert_eq!(*vault.0.lock().unwrap(), expected);
    }
}

#[test]
fn the_environment_comes_second() {
    let environment = |name: &str| (name == "SHOP_KEY").then(|| " from-env\n".to_owned());
    let text = sent(|b| b.environment(environment), &BY_KEY, nothing());
    assert!(text.ends_with("x-api-key: from-env\n"), "{text}");
    let text = sent(|b| b.environment(environment).credential("key", "from-code"), &BY_KEY, nothing());
    assert!(text.ends_with("x-api-key: from-code\n"), "{text}");
    let text = sent(|b| b.header("x-api-key", "by-hand"), &BY_KEY, nothing());
    assert!(text.ends_with("x-api-key: by-hand\n"), "{text}");
}

#[test]
fn a_call_has_the_last_word() {
    let mock = MockTransport::new().respond(204, &[], "");
    let client: Client =
        builder(&mock).header("x-a", "client").header("x-b", "client").user_agent("t").build().unwrap();
    let call = client.call::<(), Any>(&PING, nothing()).header("x-a", "call").base_url("https://other.example:8443/x/");
    run(call.into_future()).unwrap();
    let expected = "GET https://other.example:8443/x/ping\naccept: */*\nuser-agent: t\nx-a: call\nx-b: client\n";
    assert_eq!(mock.requests()[0].text(), expected);
    mock.assert_done();
}

#[test]
fn a_user_agent_may_be_a_credential() {
    static API: Api = Api {
        name: "weather",
        version: "1",
        servers: &[Server::at("https://weather.example")],
        schemes: &[Scheme { name: "agent", kind: SchemeKind::HeaderKey("User-Agent"), env: "AGENT" }],
    };
    let mock = MockTransport::new().respond(200, JSON, "1").respond(200, JSON, "1");
    let builder = || Client::builder(&API).transport(mock.clone());
    let call = |client: &Client| run(client.call::<Any, Any>(&BY_KEY, nothing()).into_future());
    let unset: Client = builder().environment(|_| None).build().unwrap();
    let error = call(&unset).unwrap_err().to_string();
    assert_eq!(error, "byKey: needs a credential: `agent` (set AGENT, or give `.credential(\"agent\", …)`)");
    call(&builder().environment(|_| Some("me@x".into())).build().unwrap()).unwrap();
    call(&builder().environment(|_| None).user_agent("by hand").build().unwrap()).unwrap();
    let sent: Vec<_> = mock.requests().iter().map(|request| request.headers["user-agent"].clone()).collect();
    assert_eq!(sent, ["me@x", "by hand"]);
}

#[test]
fn a_key_set_by_hand_stays_at_home_too() {
    for header in ["authorization", "X-API-KEY", "cookie"] {
        let mock = MockTransport::new().respond(200, JSON, "1");
        let client: Client = builder(&mock).header(header, "k").build().unwrap();
        let ping = || client.call::<Any, Any>(&PING, nothing());
        let error = run(ping().base_url("https://evil.example").into_future()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        run(ping().raw().into_future()).unwrap();
        assert!(mock.requests()[0].headers[header].is_sensitive());
    }
}

#[test]
fn nothing_is_sent_of_what_cannot_be() {
    let mock = MockTransport::new();
    let client: Client = builder(&mock).credential("key", "k").build().unwrap();
    let by_key = || client.call::<Any, Any>(&BY_KEY, nothing());
    let unset = client.call::<Any, Any>(&CREATE_ORDER, Input { path: &[], params: &(), body: &Any::default(), way: 0 });
    let cases = [
        (
            by_key().header("x", "a\nb"),
            ErrorKind::Request,
            "byKey: the header `x` has the character '\\n', which headers cannot hold",
        ),
        (by_key().base_url("ftp://x"), ErrorKind::Config, "byKey: the base URL is neither `http` nor `https`"),
        (
            by_key().base_url("https://evil.example"),
            ErrorKind::Credentials,
            "byKey: https://evil.example is not where this client's credentials belong: build a client for it",
        ),
        (unset, ErrorKind::Request, "createOrder: the body cannot be sent: $: this value was never set"),
    ];
    for (call, kind, expected) in cases {
        let error = run(call.into_future()).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str(), error.was_sent()), (kind, expected, Sent::No));
    }
    assert_eq!(mock.requests().len(), 0);
}

#[test]
fn base_urls() {
    let cases = [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        (" http://[::1]:8080/v1/ ", "http://[::1]:8080/v1"),
        ("/v1", "the base URL is relative: give an absolute one with `.base_url(\"https://…\")`"),
        ("a.example", "the base URL is relative: give an absolute one with `.base_url(\"https://…\")`"),
        ("ftp://a.example", "the base URL is neither `http` nor `https`"),
        ("https://a.example?x=1", "the base URL has a query, a fragment or a backslash"),
        ("https://a.example/#x", "the base URL has a query, a fragment or a backslash"),
        ("https://good.example\\@evil.example", "the base URL has a query, a fragment or a backslash"),
        ("https://{region}.example", "the base URL has a variable `region` that needs a value"),
        ("https://me:pw@a.example", "the base URL has a user in it: credentials go into `.credential(…)`"),
        ("https://a.example/x/../y", "the base URL has a segment `.` or `..`"),
        ("https://a.example:99999", "the base URL has a port that is none"),
        ("", "the base URL is no URL: empty string"),
    ];
    for (text, expected) in cases {
        let built: Result<Client, _> = builder(&MockTransport::new()).base_url(text).build();
        let found = built.map_or_else(|error| error.to_string(), |client| client.base_url().to_owned());
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn plain_http_is_for_loopback() {
    let refused = "byKey: http://a.example would show the credential to everyone on the way: \
                   use https, or `.allow_insecure_http(true)`";
    let cases = [
        ("http://a.example", false, Some(refused)),
        ("http://a.example", true, None),
        ("http://127.0.0.1:8080", false, None),
        ("http://[::1]", false, None),
        ("http://localhost:1", false, None),
        ("https://a.example", false, None),
    ];
    for (url, allow, expected) in cases {
        let with = |b: ClientBuilder| b.base_url(url).allow_insecure_http(allow).credential("key", "k");
        let text = sent(with, &BY_KEY, nothing());
        assert_eq!((!text.starts_with("GET ")).then_some(text.as_str()), expected);
    }
}

#[test]
fn builders_say_what_is_wrong() {
    let built = |builder: ClientBuilder| builder.build().map(|_: Client| ()).unwrap_err().to_string();
    let mock = MockTransport::new();
    assert_eq!(
        built(builder(&mock).credential("nokey", "k")),
        "there is no security scheme `nokey`; the document has `key`, `query`, `cookie`, `bearer`, `basic`, `oauth`, `mutual`, `bot`, `prefixed`"
    );
    assert_eq!(built(builder(&mock).header("x y", "")), "the header `x y` is no name of a header");
}

struct Stored {
    id: i64,
    name: String,
    parts: Vec<Stored>,
    more: Map<Stored>,
    held: Option<Held>,
    extra: Extra,
}

enum Held {
    Stored(Box<Stored>),
    Unknown(Any),
}

crate::record! { Stored {
    0: id = "id" required read_only;
    1: name = "name" required;
    2: parts = "parts" required read_only;
    3: more = "more" required;
    4: held = "held";
} }

crate::union! { Held "id" {
    0: Stored ["1"] object;
} }

crate::operations! {
    PUT_STORED = PUT "/s" "putStored" { body json "application/json"; }
    PUT_FORM = PUT "/s" "putForm" { body form "application/x-www-form-urlencoded"; }
}

#[test]
fn what_only_answers_hold_is_not_sent_back() {
    let text = r#"{"id":1,"name":"a","parts":[],"more":{"k":{"id":"2","name":"b","parts":null,"more":{}}},"held":{"id":1,"name":"c","parts":[],"more":{}},"new":5,"word":"x y"}"#;
    let stored = crate::codec::decode::<Stored>(text.as_bytes(), crate::codec::Policy::Lenient).unwrap().value;
    let body =
        |op| sent(|b| b.user_agent("t"), op, Input::new().body(&stored)).split("\n\n").nth(1).unwrap().to_owned();
    // Drifted or not; but what tells the arms of a union apart is sent.
    assert_eq!(
        body(&PUT_STORED),
        r#"{"name":"a","more":{"k":{"name":"b","more":{}}},"held":{"id":1,"name":"c","more":{}},"new":5,"word":"x y"}"#
    );
    assert_eq!(
        body(&PUT_FORM),
        "name=a&more=%7B%22k%22%3A%7B%22name%22%3A%22b%22%2C%22more%22%3A%7B%7D%7D%7D&held=%7B%22id%22%3A1%2C%22name%22%3A%22c%22%2C%22more%22%3A%7B%7D%7D&new=5&word=x%20y"
    );
    // Everywhere else it is there.
    assert_eq!(crate::codec::encode(&stored).unwrap(), text.as_bytes());
    assert!(format!("{stored:?}").starts_with("Stored { id: 1, name: \"a\", parts: []"));
    let other = Stored { id: 2, ..stored.clone() };
    assert_ne!(stored, other);
}
