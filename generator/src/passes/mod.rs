//! Rewrites of the IR between lowering and naming, in a fixed order. After them everything left can be emitted.

mod cycles;
mod decisions;
mod defaults;
mod directions;
mod endless;
mod files;
mod forms;
mod graph;
mod lists;
mod secrets;
mod share;
mod tags;
mod unions;

use crate::diag::Diagnostics;
use crate::ir::Api;

/// One rewrite.
pub struct Pass {
    /// Its module's name.
    pub name: &'static str,
    /// What it reads and which fields it fills, in one line.
    pub about: &'static str,
    /// Does it.
    pub run: fn(&mut Api, &mut Diagnostics),
}

/// All of them, in order.
pub const ALL: &[Pass] = &[
    Pass { name: "files", about: "what no body of parts reaches is text and no file", run: files::run },
    Pass {
        name: "unions",
        about: "drops arms that repeat another; a union of one arm becomes an alias",
        run: unions::run,
    },
    Pass {
        name: "forms",
        about: "fields of forms that are no words are spelled as `Api::lists` says",
        run: forms::run,
    },
    Pass {
        name: "directions",
        about: "a field that only one direction carries is not required; `Field::sent` remembers what requests need",
        run: directions::run,
    },
    Pass {
        name: "secrets",
        about: "text that is marked as a secret where no field can say so gets the type of secrets",
        run: secrets::run,
    },
    Pass {
        name: "lists",
        about: "gives the elements of lists, maps and aliases of nothing but themselves the type Any",
        run: lists::run,
    },
    Pass {
        name: "cycles",
        about: "finds types that contain themselves by value and fills `Slot::boxed`",
        run: cycles::run,
    },
    Pass { name: "endless", about: "a type that requires itself gets a field that is not required", run: endless::run },
    Pass {
        name: "tags",
        about: "a record with one tag in all its unions always holds it: `Field::tag`",
        run: tags::run,
    },
    Pass { name: "defaults", about: "drops `Slot::default` where its own type refuses it", run: defaults::run },
    Pass {
        name: "share",
        about: "makes one type of anonymous ones that say the same by the same name",
        run: share::run,
    },
    Pass {
        name: "decisions",
        about: "proves how the arms of each union are told apart: `Api::decisions`",
        run: decisions::run,
    },
];

/// Runs them all.
pub fn run(api: &mut Api, diags: &mut Diagnostics) {
    for pass in ALL {
        (pass.run)(api, diags);
    }
}

#[cfg(test)]
mod tests;
