//! Text where the specification wants text. YAML reads `version: 1.10` as the number 1.1; here such scalars become what is
//! written in the text again.

use super::grammar::{self, Kind, Visit};
use super::schema;
use crate::diag::{Code, Diagnostics};
use crate::source::{At, Document, Step, Way};
use serde_json::{Map, Value};

/// Turns scalars that should be text into text, and drops texts that are null.
pub(super) fn restore(root: &mut Value, document: &Document, diags: &mut Diagnostics) {
    let mut found = Found { document, places: Vec::new(), constants: Vec::new() };
    grammar::walk(Kind::Document, root, None, &mut found);
    let Found { places, constants, .. } = found;
    for at in constants {
        let message = "this is no text, and the type beside it says text; taken as it is spelled";
        diags.push(Code::SpelledOut, at, message).help("put it in quotes");
    }
    for (at, spelling) in places.iter().zip(document.spellings(&places)) {
        let pointer = document.pointer(*at);
        let Some(value) = root.pointer_mut(pointer.trim_start_matches('#')) else { continue };
        // What YAML merged in from elsewhere has no spelling of its own here.
        *value = Value::String(spelling.unwrap_or_else(|| value.to_string()));
    }
}

struct Found<'d> {
    document: &'d Document,
    places: Vec<At>,
    /// Constants and defaults among them.
    constants: Vec<At>,
}

impl Visit for Found<'_> {
    fn object(&mut self, kind: Kind, members: &mut Map<String, Value>, way: Option<&Way<'_>>) {
        // `description:` with nothing after it is null in YAML.
        members.retain(|key, value| !(value.is_null() && grammar::is_text(kind, key)));
        if kind != Kind::Schema || !schema::is_text(members) {
            return;
        }
        for key in ["default", "const", "example", "enum", "examples"] {
            let known = self.places.len();
            let here = Way { parent: way, step: Step::Key(key) };
            match members.get_mut(key) {
                Some(Value::Array(values)) => values.iter_mut().enumerate().for_each(|(index, value)| {
                    self.text(value, &Way { parent: Some(&here), step: Step::Index(index) });
                }),
                Some(value) => self.text(value, &here),
                None => {}
            }
            if matches!(key, "default" | "const" | "enum") {
                self.constants.extend(self.places.get(known..).into_iter().flatten());
            }
        }
    }

    fn text(&mut self, value: &mut Value, way: &Way<'_>) {
        if value.is_number() || value.is_boolean() {
            self.places.push(self.document.place(Some(way)));
        }
    }
}
