//! Same input, same bytes out; and what the order of keys in a document may change.
//!
//! The order of properties and of paths is the document's, on purpose: fields stand as their author wrote them. All
//! else, above all the names, must not depend on it.

use crate::support::{plan, root};
use bindery::files::Layout;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;

const SEEDS: [u64; 6] = [1, 2, 3, 5, 8, 13];

#[test]
fn the_same_document_becomes_the_same_bytes() {
    let text = fs::read_to_string(root().join("specs/erp.yaml")).unwrap();
    for layout in [Layout::Inline, Layout::Module] {
        let [first, second] = [(); 2].map(|()| plan("erp.yaml", &text).files(layout));
        assert!(first == second, "two runs over specs/erp.yaml differ");
    }
}

#[test]
fn the_order_of_keys_changes_no_name_and_no_row() {
    let text = fs::read_to_string(root().join("specs/erp.yaml")).unwrap();
    let document: Value = serde_yaml::from_str(&text).unwrap();
    let expected = Facts::of(&document.to_string());
    for seed in SEEDS {
        let mut random = Random(seed);
        let actual = Facts::of(&shuffled(&document, &mut random).to_string());
        assert_eq!(actual.lock, expected.lock, "names differ when keys are shuffled by seed {seed}");
        assert_eq!(actual.findings, expected.findings, "findings differ when keys are shuffled by seed {seed}");
        let files: Vec<&String> = actual.lines.keys().collect();
        assert_eq!(
            files,
            expected.lines.keys().collect::<Vec<_>>(),
            "files differ when keys are shuffled by seed {seed}"
        );
        for (name, lines) in &actual.lines {
            let differing: Vec<&String> = lines.iter().filter(|line| !expected.lines[name].contains(line)).collect();
            assert!(
                lines == &expected.lines[name],
                "{name} differs when keys are shuffled by seed {seed}: {differing:#?}"
            );
        }
    }
}

/// What must not depend on the order of keys.
struct Facts {
    lock: bindery::names::Lock,
    findings: Vec<(&'static str, String)>,
    lines: BTreeMap<String, Vec<String>>,
}

impl Facts {
    fn of(text: &str) -> Facts {
        let run = plan("erp.json", text);
        let files = run.files(Layout::Module).into_iter();
        let lines = files.map(|(name, text)| (name, sorted(&text))).collect();
        let mut findings: Vec<_> = run.diags.iter().map(|found| (found.code.id(), found.message.clone())).collect();
        findings.sort();
        let (Some(document), Some(planned)) = (run.document, run.planned) else { unreachable!("it has files") };
        Facts { lock: planned.names.lock(&planned.api, &document), findings, lines }
    }
}

/// The parts of all lines, sorted, without what counts the rows of a table.
fn sorted(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = text.lines().flat_map(parts).collect();
    parts.sort();
    parts
}

fn parts(line: &str) -> Vec<String> {
    let line = line.trim();
    if line.starts_with("//") {
        return vec![line.to_owned()];
    }
    line.split([';', ',', '(', ')', '{', '}'])
        .map(|part| without_row(part.trim()))
        .filter(|part| !part.is_empty())
        .collect()
}

/// `2: name = "name"`, `reply 404 json 2` and `auth 1` without the number of the row, which is a matter of order.
fn without_row(part: &str) -> String {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = part.split(' ').collect();
    match words.as_slice() {
        [first, rest @ ..] if first.strip_suffix(':').is_some_and(number) => rest.join(" "),
        ["reply", status, content, _row] => format!("reply {status} {content}"),
        ["auth", ..] => words.iter().filter(|word| !number(word)).copied().collect::<Vec<_>>().join(" "),
        _ => part.to_owned(),
    }
}

fn shuffled(value: &Value, random: &mut Random) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> =
                map.iter().map(|(key, value)| (key.clone(), shuffled(value, random))).collect();
            for i in (1..entries.len()).rev() {
                entries.swap(i, random.below(i + 1));
            }
            Value::Object(Map::from_iter(entries))
        }
        Value::Array(list) => list.iter().map(|value| shuffled(value, random)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// A small generator of numbers (splitmix64), the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((x ^ (x >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }
}
