//! From a use of a schema to a [`Slot`]: wrappers are peeled off, what they say goes to the slot, and the type behind them
//! is looked up or put in the queue.

use super::parts::{Inner, Part, key};
use super::schema::{Schema, Weight};
use super::shapes::format;
use super::{COMBINED, DEPTH, Job, Lower, within};
use crate::diag::Code;
use crate::ir::{Docs, Format, Hint, Shape, Slot, Type, TypeId};
use crate::source::At;

impl<'d> Lower<'d, '_> {
    /// A use of one schema.
    pub(super) fn slot_of(&mut self, schema: Schema<'d>, path: Vec<String>) -> Slot {
        self.slot(schema.at(), vec![schema.into()], path)
    }

    /// A use of schemas that all hold. It is required and never `null` unless they say so; fields and parameters change that.
    pub(super) fn slot(&mut self, at: At, roots: Vec<Part<'d>>, path: Vec<String>) -> Slot {
        let mut slot = plain_slot(at, self.any(at));
        let mut roots = roots;
        slot.nullable = self.nullable(&roots);
        for _ in 0..DEPTH {
            for root in &roots {
                self.absorb(&mut slot, root.schema);
            }
            match peel(&roots) {
                None => {
                    slot.ty = self.type_of(roots, path);
                    return slot;
                }
                Some((Inner::Within(inner), holder)) => {
                    for branch in holder.schemas("allOf") {
                        self.absorb(&mut slot, branch);
                    }
                    roots = vec![inner.into()];
                }
                Some((Inner::Reference(reference), holder)) => {
                    slot.ty = match self.resolve(reference, holder) {
                        Some(target) => {
                            self.absorb_target(&mut slot, target);
                            self.component(target)
                        }
                        None => self.widened_type(at, path),
                    };
                    return slot;
                }
            }
        }
        let message =
            format!("this schema wraps itself, or others more than {DEPTH} deep, so it says nothing about its values");
        self.report(Code::ReferenceLoop, at, message);
        slot.ty = self.widened_type(at, path);
        slot
    }

    /// What a referenced schema says about all of its uses.
    fn absorb_target(&mut self, slot: &mut Slot, target: Schema<'d>) {
        absorb_marks(slot, target);
        self.absorb_default(slot, target);
    }

    /// The outermost word counts: what a use says goes before what the schema behind it says.
    fn absorb(&self, slot: &mut Slot, schema: Schema<'d>) {
        let docs = schema.docs();
        slot.docs.description = slot.docs.description.take().or(docs.description);
        slot.docs.deprecated |= docs.deprecated;
        for limit in docs.limits {
            if !slot.docs.limits.contains(&limit) {
                slot.docs.limits.push(limit);
            }
        }
        absorb_marks(slot, schema);
        self.absorb_default(slot, schema);
    }

    fn absorb_default(&self, slot: &mut Slot, schema: Schema<'d>) {
        if slot.default.is_none()
            && let Some(default) = schema.raw("default").filter(|value| !value.is_null())
        {
            slot.default = Some(default.clone());
            slot.default_at = self.document.child(schema.at(), "default");
        }
    }

    /// The type of a schema that can be referred to.
    pub(super) fn component(&mut self, schema: Schema<'d>) -> TypeId {
        let path = names_within(&self.document.pointer(schema.at()));
        self.type_of(vec![schema.into()], path)
    }

    /// The type of schemas that all hold; known, or to be found when its turn comes.
    pub(super) fn type_of(&mut self, roots: Vec<Part<'d>>, path: Vec<String>) -> TypeId {
        let key = key(&roots);
        if let Some(&id) = self.memo.get(&key) {
            return id;
        }
        if let [_, .., last] = roots.as_slice() {
            self.combined += 1;
            if self.combined > COMBINED || path.len() > DEPTH {
                let message = format!(
                    "schemas of this document combine more than {DEPTH} levels deep, or to more than {COMBINED} types; \
                     this one holds anything"
                );
                self.report(Code::AllOfCycle, last.at(), message);
                return self.widened_type(last.at(), path);
            }
        }
        let ty = self.blank_type(&roots, &path);
        let path = ty.hint.own.clone().map_or(path, |own| vec![own]);
        let id = self.api.types.push(ty);
        self.memo.insert(key, id);
        self.queue.push_back(Job { id, roots, path });
        id
    }

    fn blank_type(&self, roots: &[Part<'d>], path: &[String]) -> Type {
        let single = match roots {
            [root] => Some(root),
            _ => None,
        };
        let own = single.filter(|root| !root.bare).and_then(|root| component_key(&self.document.pointer(root.at())));
        let schema = single.or(roots.last()).map(|root| root.schema);
        let hint = Hint {
            forced: schema.and_then(|schema| schema.node().str_at("x-bindery-name")).map(str::to_owned),
            title: single.and_then(|root| root.schema.title()).map(str::to_owned),
            within: if own.is_some() { Vec::new() } else { path.to_vec() },
            own,
        };
        let docs = schema.map(Schema::docs).unwrap_or_default();
        let at = schema.map(Schema::at).unwrap_or_default();
        // Names are remembered by place, and the schema's own is for the type that is all of it and nothing else.
        let at = match single {
            Some(root) if !root.bare => at,
            _ => self.document.child(at, &path.join(".")),
        };
        Type { at, docs, hint, shape: Shape::Any }
    }

    /// A type that is `Any` although more was said.
    pub(super) fn widened_type(&mut self, at: At, path: Vec<String>) -> TypeId {
        let id = self.synthetic(at, path, Shape::Any);
        self.widened.insert(id);
        id
    }

    /// A free-form use.
    pub(super) fn any_slot(&mut self, at: At) -> Slot {
        plain_slot(at, self.any(at))
    }

    /// A use of plain text.
    pub(super) fn text_slot(&mut self, at: At) -> Slot {
        let text = self.shared.text.unwrap_or_else(|| self.synthetic(at, Vec::new(), Shape::Text(Format::Plain)));
        plain_slot(at, *self.shared.text.insert(text))
    }

    /// A use of raw bytes.
    pub(super) fn bytes_slot(&mut self, at: At) -> Slot {
        let bytes = self.shared.bytes.unwrap_or_else(|| self.synthetic(at, Vec::new(), Shape::Bytes));
        plain_slot(at, *self.shared.bytes.insert(bytes))
    }

    /// A type made here, within another. Names are remembered by place, so it gets one that no schema has.
    pub(super) fn made_slot(&mut self, at: At, path: &[String], role: &str, shape: Shape) -> Slot {
        let own = self.document.child(at, role);
        plain_slot(at, self.synthetic(own, within(path, role), shape))
    }
}

