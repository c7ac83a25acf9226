//! Follows a reference such as `#/components/schemas/Pet` within its document.

use super::at::escape;
use super::{Document, Node};
use std::borrow::Cow;
use std::fmt;
use std::path::Path;

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// It points into another file or at a web address; the text before `#`.
    External(String),
    /// A part of the way does not exist.
    Dangling {
        /// Pointer of the deepest place on the way that exists.
        parent: String,
        /// The key that is missing there.
        missing: String,
    },
    /// It is the bare name of a component, which has this pointer.
    Name(String),
    /// It is no JSON pointer.
    Malformed,
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::External(file) => write!(f, "it points outside the document, to `{file}`"),
            ResolveError::Dangling { parent, missing, .. } => write!(f, "`{parent}` has no `{missing}`"),
            ResolveError::Name(_) => f.write_str("it is no reference to a place in this document"),
            ResolveError::Malformed => f.write_str("it is no JSON pointer such as `#/components/schemas/Pet`"),
        }
    }
}

impl ResolveError {
    /// What to do about it, where there is something to say.
    pub fn help(&self, document: &Document) -> Option<String> {
        match self {
            ResolveError::External(_) | ResolveError::Malformed => None,
            ResolveError::Name(pointer) => Some(format!("did you mean `{pointer}`?")),
            ResolveError::Dangling { parent, missing } => {
                let near = document.guess(document.resolve(parent).ok()?, missing)?;
                Some(format!("did you mean `{parent}/{}`?", escape(near)))
            }
        }
    }
}

/// Follows `reference` from the root of `document`.
pub(super) fn resolve<'d>(document: &'d Document, reference: &str) -> Result<Node<'d>, ResolveError> {
    let Some((file, fragment)) = reference.split_once('#') else {
        return Err(match component(document, reference) {
            Some(pointer) => ResolveError::Name(pointer),
            // No file has such a name, and a component may have been meant.
            None if !reference.contains(['.', '/', ':']) => ResolveError::Malformed,
            None => ResolveError::External(reference.to_owned()),
        });
    };
    if !file.is_empty() {
        return Err(ResolveError::External(file.to_owned()));
    }
    let meant = |error| match component(document, fragment) {
        Some(pointer) if !fragment.starts_with("/components/") || names_no_kind(&error) => ResolveError::Name(pointer),
        _ => error,
    };
    let mut here = document.root();
    if fragment.is_empty() {
        return Ok(here);
    }
    let path = fragment.strip_prefix('/').ok_or_else(|| meant(ResolveError::Malformed))?;
    for part in path.split('/') {
        let key = unescape(part).ok_or(ResolveError::Malformed)?;
        // Some tools write keys that hold a `%` into references without encoding them.
        here = match step(here, &key).or_else(|| step(here, &part.replace("~1", "/").replace("~0", "~"))) {
            Some(next) => next,
            None => return Err(meant(dangling(here, key.into_owned()))),
        };
    }
    Ok(here)
}

/// Whether a reference to `file` from `document` leads to itself (RFC 3986, "Same-Document Reference"): what stands beside a
/// file is named by the last part of its path.
pub(super) fn is_own(document: &Document, file: &str) -> bool {
    let mut file = file;
    while let Some(rest) = file.strip_prefix("./") {
        file = rest;
    }
    let own = Path::new(document.name()).file_name().and_then(|name| name.to_str());
    own.is_some_and(|own| own == file || decoded(file).is_some_and(|file| file == own))
}

/// Whether the way ended at `components`: `#/components/schema/Pet`.
fn names_no_kind(error: &ResolveError) -> bool {
    matches!(error, ResolveError::Dangling { parent, .. } if parent == "#/components")
}

/// The pointer of the component that is called so, by itself or at the end of a path.
fn component(document: &Document, name: &str) -> Option<String> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let kinds = document.root().get("components")?;
    let found = kinds.entries().find_map(|(_, components)| components.get(name))?;
    Some(document.pointer(found.at()))
}

fn step<'d>(node: Node<'d>, key: &str) -> Option<Node<'d>> {
    node.get(key).or_else(|| node.index(key.parse().ok()?))
}

fn dangling(parent: Node<'_>, missing: String) -> ResolveError {
    ResolveError::Dangling { parent: parent.document().pointer(parent.at()), missing }
}

/// `%`-decoded, then `~1` and `~0` resolved; `None` if the bytes make no text.
fn unescape(part: &str) -> Option<Cow<'_, str>> {
    // Asked for often, and few keys have to be escaped.
    match part.contains(['%', '~']) {
        false => Some(Cow::Borrowed(part)),
        true => Some(Cow::Owned(decoded(part)?.replace("~1", "/").replace("~0", "~"))),
    }
}

fn decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        match (byte, ahead.next().and_then(hex), ahead.next().and_then(hex)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
