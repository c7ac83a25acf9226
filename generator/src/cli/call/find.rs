//! Which operation is meant: by id, as `GET /path`, or by its name in Rust.

use crate::cli::reach::Stop;
use crate::cli::report_human;
use crate::diag::{Code, nearest};
use crate::ir::{Api, OpId, Operation};
use crate::options::Options;
use crate::pipeline::Planned;
use crate::run::{self, Run};
use std::path::Path;

/// An operation in its document.
pub(super) struct Found {
    planned: Planned,
    id: OpId,
}

impl Found {
    pub(super) fn planned(&self) -> &Planned {
        &self.planned
    }

    pub(super) fn api(&self) -> &Api {
        &self.planned.api
    }

    pub(super) fn op(&self) -> &Operation {
        &self.planned.api.ops[self.id]
    }

    /// The environment variable of a scheme.
    pub(super) fn env(&self, scheme: usize) -> Option<&str> {
        self.planned.names.env.get(scheme).map(String::as_str)
    }

    /// What the operation is called in messages: its id, or its name in Rust.
    pub(super) fn title(&self) -> &str {
        let method = self.planned.names.op(self.id).map(|names| names.method.as_str());
        self.op().id.as_deref().or(method).unwrap_or_default()
    }
}

pub(super) fn operation(spec: &Path, wanted: &str) -> Result<Found, Stop> {
    // Most say the id, and then nothing else of a large document needs to be understood.
    let one = run::over(spec, Options { operations: vec![wanted.to_owned()], ..Options::default() }, |options| options);
    let unknown = one.diags.iter().any(|diagnostic| diagnostic.code == Code::UnknownSelection);
    if !unknown {
        return pick(one, wanted, |_, _| true);
    }
    let everything = |options| Options { tags: Vec::new(), operations: Vec::new(), ..options };
    let all = run::over(spec, Options::default(), everything);
    pick(all, wanted, |planned, id| rust_names(planned, id).iter().any(|name| name == wanted))
}

/// The one operation of a run that `is` the wanted one.
fn pick(run: Run, wanted: &str, is: impl Fn(&Planned, OpId) -> bool) -> Result<Found, Stop> {
    let report = report_human(&run, false);
    let Some(planned) = run.planned else {
        return Err(Stop { report, ..Stop::failed("the document cannot be used") });
    };
    let ids: Vec<OpId> = planned.api.ops.ids().filter(|id| is(&planned, *id)).collect();
    match ids.as_slice() {
        [id] => Ok(Found { id: *id, planned }),
        [] if planned.api.ops.is_empty() => {
            Err(Stop { report, ..Stop::failed(format!("the operation `{wanted}` cannot be called")) })
        }
        [] => Err(unknown(&planned, wanted)),
        several => Err(ambiguous(&planned, wanted, several)),
    }
}

/// `orders.get` and `get`, and the same with what the module says already: `orders.get_order`, `get_order`.
fn rust_names(planned: &Planned, id: OpId) -> Vec<String> {
    let Some(names) = planned.names.op(id) else { return Vec::new() };
    let module = planned.names.modules.get(names.module).filter(|module| module.handle.is_some());
    let mut out = Vec::new();
    for name in [names.method.clone(), names.table.to_ascii_lowercase()] {
        out.extend(module.map(|module| format!("{}.{name}", module.name)));
        out.push(name);
    }
    out
}

fn unknown(planned: &Planned, wanted: &str) -> Stop {
    let mut known = Vec::new();
    for (id, op) in planned.api.ops.iter() {
        known.extend(op.id.clone());
        known.push(op.request());
        known.extend(rust_names(planned, id));
    }
    let help = match nearest(wanted, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "say its id, or `GET /path`".to_owned(),
    };
    Stop::usage(format!("the document has no operation `{wanted}`; {help}"))
}

fn ambiguous(planned: &Planned, wanted: &str, ids: &[OpId]) -> Stop {
    let lines: Vec<String> = ids.iter().take(5).map(|id| format!("`{}`", planned.api.ops[*id].request())).collect();
    Stop::usage(format!("`{wanted}` is the name of {} operations; say one of {}", ids.len(), lines.join(", ")))
}
