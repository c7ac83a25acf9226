//! Prose of the document as rustdoc: nothing in it becomes code, a doctest, a broken link or HTML.

use super::Plan;
use crate::ir::{Docs, Limit, Shape, Slot, TypeId};
use crate::tree::is_unseen;
use proc_macro2::TokenStream;
use quote::quote;

/// For a type: what the document says, or at least what it is.
pub(super) fn of_type(plan: &Plan<'_>, id: TypeId) -> TokenStream {
    let ty = &plan.api.types[id];
    let own = ty.hint.own.as_deref().or(ty.hint.title.as_deref());
    let fallback = match own {
        Some(own) => format!("`{}`", own.replace('`', "'")),
        None => format!("`{}`", ty.hint.within.join(".").replace('`', "'")),
    };
    let mut lines = text(&ty.docs);
    if lines.is_empty() {
        lines = clean(&fallback);
    }
    let mut limits: Vec<String> = ty.docs.limits.iter().map(Limit::to_string).collect();
    limits.extend(of_elements(plan, id));
    lines.extend(remarks(&limits));
    attributes(&lines)
}

/// For a field or parameter: what its use says, else what its type says first, else its name on the wire; and the default.
pub(super) fn of_slot(plan: &Plan<'_>, slot: &Slot, key: &str) -> TokenStream {
    let mut lines = text(&slot.docs);
    if lines.is_empty() {
        let ty = text(&plan.api.types[slot.ty].docs);
        lines = if plan.names.of(slot.ty).is_none() {
            ty
        } else {
            ty.into_iter().take_while(|line| !line.is_empty()).collect()
        };
    }
    if lines.is_empty() {
        lines = code(key);
    }
    if let Some(default) = &slot.default {
        lines.push(String::new());
        lines.push(format!("Default: {}.", code(&default.to_string()).join(" ")));
    }
    let direction = match (slot.read_only, slot.write_only) {
        (true, false) => Some("Read-only: requests are sent without it."),
        (false, true) => Some("Write-only: answers come without it."),
        (true, true) | (false, false) => None,
    };
    if let Some(direction) = direction {
        lines.extend([String::new(), direction.to_owned()]);
    }
    lines.extend(remarks(&limits(plan, slot)));
    attributes(&lines)
}

/// The limits of a use, and of what it holds as far as that has no name of its own.
fn limits(plan: &Plan<'_>, slot: &Slot) -> Vec<String> {
    let mut out: Vec<String> = slot.docs.limits.iter().map(Limit::to_string).collect();
    if plan.names.of(slot.ty).is_none() {
        let of_type = plan.api.types[slot.ty].docs.limits.iter().filter(|limit| !slot.docs.limits.contains(limit));
        out.extend(of_type.map(Limit::to_string));
        out.extend(of_elements(plan, slot.ty));
    }
    out
}

