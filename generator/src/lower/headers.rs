//! The headers of answers: one record an operation, and one for all operations whose answers carry the same.

use super::{Lower, within};
use crate::ir::{Extra, Field, OpId, Record, Shape, Slot};
use crate::source::{At, Node};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What some operations' answers may carry.
pub(super) struct HeaderSet<'d> {
    says: Vec<(String, &'d Value)>,
    fields: Vec<Field>,
    users: Vec<User>,
}

/// An operation whose answers carry them.
struct User {
    /// Where the operation stands, as a pointer and as a place.
    op: (String, At),
    responses: At,
    /// What its types are called after.
    path: Vec<String>,
}

impl<'d> Lower<'d, '_> {
    /// Reads the headers of an operation's answers.
    pub(super) fn headers(&mut self, op: At, responses: Option<Node<'d>>, path: &[String]) {
        let Some(responses) = responses else { return };
        // In the order of names, so that the order of keys changes nothing.
        let mut nodes: BTreeMap<String, (&'d str, Node<'d>)> = BTreeMap::new();
        let answers: BTreeMap<&str, Node<'d>> = responses.entries().collect();
        for node in answers.into_values() {
            let headers = self.follow(node).and_then(|reply| reply.get("headers"));
            for (name, node) in headers.into_iter().flat_map(Node::entries) {
                // The type of the answer says its media type already.
                let key = name.to_ascii_lowercase();
                if key != "content-type" && !nodes.contains_key(&key) {
                    nodes.extend(self.follow(node).map(|header| (key, (name, header))));
                }
            }
        }
        if nodes.is_empty() {
            return;
        }
        let user = User { op: (self.document.pointer(op), op), responses: responses.at(), path: path.to_vec() };
        let says: Vec<(String, &Value)> = nodes.iter().map(|(key, (_, node))| (key.clone(), node.value())).collect();
        if let Some(set) = self.header_sets.iter_mut().find(|set| set.says == says) {
            set.users.push(user);
            return;
        }
        let mut fields = Vec::new();
        for (name, node) in nodes.into_values() {
            let (slot, _) = self.param_slot(node, within(&within(path, "headers"), name));
            let slot = Slot { required: false, default: None, ..slot };
            fields.push(Field::new(name, slot));
        }
        self.header_sets.push(HeaderSet { says, fields, users: vec![user] });
    }

    /// Makes the records, once it is known which operations share one. The one that most share is called after none of
    /// them.
    pub(super) fn header_types(&mut self) {
        let mut sets = std::mem::take(&mut self.header_sets);
        for set in &mut sets {
            set.users.sort_by(|a, b| a.op.cmp(&b.op));
        }
        sets.sort_by_key(|set| (Reverse(set.users.len()), set.users.first().map(|user| user.op.0.clone())));
        let places: BTreeMap<At, OpId> = self.api.ops.iter().map(|(id, op)| (op.at, id)).collect();
        for (i, HeaderSet { fields, users, .. }) in sets.into_iter().enumerate() {
            let Some(first) = users.first() else { continue };
            let path = if i == 0 && users.len() > 1 { within(&[], "response") } else { first.path.clone() };
            let shape = Shape::Record(Record { fields, extra: Extra::Open });
            let slot = self.made_slot(first.responses, &path, "headers", shape);
            for id in users.iter().filter_map(|user| places.get(&user.op.1)) {
                self.api.ops[*id].headers = Some(slot.clone());
            }
        }
    }
}
