//! Arguments as a model gave them, to arguments as the API takes them. Everything that is wrong is found in one pass; what is
//! wrong in one way only, such as a number in quotes, is mended and counted.

use super::fix::{Violation, nearest};
use super::lens::{Form, Lens, Member, Place};
use super::limits;
use super::print::JSON;
use super::said::{expected, one_of, seen, shown};
use serde_json::{Number, Value};

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
/// More than this no model mends at once.
pub(super) const VIOLATIONS: usize = 100;

/// Reads a value as the lens has it. Without violations there is always a value.
pub(crate) fn read(lens: &Lens, value: &Value) -> Read {
    read_at(lens, lens.root, value)
}

/// As [`read`], for a part.
pub(crate) fn read_at(lens: &Lens, place: Place, value: &Value) -> Read {
    let mut reading = Reading { lens, read: Read::default(), path: Vec::new(), depth: 0, fuel: FUEL };
    let value = reading.value(place, value);
    Read { value, ..reading.read }
}

#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) value: Option<Value>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) repairs: Vec<Repair>,
    /// Constants that were filled in, and where: arms of unions that differ in nothing else are not told apart by them.
    pub(super) filled: Vec<(String, Value)>,
    /// How far a failed reading is from what was wanted: arms of unions are compared by it.
    distance: usize,
}

pub(super) struct Reading<'l> {
    pub(super) lens: &'l Lens,
    pub(super) read: Read,
    pub(super) path: Vec<String>,
    /// Unions within unions take no step of the path.
    depth: usize,
    fuel: usize,
}

/// What is said of a field that is not there.
pub(super) const REQUIRED: &str = "is required: ";
/// Of another kind of JSON altogether.
const OTHER_KIND: usize = 10_000;
/// Of another constant than the one that tells arms apart.
const OTHER_CONSTANT: usize = 100;

