//! From the parts of a schema to a shape, and the shapes that are no record, choice or union: scalars and lists.

use super::kinds::Kind;
use super::parts::{Inner, Part, last};
use super::schema::Schema;
use super::{DEPTH, Job, Lower, circle, content, unions, within};
use crate::diag::{Code, nearest};
use crate::ir::{Arm, Format, Int, Media, Shape, Union, UnionTag};
use serde_json::Value;
use std::collections::BTreeSet;

/// Formats of JSON Schema and of OpenAPI's registry that are plain text, as they say.
const PLAIN_FORMATS: &[&str] = &[
    "char",
    "commonmark",
    "html",
    "idn-email",
    "idn-hostname",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "regex",
    "relative-json-pointer",
    "string",
    "text",
    "uri-reference",
    "uri-template",
];

impl<'d> Lower<'d, '_> {
    /// What is to be written for a text where a schema belongs.
    fn meant_by(&self, text: &str) -> Option<String> {
        let named = self.document.resolve(text).err().and_then(|error| error.help(self.document));
        let is_type = matches!(text, "string" | "integer" | "number" | "boolean" | "object" | "array" | "null");
        if is_type { Some(format!("write it as `{{ type: {text} }}`")) } else { named }
    }

    /// The shape of a type; `None` if it must be `Any` although more was said.
    pub(super) fn shape(&mut self, job: &Job<'d>) -> Option<Shape> {
        if let [root] = job.roots.as_slice() {
            if !(root.schema.value().is_object() || root.schema.value().is_boolean()) {
                let node = root.schema.node();
                let help = node.as_str().and_then(|text| self.meant_by(text));
                let message = format!("a schema was expected here, found {}; any value is taken", node.kind());
                self.report_with(Code::BadSchema, root.at(), message, help);
                return None;
            }
            if !self.settles(*root) {
                self.unsettled(*root);
                return None;
            }
            if let Some(family) = self.family(*root, &job.path) {
                return Some(family);
            }
            match root.inner() {
                Some(Inner::Within(inner)) if !self.is_member(*root, inner.into()) => {
                    return self.shape(&Job { id: job.id, roots: vec![inner.into()], path: job.path.clone() });
                }
                Some(Inner::Reference(reference)) if !self.is_member_of(*root, reference) => {
                    return Some(self.alias(*root, job));
                }
                Some(_) | None => {}
            }
        }
        self.merged(&job.roots, job)
    }

    /// Says that following a schema comes to no end. All that are on the way have the same fault.
    fn unsettled(&mut self, root: Part<'d>) {
        if self.reported.contains(&(Code::ReferenceLoop, root.at())) {
            return;
        }
        let steps: Vec<Part<'d>> = self.steps(root).collect();
        let way: Vec<String> = steps.iter().map(|part| self.document.pointer(part.at())).collect();
        let message = match way.iter().collect::<BTreeSet<_>>().len() == way.len() {
            true => format!("what this schema says is more than {DEPTH} references away; any value is taken"),
            false => {
                format!("this schema leads back to itself ({}), so it says nothing about its values", circle(&way))
            }
        };
        self.report(Code::ReferenceLoop, root.at(), message);
        self.reported.extend(steps.iter().map(|part| (Code::ReferenceLoop, part.at())));
    }

    /// The shape of schemas that all hold.
    pub(super) fn merged(&mut self, roots: &[Part<'d>], job: &Job<'d>) -> Option<Shape> {
        let parts = self.flatten(roots);
        let refers = |schema: Schema<'_>| schema.reference().is_some();
        if parts.is_empty() && roots.iter().any(|root| refers(root.schema) || root.schema.schemas("allOf").any(refers))
        {
            return None;
        }
        parts.iter().for_each(|part| self.contradictions(part.schema));
        match self.union(&parts, job) {
            Some(union) => union,
            None => self.plain(&unions::bare(&parts), job),
        }
    }

    /// A named schema that is another one. `null` belongs to its uses, which have asked for it already.
    fn alias(&mut self, root: Part<'d>, job: &Job<'d>) -> Shape {
        let mut slot = self.slot(root.at(), vec![root], job.path.clone());
        slot.nullable = false;
        Shape::Alias(slot)
    }

    /// The shape of parts without arms.
    pub(super) fn plain(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Option<Shape> {
        let kinds = self.kinds(parts).ok()?;
        if let Some(shape) = self.constants(parts, &kinds, job) {
            return Some(shape);
        }
        if parts.iter().all(|part| part.schema.raw("type").is_none()) {
            self.api.inferred.insert(job.id);
        }
        match kinds.as_slice() {
            // The media type alone says that these are bytes (OpenAPI 3.1.1, "Migrating binary descriptions"), in JSON too.
            kinds if (kinds.is_empty() || anything(kinds)) && self.is_file(parts) => Some(Shape::Text(Format::File)),
            [] => Some(Shape::Any),
            &[kind] => self.of_kind(kind, parts, job),
            kinds if anything(kinds) && !parts.iter().any(|part| part.schema.describes()) => Some(Shape::Any),
            kinds if kinds.iter().all(|kind| matches!(kind, Kind::Integer | Kind::Number)) => Some(Shape::Float),
            kinds => {
                let mut arms = Vec::new();
                for kind in kinds.iter().filter(|kind| **kind != Kind::Integer || !kinds.contains(&Kind::Number)) {
                    let arm_job = Job { id: job.id, roots: Vec::new(), path: within(&job.path, kind.name()) };
                    let shape = self.of_kind(*kind, parts, &arm_job)?;
                    let at = parts.first().map(|part| part.at()).unwrap_or_default();
                    let slot = self.made_slot(at, &job.path, kind.name(), shape);
                    arms.push(Arm { name: kind.name().to_owned(), tags: Vec::new(), slot });
                }
                Some(Shape::Union(Union { arms, tag: UnionTag::None }))
            }
        }
    }

    fn of_kind(&mut self, kind: Kind, parts: &[Part<'d>], job: &Job<'d>) -> Option<Shape> {
        match kind {
            Kind::Text => Some(self.text(parts)),
            Kind::Integer => Some(Shape::Int(integer(parts))),
            // A 32-bit number would lose digits that the server wrote.
            Kind::Number => Some(Shape::Float),
            Kind::Boolean => Some(Shape::Bool),
            Kind::List => Some(self.list(parts, job)),
            Kind::Object => Some(self.object(parts, job)),
        }
    }

    /// A format that the user has a type for.
    fn custom_format(&self, name: &str) -> Option<Format> {
        let place = self.api.formats.iter().position(|custom| custom == name)?;
        u16::try_from(place).ok().map(Format::Custom)
    }

    /// Text, by its format.
    pub(super) fn text(&mut self, parts: &[Part<'d>]) -> Shape {
        let encoding = last(parts, "contentEncoding").and_then(|encoding| encoding.node().as_str());
        if self.is_file(parts) {
            return Shape::Text(Format::File);
        }
        let Some(said) = last(parts, "format") else {
            return if encoding == Some("base64") { Shape::Bytes } else { Shape::Text(Format::Plain) };
        };
        let name = said.node().as_str();
        if let Some(custom) = name.and_then(|name| self.custom_format(name)) {
            return Shape::Text(custom);
        }
        match name {
            Some("byte" | "base64") => Shape::Bytes,
            Some(name) => Shape::Text(format(name).unwrap_or_else(|| {
                if !PLAIN_FORMATS.contains(&name) && self.formats.insert(name) {
                    let message = format!("the format `{name}` has no meaning here; its values are plain text");
                    let help = near_format(name).map(|near| format!("did you mean `{near}`?"));
                    self.report_with(Code::UnknownFormat, said.at(), message, help);
                }
                Format::Plain
            })),
            None => Shape::Text(Format::Plain),
        }
    }

    /// Whether this is the content of a file: `format: binary`, or in 3.1 an encoding that is none, or a media type without
    /// one.
    pub(super) fn is_file(&self, parts: &[Part<'d>]) -> bool {
        let text = |key| last(parts, key).and_then(|said| said.node().as_str());
        let media = text("contentMediaType").is_some_and(|media| content::media(media) == Media::Binary);
        let as_it_is = match text("contentEncoding") {
            Some(encoding) => encoding.eq_ignore_ascii_case("binary"),
            None => media,
        };
        self.files && (text("format") == Some("binary") || as_it_is)
    }

    fn list(&mut self, parts: &[Part<'d>], job: &Job<'d>) -> Shape {
        let at = parts.last().map(|part| part.at()).unwrap_or_default();
        let first = last(parts, "prefixItems").or(last(parts, "items").filter(|items| items.value().is_array()));
        if let Some(first) = first {
            return self.sequence(first, parts, job);
        }
        let roots: Vec<Part<'_>> =
            parts.iter().filter_map(|part| part.schema.schema("items")).map(Part::from).collect();
        match roots.last() {
            Some(item) => Shape::List(self.slot(item.at(), roots, within(&job.path, "item"))),
            None => Shape::List(self.any_slot(at)),
        }
    }
}

/// Whether every kind of value is allowed.
fn anything(kinds: &[Kind]) -> bool {
    [Kind::Text, Kind::Number, Kind::Boolean, Kind::List, Kind::Object].iter().all(|kind| kinds.contains(kind))
}

fn integer(parts: &[Part<'_>]) -> Int {
    let format = last(parts, "format").and_then(|format| format.node().as_str());
    let beyond = |value: &Value| {
        value.as_u64().is_some_and(|max| max > i64::MAX as u64) || value.as_f64().is_some_and(|max| max > 1e19)
    };
    let negative = |value: &Value| value.as_f64().is_some_and(|min| min < 0.0);
    let bound = |key: &'static str| parts.iter().filter_map(move |part| part.schema.raw(key));
    match format {
        Some("int32" | "int16" | "int8") => Int::I32,
        Some("uint32" | "uint16" | "uint8") => Int::U32,
        Some("uint64") => Int::U64,
        // A maximum beyond 64 bits beside a negative minimum is a rounded one.
        Some(_) | None if ["minimum", "exclusiveMinimum"].iter().any(|key| bound(key).any(negative)) => Int::I64,
        Some(_) | None if ["maximum", "exclusiveMaximum"].iter().any(|key| bound(key).any(beyond)) => Int::U64,
        Some(_) | None => Int::I64,
    }
}

/// The format that a misspelled one means. Of short names others are made with one letter: `ulid` is not `uuid`.
fn near_format(name: &str) -> Option<&'static str> {
    let known = [
        "date-time",
        "date",
        "time",
        "duration",
        "uuid",
        "uri",
        "email",
        "ipv4",
        "ipv6",
        "hostname",
        "decimal",
        "int64",
        "password",
        "binary",
        "byte",
    ];
    nearest(name, known.into_iter()).filter(|near| name.len() > 4 || name.len() != near.len())
}

/// The meaning of a string format.
pub(super) fn format(name: &str) -> Option<Format> {
    Some(match name.to_ascii_lowercase().as_str() {
        "date-time" | "datetime" => Format::DateTime,
        "date" => Format::Date,
        "time" => Format::Time,
        "duration" => Format::Duration,
        "uuid" => Format::Uuid,
        "uri" | "url" => Format::Uri,
        "email" => Format::Email,
        "ipv4" => Format::Ipv4,
        "ipv6" => Format::Ipv6,
        "hostname" => Format::Hostname,
        // Numbers that a JSON number would round, written as text.
        "decimal" | "int64" | "uint64" | "int32" | "uint32" | "float" | "double" => Format::Decimal,
        "password" => Format::Password,
        "binary" | "string" => Format::Plain,
        _ => return None,
    })
}
