//! Time as a value, so that tests need not wait. Deadlines are computed from [`Clock::now`], waits are [`Clock::sleep`].

use crate::BoxFuture;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time, monotonic.
    fn now(&self) -> Instant;
    /// Ready once so much time has passed.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// Tokio's clock. Waiting needs a tokio runtime with its timer on.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Instant {
        (**self).now()
    }
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }
}
