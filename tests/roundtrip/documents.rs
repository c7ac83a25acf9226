//! One document: its components with their schemas and Rust types, and the round trips of its instances.

use crate::examples::Examples;
use crate::report::{Finding, Tally};
use crate::scratch::{Reply, Scratch};
use crate::view::pointer;
use crate::{compare, dialect, instances};
use bindery::diag::Diagnostics;
use bindery::files::{self, Layout};
use bindery::names::{self, Lock};
use bindery::options::Options;
use bindery::source::{self, Document};
use bindery::{normalize, pipeline};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of a generated module.
pub(crate) type Files = BTreeMap<String, String>;

/// A document under test.
pub(crate) struct Subject {
    pub(crate) name: String,
    /// With references from the root: `{"components": …}`.
    root: Value,
    /// Component and Rust type.
    components: Vec<(String, String)>,
    examples: Examples,
}

impl Subject {
    /// Reads and plans a document, types only.
    pub(crate) fn load(folder: &Path, name: &str) -> Result<(Subject, Files), String> {
        let paths = ["json", "yaml"].map(|extension| folder.join(format!("{name}.{extension}")));
        let path = paths.iter().find(|path| path.exists()).ok_or("there is no such document")?;
        let mut diags = Diagnostics::default();
        let mut document = source::load(path, &mut diags).ok_or("cannot be read")?;
        normalize::normalize(&mut document, &mut diags).ok_or("is of no known version")?;
        let examples = Examples::of(document.root().value());
        let root = json!({ "components": dialect::components(document.root().value()) });
        let (components, files) = types(&mut document)?;
        Ok((Subject { name: name.to_owned(), root, components, examples }, files))
    }

    /// Rust types of the components, in their order.
    pub(crate) fn types(&self) -> Vec<String> {
        self.components.iter().map(|(_, ty)| ty.clone()).collect()
    }

    /// Sends all instances through the types.
    pub(crate) fn check(&self, scratch: &Scratch) -> Tally {
        let mut tally = Tally { name: self.name.clone(), schemas: self.components.len(), ..Tally::default() };
        let judge = self.judge();
        let mut sent: Vec<(usize, Value)> = Vec::new();
        for (place, (component, _)) in self.components.iter().enumerate() {
            let valid = |instance: &Value| judge.is_valid(&json!({ place.to_string(): instance }));
            let mut seen = BTreeSet::new();
            // Null belongs to the uses of a type, not to the type.
            let mut new = |instance: &Value| !instance.is_null() && seen.insert(instance.to_string());
            let examples = self.examples.of_component(component, &self.root).into_iter().filter(&mut new);
            let (good, bad): (Vec<Value>, Vec<Value>) = examples.partition(valid);
            tally.invalid_examples += bad.len();
            let made = instances::all(&self.root, component).into_iter().filter(&mut new);
            let (made, bad): (Vec<Value>, Vec<Value>) = made.partition(valid);
            tally.invalid_made += bad.len();
            let mut all = [good, made].concat();
            if all.is_empty() {
                all.extend(instances::more(&self.root, component).find(|instance| new(instance) && valid(instance)));
            }
            if all.is_empty() {
                tally.without.push(component.clone());
            }
            sent.extend(all.into_iter().map(|instance| (place, instance)));
        }
        tally.instances = sent.len();
        for ((place, instance), reply) in sent.iter().zip(scratch.run(&self.name, &sent)) {
            let finding = self.judge_reply(&judge, *place, instance, &reply);
            tally.add(&self.components[*place].0, instance, &reply, finding);
        }
        tally
    }

    /// One validator for all components, so that what they share is compiled once: the key is a component's number.
    fn judge(&self) -> Validator {
        let numbered = self.components.iter().enumerate();
        let properties: BTreeMap<String, Value> =
            numbered.map(|(i, (name, _))| (i.to_string(), json!({ "$ref": pointer(name) }))).collect();
        let schema = json!({ "components": self.root["components"], "properties": properties });
        jsonschema::draft202012::options().build(&schema).expect("the schemas of the document can be compiled")
    }

    fn judge_reply(&self, judge: &Validator, place: usize, sent: &Value, reply: &Reply) -> Option<Finding> {
        let came = match reply {
            Reply::Failed(message) => return Some(Finding::failed(message)),
            Reply::Came { value, .. } => value,
        };
        if let Some((path, how)) = compare::differs(sent, came) {
            return Some(Finding::new(how, path));
        }
        let valid = judge.is_valid(&json!({ place.to_string(): came }));
        (!valid).then(|| Finding::new("valid no more".to_owned(), "$".to_owned()))
    }
}

/// Generates the types of a document's components alone.
pub(crate) fn types(document: &mut Document) -> Result<(Vec<(String, String)>, Files), String> {
    let mut diags = Diagnostics::default();
    let root = document.value_mut();
    root["paths"] = json!({});
    root.as_object_mut().into_iter().for_each(|root| drop(root.shift_remove("webhooks")));
    let options = Options { name: Some("api".to_owned()), ..Options::default() };
    let planned = pipeline::plan(document, &options, &Lock::default(), &mut diags).map_err(|_| "has errors")?;
    let files = files::render(&pipeline::emit(document, &planned, &options), Layout::Module, "document");
    let mut components = Vec::new();
    for (id, ty) in planned.api.types.iter() {
        let (Some(own), Some(name)) = (&ty.hint.own, planned.names.of(id)) else { continue };
        if document.pointer(ty.at).strip_prefix("#/components/schemas/").is_some_and(|key| !key.contains('/')) {
            components.push((own.clone(), names::escaped(name)));
        }
    }
    components.sort();
    components.dedup_by(|a, b| a.0 == b.0);
    Ok((components, files))
}
