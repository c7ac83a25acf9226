//! Operations as tables: what the generator knows about an API and its operations, for `execute` to carry out.
//! [`operations!`](crate::operations) writes one line a row.

use http::{Method, StatusCode};

/// An API.
#[derive(Debug)]
pub struct Api {
    /// Its short name, for the `User-Agent`.
    pub name: &'static str,
    /// Version of its document.
    pub version: &'static str,
    /// Where it lives; the first server is the default. Those of single operations stand last.
    pub servers: &'static [Server],
    /// Ways to say who calls; operations name them by place in this list.
    pub schemes: &'static [Scheme],
}

/// A place where an API lives.
#[derive(Debug)]
pub struct Server {
    /// Base URL, with `{name}` where a variable stands.
    pub url: &'static str,
    /// The variables in it.
    pub variables: &'static [Variable],
}

impl Server {
    /// A server whose URL has no variables.
    pub const fn at(url: &'static str) -> Server {
        Server { url, variables: &[] }
    }
}

/// A variable in the URL of a [`Server`].
#[derive(Debug)]
pub struct Variable {
    /// Name in the document.
    pub name: &'static str,
    /// The value that it has unless the builder gives another.
    pub default: &'static str,
    /// The values that it can have; none where the document lists none.
    pub values: &'static [&'static str],
}

/// A way to say who calls.
#[derive(Debug)]
pub struct Scheme {
    /// Name in the document.
    pub name: &'static str,
    /// Where its credential goes.
    pub kind: SchemeKind,
    /// Environment variable that holds its credential.
    pub env: &'static str,
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// A header of this name.
    HeaderKey(&'static str),
    /// A header of this name, with a prefix that is not doubled where the credential begins with it: `Bot `.
    PrefixedKey(&'static str, &'static str),
    /// A query parameter of this name.
    QueryKey(&'static str),
    /// A cookie of this name.
    CookieKey(&'static str),
    /// A piece of path before that of every operation, with `{}` for the credential: `/bot{}`.
    PathKey(&'static str),
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`, from `user:password`.
    Basic,
    /// A token from elsewhere (OAuth 2.0, OpenID Connect), sent as bearer.
    Token,
    /// A kind that this runtime cannot carry out. A header `Authorization` that is set by hand counts as its credential.
    Other(&'static str),
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Name in the document, for errors and traces.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the base URL; path parameters fill the `{}` in order.
    pub path: &'static str,
    /// Where each input goes.
    pub params: &'static [Param],
    /// Ways to send the request's body, the preferred one first; none if it has no body.
    pub bodies: &'static [Body],
    /// Where this operation lives, if not where its API does.
    pub server: Option<Server>,
    /// The answers that the document foresees.
    pub replies: &'static [Reply],
    /// Any one of these suffices; each is a list of places in [`Api::schemes`], all needed. Empty: nothing is needed.
    pub auth: &'static [&'static [usize]],
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Row of the record of parameters; for path parameters, place in [`Input::path`](crate::Input::path).
    pub row: usize,
    /// Where it goes.
    pub place: Place,
    /// Name on the wire.
    pub name: &'static str,
    /// How it is spelled.
    pub style: Style,
    /// Whether reserved characters stay as they are (`allowReserved`), but for those that would end the value.
    pub reserved: bool,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a parameter is spelled: the styles of OpenAPI, with and without `explode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `id=1,2`
    Form,
    /// `id=1&id=2`
    FormExploded,
    /// `1,2`
    Simple,
    /// `1,2`; records as `a=1,b=2`
    SimpleExploded,
    /// `id=1%202`
    SpaceDelimited,
    /// `id=1%7C2`
    PipeDelimited,
    /// `id[a]=1&id[b]=2`, lists as `id[0]=1&id[1]=2`
    DeepObject,
    /// As `DeepObject`, lists as `id[]=1&id[]=2`.
    DeepBrackets,
    /// As `DeepObject`, lists as `id=1&id=2`.
    DeepRepeat,
    /// `.1,2`
    Label,
    /// `.1.2`
    LabelExploded,
    /// `;id=1,2`
    Matrix,
    /// `;id=1;id=2`
    MatrixExploded,
    /// As JSON text.
    Json,
    /// As the text of a form, with all of it as the one value: `id=a%3D1%26b%3D2`
    Urlencoded,
}

/// A request's body.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// How it is written.
    pub media: Media,
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Fields of a form that are not spelled in the usual way.
    pub encodings: &'static [Encoding],
}

impl Body {
    pub(crate) fn encoding(&self, name: &str) -> Option<&Encoding> {
        self.encodings.iter().find(|encoding| encoding.name == name)
    }
}

/// How one field of a form is spelled: OpenAPI's encoding object.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// Name of the field.
    pub name: &'static str,
    /// Its style, if one is said.
    pub style: Option<Style>,
    /// Whether reserved characters stand as they are.
    pub reserved: bool,
    /// Its media type; empty if none is said.
    pub content_type: &'static str,
    /// Headers that its part carries, with the values that the document gives them.
    pub headers: &'static [(&'static str, &'static str)],
}

/// How a request's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Binary,
    /// `multipart/form-data`
    Multipart,
}

/// An answer that the document foresees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `404`; `4` for `4XX`; `0` for `default`.
    pub status: u16,
    /// How its body is read.
    pub media: ReplyMedia,
    /// Its media type, where the status has answers of several; otherwise empty.
    pub content_type: &'static str,
    /// The arm of the union that its body is; nothing where the type is no union of answers.
    pub arm: Option<usize>,
}

