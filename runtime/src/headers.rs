//! Headers of an answer as a record: the same tables, read from header fields instead of JSON.

use crate::codec::{Const, List, Policy, Record, ShapeMut, Table, decode_into, flag};
use http::HeaderMap;

/// The headers that a record's table names. What is absent or cannot be read as its type stays blank, and so does what
/// nests deeper than a list or an object of words.
pub(crate) fn read<T: Record>(headers: &HeaderMap) -> T {
    let mut value = T::blank();
    if let ShapeMut::Record(table, record) = value.shape_mut() {
        read_record(table, record, headers);
    }
    value
}

fn read_record(table: &'static Table, record: &mut dyn Record, headers: &HeaderMap) {
    for (i, row) in table.keys.iter().enumerate() {
        let fields: Vec<&str> = headers.get_all(row.name()).iter().filter_map(|value| value.to_str().ok()).collect();
        let Some(first) = fields.first() else { continue };
        // Lines of one name are one value, and commas separate the elements of a list, but for cookies: RFC 9110, section 5.3.
        match row.name().eq_ignore_ascii_case("set-cookie") {
            true => read_field(record.get_mut(i, false), &Lines { first, all: first, items: &fields }),
            false => {
                let all = fields.join(", ");
                let items: Vec<&str> = all.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
                read_field(record.get_mut(i, false), &Lines { first, all: &all, items: &items })
            }
        };
    }
}

/// The lines of one name.
struct Lines<'a> {
    first: &'a str,
    all: &'a str,
    items: &'a [&'a str],
}

impl<'a> Lines<'a> {
    fn one(text: &'a &'a str) -> Lines<'a> {
        Lines { first: text, all: text, items: std::slice::from_ref(text) }
    }
}

fn read_field(value: ShapeMut<'_>, lines: &Lines<'_>) -> bool {
    match value {
        ShapeMut::List(into) => read_list(into, lines),
        ShapeMut::Opt(into) => {
            let read = read_field(into.fill(), lines);
            if !read {
                into.clear();
            }
            read
        }
        // Some proxies repeat a header that holds one word.
        word @ (ShapeMut::Bool(_) | ShapeMut::F64(_) | ShapeMut::Choice(..) | ShapeMut::Union(..)) => {
            read_value(word, lines.first)
        }
        int @ (ShapeMut::I32(_) | ShapeMut::I64(_) | ShapeMut::U32(_) | ShapeMut::U64(_)) => {
            read_value(int, lines.first)
        }
        other => read_value(other, lines.all),
    }
}

fn read_value(value: ShapeMut<'_>, text: &str) -> bool {
    fn parsed<T: std::str::FromStr>(into: &mut T, text: &str) -> bool {
        text.trim().parse().map(|value| *into = value).is_ok()
    }
    match value {
        ShapeMut::Bool(into) => parsed(into, text),
        ShapeMut::I32(into) => parsed(into, text),
        ShapeMut::I64(into) => parsed(into, text),
        ShapeMut::U32(into) => parsed(into, text),
        ShapeMut::U64(into) => parsed(into, text),
        ShapeMut::F64(into) => parsed(into, text),
        ShapeMut::Text(into) => {
            text.clone_into(into);
            true
        }
        ShapeMut::Secret(into) => {
            *into = text.into();
            true
        }
        ShapeMut::Any(into) => {
            *into = text.into();
            true
        }
        ShapeMut::Choice(table, into) => {
            let number = text.trim().parse().ok().map(Const::Int);
            match table.position(Const::Text(text)).or_else(|| table.position(number?)) {
                Some(row) => into.set(row),
                None => {
                    _ = into.set_unknown(Const::Text(text)) || number.is_some_and(|number| into.set_unknown(number))
                }
            }
            true
        }
        // JSON where the document has `content`; unions by the kind of the word.
        ShapeMut::Union(table, union) => {
            let word = serde_json::Value::from(text).to_string();
            let mut read = |json: &str| decode_into(ShapeMut::Union(table, union), json.as_bytes(), Policy::Strict);
            read(text).or_else(|_| read(&word)).is_ok()
        }
        object @ (ShapeMut::Record(..) | ShapeMut::Map(_)) if text.trim_start().starts_with('{') => {
            decode_into(object, text.as_bytes(), Policy::Strict).is_ok()
        }
        ShapeMut::Record(table, record) => pairs(text).is_some_and(|pairs| read_object(table, record, &pairs)),
        ShapeMut::Map(map) => {
            let read =
                |(key, text): &(&str, &str)| map.insert(key).is_none_or(|value| read_field(value, &Lines::one(text)));
            pairs(text).is_some_and(|pairs| pairs.iter().all(read))
        }
        _ => false,
    }
}

