//! Tables of JSON in, JSON out, and notes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(unreachable_pub)] // the macros are made for crates that export their types

mod odd;
mod tuples;

use super::*;
use crate::Secret;

struct Line {
    sku: String,
    count: i64,
    price: Option<f64>,
    note: Option<Option<String>>,
    extra: Extra,
}

struct Order {
    id: i64,
    status: Status,
    lines: Vec<Line>,
    weight: Option<f64>,
    pin: Option<Secret>,
    tags: Map<i64>,
    extra: Extra,
}

enum Status {
    Open,
    Paid,
    Unknown(String),
}

enum Pay {
    Card(Card),
    Bank(Box<Bank>),
    Unknown(Any),
}

struct Card {
    kind: String,
    number: String,
    extra: Extra,
}

struct Bank {
    iban: String,
    extra: Extra,
}

enum Loose {
    Id(String),
    Line(Line),
    Bank(Bank),
    Unknown(Any),
}

crate::record! {
    Line {
        0: sku = "sku" required;
        1: count = "count" required;
        2: price = "price";
        3: note = "note" nullable;
    }
    Order {
        0: id = "id" required;
        1: status = "status" required;
        2: lines = "lines" required;
        3: weight = "weight" required nullable;
        4: pin = "pin" secret;
        5: tags = "" rest;
    }
    Card {
        0: kind = "kind" required;
        1: number = "number" required;
    }
    Bank {
        0: iban = "iban" required;
    }
}

crate::choice! { Status {
    0: Open = "open";
    1: Paid = "paid";
} }

crate::union! {
    Pay "kind" {
        0: Card ["card" "debit"] object;
        1: Bank ["bank"] object;
    }
    Loose "" {
        0: Id string;
        1: Line object;
        2: Bank object;
    }
}

/// Decodes, and gives what is written back and the notes.
fn round<T: Json>(text: &str) -> (String, Vec<String>) {
    let decoded = decode::<T>(text.as_bytes(), Policy::Lenient).map_err(|e| e.to_string()).unwrap();
    let back = encode(&decoded.value).map_err(|e| e.to_string()).unwrap();
    (String::from_utf8(back).unwrap(), decoded.drift.iter().map(Drift::to_string).collect())
}

