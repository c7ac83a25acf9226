//! Times both codecs over samples: `bench SAMPLES ROUNDS`, one line of JSON a sample on standard output.
//!
//! With `ONLY=tables_decode` (or another column) in the environment it runs nothing else, for a profiler.
//! A line of SAMPLES is the number of the root, the set, and the JSON text, with tabs between.

mod pull;
mod slice;

use bindery_runtime::codec::{DecodeError, Decoded, Drift, EncodeError, Json, form};
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

/// The part that is compiled once a root, so it is kept small.
fn run<D, T: Json>(codec: Codec<D, T>, text: &[u8], rounds: u32) -> Value {
    let (derive_decode, derive_encode) = codec.derive;
    let (tables_decode, tables_encode) = codec.tables;
    let d = derive_decode(text).map_err(|e| e.to_string());
    let t = tables_decode(text).map_err(|e| e.to_string());
    let (mut s, mut p) = (T::blank(), T::blank());
    let slice = slice::read(s.shape_mut(), text).map_err(|e| e.to_string());
    let pull = pull::read(p.shape_mut(), text);
    let backs = [
        ("derive_fault", d.as_ref().map_err(String::clone).and_then(|d| derive_encode(d).map_err(|e| e.to_string()))),
        (
            "tables_fault",
            t.as_ref().map_err(String::clone).and_then(|t| tables_encode(&t.value).map_err(|e| e.to_string())),
        ),
        ("slice_fault", slice.and_then(|()| tables_encode(&s).map_err(|e| e.to_string()))),
        ("pull_fault", pull.and_then(|()| tables_encode(&p).map_err(|e| e.to_string()))),
    ];
    let mut out = compare(text, backs);
    let (Ok(d), Ok(t)) = (&d, &t) else { return out };
    describe(&mut out, &t.value, &t.drift);
    let t = &t.value;
    time(
        &mut out,
        rounds,
        [
            ("derive_decode", &|| drop(black_box(derive_decode(black_box(text))))),
            ("tables_decode", &|| drop(black_box(tables_decode(black_box(text))))),
            ("slice_decode", &|| {
                let mut value = T::blank();
                let _ = black_box(slice::read(value.shape_mut(), black_box(text)));
                drop(black_box(value));
            }),
            ("pull_decode", &|| {
                let mut value = T::blank();
                let _ = black_box(pull::read(value.shape_mut(), black_box(text)));
                drop(black_box(value));
            }),
            ("derive_encode", &|| drop(black_box(derive_encode(black_box(d))))),
            ("tables_encode", &|| drop(black_box(tables_encode(black_box(t))))),
            ("form_encode", &|| drop(black_box(form::encode(black_box(t))))),
        ],
    );
    out
}

/// What came back differently, by codec; `null` is good.
fn compare(text: &[u8], backs: [(&str, Result<Vec<u8>, String>); 4]) -> Value {
    let tree: Value = serde_json::from_slice(text).expect("a sample is JSON");
    let mut out = json!({ "bytes": text.len() });
    for (name, back) in backs {
        out[name] = match back {
            Ok(back) if serde_json::from_slice::<Value>(&back).is_ok_and(|back| back == tree) => Value::Null,
            Ok(back) => json!(String::from_utf8_lossy(&back)),
            Err(error) => json!(error),
        };
    }
    out
}

fn describe(out: &mut Value, value: &dyn Json, drift: &[Drift]) {
    out["drift"] = json!(drift.len());
    out["note"] = json!(drift.first().map(Drift::to_string));
    out["form_bytes"] = json!(form::encode(value).map_or(0, |form| form.len()));
}

fn time(out: &mut Value, rounds: u32, actions: [(&str, &dyn Fn()); 7]) {
    if let Ok(only) = std::env::var("ONLY") {
        let (_, action) = actions.iter().find(|(name, _)| *name == only).expect("a column");
        best(rounds, [*action]);
        return;
    }
    for ((name, _), time) in actions.iter().zip(best(rounds, actions.map(|(_, action)| action))) {
        out[*name] = json!(time);
    }
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

/// Serde's derives need more than the usual stack for some of Stripe's types.
fn main() {
    let all = std::thread::Builder::new().stack_size(1 << 30).spawn(all).expect("a thread");
    all.join().expect("no panic");
}

fn all() {
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
