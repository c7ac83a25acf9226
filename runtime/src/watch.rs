//! Timeouts: which limit of a call comes first, and what is said when it has passed.

use crate::BoxFuture;
use crate::client::Inner;
use crate::error::{Core, ErrorKind, Sent};
use crate::operation::Operation;
use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

/// A point in time, and what it is called.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    at: Instant,
    length: Duration,
    name: &'static str,
}

impl Limit {
    /// `length` from now on.
    pub(crate) fn new(client: &Inner, length: Duration, name: &'static str) -> Limit {
        Limit { at: after(client.clock.now(), length), length, name }
    }

    /// The one that comes first.
    pub(crate) fn sooner(self, other: Limit) -> Limit {
        if other.at < self.at { other } else { self }
    }
}

/// Holds waits to their limits.
pub(crate) struct Watch<'a> {
    pub(crate) client: &'a Inner,
    pub(crate) op: &'static Operation,
    /// Of the call or of the attempt, whichever ends first.
    pub(crate) whole: Limit,
}

/// What is waited for.
#[derive(Clone, Copy)]
pub(crate) enum Wait {
    /// Credentials, before anything is sent.
    Credential,
    /// The head of an answer.
    Head,
    /// The next of an answer's body.
    Body,
}

impl Watch<'_> {
    /// The output of `work`, or the limit that it broke. What is ready at once never looks at the clock.
    pub(crate) async fn wait<T>(&self, what: Wait, mut work: BoxFuture<'_, T>) -> Result<T, Box<Core>> {
        let mut waiting = None;
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            let (limit, sleep) = waiting.get_or_insert_with(|| self.begin(what));
            sleep.as_mut().poll(cx).map(|()| Err(self.broken(*limit, what)))
        })
        .await
    }

    /// The limit of a wait that begins now, and its end. Only who sends and is silent is idle.
    fn begin(&self, what: Wait) -> (Limit, BoxFuture<'static, ()>) {
        let clock = &self.client.clock;
        let limit = match what {
            Wait::Credential => self.whole,
            Wait::Head | Wait::Body => {
                self.whole.sooner(Limit::new(self.client, self.client.timeouts.idle, "idle_timeout"))
            }
        };
        (limit, clock.sleep(limit.at.saturating_duration_since(clock.now())))
    }

    #[cold]
    fn broken(&self, limit: Limit, what: Wait) -> Box<Core> {
        let (sent, doing) = match what {
            Wait::Credential => (Sent::No, "no credential"),
            Wait::Head => (Sent::Maybe, "no answer"),
            Wait::Body => (Sent::Yes, "the answer did not end"),
        };
        let detail = format!("{doing} within {:?} ({})", limit.length, limit.name);
        Core::new(self.op.id, ErrorKind::Timeout, sent, detail)
    }
}

/// Durations that nobody means, such as `Duration::MAX`, are a century.
fn after(now: Instant, length: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(3_155_760_000);
    now.checked_add(length.min(CENTURY)).unwrap_or(now)
}
