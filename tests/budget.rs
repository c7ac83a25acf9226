//! How much code a generated client is: lines that are neither blank nor comments, an operation and a field.

use crate::support::{plan, root};
use bindery::files::Layout;
use std::fs;

/// Lines of its method and its table, parameters aside.
const OPERATION: f64 = 15.0;
/// Lines of the struct, its table and its constructor.
const FIELD: f64 = 3.0;

/// Lines of top-level items whose first line `starts` accepts.
fn lines(text: &str, starts: impl Fn(&str) -> bool) -> usize {
    let code = text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"));
    let mut inside = false;
    let mut count = 0;
    for line in code {
        if !line.starts_with([' ', '}']) {
            inside = starts(line);
        }
        count += usize::from(inside);
    }
    count
}

#[test]
fn the_erp_is_within_the_budget() {
    let text = fs::read_to_string(root().join("specs/erp.yaml")).unwrap();
    let run = plan("erp.yaml", &text);
    let all: String = run.files(Layout::Module).into_values().collect();
    let operations = run.planned.unwrap().api.ops.len();
    let fields =
        all.lines().filter(|line| line.starts_with("    pub ") && line.contains(": ") && line.ends_with(',')).count();

    let methods = lines(&all, |line| line.starts_with("impl ") || line.starts_with("bindery_runtime::operations!"));
    let records = lines(&all, |line| {
        let item = ["record!", "params!", "constructor!"].iter().any(|name| line.contains(name));
        item || line.starts_with("pub struct ") || line.starts_with("#[derive(Clone)]")
    });
    let (operation, field) = (methods as f64 / operations as f64, records as f64 / fields as f64);
    assert!(operation <= OPERATION, "{operation:.1} lines an operation, the budget is {OPERATION}");
    assert!(field <= FIELD, "{field:.2} lines a field, the budget is {FIELD}");
}
