//! Time that passes only when everybody waits for it.

use crate::BoxFuture;
use crate::clock::Clock;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// How often a sleeper lets everyone else run before it takes it that they wait, too.
const PATIENCE: u8 = 8;

/// A clock that jumps to the end of the shortest sleep as soon as nothing else runs.
///
/// It knows no more than that its sleepers are polled again and again, so nothing else than this clock may make a
/// test wait: no socket, no other timer. Clones share their time.
#[derive(Clone)]
pub struct VirtualClock(Arc<Mutex<State>>);

struct State {
    start: Instant,
    now: Instant,
    next_id: u64,
    sleepers: Vec<Sleeper>,
}

struct Sleeper {
    id: u64,
    until: Instant,
    waker: Option<Waker>,
}

impl VirtualClock {
    /// A clock that starts now.
    pub fn new() -> VirtualClock {
        let start = Instant::now();
        VirtualClock(Arc::new(Mutex::new(State { start, now: start, next_id: 0, sleepers: Vec::new() })))
    }

    /// How much time has passed on it.
    pub fn elapsed(&self) -> Duration {
        let state = self.state();
        state.now.duration_since(state.start)
    }

    /// A sleeper is gone; whoever is first now must learn of it.
    fn leave(&self, id: u64) {
        let mut state = self.state();
        state.sleepers.retain(|sleeper| sleeper.id != id);
        state.sleepers.iter_mut().filter_map(|sleeper| sleeper.waker.take()).for_each(Waker::wake);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        VirtualClock::new()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        self.state().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut state = self.state();
        let (id, until) = (state.next_id, state.now + duration);
        state.next_id += 1;
        state.sleepers.push(Sleeper { id, until, waker: None });
        Box::pin(Sleep { clock: self.clone(), id, until, polls: 0 })
    }
}

struct Sleep {
    clock: VirtualClock,
    id: u64,
    until: Instant,
    polls: u8,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let clock = self.clock.clone();
        let mut state = clock.state();
        let first = state.sleepers.iter().min_by_key(|sleeper| (sleeper.until, sleeper.id)).map(|sleeper| sleeper.id);
        if first == Some(self.id) && self.polls >= PATIENCE {
            state.now = state.now.max(self.until);
        }
        if state.now >= self.until {
            drop(state);
            clock.leave(self.id);
            return Poll::Ready(());
        }
        if first == Some(self.id) {
            self.polls += 1;
            cx.waker().wake_by_ref();
        }
        if let Some(sleeper) = state.sleepers.iter_mut().find(|sleeper| sleeper.id == self.id) {
            sleeper.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.leave(self.id);
    }
}
