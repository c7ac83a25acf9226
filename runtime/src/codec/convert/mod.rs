//! What text formats mean: conversions to the types that other crates and the standard library have for them.
//!
//! They happen when asked for, so a server's odd spelling fails the one use that needs the meaning, not the call.

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "rust_decimal")]
mod decimal;
#[cfg(feature = "jiff")]
mod jiff;
mod net;
#[cfg(test)]
mod tests;
#[cfg(feature = "uuid")]
mod uuid;

/// A time of day without the offset behind it: `09:00:00` of `09:00:00+02:00`.
#[cfg(any(feature = "jiff", feature = "chrono"))]
fn without_offset(time: &str) -> &str {
    let end = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    time.get(..end).unwrap_or(time)
}
