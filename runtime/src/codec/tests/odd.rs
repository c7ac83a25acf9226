//! Odd inputs for every shape: what came is written back, or there is a note about it.

use super::super::*;
use super::{Loose, Order, Pay, Status};
use crate::Secret;

/// What every shape can be read into at once.
struct Shapes {
    bool: bool,
    i32: i32,
    i64: i64,
    u32: u32,
    u64: u64,
    f64: f64,
    text: String,
    secret: Secret,
    bytes: Binary,
    any: Any,
    opt: Option<i64>,
    states: Option<Option<String>>,
    list: Vec<i64>,
    rows: Vec<Vec<Option<f64>>>,
    tuple: (i64, String),
    map: Map<i64>,
    record: Small,
    status: Status,
    level: Level,
    union: Loose,
    tagged: Pay,
    rest: Map<Small>,
    extra: Extra,
}

struct Small {
    id: i64,
    on: Option<bool>,
    ratio: Option<f64>,
    pair: Option<Any>,
    extra: Extra,
}

struct Shut {
    id: i64,
    extra: Extra,
}

enum Level {
    Low,
    Two,
    Unknown(i64),
}

enum Any64 {
    One,
    Unknown(i64),
}

struct Held {
    level: Any64,
    extra: Extra,
}

enum Least {
    Min,
    Unknown(i64),
}

enum Versioned {
    One(Box<Small>),
    Two(Box<Shut>),
    Unknown(Any),
}

crate::record! {
    Shapes {
        0: bool = "bool" required;
        1: i32 = "i32" required;
        2: i64 = "i64" required;
        3: u32 = "u32" required;
        4: u64 = "u64" required;
        5: f64 = "f64" required;
        6: text = "text" required;
        7: secret = "secret" required secret;
        8: bytes = "bytes" required;
        9: any = "any" required nullable;
        10: opt = "opt";
        11: states = "states" nullable;
        12: list = "list" required;
        13: rows = "rows" required;
        14: tuple = "tuple" required;
        15: map = "map" required;
        16: record = "record" required;
        17: status = "status" required;
        18: level = "level" required;
        19: union = "union" required;
        20: tagged = "tagged" required;
        21: rest = "" rest;
    }
    Small {
        0: id = "id" required;
        1: on = "on";
        2: ratio = "ratio";
        3: pair = "pair" nullable;
        only 1 ["true"];
        only 2 ["1.5" "2.0"];
        only 3 ["[0,{\"a\":1.0}]" "null"];
    }
    Shut {
        0: id = "id" required;
        closed: true;
    }
    Held { 0: level = "level" required; }
}

crate::int_choice! {
    Level {
        0: Low = 1;
        1: Two = 2;
    }
    Any64 {
        0: One = 1;
        open;
    }
    Least { 0: Min = -9223372036854775808; }
}

crate::union! { Versioned "v" {
    0: One ["1"] object;
    1: Two ["2"] object;
} }

const KEYS: [&str; 22] = [
    "bool", "i32", "i64", "u32", "u64", "f64", "text", "secret", "bytes", "any", "opt", "states", "list", "rows",
    "tuple", "map", "record", "status", "level", "union", "tagged", "further",
];

fn tree(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// Numbers that are the same in 64 bits are the same.
fn alike(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value;
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || (a.as_f64() == b.as_f64() && (a.is_f64() || b.is_f64())),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| alike(a, b)))
        }
        _ => a == b,
    }
}

fn notes(drift: &[Drift]) -> Vec<String> {
    drift.iter().map(ToString::to_string).collect()
}

/// Each odd value under each key, with nothing else: what came under the key is written back.
#[test]
fn odd_values_come_back() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let nested = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
    let long = format!("[{}0]", "\"x\",".repeat(300));
    let values = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1",
        "2.0",
        "-1",
        "1.5",
        "1e2",
        "1e18",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "0.1000000000000000055511151231257827",
        "1e-400",
        "4294967296",
        "\"\"",
        "\"1\"",
        "\"true\"",
        "\" 7 \"",
        "\"NaN\"",
        "\"open\"",
        "\"ä\\u0000\\n\"",
        "\"YQ==\"",
        "\"YQ\"",
        "[]",
        "[null]",
        "[1,\"x\",null]",
        "[[1,null],[\"2\"],3]",
        "[1,\"a\",2]",
        "[1]",
        "{}",
        "{\"id\":1}",
        "{\"id\":null}",
        "{\"id\":\"7\",\"x\":{\"y\":[]}}",
        "{\"a\":1,\"b\":\"x\"}",
        "{\"kind\":\"card\"}",
        "{\"kind\":7}",
        "{\"kind\":\"cash\"}",
        "{\"sku\":1,\"count\":null}",
        "{\"id\":1,\"on\":false,\"ratio\":3,\"pair\":[0]}",
        &deep,
        &nested,
        &long,
    ];
    for key in KEYS {
        for value in values {
            let text = format!("{{\"{key}\":{value}}}");
            let decoded = decode::<Shapes>(text.as_bytes(), Policy::Lenient).unwrap();
            let back = String::from_utf8(encode(&decoded.value).unwrap()).unwrap();
            assert!(alike(&tree(&text), &tree(&back)), "{text}: {back}, {:?}", notes(&decoded.drift));
            let copy = decoded.value.clone();
            assert_eq!(String::from_utf8(encode(&copy).unwrap()).unwrap(), back);
        }
    }
}

