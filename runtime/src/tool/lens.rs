//! A tool's arguments as one dialect has them: the same tree is printed as a schema, and read by in both directions. So
//! what a model is shown and what is made of its answer cannot disagree.

use super::dialect::Dialect;
use serde_json::Value;
use std::collections::BTreeMap;

/// A node's place in its [`Lens`].
pub(crate) type Place = usize;

/// Arguments as a dialect has them.
#[derive(Debug)]
pub(crate) struct Lens {
    pub(crate) dialect: &'static Dialect,
    pub(super) nodes: Vec<Node>,
    pub(crate) root: Place,
    /// What is said of all arguments together: a part of the tool's description.
    pub(crate) about: String,
    /// Nodes that are printed once, under `$defs`.
    pub(crate) defs: BTreeMap<String, Place>,
    /// The same for what is read from JSON text, and never printed.
    pub(super) texts: BTreeMap<String, Place>,
    pub(crate) size: Size,
}

#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) form: Form,
    pub(crate) nullable: bool,
    /// What the model reads, with all that no keyword says.
    pub(crate) words: String,
    /// Keywords that are printed.
    pub(crate) stated: Vec<(String, Value)>,
    /// Limits that are held, printed or not.
    pub(crate) limits: Vec<(String, Value)>,
}

/// A node that takes anything.
pub(super) static ANY: Node =
    Node { form: Form::Any, nullable: true, words: String::new(), stated: Vec::new(), limits: Vec::new() };

#[derive(Clone, Debug)]
pub(crate) enum Form {
    Any,
    Bool,
    Integer,
    Number,
    Text,
    /// Constants, and whether models spell them as text.
    Constants {
        values: Vec<Value>,
        as_text: bool,
    },
    List(Place),
    /// Elements by place; printed as such or as a list of any of them.
    Tuple(Vec<Place>),
    Object {
        members: Vec<Member>,
        rest: Option<Place>,
        clear: Option<String>,
    },
    /// An object of any keys, as a list of keys and values; within an object of its own where it could be taken for another
    /// list.
    Pairs {
        values: Place,
        wrapped: bool,
    },
    Union(Vec<Place>),
    /// Text that holds JSON of that node; within an object of its own where it could be taken for other text.
    JsonText {
        of: Place,
        wrapped: bool,
    },
    /// A node that several refer to, or that contains itself.
    Ref {
        name: String,
        to: Place,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) wire: String,
    pub(crate) node: Place,
    pub(crate) required: bool,
    /// Where optional means `null`: whether `null` means something of its own, too.
    pub(crate) clearable: bool,
}

/// What a definition is made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    pub(crate) properties: usize,
    pub(crate) depth: usize,
    pub(crate) constants: usize,
    pub(crate) characters: usize,
    pub(crate) optional: usize,
    pub(crate) unions: usize,
    /// Whether something is in it that no strict grammar takes: any keys, anything at all, recursion.
    pub(crate) loose: bool,
}

impl Lens {
    pub(crate) fn node(&self, place: Place) -> &Node {
        self.nodes.get(place).unwrap_or(&ANY)
    }

    /// The node behind a reference.
    pub(crate) fn behind(&self, place: Place) -> &Node {
        let mut node = self.node(place);
        // A name that means itself means nothing.
        for _ in 0..self.nodes.len() {
            let Form::Ref { to, .. } = &node.form else { break };
            node = self.node(*to);
        }
        node
    }

    /// Whether `null` is a value of this node.
    pub(crate) fn takes_null(&self, place: Place) -> bool {
        let node = self.node(place);
        node.nullable || self.behind(place).nullable || matches!(self.behind(place).form, Form::Any)
    }
}
