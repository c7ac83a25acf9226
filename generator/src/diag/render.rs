//! Findings as text for people, with an excerpt of the document.

use super::finding::spot;
use super::fold::{Fold, fold};
use super::{Diagnostic, Diagnostics, Level, Spot};
use crate::source::Document;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet, normalize_untrusted_str};
use std::fmt::Write;

/// All findings for people, and a last line that counts them; empty if there are none. What is said of several places is
/// shown once, at the first.
pub fn render_human(diags: &Diagnostics, document: Option<&Document>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let folded = fold(diags);
    if let Some(document) = document {
        document.find_positions(&folded.iter().flat_map(Fold::places).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for fold in folded {
        let rendered =
            harmless(&renderer.render(&report(fold.finding, fold.note(document), spot(fold.finding, document))));
        text.push_str(&without_gaps(&rendered));
        text.push_str("\n\n");
    }
    if let Some(summary) = summary(diags) {
        text.push_str(&summary);
        text.push('\n');
    }
    text
}

/// Without the empty line of an excerpt that stands apart from its place, since there is one after the place already.
fn without_gaps(rendered: &str) -> String {
    let mut lines: Vec<&str> = rendered.lines().collect();
    lines.dedup_by(|next, line| next == line && line.trim_end().ends_with('|'));
    lines.join("\n")
}

/// Without the control characters that the renderer lets through: U+009B begins a command to a terminal, as escape does.
fn harmless(text: &str) -> String {
    text.replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "\u{fffd}")
}

fn report(finding: &Diagnostic, others: Option<String>, spot: Option<Spot>) -> Vec<Group<'static>> {
    let heading = match finding.level {
        Level::Note => Heading::NOTE,
        Level::Warning => Heading::WARNING,
        Level::Error => Heading::ERROR,
    };
    let title = heading.clone().primary_title(normalize_untrusted_str(&finding.message)).id(finding.code.id());
    let mut report = Vec::new();
    let mut last = Group::with_title(title);
    if let Some(spot) = spot {
        let begins = spot.begins();
        let file = normalize_untrusted_str(&spot.file.replace(['\n', '\r'], " "));
        let annotation = AnnotationKind::Primary.span(spot.caret);
        let excerpt = Snippet::source(spot.excerpt).line_start(spot.line).annotation(annotation);
        if begins {
            last = last.element(excerpt.path(file));
        } else {
            // The renderer would count the column in the excerpt, so the place is given apart from it.
            report.push(last.element(Origin::path(file).line(spot.line).char_column(spot.column)));
            last = Group::with_level(heading).element(excerpt);
        }
    }
    if let Some(help) = &finding.help {
        last = last.element(Heading::HELP.message(normalize_untrusted_str(help)));
    }
    if let Some(others) = others {
        last = last.element(Heading::NOTE.message(normalize_untrusted_str(&others)));
    }
    report.push(last);
    report
}

/// `2 errors, 1 warning`; `None` if nothing was found.
fn summary(diags: &Diagnostics) -> Option<String> {
    let mut summary = String::new();
    for (level, name) in [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")] {
        let count = diags.count(level);
        if count > 0 {
            let (comma, plural) = (if summary.is_empty() { "" } else { ", " }, if count == 1 { "" } else { "s" });
            // Writing to a String cannot fail.
            let _ = write!(summary, "{comma}{count} {name}{plural}");
        }
    }
    (!summary.is_empty()).then_some(summary)
}
