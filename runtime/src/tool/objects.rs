//! Objects as models give them: fields under their names or nearly so, what is to be null, keys that nobody knows, and maps that
//! are written as lists of keys and values.

use super::decode::{REQUIRED, Reading, VIOLATIONS};
use super::dialect::Optional;
use super::fix::{folded, nearest};
use super::lens::{Form, Member, Place};
use super::print::ENTRIES;
use super::said::{expected, shown};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

impl Reading<'_> {
    pub(super) fn object(
        &mut self,
        place: Place,
        members: &[Member],
        rest: Option<Place>,
        clear: Option<&str>,
        value: &Value,
    ) -> Option<Value> {
        let mut parsed = None;
        let Value::Object(given) = self.as_json(value, &mut parsed, Value::is_object) else {
            return self.wrong(place, value);
        };
        let before = self.read.violations.len();
        let cleared = match clear.and_then(|clear| Some((clear, given.get(clear)?))) {
            Some((clear, names)) => self.within(clear, |reading| reading.cleared(members, given, names)),
            None => Vec::new(),
        };
        let mut taken: BTreeSet<&str> = clear.into_iter().collect();
        let mut out = Map::new();
        let strangers = Strangers::new(given, members);
        for member in members {
            let found = given.get_key_value(&member.key).map(|(key, value)| (key.as_str(), value));
            let found = found.or_else(|| strangers.find(member));
            match found {
                Some((key, value)) => {
                    taken.insert(key);
                    if key != member.key {
                        self.repaired(format!("`{key}` was taken as `{}`", member.key));
                    }
                    self.within(key, |reading| reading.member(member, value, &cleared, &mut out));
                }
                None if cleared.contains(&member.key) && member.clearable => {
                    out.insert(member.wire.clone(), Value::Null);
                }
                None if member.required => self.lacks(member, &mut out),
                None => {}
            }
        }
        for (key, value) in given.iter().filter(|(key, _)| !taken.contains(key.as_str())) {
            if self.read.violations.len() >= VIOLATIONS {
                break;
            }
            match rest {
                // A field is not given a second time under the API's own name.
                Some(_) if members.iter().any(|member| member.wire == *key) => {
                    let problem = "is another name of an argument that is there".to_owned();
                    self.within(key, |reading| reading.refuse(1, problem, None));
                }
                Some(rest) => {
                    if let Some(value) = self.within(key, |reading| reading.value(rest, value)) {
                        out.insert(key.clone(), value);
                    }
                }
                None => {
                    let free = members.iter().map(|member| member.key.as_str()).filter(|key| !taken.contains(key));
                    let near = nearest(key, free);
                    let known = members.iter().map(|member| member.key.as_str()).collect::<Vec<_>>();
                    let problem = match known.as_slice() {
                        [] => "there is no such argument, nor any other".to_owned(),
                        _ if near.is_some() || known.len() > 30 => "there is no such argument".to_owned(),
                        known => format!("there is no such argument; there are {}", known.join(", ")),
                    };
                    self.within(key, |reading| reading.refuse(1, problem, near));
                }
            }
        }
        (self.read.violations.len() == before).then_some(Value::Object(out))
    }

    /// The fields that are to be null, and nothing else.
    fn cleared(&mut self, members: &[Member], given: &Map<String, Value>, names: &Value) -> Vec<String> {
        let mut parsed = None;
        let names = match self.as_json(names, &mut parsed, Value::is_array) {
            Value::Null => return Vec::new(),
            Value::Array(names) => names.as_slice(),
            one @ Value::String(_) => {
                self.repaired("one value was taken as a list of it");
                std::slice::from_ref(one)
            }
            other => {
                self.refuse(1, format!("expected a list of names, found {}", shown(other)), None);
                return Vec::new();
            }
        };
        let mut out = Vec::new();
        for name in names {
            let clearable = || members.iter().filter(|member| member.clearable).map(|member| member.key.as_str());
            match name.as_str() {
                Some(name) if !clearable().any(|key| key == name) => {
                    let near = nearest(name, clearable());
                    self.refuse(1, format!("`{name}` is no field that can be null"), near);
                }
                Some(name) if given.get(name).is_some_and(|value| !value.is_null()) => {
                    self.refuse(1, format!("`{name}` is to be null, and has a value"), None);
                }
                Some(name) => out.push(name.to_owned()),
                None => drop(self.refuse(1, format!("expected a name, found {}", shown(name)), None)),
            }
        }
        out
    }

    fn member(&mut self, member: &Member, value: &Value, cleared: &[String], out: &mut Map<String, Value>) {
        if value.is_null() && !member.required {
            let strict = self.lens.dialect.optional == Optional::Null;
            match (strict, self.lens.takes_null(member.node)) {
                (true, _) if cleared.contains(&member.key) => drop(out.insert(member.wire.clone(), Value::Null)),
                (true, _) => {}
                (false, true) => drop(out.insert(member.wire.clone(), Value::Null)),
                (false, false) => self.repaired("null was taken as nothing"),
            }
            return;
        }
        let Some(value) = self.value(member.node, value) else { return };
        match (member.wire.as_str(), value) {
            // Further keys, which stand beside the others on the wire.
            ("", Value::Object(more)) => {
                for (key, value) in more {
                    out.entry(key).or_insert(value);
                }
            }
            (wire, value) => drop(out.insert(wire.to_owned(), value)),
        }
    }

    /// A field that is required and not there; what can have one value only needs not be given.
    fn lacks(&mut self, member: &Member, out: &mut Map<String, Value>) {
        let node = self.lens.behind(member.node);
        if let Form::Constants { values, .. } = &node.form
            && let ([only], false) = (values.as_slice(), node.nullable)
        {
            out.insert(member.wire.clone(), only.clone());
            self.within(&member.key, |reading| {
                reading.repaired("its only value was filled in");
                reading.read.filled.push((reading.pointer(), only.clone()));
            });
            return;
        }
        let problem = format!("{REQUIRED}{}", expected(self.lens, member.node));
        self.within(&member.key, |reading| reading.refuse(10, problem, None));
    }

    pub(super) fn wrapped_pairs(&mut self, place: Place, values: Place, wrapped: bool, value: &Value) -> Option<Value> {
        match value.as_object().and_then(|object| object.get(ENTRIES)) {
            Some(entries) if wrapped && entries.is_array() => {
                self.within(ENTRIES, |reading| reading.pairs(place, values, entries))
            }
            _ if wrapped && !value.is_object() => self.wrong(place, value),
            _ => self.pairs(place, values, value),
        }
    }

    fn pairs(&mut self, place: Place, values: Place, value: &Value) -> Option<Value> {
        let mut parsed = None;
        let before = self.read.violations.len();
        let pairs: Vec<(Vec<String>, &str, &Value)> = match self.as_json(value, &mut parsed, |value| !value.is_string())
        {
            Value::Array(pairs) => {
                let mut out = Vec::new();
                for (i, pair) in pairs.iter().enumerate() {
                    let known = |key: &String| matches!(key.as_str(), "key" | "value");
                    let whole = pair.as_object().is_some_and(|pair| pair.len() == 2 && pair.keys().all(known));
                    match (pair.get("key").and_then(Value::as_str), pair.get("value")) {
                        (Some(key), Some(value)) if whole => {
                            out.push((vec![i.to_string(), "value".to_owned()], key, value));
                        }
                        _ => {
                            let problem = format!("expected {{\"key\": text, \"value\": …}}, found {}", shown(pair));
                            self.within(i.to_string(), |reading| reading.refuse(1, problem, None));
                        }
                    }
                }
                out
            }
            // One pair, or an object with these two keys: nobody knows.
            Value::Object(map) if map.len() == 2 && map.contains_key("key") && map.contains_key("value") => {
                return self.wrong(place, value);
            }
            Value::Object(map) => {
                self.repaired("an object was taken as its keys and values");
                map.iter().map(|(key, value)| (vec![key.clone()], key.as_str(), value)).collect()
            }
            _ => return self.wrong(place, value),
        };
        let mut out = Map::new();
        for (steps, key, value) in pairs {
            let depth = self.path.len();
            self.path.extend(steps);
            let read = self.value(values, value);
            self.path.truncate(depth);
            if let Some(value) = read
                && out.insert(key.to_owned(), value).is_some()
            {
                self.refuse(1, format!("the key {key:?} is there twice"), None);
            }
        }
        (self.read.violations.len() == before).then_some(Value::Object(out))
    }
}

