//! What a model is shown and what is made of its calls fit each other: a random call, as each dialect has it, is valid by the
//! schema that the dialect shows, and means what it meant before. Every operation of our documents, and of some real ones.

use crate::instances;
use crate::support::{documents, none, root};
use bindery::cli::toolset;
use bindery::emit::tools;
use bindery::names::Lock;
use bindery::options::Options;
use bindery::pipeline;
use bindery_runtime::tool::{Dialect, RawCall};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Real documents of few and of many kinds of types.
const CORPUS: &[&str] = &[
    "adyen-checkout",
    "agentic-commerce",
    "alpaca-trading",
    "cohere",
    "dropbox-sign",
    "figma",
    "groq",
    "hubspot-crm-objects",
    "line-messaging",
    "notion",
    "ollama",
    "pachca",
    "powerdns",
    "qdrant",
    "revolt",
    "spotify",
    "telegram",
    "train-travel",
    "typesense",
    "vonage-sms",
    "xero-files",
    "zulip",
];

/// Calls of each tool, as far as random ones are valid.
const CALLS: usize = 6;

#[derive(Default)]
struct Tally {
    tools: usize,
    calls: usize,
    /// Tools of which no call could be made up.
    silent: Vec<String>,
    findings: Vec<String>,
}

#[test]
fn lenses_lose_nothing() {
    let mut paths = documents("specs");
    if let Some(corpus) = std::env::var_os("BINDERY_CORPUS").map(PathBuf::from) {
        let file = |name: &&str| ["yaml", "json"].map(|end| corpus.join(format!("{name}.{end}")));
        paths.extend(CORPUS.iter().flat_map(file).filter(|path| path.is_file()));
    }
    let mut tally = Tally::default();
    // One document while a defect is looked for.
    let only = std::env::var("BINDERY_ONLY").ok();
    paths.retain(|path| only.as_ref().is_none_or(|only| path.to_string_lossy().contains(only)));
    for path in &paths {
        check(path, &mut tally);
    }
    let Tally { tools, calls, silent, mut findings } = tally;
    assert!(calls > tools, "{calls} calls of {tools} tools");
    if silent.len() * 50 > tools {
        findings.push(format!("no calls could be made up for {}", silent.join(", ")));
    }
    findings.truncate(40);
    none(
        findings,
        "The schema that a dialect prints and the way in which it is read are one lens: see runtime/src/tool/lens.rs.",
    );
}

