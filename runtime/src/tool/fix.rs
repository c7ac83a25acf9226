//! What is wrong with a call, all of it at once and in the model's own words, so that its next try can be right.

use serde_json::{Value, json};
use std::fmt;
use strsim::osa_distance;

/// Why a call was not made, or why the API refused it, for the model to mend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fixable {
    /// Everything that is wrong, in the order of the arguments.
    pub violations: Vec<Violation>,
    /// What the API said, where it was the API that refused.
    pub message: Option<String>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where, as a JSON pointer into the arguments as the model gave them; empty for the call as a whole.
    pub path: String,
    /// What was found and what was expected.
    pub problem: String,
    /// A name or value that may be meant.
    pub nearest: Option<String>,
}

/// Bytes of what a model is told.
const LONGEST: usize = 2048;

impl Fixable {
    pub(crate) fn one(path: &str, problem: impl Into<String>) -> Fixable {
        let violation = Violation { path: path.to_owned(), problem: problem.into(), nearest: None };
        Fixable { violations: vec![violation], message: None }
    }

    /// As JSON: `{"message", "violations": [{"path", "problem", "nearest"}]}`.
    pub fn to_json(&self) -> Value {
        let violations = self.violations.iter().map(
            |violation| json!({ "path": violation.path, "problem": violation.problem, "nearest": violation.nearest }),
        );
        json!({ "message": self.message, "violations": violations.collect::<Vec<_>>() })
    }
}

impl fmt::Display for Fixable {
    /// For the model: at most 2 KiB.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.message.clone().unwrap_or_else(|| "The call was not made.".to_owned());
        for (i, violation) in self.violations.iter().enumerate() {
            let line = format!("\n- {violation}");
            if text.len() + line.len() > LONGEST - 32 {
                text.push_str(&format!("\n- and {} more", self.violations.len() - i));
                break;
            }
            text.push_str(&line);
        }
        f.write_str(&text)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// The known name that is most like a given one, if any is: at most a third of its letters differ.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing takes the square of a name's length, and arguments have short ones.
    let short = |name: &&str| name.len() <= 64;
    let given = folded(Some(given).filter(short)?);
    let most = given.chars().count() / 3;
    let close = known.into_iter().filter(short).map(|name| (osa_distance(&given, &folded(name)), name));
    let close = close.filter(|(distance, _)| *distance <= most);
    close.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// A name without what people and models spell differently: case, dashes, underscores.
pub(crate) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
