//! What stands where in an OpenAPI document, as one table, and a walk over it. Examples, defaults, constants and extensions
//! are the author's own data and are never walked into.

use super::structure::Wanted;
use crate::source::{Step, Way};
use serde_json::{Map, Value};

/// The object of the specification that a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    Info,
    /// Contact, license, external documentation, discriminator, `xml`: objects of nothing but text.
    Texts,
    Server,
    ServerVariable,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Callback,
    Example,
    Link,
    Tag,
    SecurityScheme,
    Flows,
    Flow,
    Schema,
}

/// What a key holds.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    /// A list of texts.
    TextList,
    /// Texts by keys of the author's.
    TextMap,
    /// An object, or several where old documents put a list.
    One(Kind),
    List(Kind),
    /// Objects by keys of the author's.
    Map(Kind),
    /// The same, but keys that begin with `x-` are extensions.
    Patterned(Kind),
}

/// What `key` of an object of this kind holds, if that is of interest.
fn holds(kind: Kind, key: &str) -> Option<Holds> {
    use Holds::{List, Map, One, Patterned, Text, TextList, TextMap};
    use Kind::*;
    Some(match (kind, key) {
        (Texts, "mapping") => TextMap,
        (Texts, "wrapped" | "attribute") => return None,
        (Texts, key) if key.starts_with("x-") => return None,
        (Texts, _) => Text,
        (Callback, key) if key.starts_with("x-") => return None,
        (Callback, "$ref" | "description" | "summary") => Text,
        (Callback, _) => One(PathItem),
        (_, "$ref" | "description" | "summary") => Text,

        (Document, "openapi" | "swagger" | "jsonSchemaDialect") => Text,
        (Document, "info") => One(Info),
        (Document | PathItem | Operation, "servers") => List(Server),
        (Document, "paths") => Patterned(PathItem),
        (Document, "webhooks") => Map(PathItem),
        (Document, "components") => One(Components),
        (Document, "tags") => List(Tag),
        (Document | Operation | Tag | Schema, "externalDocs") => One(Texts),

        (Info, "title" | "version" | "termsOfService") => Text,
        (Info, "contact" | "license") => One(Texts),
        (Tag | Server, "name" | "url") => Text,
        (Server, "variables") => Map(ServerVariable),
        (ServerVariable, "default") => Text,
        (ServerVariable, "enum") => TextList,

        (Components, "schemas") => Map(Schema),
        (Components, "responses") => Map(Response),
        (Components | Response | Encoding, "headers") => Map(Parameter),
        (Components, "parameters") => Map(Parameter),
        (Components | Parameter | MediaType, "examples") => Map(Example),
        (Components, "requestBodies") => Map(RequestBody),
        (Components, "securitySchemes") => Map(SecurityScheme),
        (Components | Response, "links") => Map(Link),
        (Components | Operation, "callbacks") => Map(Callback),
        (Components, "pathItems") => Map(PathItem),

        (PathItem, key) if method(key).is_some() => One(Operation),
        (PathItem | Operation, "parameters") => List(Parameter),
        (Operation, "operationId") => Text,
        (Operation, "tags") => TextList,
        (Operation, "requestBody") => One(RequestBody),
        (Operation, "responses") => Patterned(Response),

        (Parameter, "name" | "in" | "style") => Text,
        (Parameter | MediaType, "schema") => One(Schema),
        (Parameter | RequestBody | Response, "content") => Map(MediaType),
        (MediaType, "encoding") => Map(Encoding),
        (Encoding, "contentType" | "style") => Text,
        (Example, "externalValue") => Text,
        (Link, "operationId" | "operationRef") => Text,

        (SecurityScheme, "type" | "name" | "in" | "scheme" | "bearerFormat" | "openIdConnectUrl") => Text,
        (SecurityScheme, "flows") => One(Flows),
        (Flows, "implicit" | "password" | "clientCredentials" | "authorizationCode") => One(Flow),
        (Flow, "authorizationUrl" | "tokenUrl" | "refreshUrl") => Text,
        (Flow, "scopes") => TextMap,

        (Schema, "title" | "format" | "pattern" | "contentEncoding" | "contentMediaType") => Text,
        (Schema, "required") => TextList,
        (Schema, "discriminator" | "xml") => One(Texts),
        (Schema, "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions") => Map(Schema),
        (Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems") => List(Schema),
        (Schema, "items" | "not" | "if" | "then" | "else" | "contains" | "propertyNames") => One(Schema),
        (Schema, "additionalProperties" | "additionalItems") => One(Schema),
        (Schema, "unevaluatedItems" | "unevaluatedProperties" | "contentSchema") => One(Schema),
        _ => return None,
    })
}

/// The method that a key of a path item means, in whatever letters.
pub(super) fn method(key: &str) -> Option<&'static str> {
    let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    methods.into_iter().find(|method| method.eq_ignore_ascii_case(key))
}

