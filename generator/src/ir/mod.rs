//! The one intermediate representation: what an API *is*, in the terms of JSON and HTTP.
//!
//! It knows no Rust, no document author and no model provider. Links are typed ids into arenas, so a recursive
//! schema is an ordinary value; every node carries [`At`], the place in the document that it came from.

mod arena;
mod fixed;
mod hint;
mod kinds;
mod operation;
mod reach;
mod secret;
mod walk;

pub use arena::{Arena, Id};
pub use fixed::Fixed;
pub use kinds::Kinds;
pub use operation::{
    Auth, Body, Content, Effect, Encoding, Lists, Media, Method, Operation, Param, Reply, Segment, Status, Style,
    media_name,
};
pub use reach::{reach, reach_by};
pub use walk::{slots, slots_mut};

use crate::source::At;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::rc::Rc;

pub type TypeId = Id<Type>;
pub type OpId = Id<Operation>;

/// A whole API.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Api {
    pub info: Info,
    pub servers: Vec<Server>,
    pub schemes: Vec<Scheme>,
    pub tags: Vec<Tag>,
    /// String formats that the user has types for.
    pub formats: Vec<String>,
    /// How lists within forms and deep objects are spelled, if the user says it.
    pub lists: Option<Lists>,
    pub types: Arena<Type>,
    pub ops: Arena<Operation>,
    /// Operations that cannot be used.
    pub skipped: Vec<Skipped>,
    /// What lowering left out or widened; the summary line and the corpus test print it.
    pub losses: Losses,
    /// How each union is decided; filled by the `decisions` pass.
    pub decisions: BTreeMap<TypeId, Decision>,
    /// Types whose kind no `type` says: keywords that only one kind has a use for tell of it, and refuse no other.
    pub inferred: BTreeSet<TypeId>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub docs: Docs,
}

/// Counts of what the generated client cannot express as the document says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Losses {
    /// Operations in the document.
    pub operations: usize,
    /// Operations that were skipped, each with a diagnostic.
    pub skipped: usize,
    /// Slots (fields, elements, parameters, bodies) in the document.
    pub slots: usize,
    /// Slots typed `Any` although their schema says more.
    pub widened: usize,
}

/// An operation that cannot be used, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Skipped {
    pub at: At,
    /// `operationId`, as said.
    pub id: Option<String>,
    pub method: Method,
    /// As said.
    pub path: String,
    pub reason: String,
}

/// Prose from the document, verbatim; emitters make it safe for their format.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Docs {
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    /// Limits of values that no type holds anyone to.
    pub limits: Vec<Limit>,
}

/// A limit of values: a keyword of JSON Schema and what the document says there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    pub keyword: &'static str,
    pub value: Value,
}

impl fmt::Display for Limit {
    /// `maxLength: 3`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.keyword)?;
        match &self.value {
            Value::String(text) => f.write_str(text),
            Value::Object(members) if self.keyword == "patternProperties" => {
                let patterns: BTreeSet<&str> = members.keys().map(String::as_str).collect();
                f.write_str(&patterns.into_iter().collect::<Vec<_>>().join(", "))
            }
            other => write!(f, "{other}"),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Server {
    pub at: At,
    /// With `{name}` where a variable stands.
    pub url: String,
    pub variables: Vec<Variable>,
    pub description: Option<String>,
}

/// A variable in the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variable {
    pub name: String,
    pub default: String,
    /// None where every value is allowed.
    pub values: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    pub name: String,
    pub docs: Docs,
}

/// A security scheme of the document.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    pub at: At,
    /// The key in `securitySchemes`.
    pub name: String,
    pub kind: SchemeKind,
    pub docs: Docs,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum SchemeKind {
    ApiKey {
        place: Place,
        name: String,
        /// What stands before the key, `Bot `.
        prefix: String,
    },
    /// A piece of path before that of every operation, with `{}` for the key: `/bot{}`.
    PathKey(String),
    Bearer,
    Basic,
    /// The runtime takes a ready token for it until it learns the flows.
    OAuth2,
    OpenIdConnect,
    /// An HTTP scheme or kind that cannot be carried out yet; operations that offer nothing else say so when called.
    Other(String),
}

/// Where a parameter or key travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// `query`, as documents and tables say it.
    pub fn name(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        }
    }
}

/// A type: one per component schema and one per anonymous schema that needs a name or a shape.
#[derive(Clone, Debug, Serialize)]
pub struct Type {
    pub at: At,
    pub docs: Docs,
    pub hint: Hint,
    pub shape: Shape,
}

