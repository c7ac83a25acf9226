//! Timeouts, without waiting for them.

use super::*;
use crate::clock::Clock as _;
use crate::testing::VirtualClock;
use crate::transport::{Answer, Attempt, Body, Transport, TransportError};
use crate::{BoxFuture, Bytes, ErrorKind, Sent};
use http::{Request, Response};
use std::collections::VecDeque;
use std::time::Duration;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn the_first_limit_counts() {
    type Set = fn(ClientBuilder) -> ClientBuilder;
    let hang = || MockTransport::new().hang();
    let half = || MockTransport::new().respond_hanging(200, JSON, "{");
    let cases: [(MockTransport, Set, Sent, u64, &str); 6] = [
        (hang(), |b| b, Sent::Maybe, 60, "getOrder: no answer within 60s (idle_timeout)"),
        (hang(), |b| b.timeout(secs(7)), Sent::Maybe, 7, "getOrder: no answer within 7s (timeout)"),
        (hang(), |b| b.attempt_timeout(secs(5)), Sent::Maybe, 5, "getOrder: no answer within 5s (attempt_timeout)"),
        (
            half(),
            |b| b.idle_timeout(secs(9)),
            Sent::Yes,
            9,
            "getOrder: 200 OK: the answer did not end within 9s (idle_timeout)",
        ),
        (half(), |b| b.timeout(secs(3)), Sent::Yes, 3, "getOrder: 200 OK: the answer did not end within 3s (timeout)"),
        (
            hang(),
            |b| b.timeout(Duration::MAX).idle_timeout(Duration::MAX).attempt_timeout(secs(1)),
            Sent::Maybe,
            1,
            "getOrder: no answer within 1s (attempt_timeout)",
        ),
    ];
    for (mock, set, sent, seconds, expected) in cases {
        let clock = VirtualClock::new();
        let client: Client = set(builder(&mock)).clock(clock.clone()).build().unwrap();
        let error = run(get_order(&client, &1_i64).into_future()).unwrap_err();
        assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Timeout, sent));
        assert_eq!((error.to_string().as_str(), clock.elapsed()), (expected, secs(seconds)));
    }
}

#[test]
fn a_call_has_limits_of_its_own() {
    let clock = VirtualClock::new();
    let client: Client = builder(&MockTransport::new().hang().hang()).clock(clock.clone()).build().unwrap();
    let error = run(get_order(&client, &1_i64).timeout(secs(2)).into_future()).unwrap_err();
    assert_eq!(error.to_string(), "getOrder: no answer within 2s (timeout)");
    let error = run(get_order(&client, &1_i64).attempt_timeout(secs(3)).into_future()).unwrap_err();
    assert_eq!(error.to_string(), "getOrder: no answer within 3s (attempt_timeout)");
    assert_eq!(clock.elapsed(), secs(5));
}

/// Takes so many seconds for the head of its answer, and for each chunk.
struct Slow(VirtualClock, [u64; 4]);

impl Transport for Slow {
    fn send(&self, _: Request<Bytes>, _: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let [head, chunks @ ..] = self.1;
        Box::pin(async move {
            self.0.sleep(secs(head)).await;
            Ok(Response::new(Box::new(SlowBody(self.0.clone(), chunks.into())) as Box<dyn Body>))
        })
    }
}

struct SlowBody(VirtualClock, VecDeque<u64>);

impl Body for SlowBody {
    fn next_chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let Some(seconds) = self.1.pop_front() else { return Ok(None) };
            self.0.sleep(secs(seconds)).await;
            Ok(Some(Bytes::from_static(b" 1")))
        })
    }
}

#[test]
fn who_keeps_sending_is_not_idle() {
    let cases = [
        ([59, 59, 0, 59], "200 OK", 177),
        ([61, 0, 0, 0], "getOrder: no answer within 60s (idle_timeout)", 60),
        ([59, 59, 61, 0], "getOrder: 200 OK: the answer did not end within 60s (idle_timeout)", 178),
    ];
    for (seconds, expected, elapsed) in cases {
        let clock = VirtualClock::new();
        let transport = Slow(clock.clone(), seconds);
        let client: Client = builder(&MockTransport::new()).transport(transport).clock(clock.clone()).build().unwrap();
        let came = match run(get_order(&client, &1_i64).raw().into_future()) {
            Ok(answer) => answer.status.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!((came.as_str(), clock.elapsed()), (expected, secs(elapsed)));
    }
}

#[test]
fn sleepers_wake_in_order() {
    let clock = VirtualClock::new();
    let order = std::sync::Mutex::new(Vec::new());
    let sleeper = |seconds| {
        let (clock, order) = (&clock, &order);
        async move {
            clock.sleep(secs(seconds)).await;
            order.lock().unwrap().push((seconds, clock.elapsed()));
        }
    };
    run(async {
        tokio::join!(sleeper(3), sleeper(1), sleeper(2));
    });
    assert_eq!(*order.lock().unwrap(), [(1, secs(1)), (2, secs(2)), (3, secs(3))]);
}
