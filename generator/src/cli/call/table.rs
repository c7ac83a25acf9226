//! The IR's operation as the runtime's table, field by field: what `emit` writes for a generated client, made at once.
//! The tables live as long as the process, which makes them once.

use super::Found;
use super::inputs::Inputs;
use crate::ir::{self, Place, SchemeKind, Segment, Status};
use crate::pipeline::Planned;
use bindery_runtime::codec::Json;
use bindery_runtime::http::Method;
use bindery_runtime::tool::{Row, Value};
use bindery_runtime::{Input, Operation, operation as table};

/// The API, with `own` as its server where it has no other.
pub(in crate::cli) fn api(planned: &Planned, own: Option<&ir::Server>) -> &'static table::Api {
    let Planned { api, names } = planned;
    let servers: Vec<&ir::Server> =
        if api.servers.is_empty() { own.into_iter().collect() } else { api.servers.iter().collect() };
    let scheme = |(i, scheme): (usize, &ir::Scheme)| table::Scheme {
        name: text(&scheme.name),
        kind: kind(&scheme.kind),
        env: text(names.env.get(i).map_or("", String::as_str)),
    };
    leak(table::Api {
        name: text(&names.api),
        version: text(&api.info.version),
        servers: list(servers.into_iter().map(server)),
        schemes: list(api.schemes.iter().enumerate().map(scheme)),
    })
}

/// Hands the operation and its inputs to `call`.
pub(super) fn input<T>(found: &Found, inputs: &Inputs, call: impl FnOnce(&'static Operation, Input<'_>) -> T) -> T {
    let op = found.op();
    let value = |i: usize| inputs.params.get(i).cloned().flatten().unwrap_or(Value::Null);
    let path: Vec<Value> = path_params(op).map(value).collect();
    let path: Vec<&dyn Json> = path.iter().map(|value| value as &dyn Json).collect();
    let row = Row::new(other_params(op).map(value).collect());
    let input = Input::new().path(&path).params(&row);
    let op = operation(op, found.title());
    match &inputs.body {
        Some((way, body)) => call(op, input.body(body).sent_as(*way)),
        None => call(op, input),
    }
}

/// Places in `params` of what stands in the path, in its order.
fn path_params(op: &ir::Operation) -> impl Iterator<Item = usize> {
    op.path.iter().filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Param(i) => Some(*i),
    })
}

fn other_params(op: &ir::Operation) -> impl Iterator<Item = usize> {
    op.params.iter().enumerate().filter(|(_, param)| param.place != Place::Path).map(|(i, _)| i)
}

pub(in crate::cli) fn operation(op: &ir::Operation, id: &str) -> &'static Operation {
    let rows = path_params(op).enumerate().chain(other_params(op).enumerate());
    let params = rows.filter_map(|(row, i)| Some(param(row, op.params.get(i)?)));
    leak(Operation {
        id: text(id),
        method: method(op.method),
        path: text(&op.path_with(|_| "{}".to_owned())),
        params: list(params),
        bodies: list(op.bodies.iter().map(body)),
        server: op.server.as_ref().map(server),
        replies: list(op.replies.iter().map(|it| reply(it, op.names_media(it)))),
        auth: list(op.auth.any_of.iter().map(|way| list(way.iter().copied()))),
    })
}

fn method(method: ir::Method) -> Method {
    match method {
        ir::Method::Get => Method::GET,
        ir::Method::Put => Method::PUT,
        ir::Method::Post => Method::POST,
        ir::Method::Delete => Method::DELETE,
        ir::Method::Options => Method::OPTIONS,
        ir::Method::Head => Method::HEAD,
        ir::Method::Patch => Method::PATCH,
        ir::Method::Trace => Method::TRACE,
    }
}

fn server(server: &ir::Server) -> table::Server {
    let variables = server.variables.iter().map(|variable| table::Variable {
        name: text(&variable.name),
        default: text(&variable.default),
        values: list(variable.values.iter().map(|value| text(value))),
    });
    table::Server { url: text(&server.url), variables: list(variables) }
}

