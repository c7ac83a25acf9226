//! Figures and reasons, for people to read.

use crate::scratch::Reply;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What is wrong with a round trip.
pub(crate) struct Finding {
    /// Alike for findings of one cause.
    pub(crate) reason: String,
    pub(crate) path: String,
}

impl Finding {
    pub(crate) fn new(reason: String, path: String) -> Finding {
        Finding { reason, path }
    }

    /// An error of the driver: `decode: $.a[0]: expected text, found 1`.
    pub(crate) fn failed(message: &str) -> Finding {
        let Some((stage, rest)) = message.split_once(": ") else {
            return Finding::new(message.to_owned(), String::new());
        };
        let (path, what) = rest.split_once(": ").unwrap_or(("", rest));
        Finding::new(format!("{stage} failed: {}", what.split(", found").next().unwrap_or(what)), path.to_owned())
    }
}

/// The figures of a document.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) name: String,
    pub(crate) schemas: usize,
    /// Components without a single valid instance.
    pub(crate) without: Vec<String>,
    pub(crate) instances: usize,
    pub(crate) invalid_examples: usize,
    pub(crate) invalid_made: usize,
    pub(crate) equal: usize,
    /// Instances that are valid and were noted all the same.
    pub(crate) noted: usize,
    /// Reason → how often, and some cases.
    pub(crate) reasons: BTreeMap<String, (usize, Vec<String>)>,
}

/// So many cases of a reason are written down.
const CASES: usize = 12;

impl Tally {
    pub(crate) fn add(&mut self, component: &str, instance: &Value, reply: &Reply, finding: Option<Finding>) {
        let notes = match reply {
            Reply::Came { notes, .. } => notes.as_slice(),
            Reply::Failed(_) => &[],
        };
        if let Some(note) = notes.first() {
            self.noted += 1;
            let (path, what) = note.split_once(": ").unwrap_or(("", note));
            let what = what.split(", found").next().unwrap_or(what);
            self.case(
                format!("noted: {what}"),
                &format!("{note} ({} notes)", notes.len()),
                component,
                path,
                instance,
                reply,
            );
        }
        match finding {
            None => self.equal += 1,
            Some(finding) => self.case(finding.reason, "", component, &finding.path, instance, reply),
        }
    }

    fn case(&mut self, reason: String, more: &str, component: &str, path: &str, instance: &Value, reply: &Reply) {
        let (count, cases) = self.reasons.entry(reason).or_default();
        *count += 1;
        if cases.len() < CASES {
            let came = match reply {
                Reply::Came { value, .. } => value.to_string(),
                Reply::Failed(message) => message.clone(),
            };
            cases.push(format!(
                "{component} at {path} {more}\n    sent {}\n    came {}\n",
                cut(&instance.to_string()),
                cut(&came)
            ));
        }
    }
}

fn cut(text: &str) -> String {
    let short: String = text.chars().take(1500).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// Prints the table and the reasons; cases go to a file a document.
pub(crate) fn print(tallies: &[Tally], folder: &Path) {
    println!("| document | schemas | without instance | instances | equal | % | noted | invalid: examples | made |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for tally in tallies {
        let Tally { name, schemas, without, instances, equal, noted, invalid_examples, invalid_made, .. } = tally;
        let share = 100.0 * *equal as f64 / (*instances).max(1) as f64;
        println!(
            "| {name} | {schemas} | {} | {instances} | {equal} | {share:.2} | {noted} | {invalid_examples} | {invalid_made} |",
            without.len()
        );
    }
    for tally in tallies {
        let mut reasons: Vec<_> = tally.reasons.iter().collect();
        reasons.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let mut text = format!("without instance: {}\n\n", tally.without.join(" "));
        if !reasons.is_empty() {
            println!("\n{}:", tally.name);
        }
        for (reason, (count, cases)) in reasons {
            println!(
                "  {count:6}  {reason}, such as {}",
                cases.first().and_then(|case| case.lines().next()).unwrap_or("")
            );
            let _ = writeln!(text, "== {count} times {reason}\n{}", cases.concat());
        }
        fs::write(folder.join(format!("{}.findings.txt", tally.name)), text)
            .expect("the scratch folder can be written to");
    }
    println!();
}