/// Whole values, which no record around them can keep: they come back, or a note or an error says that they did not.
#[test]
fn whole_values_come_back_or_are_noted() {
    fn check<T: Json>() {
        let texts = [
            "null",
            "true",
            "0",
            "2.0",
            "1e2",
            "1e-400",
            "18446744073709551616",
            "\"\"",
            "\"7\"",
            "\"open\"",
            "\"cut \\ud83d\"",
            "[]",
            "[1,null,\"x\"]",
            "[[1],2]",
            "{}",
            "{\"a\":1,\"a\":2}",
            "{\"id\":1,\"id\":\"x\"}",
            "{\"id\":null,\"id\":0}",
            "{\"\\ud83d\":1}",
            "{\"kind\":\"bank\",\"kind\":\"card\"}",
            "{\"tags\":{\"a\":1},\"tags\":{\"b\":2}}",
        ];
        for text in texts {
            let Ok(decoded) = decode::<T>(text.as_bytes(), Policy::Lenient) else { continue };
            assert_eq!(decode::<T>(text.as_bytes(), Policy::Strict).is_ok(), decoded.drift.is_empty(), "{text}");
            match encode(&decoded.value) {
                Ok(back) if decoded.drift.is_empty() => {
                    let back = String::from_utf8(back).unwrap();
                    // Texts of which serde_json reads less than we do come back letter by letter.
                    let same = serde_json::from_str(text).map_or(back == text, |value| alike(&value, &tree(&back)));
                    assert!(same, "{text}: {back}");
                }
                Ok(_) => {}
                Err(error) => assert!(!decoded.drift.is_empty(), "{text}: {error}"),
            }
        }
    }
    check::<bool>();
    check::<i64>();
    check::<u64>();
    check::<i32>();
    check::<f64>();
    check::<String>();
    check::<Any>();
    check::<Option<String>>();
    check::<Vec<i64>>();
    check::<(i64, Option<i64>)>();
    check::<Map<i64>>();
    check::<Map<Small>>();
    check::<Map<Vec<i64>>>();
    check::<Order>();
    check::<Small>();
    check::<Shut>();
    check::<Status>();
    check::<Level>();
    check::<Loose>();
    check::<Pay>();
}

