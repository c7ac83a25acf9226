//! From any text to identifiers in ASCII: the only file that imports heck and deunicode, and the list of words that Rust
//! keeps for itself.

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// Keywords that can be written `r#type`.
const RAW: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot; names never are one.
const NEVER: &[&str] = &["self", "Self", "super", "crate", "_"];

/// What emitted code says without a path: the prelude and the names that generated modules import.
const TYPES: &[&str] = &[
    "Any",
    "AsMut",
    "AsRef",
    "Binary",
    "Box",
    "Call",
    "Clone",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Duration",
    "Email",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Extra",
    "File",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Hostname",
    "Input",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Ipv4",
    "Ipv6",
    "Iterator",
    "Map",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Time",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Uri",
    "Uuid",
    "Vec",
];

/// Bytes of an identifier.
const LONGEST: usize = 80;

/// `OrderLine`; empty if the text holds no letter and no digit.
pub(super) fn type_name(text: &str) -> String {
    start(spelled(text).to_upper_camel_case(), 'N')
}

/// A type's name that the lock says. What was handed out stays, letter by letter; what people wrote is spelled like any text.
pub(super) fn locked_type_name(text: &str) -> String {
    let starts = text.starts_with(|c: char| c.is_ascii_uppercase());
    match starts && text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_alphanumeric()) {
        true => text.to_owned(),
        false => type_name(text),
    }
}

/// `order_line`, a keyword as it is.
pub(super) fn value_name(text: &str) -> String {
    let name = start(spelled(text).to_snake_case(), 'n');
    if NEVER.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// `ORDER_LINE`
pub(super) fn constant_name(text: &str) -> String {
    start(spelled(text).to_shouty_snake_case(), 'N')
}

/// The words of a text in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    spelled(text).to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// As an identifier in source: `type` → `r#type`.
pub fn escaped(name: &str) -> String {
    if RAW.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

/// Whether emitted code needs this type name for something else.
pub(super) fn is_reserved_type(name: &str) -> bool {
    TYPES.binary_search(&name).is_ok()
}

/// Signs that tell names apart get words, letters of any script are spelled in ASCII, emoji go.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, c) in text.chars().enumerate() {
        match c {
            _ if out.len() > LONGEST => break,
            '+' if i == 0 => out.push_str("plus "),
            '-' if i == 0 => out.push_str("minus "),
            '<' => out.push_str(" lt "),
            '>' => out.push_str(" gt "),
            '=' => out.push_str(" eq "),
            '*' if text.chars().count() <= 2 => out.push_str(" star "),
            '$' | '@' | '\'' | '’' => {}
            c if c.is_ascii_alphanumeric() => out.push(c),
            c if !c.is_ascii() && unicode_ident::is_xid_continue(c) => out.extend(ascii(c)),
            _ => out.push(' '),
        }
    }
    out
}

/// A letter as it is spelled in ASCII; nothing for marks on the letter before. Rust warns of letters that look like others,
/// for the whole crate that includes the generated code, and nothing in that code can ask it not to.
fn ascii(letter: char) -> impl Iterator<Item = char> {
    let spelled = deunicode::deunicode_char(letter).unwrap_or_default();
    spelled.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ')
}

/// An identifier cannot start with a digit, and should not be endless. A name that was made here stays as it is.
fn start(name: String, before: char) -> String {
    let name = if name.starts_with(|c: char| c.is_ascii_digit()) { format!("{before}{name}") } else { name };
    let end = name.char_indices().map(|(i, c)| i + c.len_utf8()).take_while(|end| *end <= LONGEST).last();
    name.get(..end.unwrap_or(0)).unwrap_or_default().trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_identifiers() {
        let cases = [
            ("order-line", "OrderLine", "order_line"),
            ("HTTPServer2", "HttpServer2", "http_server2"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("2fa", "N2fa", "n2fa"),
            ("$filter", "Filter", "filter"),
            ("page[size]", "PageSize", "page_size"),
            ("🎉", "", ""),
            ("größe", "Grosse", "grosse"),
            ("e\u{301}te\u{301}", "Ete", "ete"),
            ("数量2", "ShuLiang2", "shu_liang_2"),
            ("объём", "Obiom", "obiom"),
            ("µs", "Us", "us"),
            ("№ 2²", "N2", "n2"),
            ("\u{17f}ize \u{212a}", "SizeK", "size_k"),
            ("self", "Self", "self_"),
            ("type", "Type", "type"),
            (">=", "GtEq", "gt_eq"),
            ("", "", ""),
        ];
        for (text, ty, value) in cases {
            assert_eq!((type_name(text).as_str(), value_name(text).as_str()), (ty, value), "{text}");
        }
        for (locked, name) in [("W1A", "W1A"), ("order_line", "OrderLine"), ("orderLine", "OrderLine"), ("2A", "N2a")] {
            assert_eq!(locked_type_name(locked), name);
        }
        assert_eq!(escaped("type"), "r#type");
        // What the lock says is spelled once more.
        let long = "put_metadata_templates_enterprise_security_classification_6vmVochwUWo_schema_add";
        for spell in [type_name, value_name, constant_name] {
            let name = spell(long);
            assert!(name.len() <= LONGEST && spell(&name) == name, "{name}");
        }
    }

    #[test]
    fn reserved_names_are_sorted() {
        assert!(TYPES.is_sorted());
    }
}