/// An object in the style `simple`: `a=1,b=2` where it explodes, `a,1,b,2` where it does not. Which of the two it is
/// shows, since a table of headers does not say it.
fn pairs(text: &str) -> Option<Vec<(&str, &str)>> {
    let words: Vec<&str> = text.split(',').map(str::trim).collect();
    if let Some(pairs) = words.iter().map(|word| word.split_once('=')).collect() {
        return Some(pairs);
    }
    words.chunks(2).map(|pair| if let [key, value] = pair { Some((*key, *value)) } else { None }).collect()
}

/// `false` if a field cannot be read as its type, or one that every such object has is absent.
fn read_object(table: &'static Table, record: &mut dyn Record, pairs: &[(&str, &str)]) -> bool {
    let row_of = |key: &str| table.keys.iter().position(|row| row.name() == key && !row.is(flag::rest));
    let is_there = |name: &str| pairs.iter().any(|(key, _)| *key == name);
    let all_there = table.keys.iter().all(|row| !row.is(flag::required) || is_there(row.name()));
    let read = |(key, text): &(&str, &str)| match row_of(key) {
        Some(row) => read_field(record.get_mut(row, false), &Lines::one(text)),
        None => {
            if let ShapeMut::Extra(extra) = record.get_mut(usize::MAX, false) {
                extra.insert(key, *text);
            }
            true
        }
    };
    all_there && pairs.iter().all(read)
}

fn read_list(list: &mut dyn List, lines: &Lines<'_>) -> bool {
    list.clear();
    // JSON where the document has `content`.
    let is_json = lines.all.trim_start().starts_with('[');
    if is_json && decode_into(ShapeMut::List(list), lines.all.as_bytes(), Policy::Strict).is_ok() {
        return true;
    }
    list.clear();
    for item in lines.items {
        if !read_value(list.push(), item) {
            list.pop();
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Extra;
    use http::{HeaderMap, HeaderName, HeaderValue};

    struct Found {
        names: Vec<String>,
        link: Option<String>,
        cookie: Option<String>,
        left: Option<i64>,
        extra: Extra,
    }

    crate::record! { Found {
        0: names = "X-Names";
        1: link = "Link";
        2: cookie = "Set-Cookie";
        3: left = "X-Left";
    } }

    #[test]
    fn lines_of_one_name_are_one_value() {
        let cases = [
            ("x-names: a, b\nx-names: c", r#"["a", "b", "c"] None None None"#),
            (r#"x-names: ["a","b,c"]"#, r#"["a", "b,c"] None None None"#),
            ("x-names: [a], b", r#"["[a]", "b"] None None None"#),
            ("link: <a>\nlink: <b>", r#"[] Some("<a>, <b>") None None"#),
            ("set-cookie: a=1\nset-cookie: b=2", r#"[] None Some("a=1") None"#),
            ("x-left: 10\nx-left: 10", "[] None None Some(10)"),
        ];
        for (lines, expected) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in lines.lines().filter_map(|line| line.split_once(": ")) {
                headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            let found = read::<Found>(&headers);
            let read = format!("{:?} {:?} {:?} {:?}", found.names, found.link, found.cookie, found.left);
            assert_eq!(read, expected, "{lines}");
        }
    }
}
