//! Arguments as the API takes them, to arguments as a model of a dialect gives them: the way back of `decode`. Examples for
//! models are made by it, and it proves that nothing is out of a model's reach.

use super::dialect::Optional;
use super::lens::{Form, Lens, Member, Place};
use super::print::{ENTRIES, JSON};
use serde_json::{Map, Value, json};

/// A value in the dialect of the lens; nothing if it is none of the lens.
pub(crate) fn write(lens: &Lens, value: &Value) -> Option<Value> {
    node(lens, lens.root, value, 0)
}

/// Values within values, and unions within unions.
const DEPTH: usize = 400;

fn node(lens: &Lens, place: Place, value: &Value, depth: usize) -> Option<Value> {
    if depth > DEPTH {
        return None;
    }
    let node = |lens: &Lens, place: Place, value: &Value| node(lens, place, value, depth + 1);
    let in_text = matches!(lens.node(place).form, Form::JsonText { .. }) && !lens.node(place).nullable;
    if value.is_null() && !in_text {
        return lens.takes_null(place).then_some(Value::Null);
    }
    match &lens.node(place).form {
        Form::Any => Some(value.clone()),
        Form::Bool => value.is_boolean().then(|| value.clone()),
        Form::Integer | Form::Number => value.is_number().then(|| value.clone()),
        Form::Text => value.is_string().then(|| value.clone()),
        Form::Constants { values, as_text } => {
            let found = values.iter().find(|constant| *constant == value)?;
            Some(if *as_text && !found.is_string() { found.to_string().into() } else { found.clone() })
        }
        Form::List(item) => list(value, |_, value| node(lens, *item, value)),
        Form::Tuple(items) if value.as_array().map(Vec::len) == Some(items.len()) => {
            list(value, |i, value| node(lens, *items.get(i)?, value))
        }
        Form::Tuple(_) => None,
        Form::Object { members, rest, clear } => {
            let write = |place, value: &Value| node(lens, place, value);
            object(lens, members, *rest, clear.as_deref(), value.as_object()?, &write)
        }
        Form::Pairs { values, wrapped } => {
            let pair =
                |(key, value): (&String, &Value)| Some(json!({ "key": key, "value": node(lens, *values, value)? }));
            let pairs = value.as_object()?.iter().map(pair).collect::<Option<Vec<_>>>().map(Value::Array)?;
            Some(if *wrapped { json!({ ENTRIES: pairs }) } else { pairs })
        }
        Form::Union(arms) => arms.iter().find_map(|arm| {
            let written = node(lens, *arm, value)?;
            let read = super::decode::read_at(lens, *arm, &written);
            (read.violations.is_empty() && read.value.as_ref() == Some(value)).then_some(written)
        }),
        Form::JsonText { of, wrapped } => {
            let text = Value::from(node(lens, *of, value)?.to_string());
            Some(if *wrapped { json!({ JSON: text }) } else { text })
        }
        Form::Ref { to, .. } => node(lens, *to, value),
    }
}

fn list(value: &Value, item: impl Fn(usize, &Value) -> Option<Value>) -> Option<Value> {
    let items = value.as_array()?.iter().enumerate();
    items.map(|(i, value)| item(i, value)).collect::<Option<Vec<_>>>().map(Value::Array)
}

fn object(
    lens: &Lens,
    members: &[Member],
    rest: Option<Place>,
    clear: Option<&str>,
    value: &Map<String, Value>,
    write: &dyn Fn(Place, &Value) -> Option<Value>,
) -> Option<Value> {
    let nulls = lens.dialect.optional == Optional::Null;
    let mut out = Map::new();
    let mut cleared = Vec::new();
    for member in members {
        let further: Map<String, Value>;
        let own = match member.wire.as_str() {
            "" => {
                let known = |key: &str| members.iter().any(|member| member.wire == key);
                further = value.iter().filter(|(key, _)| !known(key)).map(|(k, v)| (k.clone(), v.clone())).collect();
                (!further.is_empty()).then_some(Value::Object(further))
            }
            wire => value.get(wire).cloned(),
        };
        match own {
            Some(Value::Null) if member.clearable => {
                cleared.push(Value::from(member.key.as_str()));
                out.insert(member.key.clone(), Value::Null);
            }
            Some(own) => drop(out.insert(member.key.clone(), write(member.node, &own)?)),
            None if member.required => return None,
            None if nulls => drop(out.insert(member.key.clone(), Value::Null)),
            None => {}
        }
    }
    if let Some(clear) = clear {
        out.insert(clear.to_owned(), if cleared.is_empty() { Value::Null } else { Value::Array(cleared) });
    }
    let known = |key: &str| members.iter().any(|member| member.wire == key || member.wire.is_empty());
    for (key, value) in value.iter().filter(|(key, _)| !known(key)) {
        out.insert(key.clone(), write(rest?, value)?);
    }
    Some(Value::Object(out))
}