/// How an answer's body is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyMedia {
    /// JSON.
    Json,
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Binary,
    /// There is none.
    Empty,
}

impl Operation {
    /// Whether a redirect is all that the document foresees as success: then it is the answer.
    pub(crate) fn answers_with(&self, status: StatusCode) -> bool {
        status.is_redirection()
            && self
                .replies
                .iter()
                .any(|reply| (reply.status == status.as_u16() || reply.status == 3) && reply.media != ReplyMedia::Json)
            && !self.replies.iter().any(Reply::is_success)
    }

    /// The row for an answer: by exact status, then by class, then `default`; among several, by the `Content-Type` that
    /// came: the same, one of its range, one that is read in the same way, or the first.
    pub(crate) fn reply(&self, status: StatusCode, came: Option<&str>) -> Option<Reply> {
        let of = |wanted: u16| self.pick(came, move |reply| reply.status == wanted);
        // `default` beside a foreseen success describes errors.
        let default = || if status.is_success() && self.replies.iter().any(Reply::is_success) { None } else { of(0) };
        of(status.as_u16()).or_else(|| of(status.as_u16() / 100)).or_else(default)
    }

    /// The row for a success of a status that the document does not list: it has the text or the bytes of the others (206
    /// for a part of a file), and of JSON the type alone says how it is read.
    pub(crate) fn other_success(&self, came: Option<&str>) -> Option<Reply> {
        let reply = self.pick(came, |reply| reply.is_success() && reply.media != ReplyMedia::Empty)?;
        (reply.media != ReplyMedia::Json).then_some(reply)
    }

    fn pick(&self, came: Option<&str>, is_row: impl Fn(&Reply) -> bool + Copy) -> Option<Reply> {
        let rows = || self.replies.iter().filter(move |reply| is_row(reply)).copied();
        let (first, second) = (rows().next()?, rows().nth(1));
        let (Some(came), Some(_)) = (came, second) else { return Some(first) };
        let essence = essence(came).to_ascii_lowercase();
        let range = essence.split('/').next().unwrap_or_default();
        // A page of markup is an apology of something on the way, unless it is what the document says.
        let kind = (essence != "text/html").then(|| ReplyMedia::of(&essence));
        rows()
            .find(|reply| reply.content_type == essence)
            .or_else(|| rows().find(|reply| reply.content_type.strip_suffix("/*") == Some(range)))
            .or_else(|| rows().find(|reply| Some(reply.media) == kind))
            .or(Some(first))
    }
}

/// Type and subtype of a media type, without parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

impl ReplyMedia {
    /// How a body of the given `Content-Type` is read.
    pub(crate) fn of(content_type: &str) -> ReplyMedia {
        let essence = essence(content_type).to_ascii_lowercase();
        match essence.as_str() {
            _ if essence.ends_with("/json") || essence.ends_with("+json") => ReplyMedia::Json,
            _ if essence.starts_with("text/") => ReplyMedia::Text,
            _ => ReplyMedia::Binary,
        }
    }
}

impl Reply {
    /// What nobody foresaw says nothing against JSON.
    pub(crate) const UNFORESEEN: Reply = Reply { status: 0, media: ReplyMedia::Json, content_type: "", arm: None };

    pub(crate) fn is_success(&self) -> bool {
        self.status == 2 || self.status / 100 == 2
    }
}

