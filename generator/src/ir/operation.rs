//! Operations: what is asked of a server, and what it may answer.

use super::{Docs, Place, Server, Slot};
use crate::source::At;
use serde::{Deserialize, Serialize};

/// One operation.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    pub at: At,
    /// `operationId`, as said.
    pub id: Option<String>,
    /// What it could be called: its id, or the path, with the method where that is needed to tell it apart.
    pub hint: String,
    /// `x-bindery-name`.
    pub forced: Option<String>,
    pub method: Method,
    pub path: Vec<Segment>,
    /// The first tag decides the module.
    pub tag: Option<String>,
    pub docs: Docs,
    /// Path parameters in the order of the path, then the rest in the order of the document.
    pub params: Vec<Param>,
    /// Ways to send the body, the preferred one first and one of a kind; none if there is no body.
    pub bodies: Vec<Body>,
    /// Where it lives, if not where the API does.
    pub server: Option<Server>,
    /// In the document's order; one for each media type of a status that is read in its own way, the preferred one first.
    pub replies: Vec<Reply>,
    /// Type of the success answer; `None` is nothing.
    pub success: Option<Slot>,
    /// Type of the error: a `Union` by `Status` when statuses differ; `None` when none is declared.
    pub failure: Option<Slot>,
    /// A record of the headers that its answers may carry.
    pub headers: Option<Slot>,
    pub auth: Auth,
    pub effect: Effect,
}

/// What a call does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Nothing.
    Read,
    Create,
    Update,
    Delete,
    /// Something else: sends a message, cancels, pays.
    Act,
}

impl Effect {
    pub const ALL: &'static [Effect] = &[Effect::Read, Effect::Create, Effect::Update, Effect::Delete, Effect::Act];

    /// `read`
    pub fn name(self) -> &'static str {
        match self {
            Effect::Read => "read",
            Effect::Create => "create",
            Effect::Update => "update",
            Effect::Delete => "delete",
            Effect::Act => "act",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// `GET`
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
            Method::Head => "HEAD",
            Method::Patch => "PATCH",
            Method::Trace => "TRACE",
        }
    }
}

impl Operation {
    /// Whether the same call once more changes nothing further (RFC 9110, section 9.2.2). What acts although its method
    /// should not is no such call.
    pub fn is_idempotent(&self) -> bool {
        match self.method {
            Method::Put | Method::Delete => true,
            Method::Get | Method::Head | Method::Options | Method::Trace | Method::Post | Method::Patch => {
                self.effect == Effect::Read
            }
        }
    }

    /// `GET /orders/{id}`
    pub fn request(&self) -> String {
        format!("{} {}", self.method.name(), self.template())
    }

    /// `/orders/{id}`
    pub fn template(&self) -> String {
        self.path_with(|i| format!("{{{}}}", self.params.get(i).map_or("", |param| param.name.as_str())))
    }

    /// The path with what `param` makes of each parameter.
    pub fn path_with(&self, param: impl Fn(usize) -> String) -> String {
        let segments = self.path.iter().map(|segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::Param(i) => param(*i),
        });
        segments.collect()
    }
}

/// A piece of a path template, slashes included in the literals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Segment {
    Literal(String),
    /// Index into `Operation::params`.
    Param(usize),
}

#[derive(Clone, Debug, Serialize)]
pub struct Param {
    pub name: String,
    /// `x-bindery-name`.
    pub forced: Option<String>,
    pub place: Place,
    pub style: Style,
    pub explode: bool,
    /// `allowReserved`.
    pub reserved: bool,
    pub slot: Slot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    Form,
    Simple,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `DeepObject`, with lists as [`Lists::Brackets`]; made by the `forms` pass.
    DeepBrackets,
    /// As `DeepObject`, with lists as [`Lists::Repeat`]; made by the `forms` pass.
    DeepRepeat,
    Label,
    Matrix,
    /// `content: application/json`: the value as JSON text.
    Json,
    /// `content: application/x-www-form-urlencoded`: the value as the text of a form.
    Urlencoded,
}

#[derive(Clone, Debug, Serialize)]
pub struct Body {
    pub at: At,
    pub required: bool,
    pub media: Media,
    /// As sent in `Content-Type`.
    pub content_type: String,
    /// Fields of a form that are spelled in their own way.
    pub encodings: Vec<Encoding>,
    pub slot: Slot,
}

impl Operation {
    /// Whether a status has answers of several media types, so that the one that came decides.
    pub fn has_several(&self, status: Status) -> bool {
        self.replies.iter().filter(|reply| reply.status == status).nth(1).is_some()
    }

    /// Whether a table has to name the media type of a reply: where it tells several apart, and where its kind alone would
    /// have another one asked for.
    pub fn names_media(&self, reply: &Reply) -> bool {
        let success = |status| matches!(status, Status::Code(200..=299) | Status::Range(2));
        let asked_for = success(reply.status)
            || (reply.status == Status::Default && !self.replies.iter().any(|other| success(other.status)));
        let usual = reply.content.as_ref().is_none_or(|content| match (content.media, content.essence()) {
            (Media::Json, essence) => essence == "application/json" || essence.contains('*'),
            (Media::Text, essence) => essence.starts_with("text/"),
            (Media::Binary | Media::Form | Media::Multipart, _) => true,
        });
        self.has_several(reply.status) || (asked_for && !usual)
    }

    /// What tells a way to send the body from those before it: its kind, or among several of a kind its media type.
    pub fn way_name(&self, way: usize) -> String {
        let Some(body) = self.bodies.get(way) else { return String::new() };
        let alone = self.bodies.iter().filter(|other| other.media == body.media).count() == 1;
        if alone {
            return media_name(body.media).to_owned();
        }
        let essence = body.content_type.split(';').next().unwrap_or_default();
        let subtype = essence.split_once('/').map_or(essence, |(_, subtype)| subtype).trim();
        subtype.trim_end_matches("+json").trim_start_matches("vnd.").to_owned()
    }
}

/// How the elements of a list are told apart within forms and deep objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lists {
    /// `a[0]=x&a[1]=y`; words alone in a form as `a=x&a=y`, as the specification has it.
    #[default]
    Indices,
    /// `a[]=x&a[]=y`
    Brackets,
    /// `a=x&a=y`
    Repeat,
}

/// How one field of a form is spelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Encoding {
    pub name: String,
    /// With `explode`.
    pub style: Option<(Style, bool)>,
    pub reserved: bool,
    pub content_type: Option<String>,
    /// Headers of its part, those with a value that the document gives.
    pub headers: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Media {
    Json,
    Form,
    Multipart,
    Text,
    /// Anything else: raw bytes.
    Binary,
}

/// `form`, as names of methods and types say it.
pub fn media_name(media: Media) -> &'static str {
    match media {
        Media::Json => "json",
        Media::Form => "form",
        Media::Multipart => "multipart",
        Media::Text => "text",
        Media::Binary => "bytes",
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Reply {
    pub at: At,
    pub status: Status,
    pub docs: Docs,
    /// `None`: no content declared.
    pub content: Option<Content>,
    /// The arm of the `Status` union that it fills, if its side of the answers is one.
    pub arm: Option<usize>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Content {
    pub media: Media,
    pub content_type: String,
    pub slot: Slot,
}

impl Content {
    /// Type and subtype, without parameters and in small letters.
    pub fn essence(&self) -> String {
        self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Status {
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

/// Security requirements: any of `Vec<Scheme>` is enough, each needs all of its schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Auth {
    /// Indices into `Api::schemes`. No alternatives, or an empty one: nothing is needed.
    pub any_of: Vec<Vec<usize>>,
}
