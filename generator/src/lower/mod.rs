//! From the document to the IR. Operations are read first and ask for the schemas that they use; a queue then types one
//! schema after the other, so that unused schemas cost nothing and a recursive one is an ordinary cycle of ids.

mod arms;
mod auth;
mod choices;
mod content;
mod effects;
mod families;
mod headers;
mod kinds;
mod limits;
mod nulls;
mod operations;
mod overview;
mod params;
mod parts;
mod path;
mod records;
mod replies;
mod resources;
mod schema;
mod select;
mod sequences;
mod shapes;
#[cfg(test)]
pub(crate) mod show;
mod slots;
mod tags;
#[cfg(test)]
mod tests;
mod unions;
mod uses;

pub use select::Selection;

use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, Docs, Hint, OpId, Shape, Slot, Type, TypeId, slots};
use crate::source::{At, Document, Node, ResolveError};
use parts::{Key, Part};
use schema::Schema;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// How far references, wrappers and `allOf` are followed before a schema counts as endless.
const DEPTH: usize = 64;

/// Types that are made of several schemas at once. Documents of 4 MB have a thousand of them; but n schemas that refer to
/// each other through `allOf` can be combined in 2^n ways, and a small document can ask for all of them; two circles of p
/// and q schemas that must both hold are a chain of p·q types, which [`DEPTH`] cuts.
const COMBINED: usize = 5_000;

/// Schemas that are opened for others: each is for each that reaches it through `allOf`, so n schemas that all refer to each
/// other are n·n·n steps.
const OPENED: usize = 1_000_000;

/// Sections of components that references lead to.
const SECTIONS: &[&str] =
    &["callbacks", "headers", "parameters", "pathItems", "requestBodies", "responses", "schemas", "securitySchemes"];

/// Lowers what is selected of a normalised document. `formats` are those that the user has types for.
pub fn lower<'f>(
    document: &Document,
    select: &Selection,
    formats: impl IntoIterator<Item = &'f String>,
    diags: &mut Diagnostics,
) -> Api {
    let mut lower = Lower::new(document, diags);
    lower.api.formats = formats.into_iter().cloned().collect();
    lower.overview();
    let any = lower.operations(select);
    lower.run();
    if !any || select.everything && select.tags.is_empty() && select.operations.is_empty() {
        // A document of types alone (webhooks, or schemas to share), or one that is looked at as a whole.
        lower.components();
        lower.run();
    }
    lower.judge();
    lower.finish()
}

/// The state of a run.
struct Lower<'d, 'a> {
    document: &'d Document,
    diags: &'a mut Diagnostics,
    api: Api,
    /// The type of each schema that was asked for.
    memo: BTreeMap<Key, TypeId>,
    /// How many of them are made of several schemas.
    combined: usize,
    /// How often a schema was opened for another.
    opened: usize,
    queue: VecDeque<Job<'d>>,
    /// Operations whose effect the document does not say, with their paths.
    unsaid: Vec<(OpId, String)>,
    /// Types that are `Any` although their schema says more.
    widened: BTreeSet<TypeId>,
    /// Schemas are looked at more than once; what is wrong with them is said once.
    reported: BTreeSet<(Code, At)>,
    nullable: BTreeMap<At, bool>,
    /// The constants of the schemas that fields lead to.
    lists: BTreeMap<At, Rc<[serde_json::Value]>>,
    formats: BTreeSet<&'d str>,
    /// Schemas whose properties depend on conditions.
    conditions: Vec<At>,
    /// Unions of texts that no one format describes.
    mixed_formats: Vec<At>,
    /// Components by the component that their `allOf` refers to; filled when first needed.
    children: Option<BTreeMap<At, Vec<Schema<'d>>>>,
    /// The tags of unions within unions, by place and key.
    nested: BTreeMap<(At, &'d str), Vec<String>>,
    /// Whether any body is made of parts, so that there are files.
    files: bool,
    header_sets: Vec<headers::HeaderSet<'d>>,
    /// Whether it was said that credentials are declared as a parameter.
    credentials_said: bool,
    shared: Shared,
    /// Where schemas are referred to; filled when first needed.
    uses: Option<uses::Uses<'d>>,
}

/// Anonymous types without a place of their own, made once.
#[derive(Default)]
struct Shared {
    any: Option<TypeId>,
    text: Option<TypeId>,
    bytes: Option<TypeId>,
}

/// A type whose shape is still to be found.
struct Job<'d> {
    id: TypeId,
    roots: Vec<Part<'d>>,
    /// What the types within it are called after.
    path: Vec<String>,
}

