//! JSON for people: the text as it came, with its tokens on lines of their own, in colour if wanted. Nothing is read
//! into numbers, so none is rounded.

use crate::cli::console::steers;

/// What to make of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) colours: bool,
    /// Characters that could steer a terminal are shown instead of sent.
    pub(super) tame: bool,
}

/// Pretty JSON; nothing if `text` is no JSON, or nests too deep to be read.
pub(super) fn json(text: &str, look: Look) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut out = String::new();
    let mut depth: usize = 0;
    let mut rest = text;
    while let Some((token, behind)) = token(rest) {
        let next = behind.trim_start();
        rest = behind;
        match token {
            "{" | "[" if next.starts_with(['}', ']']) => out.push_str(token),
            // serde_json's limit does not hold for what is ignored, and deep indentation makes much of little.
            "{" | "[" if depth == DEEPEST => return None,
            "{" | "[" => {
                depth += 1;
                out.push_str(token);
                line(depth, &mut out);
            }
            "}" | "]" if out.ends_with(['{', '[']) => out.push_str(token),
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                line(depth, &mut out);
                out.push_str(token);
            }
            "," => {
                out.push_str(token);
                line(depth, &mut out);
            }
            ":" => out.push_str(": "),
            _ => paint(token, next.starts_with(':'), look, &mut out),
        }
    }
    Some(out)
}

/// Levels that are laid out.
const DEEPEST: usize = 128;

/// Text fit for where it goes.
pub(super) fn text(text: &str, look: Look) -> String {
    if !look.tame {
        return text.to_owned();
    }
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '\n' | '\t' => out.push(char),
            char if steers(char) => out.extend(char.escape_unicode()),
            char => out.push(char),
        }
    }
    out
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn paint(token: &str, is_key: bool, look: Look, out: &mut String) {
    let colour = match token.chars().next() {
        _ if is_key => "34;1",
        Some('"') => "32",
        Some('t' | 'f' | 'n') => "35",
        _ => "36",
    };
    if look.colours {
        out.extend(["\x1b[", colour, "m"]);
    }
    match look.tame {
        // JSON has its own spelling for these.
        true => token.chars().for_each(|char| match steers(char) {
            true => out.push_str(&format!("\\u{:04x}", u32::from(char))),
            false => out.push(char),
        }),
        false => out.push_str(token),
    }
    if look.colours {
        out.push_str("\x1b[0m");
    }
}

/// The first token of JSON that is known to be some, and what is behind it.
fn token(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = match text.chars().next()? {
        '"' => {
            let mut escaped = false;
            let closing = text.char_indices().skip(1).find(|(_, char)| {
                let closes = *char == '"' && !escaped;
                escaped = *char == '\\' && !escaped;
                closes
            });
            closing.map_or(text.len(), |(i, _)| i + 1)
        }
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        _ => text.find(|char: char| char.is_whitespace() || ",]}".contains(char)).unwrap_or(text.len()),
    };
    text.split_at_checked(end)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Look, json, text};

    #[test]
    fn json_is_laid_out() {
        let cases = [
            ("{}", "{}"),
            (" [ ] ", "[]"),
            ("1.10", "1.10"),
            (
                r#"{"a":{}, "b":[1,12345678901234567890.0]}"#,
                "{\n  \"a\": {},\n  \"b\": [\n    1,\n    12345678901234567890.0\n  ]\n}",
            ),
            (r#"{"a\"}":"b\\","c":null}"#, "{\n  \"a\\\"}\": \"b\\\\\",\n  \"c\": null\n}"),
            (r#"["{","["]"#, "[\n  \"{\",\n  \"[\"\n]"),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text, Look::default()).unwrap(), expected);
            let painted = json(text, Look { colours: true, tame: true }).unwrap();
            let plain = ["34;1", "32", "35", "36", "0"]
                .iter()
                .fold(painted, |text, code| text.replace(&format!("\x1b[{code}m"), ""));
            assert_eq!(plain, expected);
        }
        assert_eq!(json("{", Look::default()), None);
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert_eq!(json(&nested(129), Look::default()).map(|text| text.lines().count()), Some(257));
        assert_eq!(json(&nested(130), Look::default()), None);
    }

    #[test]
    fn terminals_are_not_steered() {
        // Of the body as JSON, and as text.
        let cases = [
            ("\u{9b}31m", "\\u009b31m", "\\u{9b}31m"),
            ("a\u{202e}b", "a\\u202eb", "a\\u{202e}b"),
            ("\u{200f}\u{2067}\u{feff}", "\\u200f\\u2067\\ufeff", "\\u{200f}\\u{2067}\\u{feff}"),
            ("é\u{200d}", "é\u{200d}", "é\u{200d}"),
        ];
        let look = Look { colours: false, tame: true };
        for (body, as_json, as_text) in cases {
            assert_eq!(json(&format!("[\"{body}\"]"), look).unwrap(), format!("[\n  \"{as_json}\"\n]"));
            assert_eq!(text(body, look), as_text);
            assert_eq!(text(body, Look::default()), body);
        }
    }
}
