//! Instances made from a schema: the least, the full, and some random ones. Not all come out valid; who calls asks the
//! judge.

use crate::examples::of_members;
use crate::random::Random;
use crate::strings;
use crate::view::{Chooser, View, follow, pointer};
use serde_json::{Map, Number, Value, json};
use std::collections::BTreeMap;

/// How many random ones there are of each component.
const RANDOM: u64 = 6;

/// How many more are tried where none of those is valid.
const MORE: u64 = 60;

/// Arms of a union that are tried one by one at most.
const ARMS: usize = 60;

/// Deeper than this only what is required is made, and nothing deeper than twice that.
const DEPTH: usize = 5;

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Least,
    Full,
    /// As full, with the examples and defaults of the schemas where there are some.
    Examples,
    Random,
}

/// Instances of a component.
pub(crate) fn all(root: &Value, component: &str) -> Vec<Value> {
    let own = &root["components"]["schemas"][component];
    let mut rounds = vec![(Style::Least, None), (Style::Full, None), (Style::Examples, None)];
    rounds.extend((0..RANDOM).map(|_| (Style::Random, None)));
    for arm in 0..arms(own).min(ARMS) {
        rounds.extend([(Style::Least, Some(arm)), (Style::Full, Some(arm))]);
    }
    let made = rounds.into_iter().enumerate();
    made.filter_map(|(round, (style, first))| one(root, component, round as u64, style, first)).collect()
}

/// More random ones, for schemas that are hard to meet by chance.
pub(crate) fn more(root: &Value, component: &str) -> impl Iterator<Item = Value> {
    (1000..1000 + MORE).filter_map(move |round| one(root, component, round, Style::Random, None))
}

fn one(root: &Value, component: &str, round: u64, style: Style, first: Option<usize>) -> Option<Value> {
    let random = Random::new(component, round);
    let mut maker = Maker { root, random, style, first, made: 0, sent: None };
    maker.make(&[&json!({ "$ref": pointer(component) })], 0)
}

/// What a client may send by a schema, with only what is required or with everything; texts that may be any are `text`.
/// Nothing is null, and what is read only stays away. `seed` makes two uses of a schema differ. With each comes whether it
/// has everything that the schema names, or nothing but what is required: what cannot be met so is made by chance.
#[allow(dead_code)] // for the crates of `wire/`
pub(crate) fn sent<'d>(
    root: &'d Value,
    schema: &'d Value,
    full: bool,
    seed: &str,
    text: &'static str,
) -> impl Iterator<Item = (Value, bool)> {
    (0..MORE).filter_map(move |round| {
        let style = match (full, round < MORE / 2) {
            (_, false) => Style::Random,
            (true, true) => Style::Full,
            (false, true) => Style::Least,
        };
        let random = Random::new(seed, round);
        let mut maker = Maker { root, random, style, first: None, made: 0, sent: Some(text) };
        maker.make(&[schema], 0).map(|value| (value, style != Style::Random))
    })
}

/// How many arms a union at the root has.
fn arms(schema: &Value) -> usize {
    let listed = ["oneOf", "anyOf"].iter().filter_map(|key| schema[key].as_array()).map(Vec::len).max();
    let mapped = schema["discriminator"]["mapping"].as_object().map(Map::len);
    listed.into_iter().chain(mapped).max().unwrap_or(0)
}

struct Maker<'d> {
    root: &'d Value,
    random: Random,
    style: Style,
    /// The arm of the outermost union.
    first: Option<usize>,
    /// Values made so far: a schema may fan out without end.
    made: usize,
    /// For a request: the text where any will do. Then nothing is null or read only, and no list empty that need not be.
    sent: Option<&'static str>,
}