impl<'d, 'a> Lower<'d, 'a> {
    fn new(document: &'d Document, diags: &'a mut Diagnostics) -> Self {
        Lower {
            document,
            diags,
            api: Api::default(),
            memo: BTreeMap::new(),
            combined: 0,
            opened: 0,
            queue: VecDeque::new(),
            unsaid: Vec::new(),
            widened: BTreeSet::new(),
            reported: BTreeSet::new(),
            nullable: BTreeMap::new(),
            lists: BTreeMap::new(),
            formats: BTreeSet::new(),
            conditions: Vec::new(),
            mixed_formats: Vec::new(),
            children: None,
            nested: BTreeMap::new(),
            files: content::has_parts(document.root().value()),
            header_sets: Vec::new(),
            credentials_said: false,
            shared: Shared::default(),
            uses: None,
        }
    }

    fn components(&mut self) {
        let schemas = self.document.root().get("components").and_then(|components| components.get("schemas"));
        for (_, node) in schemas.into_iter().flat_map(Node::entries) {
            self.component(Schema(node));
        }
    }

    fn run(&mut self) {
        while let Some(job) = self.queue.pop_front() {
            match self.shape(&job) {
                Some(shape) => self.api.types[job.id].shape = shape,
                None => {
                    self.widened.insert(job.id);
                }
            }
        }
    }

    fn finish(mut self) -> Api {
        self.header_types();
        self.own_servers();
        self.summarise();
        let mut all: Vec<&Slot> = self.api.types.iter().flat_map(|(_, ty)| slots(&ty.shape)).collect();
        for (_, operation) in self.api.ops.iter() {
            all.extend(operation.params.iter().map(|param| &param.slot));
            all.extend(operation.bodies.iter().map(|body| &body.slot));
            all.extend(
                operation.replies.iter().filter_map(|reply| reply.content.as_ref()).map(|content| &content.slot),
            );
        }
        let widened = all.iter().filter(|slot| self.widened.contains(&slot.ty)).count();
        (self.api.losses.slots, self.api.losses.widened) = (all.len(), widened);
        self.api
    }

    /// One finding for all places of a kind: nobody can do anything about one of them.
    fn summarise(&mut self) {
        let conditions: BTreeSet<At> = self.conditions.drain(..).collect();
        if let Some(first) = conditions.first() {
            let message = match conditions.len() {
                1 => "the properties of a schema depend on a condition; all of them can be set at any time".to_owned(),
                count => format!(
                    "the properties of {count} schemas depend on conditions; all of them can be set at any time"
                ),
            };
            self.diags.push(Code::Conditional, *first, message);
        }
        let mixed: BTreeSet<At> = self.mixed_formats.drain(..).collect();
        if let Some(first) = mixed.first() {
            let message = match mixed.len() {
                1 => "a union of texts of several formats is plain text".to_owned(),
                count => format!("{count} unions of texts of several formats are plain text"),
            };
            self.diags.push(Code::MixedFormats, *first, message);
        }
    }

    /// Says something about a place, once.
    fn report(&mut self, code: Code, at: At, message: impl Into<String>) {
        self.report_with(code, at, message, None);
    }

    fn report_with(&mut self, code: Code, at: At, message: impl Into<String>, help: Option<String>) {
        if self.reported.insert((code, at)) {
            self.diags.push(code, at, message).help_if(help);
        }
    }

