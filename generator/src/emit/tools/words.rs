//! Prose of the document as a model should read it: plain text, short, to the point.

/// Characters of a tool's description.
pub(super) const TOOL: usize = 1000;
/// Characters of an argument's description.
pub(super) const ARGUMENT: usize = 300;

/// Markdown or HTML of unknown origin as text on one line, cut at the end of a sentence where it is too long.
pub fn plain(prose: &str, most: usize) -> String {
    let mut out = String::new();
    let mut fenced = false;
    for line in prose.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        // A rule, or the line between the head of a table and its rows.
        let drawn = !line.is_empty() && line.chars().all(|c| matches!(c, '-' | '=' | '*' | '|' | ':' | '_' | ' '));
        if fenced || drawn {
            continue;
        }
        let line = line.trim_start_matches(['#', '>']).trim();
        let line = line.strip_prefix("* ").or_else(|| line.strip_prefix("- ")).unwrap_or(line);
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
    }
    let out = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")]
        .iter()
        .fold(out, |out, (open, close)| without(&out, open, close));
    let text = entities(&without_links(&without_tags(&out)));
    let text: String = text.chars().filter(|c| !crate::tree::is_unseen(*c) && !matches!(c, '`')).collect();
    let text = text.replace("**", "").replace("__", "");
    cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), most)
}

/// Text without what stands between two marks, and without them.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        rest = after.split_once(close).map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// `a <b>c</b>` → `a c`. What is no tag stays: `<= 3`, `<id>` in a path.
fn without_tags(text: &str) -> String {
    const TAGS: &[&str] = &[
        "a",
        "b",
        "i",
        "p",
        "u",
        "br",
        "hr",
        "li",
        "ol",
        "ul",
        "em",
        "td",
        "th",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "dl",
        "dt",
        "dd",
        "div",
        "pre",
        "sup",
        "sub",
        "img",
        "code",
        "span",
        "table",
        "tbody",
        "thead",
        "strong",
        "small",
        "blockquote",
        "details",
        "summary",
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let name: String =
            after.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
        match after.split_once('>') {
            Some((_, behind)) if TAGS.contains(&name.to_ascii_lowercase().as_str()) => {
                out.push(' ');
                rest = behind;
            }
            _ => {
                out.push('<');
                rest = after;
            }
        }
    }
    out + rest
}

/// `[orders](https://…)` → `orders`.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((start, end)) = before.rfind('[').zip(after.find(')')) else {
            out.push_str(before);
            out.push_str("](");
            rest = after;
            continue;
        };
        let (kept, label) = before.split_at(start);
        out.push_str(kept.strip_suffix('!').unwrap_or(kept));
        out.push_str(label.get(1..).unwrap_or_default());
        rest = after.get(end + 1..).unwrap_or_default();
    }
    out + rest
}

fn entities(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&mdash;", "—"),
        ("&amp;", "&"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, meant)| text.replace(entity, meant))
}

/// As many sentences as there is room for; of one that is too long by itself, its words.
fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let room = text.get(..end).unwrap_or_default();
    let sentence = room.rmatch_indices(". ").map(|(at, _)| at + 1).find(|at| *at * 3 > end);
    match (sentence, room.rfind(' ')) {
        (Some(at), _) => room.get(..at).unwrap_or_default().to_owned(),
        (None, Some(at)) => format!("{}…", room.get(..at).unwrap_or_default().trim_end_matches([',', ';', ':', '.'])),
        (None, None) => format!("{room}…"),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn prose_becomes_plain() {
        let cases = [
            ("Lists *orders*.\n\n* newest first\n* `status` filters", "Lists *orders*. newest first status filters"),
            ("<p>See <a href=\"/x\">the docs</a>, if n &lt; 3 and n <= 5.</p>", "See the docs , if n < 3 and n <= 5."),
            (
                "# Title\nText with [a link](https://example.com/a(b)) and ![an image](x.png)!",
                "Title Text with a link) and an image!",
            ),
            ("Before\n```json\n{\"a\": 1}\n```\nafter **all**", "Before after all"),
            ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b | | 1 | 2 |"),
            ("a <!-- hidden --> b <script>x()</script>c", "a b c"),
            ("", ""),
        ];
        for (prose, expected) in cases {
            assert_eq!(plain(prose, 200), expected, "{prose}");
        }
        assert_eq!(plain("One sentence. Another one. A third that is long.", 30), "One sentence. Another one.");
        assert_eq!(plain("One sentence that never seems to end, at all", 30), "One sentence that never seems…");
        assert_eq!(plain("ééééééééé", 3), "ééé…");
    }
}
