//! Media types: which of several a client sends or reads, and the type of what travels.

use super::schema::Schema;
use super::{Lower, within};
use crate::diag::Code;
use crate::ir::{Body, Content, Encoding, Media, Place, Style, media_name};
use crate::source::Node;
use serde_json::Value;

impl<'d> Lower<'d, '_> {
    /// The ways to send the body of a request, the preferred one first; none if no content is declared.
    pub(super) fn bodies(&mut self, node: Node<'d>, path: &[String]) -> Vec<Body> {
        let use_at = node.at();
        let Some(body) = self.follow(node) else {
            let mut slot = self.any_slot(use_at);
            slot.ty = self.widened_type(use_at, within(path, "body"));
            let content_type = "application/json".to_owned();
            let (media, encodings) = (Media::Json, Vec::new());
            return vec![Body { at: use_at, required: false, media, content_type, encodings, slot }];
        };
        let mut offers: Vec<(&str, Node<'d>)> = body
            .get("content")
            .into_iter()
            .flat_map(Node::entries)
            .filter(|(name, _)| !name.starts_with("x-"))
            .collect();
        offers.sort_by_key(|(name, node)| rank(name, *node));
        // One of each kind; and of the kind all that are more than another name for it.
        let mut taken: Vec<(Media, String, Option<&Value>)> = Vec::new();
        offers.retain(|(name, node)| {
            let (media, essence, says) = (media_of(name, *node), essence(name), node.get("schema").map(Node::value));
            let again = taken.iter().any(|(known, other, schema)| {
                let same_type = *schema == says || !matches!(media, Media::Json | Media::Form | Media::Multipart);
                *known == media && (*other == essence || essence.contains('*') || (essence == "text/json" && same_type))
            });
            taken.push((media, essence, says));
            !again
        });
        let elsewhere = || body.entries().any(|(key, _)| key.contains('/'));
        if body.get("content").is_none() && !elsewhere() {
            self.report(Code::Missing, use_at, "this body has no `content`, so there is nothing to send");
        }
        let required = body.bool_at("required");
        let home = self.home(body, path, "body");
        let mut bodies: Vec<Body> = Vec::new();
        for (name, node) in offers {
            let media = media_of(name, node);
            // Inline schemas that read the same are one type.
            let same = |body: &&Body| {
                body.slot.at != body.at && self.value_at(body.slot.at) == node.get("schema").map(Node::value)
            };
            let known = bodies.iter().find(same).map(|body| body.slot.clone());
            let role = match bodies.iter().any(|body| body.media == media) {
                _ if bodies.is_empty() => home.clone(),
                true => within(&home, essence(name).split_once('/').map_or("", |(_, subtype)| subtype)),
                false => within(&home, media_name(media)),
            };
            let content = self.offer(name, node, role);
            let mut slot = known.unwrap_or(content.slot);
            slot.required = required;
            slot.docs.description = body.str_at("description").map(str::to_owned).or(slot.docs.description);
            let encodings = self.encodings(node, media);
            bodies.push(Body { at: body.at(), required, media, content_type: content.content_type, encodings, slot });
        }
        bodies
    }

    /// What the encoding objects say about fields of a form.
    fn encodings(&mut self, media_type: Node<'d>, media: Media) -> Vec<Encoding> {
        let mut out = Vec::new();
        if !matches!(media, Media::Form | Media::Multipart) {
            return out;
        }
        for (name, node) in media_type.get("encoding").into_iter().flat_map(Node::entries) {
            // Whatever of a parameter's keywords is said, the others have their defaults.
            let styled = ["style", "explode", "allowReserved"].into_iter().any(|key| node.get(key).is_some());
            let style = styled.then(|| self.style(node, Place::Query));
            let explode = node.get("explode").and_then(Node::as_bool).unwrap_or(style == Some(Style::Form));
            let reserved = node.bool_at("allowReserved");
            let content_type = node.str_at("contentType").map(|text| text.trim().to_owned());
            if style.is_some() || content_type.is_some() {
                let style = style.map(|style| (style, explode));
                out.push(Encoding { name: name.to_owned(), style, reserved, content_type });
            }
        }
        out
    }

    /// The content that counts: JSON first, then forms, text, bytes.
    pub(super) fn content(&mut self, holder: Node<'d>, path: Vec<String>) -> Option<Content> {
        let offers = holder.get("content")?;
        let (name, node) = offers.entries().min_by_key(|(name, node)| rank(name, *node))?;
        Some(self.offer(name, node, path))
    }

    /// Says that a schema under bytes describes what bytes are not.
    fn describes_json(&mut self, media_type: &str, schema: Node<'d>) {
        let Some(schema) = self.follow(schema) else { return };
        let objects = matches!(schema.str_at("type"), Some("object" | "array")) || schema.get("properties").is_some();
        if objects {
            let message =
                format!("a schema of objects under `{media_type}`, which is not JSON; sent and read as bytes");
            self.report(Code::SchemaOfBytes, schema.at(), message);
        }
    }

    fn offer(&mut self, name: &str, node: Node<'d>, path: Vec<String>) -> Content {
        let media = media_of(name, node);
        let slot = match (media, node.get("schema")) {
            (Media::Text, _) => self.text_slot(node.at()),
            (Media::Binary, schema) => {
                if let Some(schema) = schema {
                    self.describes_json(name, schema);
                }
                self.bytes_slot(node.at())
            }
            (Media::Json | Media::Form | Media::Multipart, Some(schema)) => self.slot_of(Schema(schema), path),
            (Media::Json | Media::Form | Media::Multipart, None) => self.any_slot(node.at()),
        };
        let content_type = content_type(name.trim(), media);
        Content { media, content_type, slot }
    }
}

