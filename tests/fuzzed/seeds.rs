//! Documents to begin with: small ones as they are, and of large ones a path each with what it refers to.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Paths that are taken of a document, at even distances.
const PATHS: usize = 8;
/// Bytes of a seed. What a document refers to beyond that is left out, and the references dangle.
const BYTES: usize = 24_000;

/// Seeds of all documents directly in a folder: name, value.
pub(crate) fn of_folder(folder: &Path) -> Vec<(String, Value)> {
    let Ok(entries) = fs::read_dir(folder) else { panic!("{} cannot be read", folder.display()) };
    let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files.iter().flat_map(|file| of_file(file)).collect()
}

fn of_file(file: &Path) -> Vec<(String, Value)> {
    let extension = file.extension().and_then(|extension| extension.to_str());
    if !matches!(extension, Some("json" | "yaml" | "yml")) {
        return Vec::new();
    }
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // What cannot be read is a seed for those that change bytes.
    let Some(value) = fs::read_to_string(file).ok().and_then(|text| read(&text)) else { return Vec::new() };
    if value.to_string().len() <= BYTES {
        return vec![(name, value)];
    }
    let count = value["paths"].as_object().map_or(0, Map::len);
    (0..count.min(PATHS)).map(|n| (format!("{name} #{n}"), cut(&value, n * count / count.min(PATHS)))).collect()
}

fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_yaml::from_str(text).ok())
}

/// A document of the path with this number and what it refers to.
fn cut(document: &Value, path: usize) -> Value {
    let mut out = json!({});
    for key in ["openapi", "info", "servers", "security"] {
        out[key] = document[key].clone();
    }
    let Some((path, item)) = document["paths"].as_object().and_then(|paths| paths.iter().nth(path)) else { return out };
    out["paths"] = json!({ path: item });
    let mut wanted = references(&out);
    wanted.extend(
        document["components"]["securitySchemes"]
            .as_object()
            .into_iter()
            .flat_map(|schemes| schemes.keys().map(|name| format!("#/components/securitySchemes/{name}"))),
    );
    let mut seen = BTreeSet::new();
    let mut size = out.to_string().len();
    while let Some(reference) = wanted.pop_first() {
        let keys: Vec<&str> = reference.trim_start_matches("#/").split('/').collect();
        let (["components", kind, name], Some(value)) = (keys.as_slice(), document.pointer(&reference[1..])) else {
            continue;
        };
        size += value.to_string().len();
        if size < BYTES && seen.insert(reference.clone()) {
            wanted.extend(references(value));
            out["components"][*kind][*name] = value.clone();
        }
    }
    out
}

/// All references within the document that stand in a value.
fn references(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(members) => {
            let own = value["$ref"].as_str().filter(|reference| reference.starts_with("#/")).map(str::to_owned);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(elements) => elements.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => BTreeSet::new(),
    }
}
