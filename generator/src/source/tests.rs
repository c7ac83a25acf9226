#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::{At, Document, Node, ResolveError, load, parse};
use crate::diag::Diagnostics;
use serde_json::json;
use std::path::Path;

/// The document and its findings as `CODE pointer: message`.
fn read(name: &str, text: &str) -> (Option<Document>, Vec<String>) {
    let mut diags = Diagnostics::default();
    let document = parse(name, text.to_owned(), &mut diags);
    let pointer = |at| document.as_ref().map_or_else(|| "#".to_owned(), |document| document.pointer(at));
    let findings = diags.iter().map(|d| format!("{} {}: {}", d.code.id(), pointer(d.at), d.message)).collect();
    (document, findings)
}

fn document(text: &str) -> Document {
    let (document, findings) = read("test", text);
    assert_eq!(findings, Vec::<String>::new(), "{text}");
    document.unwrap()
}

#[test]
fn json_and_yaml_are_told_apart_and_read_alike() {
    let cases = [
        ("a.json", "{\"a\": [1, -2, 0.5, true, null, \"x\"]}", json!({"a": [1, -2, 0.5, true, null, "x"]})),
        ("a.yaml", "a: [1, -2, 0.5, true, null, x]", json!({"a": [1, -2, 0.5, true, null, "x"]})),
        ("a", "\u{feff}a: 1", json!({"a": 1})),
        ("a", "\u{feff} {\"a\": 1}", json!({"a": 1})),
        ("a.yaml", "{a: 1}", json!({"a": 1})),
        ("a", "{a: 1}", json!({"a": 1})),
        ("a.json", "a: 1", json!({"a": 1})),
        (
            "keys are text",
            "200: a\n1.10: b\nnull: c\ntrue: d\n~: e",
            json!({"200": "a", "1.10": "b", "null": "c", "true": "d", "~": "e"}),
        ),
        ("YAML 1.2 words", "a: yes\nb: 2020-01-01\nc: 0123", json!({"a": "yes", "b": "2020-01-01", "c": "0123"})),
        ("no JSON number", "[.inf, -.inf]", json!(["inf", "-inf"])),
        ("tags", "a: !!str 1\nb: !mine {c: 1}\nd: !mine 2", json!({"a": "1", "b": {"c": 1}, "d": 2})),
        ("aliases", "a: &x {b: 1}\nc: *x", json!({"a": {"b": 1}, "c": {"b": 1}})),
        ("merge", "a: &a {x: 1, y: 1}\nb: {x: 2, <<: *a}", json!({"a": {"x": 1, "y": 1}, "b": {"x": 2, "y": 1}})),
        ("merge first", "a: &a {x: 1}\nb: {<<: *a, x: 2}", json!({"a": {"x": 1}, "b": {"x": 2}})),
        ("merge several", "b: {<<: [{x: 1}, {x: 2, y: 2}]}", json!({"b": {"x": 1, "y": 2}})),
        ("merge twice", "b:\n  <<: {x: 1}\n  <<: {y: 2}", json!({"b": {"x": 1, "y": 2}})),
        ("no merge", "b: {<<: 1}", json!({"b": {"<<": 1}})),
        ("no merge in JSON", "{\"<<\": {\"a\": 1}}", json!({"<<": {"a": 1}})),
    ];
    for (name, text, expected) in cases {
        let (document, findings) = read(name, text);
        assert_eq!((document.unwrap().root().value(), findings), (&expected, vec![]), "{name}");
    }
}

#[test]
fn what_parsers_drop_in_silence_is_reported() {
    let twice =
        |pointer: &str, key: &str| format!("B0103 {pointer}: the key `{key}` stands more than once in this object");
    let wide =
        |pointer: &str| format!("B0104 {pointer}: this integer does not fit 64 bits and is read as the nearest number");
    let cases = [
        ("{\"a\": {\"b/\": 1, \"b/\": 2}}", json!({"a": {"b/": 2}}), vec![twice("#/a/b~1", "b/")]),
        ("- a: 1\n  a: 2", json!([{"a": 2}]), vec![twice("#/0/a", "a")]),
        ("200: 1\n\"200\": 2", json!({"200": 2}), vec![twice("#/200", "200")]),
        ("{\"a\": 18446744073709552000}", json!({"a": 18446744073709552000.0}), vec![wide("#/a")]),
        ("a: 18446744073709552000", json!({"a": 18446744073709552000.0}), vec![wide("#/a")]),
        ("[-9223372036854776000]", json!([-9223372036854776000.0]), vec![wide("#/0")]),
        ("a: -9223372036854776000", json!({"a": -9223372036854776000.0}), vec![wide("#/a")]),
        ("[18446744073709551615, -9223372036854775808]", json!([u64::MAX, i64::MIN]), vec![]),
        ("[1.7976931348623157e308, 1e18]", json!([f64::MAX, 1e18]), vec![]),
    ];
    for (text, expected, said) in cases {
        let (document, findings) = read("test", text);
        assert_eq!((document.unwrap().root().value(), findings), (&expected, said), "{text}");
    }
}