/// What a type could be called; `names` decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// `x-bindery-name`, taken as it is.
    pub forced: Option<String>,
    /// The component's key, if it is a component.
    pub own: Option<String>,
    /// `title` of the schema.
    pub title: Option<String>,
    /// Where an anonymous schema was found: the parent's type and the property or role within it, outermost first.
    /// For an operation's own types: the operation id (or method and path) and the role (`response`, `body`, …).
    pub within: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub enum Shape {
    Bool,
    Int(Int),
    /// A number; always of 64 bits, since fewer would lose digits that the server wrote.
    Float,
    Text(Format),
    /// `format: byte`, base64 in JSON.
    Bytes,
    /// A free-form value, or a schema that cannot be typed narrower (then `Losses::widened` counts its slots).
    Any,
    List(Slot),
    Map(Slot),
    Tuple(Vec<Slot>),
    Record(Record),
    Choice(Choice),
    Union(Union),
    /// A named schema that is another type: `UserId` = text.
    Alias(Slot),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Int {
    I32,
    I64,
    U32,
    U64,
}

/// String formats with a meaning; unknown ones are `Plain` with one diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Format {
    Plain,
    DateTime,
    Date,
    Time,
    Duration,
    Uuid,
    Uri,
    Email,
    Ipv4,
    Ipv6,
    Hostname,
    Decimal,
    /// Text that is a secret: redacted wherever it could be printed.
    Password,
    /// The bytes of a file, in forms; within JSON whatever text stands there.
    File,
    /// One that the user has a type for: an index into `Api::formats`.
    Custom(u16),
}

/// A use of a type. Optionality, nullability and direction belong to the use, not to the type.
#[derive(Clone, Debug, Serialize)]
pub struct Slot {
    pub at: At,
    pub ty: TypeId,
    pub required: bool,
    pub nullable: bool,
    /// Breaks a cycle; filled by the `cycles` pass.
    pub boxed: bool,
    pub read_only: bool,
    pub write_only: bool,
    /// `format: password`, whatever type it stands on: redacted wherever it could be printed.
    pub secret: bool,
    pub default: Option<Value>,
    /// Where the default stands; the place of the use if there is none.
    pub default_at: At,
    pub docs: Docs,
}

#[derive(Clone, Debug, Serialize)]
pub struct Record {
    pub fields: Vec<Field>,
    pub extra: Extra,
}

#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// The key on the wire.
    pub key: String,
    /// `x-bindery-name`.
    pub forced: Option<String>,
    /// The tag that this field always holds, since it tells the record apart in unions; filled by the `tags` pass.
    pub tag: Option<String>,
    /// The values that the document lists, whatever its type is; empty if it lists none. A thousand fields may refer to one
    /// list of a thousand.
    pub only: Rc<[Value]>,
    /// Whether requests have to have it although answers come without it; filled by the `directions` pass.
    pub sent: bool,
    pub slot: Slot,
}

impl Field {
    /// A field of which no more is known than its key and its type.
    pub fn new(key: &str, slot: Slot) -> Field {
        Field { key: key.to_owned(), forced: None, tag: None, only: Rc::default(), sent: false, slot }
    }
}

/// What a record may hold beside its fields.
#[derive(Clone, Debug, Serialize)]
pub enum Extra {
    /// Said nothing, or `true`: kept and written back.
    Open,
    /// `additionalProperties: false`: noted, kept and written back all the same, since servers add fields.
    Closed,
    /// Further properties of one type.
    Typed(Slot),
}

/// One of some constants, open to others.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub kind: ChoiceKind,
    pub values: Vec<Constant>,
    /// Every other text or integer is valid too: the constants are suggestions.
    pub open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ChoiceKind {
    Text,
    Int,
}

#[derive(Clone, Debug, Serialize)]
pub struct Constant {
    pub value: ConstantValue,
    /// `x-enum-varnames`, a title, …; otherwise the value itself names it.
    pub name: Option<String>,
    pub docs: Docs,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ConstantValue {
    Text(String),
    Int(i64),
}

#[derive(Clone, Debug, Serialize)]
pub struct Union {
    pub arms: Vec<Arm>,
    pub tag: UnionTag,
}

/// What tells the arms of a union apart, surest first. The runtime tries the tag, the kind of JSON and the best fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Decision {
    /// The answer's status.
    Status,
    /// No two arms can be of the same kind of JSON.
    Kind,
    /// The value of the tag, where the kind is the same; at most one arm may come without it.
    Tag,
    /// A value of one arm contradicts each other arm: it lacks a key that the other requires, or has another constant or kind
    /// under a key that either requires, in an element or in an entry. Only empty lists and maps contradict no other list
    /// or map; the first arm takes them.
    Proven,
    /// Arms differ, but a value can fit more than one.
    Scored,
    /// Two arms do not differ in anything that can be seen in a value.
    Ambiguous,
}

#[derive(Clone, Debug, Serialize)]
pub enum UnionTag {
    /// `discriminator`: this key of each arm decides.
    Key(String),
    /// The answer's status decides (filled for operations only).
    Status,
    /// Nothing does: the JSON type, the required keys, then the best fit.
    None,
}

#[derive(Clone, Debug, Serialize)]
pub struct Arm {
    /// Name hint: mapping key, component name, title or the JSON type's name.
    pub name: String,
    /// Values of the tag that mean this arm.
    pub tags: Vec<String>,
    pub slot: Slot,
}

impl Api {
    /// The type behind a chain of aliases; the last one seen if the chain is a circle.
    pub fn behind(&self, mut id: TypeId) -> TypeId {
        for _ in 0..self.types.len() {
            let Shape::Alias(slot) = &self.types[id].shape else { break };
            id = slot.ty;
        }
        id
    }
}
