//! Texts: by format, by pattern, or any.

use crate::random::Random;
use crate::view::View;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::Value;

/// Texts that are hard to carry.
const HARD: &[&str] = &[
    "a",
    "plain text",
    "",
    "quoted \"text\" \\ slash/",
    "two\nlines\tand a tab",
    "Größe 東京 🦀",
    "null",
    "12",
    "true",
    "\u{1}\u{7f}",
];

/// A text that a view allows, perhaps: `plain` where it says nothing, or any.
pub(crate) fn text(view: &View<'_>, random: &mut Random, plain: Option<&str>) -> Option<String> {
    let (least, most) =
        (view.most("minLength").unwrap_or(0.0) as usize, view.least("maxLength").map(|most| most as usize));
    if let Some(pattern) = view.all("pattern").filter_map(Value::as_str).last() {
        return by_pattern(pattern, random, least);
    }
    let known = view.all("format").filter_map(Value::as_str).find_map(|format| by_format(format, random));
    let base64 = view.all("contentEncoding").any(|encoding| encoding == "base64");
    let mut out = match known {
        Some(text) => return Some(text.to_owned()),
        None if base64 => return Some("aGVsbG8=".to_owned()),
        None => plain.unwrap_or_else(|| *random.one(HARD)).to_owned(),
    };
    while out.chars().count() < least {
        out.push('x');
    }
    Some(most.map_or(out.clone(), |most| out.chars().take(most).collect()))
}

fn by_format(format: &str, random: &mut Random) -> Option<&'static str> {
    let some: &[&str] = match format {
        "date-time" => &["2024-02-29T23:59:60Z", "2024-05-06T07:08:09.123456+02:00", "1969-12-31t00:00:00.5-00:00"],
        "date" => &["2024-02-29", "0001-01-01", "9999-12-31"],
        "time" => &["12:34:56Z", "23:59:59.999+01:00"],
        "duration" => &["P3DT4H", "PT0S", "P1W"],
        "uuid" => &["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
        "uri" | "url" => &["https://example.org/a?b=c#d", "mailto:someone@example.org"],
        "uri-reference" => &["/a/b?c"],
        "email" => &["someone@example.org"],
        "ipv4" => &["192.0.2.1"],
        "ipv6" => &["2001:db8::1"],
        "hostname" => &["example.org"],
        "byte" | "base64" | "binary" => &["aGVsbG8=", "AAEC", "+/8=", ""],
        "decimal" => &["12.50", "-0.001", "1e3"],
        _ => return None,
    };
    Some(*random.one(some))
}

fn by_pattern(pattern: &str, random: &mut Random, least: usize) -> Option<String> {
    // `\/` is how JavaScript writes a slash.
    let parsed = regex_syntax::parse(&pattern.replace("\\/", "/")).ok()?;
    let mut out = String::new();
    write(&parsed, random, &mut out, least);
    Some(out)
}

fn write(hir: &Hir, random: &mut Random, out: &mut String, least: usize) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            if ranges.is_empty() {
                return;
            }
            // Letters and digits where there are some, and never what no text holds.
            let plain = |c: &char| c.is_ascii_alphanumeric();
            let firsts: Vec<char> =
                ranges.iter().map(|range| range.start()).chain(ranges.iter().map(|range| range.end())).collect();
            let plains: Vec<char> = firsts.iter().copied().filter(plain).collect();
            let wide = ranges.iter().any(|range| range.start() <= 'a' && 'a' <= range.end());
            out.push(if !plains.is_empty() {
                *random.one(&plains)
            } else if wide {
                'a'
            } else {
                firsts[0]
            });
        }
        HirKind::Class(Class::Bytes(_)) => out.push('a'),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.max(least as u32) + 2);
            let wanted = repetition.min.max((least as u32).min(most)) + random.below(2) as u32;
            (0..wanted.min(most)).for_each(|_| write(&repetition.sub, random, out, 0));
        }
        HirKind::Capture(capture) => write(&capture.sub, random, out, least),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, random, out, least)),
        HirKind::Alternation(arms) => write(random.one(arms), random, out, least),
    }
}
