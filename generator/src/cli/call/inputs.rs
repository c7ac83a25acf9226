//! From `--arg` and `--body` to values, checked against what the operation takes, before anything is sent.

use super::{Call, Found};
use crate::cli::console::Console;
use crate::cli::reach::{Stop, pair};
use crate::diag::nearest;
use crate::ir::{Api, Body, ChoiceKind, Format, Media, Operation, Param, Place, Shape, Slot};
use crate::source;
use bindery_runtime::codec::Map;
use bindery_runtime::tool::Value;
use bindery_runtime::{Any, File};
use std::collections::BTreeSet;
use std::iter;
use std::path::Path;

/// What an operation is called with.
pub(super) struct Inputs {
    /// A value for each of the operation's parameters; nothing where none was given.
    pub(super) params: Vec<Option<Value>>,
    /// Which of the operation's bodies it is, and what is in it.
    pub(super) body: Option<(usize, Value)>,
}

impl Inputs {
    pub(super) fn read(verb: &Call, found: &Found, console: &mut Console<'_>) -> Result<Inputs, Stop> {
        let (api, op) = (found.api(), found.op());
        let mut params: Vec<Option<Value>> = op.params.iter().map(|_| None).collect();
        for arg in &verb.args {
            let (name, text) = pair("arg", arg)?;
            let i = param(op, name)?;
            let (Some(param), Some(into)) = (op.params.get(i), params.get_mut(i)) else { continue };
            let value = parse(api, &param.slot, text_of(text)?);
            *into = Some(match (into.take(), value) {
                (None, value) => value,
                // A list, or one of several types, can be given element by element.
                (Some(first), more) if reached(api, &param.slot).any(|shape| matches!(shape, Shape::List(_))) => {
                    Value::List(elements(first).into_iter().chain(elements(more)).collect())
                }
                _ => return Err(Stop::usage(format!("`--arg {name}=…` is given twice"))),
            });
        }
        let is_none = |value: &Option<Value>| matches!(value, None | Some(Value::Null));
        let lacking = op.params.iter().zip(&params).filter(|(param, value)| param.slot.required && is_none(value));
        let lacking: Vec<String> = lacking.map(|(param, _)| format!("`--arg {}=…`", spelled(op, param))).collect();
        if !lacking.is_empty() {
            return Err(Stop::usage(format!("{} needs {}", found.title(), lacking.join(", "))));
        }
        Ok(Inputs { params, body: read_body(verb, found, console)? })
    }
}

/// The name of a parameter, with its place where two have the same.
fn spelled(op: &Operation, param: &Param) -> String {
    match op.params.iter().filter(|other| other.name == param.name).count() {
        0 | 1 => param.name.clone(),
        _ => format!("{}.{}", param.place.name(), param.name),
    }
}

/// Which parameter is meant by `name` or `place.name`.
fn param(op: &Operation, name: &str) -> Result<usize, Stop> {
    let is_header = |param: &Param| param.place == Place::Header && param.name.eq_ignore_ascii_case(name);
    let by_name = op.params.iter().enumerate().filter(|(_, param)| param.name == name || is_header(param));
    let ids: Vec<usize> = by_name.map(|(i, _)| i).collect();
    match ids.as_slice() {
        [i] => return Ok(*i),
        [] => {}
        several => {
            let names = several.iter().filter_map(|i| op.params.get(*i)).map(|param| spelled(op, param));
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            return Err(Stop::usage(format!("there are several parameters `{name}`; say {}", names.join(" or "))));
        }
    }
    let placed = |param: &Param| {
        name.strip_prefix(param.place.name())
            .is_some_and(|rest| rest.strip_prefix('.').is_some_and(|rest| rest == param.name))
    };
    if let Some(i) = op.params.iter().position(placed) {
        return Ok(i);
    }
    let known: Vec<String> = op.params.iter().map(|param| spelled(op, param)).collect();
    let help = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.is_empty() => ", nor any other".to_owned(),
        None => format!("; it has {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Err(Stop::usage(format!("there is no parameter `{name}`{help}")))
}

/// What is meant by a text of the command line: `@FILE` is what the file says, `@@` is an `@`.
fn text_of(text: &str) -> Result<String, Stop> {
    match text.strip_prefix('@') {
        None => Ok(text.to_owned()),
        Some(rest) if rest.starts_with('@') => Ok(rest.to_owned()),
        Some(path) => {
            let text = utf8(source::file_bytes(Path::new(path)).map_err(Stop::usage)?, path)?;
            // Editors leave a line break at the end.
            Ok(text.strip_suffix('\n').map_or(text.as_str(), |text| text.trim_end_matches('\r')).to_owned())
        }
    }
}

fn utf8(bytes: Vec<u8>, whose: &str) -> Result<String, Stop> {
    String::from_utf8(bytes).map_err(|error| Stop::usage(format!("what is in `{whose}` is no text: {error}")))
}

/// The elements of a list; anything else is the only one.
fn elements(value: Value) -> Vec<Value> {
    match value {
        Value::List(list) => list,
        one => vec![one],
    }
}

/// Text where the document says text, otherwise JSON if it is some.
fn parse(api: &Api, slot: &Slot, text: String) -> Value {
    match &api.types[api.behind(slot.ty)].shape {
        Shape::Text(_) | Shape::Bytes => Value::Text(text),
        Shape::Choice(choice) if choice.kind == ChoiceKind::Text => Value::Text(text),
        Shape::List(element) => match Value::from_json(&text) {
            Some(Value::List(list)) => Value::List(list),
            _ => Value::List(vec![parse(api, element, text)]),
        },
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Any
        | Shape::Map(_)
        | Shape::Tuple(_)
        | Shape::Record(_)
        | Shape::Choice(_)
        | Shape::Union(_)
        | Shape::Alias(_) => Value::from_json(&text).unwrap_or(Value::Text(text)),
    }
}

fn read_body(verb: &Call, found: &Found, console: &mut Console<'_>) -> Result<Option<(usize, Value)>, Stop> {
    let op = found.op();
    let Some(given) = verb.body.as_deref() else {
        return match op.bodies.first().is_some_and(|body| body.required) {
            true => Err(Stop::usage(format!("{} needs a body: `--body JSON` or `--body @FILE`", found.title()))),
            false => Ok(None),
        };
    };
    let (way, body) = choose(verb, found)?;
    let bytes = match given.strip_prefix('@') {
        None => given.as_bytes().to_vec(),
        Some("-") => {
            let mut bytes = Vec::new();
            let read = console.input.read_to_end(&mut bytes);
            read.map_err(|error| Stop::failed(format!("cannot read standard input: {error}")))?;
            bytes
        }
        Some(path) => source::file_bytes(Path::new(path)).map_err(Stop::usage)?,
    };
    let text = |bytes| utf8(bytes, "--body");
    let value = match body.media {
        Media::Binary => Value::Bytes(bytes),
        Media::Text => Value::Text(text(bytes)?),
        Media::Json => {
            let any = Any::from_json(text(bytes)?.trim());
            Value::Json(any.map_err(|error| Stop::usage(format!("the body is no JSON: {error}")))?)
        }
        Media::Form => object(body, &text(bytes)?)?,
        Media::Multipart => parts(found.api(), &body.slot, object(body, &text(bytes)?)?)?,
    };
    Ok(Some((way, value)))
}

/// The body that is meant: of several the one of `--content-type`, otherwise the first.
fn choose<'a>(verb: &Call, found: &'a Found) -> Result<(usize, &'a Body), Stop> {
    let bodies = &found.op().bodies;
    let known = || bodies.iter().map(|body| format!("`{}`", body.content_type)).collect::<Vec<_>>().join(", ");
    let mut bodies = bodies.iter().enumerate();
    let chosen = match &verb.content_type {
        Some(wanted) => bodies.find(|(_, body)| body.content_type.eq_ignore_ascii_case(wanted)),
        None => bodies.next(),
    };
    chosen.ok_or_else(|| {
        Stop::usage(match known() {
            known if known.is_empty() => format!("{} takes no body", found.title()),
            known => format!("{} takes no such body; it takes {known}", found.title()),
        })
    })
}