impl<'d> Maker<'d> {
    /// An instance of schemas that all hold.
    fn make<'s>(&mut self, schemas: &[&'s Value], depth: usize) -> Option<Value>
    where
        'd: 's,
    {
        self.made += 1;
        if depth > 2 * DEPTH || self.made > 4000 {
            return None;
        }
        // Deep down the first arms may lead on and on; others end.
        let attempts = if self.sent.is_some() { 12 } else { 3 };
        (0..attempts).find_map(|attempt| {
            let simple = self.style == Style::Least && attempt == 0;
            let mut chooser = Chooser { random: &mut self.random, first: self.first.take(), simple };
            let view = View::of(self.root, schemas, &mut chooser)?;
            // The arm that was chosen may be null.
            self.value(&view, depth).filter(|made| !(made.is_null() && self.sent.is_some() && attempt + 1 < attempts))
        })
    }

    fn value(&mut self, view: &View<'_>, depth: usize) -> Option<Value> {
        if let Some(allowed) = allowed(view) {
            let some: Vec<&Value> = allowed.iter().copied().filter(|value| !value.is_null()).collect();
            return Some(if some.is_empty() { Value::Null } else { (*self.random.one(&some)).clone() });
        }
        if depth > 0 && (self.style == Style::Examples || self.style == Style::Random && self.random.percent(20)) {
            let given: Vec<&Value> = view.leaves.iter().flat_map(|leaf| of_members(leaf)).collect();
            if !given.is_empty() {
                return Some((*self.random.one(&given)).clone());
            }
        }
        let mut kinds = view.kinds();
        if kinds.len() > 1 && (depth == 0 || self.sent.is_some() || self.random.percent(70)) {
            kinds.retain(|kind| *kind != "null");
        }
        let kind = if self.style == Style::Least {
            *kinds.first()?
        } else if kinds.is_empty() {
            return None;
        } else {
            self.random.one(&kinds)
        };
        match kind {
            "object" => self.object(view, depth),
            "array" => self.list(view, depth),
            "string" => {
                let plain = self.sent.or((self.style != Style::Random).then_some("text"));
                strings::text(view, &mut self.random, plain).map(Value::String)
            }
            "integer" => self.number(view, true),
            "number" => self.number(view, false),
            "boolean" => Some(json!(self.random.percent(50))),
            "null" => Some(Value::Null),
            _ => None,
        }
    }

    fn object(&mut self, view: &View<'_>, depth: usize) -> Option<Value> {
        let mut properties: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        let mut order: Vec<&str> = Vec::new();
        for (key, schema) in view.all("properties").filter_map(Value::as_object).flatten() {
            let schemas = properties.entry(key).or_default();
            if schemas.is_empty() {
                order.push(key);
            }
            schemas.push(schema);
        }
        let required: Vec<&str> =
            view.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
        order.extend(required.iter().filter(|key| !properties.contains_key(**key)));
        let least = view.most("minProperties").unwrap_or(0.0) as usize;
        let mut out = Map::new();
        for key in order {
            let needed = required.contains(&key) || view.tags.contains_key(key);
            if !needed && !self.wants(depth) && out.len() >= least {
                continue;
            }
            let schemas = properties.get(key).map_or_else(|| unnamed(view, key), Clone::clone);
            if self.sent.is_some() && schemas.iter().any(|schema| read_only(self.root, schema)) {
                continue;
            }
            let fixed =
                self.tag(view, key, &schemas).or_else(|| required.contains(&key).then(|| constant(&schemas)).flatten());
            match fixed.or_else(|| self.make(&schemas, depth + 1)) {
                Some(Value::Null) if self.sent.is_some() && !needed => {}
                Some(value) => drop(out.insert(key.to_owned(), value)),
                None if required.contains(&key) => return None,
                None => {}
            }
        }
        self.further(view, depth, least, &mut out)?;
        Some(Value::Object(out))
    }

    /// The value of a discriminator's property, unless its schema says which it must be.
    fn tag(&self, view: &View<'_>, key: &str, schemas: &[&Value]) -> Option<Value> {
        let tag = view.tags.get(key)?;
        let other = |schema: &&Value| {
            schema.get("const").is_some_and(|constant| constant != tag)
                || schema["enum"].as_array().is_some_and(|values| !values.iter().any(|value| value == tag))
        };
        (!schemas.iter().any(other)).then(|| json!(tag))
    }

    fn wants(&mut self, depth: usize) -> bool {
        let room = depth < DEPTH && self.made < 400;
        match self.style {
            Style::Least => false,
            // Whatever is sent with everything has all that its type itself names.
            Style::Full if depth == 0 && self.sent.is_some() => true,
            Style::Full | Style::Examples => room && (depth < 3 || self.random.percent(40)),
            Style::Random => room && self.random.percent(50),
        }
    }

    /// Properties that have no name of their own.
    fn further(&mut self, view: &View<'_>, depth: usize, least: usize, out: &mut Map<String, Value>) -> Option<()> {
        let further: Vec<&Value> = view.all("additionalProperties").chain(view.all("unevaluatedProperties")).collect();
        let patterned = view.all("patternProperties").filter_map(Value::as_object).flatten().next();
        let keys = view.all("propertyNames").next();
        let typed = further.iter().any(|schema| schema.is_object()) || patterned.is_some();
        let mut count =
            usize::from(self.wants(depth) && (typed || self.style == Style::Random)) * (1 + self.random.below(2));
        count = count.max(least.saturating_sub(out.len()));
        for i in 0..count {
            let made = match (patterned, keys) {
                (Some((pattern, schema)), _) => {
                    (self.make(&[&json!({ "type": "string", "pattern": pattern })], depth + 1), vec![schema])
                }
                (None, Some(names)) => (self.make(&[names, &json!({ "type": "string" })], depth + 1), further.clone()),
                (None, None) => (
                    Some(json!(format!("further{}", if i == 0 { " key".to_owned() } else { i.to_string() }))),
                    further.clone(),
                ),
            };
            let (Some(Value::String(key)), schemas) = made else { return (least <= out.len()).then_some(()) };
            if patterned.is_none() && further.contains(&&Value::Bool(false)) {
                break;
            }
            match if typed { self.make(&schemas, depth + 1) } else { Some(self.any()) } {
                Some(value) => drop(out.insert(key, value)),
                None => break,
            }
        }
        Some(())
    }

    fn any(&mut self) -> Value {
        let some =
            [json!(null), json!("text"), json!(-1.5), json!([1, "2", null]), json!({ "a": { "b": [] } }), json!(true)];
        self.random.one(&some).clone()
    }

    fn list(&mut self, view: &View<'_>, depth: usize) -> Option<Value> {
        let least = view.most("minItems").unwrap_or(0.0) as usize;
        let most = view.least("maxItems").map_or(usize::MAX, |most| most as usize);
        let first: Vec<&Value> = view
            .all("prefixItems")
            .filter_map(Value::as_array)
            .max_by_key(|list| list.len())
            .into_iter()
            .flatten()
            .collect();
        let items: Vec<&Value> = view.all("items").collect();
        let wanted = if self.wants(depth) { first.len().max(1) + self.random.below(3) } else { 0 };
        let wanted = wanted.max(usize::from(self.sent.is_some() && depth < DEPTH));
        let mut out: Vec<Value> = Vec::new();
        for i in 0..wanted.max(least).min(most) {
            let made = match first.get(i) {
                Some(schema) => self.make(&[schema], depth + 1),
                None => self.make(&items, depth + 1),
            };
            match made {
                Some(value) if out.contains(&value) && view.all("uniqueItems").any(|unique| unique == true) => {}
                Some(value) => out.push(value),
                None => break,
            }
        }
        (out.len() >= least.min(most)).then_some(Value::Array(out))
    }

    fn number(&mut self, view: &View<'_>, whole: bool) -> Option<Value> {
        let step = view.most("multipleOf").unwrap_or(if whole { 1.0 } else { 0.25 });
        let low = [view.most("minimum"), view.most("exclusiveMinimum").map(|low| low + step)]
            .into_iter()
            .flatten()
            .max_by(f64::total_cmp);
        let high = [view.least("maximum"), view.least("exclusiveMaximum").map(|high| high - step)]
            .into_iter()
            .flatten()
            .min_by(f64::total_cmp);
        let mut some = vec![0.0, 1.0, 42.0, -7.0, 1_700_000_000.0, 4_503_599_627_370_497.0];
        // Beyond 2⁵³ a float is spelled as it should not be.
        some.extend(low.into_iter().chain(high).chain(low.map(|low| low + step)).filter(|bound| bound.abs() < 9e15));
        if !whole {
            some.extend([0.5, -2.25, 1e-7, 123_456.789, 1e21]);
        }
        some.retain(|value| low.is_none_or(|low| *value >= low) && high.is_none_or(|high| *value <= high));
        let narrow = |format: &Value| format == "int32" || format == "uint32";
        if whole && view.all("format").any(narrow) {
            some.retain(|value| *value <= f64::from(i32::MAX));
        }
        if let Some(step) = view.most("multipleOf") {
            some.retain(|value| (value / step).fract() == 0.0);
        }
        if some.is_empty() {
            return None;
        }
        let value = *self.random.one(&some);
        match value.fract() == 0.0 && value.abs() < 9e15 {
            true => Some(json!(value as i64)),
            false => Number::from_f64(value).map(Value::Number),
        }
    }
}