impl Reading<'_> {
    pub(super) fn pointer(&self) -> String {
        self.path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
    }

    pub(super) fn refuse(&mut self, distance: usize, problem: String, nearest: Option<&str>) -> Option<Value> {
        self.read.distance += distance;
        let nearest = nearest.map(str::to_owned);
        if self.read.violations.len() >= VIOLATIONS {
            return None;
        }
        self.read.violations.push(Violation { path: self.pointer(), problem, nearest });
        None
    }

    pub(super) fn repaired(&mut self, what: impl Into<String>) {
        self.read.repairs.push(Repair { path: self.pointer(), what: what.into() });
    }

    pub(super) fn wrong(&mut self, place: Place, value: &Value) -> Option<Value> {
        let problem = format!("expected {}, found {}", expected(self.lens, place), shown(value));
        self.refuse(OTHER_KIND, problem, None)
    }

    pub(super) fn within<T>(&mut self, step: impl Into<String>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step.into());
        let out = read(self);
        self.path.pop();
        out
    }

    pub(super) fn value(&mut self, place: Place, value: &Value) -> Option<Value> {
        if self.fuel == 0 || self.depth > DEPTH {
            return self.refuse(1, "too large or too deep".to_owned(), None);
        }
        self.fuel -= 1;
        self.depth += 1;
        let read = self.value_of(place, value);
        self.depth -= 1;
        read
    }

    fn value_of(&mut self, place: Place, value: &Value) -> Option<Value> {
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
            // A fraction may have been spelled in another way.
            Value::Number(number) if number.is_f64() => self.wrong(place, value),
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
        // JSON has one kind of number: 2.0 is 2.
        if let Some(found) = values.iter().find(|constant| constant.is_number() && constant.as_f64() == value.as_f64())
        {
            return Some(found.clone());
        }
        // Providers do not enforce case even where they enforce constants. A sign or a dot says something.
        let text = value.as_str().map(plain);
        let mut alike = values.iter().filter(|constant| text.is_some() && constant.as_str().map(plain) == text);
        if let (Some(found), None) = (alike.next(), alike.next()) {
            self.repaired(format!("{} was taken as {found}", shown(value)));
            return Some(found.clone());
        }
        let known: Vec<String> = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
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
        let mut parsed = None;
        match self.as_json(value, &mut parsed, Value::is_array) {
            list @ Value::Array(given) if given.len() == items.len() => {
                self.list(place, list, |i| items.get(i).copied())
            }
            Value::Array(given) => {
                let problem = format!("expected a list of exactly {} elements, found {}", items.len(), given.len());
                self.refuse(1, problem, None)
            }
            _ => self.wrong(place, value),
        }
    }

    /// What text holds, where it is JSON of the kind that is wanted.
    pub(super) fn as_json<'v>(
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

    /// The first arm that takes the value as it is; else the first that takes it mended; else what the nearest says.
    fn union(&mut self, place: Place, arms: &[Place], value: &Value) -> Option<Value> {
        let mut best: Option<Read> = None;
        let mut trials: Vec<Trial> = Vec::new();
        // Arms that have another constant need not be read, as long as there are some that have this one.
        let fits = |arm: &&Place| constants_agree(self.lens, **arm, value);
        let fitting: Vec<Place> = arms.iter().filter(fits).copied().collect();
        for arm in if fitting.is_empty() { arms } else { &fitting } {
            let (read, path, depth) = (Read::default(), self.path.clone(), self.depth);
            let mut trial = Reading { lens: self.lens, read, path, depth, fuel: self.fuel };
            let value = trial.value(*arm, value);
            self.fuel = trial.fuel;
            let read = Read { value, ..trial.read };
            if read.violations.is_empty() && read.repairs.is_empty() {
                return read.value;
            }
            trials.push((read.filled.clone(), read.violations.clone()));
            let rank = |read: &Read| (!read.violations.is_empty(), read.distance, read.repairs.len());
            if best.as_ref().is_none_or(|best| rank(&read) < rank(best)) {
                best = Some(read);
            }
        }
        if let Some(best) = &best
            && let Some((path, problem)) = open(best, &trials)
        {
            self.read.distance += 10;
            let path = path.unwrap_or_else(|| self.pointer());
            self.read.violations.push(Violation { path, problem, nearest: None });
            return None;
        }
        match best {
            // Where a constant picked the arm, what is wrong is in it.
            Some(read) if read.violations.is_empty() || read.distance < OTHER_KIND || fitting.len() == 1 => {
                self.read.filled.extend(read.filled);
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

/// What an arm made up, and what is wrong with it.
type Trial = (Vec<(String, Value)>, Vec<Violation>);

/// Where several arms would take a value, and what tells them apart is made up or lacking, nobody knows which is meant: what is
/// to be said then, and where if that is one place.
fn open(best: &Read, trials: &[Trial]) -> Option<(Option<String>, String)> {
    let (path, _) = best.filled.first().filter(|_| best.violations.is_empty())?;
    let only_lacks_it = |violations: &[Violation]| {
        violations.iter().all(|lack| lack.path == *path && lack.problem.starts_with(REQUIRED))
    };
    let mut said: Vec<String> = Vec::new();
    let mut elsewhere = false;
    for (filled, violations) in trials.iter().filter(|(_, violations)| only_lacks_it(violations)) {
        let lacking =
            || Some(violations.first()?.problem.strip_prefix(REQUIRED)?.trim_start_matches("one of ").to_owned());
        let here = filled.iter().find(|(at, _)| at == path).map(|(_, value)| value.to_string()).or_else(lacking);
        let what = match (here, filled.first()) {
            (Some(what), _) => what,
            (None, Some((at, value))) => {
                elsewhere = true;
                format!("{at}: {value}")
            }
            // Nothing was made up for it.
            (None, None) => return None,
        };
        if !said.contains(&what) {
            said.push(what);
        }
    }
    if said.len() < 2 {
        return None;
    }
    if elsewhere {
        let mut all: Vec<String> = trials
            .iter()
            .filter(|(_, violations)| only_lacks_it(violations))
            .filter_map(|(filled, _)| filled.first())
            .map(|(at, value)| format!("{at}: {value}"))
            .collect();
        all.dedup();
        return Some((None, seen(&format!("it is open what is meant; give one of {}", all.join(", ")))));
    }
    Some((Some(path.clone()), seen(&format!("{REQUIRED}one of {}", said.join(", ")))))
}

/// Whether the fields of an object that can have one value only have it, as far as they are there.
fn constants_agree(lens: &Lens, arm: Place, value: &Value) -> bool {
    let (Form::Object { members, .. }, Value::Object(given)) = (&lens.behind(arm).form, value) else { return true };
    let agrees = |member: &Member| match (&lens.behind(member.node).form, given.get(&member.key)) {
        (Form::Constants { values, .. }, Some(Value::String(text))) => match values.as_slice() {
            [Value::String(only)] => plain(only) == plain(text),
            _ => true,
        },
        _ => true,
    };
    members.iter().all(agrees)
}

/// A constant without what models spell differently: case, underscores, spaces, dashes but for a sign.
fn plain(text: &str) -> String {
    let sign = if text.starts_with('-') { "-" } else { "" };
    let rest = text.chars().filter(|c| !matches!(c, '_' | ' ' | '-')).flat_map(char::to_lowercase);
    sign.chars().chain(rest).collect()
}

/// A number without a fraction as an integer, if it is one that doubles hold exactly.
fn whole(number: f64) -> Option<Value> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.abs() > EXACT {
        return None;
    }
    format!("{number:.0}").parse::<i64>().ok().map(Value::from)
}
