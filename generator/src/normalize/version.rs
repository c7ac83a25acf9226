//! Which version of OpenAPI a document is written in, and what to say if it is none that can be read.

use crate::diag::{Code, Diagnostics, nearest};
use crate::source::{At, Document};
use serde_json::Value;

/// A version that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.x
    V3_0,
    /// 3.1.x
    V3_1,
}

/// Keys by which other formats are known, and their names.
const OTHERS: &[(&str, &str)] = &[
    ("asyncapi", "an AsyncAPI document"),
    ("arazzo", "an Arazzo document"),
    ("overlay", "an overlay"),
    ("openrpc", "an OpenRPC document"),
    ("swaggerVersion", "a Swagger 1 document"),
    ("discoveryVersion", "a Google discovery document"),
    ("$schema", "a JSON Schema"),
];

/// The version of the document with this root.
pub(super) fn sniff(root: &Value, document: &Document, diags: &mut Diagnostics) -> Option<Version> {
    let Value::Object(members) = root else {
        diags
            .push(Code::NotOpenApi, At::default(), "this is no OpenAPI document: it is not an object")
            .help("a document begins with `openapi: 3.0.3` or another version");
        return None;
    };
    if let Some(version) = members.get("openapi").filter(|version| !version.is_null()) {
        if members.contains_key("swagger") {
            let at = document.child(At::default(), "swagger");
            let message = "`swagger` stands beside `openapi`; the document is read as OpenAPI";
            diags.push(Code::UnknownKey, at, message).help("leave one of them out");
        }
        return read(version, document.child(At::default(), "openapi"), diags);
    }
    if let Some(version) = members.get("swagger") {
        let version = version.as_str().unwrap_or_default();
        diags
            .push(
                Code::UnknownVersion,
                document.child(At::default(), "swagger"),
                format!("Swagger {version} cannot be read yet"),
            )
            .help("convert the document to OpenAPI 3 first, for example with the converter at editor.swagger.io");
        return None;
    }
    let misspelled = members.keys().find(|key| nearest(key, ["openapi"].into_iter()).is_some());
    let other = OTHERS.iter().find(|(key, _)| members.contains_key(*key));
    match (misspelled, other) {
        (Some(key), _) => {
            let message = format!("this is no OpenAPI document: `openapi` is missing, and `{key}` means nothing");
            diags.push(Code::NotOpenApi, document.child(At::default(), key), message).help("did you mean `openapi`?");
        }
        (None, Some((key, name))) => {
            let message = format!("this is {name}, not an OpenAPI document");
            diags.push(Code::NotOpenApi, document.child(At::default(), key), message);
        }
        (None, None) if root.pointer("/info/_postman_id").is_some() => {
            let message = "this is a Postman collection, not an OpenAPI document";
            let help = "convert it first, for example with postman-to-openapi from npm";
            diags.push(Code::NotOpenApi, document.child(At::default(), "info"), message).help(help);
        }
        (None, None) => {
            let message = "this is no OpenAPI document: `openapi` is missing";
            let help = "a document says its version at the top, such as `openapi: 3.0.3`";
            diags.push(Code::NotOpenApi, At::default(), message).help(help);
        }
    }
    None
}

fn read(version: &Value, at: At, diags: &mut Diagnostics) -> Option<Version> {
    let Some(version) = version.as_str() else {
        diags.push(Code::UnknownVersion, at, "the version of OpenAPI is not text").help("write it as `openapi: 3.0.3`");
        return None;
    };
    let starts = |wanted: &str| {
        let rest = version.trim().strip_prefix(wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    if starts("3.0") {
        return Some(Version::V3_0);
    }
    if starts("3.1") {
        return Some(Version::V3_1);
    }
    let help = match starts("3") {
        true => "bindery reads 3.0 and 3.1; if the document uses nothing newer, say `openapi: 3.1.1`",
        false => "bindery reads 3.0 and 3.1",
    };
    diags.push(Code::UnknownVersion, at, format!("OpenAPI {version} cannot be read yet")).help(help);
    None
}
