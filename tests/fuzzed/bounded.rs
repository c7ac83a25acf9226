//! A fixed number of changed documents through [`check`].

use super::body::{ODD_NAME, check};
use super::mutate::{mutate, spoil};
use super::seeds;
use crate::random::Random;
use crate::support::root;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Changed documents in all.
const CASES: usize = 1_000;

#[test]
fn no_document_does_harm() {
    let mut seeds: Vec<(String, Value)> = ["specs", "specs/broken", "tests/golden"]
        .iter()
        .flat_map(|folder| seeds::of_folder(&root().join(folder)))
        .collect();
    let corpus = std::env::var_os("BINDERY_CORPUS");
    // The corpus is large, and a run short: the small documents of it.
    seeds.extend(corpus.iter().flat_map(|folder| seeds::of_folder(Path::new(folder))).step_by(10));
    let mut emitted = 0;
    for case in 0..CASES {
        let (name, seed) = &seeds[case % seeds.len()];
        let mut random = Random::new(name, case as u64);
        let donor = &seeds[random.below(seeds.len())].1;
        let bytes = changed(seed, donor, &mut random);
        let form = *random.one(&["a.json", "a.yaml", ODD_NAME]);
        let done = catch_unwind(AssertUnwindSafe(|| check(form, &bytes, case % 2 == 0)));
        // Each text that was parsed is kept for the sake of its spans.
        proc_macro2::extra::invalidate_current_thread_spans();
        match done {
            Ok(done) => emitted += usize::from(done),
            Err(_) => panic!("{name}, change {case}, as {form}:\n{}", String::from_utf8_lossy(&bytes)),
        }
    }
    assert!(emitted * 2 > CASES, "{emitted} of {CASES} came to anything: what is emitted is not looked at any more");
}

/// A few changes of the structure, then perhaps some of the bytes.
fn changed(seed: &Value, donor: &Value, random: &mut Random) -> Vec<u8> {
    let mut value = seed.clone();
    for _ in 0..1 + random.below(6) {
        mutate(&mut value, donor, random);
    }
    let mut bytes = match random.percent(30) {
        true => serde_yaml::to_string(&value).unwrap_or_default().into_bytes(),
        false => value.to_string().into_bytes(),
    };
    if random.percent(20) {
        (0..=random.below(4)).for_each(|_| spoil(&mut bytes, random));
    }
    bytes
}

/// As deep as a document may be, in each of the ways that lead down; on the small stack of a test's thread.
#[test]
fn depth_does_not_exhaust_the_stack() {
    let text = json!({ "type": "string" });
    let ways: &[fn(Value) -> Value] = &[
        |inner| json!({ "allOf": [inner] }),
        |inner| json!({ "allOf": [inner, { "properties": { "a": { "type": "string" } } }] }),
        |inner| json!({ "oneOf": [inner, { "type": "integer" }] }),
        |inner| json!({ "anyOf": [inner, { "type": "null" }] }),
        |inner| json!({ "properties": { "a": { "type": "string" } }, "oneOf": [inner, { "required": ["a"] }] }),
        |inner| json!({ "type": "array", "items": inner }),
        |inner| json!({ "type": "array", "prefixItems": [inner] }),
        |inner| json!({ "type": "object", "required": ["a"], "properties": { "a": inner } }),
        |inner| json!({ "type": "object", "additionalProperties": inner }),
        |inner| json!({ "type": "object", "patternProperties": { "^a": inner } }),
        |inner| json!({ "not": inner }),
        |inner| json!({ "if": inner, "then": { "type": "object" } }),
        |inner| json!({ "default": [inner] }),
        |inner| json!({ "enum": [inner] }),
        |inner| json!({ "x": inner }),
    ];
    for (number, way) in ways.iter().enumerate() {
        let schema = (0..245).fold(text.clone(), |inner, _| way(inner));
        let content = json!({ "application/json": { "schema": schema } });
        let answers = json!({ "200": { "description": "", "content": content } });
        let info = json!({ "title": "", "version": "" });
        let document =
            json!({ "openapi": "3.1.0", "info": info, "paths": { "/": { "get": { "responses": answers } } } });
        assert!(check("a.json", document.to_string().as_bytes(), false), "way {number} down came to nothing");
    }
}