#[test]
fn keys_that_stand_again_are_shown_where_they_do() {
    let cases: &[(&str, &[&str])] = &[
        ("{\"a\": {\"b\": 1,\n\"b\": 2},\n\"a\": {\"b\": 3}}", &["2:2 b", "3:2 a"]),
        ("200: x\n200: y\n\"200\": z", &["2:1 200", "3:2 200"]),
        // The parser lends no text that it had to unescape.
        ("{\"\\u0061\": 1,\n\"\\u0061\": 2}", &["2:11 2"]),
    ];
    for (text, expected) in cases {
        let mut diags = Diagnostics::default();
        let document = parse("test", (*text).to_owned(), &mut diags).unwrap();
        let places = diags.iter().map(|finding| {
            let position = document.position(finding.at);
            format!("{}:{} {}", position.line, position.column, &text[position.range])
        });
        assert_eq!(places.collect::<Vec<_>>(), *expected, "{text}");
        assert!(diags.iter().all(|finding| document.found_pointer(finding.at) == document.pointer(finding.at)));
    }
}

#[test]
fn documents_know_their_own_file() {
    let cases = [
        ("specs/my orders.yaml", "my orders.yaml", true),
        ("specs/my orders.yaml", "./my%20orders.yaml", true),
        ("specs/100%25.yaml", "100%25.yaml", true),
        ("specs/orders.yaml", "specs/orders.yaml", false),
        ("orders.yaml", "https://a.example/orders.yaml", false),
        ("orders.yaml", "../orders.yaml", false),
        ("orders.yaml", "", false),
    ];
    for (name, file, expected) in cases {
        assert_eq!(read(name, "{}").0.unwrap().is_own(file), expected, "{file}");
    }
}

#[test]
fn yaml_is_bounded_before_all_of_it_is_taken_in() {
    let large = "the document holds too much, or its aliases expand too far";
    let head = "openapi: 3.0.3\npaths: {}\nx-a: ";
    let cases = [
        (format!("{head}[{}", "a,".repeat(2_200_000)), vec![format!("B0105 #: {large}")]),
        // As many signs, but in a text.
        (format!("{head}\"{}\"", "a,".repeat(2_200_000)), vec![]),
    ];
    for (text, expected) in cases {
        assert_eq!(read("a.yaml", &text).1, expected);
    }
}

#[test]
fn unreadable_texts_are_refused_with_a_place() {
    let bomb: String = (1..12).fold("a0: &a0 [x]\n".to_owned(), |text, i| {
        let alias = format!("*a{}", i - 1);
        text + &format!("a{i}: &a{i} [{}]\n", vec![alias; 10].join(","))
    });
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(100_000), vec!["*a"; 1_000].join(","));
    let (brackets, ends) = ("[".repeat(10_000), "]".repeat(10_000));
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    let yaml_deep = "the YAML is nested more than 128 levels deep";
    let json_deep = "the document is nested more than 512 levels deep";
    let cases = [
        ("a.json", " \n".to_owned(), "B0101", "cannot read `a.json`: it is empty", None),
        ("a.json", "{\"a\": tru}".to_owned(), "B0102", "expected ident", Some((1, 10))),
        ("a", "{\"a\": 1} x".to_owned(), "B0102", "trailing characters", Some((1, 10))),
        ("a.json", format!("{brackets}{ends}"), "B0105", json_deep, Some((1, 513))),
        ("a.yaml", format!("{brackets}{ends}"), "B0105", json_deep, Some((1, 513))),
        ("a.json", deep(513), "B0105", json_deep, Some((1, 514))),
        ("a.yaml", format!("a: {}", deep(1_000)), "B0105", yaml_deep, Some((1, 131))),
        ("a.yaml", format!("{}1", "- ".repeat(1_000)), "B0105", yaml_deep, Some((1, 257))),
        ("a.yaml", format!("a: {}", "[{a: ".repeat(100_000)), "B0105", yaml_deep, Some((1, 1))),
        ("a.yaml", bomb, "B0105", "the document holds too much, or its aliases expand too far", Some((1, 10))),
        ("a.yaml", long, "B0105", "the document holds too much, or its aliases expand too far", Some((1, 4))),
        (
            "a.yaml",
            "a: 1\n---\nb: 2".to_owned(),
            "B0102",
            "the text holds several YAML documents, separated by `---`",
            Some((1, 1)),
        ),
        ("a.json", "// hi\n{\"a\": 1}".to_owned(), "B0102", "expected value", Some((1, 1))),
        ("a.yaml", "a: 1\nb: \"\u{7}\"".to_owned(), "B0102", "control characters are not allowed", Some((2, 5))),
        ("a.yaml", "# hi".to_owned(), "B0101", "there is nothing in the text but comments", Some((1, 5))),
        ("a.yaml", "{a: 1}: 2".to_owned(), "B0102", "a key should be text, found a list or an object", Some((1, 1))),
    ];
    for (name, text, code, message, place) in cases {
        let mut diags = Diagnostics::default();
        assert!(parse(name, text, &mut diags).is_none(), "{name} {message}");
        let found = diags.iter().next().unwrap();
        let spot = found.spot.as_ref().map(|spot| (spot.line, spot.column));
        assert_eq!((found.code.id(), found.message.as_str(), spot), (code, message, place));
    }
}

