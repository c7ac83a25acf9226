//! Findings of one kind as one: those whose words differ in what stands between backticks alone, and in numbers. Only what
//! is printed for people is folded; values, JSON and SARIF have every finding.

use super::finding::spot;
use super::{Code, Diagnostic, Diagnostics};
use crate::source::{At, Document};
use std::collections::BTreeMap;

/// Findings of one kind that are shown in full, if each has other advice.
const SHOWN: usize = 3;
/// Places that are named of those that are not shown; more, if each has other advice.
const PLACES: usize = 3;
const ADVISED: usize = 12;
/// Characters that are shown of a name.
const LENGTH: usize = 40;

/// A finding, and those that it stands for.
pub(super) struct Fold<'a> {
    pub(super) finding: &'a Diagnostic,
    others: Vec<&'a Diagnostic>,
}

/// The findings in their order, each kind where it was met first.
pub(super) fn fold(diags: &Diagnostics) -> Vec<Fold<'_>> {
    let mut kinds: Vec<Vec<Fold<'_>>> = Vec::new();
    let mut known: BTreeMap<(Code, String), usize> = BTreeMap::new();
    for finding in diags.iter() {
        let index = *known.entry((finding.code, template(&finding.message))).or_insert(kinds.len());
        match kinds.get_mut(index) {
            Some(folds) => add(folds, finding),
            None => kinds.push(vec![Fold { finding, others: Vec::new() }]),
        }
    }
    kinds.into_iter().flatten().collect()
}

/// What has the same advice as one that is shown stands behind it, and what comes after a few behind the last.
fn add<'a>(folds: &mut Vec<Fold<'a>>, finding: &'a Diagnostic) {
    let full = folds.len() >= SHOWN;
    let alike = folds.iter().position(|fold| fold.finding.help == finding.help);
    match alike.or(full.then_some(SHOWN - 1)).and_then(|index| folds.get_mut(index)) {
        Some(fold) => fold.others.push(finding),
        None => folds.push(Fold { finding, others: Vec::new() }),
    }
}

/// A message without what differs between findings of its kind, however many names it lists.
fn template(message: &str) -> String {
    let numberless = |part: &str| part.replace(|c: char| c.is_ascii_digit(), "");
    let parts = message.split('`').enumerate();
    let template: String = parts.map(|(i, part)| if i % 2 == 0 { numberless(part) } else { "`".to_owned() }).collect();
    template.replace("`, ", "")
}

impl<'a> Fold<'a> {
    /// The places that the report names.
    pub(super) fn places(&self) -> impl Iterator<Item = At> {
        [self.finding].into_iter().chain(self.named().iter().copied()).map(|finding| finding.at)
    }

    fn named(&self) -> &[&'a Diagnostic] {
        let advised = self.others.iter().any(|other| other.help != self.finding.help);
        self.others.get(..if advised { ADVISED } else { PLACES }).unwrap_or(&self.others)
    }

    /// What there is to say about the others: how many they are, and where the first of them stand.
    pub(super) fn note(&self, document: Option<&Document>) -> Option<String> {
        let count = self.others.len();
        let same = self.others.iter().all(|other| other.message == self.finding.message);
        let named: Vec<String> = self.named().iter().map(|other| self.names(other, document)).collect();
        let more = if count > named.len() { format!(" and {} more", count - named.len()) } else { String::new() };
        match count {
            0 => None,
            _ if same => Some(format!("the same stands at {}{more}", named.join(", "))),
            _ => Some(format!("{count} more of this kind: {}{more}", named.join("; "))),
        }
    }

    /// `` `Cat`, `Dog` at 12:5 ``, and the advice if it is not what is shown.
    fn names(&self, other: &Diagnostic, document: Option<&Document>) -> String {
        let own = self.finding.message.split('`').skip(1).step_by(2);
        let differs = other.message.split('`').skip(1).step_by(2).zip(own).filter(|(name, own)| name != own);
        let mut named: Vec<&str> = Vec::new();
        for (name, _) in differs {
            // A reference is followed by the parts of it that lead nowhere.
            if !named.iter().any(|known| is_part(known, name)) {
                named.push(name);
            }
        }
        let names: Vec<String> = named.into_iter().map(|name| format!("`{}`", short(name))).collect();
        let advice = other.help.as_deref().filter(|_| other.help != self.finding.help);
        let advice = advice.map(|help| format!(" ({help})")).unwrap_or_default();
        let place = spot(other, document).map(|spot| {
            // Most stand in the file that the report names above.
            let file = if other.spot.is_some() { format!("{}:", spot.file) } else { String::new() };
            format!("{file}{}:{}", spot.line, spot.column)
        });
        let named = match (names.as_slice(), place) {
            ([], place) => place.unwrap_or_else(|| "no place of its own".to_owned()),
            (names, None) => names.join(", "),
            (names, Some(place)) => format!("{} at {place}", names.join(", ")),
        };
        named + &advice
    }
}

/// Whether `name` is the way to the end of a reference, or its end.
fn is_part(reference: &str, name: &str) -> bool {
    let last = reference.rsplit_once('/').filter(|_| reference.starts_with('#'));
    last.is_some_and(|(way, end)| {
        name == end || way.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn short(name: &str) -> String {
    match name.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}
