//! Messages name what stands in a document, and a name there can be as long as the document.

/// Characters that are shown of a name between backticks, or of words of ours.
const PIECE: usize = 200;
/// Bytes of a message that is shown as it is, and of any.
const WHOLE: usize = 300;
const MOST: usize = 2_000;

/// A message with its long names cut.
pub(super) fn cut(text: String) -> String {
    if text.len() <= WHOLE {
        return text;
    }
    let mut out = String::new();
    for (i, piece) in text.split('`').enumerate() {
        if out.len() > MOST {
            out.push('…');
            break;
        }
        if i > 0 {
            out.push('`');
        }
        match piece.char_indices().nth(PIECE) {
            // Our own words have no end of their own, but may be the document's where a name holds a backtick.
            Some((end, _)) => out.extend([piece.get(..end).unwrap_or_default(), "…"]),
            None => out.push_str(piece),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn long_names_are_cut_and_words_are_not() {
        let (long, short) = ("9".repeat(1_000_000), "9".repeat(200));
        let cases = [
            ("`a` is no status".to_owned(), "`a` is no status".to_owned()),
            (format!("`{long}` is no status"), format!("`{short}…` is no status")),
            (format!("{} words", "our ".repeat(60)), format!("{} words", "our ".repeat(60))),
        ];
        for (text, expected) in cases {
            assert_eq!(cut(text), expected);
        }
        assert!(cut("`a`, ".repeat(10_000)).len() < 2_010);
    }
}
