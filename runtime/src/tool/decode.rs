//! Arguments as a model gave them, to arguments as the API takes them. Everything that is wrong is found in one pass; what is
//! wrong in one way only, such as a number in quotes, is mended and counted.

use super::dialect::Optional;
use super::fix::{Violation, folded, nearest};
use super::lens::{Form, Lens, Member, Place};
use super::limits;
use super::print::{ENTRIES, JSON};
use super::said::{expected, one_of, shown};
use serde_json::{Map, Number, Value};

/// What was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where, as a JSON pointer into the arguments as the model gave them.
    pub path: String,
    /// What was done: `"2" was taken as the number 2`.
    pub what: String,
}

/// Values that are looked at, in all arms of all unions together; no honest call comes near.
const FUEL: usize = 200_000;
/// Values within values.
const DEPTH: usize = 200;

/// Reads a value as the lens has it. Without violations there is always a value.
pub(crate) fn read(lens: &Lens, value: &Value) -> Read {
    read_at(lens, lens.root, value)
}

/// As [`read`], for a part.
pub(crate) fn read_at(lens: &Lens, place: Place, value: &Value) -> Read {
    let mut reading = Reading { lens, read: Read::default(), path: Vec::new(), fuel: FUEL };
    let value = reading.value(place, value);
    Read { value, ..reading.read }
}

#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) value: Option<Value>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) repairs: Vec<Repair>,
    /// How far a failed reading is from what was wanted: arms of unions are compared by it.
    distance: usize,
}

struct Reading<'l> {
    lens: &'l Lens,
    read: Read,
    path: Vec<String>,
    fuel: usize,
}

/// Of another kind of JSON altogether.
const OTHER_KIND: usize = 10_000;
/// Of another constant than the one that tells arms apart.
const OTHER_CONSTANT: usize = 100;

