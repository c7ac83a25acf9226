//! The groups of the JSON Schema test suite that describe data. The schema of each case is a component of one document,
//! and a second component uses it as a field, since that is where types stand; both take each instance.

use crate::compare;
use crate::documents::{self, Files};
use crate::scratch::{Reply, Scratch};
use crate::view::pointer;
use bindery::diag::Diagnostics;
use bindery::source;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::Path;

/// The crate's name.
pub(crate) const NAME: &str = "suite";

const GROUPS: &[&str] = &[
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "enum",
    "const",
    "oneOf",
    "anyOf",
    "allOf",
    "ref",
    "defs",
];

/// Valid instances that are noted, per thousand at most: a record takes other kinds of JSON only with a note, and the suite
/// has many where a schema with `properties` says nothing of the type.
const NOTED: f64 = 100.0;

/// Invalid instances that are noted or refused, per thousand at least; the others go against [`UNSAID`].
const REFUSED: f64 = 765.0;

/// A schema with its instances.
struct Case {
    group: &'static str,
    description: String,
    /// `type_3`, and `type_3_use` for the record with a field of it.
    component: String,
    schema: Value,
    /// As it stands in the suite.
    given: Value,
    tests: Vec<Value>,
}

pub(crate) struct Suite {
    cases: Vec<Case>,
    /// What cannot be a component, and why.
    skipped: BTreeMap<(&'static str, &'static str), usize>,
    types: BTreeMap<String, usize>,
}

#[derive(Default)]
struct Counts {
    cases: usize,
    valid: usize,
    equal: usize,
    alone: usize,
    noted: usize,
    invalid: usize,
    refused: usize,
}

impl Suite {
    /// Reads the groups of a folder.
    pub(crate) fn load(folder: &Path) -> Result<Suite, String> {
        let mut suite = Suite { cases: Vec::new(), skipped: BTreeMap::new(), types: BTreeMap::new() };
        for group in GROUPS {
            let path = folder.join(format!("{group}.json"));
            let wrong = |error: &dyn Display| format!("{}: {error}", path.display());
            let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
            let cases: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
            for (i, case) in cases.as_array().into_iter().flatten().enumerate() {
                let component = format!("{group}_{i}");
                let mut schema = case["schema"].clone();
                match fit(&mut schema, &component) {
                    Some(why) => *suite.skipped.entry((group, why)).or_default() += 1,
                    None => suite.cases.push(Case {
                        group,
                        description: case["description"].as_str().unwrap_or_default().to_owned(),
                        component,
                        schema,
                        given: case["schema"].clone(),
                        tests: case["tests"].as_array().cloned().unwrap_or_default(),
                    }),
                }
            }
        }
        Ok(suite)
    }

    /// Generates the types of all cases.
    pub(crate) fn plan(mut self) -> Result<(Suite, Files, Vec<String>), String> {
        let mut schemas = Map::new();
        for case in &self.cases {
            schemas.insert(case.component.clone(), case.schema.clone());
            let field = json!({ "$ref": pointer(&case.component) });
            let with = json!({ "type": "object", "required": ["value"], "properties": { "value": field } });
            schemas.insert(format!("{}_use", case.component), with);
        }
        let text = json!({
            "openapi": "3.1.0",
            "info": { "title": "suite", "version": "1" },
            "paths": {},
            "components": { "schemas": schemas }
        });
        let mut diags = Diagnostics::default();
        let parsed = source::parse("suite.json", text.to_string(), &mut diags);
        let mut document = parsed.ok_or("the suite's document cannot be read")?;
        let (components, files) = documents::types(&mut document)?;
        self.types = components.iter().enumerate().map(|(i, (component, _))| (component.clone(), i)).collect();
        Ok((self, files, components.into_iter().map(|(_, ty)| ty).collect()))
    }

    /// Sends all instances through the types, prints the table; gives what does not hold.
    pub(crate) fn check(&self, scratch: &Scratch) -> Vec<String> {
        let mut failures = Vec::new();
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
        for (case, test, [used, alone]) in self.replies(scratch) {
            let count = counts.entry(case.group).or_default();
            let comes_back = |reply: &Reply, sent: &Value| matches!(reply, Reply::Came { value, .. } if compare::differs(sent, value).is_none());
            let noted = |reply: &Reply| !matches!(reply, Reply::Came { notes, .. } if notes.is_empty());
            if test["valid"] != true {
                count.invalid += 1;
                if noted(&used) {
                    count.refused += 1;
                } else {
                    match reason(&case.given, &test["data"]) {
                        Some(reason) => *accepted.entry(reason).or_default() += 1,
                        None => failures.push(format!("{}: no note, though types say so", title(case, test))),
                    }
                }
                continue;
            }
            count.valid += 1;
            count.noted += usize::from(noted(&used));
            count.alone += usize::from(comes_back(&alone, &test["data"]));
            if comes_back(&used, &json!({ "value": test["data"] })) {
                count.equal += 1;
            } else {
                failures.push(format!("{}: {} does not come back", title(case, test), test["data"]));
            }
        }
        for case in &self.cases {
            counts.entry(case.group).or_default().cases += 1;
        }
        self.print(&counts, &accepted);
        let sum = |of: fn(&Counts) -> usize| counts.values().map(of).sum::<usize>();
        let (valid, noted) = (sum(|count| count.valid), sum(|count| count.noted));
        let (invalid, refused) = (sum(|count| count.invalid), sum(|count| count.refused));
        if noted as f64 > valid as f64 * NOTED / 1000.0 {
            failures.push(format!("suite: {noted} of {valid} valid instances were noted"));
        }
        if (refused as f64) < invalid as f64 * REFUSED / 1000.0 {
            failures.push(format!("suite: only {refused} of {invalid} invalid instances were noted or refused"));
        }
        failures
    }

