//! What a subscriber sees of a call.

use super::*;
use crate::testing::Failure;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing::Level;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_span_knows_its_status() {
    let cases = [
        (MockTransport::new().respond(200, JSON, "{}"), "200", "answered status=200 bytes=2"),
        (MockTransport::new().respond(404, JSON, "{\"a\":1}"), "404", "answered status=404 bytes=7"),
        (MockTransport::new().respond_broken(200, JSON, "{"), "200", "failed kind=Transport"),
        (MockTransport::new().fail(Failure::Connect), "", "failed kind=Connect"),
    ];
    for (mock, status, event) in cases {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(Level::DEBUG).with_ansi(false).without_time();
        let subscriber = subscriber.with_target(false).with_writer(move || writer.clone()).finish();
        let client: Client = builder(&mock).build().unwrap();
        _ = tracing::subscriber::with_default(subscriber, || run(get_order(&client, &1_i64).into_future()));
        let status = if status.is_empty() { String::new() } else { format!(" http.response.status_code={status}") };
        let call = r#"call{operation="getOrder" http.request.method=GET url.template="/orders/{}""#;
        let seen = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(seen, format!("DEBUG {call}{status}}}: {event}\n"));
    }
}
