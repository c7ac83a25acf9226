//! Paths and operations. Each operation is read on its own: one that cannot be used costs a diagnostic, not the run.

use super::effects;
use super::overview::docs;
use super::select::{Handle, Selection};
use super::{Lower, within};
use crate::diag::{Code, nearest};
use crate::ir::{Effect, Method, Operation, Shape, Skipped, Slot};
use crate::source::{At, Node};
use std::collections::BTreeSet;

const METHODS: &[(&str, Method)] = &[
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
];

/// An operation of the document, not read yet.
struct Found<'d> {
    template: &'d str,
    /// Where the template stands.
    path: At,
    method: Method,
    item: Node<'d>,
    node: Node<'d>,
}

impl<'d> Lower<'d, '_> {
    /// Reads those that are selected; says whether the document has any at all.
    pub(super) fn operations(&mut self, select: &Selection) -> bool {
        let found = self.find();
        let handles: Vec<Handle<'_>> = found.iter().map(Found::handle).collect();
        select.check(&handles, self.diags);
        let mut ids = BTreeSet::new();
        for (found, handle) in found.iter().zip(&handles).filter(|(_, handle)| select.takes(handle)) {
            let taken = handle.id.filter(|id| !ids.insert(*id));
            if let Some(id) = taken {
                let message = format!("the operation id `{id}` is taken already; it is named by its method and path");
                let at = self.document.child(found.node.at(), "operationId");
                self.report(Code::DuplicateOperationId, at, message);
            }
            let name = handle.id.filter(|_| taken.is_none()).unwrap_or_else(|| unnamed(&handles, found, handle));
            self.api.losses.operations += 1;
            match self.operation(found, handle, name) {
                Ok(operation) => {
                    let id = self.api.ops.push(operation);
                    if found.node.get("x-bindery-effect").is_none() {
                        self.unsaid.push((id, found.template.to_owned()));
                    }
                }
                Err(reason) => self.skip(found, handle, reason),
            }
        }
        !found.is_empty()
    }

    /// What a call does by the document; nothing if it does not say.
    fn effect(&mut self, node: Node<'d>) -> Option<Effect> {
        let said = node.get("x-bindery-effect")?;
        if let Some(effect) = Effect::ALL.iter().find(|effect| said.as_str() == Some(effect.name())) {
            return Some(*effect);
        }
        let words: Vec<&str> = Effect::ALL.iter().map(|effect| effect.name()).collect();
        let near = said.as_str().and_then(|said| nearest(said, words.iter().copied()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", words.join(", ")),
        };
        let message = "`x-bindery-effect` says what is no effect; the call is taken for `act`";
        self.report_with(Code::UnknownEffect, said.at(), message, Some(help));
        Some(Effect::Act)
    }

    /// What the other calls do, by method, path, name and what they take: once all types are known.
    pub(super) fn judge(&mut self) {
        for (id, template) in std::mem::take(&mut self.unsaid) {
            let op = &self.api.ops[id];
            let shape = |slot: &Slot| &self.api.types[self.api.behind(slot.ty)].shape;
            let fields = op.bodies.iter().filter_map(|body| {
                let Shape::Record(record) = shape(&body.slot) else { return None };
                Some(&record.fields)
            });
            let fields = fields.flatten().map(|field| (field.key.as_str(), &field.slot));
            let inputs = op.params.iter().map(|param| (param.name.as_str(), &param.slot)).chain(fields);
            // A body that is text is what the operation is about.
            let inputs = inputs.chain(op.bodies.iter().map(|body| ("statement", &body.slot)));
            let is_text = |slot: &Slot| {
                let one = if let Shape::List(element) = shape(slot) { element } else { slot };
                matches!(shape(one), Shape::Text(_))
            };
            let texts: Vec<&str> = inputs.filter(|(_, slot)| is_text(slot)).map(|(name, _)| name).collect();
            let effect = effects::judged(op.method, &template, &op.hint, &texts);
            self.api.ops[id].effect = effect;
        }
    }

    fn find(&mut self) -> Vec<Found<'d>> {
        let mut all = Vec::new();
        let Some(paths) = self.document.root().get("paths") else { return all };
        for (template, node) in paths.entries().filter(|(template, _)| !template.starts_with("x-")) {
            let Some(item) = self.follow(node) else { continue };
            let path = self.document.key(node.at());
            for (key, method) in METHODS {
                // What stands beside the reference of a path item goes before what it refers to.
                if let Some(operation) = of_method(node, key).or_else(|| of_method(item, key)) {
                    all.push(Found { template, path, method: *method, item, node: operation });
                }
            }
        }
        all
    }

    fn skip(&mut self, found: &Found<'d>, handle: &Handle<'d>, reason: String) {
        let at = found.node.at();
        let (fault, help) = match found.template {
            path if path.starts_with('/') => (at, None),
            path if path.contains("://") => (found.path, Some("the host belongs into `servers`".to_owned())),
            path => (found.path, Some(format!("write it as `/{path}`"))),
        };
        // Once for a path, whose operations have one fault.
        let which = if fault == at { "the operation is" } else { "its operations are" };
        self.report_with(Code::BadOperation, fault, format!("{reason}; {which} left out"), help);
        self.api.losses.skipped += 1;
        let (id, path) = (handle.id.map(str::to_owned), found.template.to_owned());
        self.api.skipped.push(Skipped { at, id, method: found.method, path, reason });
    }

    /// Reads an operation, or says why it cannot be used; its own types are called after `name`.
    fn operation(&mut self, found: &Found<'d>, handle: &Handle<'d>, name: &str) -> Result<Operation, String> {
        // OpenAPI has no references there, and those who split their documents write them.
        let node = self.follow(found.node).ok_or("the reference in its place cannot be followed")?;
        if !node.value().is_object() {
            return Err(format!("an operation should be an object, found {}", node.kind()));
        }
        if !found.template.starts_with('/') {
            return Err(format!("the path `{}` does not begin with `/`", found.template));
        }
        let path = within(&[], name);
        let lists = [found.item.get("parameters"), node.get("parameters")];
        let (segments, mut params) = self.params(lists, (found.template, found.path), node.at(), &path);
        let auth = self.auth(node);
        // Those of the path come first and are counted, and no key stands among them.
        self.without_credentials(&mut params, &auth);
        let bodies = node.get("requestBody").map(|body| self.bodies(body, &path)).unwrap_or_default();
        let server = [node, found.item].into_iter().find_map(|holder| holder.get("servers")?.elements().next());
        let replies = self.replies(node, found.method, &path);
        if let Some(tag) = handle.tags.first() {
            self.tag(tag);
        }
        let effect = self.effect(node);
        Ok(Operation {
            at: node.at(),
            id: handle.id.map(str::to_owned),
            hint: name.to_owned(),
            forced: node.str_at("x-bindery-name").map(str::to_owned),
            method: found.method,
            path: segments,
            tag: handle.tags.first().map(|tag| (*tag).to_owned()),
            docs: docs(node),
            params,
            bodies,
            server: server.and_then(|server| self.server(server)),
            replies: replies.replies,
            success: replies.success,
            failure: replies.failure,
            headers: None,
            auth,
            effect: effect.unwrap_or(Effect::Act),
        })
    }
}