#[test]
fn deepest_document_is_read_on_a_small_stack() {
    let text = format!("{}{}", "[".repeat(512), "]".repeat(512));
    assert_eq!(document(&text).root().kind(), "a list");
}

#[test]
fn files_that_are_no_documents_are_refused() {
    let folder = std::env::temp_dir().join(format!("bindery-source-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let cases: &[(&str, Option<&[u8]>, &str)] = &[
        ("missing", None, "there is no such file"),
        (".", None, "it is a directory"),
        ("empty", Some(b""), "it is empty"),
        ("utf16", Some(b"\xFF\xFEa\0"), "it is encoded as UTF-16"),
        ("latin", Some(b"title: Caf\xE9\n"), "it is not UTF-8; the first invalid byte is number 11"),
    ];
    for (name, bytes, why) in cases {
        let path = folder.join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).unwrap();
        }
        let mut diags = Diagnostics::default();
        assert!(load(&path, &mut diags).is_none());
        let messages: Vec<&str> = diags.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [format!("cannot read `{}`: {why}", path.display())]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    #[cfg(unix)]
    assert!(load(Path::new("/dev/null"), &mut Diagnostics::default()).is_none());
}

#[test]
fn references_resolve_or_say_why_not() {
    let document =
        document("{\"a/b\": {\"x~y\": [1, {\"z\": 2}]}, \"p q\": 3, \"50%\": 4, \"\": 5, \"Pets\": {\"Dog\": 6}}");
    let dangling = |parent: &str, missing: &str| {
        Err(ResolveError::Dangling { parent: parent.to_owned(), missing: missing.to_owned() })
    };
    let cases = [
        ("#/a~1b/x~0y/0", Ok("#/a~1b/x~0y/0")),
        ("#/a~1b/x~0y/1/z", Ok("#/a~1b/x~0y/1/z")),
        ("#/p%20q", Ok("#/p q")),
        ("#/a%7E1b", Ok("#/a~1b")),
        ("#/50%25", Ok("#/50%")),
        ("#/50%", Ok("#/50%")),
        ("#", Ok("#")),
        ("#/", Ok("#/")),
        ("", Err(ResolveError::Malformed)),
        ("#anchor", Err(ResolveError::Malformed)),
        ("#/%FF", Err(ResolveError::Malformed)),
        ("other.yaml", Err(ResolveError::External("other.yaml".to_owned()))),
        ("other.yaml#/a", Err(ResolveError::External("other.yaml".to_owned()))),
        ("#/Pets/dog2", dangling("#/Pets", "dog2")),
        ("#/a~1b/x~0y/7", dangling("#/a~1b/x~0y", "7")),
        ("#/Pet/Dog", dangling("#", "Pet")),
    ];
    for (reference, expected) in cases {
        let found = document.resolve(reference).map(|node| document.pointer(node.at()));
        assert_eq!(found, expected.map(str::to_owned), "{reference}");
    }
    let helps = [
        ("#/Pets/dog2", Some("did you mean `#/Pets/Dog`?")),
        ("#/Pet/Dog", Some("did you mean `#/Pets`?")),
        ("#/a~1b/x~0y/7", None),
        ("#anchor", None),
    ];
    for (reference, expected) in helps {
        let help = document.resolve(reference).unwrap_err().help(&document);
        assert_eq!(help.as_deref(), expected, "{reference}");
    }
}

