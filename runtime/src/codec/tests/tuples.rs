//! Lists of fixed length, each element with a type of its own.

use super::super::*;
use super::{Status, round};

type Pair = (f64, String);

struct Route {
    span: Pair,
    stops: Vec<(i64, Option<String>)>,
    state: Option<(Status, f64)>,
    extra: Extra,
}

enum Place {
    Point((f64, f64)),
    Named((String, f64)),
    Path(Vec<(f64, f64, f64)>),
    Unknown(Any),
}

crate::record! { Route {
    0: span = "span" required;
    1: stops = "stops" required;
    2: state = "state";
} }

crate::union! { Place "" {
    0: Point array;
    1: Named array;
    2: Path array;
} }

#[test]
fn tuples() {
    let cases: &[(&str, &[&str])] = &[
        (r#"{"span":[1.5,"km"],"stops":[],"state":["open",2]}"#, &[]),
        (r#"{"span":[1,"km"],"stops":[[1,null],[2,"b"]]}"#, &[]),
        // Wrong, missing and further elements.
        (
            r#"{"span":["1","km"],"stops":[[null,"a"]]}"#,
            &[r#"$.span[0]: expected a number, found "1""#, "$.stops[0][0]: expected an integer, found null"],
        ),
        (
            r#"{"span":[{},7],"stops":[]}"#,
            &["$.span[0]: expected a number, found {}", "$.span[1]: expected text, found 7"],
        ),
        (
            r#"{"span":[1],"stops":[[]]}"#,
            &[
                "$.span[1]: expected text, found nothing",
                "$.stops[0][0]: expected an integer, found nothing",
                "$.stops[0][1]: expected a value, found nothing",
            ],
        ),
        (r#"{"span":[1,"km", [3 ], 4],"stops":[]}"#, &["$.span[2]: expected nothing more, found [# ]"]),
        (r#"{"span":{"km":1},"stops":[]}"#, &[r#"$.span: expected a list, found {"km":#}"#]),
        (r#"{"span":null,"stops":[]}"#, &["$.span: expected a list, found null"]),
        (r#"{"stops":[]}"#, &["$.span: expected a list, found nothing"]),
        (
            r#"{"span":[1,"km"],"stops":[],"state":["lost",2]}"#,
            &[r#"$.state[0]: expected one of the listed values, found "lost""#],
        ),
        (
            r#"{"span":[1,"km"],"stops":[],"state":[true,2]}"#,
            &["$.state[0]: expected one of the listed values, found true"],
        ),
    ];
    let tree = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for (text, notes) in cases {
        let (back, drift) = round::<Route>(text);
        assert_eq!(drift, *notes, "{text}");
        assert_eq!(tree(&back), tree(text), "{text}");
        assert_eq!(decode::<Route>(text.as_bytes(), Policy::Strict).is_err(), !notes.is_empty(), "{text}");
        let route = decode::<Route>(text.as_bytes(), Policy::Lenient).unwrap().value;
        assert_eq!(route.clone(), route, "{text}");
    }
}

#[test]
fn a_changed_element_counts() {
    let text = br#"{"span":[null,"km"],"stops":[],"state":[true,2]}"#;
    let mut route: Route = decode(text, Policy::Lenient).unwrap().value;
    assert_eq!(encode(&route).unwrap(), text);
    route.span.1 = "mi".into();
    route.state.as_mut().unwrap().1 = 3.0;
    assert_eq!(encode(&route).unwrap_err().to_string(), "$.state[0]: this enum was never set");
    route.state.as_mut().unwrap().0 = Status::Paid;
    assert_eq!(encode(&route).unwrap(), br#"{"span":[0,"mi"],"stops":[],"state":["paid",3]}"#);
}

#[test]
fn tuples_alone() {
    let decoded = decode::<(i64,)>(b"[1, 2]", Policy::Lenient).unwrap();
    assert_eq!((decoded.value, decoded.drift.len()), ((1,), 1));
    assert_eq!(decode::<Pair>(b"[1, x]", Policy::Lenient).unwrap_err().path(), "$[1]");
    assert_eq!(decode::<Pair>(b"{}", Policy::Lenient).unwrap_err().to_string(), "$: expected a list, found {}");
    assert!(is_blank(&Pair::blank()) && !is_blank(&(0.0, "x".to_owned())));
    assert!(!same(&(1, true), &(1, false)) && same(&(1, true), &(1, true)));
    type Twelve = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, bool);
    assert_eq!(round::<Twelve>("[1,2,3,4,5,6,7,8,9,10,11,true]"), ("[1,2,3,4,5,6,7,8,9,10,11,true]".into(), vec![]));
    let route = decode::<Route>(br#"{"span":[1,"a b"],"stops":[[1,null]]}"#, Policy::Lenient).unwrap().value;
    assert_eq!(format!("{route:?}"), r#"Route { span: (1.0, "a b"), stops: [(1, None)] }"#);
    assert_eq!(form::encode(&route).unwrap(), "span%5B0%5D=1&span%5B1%5D=a%20b&stops%5B0%5D%5B0%5D=1");
}

#[test]
fn unions_of_lists_are_told_apart_by_their_elements() {
    let cases = [
        ("Point(", "[1,2]"),
        ("Named(", r#"["Graz",2]"#),
        ("Path(", "[[1,2,3],[4,5,6]]"),
        ("Path(", "[]"),
        ("Unknown(", "5"),
    ];
    for (arm, text) in cases {
        let place = decode::<Place>(text.as_bytes(), Policy::Lenient).unwrap().value;
        assert!(format!("{place:?}").starts_with(arm), "{text}: {place:?}");
        assert_eq!(encode(&place).unwrap(), text.as_bytes());
    }
}
