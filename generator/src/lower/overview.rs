//! What a document says about itself: title, servers, tags.

use super::Lower;
use crate::diag::Code;
use crate::ir::{Docs, Info, Server, Tag, Variable};
use crate::source::Node;
use serde_json::Value;
use std::collections::BTreeMap;

impl<'d> Lower<'d, '_> {
    pub(super) fn overview(&mut self) {
        let root = self.document.root();
        if let Some(info) = root.get("info") {
            let text = |key| info.str_at(key).unwrap_or_default().to_owned();
            self.api.info = Info { title: text("title"), version: text("version"), docs: docs(info) };
        }
        self.api.servers =
            root.get("servers").into_iter().flat_map(Node::elements).filter_map(|node| self.server(node)).collect();
        // The first one is called, and a socket cannot be.
        self.api.servers.sort_by_key(|server| server.url.starts_with("ws://") || server.url.starts_with("wss://"));
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

impl<'d> Lower<'d, '_> {
    /// Servers of single operations stand behind those of the whole, by their URLs and defaults; where there are none of the whole, the
    /// one that most operations name stands for it.
    pub(super) fn own_servers(&mut self) {
        // The same template with other defaults is another server.
        let defaults = |server: &Server| server.variables.iter().map(|it| it.default.clone()).collect::<Vec<_>>();
        let mut named: BTreeMap<(&str, Vec<String>), (usize, &Server)> = BTreeMap::new();
        for server in self.api.ops.iter().filter_map(|(_, op)| op.server.as_ref()) {
            named.entry((&server.url, defaults(server))).or_insert((0, server)).0 += 1;
        }
        let known = |own: &Server| {
            self.api.servers.iter().any(|server| server.url == own.url && defaults(server) == defaults(own))
        };
        let mut own: Vec<(usize, Server)> =
            named.into_values().filter(|(_, server)| !known(server)).map(|(count, it)| (count, it.clone())).collect();
        if self.api.servers.is_empty() {
            own.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        }
        self.api.servers.extend(own.into_iter().map(|(_, server)| server));
    }

    pub(super) fn server(&mut self, node: Node<'d>) -> Option<Server> {
        let url = node.str_at("url")?.trim().to_owned();
        let mut variables = Vec::new();
        for (name, variable) in node.get("variables").into_iter().flat_map(Node::entries) {
            if !url.contains(&format!("{{{name}}}")) {
                continue;
            }
            let values: Vec<String> = variable
                .get("enum")
                .into_iter()
                .flat_map(Node::elements)
                .filter_map(|value| plain(value.value()))
                .collect();
            let default = variable.get("default").and_then(|default| plain(default.value()));
            let default = default.or_else(|| values.first().cloned()).unwrap_or_else(|| unfilled(name));
            // A default that the list lacks is a value, too.
            let listed = values.is_empty() || values.contains(&default) || default == unfilled(name);
            let values = if listed { values } else { [vec![default.clone()], values].concat() };
            variables.push(Variable { name: name.to_owned(), default, values });
        }
        let names = url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let mut open: Vec<String> = names.map(str::to_owned).collect();
        open.retain(|name| !variables.iter().any(|known| known.name == *name && known.default != unfilled(name)));
        if let Some(name) = open.first() {
            let at = self.document.child(node.at(), "url");
            let message = format!("the URL of this server needs `{name}`, for which no variable has a default");
            let help = format!(
                "say it in `variables: {{ {name}: {{ default: … }} }}`, or give the client its value or a base URL of its own"
            );
            self.report_with(Code::UndeclaredVariable, at, message, Some(help));
        }
        // What nobody declares can be set all the same.
        for name in open {
            if !variables.iter().any(|known| known.name == name) {
                variables.push(Variable { default: unfilled(&name), name, values: Vec::new() });
            }
        }
        Some(Server { at: node.at(), url, variables, description: node.str_at("description").map(str::to_owned) })
    }
}

/// The default of a variable without one: it stays in the URL, and no base URL has braces.
fn unfilled(name: &str) -> String {
    format!("{{{name}}}")
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
