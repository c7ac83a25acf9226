//! What users do with real documents, beyond compiling what comes of them: a request through a generated client, and
//! generating again after the lock was written.

use crate::real;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Package and folder of the crate that sends.
const SENDER: &str = "sender";

/// Sends a text message through a generated client, from its sources, in a workspace of its own: without the transport that
/// nothing is sent with, it compiles quickly. The document's base of messages has a discriminator and its children extend
/// it by `allOf`: a generator that takes the base for a record has no way to send one of them.
pub(crate) fn a_text_message_is_sent(sources: &Path, scratch: &Path) -> Result<(), String> {
    let folder = scratch.join(SENDER);
    copy(sources, &folder.join("src"));
    let runtime = real::root().join("runtime").display().to_string();
    let manifest = format!(
        "[package]\nname = {SENDER:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\
        [dependencies]\n\
        bindery-runtime = {{ path = {runtime:?}, default-features = false, features = [\"testing\"] }}\n\
        [dev-dependencies]\n\
        serde_json = \"1\"\n\
        tokio = {{ version = \"1\", features = [\"rt\", \"time\"] }}\n"
    );
    real::keep(&folder.join("Cargo.toml"), &manifest);
    real::keep(&folder.join("tests/message.rs"), MESSAGE);
    real::workspace(scratch, &[SENDER]);
    real::run(&mut real::cargo(scratch, &["test", "--quiet", "-p", SENDER, "--test", "message"])).map(drop)
}

const MESSAGE: &str = r##"
use bindery_runtime::testing::MockTransport;
use sender::messaging_api::PushMessage;
use sender::types::{PushMessageRequest, TextMessage};
use serde_json::{Value, json};

#[test]
fn a_text_message_is_sent() {
    let mock = MockTransport::new().respond(200, &[("content-type", "application/json")], r#"{"sentMessages": []}"#);
    let client = sender::Client::builder()
        .transport(mock.clone())
        .environment(|_| None)
        .credential("Bearer", "t0ken")
        .build()
        .unwrap();
    let request = PushMessageRequest::new("me", vec![TextMessage::new("hello").into()]);
    let call = async { client.messaging_api().push_message(&request, PushMessage::default()).await };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    assert_eq!(runtime.block_on(call).unwrap().sent_messages.len(), 0);

    let sent = mock.requests();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].method.as_str(), sent[0].url.as_str()), ("POST", "https://api.line.me/v2/bot/message/push"));
    assert_eq!(sent[0].headers["authorization"], "Bearer t0ken");
    assert_eq!(sent[0].headers["content-type"], "application/json");
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(body, json!({"to": "me", "messages": [{"type": "text", "text": "hello"}]}));
}
"##;

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("the crate was generated").flatten() {
        let path = to.join(entry.file_name());
        match fs::read_to_string(entry.path()) {
            Ok(text) => real::keep(&path, &text),
            Err(_) => copy(&entry.path(), &path),
        }
    }
}

/// Generates from a copy of a document twice, the second time with the lock that the first one left: nothing is written.
pub(crate) fn nothing_changes_with_the_lock(document: &Path, folder: &Path) -> Result<(), String> {
    let name = document.file_name().expect("a document is a file");
    let copy = folder.join(name);
    fs::create_dir_all(folder).and_then(|()| fs::copy(document, &copy)).map_err(|error| error.to_string())?;
    let first = generate(&copy, &folder.join("out"))?;
    let lock = fs::read_to_string(folder.join("bindery.lock")).map_err(|error| format!("bindery.lock: {error}"))?;
    let second = generate(&copy, &folder.join("out"))?;
    let count = |run: &Value, what: &str| run["changes"][what].as_array().map_or(0, Vec::len);
    if count(&first, "written") == 0 {
        return Err("the first run wrote nothing".to_owned());
    }
    if count(&second, "written") + count(&second, "removed") > 0 {
        return Err(format!("the second run made changes: {}", second["changes"]));
    }
    match fs::read_to_string(folder.join("bindery.lock")) {
        Ok(again) if again == lock => Ok(()),
        _ => Err("the second run changed the lock".to_owned()),
    }
}

/// What the command says of a run, as JSON.
fn generate(document: &Path, out: &Path) -> Result<Value, String> {
    let mut bindery = std::process::Command::new(env!("CARGO"));
    bindery.args(["run", "--quiet", "--package", "bindery", "--", "generate", "--json", "--out"]);
    let said = real::run(bindery.arg(out).arg(document).current_dir(real::root()))?;
    serde_json::from_str(&said).map_err(|error| format!("what the command says is no JSON: {error}"))
}