#[test]
fn pointers_lead_to_what_is_there() {
    let mut document = document("{\"a\": {\"b~/\": [{\"gone\": 1}]}}");
    let element = document.resolve("#/a/b~0~1/0").unwrap().at();
    let (gone, made) = (document.child(element, "gone"), document.child(element, "A.made"));
    let key = document.key(element);
    // What was rewritten is in the text all the same.
    *document.value_mut() = serde_json::json!({"a": {"b~/": [{"new": 1}]}});
    let new = document.child(element, "new");
    let cases = [(element, ""), (gone, "/gone"), (made, ""), (key, ""), (new, "/new")];
    for (at, rest) in cases {
        assert_eq!(document.found_pointer(at), format!("#/a/b~0~1/0{rest}"));
    }
}

#[test]
fn keys_are_guessed_until_that_took_long_enough() {
    let keys: String = (0..50_000).map(|i| format!("\"Key{i}\": 1, ")).collect();
    let document = document(&format!("{{{keys}\"last\": 2}}"));
    let guesses = (0..10).filter(|_| document.guess(document.root(), "lsat").is_some()).count();
    assert_eq!(guesses, 3);
}

#[test]
fn places_have_lines_and_columns() {
    let yaml = "openapi: 3.0.0\n\"ü ö\":\n  - type: string\n    \"n\": 1\n  - 'x y'\n  - 5\nmerged: {<<: {a: 1}}\ntext: |\n  long\n";
    let json = "{\"openapi\": \"3.0.0\", \"ü ö\":\n [{\"type\": \"string\", \"n\": 1},\n  \"x y\", 5], \"esc\\u0061pe\\/d\": {\"\\\"\": null}, \"open\\\"api\": [ ]}";
    let cases: &[(&str, &str, &str)] = &[
        (yaml, "#", "1:1 openapi"),
        (yaml, "#/openapi", "1:10 3.0.0"),
        (yaml, "#/ü ö", "2:2 ü ö"),
        (yaml, "#/ü ö/0", "3:5 type"),
        (yaml, "#/ü ö/0/type", "3:11 string"),
        (yaml, "#/ü ö/0/n", "4:10 1"),
        (yaml, "#/ü ö/1", "5:6 x y"),
        (yaml, "#/ü ö/2", "6:5 5"),
        (yaml, "#/merged/a", "7:1 merged"),
        (yaml, "#/text", "8:1 text"),
        (json, "#", "1:1 {"),
        (json, "#/openapi", "1:14 3.0.0"),
        (json, "#/ü ö", "1:23 ü ö"),
        (json, "#/ü ö/0", "2:3 {"),
        (json, "#/ü ö/0/n", "2:27 1"),
        (json, "#/ü ö/1", "3:4 x y"),
        (json, "#/ü ö/2", "3:10 5"),
        (json, "#/escape~1d", "3:15 esc\\u0061pe\\/d"),
        (json, "#/escape~1d/\"", "3:39 null"),
        (json, "#/open\"api", "3:47 open\\\"api"),
    ];
    for (text, pointer, expected) in cases {
        let document = document(text);
        let position = document.position(document.resolve(pointer).unwrap().at());
        let meant = &text[position.range.clone()];
        assert_eq!(format!("{}:{} {meant}", position.line, position.column), *expected, "{pointer}");
    }
}

#[test]
fn places_that_are_not_in_the_text_fall_back_to_an_ancestor() {
    for text in ["a:\n  b: x", "{\"a\":\n  {\"b\": 1}}"] {
        let document = document(text);
        let b = document.resolve("#/a/b").unwrap().at();
        let within = document.child(document.child(b, "examples"), "0");
        assert_eq!(document.position(within), document.position(b));
        assert_eq!(document.pointer(within), "#/a/b/examples/0");
    }
}

#[test]
fn nodes_walk_without_failing() {
    let document = document("{\"o\": {\"b\": true, \"t\": \"x\"}, \"l\": [1, 2.5], \"n\": null}");
    let root = document.root();
    let list = root.get("l").unwrap();
    let elements: Vec<_> = list.elements().map(|node| (node.as_i64(), node.as_f64())).collect();
    assert_eq!(elements, [(Some(1), Some(1.0)), (None, Some(2.5))]);
    let kinds: Vec<_> = root.entries().map(|(key, node)| (key, node.kind())).collect();
    assert_eq!(kinds, [("o", "an object"), ("l", "a list"), ("n", "null")]);
    let object = root.get("o").unwrap();
    assert_eq!((object.bool_at("b"), object.bool_at("t"), object.bool_at("x")), (true, false, false));
    assert_eq!((object.str_at("t"), object.str_at("b"), list.str_at("t")), (Some("x"), None, None));
    assert_eq!((list.entries().count(), object.elements().count(), list.get("0").map(Node::at)), (0, 0, None));
    assert_eq!((root.at(), list.index(1).unwrap().at()), (At::default(), document.resolve("#/l/1").unwrap().at()));
}
