//! For tests of code that calls APIs: a transport that plays a script, and a clock that does not make anyone wait.

mod clock;
mod transport;

pub use clock::VirtualClock;
pub use transport::{Failure, MockTransport, Recorded};
