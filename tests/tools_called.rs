//! Calls of tools as values of the types that were generated for them.

use crate::model_tools::tools::{ModelToolsCall, toolset};
use crate::model_tools::types::{ByWord, Note, Query};
use bindery_runtime::tool::{Dialect, RawCall};
use serde_json::{Value, json};

#[test]
#[allow(clippy::unwrap_used)]
fn calls_are_values() {
    let set = toolset().unwrap().bind("X-Tenant", "acme");
    let read = |name: &str, arguments: Value| {
        let decoded = set.decode(&Dialect::OPENAI, &RawCall::new("", name, arguments)).unwrap();
        ModelToolsCall::of(&set, &decoded).unwrap()
    };
    assert_eq!(read("ping", json!({})), ModelToolsCall::Ping);
    let note = read("get_note", json!({ "box": "in", "note_id": 3, "page_size": 5, "kind": 2 }));
    let ModelToolsCall::GetNote { r#box, note_id, params } = &note else { panic!("{note:?}") };
    assert_eq!((r#box.as_str(), *note_id, params.page_size), ("in", 3, Some(5)));
    // What the host gives is there, too.
    assert_eq!((params.x_tenant.as_str(), params.version.as_str()), ("acme", "2"));
    let put = json!({ "box": "in", "note_id": 3, "id": "7", "text": "t", "in_reply_to": { "text": "u" }, "due": null });
    let ModelToolsCall::PutNote { body, params, .. } = read("put_note", put) else { panic!("no note") };
    let reply = Note { text: "u".into(), ..Note::new("u") };
    assert_eq!((body.text.as_str(), body.due.clone()), ("t", Some(None)));
    assert_eq!((body.in_reply_to.as_deref(), params.id.as_deref()), (Some(&reply), Some("7")));
    let search = read("search_notes", json!({ "body": { "by": "word", "word": "w" } }));
    assert_eq!(search, ModelToolsCall::SearchNotes { body: Some(Query::Word(Box::new(ByWord::new("w")))) });
    assert_eq!(search.name(), "search_notes");
    let ModelToolsCall::ImportNotes { body, .. } = read("import_notes", json!({ "file": "a,b" })) else {
        panic!("no import")
    };
    assert_eq!(&body.file.bytes()[..], b"a,b");
    // A set without what its host has to give says so.
    let set = toolset().unwrap();
    let decoded = set.decode(&Dialect::OPENAI, &RawCall::new("", "get_note", json!({ "box": "in", "note_id": 3 })));
    let refused = ModelToolsCall::of(&set, &decoded.unwrap()).unwrap_err();
    assert_eq!(refused.to_string(), "The call was not made.\n- the host has no value for the parameter `X-Tenant`");
}
