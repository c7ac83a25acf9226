//! Media types: which of several a client sends or reads, and the type of what travels.

use super::schema::Schema;
use super::{Lower, within};
use crate::diag::Code;
use crate::ir::{Body, Content, Encoding, Media, Place, Style, media_name};
use crate::source::Node;
use serde_json::Value;
use std::collections::BTreeMap;

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
        let home = self.home(body, path, "body");
        self.told_apart(&mut offers, &home);
        // One of each kind; and of the kind all that are more than another name for it.
        let mut taken: Vec<(Media, Option<&Value>)> = Vec::new();
        offers.retain(|(name, node)| {
            let (media, essence, says) = (media_of(name, *node), essence(name), node.get("schema").map(Node::value));
            let again = taken.iter().any(|(known, schema)| {
                let same_type = *schema == says || !matches!(media, Media::Json | Media::Form | Media::Multipart);
                *known == media && (essence.contains('*') || (essence == "text/json" && same_type))
            });
            taken.push((media, says));
            !again
        });
        // What stands elsewhere was said.
        let elsewhere = || body.entries().any(|(key, _)| key.contains('/') || key == "schema");
        match body.get("content").map(Node::value) {
            None if !elsewhere() => {
                self.report(Code::Missing, use_at, "this body has no `content`, so there is nothing to send");
            }
            Some(Value::Object(_)) if offers.is_empty() => {
                let message = "the `content` of this body names no media type, so there is nothing to send";
                let help = "write it as `content: { application/json: { schema: … } }`";
                self.report_with(Code::Missing, use_at, message, Some(help.to_owned()));
            }
            // What is no object was said.
            Some(_) | None => {}
        }
        let required = body.bool_at("required");
        let mut bodies: Vec<Body> = Vec::new();
        let alone = offers.iter().all(|(name, node)| media_of(name, *node) != Media::Json);
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
            let content = self.offer(name, node, role, alone);
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
            // Other forms than multipart have no place for them.
            let headers = if media == Media::Multipart { self.part_headers(node) } else { Vec::new() };
            if style.is_some() || content_type.is_some() || !headers.is_empty() {
                let style = style.map(|style| (style, explode));
                out.push(Encoding { name: name.to_owned(), style, reserved, content_type, headers });
            }
        }
        out
    }

    /// The headers of a part that have one value by the document. There is no place where a caller could say others.
    fn part_headers(&mut self, encoding: Node<'d>) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (name, node) in encoding.get("headers").into_iter().flat_map(Node::entries) {
            let (Some(header), false) = (self.follow(node), name.eq_ignore_ascii_case("content-type")) else {
                continue;
            };
            let schema = header.get("schema").and_then(|schema| self.follow(schema));
            match schema.and_then(only_value).filter(|value| is_sendable(name, value)) {
                Some(value) => out.push((name.to_owned(), value)),
                None => {
                    let message = format!("the header `{name}` of this part has no value that can be sent; left out");
                    let help = "give its schema a `const` or a `default` of plain text";
                    self.report_with(Code::PartHeader, node.at(), message, Some(help.to_owned()));
                }
            }
        }
        out
    }

    /// Leaves of the media types that differ in their parameters alone one each: nothing else tells them apart on the wire.
    fn told_apart(&mut self, offers: &mut Vec<(&'d str, Node<'d>)>, path: &[String]) {
        let mut kept: BTreeMap<String, (&'d str, Node<'d>)> = BTreeMap::new();
        for (name, node) in offers.iter().copied() {
            let first = kept.entry(essence(name)).or_insert((name, node));
            // The one without parameters, whatever the order.
            if (name.contains(';'), name) < (first.0.contains(';'), first.0) {
                *first = (name, node);
            }
        }
        offers.retain(|(name, node)| {
            let Some((first, known)) = kept.get(&essence(name)).filter(|(first, _)| first != name) else { return true };
            let typed = matches!(media_of(name, *node), Media::Json | Media::Form | Media::Multipart);
            if typed && node.get("schema").map(Node::value) != known.get("schema").map(Node::value) {
                let message = format!(
                    "`{name}` differs from `{first}` in its parameters alone, which are not looked at, and has another \
                     schema; that of `{first}` counts"
                );
                let help = "write one schema for both, such as a `oneOf` of the two";
                self.report_with(Code::NotYet, self.document.key(node.at()), message, Some(help.to_owned()));
                // For what is wrong within.
                self.offer(name, *node, within(path, &media_words(name)), false);
            }
            false
        });
    }

    /// The media types of an answer that are read each in its own way, the preferred one first. What only spells the
    /// same value in another way is none of them, nor is what has to be asked for with more than a header.
    pub(super) fn answers(&mut self, holder: Node<'d>, path: &[String]) -> Vec<(&'d str, Node<'d>)> {
        let entries = holder.get("content").into_iter().flat_map(Node::entries);
        let mut offers: Vec<_> = entries.filter(|(name, _)| !name.starts_with("x-")).collect();
        offers.sort_by_key(|(name, node)| (rank(name, *node), essence(name)));
        self.told_apart(&mut offers, path);
        let Some((first, schema)) = offers.first().map(|(name, node)| (*name, node.get("schema"))) else {
            return offers;
        };
        let mut kept: Vec<Media> = Vec::new();
        offers.retain(|(name, node)| {
            let (essence, kind) = (essence(name), media_of(name, *node));
            let own = node.get("schema");
            let same = own.map(Node::value) == schema.map(Node::value);
            let is_word = is_text(name, *node) && media(name) != media(first);
            // Pictures of whatever kind have one schema, or none.
            let is_name = matches!(kind, Media::Text | Media::Binary) && kept.contains(&kind);
            let another = !is_stream(&essence) && !essence.starts_with("*/") && (!same || is_word || is_name);
            let respelled = media(first) == Media::Json && is_respelled(&essence);
            let keep = kept.is_empty() || (another && !respelled);
            kept.extend(keep.then_some(kind));
            keep
        });
        offers
    }

    /// Says that a schema under bytes or text describes what they are not.
    fn describes_json(&mut self, media_type: &str, schema: Node<'d>, fate: &str) {
        let at = schema.at();
        let Some(schema) = self.follow(schema) else { return };
        let objects = matches!(schema.str_at("type"), Some("object" | "array")) || schema.get("properties").is_some();
        if objects {
            let message =
                format!("a schema of objects under `{media_type}`, which is not JSON; sent and read as {fate}");
            self.report(Code::SchemaOfBytes, at, message);
        }
    }

    /// What is sent or read under a media type; `alone` if JSON does not stand beside it.
    pub(super) fn offer(&mut self, name: &str, node: Node<'d>, path: Vec<String>, alone: bool) -> Content {
        let media = media_of(name, node);
        let slot = match (media, node.get("schema")) {
            (Media::Text, schema) => {
                // Each piece of a stream may well be JSON.
                if let Some(schema) = schema.filter(|_| alone && !is_stream(&essence(name))) {
                    self.describes_json(name, schema, "text");
                }
                self.text_slot(node.at())
            }
            (Media::Binary, schema) => {
                if let Some(schema) = schema {
                    self.describes_json(name, schema, "bytes");
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

/// The only value that a header's schema allows, or its default, as it stands in a header.
fn only_value(schema: Node<'_>) -> Option<String> {
    let mut listed = schema.get("enum").into_iter().flat_map(Node::elements);
    let only = if let (Some(one), None) = (listed.next(), listed.next()) { Some(one) } else { None };
    match schema.get("const").or(only).or_else(|| schema.get("default"))?.value() {
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether a header can stand in a part and says nothing that is not true of what we send.
fn is_sendable(name: &str, value: &str) -> bool {
    let as_it_is = ["7bit", "8bit", "binary"].contains(&value.to_ascii_lowercase().as_str());
    let lies = match name.to_ascii_lowercase().as_str() {
        "content-disposition" => true,
        "content-transfer-encoding" => !as_it_is,
        _ => false,
    };
    is_token(name) && value.chars().all(|char| (' '..='~').contains(&char)) && !lies
}

/// Whether something can be the name of a header or of a cookie (RFC 9110, section 5.6.2).
pub(super) fn is_token(name: &str) -> bool {
    let token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
    !name.is_empty() && name.chars().all(token)
}

/// Answers that are a sequence: a server sends them where a field of the request asks for it.
fn is_stream(essence: &str) -> bool {
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    kind == "multipart"
        || ["event-stream", "ndjson", "jsonl", "jsonlines", "json-seq", "stream+json"]
            .contains(&subtype.trim_start_matches("x-"))
}

/// Other spellings of what JSON says.
fn is_respelled(essence: &str) -> bool {
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype).trim_start_matches("x-");
    ["xml", "yaml"].contains(&subtype) || subtype.ends_with("+xml") || subtype.ends_with("+yaml")
}

/// Whether a body of this media type is plain text for the caller.
pub(super) fn is_text(name: &str, node: Node<'_>) -> bool {
    let plain = |schema: Node<'_>| {
        schema.str_at("type") == Some("string")
            && ["enum", "const", "format", "oneOf", "anyOf", "allOf"].iter().all(|key| schema.get(key).is_none())
    };
    match media(name) {
        Media::Text => true,
        Media::Json => node.get("schema").is_some_and(plain),
        Media::Form | Media::Multipart | Media::Binary => false,
    }
}

/// What tells a media type from others of one answer, for a name: `csv`, `problem`, `image`.
pub(super) fn media_words(name: &str) -> String {
    let essence = essence(name);
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", essence.as_str()));
    let subtype = subtype.trim_end_matches("+json").trim_start_matches("vnd.").trim_start_matches("x-");
    if subtype.contains('*') { kind.to_owned() } else { subtype.to_owned() }
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

/// As [`media`], but a wildcard whose schema is `binary` means bytes, and one that is plain text means text: nobody puts
/// quotes around what may be anything.
fn media_of(name: &str, node: Node<'_>) -> Media {
    let says = |key| node.get("schema").and_then(|schema| schema.str_at(key));
    match (media(name), says("format"), says("type")) {
        (Media::Json, Some("binary"), _) if essence(name).contains('*') => Media::Binary,
        (Media::Json, None, Some("string")) if essence(name) == "*/*" => Media::Text,
        (media, _, _) => media,
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
