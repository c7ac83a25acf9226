//! What a model is told of each operation, as data: name, description, the schema of its arguments, where each argument
//! goes, and what the host fills in instead of the model. No provider is known here; the runtime's dialects make of it what each
//! takes, and take back what its models say.

mod schema;
mod words;

pub use words::plain;

use super::Plan;
use crate::ir::{Body, Extra, Field, OpId, Operation, Param, Place, Record, Segment, Shape, Slot};
use crate::names::argument_keys;
use schema::Schemas;
use serde_json::{Map, Value, json};

/// An operation as a tool.
pub struct Tool {
    pub id: OpId,
    /// `list_orders`
    pub name: String,
    /// The tool, for the runtime's `tool::Toolset`.
    pub json: Value,
}

/// Tools for all operations, in their order, and the schemas that several of them refer to.
pub struct Tools {
    pub tools: Vec<Tool>,
    pub schemas: Vec<(String, Value)>,
}

/// Makes tools of all operations.
pub fn tools(plan: &Plan<'_>) -> Tools {
    let mut schemas = Schemas::new(plan);
    let mut tools: Vec<Tool> = Vec::new();
    for (id, op) in plan.api.ops.iter() {
        let Some(name) = plan.names.tool(id) else { continue };
        let json = tool(plan, &mut schemas, &name, op);
        tools.push(Tool { id, name, json });
    }
    Tools { tools, schemas: schemas.named.into_iter().collect() }
}

/// Headers that follow from the request or from the host, unless a document requires them.
const TRANSPORT: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "traceparent",
    "tracestate",
    "user-agent",
    "x-correlation-id",
    "x-request-id",
];

/// Headers that ask for an answer only if it is another than the caller has; a model has none.
const CACHING: &[&str] = &["if-modified-since", "if-none-match", "if-range", "cache-control"];

/// Who gives a parameter's value.
enum Giver {
    Model,
    /// The host, for a reason.
    Host {
        rule: &'static str,
        constant: Option<Value>,
    },
}

fn giver(plan: &Plan<'_>, param: &Param) -> Giver {
    let name = param.name.to_ascii_lowercase();
    let host = |rule| Giver::Host { rule, constant: None };
    let credential = param.place != Place::Path && plan.api.is_credential(param);
    if is_bound(plan, &param.name) && !credential {
        return host("bound");
    }
    if let Shape::Choice(choice) = &plan.api.types[plan.api.behind(param.slot.ty)].shape
        && let ([only], true, false) = (choice.values.as_slice(), param.slot.required, choice.open)
    {
        let constant = match &only.value {
            crate::ir::ConstantValue::Text(text) => Value::from(text.as_str()),
            crate::ir::ConstantValue::Int(int) => Value::from(*int),
        };
        return Giver::Host { rule: "constant", constant: Some(constant) };
    }
    match param.place {
        Place::Header if is_idempotency_key(plan, &name, &param.slot) => host("idempotency-key"),
        Place::Header | Place::Query | Place::Cookie if credential => host("credential"),
        // Whose data it is, is not for the model to say.
        Place::Header if is_tenant(&name) => host("tenant"),
        Place::Header if TRANSPORT.contains(&name.as_str()) && !param.slot.required => host("transport"),
        Place::Header if CACHING.contains(&name.as_str()) && !param.slot.required => host("caching"),
        Place::Header | Place::Path | Place::Query | Place::Cookie => Giver::Model,
    }
}

