//! Files in 3.1: a part of which nothing is said is one (`application/octet-stream`, section "Encoding Object" of OpenAPI
//! 3.1). It gets the spelling of 3.0, `format: binary`, so that one is left.

use super::grammar::{Kind, Visit, walk};
use crate::source::Way;
use serde_json::{Map, Value};

/// Marks the parts of all bodies that are described in place.
pub(super) fn mark(root: &mut Value) {
    walk(Kind::Document, root, None, &mut Parts);
}

struct Parts;

impl Visit for Parts {
    fn object(&mut self, kind: Kind, members: &mut Map<String, Value>, _way: Option<&Way<'_>>) {
        if kind != Kind::RequestBody {
            return;
        }
        let Some(Value::Object(content)) = members.get_mut("content") else { return };
        for (_, media) in
            content.iter_mut().filter(|(name, _)| name.trim().to_ascii_lowercase().starts_with("multipart/"))
        {
            if let Some(Value::Object(parts)) = media.pointer_mut("/schema/properties") {
                parts.values_mut().for_each(part);
            }
        }
    }
}

fn part(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    if members.keys().all(|key| matches!(key.as_str(), "description" | "title" | "deprecated" | "examples" | "example"))
    {
        members.insert("type".to_owned(), "string".into());
        members.insert("format".to_owned(), "binary".into());
    } else if members.get("type").is_some_and(|said| said == "array")
        && let Some(items) = members.get_mut("items")
    {
        part(items);
    }
}
