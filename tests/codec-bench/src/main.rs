//! Times both codecs over samples: `bench SAMPLES ROUNDS`, one line of JSON a sample on standard output.
//!
//! With `ONLY=tables_decode` (or another column) in the environment it runs nothing else, for a profiler.
//! A line of SAMPLES is the number of the root, the set, and the JSON text, with tabs between.

mod reader;

use bindery_runtime::codec::{Decoded, DecodeError, Drift, EncodeError, Json, form};
use serde_json::{Error, Value, json};
use std::hint::black_box;
use std::time::Instant;

/// Best nanoseconds for one call of each action; the rounds take turns, so that all suffer the same neighbours.
fn best<const N: usize>(rounds: u32, actions: [&dyn Fn(); N]) -> [f64; N] {
    let mut out = [f64::MAX; N];
    let calls = actions.map(|action| {
        let start = Instant::now();
        for _ in 0..3 {
            action();
        }
        (600_000 / (start.elapsed().as_nanos() + 1)).clamp(3, 20_000) as u32
    });
    for _ in 0..rounds {
        for i in 0..N {
            let start = Instant::now();
            for _ in 0..calls[i] {
                actions[i]();
            }
            out[i] = out[i].min(start.elapsed().as_nanos() as f64 / f64::from(calls[i]));
        }
    }
    out
}

struct Codec<D, T> {
    derive: (fn(&[u8]) -> Result<D, Error>, fn(&D) -> Result<Vec<u8>, Error>),
    tables: (fn(&[u8]) -> Result<Decoded<T>, DecodeError>, fn(&T) -> Result<Vec<u8>, EncodeError>),
}

fn run<D, T: Json>(codec: Codec<D, T>, text: &[u8], rounds: u32) -> Value {
    let tree: Value = serde_json::from_slice(text).expect("a sample is JSON");
    let same = |back: Result<Vec<u8>, String>| match back {
        Ok(back) if serde_json::from_slice::<Value>(&back).is_ok_and(|back| back == tree) => Value::Null,
        Ok(back) => json!(String::from_utf8_lossy(&back)),
        Err(error) => json!(error),
    };
    let (derive_decode, derive_encode) = codec.derive;
    let (tables_decode, tables_encode) = codec.tables;
    let d = derive_decode(text).map_err(|e| e.to_string());
    let t = tables_decode(text).map_err(|e| e.to_string());
    let slice = |text: &[u8]| {
        let mut value = T::blank();
        reader::read(&mut value, text).map(|()| value).map_err(|e| e.to_string())
    };
    let derive_fault = same(d.as_ref().map_err(String::clone).and_then(|d| derive_encode(d).map_err(|e| e.to_string())));
    let tables_fault = same(t.as_ref().map_err(String::clone).and_then(|t| tables_encode(&t.value).map_err(|e| e.to_string())));
    let slice_fault = same(slice(text).and_then(|t| tables_encode(&t).map_err(|e| e.to_string())));
    let mut out = json!({
        "bytes": text.len(), "derive_fault": derive_fault, "tables_fault": tables_fault, "slice_fault": slice_fault,
        "drift": t.as_ref().map_or(0, |t| t.drift.len()),
        "note": t.as_ref().ok().and_then(|t| t.drift.first()).map(Drift::to_string),
    });
    let (Ok(d), Ok(t)) = (&d, &t) else { return out };
    let t = &t.value;
    let actions: [(&str, &dyn Fn()); 6] = [
        ("derive_decode", &|| drop(black_box(derive_decode(black_box(text))))),
        ("tables_decode", &|| drop(black_box(tables_decode(black_box(text))))),
        ("slice_decode", &|| drop(black_box(slice(black_box(text))))),
        ("derive_encode", &|| drop(black_box(derive_encode(black_box(d))))),
        ("tables_encode", &|| drop(black_box(tables_encode(black_box(t))))),
        ("form_encode", &|| drop(black_box(form::encode(black_box(t))))),
    ];
    if let Ok(only) = std::env::var("ONLY") {
        let (_, action) = actions.iter().find(|(name, _)| *name == only).expect("a column");
        best(rounds, [*action]);
        return out;
    }
    for ((name, _), time) in actions.iter().zip(best(rounds, actions.map(|(_, action)| action))) {
        out[*name] = json!(time);
    }
    out["form_bytes"] = json!(form::encode(t).map_or(0, |form| form.len()));
    out
}

macro_rules! roots {
    ($($i:literal $module:ident)*) => {
        fn run_root(i: usize, text: &[u8], rounds: u32) -> Value {
            match i {
                $($i => run(Codec {
                    derive: (derive::$module::decode, derive::$module::encode),
                    tables: (tables::$module::decode, tables::$module::encode),
                }, text, rounds),)*
                _ => Value::Null,
            }
        }
    };
}
include!("roots.rs");

fn main() {
    let mut args = std::env::args().skip(1);
    let samples = std::fs::read_to_string(args.next().expect("SAMPLES")).expect("samples are readable");
    let rounds = args.next().expect("ROUNDS").parse().expect("a number");
    for line in samples.lines() {
        let mut parts = line.splitn(3, '\t');
        let i = parts.next().and_then(|i| i.parse().ok()).expect("a root");
        let set = parts.next().expect("a set");
        let mut out = run_root(i, parts.next().expect("a text").as_bytes(), rounds);
        out["root"] = json!(i);
        out["set"] = json!(set);
        println!("{out}");
    }
}