fn object(body: &Body, text: &str) -> Result<Value, Stop> {
    match Value::from_json(text) {
        Some(Value::Map(map)) => Ok(Value::Map(map)),
        _ => {
            let kind = &body.content_type;
            Err(Stop::usage(format!("the body is sent as {kind}, and has to be given as a JSON object")))
        }
    }
}

/// In a form of parts, `@FILE` under a key that takes a file is that file; there may be a list of them.
fn parts(api: &Api, slot: &Slot, value: Value) -> Result<Value, Stop> {
    let Value::Map(map) = &value else { return Ok(value) };
    let part = |value: Value| match value {
        Value::Text(text) => file(&text),
        other => Ok(other),
    };
    let mut parts = Map::new();
    for (key, value) in map.iter() {
        let is_file = takes_file_as(api, slot, key);
        let value = match value.clone() {
            Value::List(list) if is_file => Value::List(list.into_iter().map(part).collect::<Result<_, _>>()?),
            value if is_file => part(value)?,
            value => value,
        };
        parts.insert(key, value);
    }
    Ok(Value::Map(parts))
}

/// Whether `key` of an object, or of an arm of a union that is one, takes a file.
fn takes_file_as(api: &Api, slot: &Slot, key: &str) -> bool {
    let is_file = |shape: &Shape| matches!(shape, Shape::Text(Format::File));
    reached(api, slot).any(|shape| {
        let Shape::Record(record) = shape else { return false };
        let mut fields = record.fields.iter().filter(|field| field.key == key);
        fields.any(|field| reached(api, &field.slot).any(is_file))
    })
}

/// The shape of a slot, and those within lists and unions.
fn reached<'a>(api: &'a Api, slot: &Slot) -> impl Iterator<Item = &'a Shape> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![slot.ty]);
    iter::from_fn(move || {
        loop {
            let id = api.behind(open.pop()?);
            if seen.insert(id) {
                let shape = &api.types[id].shape;
                match shape {
                    Shape::List(element) => open.push(element.ty),
                    Shape::Union(union) => open.extend(union.arms.iter().map(|arm| arm.slot.ty)),
                    Shape::Text(_)
                    | Shape::Bool
                    | Shape::Int(_)
                    | Shape::Float
                    | Shape::Bytes
                    | Shape::Any
                    | Shape::Map(_)
                    | Shape::Tuple(_)
                    | Shape::Record(_)
                    | Shape::Choice(_)
                    | Shape::Alias(_) => {}
                }
                return Some(shape);
            }
        }
    })
}

fn file(text: &str) -> Result<Value, Stop> {
    let path = match text.strip_prefix('@') {
        Some(path) if !path.starts_with('@') => Path::new(path),
        _ => return Ok(Value::Text(text_of(text)?)),
    };
    let file = File::new(source::file_bytes(path).map_err(Stop::usage)?);
    Ok(Value::File(match path.file_name() {
        Some(name) => file.named(name.to_string_lossy()),
        None => file,
    }))
}