/// The operation of a path item under a method, in whatever letters; the right ones go before others.
fn of_method<'d>(item: Node<'d>, method: &str) -> Option<Node<'d>> {
    let alike = || item.value().as_object()?.keys().find(|key| key.eq_ignore_ascii_case(method));
    item.get(method).or_else(|| item.get(alike()?))
}

/// What an operation without an id is called: `/sendMessage` says it all where it is the only one there, any other needs
/// its method.
fn unnamed<'h>(handles: &[Handle<'h>], found: &Found<'h>, handle: &'h Handle<'h>) -> &'h str {
    let on_path = |other: &&Handle<'_>| other.line.split_once(' ').is_some_and(|(_, path)| path == found.template);
    let alone = handle.id.is_none() && !found.template.contains('{') && handles.iter().filter(on_path).count() == 1;
    if alone { found.template } else { &handle.line }
}

impl<'d> Found<'d> {
    fn handle(&self) -> Handle<'d> {
        let tags = self.node.get("tags").into_iter().flat_map(Node::elements).filter_map(Node::as_str).collect();
        let id = self.node.str_at("operationId").filter(|id| !id.trim().is_empty());
        let method = METHODS.iter().find(|(_, method)| *method == self.method).map(|(name, _)| name.to_uppercase());
        Handle { id, line: format!("{} {}", method.unwrap_or_default(), self.template), tags }
    }
}
