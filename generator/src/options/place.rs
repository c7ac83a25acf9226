//! Where a word of an option stands in `bindery.toml`: the library that reads it tells the places of some mistakes alone.

/// The line and the column, counted from 1, of `word` under `key`: the key itself, its value, an element of it, or a key of it.
pub(super) fn find(text: &str, key: &str, word: &str) -> Option<(usize, usize)> {
    let (mut section, mut current) = ("", "");
    // Brackets of lists that stand open: what begins with one is no header then.
    let mut open = 0_isize;
    for (i, line) in text.lines().enumerate() {
        let content = line.trim_start();
        if content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        let mut from = indent;
        if let Some(header) = content.strip_prefix('[').filter(|_| open <= 0) {
            section = header.split(']').next().and_then(|header| header.rsplit('.').next()).map_or("", unquoted);
            current = "";
        } else if let Some((name, _)) = content.split_once('=').filter(|(name, _)| is_key(name)) {
            current = unquoted(name);
            // Where the word is looked for among the values, a key that is called the same is not meant.
            from += if section == key || word == key { 0 } else { name.len() };
        }
        open += line.chars().map(|c| isize::from(c == '[') - isize::from(c == ']')).sum::<isize>();
        let column = line.get(from..).filter(|_| current == key || section == key).and_then(|rest| column(rest, word));
        if let Some(column) = column {
            return Some((i + 1, from + column + 1));
        }
    }
    None
}

/// Where a word begins that is not a part of a longer one.
fn column(line: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '#');
    line.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = line.get(..*at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        !word.is_empty() && !before.is_some_and(part) && !after.is_some_and(part)
    })
}

fn is_key(name: &str) -> bool {
    let name = name.trim();
    !name.contains(['[', '{', ',']) && (!name.contains(' ') || name.starts_with(['"', '\'']))
}

fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn words_are_found_under_their_keys() {
        let text = "\
# tags = [\"order\"]
[\"*\"]
name = \"order\"
tags = [
  \"orders\", \"order\",
  \"[x]\",
]
levels = { B0309 = \"alow\" }
[\"erp.yaml\".rename]
\"#/components/schemas/Oder\" = \"Order\"
[\"erp.yaml\"]
deny = \"order\"
";
        let cases = [
            ("tags", "order", Some((5, 14))),
            ("tags", "[x]", Some((6, 4))),
            ("tags", "nothing", None),
            ("tags", "tags", Some((4, 1))),
            ("levels", "alow", Some((8, 21))),
            ("levels", "B0309", Some((8, 12))),
            ("rename", "#/components/schemas/Oder", Some((10, 2))),
            ("deny", "order", Some((12, 9))),
            ("rename", "rename", Some((9, 13))),
            ("formats", "formats", None),
        ];
        for (key, word, expected) in cases {
            assert_eq!(find(text, key, word), expected, "{key}, {word}");
        }
    }
}
