//! An answer as a model should read it: the JSON that came, without spaces, and shortened with a note where it is too long.

use crate::RawResponse;
use http::header;
use serde_json::Value;

/// An answer for a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Shaped {
    /// The status; 0 where nothing was sent.
    pub status: u16,
    /// What the model reads.
    pub text: String,
    /// How it was shortened, if it was; [`Shaped::text`] ends with the same.
    pub note: Option<String>,
}

/// Elements of lists and characters of texts that are kept, from the first that is enough.
const STEPS: &[(usize, usize)] = &[(100, 4000), (50, 2000), (20, 1000), (10, 400), (5, 150), (2, 60), (1, 30), (0, 10)];

impl Shaped {
    pub(crate) fn of(answer: &RawResponse, limit: usize) -> Shaped {
        let status = answer.status.as_u16();
        let kind = answer.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let body = match answer.redacted_text().filter(|text| !text.contains('\0')) {
            Some(text) => text,
            None => {
                let text = format!("({} bytes of {kind}, which cannot be shown)", answer.body.len());
                return Shaped { status, text, note: None };
            }
        };
        let (text, note) = shortened(&body, limit);
        let text = match (body.is_empty(), &note) {
            (true, _) => format!("Done: {} without content.", answer.status),
            (false, None) => text,
            (false, Some(note)) => format!("{text}\n({note})"),
        };
        Shaped { status, text, note }
    }

    /// A text that no API gave.
    pub(crate) fn said(text: String) -> Shaped {
        Shaped { status: 0, text, note: None }
    }
}

/// Text of at most so many bytes, and what was left out.
pub(crate) fn shortened(body: &str, limit: usize) -> (String, Option<String>) {
    let Ok(tree) = serde_json::from_str::<Value>(body) else { return cut(body, limit) };
    let text = compact(body);
    if text.len() <= limit {
        return (text, None);
    }
    for step in STEPS {
        let (kept, what) = Keeping { step: *step, question: false }.all(&tree);
        if kept.len() <= limit {
            return (kept, Some(format!("shortened from {} bytes: no nulls, {what}", body.len())));
        }
    }
    cut(&text, limit)
}

/// Arguments for people who are asked about them, in 1,000 bytes where that can be: what is long is shortened, so that it hides
/// nothing that stands behind it.
pub(crate) fn question(arguments: &Value) -> String {
    const READ: usize = 1000;
    const MOST: usize = 8000;
    let text = arguments.to_string();
    if text.len() <= READ {
        return text;
    }
    let mut brief = String::new();
    for step in STEPS {
        let (kept, what) = Keeping { step: *step, question: true }.all(arguments);
        brief = format!("{kept} (shortened from {} bytes: {what})", text.len());
        if kept.len() <= READ {
            break;
        }
    }
    match cut(&brief, MOST) {
        (kept, Some(note)) => format!("{kept} ({note})"),
        (kept, None) => kept,
    }
}

fn cut(text: &str, limit: usize) -> (String, Option<String>) {
    if text.len() <= limit {
        return (text.to_owned(), None);
    }
    let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let kept = text.get(..end).unwrap_or_default().to_owned();
    (kept, Some(format!("shortened: the first {end} of {} bytes", text.len())))
}

/// JSON without spaces between its tokens; numbers and texts stay as they are spelled.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted {
            out.push(c);
            (quoted, escaped) = (escaped || c != '"', c == '\\' && !escaped);
        } else if !c.is_ascii_whitespace() {
            out.push(c);
            quoted = c == '"';
        }
    }
    out
}

/// What is kept of a value.
#[derive(Clone, Copy)]
struct Keeping {
    /// Elements of lists, and characters of texts.
    step: (usize, usize),
    /// Whether it is for a question: nulls say something there, and the keys of a map are a model's own.
    question: bool,
}

impl Keeping {
    /// The value as text, and what was done to it.
    fn all(self, tree: &Value) -> (String, String) {
        let mut left_out = Vec::new();
        let kept = self.of(tree, String::new(), &mut left_out).to_string();
        let more = if left_out.len() > 5 { ", …" } else { "" };
        let lists: Vec<String> = left_out.into_iter().take(5).collect();
        let texts = format!("texts of at most {} characters", self.characters());
        let what = match lists.as_slice() {
            [] => texts,
            lists => format!("{texts}; of lists there is: {}{more}", lists.join(", ")),
        };
        (kept, what)
    }

    /// What is asked about is told apart by ids, which have to be whole.
    fn characters(self) -> usize {
        if self.question { self.step.1.max(60) } else { self.step.1 }
    }

    fn of(self, value: &Value, path: String, left_out: &mut Vec<String>) -> Value {
        let (elements, characters) = (self.step.0, self.characters());
        match value {
            Value::String(text) => match text.char_indices().nth(characters) {
                Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
                None => value.clone(),
            },
            Value::Array(items) => {
                if items.len() > elements {
                    let path = if path.is_empty() { "the list" } else { path.as_str() };
                    left_out.push(format!("{elements} of {} in {path}", items.len()));
                }
                let kept = items.iter().take(elements).enumerate();
                kept.map(|(i, item)| self.of(item, format!("{path}/{i}"), left_out)).collect()
            }
            Value::Object(members) => {
                let most = if self.question && !path.is_empty() { elements.max(20) } else { usize::MAX };
                if members.len() > most {
                    left_out.push(format!("{most} of {} in {path}", members.len()));
                }
                let members = members.iter().filter(|(_, value)| self.question || !value.is_null()).take(most);
                let kept = members.enumerate().map(|(i, (key, value))| {
                    let kept = self.of(value, format!("{path}/{key}"), left_out);
                    // Long keys stay apart.
                    let short = || format!("{}… (key {})", key.chars().take(60).collect::<String>(), i + 1);
                    (if self.question && key.len() > 200 { short() } else { key.clone() }, kept)
                });
                kept.collect()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, question, shortened};

    #[test]
    fn long_answers_are_shortened_and_say_so() {
        assert_eq!(compact("{ \"a b\" : [ 1.50 , \"\\\" \\\\\" ] }"), r#"{"a b":[1.50,"\" \\"]}"#);
        assert_eq!(shortened("{\n \"a\": 1 }", 100), (r#"{"a":1}"#.to_owned(), None));
        let list: Vec<u32> = (0..1000).collect();
        let body = serde_json::json!({ "data": list, "none": null }).to_string();
        let (text, note) = shortened(&body, 100);
        assert_eq!(text, r#"{"data":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]}"#);
        let expected = format!(
            "shortened from {} bytes: no nulls, texts of at most 1000 characters; of lists there is: 20 of 1000 in /data",
            body.len()
        );
        assert_eq!(note, Some(expected));
        let transfer =
            serde_json::json!({ "amount": 1_000_000, "memo": "x".repeat(1100), "to": "attacker", "until": null });
        let short =
            format!("{{\"amount\":1000000,\"memo\":\"{}…\",\"to\":\"attacker\",\"until\":null}}", "x".repeat(400));
        assert_eq!(
            question(&transfer),
            format!("{short} (shortened from 1157 bytes: texts of at most 400 characters)")
        );
        assert_eq!(shortened("éé", 3), ("é".to_owned(), Some("shortened: the first 2 of 4 bytes".to_owned())));
    }
}