    /// Follows one reference of a schema; what leads nowhere, or to no schema, is reported there.
    fn resolve(&mut self, reference: &str, schema: Schema<'d>) -> Option<Schema<'d>> {
        let at = self.of_reference(schema.node());
        let target = self.found(reference, at, schema.target(reference))?;
        if reference.starts_with("#/components/schemas/") {
            return Some(target);
        }
        if !(target.value().is_object() || target.value().is_boolean()) {
            let kind = target.node().kind();
            let message = format!("the reference `{reference}` leads to {kind}, where a schema is wanted");
            self.report_with(Code::BadSchema, at, format!("{message}; any value is taken"), None);
            return None;
        }
        let Some(other) = other_object(&self.document.pointer(target.at())) else { return Some(target) };
        let meant = schema_in(target);
        let reading = if meant.is_some() { "the schema in it is taken" } else { "any value is taken" };
        let message = format!("the reference `{reference}` leads to {other}, where a schema is wanted; {reading}");
        let own = target.schema("schema").map(|_| format!("did you mean `{reference}/schema`?"));
        self.report_with(Code::WrongKind, at, message, own);
        meant
    }

    /// The place of a reference, whose line shows it.
    fn of_reference(&self, node: Node<'d>) -> At {
        let own = |value: &Value| value.get("$ref").is_some_and(Value::is_string);
        if own(node.value()) { self.document.child(node.at(), "$ref") } else { node.at() }
    }

    fn found<T>(&mut self, reference: &str, at: At, result: Result<T, ResolveError>) -> Option<T> {
        match result {
            Ok(found) => Some(found),
            Err(ResolveError::External(_)) => {
                let message = "this reference points into another file and is not followed";
                let help = "a document of several files cannot be read yet; bundle it into one file first";
                self.report_with(Code::SeveralFiles, at, message, Some(help.to_owned()));
                None
            }
            Err(_) if self.misspelled_section(reference) => None,
            Err(error) => {
                // To guess what was meant takes time, and schemas are looked at more than once.
                if !self.reported.contains(&(Code::DanglingReference, at)) {
                    let message = format!("the reference `{reference}` leads nowhere: {error}");
                    self.report_with(Code::DanglingReference, at, message, error.help(self.document));
                }
                None
            }
        }
    }

    /// Whether the section of components that a reference leads to has another name, which was said there.
    fn misspelled_section(&self, reference: &str) -> bool {
        let section = reference.strip_prefix("#/components/").and_then(|way| way.split('/').next());
        let Some(section) = section.filter(|section| SECTIONS.contains(section)) else { return false };
        let Some(components) = self.document.root().get("components") else { return false };
        components.get(section).is_none() && self.document.guess(components, section).is_some()
    }

    /// The object itself, where a reference may stand for it (parameters, bodies, responses, path items).
    fn follow(&mut self, node: Node<'d>) -> Option<Node<'d>> {
        let mut here = node;
        let mut way = Vec::new();
        for _ in 0..DEPTH {
            let Some(reference) = here.str_at("$ref") else { return Some(here) };
            here = self.found(reference, self.of_reference(here), self.document.resolve(reference))?;
            way.push(self.document.pointer(here.at()));
        }
        let message = format!("this reference leads back to itself ({}); what stands here is left out", circle(&way));
        self.report(Code::ReferenceLoop, node.at(), message);
        None
    }

    /// What types within a body, reply or parameter are called after: the operation, or the component that several share.
    fn home(&self, node: Node<'d>, path: &[String], role: &str) -> Vec<String> {
        let pointer = self.document.pointer(node.at());
        let shared = ["responses", "requestBodies", "parameters"].iter().find_map(|kind| {
            let key = pointer.strip_prefix("#/components/")?.strip_prefix(kind)?.strip_prefix('/')?;
            (!key.contains('/')).then(|| slots::unescape(key))
        });
        within(&shared.map_or_else(|| path.to_vec(), |key| vec![key]), role)
    }

    /// A type that no schema of the document stands for alone.
    fn synthetic(&mut self, at: At, within: Vec<String>, shape: Shape) -> TypeId {
        self.api.types.push(Type { at, docs: Docs::default(), hint: Hint { within, ..Hint::default() }, shape })
    }

    fn any(&mut self, at: At) -> TypeId {
        let any = self.shared.any.unwrap_or_else(|| self.synthetic(at, Vec::new(), Shape::Any));
        *self.shared.any.insert(any)
    }
}

/// What stands at a pointer, if that can be no schema. Documents keep schemas in places of their own, too, so what is not
/// known is taken for one.
fn other_object(pointer: &str) -> Option<&'static str> {
    match pointer.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        [] => Some("the whole document"),
        ["components", "schemas"] => Some("all schemas"),
        ["components", "parameters" | "headers", _] => Some("a parameter"),
        ["components", "responses", _] => Some("a response"),
        ["components", "requestBodies", _] => Some("the body of a request"),
        ["components", "examples", _] => Some("an example"),
        ["components", "securitySchemes", _] => Some("a security scheme"),
        ["components" | "paths" | "info"] => Some("a section of the document"),
        _ => None,
    }
}

/// A way that leads back to one of its own steps, from there on: `` `#/components/parameters/A → … `` .
fn circle(way: &[String]) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in way {
        let known = steps.contains(&step.as_str());
        steps.push(step);
        if known {
            break;
        }
    }
    let shown = match steps.as_slice() {
        [first, second, .., last] if steps.len() > 5 => vec![*first, *second, "…", *last],
        all => all.to_vec(),
    };
    format!("`{}`", shown.join(" → "))
}

/// The path of a role within a type.
fn within(path: &[String], role: &str) -> Vec<String> {
    path.iter().map(String::as_str).chain([role]).map(str::to_owned).collect()
}

/// The schema of what is none itself: of a parameter or header its own, of a body or an answer that of its JSON.
fn schema_in(other: Schema<'_>) -> Option<Schema<'_>> {
    let contents = || other.node().get("content").into_iter().flat_map(Node::entries);
    let json = contents().find(|(media, _)| media.contains("json")).or_else(|| contents().next());
    other.schema("schema").or_else(|| json?.1.get("schema").map(Schema))
}
