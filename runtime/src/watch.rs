//! Timeouts: which limit of a call comes first, and what is said when it has passed.

use crate::BoxFuture;
use crate::client::Inner;
use crate::clock::until;
use crate::error::{Core, ErrorKind, Sent};
use crate::operation::Operation;
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

    /// The output of `work`, which goes before anything is sent; or that this limit has passed.
    pub(crate) async fn wait<T>(
        &self,
        client: &Inner,
        op: &'static Operation,
        doing: &str,
        work: BoxFuture<'_, T>,
    ) -> Result<T, Box<Core>> {
        until(&*client.clock, self.at, work).await.ok_or_else(|| {
            let detail = format!("{doing} within {:?} ({})", self.length, self.name);
            Core::new(op.id, ErrorKind::Timeout, Sent::No, detail)
        })
    }
}

/// Holds every wait of an attempt to its limits.
pub(crate) struct Watch<'a> {
    pub(crate) client: &'a Inner,
    pub(crate) op: &'static Operation,
    /// Of the call or of the attempt, whichever ends first.
    pub(crate) whole: Limit,
}

impl Watch<'_> {
    /// The output of `work`, or the limit that it broke. `sent` is what is known of the request meanwhile.
    pub(crate) async fn wait<T>(&self, sent: Sent, work: BoxFuture<'_, T>) -> Result<T, Box<Core>> {
        let idle = Limit::new(self.client, self.client.timeouts.idle, "idle_timeout");
        let limit = self.whole.sooner(idle);
        until(&*self.client.clock, limit.at, work).await.ok_or_else(|| {
            let doing = if sent == Sent::Yes { "the answer did not end" } else { "no answer" };
            let detail = format!("{doing} within {:?} ({})", limit.length, limit.name);
            Core::new(self.op.id, ErrorKind::Timeout, sent, detail)
        })
    }
}

/// Durations that nobody means, such as `Duration::MAX`, are a century.
fn after(now: Instant, length: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(3_155_760_000);
    now.checked_add(length.min(CENTURY)).unwrap_or(now)
}