/// A required use without `null`, default or documentation.
pub(super) fn plain_slot(at: At, ty: TypeId) -> Slot {
    Slot {
        at,
        ty,
        required: true,
        nullable: false,
        boxed: false,
        read_only: false,
        write_only: false,
        secret: false,
        default: None,
        default_at: at,
        docs: Docs::default(),
    }
}

/// What `roots` come down to, and the one that says so; nothing if they are a type of their own.
fn peel<'d>(roots: &[Part<'d>]) -> Option<(Inner<'d>, Schema<'d>)> {
    let weighing = |wanted| roots.iter().filter(move |root| root.schema.weight() >= wanted).collect::<Vec<_>>();
    let only = match (weighing(Weight::Shape).as_slice(), weighing(Weight::Type).as_slice(), roots) {
        (&[root], _, _) | (&[], &[root], _) | (&[], &[], [root]) => root,
        _ => return None,
    };
    match only.inner() {
        Some(inner) => Some((inner, only.schema)),
        None if roots.len() > 1 && !only.bare => Some((Inner::Within(only.schema), only.schema)),
        None => None,
    }
}

fn absorb_marks(slot: &mut Slot, schema: Schema<'_>) {
    slot.read_only |= schema.node().bool_at("readOnly");
    slot.write_only |= schema.node().bool_at("writeOnly");
    slot.secret |= schema.node().str_at("format").and_then(format) == Some(Format::Password);
}

/// The key of a schema that is a component itself.
pub(super) fn component_key(pointer: &str) -> Option<String> {
    let key = pointer.strip_prefix("#/components/schemas/")?;
    (!key.contains('/')).then(|| unescape(key))
}

/// The names on the way to a schema that is referred to, keywords left out: `#/components/schemas/Order/properties/lines`
/// is `Order`, `lines`.
fn names_within(pointer: &str) -> Vec<String> {
    let keywords = [
        "#",
        "components",
        "paths",
        "schemas",
        "$defs",
        "definitions",
        "properties",
        "items",
        "schema",
        "content",
        "allOf",
        "oneOf",
        "anyOf",
    ];
    let is_name = |key: &&str| !keywords.contains(key) && key.parse::<usize>().is_err();
    pointer.split('/').filter(is_name).map(unescape).collect()
}

pub(super) fn unescape(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}
