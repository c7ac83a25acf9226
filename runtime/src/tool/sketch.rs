//! A schema in a line, as programmers write types: what a model needs to know of a value that it gives as JSON text.

use super::schema::{Id, Kind, Schema, Schemas};
use serde_json::Value;

/// Characters of a sketch.
const LONGEST: usize = 400;

/// Types within types.
const DEPTH: usize = 6;

/// `{name: string, tags?: string[]}`, cut where it gets long.
pub(crate) fn of(schemas: &Schemas, id: Id) -> String {
    let mut out = String::new();
    draw(schemas, id, 0, &mut out);
    match out.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", out.get(..end).unwrap_or_default()),
        None => out,
    }
}

/// The same of a schema that has no place.
pub(crate) fn of_schema(schemas: &Schemas, schema: &Schema) -> String {
    match &schema.kind {
        Kind::Constants(values) => values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "),
        Kind::Named(name) => schemas.named(name).map_or_else(|| "any".to_owned(), |id| of(schemas, id)),
        _ => "any".to_owned(),
    }
}

fn draw(schemas: &Schemas, id: Id, depth: usize, out: &mut String) {
    if depth > DEPTH || out.len() > LONGEST * 4 {
        out.push('…');
        return;
    }
    let id = schemas.behind(id);
    let schema = schemas.get(id);
    match &schema.kind {
        Kind::Any | Kind::Named(_) => out.push_str("any"),
        Kind::Bool => out.push_str("boolean"),
        Kind::Integer => out.push_str("integer"),
        Kind::Number => out.push_str("number"),
        Kind::Text { .. } => out.push_str("string"),
        Kind::Constants(values) => {
            out.push_str(&values.iter().take(12).map(Value::to_string).collect::<Vec<_>>().join(" | "));
        }
        Kind::List(item) => {
            draw(schemas, *item, depth + 1, out);
            out.push_str("[]");
        }
        Kind::Tuple(items) => {
            out.push('[');
            separated(items, ", ", out, |item, out| draw(schemas, *item, depth + 1, out));
            out.push(']');
        }
        Kind::Object { .. } if depth > 2 => out.push_str("object"),
        Kind::Object { fields, rest } => {
            out.push('{');
            separated(fields, ", ", out, |field, out| {
                out.push_str(&field.wire);
                out.push_str(if field.required { ": " } else { "?: " });
                draw(schemas, field.schema, depth + 1, out);
            });
            if let Some(rest) = rest {
                out.push_str(if fields.is_empty() { "[key]: " } else { ", [key]: " });
                draw(schemas, *rest, depth + 1, out);
            }
            out.push('}');
        }
        Kind::Union(arms) => separated(arms, " | ", out, |arm, out| draw(schemas, *arm, depth + 1, out)),
    }
    if schema.nullable && !matches!(schema.kind, Kind::Any) {
        out.push_str(" | null");
    }
}

fn separated<T>(list: &[T], separator: &str, out: &mut String, draw: impl Fn(&T, &mut String)) {
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        draw(item, out);
    }
}