/// Why the host gives a field of the body, if it does.
fn field_rule(plan: &Plan<'_>, field: &Field) -> Option<&'static str> {
    if is_bound(plan, &field.key) {
        return Some("bound");
    }
    is_idempotency_key(plan, &field.key.to_ascii_lowercase(), &field.slot).then_some("idempotency-key")
}

fn is_bound(plan: &Plan<'_>, name: &str) -> bool {
    plan.bound.iter().any(|bound| bound.eq_ignore_ascii_case(name))
}

/// What is hidden from models, and why.
fn hidden(name: &str, place: &str, rule: &str, to: Value, required: bool) -> Map<String, Value> {
    let entry =
        [("name", name.into()), ("in", place.into()), ("rule", rule.into()), ("to", to), ("required", required.into())];
    entry.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Whether a header says whose data it is: `X-Tenant`, `xero-tenant-id`.
fn is_tenant(name: &str) -> bool {
    let words: Vec<&str> = name.split(['-', '_']).collect();
    match words.as_slice() {
        [.., "tenant"] => true,
        [.., "tenant", last] => matches!(*last, "id" | "key" | "name" | "code" | "slug" | "uuid"),
        _ => false,
    }
}

/// Whether it says that a call is the same call (`Idempotency-Key`, `idempotency_key`), and takes what the runtime makes:
/// a UUID, or 16 of its digits at least.
fn is_idempotency_key(plan: &Plan<'_>, name: &str, slot: &Slot) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let ty = &plan.api.types[plan.api.behind(slot.ty)];
    letters.trim_start_matches('x') == "idempotencykey"
        && matches!(ty.shape, Shape::Text(_))
        && longest(plan, slot).is_none_or(|most| most >= 16)
}

/// How long a text may be.
fn longest(plan: &Plan<'_>, slot: &Slot) -> Option<u64> {
    let limits = slot.docs.limits.iter().chain(&plan.api.types[plan.api.behind(slot.ty)].docs.limits);
    limits.filter(|limit| limit.keyword == "maxLength").filter_map(|limit| limit.value.as_u64()).min()
}

/// An argument before it has its name.
struct Argument {
    /// On the wire.
    key: String,
    place: &'static str,
    /// Where it goes: `{"path": [0]}`, `{"row": 1}`, `{"body": "lines"}`, `{"body": null}` for the whole.
    to: Value,
    schema: Value,
    required: bool,
    /// Whether an optional body needs it once any of it is given.
    needed: bool,
}

fn tool(plan: &Plan<'_>, schemas: &mut Schemas<'_, '_>, name: &str, op: &Operation) -> Value {
    let mut arguments = Vec::new();
    let mut hidden = Vec::new();
    for (to, param) in rows(op) {
        match giver(plan, param) {
            Giver::Model => arguments.push(Argument {
                key: param.name.clone(),
                place: param.place.name(),
                schema: schemas.slot(&param.slot),
                required: param.slot.required,
                needed: false,
                to,
            }),
            Giver::Host { rule, constant } => {
                let mut entry = self::hidden(&param.name, param.place.name(), rule, to, param.slot.required);
                entry.extend(constant.map(|constant| ("value".to_owned(), constant)));
                entry.extend(longest(plan, &param.slot).map(|most| ("most".to_owned(), most.into())));
                hidden.push(Value::Object(entry));
            }
        }
    }
    let body = op.bodies.first();
    if let Some(body) = body {
        body_arguments(plan, schemas, body, &mut arguments, &mut hidden);
    }
    let (mut properties, mut required, mut inputs) = (Map::new(), Vec::new(), Map::new());
    for (key, argument) in keys(&arguments).into_iter().zip(&arguments) {
        if argument.required {
            required.push(Value::from(key.as_str()));
        }
        inputs.insert(key.clone(), argument.to.clone());
        properties.insert(key, argument.schema.clone());
    }
    let mut out = Map::new();
    out.insert("name".to_owned(), name.into());
    out.insert("title".to_owned(), title(op).into());
    out.insert("description".to_owned(), description(op).into());
    out.insert("request".to_owned(), op.request().into());
    out.insert("tag".to_owned(), op.tag.as_deref().into());
    out.insert("effect".to_owned(), op.effect.name().into());
    out.insert("idempotent".to_owned(), op.is_idempotent().into());
    let mut schema =
        json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    if let (Some(schema), Some(needed)) = (schema.as_object_mut(), needed(&inputs, &arguments)) {
        schema.insert("dependentRequired".to_owned(), needed);
    }
    out.insert("arguments".to_owned(), schema);
    out.insert("inputs".to_owned(), Value::Object(inputs));
    if let Some(body) = body {
        out.insert("body_required".to_owned(), body.required.into());
    }
    if !hidden.is_empty() {
        out.insert("hidden".to_owned(), Value::Array(hidden));
    }
    Value::Object(out)
}

/// Parameters with the place of each among the inputs, as the tables of operations count them. One may stand in the path
/// more than once.
fn rows(op: &Operation) -> Vec<(Value, &Param)> {
    let path: Vec<usize> = op
        .path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Param(i) => Some(*i),
        })
        .collect();
    let mut out = Vec::new();
    let mut row = 0;
    for (i, param) in op.params.iter().enumerate() {
        if param.place == Place::Path {
            let places: Vec<usize> = (0..path.len()).filter(|place| path.get(*place) == Some(&i)).collect();
            if !places.is_empty() {
                out.push((json!({ "path": places }), param));
            }
        } else {
            out.push((json!({ "row": row }), param));
            row += 1;
        }
    }
    out
}