/// Keys that are given and are no names of members, by what counts of their spelling.
struct Strangers<'v>(BTreeMap<String, Vec<(&'v str, &'v Value)>>);

impl<'v> Strangers<'v> {
    fn new(given: &'v Map<String, Value>, members: &[Member]) -> Strangers<'v> {
        let known: BTreeSet<&str> = members.iter().map(|member| member.key.as_str()).collect();
        let mut strangers: BTreeMap<String, Vec<(&str, &Value)>> = BTreeMap::new();
        for (key, value) in given.iter().filter(|(key, _)| !known.contains(key.as_str())) {
            strangers.entry(folded(key)).or_default().push((key, value));
        }
        Strangers(strangers)
    }

    /// What is meant for a member: under the API's name for it, or under one that differs in nothing that counts.
    fn find(&self, member: &Member) -> Option<(&'v str, &'v Value)> {
        let own = |name: &str| match self.0.get(&folded(name)).map(Vec::as_slice) {
            Some([only]) if !folded(name).is_empty() => Some(*only),
            Some(several) => several.iter().find(|(key, _)| *key == name).copied(),
            None => None,
        };
        if self.0.is_empty() {
            return None;
        }
        own(&member.key).or_else(|| own(&member.wire).filter(|(key, _)| *key == member.wire))
    }
}
