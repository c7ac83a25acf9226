//! A canary in every credential, and everything printed that can be printed.

use super::*;
use crate::testing::{Failure, VirtualClock};
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

const CANARY: &str = "S3CR3T-c4n4ry";

/// Writes every field of every span and event down, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        let _ = writeln!(self.0.lock().unwrap(), "{}={value:?}", field.name());
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

pub(super) fn everything_about(error: &dyn std::error::Error, into: &mut String) {
    let mut next = Some(error);
    while let Some(error) = next {
        let _ = writeln!(into, "{error} {error:?} {error:#?}");
        next = error.source();
    }
}

#[test]
fn s2_no_credential_is_ever_printed() {
    let echo = format!("{{\"message\":\"Incorrect API key: me:{CANARY}\"}}");
    let scripts: Vec<fn(MockTransport, &str) -> MockTransport> = vec![
        |mock, _| mock.respond(200, JSON, "{}"),
        |mock, echo| mock.respond(401, JSON, echo.to_owned()),
        |mock, _| mock.respond(302, &[("location", "https://evil.example/")], ""),
        |mock, _| mock.respond(302, &[("location", "/v1/k2")], "").fail(Failure::Reset),
        |mock, _| mock.respond(200, &[], "<html>"),
        |mock, _| mock.fail(Failure::Connect),
        |mock, _| mock.hang(),
    ];
    let ways: &[(&'static crate::Operation, &str)] = &[
        (&BY_KEY, "key"),
        (&BY_QUERY, "query"),
        (&BY_COOKIE, "cookie"),
        (&BY_BEARER, "bearer"),
        (&BY_BASIC, "basic"),
        (&BY_TOKEN, "oauth"),
        (&BY_PATH, "bot"),
        (&BY_PREFIX, "prefixed"),
    ];
    let log = Log::default();
    let mut printed = String::new();
    // For the whole process: what other tests register first, on their threads, would otherwise stay disabled.
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    for script in &scripts {
        for (op, scheme) in ways {
            let mock = script(MockTransport::new(), &echo);
            let builder = builder(&mock).credential(scheme, format!("me:{CANARY}")).clock(VirtualClock::new());
            let _ = writeln!(printed, "{builder:?} {builder:#?}");
            let client: Client = builder.base_url(format!("https://shop.example/bot{CANARY}")).build().unwrap();
            let call = client.call::<Order, Any>(op, nothing());
            let _ = writeln!(printed, "{client:?} {client:#?} {call:?} {call:#?}");
            match run(call.into_future()) {
                Ok(response) => {
                    let _ = writeln!(printed, "{response:?}");
                }
                Err(error) => everything_about(&error, &mut printed),
            }
            // It was sent, or this test shows nothing.
            assert!(mock.requests()[0].url.contains(CANARY));
        }
    }
    // As a key in the path travels, and as a header set by hand does.
    let slashed = format!("{CANARY}:a/b c");
    let echo = format!("{{\"message\":\"no /bot{CANARY}:a%2Fb%20c/k\"}}");
    let mock =
        MockTransport::new().respond(404, JSON, echo).respond(401, JSON, format!("{{\"message\":\"{CANARY}\"}}"));
    let client: Client = builder(&mock).credential("bot", slashed).build().unwrap();
    everything_about(&run(client.call::<Any, Any>(&BY_PATH, nothing()).into_future()).unwrap_err(), &mut printed);
    let client: Client = builder(&mock).header("authorization", format!("Bearer {CANARY}")).build().unwrap();
    everything_about(&run(client.call::<Any, Any>(&BY_BEARER, nothing()).into_future()).unwrap_err(), &mut printed);
    // A credential in the path, and one that cannot be sent.
    let mock = MockTransport::new().fail(Failure::Connect);
    let client: Client = builder(&mock).credential("key", format!("{CANARY}\n")).build().unwrap();
    let path = crate::Secret::from(CANARY);
    everything_about(&run(get_order(&client, &path).into_future()).unwrap_err(), &mut printed);
    everything_about(&run(client.call::<Order, Any>(&BY_KEY, nothing()).into_future()).unwrap_err(), &mut printed);
    everything_about(
        &builder(&mock).base_url(format!("https://me:{CANARY}@x")).build().map(|_: Client| ()).unwrap_err(),
        &mut printed,
    );

    let log = log.0.lock().unwrap();
    assert!(log.contains("operation=\"byKey\"") && log.contains("url.template=\"/k\""), "{log}");
    for text in [&*log, &printed] {
        assert!(!text.contains(CANARY), "{}", text.lines().find(|line| line.contains(CANARY)).unwrap());
    }
    assert!(printed.contains("401 Unauthorized: Incorrect API key: [redacted]"));
}

#[test]
fn headers_with_credentials_are_marked() {
    for (op, scheme, header) in
        [(&BY_KEY, "key", "x-api-key"), (&BY_BEARER, "bearer", "authorization"), (&BY_COOKIE, "cookie", "cookie")]
    {
        let mock = MockTransport::new().respond(200, JSON, "{}");
        let client: Client = builder(&mock).credential(scheme, CANARY).build().unwrap();
        run(client.call::<Any, Any>(op, nothing()).into_future()).unwrap();
        assert!(mock.requests()[0].headers[header].is_sensitive());
    }
}