/// What an optional body needs once any of it is given, by each that may be.
fn needed(inputs: &Map<String, Value>, arguments: &[Argument]) -> Option<Value> {
    let named = || inputs.keys().zip(arguments);
    let needs: Vec<&String> = named().filter(|(_, argument)| argument.needed).map(|(key, _)| key).collect();
    let body = named().filter(|(_, argument)| argument.place == "body").map(|(key, _)| key);
    let of = |key: &String| {
        let others: Vec<&String> = needs.iter().copied().filter(|need| *need != key).collect();
        (!others.is_empty()).then(|| (key.clone(), json!(others)))
    };
    let members: Map<String, Value> = body.filter_map(of).collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

/// The fields of a body stand beside the parameters; what is no object of named fields is one argument.
fn body_arguments(
    plan: &Plan<'_>,
    schemas: &mut Schemas<'_, '_>,
    body: &Body,
    arguments: &mut Vec<Argument>,
    hidden: &mut Vec<Value>,
) {
    let Some(record) = hoisted(plan, body) else {
        return arguments.push(Argument {
            key: "body".to_owned(),
            place: "body",
            to: json!({ "body": null }),
            schema: schemas.slot(&body.slot),
            required: body.required,
            needed: false,
        });
    };
    for field in Schemas::sent(record) {
        let (to, needed) = (json!({ "body": field.key }), schema::needed(field));
        if let Some(rule) = field_rule(plan, field) {
            let mut entry = self::hidden(&field.key, "body", rule, to, needed && body.required);
            entry.extend(longest(plan, &field.slot).map(|most| ("most".to_owned(), most.into())));
            hidden.push(Value::Object(entry));
            continue;
        }
        arguments.push(Argument {
            key: field.key.clone(),
            place: "body",
            to,
            schema: schemas.field(field),
            required: needed && body.required,
            needed: needed && !body.required,
        });
    }
}

/// The record whose fields become arguments: not one that may be null or hold other keys.
fn hoisted<'p>(plan: &'p Plan<'_>, body: &Body) -> Option<&'p Record> {
    match &plan.api.types[plan.api.behind(body.slot.ty)].shape {
        Shape::Record(record) if !body.slot.nullable && !matches!(record.extra, Extra::Typed(_)) => {
            (Schemas::sent(record).count() > 0).then_some(record)
        }
        _ => None,
    }
}

/// Names of arguments. Of two keys that are the same the later says where it goes.
fn keys(arguments: &[Argument]) -> Vec<String> {
    let spelled: Vec<String> = arguments
        .iter()
        .enumerate()
        .map(|(i, argument)| {
            let taken = arguments.iter().take(i).any(|other| other.key == argument.key);
            if taken { format!("{}_{}", argument.key, argument.place) } else { argument.key.clone() }
        })
        .collect();
    argument_keys(spelled.iter().map(String::as_str))
}

fn title(op: &Operation) -> String {
    let prose = op.docs.summary.as_deref().or(op.docs.description.as_deref()).unwrap_or_default();
    let text = words::plain(prose, 80);
    let text = if text.is_empty() { op.request() } else { text };
    text.trim_end_matches('.').to_owned()
}

/// What it does, in the document's words, the short ones first.
fn description(op: &Operation) -> String {
    let part =
        |prose: &Option<String>| prose.as_deref().map(|prose| words::plain(prose, words::TOOL)).unwrap_or_default();
    let (summary, long) = (part(&op.docs.summary), part(&op.docs.description));
    let mut text = match (summary.is_empty(), long.starts_with(summary.trim_end_matches('.'))) {
        (true, _) | (_, true) => long,
        (false, false) if long.is_empty() => format!("{}.", summary.trim_end_matches('.')),
        (false, false) => format!("{}. {long}", summary.trim_end_matches('.')),
    };
    if text.is_empty() {
        text = format!("{}.", op.request());
    }
    if op.docs.deprecated { format!("Deprecated. {text}") } else { text }
}