#[test]
fn what_came_is_written_back() {
    let cases: &[(&str, &[&str])] = &[
        (r#"{"id":1,"status":"open","lines":[],"weight":null}"#, &[]),
        (r#"{"id":1,"status":"open","lines":[{"sku":"a","count":2,"price":1.5}],"weight":0.1,"pin":"1234"}"#, &[]),
        (
            r#"{"id":1,"status":"open","lines":[{"sku":"a\n\"é\u0001","count":2,"note":null}],"weight":2,"a":1,"b":2}"#,
            &[],
        ),
        (r#"{"id":1,"status":"open","lines":[{"sku":"","count":2,"note":"x","new":[1,{"a":null}]}],"weight":2}"#, &[]),
        // Drift, each noted and each kept.
        (
            r#"{"id":1,"status":"lost","lines":[],"weight":null}"#,
            &[r#"$.status: expected one of the listed values, found "lost""#],
        ),
        (r#"{"id":"7","status":"open","lines":[],"weight":null}"#, &[r#"$.id: expected an integer, found "7""#]),
        (r#"{"id":null,"status":"open","lines":[],"weight":null}"#, &["$.id: expected an integer, found null"]),
        (r#"{"status":"open","lines":[],"weight":null}"#, &["$.id: expected an integer, found nothing"]),
        (
            r#"{"id":18446744073709551616,"status":"open","lines":[],"weight":null}"#,
            &["$.id: expected an integer, found 18446744073709551616"],
        ),
        (
            r#"{"id":1,"status":"open","lines":[{"sku":5,"count":2,"price":null}],"weight":null}"#,
            &["$.lines[0].sku: expected text, found 5", "$.lines[0].price: expected a value, found null"],
        ),
        (
            r#"{"id":1,"status":"open","lines":[3,{"sku":"a","count":2}],"weight":1e999}"#,
            &["$.lines[0]: expected an object, found 3", "$.weight: expected a number of 64 bits, found 1e999"],
        ),
        (r#"{"id":1,"status":"open","lines":"none","weight":null}"#, &[r#"$.lines: expected a list, found "none""#]),
        (r#"{"id":1,"status":"open","lines":[],"weight":null,"a":"x"}"#, &[r#"$.a: expected an integer, found "x""#]),
        (r#"{"id":1,"status":"open","lines":[],"weight":null,"pin":12}"#, &["$.pin: expected text, found [redacted]"]),
    ];
    for (text, notes) in cases {
        let (back, drift) = round::<Order>(text);
        assert_eq!(drift, *notes, "{text}");
        let tree = |text: &str| serde_json::from_str::<serde_json::Value>(&text.replace("1e999", "\"huge\"")).unwrap();
        assert_eq!(tree(&back), tree(text), "{text}");
        if !notes.is_empty() {
            assert!(decode::<Order>(text.as_bytes(), Policy::Strict).is_err(), "{text}");
        }
    }
}

/// Servers that cut a text within an emoji leave half a pair behind; serde_json would refuse the whole answer.
#[test]
fn half_a_surrogate_pair_is_kept() {
    let text = r#"{"id":1,"status":"open","lines":[{"sku":"cut \ud83d","count":2},{"sku":"\ud83d\ude00","count":2}],"weight":null}"#;
    let decoded = decode::<Order>(text.as_bytes(), Policy::Lenient).unwrap();
    assert_eq!(decoded.value.lines[0].sku, "cut \u{fffd}");
    let notes: Vec<String> = decoded.drift.iter().map(ToString::to_string).collect();
    assert_eq!(notes, ["$.lines[0].sku: expected text, found half a surrogate pair"]);
    let back = String::from_utf8(encode(&decoded.value).unwrap()).unwrap();
    assert_eq!(back, text.replace(r"\ud83d\ude00", "😀"));
}

#[test]
fn a_changed_field_leaves_its_shadow() {
    let mut order: Order =
        decode(br#"{"id":null,"status":"open","lines":[],"weight":null}"#, Policy::Lenient).unwrap().value;
    assert_eq!(encode(&order).unwrap(), br#"{"id":null,"status":"open","lines":[],"weight":null}"#);
    order.id = 4;
    assert_eq!(encode(&order).unwrap(), br#"{"id":4,"status":"open","lines":[],"weight":null}"#);
}

#[test]
fn unions() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("Card", r#"{"number":"1","kind":"debit"}"#, &[]),
        ("Bank", r#"{"kind":"bank","iban":"AT1"}"#, &[]),
        (
            "Unknown",
            r#"{"kind":"cash","much":1}"#,
            &[r#"$: expected one of the listed types, found {"kind":"cash","much":1}"#],
        ),
        ("Card", r#"{"kind":"card","number":7}"#, &["$.number: expected text, found 7"]),
    ];
    for (arm, text, notes) in cases {
        let (back, drift) = round::<Pay>(text);
        assert_eq!(drift, *notes);
        let tree = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(tree(&back), tree(text));
        let value = decode::<Pay>(text.as_bytes(), Policy::Lenient).unwrap().value;
        assert!(format!("{value:?}").starts_with(arm), "{value:?}");
    }
    let loose = [
        ("Id(", r#""x""#),
        ("Line(", r#"{"count":1,"sku":"x"}"#),
        ("Bank(", r#"{"iban":"x","y":1}"#),
        ("Unknown(", "5"),
    ];
    for (arm, text) in loose {
        let value = decode::<Loose>(text.as_bytes(), Policy::Lenient).unwrap().value;
        assert!(format!("{value:?}").starts_with(arm), "{value:?}");
    }
}

#[test]
fn a_union_writes_the_tag_that_its_arm_lacks() {
    let bank = Pay::Bank(Box::new(Bank { iban: "AT1".into(), extra: Extra::new() }));
    assert_eq!(encode(&bank).unwrap(), br#"{"kind":"bank","iban":"AT1"}"#);
    let card = Pay::Card(Card { kind: String::new(), number: "1".into(), extra: Extra::new() });
    assert_eq!(encode(&card).unwrap(), br#"{"kind":"card","number":"1"}"#);
}

#[test]
fn what_nobody_set_is_not_sent() {
    let order = Order::blank();
    assert_eq!(encode(&order).unwrap_err().to_string(), "$.status: this enum was never set");
    assert_eq!(encode(&Pay::blank()).unwrap_err().to_string(), "$: this value was never set");
}

#[test]
fn errors_say_where() {
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
    let cases = [
        ("[1", "$: the text ends too early near `[#`"),
        (r#"{"id":1,"lines":[{"sku":tru}]}"#, "$.lines[0].sku: expected true near `"),
        ("7", "$: expected an object, found 7"),
        ("", "$: the text ends too early"),
        (
            r#"{"pin":"123\"456","id":"s3cr3t" 7}"#,
            r#"$: expected a comma or the end of the list or object near `"…","id":"…" #}`"#,
        ),
        (r#"{"pin":"123456"#, r#"$.pin: the text ends too early near `{"pin":"…"`"#),
        (deep.as_str(), "$.x: nested deeper than 128 near `"),
    ];
    for (text, message) in cases {
        let error = decode::<Order>(text.as_bytes(), Policy::Lenient).unwrap_err().to_string();
        assert!(error.starts_with(message), "{text}: {error}");
    }
}

#[test]
fn debug_hides_secrets() {
    let order = decode::<Order>(br#"{"id":1,"status":"open","lines":[],"weight":2,"pin":"1234"}"#, Policy::Lenient)
        .unwrap()
        .value;
    assert_eq!(format!("{order:?}"), r#"Order { id: 1, status: "open", lines: [], weight: 2.0, pin: [redacted] }"#);
}

struct Odd {
    plain: Any,
    extra: Extra,
}

crate::record! { Odd {
    0: plain = "li\u{202e}ne\u{9b}";
} }

#[test]
fn debug_and_notes_stay_on_their_line() {
    let text = "{\"li\u{202e}ne\u{9b}\":[ \n\"\u{9b}31m\"],\"k\u{9b}\":\"it's \\\\ \u{202e}\"}";
    let odd = decode::<Odd>(text.as_bytes(), Policy::Lenient).unwrap().value;
    assert_eq!(
        format!("{odd:?}"),
        r#"Odd { li\u{202e}ne\u{9b}: [ \n"\u{9b}31m"], extra: {"k\u{9b}": "it's \\ \u{202e}"} }"#
    );
    let map = Map::from([("a\u{9b}\n", 1_i64)]);
    assert_eq!(format!("{map:?}"), r#"{"a\u{9b}\n": 1}"#);
    let drift = decode::<Map<i64>>("{\"k\u{9b}\":\"\u{9b}\u{202e}\"}".as_bytes(), Policy::Lenient).unwrap().drift;
    assert_eq!(drift[0].to_string(), r#"$["k\u{9b}"]: expected an integer, found "\u{9b}\u{202e}""#);
    let error = decode::<Map<i64>>("{\"k\u{9b}\":tru}".as_bytes(), Policy::Lenient).unwrap_err().to_string();
    assert!(!error.contains(char::is_control), "{error}");
}

#[test]
fn forms_nest_in_brackets() {
    let order = decode::<Order>(
        br#"{"id":1,"status":"open","lines":[{"sku":"a b","count":2}],"weight":2.5,"x/y":3}"#,
        Policy::Lenient,
    )
    .unwrap()
    .value;
    assert_eq!(
        form::encode(&order).unwrap(),
        "id=1&status=open&lines%5B0%5D%5Bsku%5D=a%20b&lines%5B0%5D%5Bcount%5D=2&weight=2.5&x%2Fy=3"
    );
}

#[test]
fn the_reader_takes_what_serde_json_takes() {
    let cases = [
        "0",
        "-0",
        "01",
        "-",
        "1.",
        ".5",
        "1.5",
        "1e5",
        "1E+05",
        "1e",
        "1.e5",
        "- 1",
        "+1",
        "1a",
        "123456789012345678901234567890",
        "true",
        "tru",
        "truex",
        "false",
        "null",
        "nul",
        "NaN",
        "Infinity",
        "",
        " ",
        " 1 ",
        "1 2",
        r#""""#,
        r#""a"#,
        r#""\u00e4\/\b\f\n\r\t\"\\""#,
        r#""\x""#,
        r#""\u12g4""#,
        r#""\u123"#,
        r#""\ud83d\ude00""#,
        "\"tab\t\"",
        "\"nul\0\"",
        "\"1234567\u{1f}\"",
        "\"ä€😀 1234567890\"",
        r#""\"#,
        r#""\u"#,
        "[]",
        "[ ]",
        "[1,2]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "[",
        "]",
        "{}",
        "{ }",
        r#"{"a":1}"#,
        r#"{"a" : 1 , "b":[{}]}"#,
        r#"{"a":1,}"#,
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{a:1}"#,
        r#"{"a":1 "b":2}"#,
        r#"{,}"#,
        r#"{"a":1"#,
        r#"{"a"#,
        r#"{"a":1]"#,
        r#"{"\u0061":1}"#,
    ];
    // A byte order mark and halves of surrogate pairs come from real servers.
    let more = ["\u{feff}1", r#""\ud83d""#, r#""\ud83d\n""#, r#""\ude00""#, r#""\ud83d\u0041""#];
    for text in more {
        assert!(serde_json::from_str::<serde_json::Value>(text).is_err() && Any::from_json(text).is_ok(), "{text}");
    }
    for text in cases {
        let theirs = serde_json::from_str::<serde_json::Value>(text);
        let skipped = Any::from_json(text).map(|any| any.as_json().to_owned());
        assert_eq!(skipped.is_ok(), theirs.is_ok(), "{text}: {skipped:?}, {theirs:?}");
        if let Ok(theirs) = theirs {
            // Read as what it is, so that escapes and keys are resolved by our reader as well.
            let back = match &theirs {
                serde_json::Value::String(_) => {
                    encode(&decode::<String>(text.as_bytes(), Policy::Strict).unwrap().value)
                }
                serde_json::Value::Object(_) => {
                    encode(&decode::<Map<Any>>(text.as_bytes(), Policy::Strict).unwrap().value)
                }
                _ => encode(&decode::<Any>(text.as_bytes(), Policy::Strict).unwrap().value),
            };
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&back.unwrap()).unwrap(), theirs, "{text}");
        }
    }
}

#[test]
fn plain_text_ends_at_the_first_special_byte() {
    for length in 0..40 {
        assert_eq!(scan::plain(&vec![b'a'; length]), length);
        for at in 0..length {
            for special in [b'"', b'\\', 0, 0x1f] {
                for filler in [b' ', b'!', b'z', 0x7f, 0x80, 0xff, b'[', b'#'] {
                    let mut bytes = vec![filler; length];
                    bytes[at] = special;
                    bytes[length - 1] = if at < length - 1 { b'"' } else { special };
                    assert_eq!(scan::plain(&bytes), at, "{bytes:?}");
                }
            }
        }
    }
}

#[test]
fn a_copy_is_the_same() {
    let cases = [
        r#"{"id":1,"status":"lost","lines":[{"sku":"a","count":2,"note":null,"x":1}],"weight":null,"pin":"1","t":5}"#,
        r#"{"id":null,"status":"open","lines":[{"sku":"a","count":2,"price":1.5,"note":"y"}],"weight":2.5}"#,
    ];
    for text in cases {
        let order: Order = decode(text.as_bytes(), Policy::Lenient).unwrap().value;
        let copy = order.clone();
        assert_eq!(copy, order);
        assert_eq!(encode(&copy).unwrap(), encode(&order).unwrap());
    }
    let pay: Pay = decode(br#"{"kind":"cash","much":1}"#, Policy::Lenient).unwrap().value;
    assert_eq!(pay.clone(), pay);
}

enum Left {
    Right(Box<Right>),
    Text(String),
    Unknown(Any),
}

enum Right {
    Left(Box<Left>),
    Int(i64),
    Unknown(Any),
}

crate::union! {
    Left "" {
        0: Right string number;
        1: Text string;
    }
    Right "" {
        0: Left string number;
        1: Int number;
    }
}

/// Each is an arm of the other, and the nearer arm is taken.
#[test]
fn unions_that_hold_each_other_end() {
    for (text, expected) in [("\"x\"", "Text"), ("5", "Right"), ("1.5", "Right, unknown"), ("true", "Unknown")] {
        let decoded = decode::<Left>(text.as_bytes(), Policy::Lenient).unwrap();
        let arm = match &decoded.value {
            Left::Text(_) => "Text",
            Left::Right(right) if matches!(&**right, Right::Int(5)) => "Right",
            Left::Right(_) => "Right, unknown",
            Left::Unknown(_) => "Unknown",
        };
        assert_eq!(arm, expected, "{text}");
        assert_eq!(encode(&decoded.value).unwrap(), text.as_bytes());
    }
}

#[test]
fn nothing_is_written_twice() {
    let mut order: Order =
        decode(br#"{"id":1,"status":"open","lines":[],"weight":null,"a":"five"}"#, Policy::Lenient).unwrap().value;
    order.tags.insert("a", 5);
    order.extra.insert("id", serde_json::json!(9));
    assert_eq!(encode(&order).unwrap(), br#"{"id":1,"status":"open","lines":[],"weight":null,"a":5}"#);
    // The record does not name the tag, so it came as an unknown field.
    let text = br#"{"kind":"bank","iban":"AT1"}"#;
    assert_eq!(
        encode(&decode::<Pay>(text, Policy::Lenient).unwrap().value).unwrap(),
        br#"{"iban":"AT1","kind":"bank"}"#
    );
}

enum Login {
    Password(Secret),
    Unknown(Any),
}

crate::union! { Login "" {
    0: Password string secret;
} }

#[test]
fn what_was_meant_for_a_secret_is_not_printed() {
    let decoded = decode::<Login>(br#"["hunter2"]"#, Policy::Lenient).unwrap();
    assert_eq!(
        format!("{:?} {}", decoded.value, decoded.drift[0]),
        "Unknown([redacted]) $: expected one of the listed types, found [redacted]"
    );
    assert_eq!(encode(&decoded.value).unwrap(), br#"["hunter2"]"#);
    let error = decode::<Login>(br#"["hunter2"]"#, Policy::Strict).unwrap_err().to_string();
    assert!(!error.contains("hunter2"), "{error}");
}
