//! Licence expressions: `MIT OR Apache-2.0`, `(MIT OR Apache-2.0) AND Unicode-3.0`, `Apache-2.0 WITH LLVM-exception`.

/// Whether the expression can be satisfied with allowed licences alone. `AND` binds tighter than `OR`; the old `/` is `OR`.
pub(super) fn satisfied(expression: &str, allowed: &[&str]) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let value = any(&mut words, allowed)?;
    match words.next() {
        None => Ok(value),
        Some(word) => Err(format!("`{word}` is not expected in `{expression}`")),
    }
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, allowed: &[&str]) -> Result<bool, String> {
    let mut value = all(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        value |= all(words, allowed)?;
    }
    Ok(value)
}

fn all(words: &mut Words<'_>, allowed: &[&str]) -> Result<bool, String> {
    let mut value = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        value &= one(words, allowed)?;
    }
    Ok(value)
}

fn one(words: &mut Words<'_>, allowed: &[&str]) -> Result<bool, String> {
    match words.next() {
        None | Some(")" | "AND" | "OR" | "WITH") => Err("a licence is missing".to_owned()),
        Some("(") => {
            let value = any(words, allowed)?;
            words.next_if_eq(&")").ok_or("`)` is missing")?;
            Ok(value)
        }
        // An exception only ever permits more.
        Some(licence) => {
            if words.next_if_eq(&"WITH").is_some() {
                words.next().ok_or("an exception is missing")?;
            }
            Ok(allowed.contains(&licence))
        }
    }
}

#[test]
fn expressions_are_understood() {
    let cases = [
        ("MIT", Ok(true)),
        ("GPL-3.0-only", Ok(false)),
        ("MIT OR GPL-3.0-only", Ok(true)),
        ("MIT AND GPL-3.0-only", Ok(false)),
        ("MIT/GPL-3.0-only", Ok(true)),
        ("GPL-3.0-only OR MIT AND ISC", Ok(true)),
        ("(GPL-3.0-only OR MIT) AND (ISC)", Ok(true)),
        ("(GPL-3.0-only OR MIT) AND GPL-2.0-only", Ok(false)),
        ("ISC WITH LLVM-exception AND MIT", Ok(true)),
        ("MIT OR", Err("a licence is missing")),
        ("(MIT", Err("`)` is missing")),
        ("MIT ISC", Err("`ISC` is not expected in `MIT ISC`")),
    ];
    for (expression, expected) in cases {
        assert_eq!(satisfied(expression, &["MIT", "ISC"]), expected.map_err(str::to_owned), "{expression}");
    }
}