pub(super) fn kind(kind: &SchemeKind) -> table::SchemeKind {
    match kind {
        SchemeKind::ApiKey { place: Place::Header, name, prefix } if prefix.is_empty() => {
            table::SchemeKind::HeaderKey(text(name))
        }
        SchemeKind::ApiKey { place: Place::Header, name, prefix } => {
            table::SchemeKind::PrefixedKey(text(name), text(prefix))
        }
        SchemeKind::ApiKey { place: Place::Query, name, prefix: _ } => table::SchemeKind::QueryKey(text(name)),
        SchemeKind::ApiKey { place: Place::Cookie, name, prefix: _ } => table::SchemeKind::CookieKey(text(name)),
        SchemeKind::ApiKey { place: Place::Path, name, prefix: _ } => table::SchemeKind::Other(text(name)),
        SchemeKind::PathKey(template) => table::SchemeKind::PathKey(text(template)),
        SchemeKind::Bearer => table::SchemeKind::Bearer,
        SchemeKind::Basic => table::SchemeKind::Basic,
        SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => table::SchemeKind::Token,
        SchemeKind::Other(name) => table::SchemeKind::Other(text(name)),
    }
}

fn param(row: usize, param: &ir::Param) -> table::Param {
    let place = match param.place {
        Place::Path => table::Place::Path,
        Place::Query => table::Place::Query,
        Place::Header => table::Place::Header,
        Place::Cookie => table::Place::Cookie,
    };
    let style = style(param.style, param.explode);
    table::Param { row, place, name: text(&param.name), style, reserved: param.reserved }
}

fn style(style: ir::Style, explode: bool) -> table::Style {
    match (style, explode) {
        (ir::Style::Form, false) => table::Style::Form,
        (ir::Style::Form, true) => table::Style::FormExploded,
        (ir::Style::Simple, false) => table::Style::Simple,
        (ir::Style::Simple, true) => table::Style::SimpleExploded,
        (ir::Style::SpaceDelimited, _) => table::Style::SpaceDelimited,
        (ir::Style::PipeDelimited, _) => table::Style::PipeDelimited,
        (ir::Style::DeepObject, _) => table::Style::DeepObject,
        (ir::Style::DeepBrackets, _) => table::Style::DeepBrackets,
        (ir::Style::DeepRepeat, _) => table::Style::DeepRepeat,
        (ir::Style::Label, false) => table::Style::Label,
        (ir::Style::Label, true) => table::Style::LabelExploded,
        (ir::Style::Matrix, false) => table::Style::Matrix,
        (ir::Style::Matrix, true) => table::Style::MatrixExploded,
        (ir::Style::Json, _) => table::Style::Json,
        (ir::Style::Urlencoded, _) => table::Style::Urlencoded,
    }
}

fn body(body: &ir::Body) -> table::Body {
    let media = match body.media {
        ir::Media::Json => table::Media::Json,
        ir::Media::Form => table::Media::Form,
        ir::Media::Multipart => table::Media::Multipart,
        ir::Media::Text => table::Media::Text,
        ir::Media::Binary => table::Media::Binary,
    };
    let encodings = body.encodings.iter().map(|encoding| table::Encoding {
        name: text(&encoding.name),
        style: encoding.style.map(|(said, explode)| style(said, explode)),
        reserved: encoding.reserved,
        content_type: text(encoding.content_type.as_deref().unwrap_or_default()),
        headers: list(encoding.headers.iter().map(|(name, value)| (text(name), text(value)))),
    });
    table::Body { media, content_type: text(&body.content_type), encodings: list(encodings) }
}

fn reply(reply: &ir::Reply, apart: bool) -> table::Reply {
    let status = match reply.status {
        Status::Code(code) => code,
        Status::Range(range) => u16::from(range),
        Status::Default => 0,
    };
    let media = match reply.content.as_ref().map(|content| content.media) {
        None => table::ReplyMedia::Empty,
        Some(ir::Media::Json) => table::ReplyMedia::Json,
        Some(ir::Media::Text) => table::ReplyMedia::Text,
        Some(ir::Media::Form | ir::Media::Multipart | ir::Media::Binary) => table::ReplyMedia::Binary,
    };
    let named = reply.content.as_ref().filter(|_| apart).map(ir::Content::essence);
    table::Reply { status, media, content_type: text(&named.unwrap_or_default()), arm: reply.arm }
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn list<T>(values: impl Iterator<Item = T>) -> &'static [T] {
    Box::leak(values.collect())
}

fn text(text: &str) -> &'static str {
    Box::leak(text.into())
}