/// Text that is required and has a default is how documents without `const` say that it is always the same.
fn constant(schemas: &[&Value]) -> Option<Value> {
    schemas.iter().filter(|schema| schema["type"] == "string").find_map(|schema| schema.get("default")).cloned()
}

/// The listed values that satisfy every list; where a chosen arm has others, those of the first list.
fn allowed<'v>(view: &View<'v>) -> Option<Vec<&'v Value>> {
    let lists = view.leaves.iter().filter_map(|leaf| match (leaf.get("const"), leaf.get("enum")) {
        (Some(constant), _) => Some(vec![constant]),
        (None, Some(values)) => Some(values.as_array()?.iter().collect()),
        (None, None) => None,
    });
    lists.reduce(|all, more| {
        let both: Vec<&Value> = all.iter().copied().filter(|value| more.contains(value)).collect();
        if both.is_empty() { all } else { both }
    })
}

/// Whether a property is for answers only.
fn read_only(root: &Value, schema: &Value) -> bool {
    let behind = schema["$ref"].as_str().and_then(|reference| follow(root, reference));
    schema["readOnly"] == true || behind.is_some_and(|(schema, _)| schema["readOnly"] == true)
}

/// What holds for a required key that is no property.
fn unnamed<'v>(view: &View<'v>, key: &str) -> Vec<&'v Value> {
    let patterned = view.all("patternProperties").filter_map(Value::as_object).flatten();
    let fits = |pattern: &str| jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(key));
    let schemas: Vec<&Value> = patterned.filter(|(pattern, _)| fits(pattern)).map(|(_, schema)| schema).collect();
    if schemas.is_empty() {
        view.all("additionalProperties").filter(|schema| schema.is_object()).collect()
    } else {
        schemas
    }
}
