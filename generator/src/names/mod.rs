//! Decides every identifier of the output, once; nothing else makes one.
//!
//! In each scope the order of preference is: a name that the user forced, the name in the lock, the own name, the name
//! qualified by where it stands, a number (with a note). Ties break by pointer, not by the order of visiting.

mod arguments;
mod env;
mod lock;
mod operations;
mod reach;
mod scope;
mod types;
mod words;

pub use arguments::argument_keys;
pub use lock::{Lock, LockFile};
pub use operations::{Module, OpNames};
pub use words::escaped;

use crate::diag::Diagnostics;
use crate::ir::{Api, Id, OpId, Operation, TypeId};
use crate::source::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Every identifier of one API.
#[derive(Debug, Default)]
pub struct Names {
    /// Crate-like name of the API: `erp`.
    pub api: String,
    types: BTreeMap<TypeId, String>,
    members: BTreeMap<TypeId, Vec<String>>,
    /// In the order of the tags; operations without a tag come last, in a module without a handle.
    pub modules: Vec<Module>,
    ops: BTreeMap<OpId, OpNames>,
    /// Environment variable of each scheme.
    pub env: Vec<String>,
    /// `ErpCall`: calls of the tools.
    pub call: String,
    /// Types in the order of emission: those that the operations reach, by name.
    pub order: Vec<TypeId>,
    /// Which module's types file a type stands in; `None` is the shared one.
    pub homes: BTreeMap<TypeId, Option<usize>>,
    /// Records with more required fields than a constructor takes arguments: the struct that holds those.
    pub required: BTreeMap<TypeId, String>,
    /// Types that some request holds: those get constructors.
    pub sent: BTreeSet<TypeId>,
}

impl Names {
    /// The Rust name of a type, if it has one; others are spelled out where they are used.
    pub fn of(&self, id: TypeId) -> Option<&str> {
        self.types.get(&id).map(String::as_str)
    }

    /// Names of a record's fields, an enum's or a union's variants, in the order of the IR.
    pub fn members(&self, id: TypeId) -> &[String] {
        self.members.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The names of an operation.
    pub fn op(&self, id: Id<Operation>) -> Option<&OpNames> {
        self.ops.get(&id)
    }

    /// What models call an operation.
    pub fn tool(&self, id: OpId) -> Option<String> {
        self.ops.get(&id).map(|names| arguments::tool(&names.table))
    }

    /// The environment variable of something else that the host knows, named as those of credentials are.
    pub fn variable(&self, name: &str) -> String {
        env::variable(&self.api, name)
    }

    /// What to remember of this run.
    pub fn lock(&self, api: &Api, document: &Document) -> Lock {
        let types = self.types.iter().map(|(id, name)| (document.pointer(api.types[*id].at), name.clone())).collect();
        let operations = self.ops.iter().map(|(id, names)| {
            let module = self.modules.get(names.module).map_or("", |module| module.name.as_str());
            (document.pointer(api.ops[*id].at), format!("{module}::{}", names.method))
        });
        let members = self.members.iter().filter_map(|(id, names)| {
            let ty = &api.types[*id];
            let differing = types::remembered(&ty.shape, names);
            (!differing.is_empty()).then(|| (document.pointer(ty.at), differing))
        });
        Lock { types, members: members.collect(), operations: operations.collect() }
    }
}

/// Claims all names. `name` is the API's own: the file stem or what the user said.
pub fn assign(api: &Api, document: &Document, name: &str, lock: &Lock, diags: &mut Diagnostics) -> Names {
    let mut names = Names { api: module_name(name), ..Names::default() };
    let needed = reach::needed(api);
    let mut scope = types::claim(api, document, &needed, lock, &mut names, diags);
    operations::claim(api, document, lock, &mut scope, &mut names, diags);
    reach::place(api, &needed, &mut names);
    types::members(api, document, lock, &mut names, diags);
    types::required(api, &mut scope, &mut names);
    names.call = format!("{}Call", words::type_name(&names.api));
    names.env = env::variables(api, &names.api, diags);
    names
}

/// A module or crate name for an API: `my-api.v2` → `my_api_v2`.
pub fn module_name(name: &str) -> String {
    let name = words::value_name(name);
    if name.is_empty() { "api".to_owned() } else { name }
}