/// What should stand under a key of the specification; nothing if it is none.
pub(super) fn expected(kind: Kind, key: &str) -> Option<Wanted> {
    use Kind::*;
    // Objects of nothing but text have flags, too; a discriminator's and a header's `required` differ.
    let flag = matches!(
        (kind, key),
        (Parameter, "required" | "explode" | "allowReserved" | "allowEmptyValue" | "deprecated")
            | (RequestBody, "required")
            | (Operation, "deprecated")
            | (Encoding, "explode" | "allowReserved")
            | (Schema, "deprecated" | "nullable" | "readOnly" | "writeOnly" | "uniqueItems")
    );
    if flag {
        return Some(Wanted::Flag);
    }
    Some(match (kind, key, holds(kind, key)) {
        // Many versions of JSON Schema have put many things there.
        (Schema, "items", _) => Wanted::Anything,
        (Schema, "additionalProperties" | "not" | "if" | "then" | "else" | "contains" | "propertyNames", _) => {
            Wanted::Schema
        }
        (Schema, "type", _) => Wanted::Types,
        (Schema, "enum", _) => Wanted::List,
        (Schema, "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf", _) => Wanted::Number,
        (Schema, "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties", _) => {
            Wanted::Number
        }
        (Texts, _, _) => Wanted::Anything,
        (Document | Operation, "security", _) => Wanted::Anything,
        (_, _, Some(Holds::Text)) => Wanted::Text,
        (_, _, Some(Holds::TextList)) => Wanted::TextList,
        (_, _, Some(Holds::List(kind))) => Wanted::ObjectList(kind == Schema),
        // A schema may be a boolean, and what else it is is said where it is read; so are operations.
        (_, _, Some(Holds::One(Schema | Operation))) => Wanted::Anything,
        // They are for people, and many write the values themselves.
        (_, _, Some(Holds::Map(Example))) => Wanted::Anything,
        (_, _, Some(Holds::Map(Schema))) => Wanted::Object,
        (_, _, Some(Holds::Map(MediaType))) => Wanted::Contents,
        (_, _, Some(Holds::Map(_) | Holds::Patterned(_))) => Wanted::Objects,
        (_, _, Some(Holds::One(_) | Holds::TextMap)) => Wanted::Object,
        (_, _, None) => return None,
    })
}

/// The keys that an object of this kind can have, those of older versions too; none if the author is free in them.
pub(super) fn keys(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Document => &[
            "$ref",
            "$self",
            "components",
            "externalDocs",
            "info",
            "jsonSchemaDialect",
            "openapi",
            "paths",
            "security",
            "servers",
            "swagger",
            "tags",
            "webhooks",
        ],
        Kind::Info => &["contact", "description", "license", "summary", "termsOfService", "title", "version"],
        Kind::Server => &["description", "name", "url", "variables"],
        Kind::ServerVariable => &["default", "description", "enum"],
        Kind::Components => &[
            "callbacks",
            "examples",
            "headers",
            "links",
            "mediaTypes",
            "parameters",
            "pathItems",
            "requestBodies",
            "responses",
            "schemas",
            "securitySchemes",
        ],
        Kind::PathItem => &[
            "$ref",
            "delete",
            "description",
            "get",
            "head",
            "options",
            "parameters",
            "patch",
            "post",
            "put",
            "servers",
            "summary",
            "trace",
        ],
        Kind::Operation => &[
            "callbacks",
            "deprecated",
            "description",
            "externalDocs",
            "operationId",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "servers",
            "summary",
            "tags",
        ],
        Kind::Parameter => &[
            "$ref",
            "allowEmptyValue",
            "allowReserved",
            "content",
            "default",
            "deprecated",
            "description",
            "enum",
            "example",
            "examples",
            "explode",
            "format",
            "in",
            "items",
            "name",
            "pattern",
            "required",
            "schema",
            "style",
            "type",
        ],
        Kind::RequestBody => &["$ref", "content", "description", "required"],
        Kind::MediaType => {
            &["encoding", "example", "examples", "itemEncoding", "itemSchema", "prefixEncoding", "schema"]
        }
        Kind::Encoding => &["allowReserved", "contentType", "explode", "headers", "style"],
        Kind::Response => &["$ref", "content", "description", "headers", "links", "summary"],
        Kind::Tag => &["description", "externalDocs", "kind", "name", "parent", "summary"],
        Kind::SecurityScheme => &[
            "$ref",
            "bearerFormat",
            "description",
            "flow",
            "flows",
            "in",
            "name",
            "oauth2MetadataUrl",
            "openIdConnectUrl",
            "scheme",
            "type",
        ],
        Kind::Flows => &["authorizationCode", "clientCredentials", "deviceAuthorization", "implicit", "password"],
        Kind::Flow => &["authorizationUrl", "deviceAuthorizationUrl", "refreshUrl", "scopes", "tokenUrl"],
        Kind::Schema => &[
            "$anchor",
            "$comment",
            "$defs",
            "$dynamicAnchor",
            "$dynamicRef",
            "$id",
            "$recursiveRef",
            "$ref",
            "$schema",
            "$vocabulary",
            "additionalItems",
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "contains",
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "default",
            "definitions",
            "dependencies",
            "dependentRequired",
            "dependentSchemas",
            "deprecated",
            "description",
            "discriminator",
            "else",
            "enum",
            "example",
            "examples",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "externalDocs",
            "format",
            "id",
            "if",
            "items",
            "maxContains",
            "maxItems",
            "maxLength",
            "maxProperties",
            "maximum",
            "minContains",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "multipleOf",
            "name",
            "not",
            "nullable",
            "oneOf",
            "pattern",
            "patternProperties",
            "prefixItems",
            "properties",
            "propertyNames",
            "readOnly",
            "required",
            "then",
            "title",
            "type",
            "unevaluatedItems",
            "unevaluatedProperties",
            "uniqueItems",
            "writeOnly",
            "xml",
        ],
        Kind::Texts | Kind::Callback | Kind::Example | Kind::Link => &[],
    }
}