    /// Each test with what became of it as a field and alone.
    fn replies(&self, scratch: &Scratch) -> Vec<(&Case, &Value, [Reply; 2])> {
        let all = || self.cases.iter().flat_map(|case| case.tests.iter().map(move |test| (case, test)));
        let place = |component: &str| *self.types.get(component).expect("each component has a type");
        let lines = all().flat_map(|(case, test)| {
            let used = (place(&format!("{}_use", case.component)), json!({ "value": test["data"] }));
            [used, (place(&case.component), test["data"].clone())]
        });
        let mut replies = scratch.run(NAME, &lines.collect::<Vec<_>>()).into_iter();
        let mut two = || [replies.next(), replies.next()].map(|reply| reply.expect("an answer to each line"));
        all().map(|(case, test)| (case, test, two())).collect()
    }

    fn print(&self, counts: &BTreeMap<&str, Counts>, accepted: &BTreeMap<&str, usize>) {
        println!(
            "| group | cases | valid | equal | with notes | equal as a whole text | invalid | of those noted or refused |"
        );
        println!("|---|---|---|---|---|---|---|---|");
        for group in GROUPS {
            let Some(Counts { cases, valid, equal, alone, noted, invalid, refused }) = counts.get(group) else {
                continue;
            };
            println!("| {group} | {cases} | {valid} | {equal} | {noted} | {alone} | {invalid} | {refused} |");
        }
        for ((group, why), count) in &self.skipped {
            println!("skipped {count} of {group}: {why}");
        }
        println!();
        println!("| what types do not say | invalid instances that decode without a note |");
        println!("|---|---|");
        accepted.iter().for_each(|(reason, count)| println!("| {reason} | {count} |"));
        println!();
    }
}

/// What a test is called in a failure.
fn title(case: &Case, test: &Value) -> String {
    format!("suite: {} / {} / {}", case.group, case.description, test["description"].as_str().unwrap_or_default())
}

/// Makes a schema one that can be a component: pointers lead to where it will stand. Gives why it cannot.
fn fit(schema: &mut Value, component: &str) -> Option<&'static str> {
    place(schema, &pointer(component), &pointer(component))
}

/// `resource` points to the nearest schema around `value` that has an `$id`, `here` to itself.
fn place(value: &mut Value, resource: &str, here: &str) -> Option<&'static str> {
    let within = |key: &str| format!("{here}/{}", key.replace('~', "~0").replace('/', "~1").replace('%', "%25"));
    let mut why = None;
    if let Value::Array(list) = value {
        for (i, inner) in list.iter_mut().enumerate() {
            why = place(inner, resource, &within(&i.to_string())).or(why);
        }
    }
    let Value::Object(members) = value else { return why };
    members.shift_remove("$schema");
    let resource = if members.get("$id").is_some_and(Value::is_string) { here } else { resource };
    if let Some(Value::String(reference)) = members.get_mut("$ref") {
        match reference.strip_prefix('#') {
            Some(way) if way.is_empty() || way.starts_with('/') => *reference = format!("{resource}{way}"),
            _ if reference.starts_with("https://json-schema.org/") => why = Some("it refers to the schema of schemas"),
            _ => {}
        }
    }
    for (key, inner) in members.iter_mut().filter(|(key, _)| *key != "enum" && *key != "const") {
        why = place(inner, resource, &within(key)).or(why);
    }
    why
}

/// What types do not say, and the keywords that say it: where an instance goes against one of them alone, it decodes
/// without a note. The first row with a keyword on the way to what is wrong counts.
const UNSAID: &[(&str, &[&str])] = &[
    ("the range of a number", &["minimum", "maximum", "multipleOf"]),
    ("the length of a text or list", &["minLength", "maxLength", "minItems", "maxItems"]),
    ("how many arms fit, and arms that differ in such things alone", &["oneOf", "anyOf"]),
    ("the place of an element in a list that is no tuple, and that there are no others", &["items", "prefixItems"]),
    ("patterns of keys, and keys that another branch describes", &["additionalProperties", "unevaluatedProperties"]),
    ("that nothing is valid: `false`, and `enum` without values", &["falseSchema", "enum"]),
];

/// Why an instance is invalid, if it is by something that types do not say.
fn reason(schema: &Value, instance: &Value) -> Option<&'static str> {
    let validator = jsonschema::draft202012::new(schema).expect("the suite's schemas can be compiled");
    let error = validator.iter_errors(instance).next()?;
    let way = format!("{}/{}", error.schema_path(), error.kind().keyword());
    let is = |keywords: &[&str]| way.split('/').any(|step| keywords.contains(&step));
    UNSAID.iter().find(|(_, keywords)| is(keywords)).map(|(reason, _)| *reason)
}