#[test]
fn numbers_are_what_they_are_however_they_are_spelled() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("2.0", "2", &[]),
        ("20e-1", "2", &[]),
        ("1E0", "1", &[]),
        ("3", "3", &["$: expected one of the listed values, found 3"]),
    ];
    for (text, back, noted) in cases {
        let decoded = decode::<Level>(text.as_bytes(), Policy::Lenient).unwrap();
        assert_eq!(
            (notes(&decoded.drift), encode(&decoded.value).unwrap()),
            (noted.iter().map(ToString::to_string).collect(), back.as_bytes().to_vec()),
            "{text}"
        );
    }
    let whole = |text: &str| decode::<i64>(text.as_bytes(), Policy::Strict).ok().map(|decoded| decoded.value);
    for (text, value) in [
        ("5.0", Some(5)),
        ("1e18", Some(1_000_000_000_000_000_000)),
        ("9007199254740992.0", Some(9_007_199_254_740_992)),
        ("9007199254740993.0", None),
        ("9.3e18", None),
        ("0.5", None),
        ("1e-400", None),
    ] {
        assert_eq!(whole(text), value, "{text}");
    }
    let arm =
        |text: &str| decode::<Versioned>(text.as_bytes(), Policy::Strict).map(|decoded| format!("{:?}", decoded.value));
    assert_eq!(arm(r#"{"v":2.0,"id":1}"#).unwrap_err().to_string(), "$.v: expected no such key, found [not shown]");
    for (text, expected) in
        [(r#"{"v":1.0,"id":1}"#, "One("), (r#"{"v":1e0,"id":1}"#, "One("), (r#"{"v":1,"id":1}"#, "One(")]
    {
        assert!(arm(text).unwrap().starts_with(expected), "{text}");
    }
}

#[test]
fn the_least_integer_is_a_constant_too() {
    let text = format!("{{\"level\":{}}}", i64::MIN);
    let decoded = decode::<Shapes>(text.as_bytes(), Policy::Lenient).unwrap();
    assert!(notes(&decoded.drift).contains(&format!("$.level: expected one of the listed values, found {}", i64::MIN)));
    assert_eq!(encode(&decoded.value).unwrap(), text.as_bytes());
    let held = decode::<Held>(text.as_bytes(), Policy::Lenient).unwrap();
    assert_eq!((held.drift.len(), encode(&held.value).unwrap()), (1, text.into_bytes()));
    assert!(decode::<Held>(br#"{"level":-7}"#, Policy::Strict).is_ok());
    let least = decode::<Least>(i64::MIN.to_string().as_bytes(), Policy::Strict).unwrap().value;
    assert_eq!(encode(&least).unwrap(), i64::MIN.to_string().as_bytes());
}

#[test]
fn of_a_key_that_comes_twice_the_first_counts() {
    let cases = [
        (r#"{"id":1,"status":"open","lines":[],"weight":1,"id":2}"#, "$.id: expected each key once, found 2"),
        (
            r#"{"id":1,"status":"open","lines":[],"weight":1,"pin":"1","pin":"2"}"#,
            "$.pin: expected each key once, found [redacted]",
        ),
        (
            r#"{"id":1,"status":"open","lines":[],"weight":1,"a":1,"a":{"b":2}}"#,
            r#"$.a: expected each key once, found {"b":#}"#,
        ),
    ];
    for (text, note) in cases {
        let decoded = decode::<Order>(text.as_bytes(), Policy::Lenient).unwrap();
        assert_eq!(notes(&decoded.drift), [note]);
        assert_eq!(decoded.value.id, 1);
        assert!(decode::<Order>(text.as_bytes(), Policy::Strict).is_err());
    }
    let secrets = decode::<Map<Secret>>(br#"{"a":"1","a":"hunter2"}"#, Policy::Lenient).unwrap();
    assert_eq!(notes(&secrets.drift), ["$.a: expected each key once, found [redacted]"]);
}

#[test]
fn listed_values_and_closed_records() {
    let cases: &[(&str, &[&str])] = &[
        (r#"{"id":1,"on":true,"ratio":1.50,"pair":[0.0,{"a":1}]}"#, &[]),
        (r#"{"id":1,"ratio":2,"pair":null}"#, &[]),
        (r#"{"id":1,"on":false}"#, &["$.on: expected one of the listed values, found false"]),
        (r#"{"id":1,"on":"false"}"#, &[r#"$.on: expected true or false, found "false""#]),
        (r#"{"id":1,"on":null}"#, &["$.on: expected a value, found null"]),
        (r#"{"id":1,"ratio":1.25}"#, &["$.ratio: expected one of the listed values, found 1.25"]),
        (
            r#"{"id":1,"pair":[false,{"a":1}]}"#,
            &[r#"$.pair: expected one of the listed values, found [false,{"a":#}]"#],
        ),
        (
            r#"{"id":1,"pair":[0,{"a":1,"b":1}]}"#,
            &[r#"$.pair: expected one of the listed values, found [#,{"a":#,"b":#}]"#],
        ),
    ];
    for (text, noted) in cases {
        let decoded = decode::<Small>(text.as_bytes(), Policy::Lenient).unwrap();
        assert_eq!(notes(&decoded.drift), *noted, "{text}");
        assert!(alike(&tree(std::str::from_utf8(&encode(&decoded.value).unwrap()).unwrap()), &tree(text)), "{text}");
        assert_eq!(decode::<Small>(text.as_bytes(), Policy::Strict).is_ok(), noted.is_empty(), "{text}");
    }
    let decoded = decode::<Vec<Shut>>(br#"[{"id":1},{"new":"s3cr3t","id":2,"old":null}]"#, Policy::Lenient).unwrap();
    assert_eq!(
        notes(&decoded.drift),
        ["$[1].new: expected no such key, found [not shown]", "$[1].old: expected no such key, found null"]
    );
    assert_eq!(encode(&decoded.value).unwrap(), br#"[{"id":1},{"id":2,"new":"s3cr3t","old":null}]"#);
}