/// The words of [`operations!`](crate::operations).
#[doc(hidden)]
#[allow(non_upper_case_globals, missing_docs)]
pub mod words {
    pub mod place {
        use crate::operation::Place;
        pub const path: Place = Place::Path;
        pub const query: Place = Place::Query;
        pub const header: Place = Place::Header;
        pub const cookie: Place = Place::Cookie;
    }
    pub mod style {
        use crate::operation::Style;
        pub const form: Style = Style::Form;
        pub const form_exploded: Style = Style::FormExploded;
        pub const simple: Style = Style::Simple;
        pub const simple_exploded: Style = Style::SimpleExploded;
        pub const space_delimited: Style = Style::SpaceDelimited;
        pub const pipe_delimited: Style = Style::PipeDelimited;
        pub const deep_object: Style = Style::DeepObject;
        pub const deep_brackets: Style = Style::DeepBrackets;
        pub const deep_repeat: Style = Style::DeepRepeat;
        pub const label: Style = Style::Label;
        pub const label_exploded: Style = Style::LabelExploded;
        pub const matrix: Style = Style::Matrix;
        pub const matrix_exploded: Style = Style::MatrixExploded;
        pub const json: Style = Style::Json;
        pub const urlencoded: Style = Style::Urlencoded;
    }
    pub mod media {
        use crate::operation::Media;
        pub const json: Media = Media::Json;
        pub const form: Media = Media::Form;
        pub const text: Media = Media::Text;
        pub const binary: Media = Media::Binary;
        pub const multipart: Media = Media::Multipart;
    }
    pub mod reply {
        use crate::operation::ReplyMedia;
        pub const json: ReplyMedia = ReplyMedia::Json;
        pub const text: ReplyMedia = ReplyMedia::Text;
        pub const binary: ReplyMedia = ReplyMedia::Binary;
        pub const empty: ReplyMedia = ReplyMedia::Empty;
    }
    pub const fn arm(rows: &[usize]) -> Option<usize> {
        match rows {
            [row] => Some(*row),
            _ => None,
        }
    }
    pub mod spelling {
        use crate::operation::Style;
        pub const as_is: Option<Style> = None;
        pub const form: Option<Style> = Some(Style::Form);
        pub const form_exploded: Option<Style> = Some(Style::FormExploded);
        pub const space_delimited: Option<Style> = Some(Style::SpaceDelimited);
        pub const pipe_delimited: Option<Style> = Some(Style::PipeDelimited);
        pub const deep_object: Option<Style> = Some(Style::DeepObject);
        pub const deep_brackets: Option<Style> = Some(Style::DeepBrackets);
        pub const deep_repeat: Option<Style> = Some(Style::DeepRepeat);
        pub const json: Option<Style> = Some(Style::Json);
    }
    pub mod flag {
        pub const reserved: bool = true;
    }
    pub const fn server(rows: &[crate::operation::Server]) -> Option<crate::operation::Server> {
        match rows {
            [server] => Some(crate::operation::Server { url: server.url, variables: server.variables }),
            _ => None,
        }
    }
    pub const fn text(rows: &[&'static str]) -> &'static str {
        match rows {
            [text] => text,
            _ => "",
        }
    }
}

/// Tables of operations, one line a row; each becomes a `pub static` [`Operation`].
///
/// ```
/// bindery_runtime::operations! {
///     UPDATE_ORDER = PATCH "/orders/{}" "updateOrder" {
///         param 0 path "order_id" simple;
///         param 0 query "expand" form_exploded;
///         param 1 header "If-Match" simple;
///         body json "application/json";
///         body form "application/x-www-form-urlencoded" { "lines" deep_object; "note" as_is "text/plain"; };
///         body multipart "multipart/form-data" { "scan" as_is "image/png" ["X-Kind" = "scan"]; };
///         reply 200 json as "application/json";
///         reply 200 text as "text/csv";
///         reply 404 json 0;
///         reply 0 json 1;
///         auth 0;
///     }
/// }
/// assert_eq!(UPDATE_ORDER.params[1].name, "expand");
/// ```
#[macro_export]
macro_rules! operations {
    ($($name:ident = $method:ident $path:literal $id:literal {
        $(server $url:literal $({ $($variable:literal = $default:literal $($value:literal)*;)* })?;)?
        $(param $row:literal $place:ident $param:literal $style:ident $($reserved:ident)?;)*
        $(body $media:ident $content_type:literal $({ $($field:literal $spelling:ident $($kept:ident)? $($part:literal)? $([$($header:literal = $held:literal)*])?;)* })?;)*
        $(reply $status:literal $reply:ident $($arm:literal)? $(as $kind:literal)?;)*
        $(auth $($scheme:literal)*;)*
    })*) => {$(
        #[allow(missing_docs, unreachable_pub)]
        pub static $name: $crate::operation::Operation = $crate::operation::Operation {
            id: $id,
            method: $crate::http::Method::$method,
            path: $path,
            params: &[$($crate::operation::Param {
                row: $row,
                place: $crate::operation::words::place::$place,
                name: $param,
                style: $crate::operation::words::style::$style,
                reserved: false $(| $crate::operation::words::flag::$reserved)?,
            }),*],
            bodies: &[$($crate::operation::Body {
                media: $crate::operation::words::media::$media,
                content_type: $content_type,
                encodings: &[$($($crate::operation::Encoding {
                    name: $field,
                    style: $crate::operation::words::spelling::$spelling,
                    reserved: false $(| $crate::operation::words::flag::$kept)?,
                    content_type: $crate::operation::words::text(&[$($part)?]),
                    headers: &[$($(($header, $held)),*)?],
                }),*)?],
            }),*],
            server: $crate::operation::words::server(&[$($crate::operation::Server {
                url: $url,
                variables: &[$($($crate::operation::Variable {
                    name: $variable,
                    default: $default,
                    values: &[$($value),*],
                }),*)?],
            })?]),
            replies: &[$($crate::operation::Reply {
                status: $status,
                media: $crate::operation::words::reply::$reply,
                content_type: $crate::operation::words::text(&[$($kind)?]),
                arm: $crate::operation::words::arm(&[$($arm)?]),
            }),*],
            auth: &[$(&[$($scheme),*]),*],
        };
    )*};
}
