//! What models wrap around arguments, or leave out around them: text, `{"arguments": …}`, a body that is no argument, and the
//! fields of one that is.

use super::decode::Repair;
use super::fix::{Fixable, Violation, folded, nearest};
use super::lens::{Form, Lens};
use super::set::{To, Tool};
use serde_json::{Map, Value};

/// The arguments as they are read, and what was done to get them.
pub(crate) fn unwrapped(tool: &Tool, lens: &Lens, given: &Value) -> Result<(Value, Vec<Repair>), Fixable> {
    let mut repairs = Vec::new();
    let mut repaired = |what: &str| repairs.push(Repair { path: String::new(), what: what.to_owned() });
    let mut value = match given {
        // Where a provider sends text, that is its way.
        Value::String(text) if matches!(text.trim(), "" | "null") => Value::Object(Map::new()),
        Value::String(text) => serde_json::from_str(text)
            .map_err(|error| Fixable::one("", format!("the arguments are no JSON: {error}")))?,
        Value::Null => Value::Object(Map::new()),
        other => other.clone(),
    };
    let Form::Object { members, .. } = &lens.node(lens.root).form else { return Ok((value, repairs)) };
    let known = |key: &str| members.iter().any(|member| member.key == key);
    if let Value::Object(outer) = &mut value {
        let wrapper = ["arguments", "parameters", "params", "input", "args"]
            .into_iter()
            .find(|key| outer.len() == 1 && !known(key) && outer.get(*key).is_some_and(Value::is_object));
        if let Some(inner) = wrapper.and_then(|key| outer.remove(key)) {
            repaired("what was wrapped once more was unwrapped");
            value = inner;
        }
    }
    let Value::Object(outer) = &mut value else { return Ok((value, repairs)) };
    let whole = tool.inputs.iter().any(|(_, to)| *to == To::Body);
    if !known("body")
        && let Some(body) = outer.get("body").and_then(object)
    {
        outer.remove("body");
        spread(tool, outer, body)?;
        repaired("what stood under `body` was taken beside it");
    } else if whole && !outer.contains_key("body") && !outer.is_empty() {
        // Other spellings of arguments are mended by whoever reads them.
        let meant = |key: &str| members.iter().any(|member| folded(&member.key) == folded(key));
        let strangers: Vec<String> = outer.keys().filter(|key| !meant(key)).cloned().collect();
        if !strangers.is_empty() {
            let fields = strangers.iter().filter_map(|key| outer.remove_entry(key)).collect();
            outer.insert("body".to_owned(), Value::Object(fields));
            repaired("what stood beside the other arguments was taken as the `body`");
        }
    }
    Ok((value, repairs))
}

/// An object, or the JSON text of one.
fn object(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members.clone()),
        Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

/// Puts the fields of a body where its arguments are. A field is one of the body whatever else has its name, and nothing is
/// given twice.
fn spread(tool: &Tool, outer: &mut Map<String, Value>, body: Map<String, Value>) -> Result<(), Fixable> {
    let mut violations = Vec::new();
    for (key, value) in body {
        let of_body = tool.inputs.iter().filter_map(|(name, to)| match to {
            To::Field(wire) => Some((name, wire)),
            To::Body | To::Path(_) | To::Row(_) => None,
        });
        let by =
            |is: &dyn Fn(&str, &str) -> bool| of_body.clone().find(|(name, wire)| is(name, wire)).map(|(name, _)| name);
        let name = by(&|_, wire| wire == key)
            .or_else(|| by(&|name, _| name == key))
            .or_else(|| by(&|_, wire| folded(wire) == folded(&key)));
        let (problem, near) = match name {
            None => ("is no field of the body".to_owned(), nearest(&key, of_body.map(|(_, wire)| wire.as_str()))),
            Some(name) => match outer.get(name) {
                Some(other) if *other != value => (format!("is given twice: as `{name}`, too"), None),
                _ => {
                    outer.insert(name.clone(), value);
                    continue;
                }
            },
        };
        let path = format!("/body/{}", key.replace('~', "~0").replace('/', "~1"));
        violations.push(Violation { path, problem, nearest: near.map(str::to_owned) });
    }
    if violations.is_empty() { Ok(()) } else { Err(Fixable { violations, message: None }) }
}