fn of_elements(plan: &Plan<'_>, id: TypeId) -> Vec<String> {
    match &plan.api.types[id].shape {
        Shape::List(slot) | Shape::Map(slot) => {
            limits(plan, slot).iter().map(|limit| format!("each {limit}")).collect()
        }
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Text(_) | Shape::Bytes | Shape::Any => Vec::new(),
        Shape::Tuple(_) | Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// What the document asks of values and nothing here enforces.
fn remarks(limits: &[String]) -> Vec<String> {
    if limits.is_empty() {
        return Vec::new();
    }
    let limits: Vec<String> = limits.iter().flat_map(|limit| code(limit)).collect();
    vec![String::new(), format!("Limits: {}.", limits.join(", "))]
}

/// For a variant: what the document says, else its value on the wire.
pub(super) fn of_variant(docs: &Docs, value: &str) -> TokenStream {
    let mut lines = text(docs);
    if lines.is_empty() {
        lines = code(value);
    }
    lines.extend(remarks(&docs.limits.iter().map(Limit::to_string).collect::<Vec<_>>()));
    attributes(&lines)
}

/// Text of the document as code.
pub(super) fn code(text: &str) -> Vec<String> {
    let text: String =
        text.chars().filter(|c| !is_unseen(*c) && *c != '\n').map(|c| if c == '`' { '\'' } else { c }).collect();
    vec![if text.trim().is_empty() { "(empty)".to_owned() } else { format!("`{}`", text.trim()) }]
}

pub(super) fn attributes(lines: &[String]) -> TokenStream {
    // What comes from other places than prose, such as a path, may turn the direction of text as well; rustc refuses that.
    let lines = lines.iter().map(|line| line.replace(is_unseen, ""));
    let lines = lines.map(|line| if line.is_empty() { line } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// Summary, description and deprecation as clean lines.
pub(super) fn text(docs: &Docs) -> Vec<String> {
    let mut out = Vec::new();
    for part in [&docs.summary, &docs.description].into_iter().flatten() {
        let lines = clean(part);
        if lines.is_empty() || lines == out {
            continue;
        }
        if !out.is_empty() {
            out.push(String::new());
        }
        out.extend(lines);
    }
    if docs.deprecated {
        if !out.is_empty() {
            out.push(String::new());
        }
        out.push("**Deprecated** by the document.".to_owned());
    }
    out
}

/// Markdown of unknown origin as Markdown that rustdoc takes.
pub(super) fn clean(prose: &str) -> Vec<String> {
    let prose: String = prose
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ")
        .chars()
        .filter(|c| !is_unseen(*c))
        .collect();
    let mut out: Vec<String> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in prose.lines() {
        let trimmed = line.trim();
        let marker = ["```", "~~~"].into_iter().find(|marker| trimmed.starts_with(marker));
        match (fence, marker) {
            (None, Some(marker)) => {
                flush(&mut paragraph, &mut out);
                out.push(format!("{marker}{}", language(trimmed)));
                fence = Some(marker);
            }
            (Some(open), Some(marker)) if open == marker => {
                out.push(marker.to_owned());
                fence = None;
            }
            (Some(_), _) => out.push(line.trim_end().to_owned()),
            (None, None) if trimmed.is_empty() => {
                flush(&mut paragraph, &mut out);
                out.push(String::new());
            }
            (None, None) => paragraph.push(line),
        }
    }
    flush(&mut paragraph, &mut out);
    out.extend(fence.map(str::to_owned));
    out.dedup_by(|a, b| a.is_empty() && b.is_empty());
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    while out.first().is_some_and(String::is_empty) {
        out.remove(0);
    }
    out
}

/// Only a fence in a language that rustdoc does not run keeps its name.
fn language(fence: &str) -> &str {
    const KNOWN: &[&str] =
        &["json", "yaml", "xml", "html", "http", "sh", "bash", "shell", "curl", "js", "javascript", "python", "sql"];
    let name = fence.trim_start_matches(['`', '~']).trim();
    KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name)).copied().unwrap_or("text")
}

fn flush(paragraph: &mut Vec<&str>, out: &mut Vec<String>) {
    if paragraph.is_empty() {
        return;
    }
    // Four spaces would be a code block, and a code block a test.
    let lines: Vec<String> = paragraph
        .drain(..)
        .map(|line| {
            let indent = line.len() - line.trim_start().len();
            format!("{}{}", " ".repeat(indent.min(3)), line.trim())
        })
        .collect();
    for line in inline(&html(&lines.join("\n"))).lines() {
        wrap(line.trim_end(), out);
    }
}

/// Breaks a long line of prose at spaces, never within code or a link, nor where the next line would begin a list, a
/// heading or a table.
fn wrap(line: &str, out: &mut Vec<String>) {
    const WIDTH: usize = 110;
    if line.chars().count() <= WIDTH || line.trim_start().starts_with('|') {
        out.push(line.to_owned());
        return;
    }
    let indent: String = line.chars().take_while(|c| *c == ' ').collect();
    let (mut now, mut width, mut brackets, mut code) = (String::new(), 0, 0usize, false);
    for word in line.split_inclusive(' ') {
        let length = word.chars().count();
        let plain = word.starts_with(|c: char| c.is_alphabetic() || c == '(' || c == '"') && brackets == 0 && !code;
        if plain && width + length > WIDTH && !now.trim().is_empty() {
            out.push(now.trim_end().to_owned());
            now = indent.clone();
            width = indent.len();
        }
        now.push_str(word);
        width += length;
        brackets = (brackets + word.matches('[').count()).saturating_sub(word.matches(']').count());
        code ^= word.matches('`').count() % 2 == 1;
    }
    out.push(now.trim_end().to_owned());
}

/// The few tags that descriptions are written in become Markdown or nothing.
fn html(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = tail.find('>') else {
            rest = tail;
            break;
        };
        let (tag, after) = tail.split_at(end + 1);
        let name: String =
            tag.chars().skip(1).skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "br" => out.push('\n'),
            "p" | "div" | "ul" | "ol" | "table" | "tr" if tag.starts_with("</") => out.push_str("\n\n"),
            "p" | "div" | "ul" | "ol" | "table" | "tr" | "td" | "th" | "span" | "a" | "sup" | "sub" | "tbody"
            | "thead" => {}
            "li" if !tag.starts_with("</") => out.push_str("\n- "),
            "li" => {}
            "code" | "tt" => out.push('`'),
            "b" | "strong" => out.push_str("**"),
            "i" | "em" => out.push('*'),
            _ => out.push_str(tag),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Escapes what would be a link, an HTML tag or an open code span; code spans and web links stay.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut begins_line = true;
    while let Some(c) = rest.chars().next() {
        let begins = begins_line;
        begins_line = c == '\n' || (begins && c == ' ');
        let taken = match c {
            '`' => code_span(rest, &mut out),
            '[' => link(rest, &mut out),
            '<' => autolink(rest, &mut out),
            'h' => bare_url(rest, &mut out),
            // At the beginning of a line it quotes.
            '>' if begins => {
                out.push('>');
                1
            }
            ']' | '>' => {
                out.push('\\');
                out.push(c);
                1
            }
            '\\' => {
                // An escape of the author's own stays; one at the end would escape our newline.
                out.push('\\');
                let next = rest.get(1..).and_then(|rest| rest.chars().next());
                match next {
                    Some(next) if next.is_ascii_punctuation() => {
                        out.push(next);
                        2
                    }
                    _ => {
                        out.push('\\');
                        1
                    }
                }
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

fn code_span(rest: &str, out: &mut String) -> usize {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let (open, body) = rest.split_at(ticks);
    let end = body.match_indices(open).find(|(i, _)| {
        let after = body.get(i + ticks..).unwrap_or_default();
        let before = body.get(..*i).unwrap_or_default();
        !after.starts_with('`') && !before.ends_with('`')
    });
    match end {
        Some((i, _)) if i > 0 => {
            let whole = ticks + i + ticks;
            out.push_str(rest.get(..whole).unwrap_or_default());
            whole
        }
        _ => {
            out.extend(std::iter::repeat_n("\\`", ticks));
            ticks
        }
    }
}

/// `[text](https://…)` stays, any other bracket is text.
fn link(rest: &str, out: &mut String) -> usize {
    let parts = || {
        let close = rest.find(']')?;
        let target = rest.get(close + 1..)?.strip_prefix('(')?;
        let end = target.find(')')?;
        let (label, url) = (rest.get(1..close)?, target.get(..end)?);
        let plain = !label.contains(['[', '\n', '`', '<', '>']) && !url.contains([' ', '\n', '<', '>', '"']);
        plain.then_some((label, url, close + 3 + end))
    };
    match parts() {
        Some((label, url, length)) if url.starts_with("https://") || url.starts_with("http://") => {
            out.extend(["[", &label.replace('\\', ""), "](", url, ")"]);
            length
        }
        // A link within the author's own site leads nowhere from here.
        Some((label, _, length)) => {
            out.push_str(&label.replace('\\', ""));
            length
        }
        None => {
            out.push_str("\\[");
            1
        }
    }
}

fn autolink(rest: &str, out: &mut String) -> usize {
    let end = rest
        .find('>')
        .filter(|end| rest.get(1..*end).is_some_and(|url| url.starts_with("http") && !url.contains([' ', '\n', '<'])));
    match end {
        Some(end) => {
            out.push_str(rest.get(..=end).unwrap_or_default());
            end + 1
        }
        None => {
            out.push_str("\\<");
            1
        }
    }
}

fn bare_url(rest: &str, out: &mut String) -> usize {
    if !rest.starts_with("https://") && !rest.starts_with("http://") {
        out.push('h');
        return 1;
    }
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ')' | ']' | '"' | '\'' | '`' | '*' | '|'))
        .unwrap_or(rest.len());
    let url = rest.get(..end).unwrap_or_default().trim_end_matches(['.', ',', ';', ':', '!', '?', '\\']);
    out.extend(["<", url, ">"]);
    url.len()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn prose_becomes_rustdoc() {
        let cases = [
            ("Plain.", "Plain."),
            ("An id, see [Foo] and <id>.", "An id, see \\[Foo\\] and \\<id\\>."),
            ("See https://example.com/a, or so.", "See <https://example.com/a>, or so."),
            ("[docs](https://example.com) and [here](#there)", "[docs](https://example.com) and here"),
            ("    let x = 1;", "   let x = 1;"),
            ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
            ("```rust\nfn f() {}", "```text\nfn f() {}\n```"),
            ("```json\n{}\n```", "```json\n{}\n```"),
            ("`<id>` and `open", "`<id>` and \\`open"),
            ("<p>One</p><p>Two <code>x</code></p>", "One\n\nTwo `x`"),
            ("a\u{202e}b\u{7}", "ab"),
            ("", ""),
        ];
        for (prose, expected) in cases {
            assert_eq!(clean(prose).join("\n"), expected, "{prose}");
        }
    }
}