impl Reading<'_> {
    fn pointer(&self) -> String {
        self.path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
    }

    fn refuse(&mut self, distance: usize, problem: String, nearest: Option<&str>) -> Option<Value> {
        self.read.distance += distance;
        let nearest = nearest.map(str::to_owned);
        self.read.violations.push(Violation { path: self.pointer(), problem, nearest });
        None
    }

    fn repaired(&mut self, what: impl Into<String>) {
        self.read.repairs.push(Repair { path: self.pointer(), what: what.into() });
    }

    fn wrong(&mut self, place: Place, value: &Value) -> Option<Value> {
        let problem = format!("expected {}, found {}", expected(self.lens, place), shown(value));
        self.refuse(OTHER_KIND, problem, None)
    }

    fn within<T>(&mut self, step: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let out = read(self);
        self.path.pop();
        out
    }

    fn value(&mut self, place: Place, value: &Value) -> Option<Value> {
        if self.fuel == 0 || self.path.len() > DEPTH {
            return self.refuse(1, "too large or too deep".to_owned(), None);
        }
        self.fuel -= 1;
        if value.is_null() {
            return if self.lens.takes_null(place) { Some(Value::Null) } else { self.wrong(place, value) };
        }
        let lens = self.lens;
        let node = lens.node(place);
        let read = match &node.form {
            Form::Any => Some(value.clone()),
            Form::Bool => self.boolean(place, value),
            Form::Integer => self.integer(place, value),
            Form::Number => self.number(place, value),
            Form::Text => self.text(place, value),
            Form::Constants { values, as_text } => self.constant(values, *as_text, value),
            Form::List(item) => self.list(place, value, |_| Some(*item)),
            Form::Tuple(items) => self.tuple(place, items, value),
            Form::Object { members, rest, clear } => self.object(place, members, *rest, clear.as_deref(), value),
            Form::Pairs { values, wrapped } => self.wrapped_pairs(place, *values, *wrapped, value),
            Form::Union(arms) => self.union(place, arms, value),
            Form::JsonText { of, wrapped: false } => self.json_text(*of, value),
            Form::JsonText { of, wrapped: true } => match value.as_object().and_then(|object| object.get(JSON)) {
                Some(text) => self.within(JSON, |reading| reading.json_text(*of, text)),
                None if value.is_string() => self.wrong(place, value),
                None => self.json_text(*of, value),
            },
            Form::Ref { to, .. } => self.value(*to, value),
        }?;
        for problem in limits::broken(&node.limits, &read) {
            self.refuse(1, problem, None);
        }
        Some(read)
    }

    fn boolean(&mut self, place: Place, value: &Value) -> Option<Value> {
        let meant = match value {
            Value::Bool(_) => return Some(value.clone()),
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.eq_ignore_ascii_case("false") => false,
            _ => return self.wrong(place, value),
        };
        self.repaired(format!("{} was taken as {meant}", shown(value)));
        Some(meant.into())
    }

    fn integer(&mut self, place: Place, value: &Value) -> Option<Value> {
        match value {
            Value::Number(number) if !number.is_f64() => Some(value.clone()),
            // JSON has one kind of number: 2.0 is an integer.
            Value::Number(number) => match number.as_f64().filter(|number| number.fract() == 0.0).and_then(whole) {
                Some(whole) => Some(whole),
                None => self.wrong(place, value),
            },
            Value::String(text) => match text.trim().parse::<Number>().ok().filter(|number| !number.is_f64()) {
                Some(number) => {
                    self.repaired(format!("{} was taken as a number", shown(value)));
                    Some(number.into())
                }
                None => self.wrong(place, value),
            },
            _ => self.wrong(place, value),
        }
    }

    fn number(&mut self, place: Place, value: &Value) -> Option<Value> {
        match value {
            Value::Number(_) => Some(value.clone()),
            Value::String(text) => match text.trim().parse::<Number>() {
                Ok(number) => {
                    self.repaired(format!("{} was taken as a number", shown(value)));
                    Some(number.into())
                }
                Err(_) => self.wrong(place, value),
            },
            _ => self.wrong(place, value),
        }
    }

    fn text(&mut self, place: Place, value: &Value) -> Option<Value> {
        match value {
            Value::String(_) => Some(value.clone()),
            Value::Number(_) | Value::Bool(_) => {
                self.repaired(format!("{value} was taken as text"));
                Some(value.to_string().into())
            }
            _ => self.wrong(place, value),
        }
    }

    fn constant(&mut self, values: &[Value], as_text: bool, value: &Value) -> Option<Value> {
        if let Some(found) = values.iter().find(|constant| *constant == value) {
            return Some(found.clone());
        }
        let spelled = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let given = spelled(value);
        if let Some(found) = values.iter().find(|constant| spelled(constant) == given) {
            if !as_text {
                self.repaired(format!("{} was taken as {found}", shown(value)));
            }
            return Some(found.clone());
        }
        // Providers do not enforce case even where they enforce constants.
        let mut alike = values.iter().filter(|constant| folded(&spelled(constant)) == folded(&given));
        if let (Some(found), None, false) = (alike.next(), alike.next(), folded(&given).is_empty()) {
            self.repaired(format!("{} was taken as {found}", shown(value)));
            return Some(found.clone());
        }
        let known: Vec<String> = values.iter().map(spelled).collect();
        let near = nearest(&given, known.iter().map(String::as_str));
        let problem = format!("expected {}, found {}", one_of(values), shown(value));
        self.refuse(OTHER_CONSTANT, problem, near)
    }

    fn list(&mut self, place: Place, value: &Value, item: impl Fn(usize) -> Option<Place>) -> Option<Value> {
        let mut parsed = None;
        let items = match self.as_json(value, &mut parsed, Value::is_array) {
            Value::Array(items) => items,
            Value::Object(_) => return self.wrong(place, value),
            one => {
                self.repaired("one value was taken as a list of it");
                std::slice::from_ref(one)
            }
        };
        let mut out = Vec::new();
        let mut complete = true;
        for (i, value) in items.iter().enumerate() {
            match item(i) {
                Some(item) => match self.within(i.to_string(), |reading| reading.value(item, value)) {
                    Some(value) => out.push(value),
                    None => complete = false,
                },
                None => complete = false,
            }
        }
        complete.then_some(Value::Array(out))
    }

    fn tuple(&mut self, place: Place, items: &[Place], value: &Value) -> Option<Value> {
        if let Value::Array(list) = value
            && list.len() != items.len()
        {
            let problem = format!("expected a list of exactly {} elements, found {}", items.len(), list.len());
            return self.refuse(1, problem, None);
        }
        self.list(place, value, |i| items.get(i).copied())
    }

    /// What text holds, where it is JSON of the kind that is wanted.
    fn as_json<'v>(
        &mut self,
        value: &'v Value,
        parsed: &'v mut Option<Value>,
        is: impl Fn(&Value) -> bool,
    ) -> &'v Value {
        if let Value::String(text) = value
            && let Some(inner) = serde_json::from_str::<Value>(text).ok().filter(|inner| is(inner))
        {
            self.repaired("JSON text was taken as what it holds");
            return parsed.insert(inner);
        }
        value
    }

    fn object(
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
        let cleared: Vec<String> = match clear.and_then(|clear| given.get(clear)) {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(_) | None => Vec::new(),
        };
        let before = self.read.violations.len();
        let mut taken: Vec<&str> = clear.into_iter().collect();
        let mut out = Map::new();
        for member in members {
            let found = find(given, member, members);
            match found {
                Some((key, value)) => {
                    taken.push(key);
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
        for (key, value) in given.iter().filter(|(key, _)| !taken.contains(&key.as_str())) {
            match rest {
                Some(rest) => {
                    if let Some(value) = self.within(key, |reading| reading.value(rest, value)) {
                        out.insert(key.clone(), value);
                    }
                }
                None if value.is_null() => self.repaired(format!("`{key}` is null and unknown, and was left out")),
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
            self.within(&member.key, |reading| reading.repaired("its only value was filled in"));
            return;
        }
        let problem = format!("is required: {}", expected(self.lens, member.node));
        self.within(&member.key, |reading| reading.refuse(10, problem, None));
    }

    fn wrapped_pairs(&mut self, place: Place, values: Place, wrapped: bool, value: &Value) -> Option<Value> {
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
        let pairs: Vec<(String, String, &Value)> = match self.as_json(value, &mut parsed, |value| !value.is_string()) {
            Value::Array(pairs) => {
                let pair = |(i, pair): (usize, &'_ Value)| {
                    let key = pair.get("key").and_then(Value::as_str)?.to_owned();
                    Some((format!("{i}/value"), key, i))
                };
                let keys: Option<Vec<(String, String, usize)>> = pairs.iter().enumerate().map(pair).collect();
                let Some(keys) = keys else { return self.wrong(place, value) };
                let found = keys.into_iter().map(|(step, key, i)| {
                    (step, key, pairs.get(i).and_then(|pair| pair.get("value")).unwrap_or(&Value::Null))
                });
                found.collect()
            }
            Value::Object(map) => {
                self.repaired("an object was taken as its keys and values");
                map.iter().map(|(key, value)| (key.clone(), key.clone(), value)).collect()
            }
            _ => return self.wrong(place, value),
        };
        let before = self.read.violations.len();
        let mut out = Map::new();
        for (step, key, value) in pairs {
            if let Some(value) = self.within(step, |reading| reading.value(values, value)) {
                out.insert(key, value);
            }
        }
        (self.read.violations.len() == before).then_some(Value::Object(out))
    }

    /// The first arm that takes the value as it is; else the first that takes it mended; else what the nearest says.
    fn union(&mut self, place: Place, arms: &[Place], value: &Value) -> Option<Value> {
        let mut best: Option<Read> = None;
        for arm in arms {
            let mut trial =
                Reading { lens: self.lens, read: Read::default(), path: self.path.clone(), fuel: self.fuel };
            let value = trial.value(*arm, value);
            self.fuel = trial.fuel;
            let read = Read { value, ..trial.read };
            if read.violations.is_empty() && read.repairs.is_empty() {
                return read.value;
            }
            let rank = |read: &Read| (!read.violations.is_empty(), read.distance, read.repairs.len());
            if best.as_ref().is_none_or(|best| rank(&read) < rank(best)) {
                best = Some(read);
            }
        }
        match best {
            Some(read) if read.violations.is_empty() || read.distance < OTHER_KIND => {
                self.read.repairs.extend(read.repairs);
                self.read.violations.extend(read.violations);
                self.read.distance += read.distance;
                read.value
            }
            Some(_) | None => self.wrong(place, value),
        }
    }

    fn json_text(&mut self, inner: Place, value: &Value) -> Option<Value> {
        let Value::String(text) = value else {
            self.repaired("a value was taken as the JSON text of it");
            return self.value(inner, value);
        };
        match serde_json::from_str::<Value>(text) {
            Ok(value) => self.value(inner, &value),
            // Text that is no JSON may be meant as text.
            Err(_) if matches!(self.lens.behind(inner).form, Form::Any | Form::Text) => {
                self.repaired("text was taken as a string of JSON");
                Some(value.clone())
            }
            Err(error) => self.refuse(1, format!("expected JSON text: {error}"), None),
        }
    }
}

/// The member's value among those that are given: under its name, under the API's name for it, or under one that differs in
/// nothing that counts.
fn find<'v>(given: &'v Map<String, Value>, member: &Member, members: &[Member]) -> Option<(&'v str, &'v Value)> {
    if let Some((key, value)) = given.get_key_value(&member.key) {
        return Some((key, value));
    }
    let known = |key: &str| members.iter().any(|other| other.key == key);
    let mut alike = given.iter().filter(|(key, _)| {
        !known(key) && (**key == member.wire || folded(key) == folded(&member.key) && !folded(key).is_empty())
    });
    match (alike.next(), alike.next()) {
        (Some((key, value)), None) => Some((key, value)),
        (Some(_), Some(_)) | (None, _) => None,
    }
}

/// A number without a fraction as an integer, if it is one that doubles hold exactly.
fn whole(number: f64) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.abs() > EXACT {
        return None;
    }
    format!("{number:.0}").parse::<i64>().ok().map(Value::from)
}