/// Keys of Swagger 2 that OpenAPI 3 does not have, and what says the same there.
pub(super) fn of_swagger(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Document => &[
            ("definitions", "`components: { schemas: … }`"),
            ("parameters", "`components: { parameters: … }`"),
            ("responses", "`components: { responses: … }`"),
            ("securityDefinitions", "`components: { securitySchemes: … }`"),
            ("host", "`servers`"),
            ("basePath", "`servers`"),
            ("schemes", "`servers`"),
            ("consumes", "the `content` of each request body"),
            ("produces", "the `content` of each response"),
        ],
        Kind::Operation => &[
            ("consumes", "the `content` of its request body"),
            ("produces", "the `content` of its responses"),
            ("schemes", "`servers`"),
        ],
        Kind::Parameter => &[("collectionFormat", "`style` and `explode`")],
        Kind::Flows => &[("accessCode", "`authorizationCode`"), ("application", "`clientCredentials`")],
        Kind::Response => &[("schema", "`content: { application/json: { schema: … } }`")],
        _ => &[],
    }
}

/// What a walk does on its way.
pub(super) trait Visit {
    /// Called for every object before what it holds.
    fn object(&mut self, _kind: Kind, _members: &mut Map<String, Value>, _way: Option<&Way<'_>>) {}

    /// Called for every value that should be text.
    fn text(&mut self, _value: &mut Value, _way: &Way<'_>) {}
}

/// Whether `key` of an object of this kind is a text.
pub(super) fn is_text(kind: Kind, key: &str) -> bool {
    matches!(holds(kind, key), Some(Holds::Text))
}

/// Walks over `value`, which is of this kind if it is an object.
pub(super) fn walk(kind: Kind, value: &mut Value, way: Option<&Way<'_>>, visit: &mut dyn Visit) {
    let Value::Object(members) = value else { return };
    visit.object(kind, members, way);
    for (key, value) in members {
        let here = Way { parent: way, step: Step::Key(key) };
        match holds(kind, key) {
            None => {}
            Some(Holds::Text) => visit.text(value, &here),
            Some(Holds::TextList) => each_element(value, &here, |value, way| visit.text(value, way)),
            Some(Holds::TextMap) => each_member(value, &here, |_, value, way| visit.text(value, way)),
            Some(Holds::One(kind)) if value.is_object() => walk(kind, value, Some(&here), visit),
            Some(Holds::One(kind) | Holds::List(kind)) => {
                each_element(value, &here, |value, way| walk(kind, value, Some(way), visit));
            }
            Some(Holds::Map(kind)) => each_member(value, &here, |_, value, way| walk(kind, value, Some(way), visit)),
            Some(Holds::Patterned(kind)) => each_member(value, &here, |key, value, way| {
                if !key.starts_with("x-") {
                    walk(kind, value, Some(way), visit);
                }
            }),
        }
    }
}

fn each_element(list: &mut Value, way: &Way<'_>, mut with: impl FnMut(&mut Value, &Way<'_>)) {
    let Value::Array(elements) = list else { return };
    for (index, value) in elements.iter_mut().enumerate() {
        with(value, &Way { parent: Some(way), step: Step::Index(index) });
    }
}

fn each_member(map: &mut Value, way: &Way<'_>, mut with: impl FnMut(&str, &mut Value, &Way<'_>)) {
    let Value::Object(members) = map else { return };
    for (key, value) in members {
        with(key, value, &Way { parent: Some(way), step: Step::Key(key) });
    }
}