/// Whether some content of a document is made of parts.
pub(super) fn has_parts(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| key.starts_with("multipart/") || has_parts(value)),
        Value::Array(items) => items.iter().any(has_parts),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// What is sent as `Content-Type`: a range of media types is none to send, and text is written as UTF-8 whatever the
/// document says.
fn content_type(name: &str, media: Media) -> String {
    let (essence, rest) = name.split_once(';').unwrap_or((name, ""));
    if essence.contains('*') {
        let usual = match media {
            Media::Json => "application/json",
            Media::Form => "application/x-www-form-urlencoded",
            Media::Multipart => "multipart/form-data",
            Media::Text => "text/plain",
            Media::Binary => "application/octet-stream",
        };
        return usual.to_owned();
    }
    let foreign = |parameter: &&str| {
        let parameter = parameter.trim().to_ascii_lowercase();
        parameter.starts_with("charset=") && parameter.trim_start_matches("charset=").trim_matches('"') != "utf-8"
    };
    match rest.split(';').find(foreign) {
        Some(parameter) => name.replace(parameter.trim(), "charset=utf-8"),
        None => name.to_owned(),
    }
}

/// The lower, the better.
fn rank(name: &str, node: Node<'_>) -> usize {
    let exact = essence(name) == "application/json";
    match media_of(name, node) {
        Media::Json if exact => 0,
        Media::Json if essence(name).contains('*') => 2,
        Media::Json => 1,
        Media::Form => 3,
        Media::Multipart => 4,
        Media::Text => 5,
        Media::Binary => 6,
    }
}

/// As [`media`], but a wildcard whose schema is `binary` means bytes.
fn media_of(name: &str, node: Node<'_>) -> Media {
    let binary = node.get("schema").is_some_and(|schema| schema.str_at("format") == Some("binary"));
    match media(name) {
        Media::Json if binary && essence(name).contains('*') => Media::Binary,
        media => media,
    }
}

pub(super) fn media(name: &str) -> Media {
    let essence = essence(name);
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence.as_str(), ""));
    match (kind, subtype) {
        (_, subtype) if subtype == "json" || subtype.ends_with("+json") => Media::Json,
        ("*" | "application", "*") => Media::Json,
        ("application", "x-www-form-urlencoded") => Media::Form,
        ("multipart", _) => Media::Multipart,
        ("text", _) => Media::Text,
        (
            "application",
            "xml" | "yaml" | "x-yaml" | "x-ndjson" | "ndjson" | "jsonl" | "x-jsonl" | "x-jsonlines" | "json-seq"
            | "javascript" | "graphql",
        ) => Media::Text,
        ("application", subtype) if subtype.ends_with("+xml") || subtype.ends_with("+yaml") => Media::Text,
        _ => Media::Binary,
    }
}

/// Type and subtype, without parameters.
fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::media;
    use crate::ir::Media;

    #[test]
    fn media_types_are_sorted_by_how_they_are_read() {
        let cases = [
            ("application/json", Media::Json),
            ("application/json; charset=utf-8", Media::Json),
            ("Application/Problem+JSON", Media::Json),
            ("*/*", Media::Json),
            ("application/x-www-form-urlencoded", Media::Form),
            ("multipart/form-data", Media::Multipart),
            ("text/event-stream", Media::Text),
            ("application/x-ndjson", Media::Text),
            ("application/atom+xml", Media::Text),
            ("application/pdf", Media::Binary),
            ("image/*", Media::Binary),
            ("", Media::Binary),
        ];
        for (name, expected) in cases {
            assert_eq!(media(name), expected, "{name}");
        }
    }
}