fn check(path: &Path, tally: &mut Tally) {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut diags = bindery::diag::Diagnostics::default();
    let mut document = bindery::source::load(path, &mut diags).unwrap();
    let planned = pipeline::plan(&mut document, &Options::default(), &Lock::default(), &mut diags);
    let planned = planned.unwrap_or_else(|_| panic!("{name} cannot be planned"));
    let options = Options::default();
    let made = tools::tools(&pipeline::emission(&planned, &options, ""));
    let set = toolset::of(&planned, &options).unwrap();
    let defs: serde_json::Map<String, Value> = made.schemas.into_iter().collect();
    let root = json!({ "$defs": defs });
    let shown: Vec<(&'static Dialect, Vec<jsonschema::Validator>)> = Dialect::ALL
        .iter()
        .map(|dialect| {
            let validators = schemas(&set.export(dialect)).into_iter().map(|schema| {
                jsonschema::draft202012::new(&schema)
                    .unwrap_or_else(|error| panic!("{name}: {}: {error}", dialect.name))
            });
            (dialect, validators.collect())
        })
        .collect();
    for (i, tool) in made.tools.iter().enumerate() {
        tally.tools += 1;
        let own = &tool.json["arguments"];
        let mut whole = own.clone();
        whole["$defs"] = root["$defs"].clone();
        let valid = jsonschema::draft202012::new(&whole).unwrap();
        let calls: Vec<Value> = [true, false]
            .into_iter()
            .flat_map(|full| instances::sent(&root, own, full, &tool.name, "text").take(2 * CALLS))
            .map(|(value, _)| value)
            .filter(|value| valid.is_valid(value))
            .take(CALLS)
            .collect();
        if calls.is_empty() {
            tally.silent.push(format!("{name}/{}", tool.name));
        }
        for call in calls {
            tally.calls += 1;
            let mut say = |what: String| tally.findings.push(format!("{name}/{}: {what}", tool.name));
            // What MCP is shown is what the generator made; what comes of it is what the API takes.
            let meant = match set.decode(&Dialect::MCP, &RawCall::new("", tool.name.as_str(), call.clone())) {
                Ok(decoded) if decoded.repairs.is_empty() => decoded.arguments,
                Ok(decoded) => {
                    say(format!("{call} was mended: {:?}", decoded.repairs));
                    continue;
                }
                Err(fixable) => {
                    say(format!("{call} is refused: {fixable}"));
                    continue;
                }
            };
            for (dialect, validators) in &shown {
                let Some(written) = set.encode(dialect, &tool.name, &meant) else {
                    let shorter = shortest(meant.clone(), |call| {
                        set.encode(dialect, &tool.name, call).is_none()
                            && set.encode(&Dialect::MCP, &tool.name, call).is_some()
                    });
                    say(format!("{}: cannot say {shorter}", dialect.name));
                    continue;
                };
                if let Err(error) = validators[i].validate(&written) {
                    say(format!("{}: {written} is not as shown: {error} at {}", dialect.name, error.instance_path()));
                }
                match set.decode(dialect, &RawCall::new("", tool.name.as_str(), written.clone())) {
                    Ok(read) if read.arguments == meant && read.repairs.is_empty() => {}
                    Ok(read) => say(format!(
                        "{}: {written} means {}, not {} ({:?})",
                        dialect.name,
                        Value::Object(read.arguments),
                        Value::Object(meant.clone()),
                        read.repairs
                    )),
                    Err(fixable) => say(format!("{}: {written} is refused: {fixable}", dialect.name)),
                }
            }
        }
    }
}

/// A call that fails, without what it fails without.
fn shortest(call: serde_json::Map<String, Value>, fails: impl Fn(&serde_json::Map<String, Value>) -> bool) -> Value {
    let mut call = Value::Object(call);
    let paths = |value: &Value| {
        let mut out = Vec::new();
        collect(value, String::new(), &mut out);
        out
    };
    for path in paths(&call) {
        let mut without = call.clone();
        let Some((parent, key)) = path.rsplit_once('/') else { continue };
        match without.pointer_mut(parent) {
            Some(Value::Object(members)) => drop(members.shift_remove(&key.replace("~1", "/").replace("~0", "~"))),
            Some(Value::Array(items)) => {
                drop(key.parse().ok().filter(|i| *i < items.len()).map(|i: usize| items.remove(i)))
            }
            _ => continue,
        }
        if without.as_object().is_some_and(&fails) {
            call = without;
        }
    }
    call
}

fn collect(value: &Value, path: String, out: &mut Vec<String>) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().rev().map(|(i, value)| (i.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in members {
        let path = format!("{path}/{key}");
        out.push(path.clone());
        collect(value, path, out);
    }
}

/// The schemas of arguments in a list of definitions, in order.
fn schemas(definitions: &Value) -> Vec<Value> {
    let list = definitions.as_array().unwrap();
    let list = match list.first().and_then(|first| first.get("functionDeclarations")) {
        Some(declarations) => declarations.as_array().unwrap(),
        None => list,
    };
    let schema = |definition: &Value| {
        let inner = definition.get("function").unwrap_or(definition);
        ["parameters", "input_schema", "parametersJsonSchema", "inputSchema"]
            .iter()
            .find_map(|key| inner.get(*key))
            .cloned()
    };
    list.iter().filter_map(schema).collect()
}

#[test]
fn models_are_told_everything_at_once() {
    let path = root().join("specs/erp.yaml");
    let mut diags = bindery::diag::Diagnostics::default();
    let mut document = bindery::source::load(&path, &mut diags).unwrap();
    let planned = pipeline::plan(&mut document, &Options::default(), &Lock::default(), &mut diags).ok().unwrap();
    let set = toolset::of(&planned, &Options::default()).unwrap();
    // Tool, arguments; what they come to, or what the model is told.
    let cases: &[(&str, Value, Result<Value, &str>)] = &[
        ("get_order", json!({ "order_id": "a" }), Ok(json!({ "order_id": "a" }))),
        // Mended: text, case, a wrapper, null for nothing, a name spelled otherwise, a number in quotes.
        (
            "list_orders",
            json!("{\"limit\": \"5\", \"status\": [\"SHIPPED\"]}"),
            Ok(json!({ "status": ["shipped"], "limit": 5 })),
        ),
        (
            "list_orders",
            json!({ "arguments": { "customerId": "c", "number": null } }),
            Ok(json!({ "customer_id": "c" })),
        ),
        ("list_orders", json!({ "status": "shipped" }), Ok(json!({ "status": ["shipped"] }))),
        (
            "create_order",
            json!({ "body": { "customer_id": "c", "lines": "[{\"product_id\": \"p\", \"quantity\": 1.0}]" } }),
            Ok(json!({ "customer_id": "c", "lines": [{ "product_id": "p", "quantity": 1 }] })),
        ),
        (
            "create_order",
            json!({ "customer_id": 7, "lines": [{ "product": "p", "quantity": 0 }, 3], "priority": 9, "notes": "x" }),
            Err("The call was not made.\n\
                 - /lines/0/product_id: is required: text\n\
                 - /lines/0/quantity: breaks minimum: 1 (found 0)\n\
                 - /lines/0/product: there is no such argument; did you mean `product_id`?\n\
                 - /lines/1: expected an object, found 3\n\
                 - /priority: expected one of 1, 2, 3, 4, found 9\n\
                 - /notes: there is no such argument; did you mean `note`?"),
        ),
        (
            "get_orders",
            json!({}),
            Err("The call was not made.\n- there is no tool `get_orders`; did you mean `get_order`?"),
        ),
        (
            "get_order",
            json!("{"),
            Err("The call was not made.\n- the arguments are no JSON: EOF while parsing an object at line 1 column 1"),
        ),
        (
            "create_order",
            json!({ "customer_id": "c", "lines": [{ "product_id": "p", "quantity": 1 }], "payment_method": { "kind": "card" } }),
            Err("The call was not made.\n- /payment_method/token: is required: text"),
        ),
    ];
    let mut findings = Vec::new();
    for (tool, arguments, expected) in cases {
        let decoded = set.decode(&Dialect::MCP, &RawCall::new("", *tool, arguments.clone()));
        let found = decoded.map(|decoded| Value::Object(decoded.arguments)).map_err(|fixable| fixable.to_string());
        if found.as_ref().map_err(String::as_str) != expected.as_ref().map_err(|text| *text) {
            findings.push(format!("{tool} {arguments}\n  expected: {expected:?}\n  found:    {found:?}"));
        }
    }
    none(findings, "See runtime/src/tool/decode.rs.");
}
