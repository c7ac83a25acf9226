//! A scope hands out each identifier once.

use std::collections::{BTreeMap, BTreeSet};

/// How a name was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// One of the candidates was free.
    Free,
    /// None was; the last got a number.
    Numbered,
}

/// Names taken in one scope.
#[derive(Debug, Default)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
    /// The number that each stem got last: a thousand of one name would otherwise count from the start a thousand times.
    numbers: BTreeMap<String, usize>,
    /// What stands behind each name in another that is taken with it; nothing where names come alone.
    suffix: &'static str,
}

impl Scope {
    /// A scope in which some names are taken from the start.
    pub(super) fn with<'a>(names: impl IntoIterator<Item = &'a str>) -> Scope {
        Scope { taken: names.into_iter().map(str::to_owned).collect(), ..Scope::default() }
    }

    /// An empty scope in which each name takes the one with `suffix` behind it along.
    pub(super) fn with_each(suffix: &'static str) -> Scope {
        Scope { suffix, ..Scope::default() }
    }

    pub(super) fn is_free(&self, name: &str) -> bool {
        let with = format!("{name}{}", self.suffix);
        !name.is_empty() && !self.taken.contains(name) && !self.taken.contains(&with)
    }

    /// Takes the first free candidate; if there is none, the last one with the least number that is free.
    pub(super) fn claim(&mut self, candidates: &[String], fallback: &str) -> (String, Got) {
        let free = candidates.iter().find(|name| self.is_free(name)).cloned();
        let (name, got) = match free {
            Some(name) => (name, Got::Free),
            None => {
                let stem = candidates.iter().rev().find(|name| !name.is_empty()).map_or(fallback, String::as_str);
                let plain = self.is_free(stem).then(|| stem.to_owned());
                let name = plain.unwrap_or_else(|| self.numbered(stem));
                (name, Got::Numbered)
            }
        };
        self.taken.insert(format!("{name}{}", self.suffix));
        self.taken.insert(name.clone());
        (name, got)
    }

    fn numbered(&mut self, stem: &str) -> String {
        let mut n = self.numbers.get(stem).map_or(2, |last| last + 1);
        loop {
            let name = format!("{stem}{n}");
            if self.is_free(&name) {
                self.numbers.insert(stem.to_owned(), n);
                return name;
            }
            n += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Got, Scope};

    #[test]
    fn many_of_one_name_are_counted_in_no_time() {
        let mut scope = Scope::with(["x3"]);
        let names: Vec<_> = (0..50_000).map(|_| scope.claim(&["x".to_owned()], "y")).collect();
        let expected = ["x", "x2", "x4", "x5"].map(str::to_owned);
        assert!(names.iter().map(|(name, _)| name).take(4).eq(&expected));
        assert_eq!(names.last(), Some(&("x50001".to_owned(), Got::Numbered)));
    }

    #[test]
    fn a_name_takes_the_one_behind_it_along() {
        let mut scope = Scope::with_each("_F");
        let names = ["a", "a_F", "b_F", "b", "b_F_F", "a2"].map(|name| scope.claim(&[name.to_owned()], "y").0);
        assert_eq!(names, ["a", "a_F2", "b_F", "b2", "b_F_F2", "a2"]);
    }
}
