//! Bytes → report, under libFuzzer. Neither a panic nor more than a second or 2 GB may come of any bytes.
//!
//! `cargo fuzz` asks for a nightly compiler; the stable one does without sanitizers, which safe Rust has little use for:
//!
//! ```sh
//! cargo install cargo-fuzz
//! cd tests
//! cargo run --release --manifest-path fuzz/Cargo.toml --bin seed -- fuzz/target/seeds ../specs ../specs/broken golden
//! RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none report fuzz/target/seeds -- \
//!     -max_len=32768 -timeout=2 -rss_limit_mb=2048 -max_total_time=3600
//! ```
//!
//! `seed` takes any folders: with one of real documents, what is fuzzed has the shapes that are met in practice. What it
//! writes stands below `target`; nothing of it belongs into the repository. A finding stands in `fuzz/artifacts`, and
//! becomes a case of the tests of the module that it is about.
//!
//! The first byte says what the rest is called and how it is emitted, see [`parts`].
#![no_main]

// Shared with the tests, which use more of each.
#[path = "../../fuzzed/mod.rs"]
#[allow(dead_code)]
mod fuzzed;
#[path = "../../roundtrip/random.rs"]
#[allow(dead_code)]
mod random;
#[path = "../../support.rs"]
#[allow(dead_code)]
mod support;

use fuzzed::{body, mutate};
use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};
use random::Random;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    if let Some((name, package, rest)) = parts(data) {
        body::check(name, rest, package);
    }
});

/// The name of the document, whether a package is made of it, and its bytes.
fn parts(data: &[u8]) -> Option<(&'static str, bool, &[u8])> {
    let (first, rest) = data.split_first()?;
    let name = match first & 7 {
        7 => body::ODD_NAME,
        bits if bits & 1 == 0 => "shape.json",
        _ => "shape.yaml",
    };
    Some((name, first & 2 != 0, rest))
}

// Changes of bytes alone hardly ever come past the parser.
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new("mutator", seed.into());
    let value = data.get(1..size).filter(|_| random.percent(80)).and_then(|text| serde_json::from_slice(text).ok());
    let Some(mut value): Option<Value> = value else { return fuzzer_mutate(data, size, max_size) };
    let donor = value.clone();
    (0..=random.below(3)).for_each(|_| mutate::mutate(&mut value, &donor, &mut random));
    written(&value, data, max_size, &mut random).unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_crossover!(|data1: &[u8], data2: &[u8], out: &mut [u8], seed: u32| {
    let mut random = Random::new("crossover", seed.into());
    let read = |data: &[u8]| data.get(1..).and_then(|text| serde_json::from_slice::<Value>(text).ok());
    let room = out.len();
    let (Some(mut value), Some(donor)) = (read(data1), read(data2)) else { return 0 };
    (0..=random.below(3)).for_each(|_| mutate::mutate(&mut value, &donor, &mut random));
    written(&value, out, room, &mut random).unwrap_or_default()
});

/// Writes a document as JSON, sometimes as YAML; its size, or nothing if there is no room for it.
fn written(value: &Value, out: &mut [u8], room: usize, random: &mut Random) -> Option<usize> {
    let text = if random.percent(5) { serde_yaml::to_string(value).ok()? } else { value.to_string() };
    let size = text.len() + 1;
    let (first, rest) = out.get_mut(..size.min(room))?.split_first_mut()?;
    *first = random.one(b"01234567").to_owned();
    (rest.len() == text.len()).then(|| rest.copy_from_slice(text.as_bytes()))?;
    Some(size)
}
