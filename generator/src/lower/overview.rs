//! What a document says about itself: title, servers, tags.

use super::Lower;
use crate::ir::{Docs, Info, Server, Tag};
use crate::source::Node;
use serde_json::Value;

impl<'d> Lower<'d, '_> {
    pub(super) fn overview(&mut self) {
        let root = self.document.root();
        if let Some(info) = root.get("info") {
            let text = |key| info.str_at(key).unwrap_or_default().to_owned();
            self.api.info = Info { title: text("title"), version: text("version"), docs: docs(info) };
        }
        self.api.servers = root.get("servers").into_iter().flat_map(Node::elements).filter_map(server).collect();
        let tags = root.get("tags").into_iter().flat_map(Node::elements);
        self.api.tags =
            tags.filter_map(|tag| Some(Tag { name: tag.str_at("name")?.to_owned(), docs: docs(tag) })).collect();
        self.schemes();
    }

    /// Tags that only operations name follow those of the list.
    pub(super) fn tag(&mut self, name: &str) {
        if !self.api.tags.iter().any(|tag| tag.name == name) {
            self.api.tags.push(Tag { name: name.to_owned(), docs: Docs::default() });
        }
    }
}

/// `summary`, `description`, `deprecated`.
pub(super) fn docs(node: Node<'_>) -> Docs {
    let text = |key| node.str_at(key).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let (summary, description) = (text("summary"), text("description"));
    Docs { summary, description, deprecated: node.bool_at("deprecated"), limits: Vec::new() }
}

fn server(node: Node<'_>) -> Option<Server> {
    let mut url = node.str_at("url")?.to_owned();
    for (name, variable) in node.get("variables").into_iter().flat_map(Node::entries) {
        let default = match variable.get("default").map(Node::value) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            Some(_) | None => continue,
        };
        url = url.replace(&format!("{{{name}}}"), &default);
    }
    Some(Server { at: node.at(), url, description: node.str_at("description").map(str::to_owned) })
}
