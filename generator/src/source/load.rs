//! From a file or a text to a [`Document`]: what can be wrong with a file, and whether it is JSON or YAML.

use super::document::Form;
use super::read::{Failure, Reader};
use super::{At, Document, Position, json, yaml};
use crate::diag::{Code, Diagnostics, Spot};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Bytes of the largest document that is read.
const MAX_BYTES: u64 = 48 * 1024 * 1024;

/// Reads the document in a file; `None` if it cannot be read, which is then in `diags`.
pub fn load(path: &Path, diags: &mut Diagnostics) -> Option<Document> {
    let name = path.display().to_string();
    match read_file(path) {
        Ok(bytes) => parse_bytes(&name, bytes, diags),
        Err(refusal) => refuse(&name, refusal, diags),
    }
}

/// Reads the document in the bytes of a file, which may be no text.
pub fn parse_bytes(name: &str, bytes: Vec<u8>, diags: &mut Diagnostics) -> Option<Document> {
    match decode(bytes) {
        Ok(text) => parse(name, text, diags),
        Err(refusal) => refuse(name, refusal, diags),
    }
}

fn refuse(name: &str, (message, help): Refusal, diags: &mut Diagnostics) -> Option<Document> {
    let diagnostic = diags.push(Code::Unreadable, At::default(), format!("cannot read `{name}`: {message}"));
    if let Some(help) = help {
        diagnostic.help(help);
    }
    None
}

type Refusal = (String, Option<&'static str>);

fn read_file(path: &Path) -> Result<Vec<u8>, Refusal> {
    let plain = |message: &str| (message.to_owned(), None);
    // Asked before it is opened: to open a pipe would wait for its writer.
    let metadata = fs::metadata(path).map_err(|error| from_io(&error))?;
    if metadata.is_dir() {
        return Err(("it is a directory".to_owned(), Some("name the document inside it")));
    }
    if !metadata.is_file() {
        return Err(("it is not a regular file".to_owned(), Some("write the document to a file first")));
    }
    if metadata.len() > MAX_BYTES {
        return Err(plain("it is larger than 48 MiB"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| from_io(&error))?;
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| from_io(&error))?;
    Ok(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, Refusal> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(("it is encoded as UTF-16".to_owned(), Some("save it as UTF-8")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        (format!("it is not UTF-8; the first invalid byte is number {}", offset + 1), Some("save it as UTF-8"))
    })
}

fn from_io(error: &io::Error) -> Refusal {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    (message, None)
}

/// Reads the document in a text; `name` is what messages call it. `None` if it cannot be read, which is then in `diags`.
pub fn parse(name: &str, text: String, diags: &mut Diagnostics) -> Option<Document> {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if text.trim().is_empty() {
        diags.push(Code::Unreadable, At::default(), format!("cannot read `{name}`: it is empty"));
        return None;
    }
    match read(name, &text) {
        Ok((value, form, reader)) => Some(reader.finish(Document::new(name.to_owned(), text, form, value), diags)),
        Err(failure) => {
            report(name, &text, failure, diags);
            None
        }
    }
}

/// What begins with a bracket is read as JSON; the file's extension decides what it is where it is neither.
fn read(name: &str, text: &str) -> Result<(Value, Form, Reader), Failure> {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    if !text.trim_start().starts_with(['{', '[']) {
        // Where it is neither, a file that is called so was meant as JSON.
        let as_json = || json::read(text, &Reader::new(text, false)).err();
        return read_yaml(text)
            .map_err(|failure| if extension == "json" { as_json().unwrap_or(failure) } else { failure });
    }
    let reader = Reader::new(text, false);
    match json::read(text, &reader) {
        Ok(value) => Ok((value, Form::Json, reader)),
        Err(failure) if failure.code == Code::TooDeep || extension == "json" => Err(failure),
        Err(failure) => {
            let yaml_meant = matches!(extension.as_str(), "yaml" | "yml");
            read_yaml(text).map_err(|as_yaml| if yaml_meant { as_yaml } else { failure })
        }
    }
}

fn read_yaml(text: &str) -> Result<(Value, Form, Reader), Failure> {
    let reader = Reader::new(text, true);
    let value = yaml::read(text, &reader)?;
    Ok((value, Form::Yaml, reader))
}

fn report(name: &str, text: &str, failure: Failure, diags: &mut Diagnostics) {
    // What is wrong with a text as a whole is shown at its beginning.
    let offset = failure.offset.unwrap_or(0);
    let position = Position::new(text, offset..offset + 1);
    let line = text.lines().nth(position.line - 1).unwrap_or_default();
    let help = advice(text, line, &failure);
    let diagnostic = diags.push(failure.code, At::default(), failure.message);
    diagnostic.spot = Some(Spot::new(name, text, &position));
    if let Some(help) = help {
        diagnostic.help(help);
    }
}

/// What authors most often did where a text is not well-formed.
fn advice(text: &str, line: &str, failure: &Failure) -> Option<&'static str> {
    // What begins as a comment of other languages is not YAML's either.
    let slashes = text.trim_start().starts_with("//") || text.trim_start().starts_with("/*");
    let yaml = !text.trim_start().starts_with(['{', '[']) && !slashes;
    let tab = line.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\t');
    let says = |words| failure.message.contains(words);
    if failure.code != Code::Syntax {
        return None;
    }
    Some(match () {
        () if text.lines().any(|line| line.starts_with("<<<<<<< ")) => {
            "the text holds a merge conflict; resolve it first"
        }
        () if yaml && tab => "YAML is indented with spaces, never with tabs",
        () if slashes => "the text begins with a comment that neither JSON nor YAML has; take it out",
        () if !yaml && line.trim_start().starts_with(['/', '#']) => "JSON has no comments; take them out",
        () if yaml && says("mapping values are not allowed") => {
            "if this is one text, put it in quotes: `: ` ends a key; if it is not, look at the indentation"
        }
        () if says("control characters are not allowed") => {
            "take the character out; in text it can be written as an escape between double quotes, `\"\\u001B\"`"
        }
        () if yaml && says("cannot start any token") => {
            "put the text in quotes: YAML has a use of its own for this sign"
        }
        () if yaml && says("flow mapping") && line.contains("}:") => {
            "put keys with braces in quotes: `\"/orders/{id}\": …`"
        }
        () => return None,
    })
}
