//! How parameters are spelled, and which are refused.

use super::requests::sent;
use super::*;
use crate::Secret;
use crate::operation::{Operation, Param, Place, Style};

struct Search {
    tags: Vec<String>,
    range: Option<Map<i64>>,
    any: Option<Any>,
    pin: Option<Secret>,
    ratio: f64,
    extra: Extra,
}

crate::record! { Search {
    0: tags = "tags";
    1: range = "range";
    2: any = "any";
    3: pin = "pin";
    4: ratio = "ratio";
} }

fn search() -> Search {
    Search {
        tags: vec!["a b".into(), "c,d".into(), "é&".into()],
        range: Some(Map::from([("from", 1), ("to", 2)])),
        any: Some(serde_json::json!({"x": [1, null], "y": "z"}).into()),
        pin: Some("1:2".into()),
        ratio: 0.5,
        extra: Extra::new(),
    }
}

/// One operation a case: tables are static.
fn operation(path: &'static str, params: Vec<Param>) -> &'static Operation {
    let params: &'static [Param] = Box::leak(params.into_boxed_slice());
    Box::leak(Box::new(Operation {
        id: "search",
        method: http::Method::GET,
        path,
        params,
        bodies: &[],
        server: None,
        replies: &[],
        auth: &[],
    }))
}

fn line(text: &str) -> &str {
    text.lines().next().unwrap().trim_start_matches("GET https://shop.example/v1")
}

#[test]
fn query_styles() {
    let cases = [
        (0, Style::Form, "/s?p=a%20b,c%2Cd,%C3%A9%26"),
        (0, Style::FormExploded, "/s?p=a%20b&p=c%2Cd&p=%C3%A9%26"),
        (
            0,
            Style::SpaceDelimited,
            "search: the parameter `p` has an element with ` ` in it, which stands between elements here",
        ),
        (1, Style::SpaceDelimited, "/s?p=from%201%20to%202"),
        (0, Style::PipeDelimited, "/s?p=a%20b%7Cc%2Cd%7C%C3%A9%26"),
        (0, Style::Json, "/s?p=%5B%22a%20b%22%2C%22c%2Cd%22%2C%22%C3%A9%26%22%5D"),
        (1, Style::Form, "/s?p=from,1,to,2"),
        (1, Style::FormExploded, "/s?from=1&to=2"),
        (1, Style::DeepObject, "/s?p%5Bfrom%5D=1&p%5Bto%5D=2"),
        (0, Style::DeepObject, "/s?p%5B0%5D=a%20b&p%5B1%5D=c%2Cd&p%5B2%5D=%C3%A9%26"),
        (0, Style::DeepBrackets, "/s?p%5B%5D=a%20b&p%5B%5D=c%2Cd&p%5B%5D=%C3%A9%26"),
        (0, Style::DeepRepeat, "/s?p=a%20b&p=c%2Cd&p=%C3%A9%26"),
        (2, Style::DeepBrackets, "/s?p%5Bx%5D%5B%5D=1&p%5By%5D=z"),
        (2, Style::FormExploded, "/s?x=%5B1%2Cnull%5D&y=z"),
        (3, Style::FormExploded, "/s?p=1%3A2"),
        (4, Style::Form, "/s?p=0.5"),
    ];
    for (row, style, expected) in cases {
        let op = operation("/s", vec![Param { row, place: Place::Query, name: "p", style, reserved: false }]);
        let text = sent(|b| b, op, Input { path: &[], params: &search(), body: &(), way: 0 });
        assert_eq!(line(&text), expected, "{style:?}");
    }
}

#[test]
fn what_is_reserved_stands_where_the_document_allows_it() {
    let cases = [
        ("a/b?c:d@e!$'()*,;", "a/b?c:d@e!$%27()*,;"),
        ("a&b=c+d#e[f]", "a%26b%3Dc%2Bd%23e%5Bf%5D"),
        ("é%20%C3%a9", "%C3%A9%20%C3%a9"),
        ("100% %zz %é %2", "100%25%20%25zz%20%25%C3%A9%20%252"),
    ];
    let op =
        operation("/s", vec![Param { row: 3, place: Place::Query, name: "p", style: Style::Form, reserved: true }]);
    for (text, expected) in cases {
        let search = Search { pin: Some(text.into()), ..search() };
        let sent = sent(|b| b, op, Input { path: &[], params: &search, body: &(), way: 0 });
        assert_eq!(line(&sent), format!("/s?p={expected}"));
    }
    let deep = |name| Param { row: 2, place: Place::Query, name, style: Style::DeepObject, reserved: true };
    let search = Search { any: Some(serde_json::json!({"a/b": "c:d/e&f"}).into()), ..search() };
    let sent = sent(|b| b, operation("/s", vec![deep("p")]), Input::new().params(&search));
    assert_eq!(line(&sent), "/s?p%5Ba%2Fb%5D=c:d/e%26f");
}

#[test]
fn numbers_of_free_form_json_keep_their_spelling() {
    let cases = [
        (Style::Form, "123456789012345678901234567890", "p=123456789012345678901234567890"),
        (Style::FormExploded, "[1.10, 1e5]", "p=1.10&p=1e5"),
        (Style::Form, r#"{"a": 18446744073709551616}"#, "p=a,18446744073709551616"),
        (Style::DeepObject, r#"{"a": [1.10, {"b": 1e5}]}"#, "p%5Ba%5D%5B0%5D=1.10&p%5Ba%5D%5B1%5D%5Bb%5D=1e5"),
        (Style::Form, r#"[{"a":1.10,"b":1e400}]"#, "p=%7B%22a%22%3A1.10%2C%22b%22%3A1e400%7D"),
        (Style::Form, "null", ""),
    ];
    for (style, json, expected) in cases {
        let op = operation("/s", vec![Param { row: 2, place: Place::Query, name: "p", style, reserved: false }]);
        let search = Search { any: Some(Any::from_json(json).unwrap()), ..search() };
        let sent = sent(|b| b, op, Input { path: &[], params: &search, body: &(), way: 0 });
        assert_eq!(line(&sent).trim_start_matches("/s").trim_start_matches('?'), expected, "{style:?} {json}");
    }
}

#[test]
fn cookies_of_all_sorts_are_one_header() {
    let op =
        operation("/s", vec![Param { row: 0, place: Place::Cookie, name: "c", style: Style::Form, reserved: false }]);
    let params = Missing { message: "1".into(), extra: Extra::new() };
    // What was given as a header wins.
    for (given, cookies) in [("z=9", "z=9; c=1"), ("c=2; z=9", "c=2; z=9")] {
        let input = Input { path: &[], params: &params, body: &(), way: 0 };
        let text = sent(|b| b.user_agent("t").header("cookie", given), op, input);
        assert_eq!(text, format!("GET https://shop.example/v1/s\naccept: */*\ncookie: {cookies}\nuser-agent: t\n"));
    }
}

#[test]
fn absent_parameters_leave_nothing() {
    let none = Search { tags: Vec::new(), range: None, any: None, pin: None, ratio: 0.0, extra: Extra::new() };
    for style in [Style::Form, Style::FormExploded, Style::DeepObject, Style::Json, Style::PipeDelimited] {
        let query = |row| Param { row, place: Place::Query, name: "p", style, reserved: false };
        let rows = if style == Style::Json { vec![1, 2, 3] } else { vec![0, 1, 2, 3] };
        let op = operation("/s?fixed=1", rows.into_iter().map(query).collect());
        let text = sent(|b| b, op, Input { path: &[], params: &none, body: &(), way: 0 });
        assert_eq!(line(&text), "/s?fixed=1", "{style:?}");
    }
}

#[test]
fn s4_path_styles_and_traps() {
    let list = vec!["a".to_owned(), "b/c".to_owned()];
    let map = Map::from([("x", 1), ("y", 2)]);
    let text = |text: &str| text.to_owned();
    let cases: Vec<(&'static str, Style, Box<dyn Json>, &str)> = vec![
        ("/p/{}", Style::Simple, Box::new(text("a b")), "/p/a%20b"),
        ("/p/{}", Style::Simple, Box::new(text("a/../b?c#d%2e")), "/p/a%2F..%2Fb%3Fc%23d%252e"),
        ("/p/{}", Style::Simple, Box::new(text("Grüße;=,+@:\\")), "/p/Gr%C3%BC%C3%9Fe%3B%3D%2C%2B%40%3A%5C"),
        ("/p/{}.json", Style::Simple, Box::new(42_i64), "/p/42.json"),
        ("/p/{}", Style::Simple, Box::new(list.clone()), "/p/a,b%2Fc"),
        ("/p/{}", Style::SimpleExploded, Box::new(map.clone()), "/p/x=1,y=2"),
        ("/p/{}", Style::Label, Box::new(list.clone()), "/p/.a,b%2Fc"),
        ("/p/{}", Style::LabelExploded, Box::new(list.clone()), "/p/.a.b%2Fc"),
        ("/p/{}", Style::Matrix, Box::new(list.clone()), "/p/;id=a,b%2Fc"),
        ("/p/{}", Style::MatrixExploded, Box::new(list), "/p/;id=a;id=b%2Fc"),
        ("/p/{}", Style::Matrix, Box::new(text("")), "/p/;id"),
        ("/p/{}", Style::MatrixExploded, Box::new(vec![text(""), text("a")]), "/p/;id;id=a"),
        ("/p/{}", Style::MatrixExploded, Box::new(Map::from([("x", text("")), ("y", text("2"))])), "/p/;x;y=2"),
        ("/p/{}", Style::MatrixExploded, Box::new(map), "/p/;x=1;y=2"),
        ("/p/{}", Style::Json, Box::new(vec![1_i64]), "/p/%5B1%5D"),
        ("no slash/{}", Style::Simple, Box::new(1_i64), "/no%20slash/1"),
        ("/p/{}?a/../b", Style::Simple, Box::new(1_i64), "/p/1?a/../b"),
        ("/{}/..?a", Style::Simple, Box::new(1_i64), "search: the path has a segment `.` or `..`"),
        (
            "/p/{}",
            Style::Simple,
            Box::new(text("")),
            "search: the parameter `id` is empty, and would call another path",
        ),
        (
            "/p/{}",
            Style::Simple,
            Box::new(text(".")),
            "search: the parameter `id` is `.` or `..`, which would leave its path",
        ),
        (
            "/p/{}",
            Style::Simple,
            Box::new(text("..")),
            "search: the parameter `id` is `.` or `..`, which would leave its path",
        ),
        (
            "/p/{}",
            Style::Simple,
            Box::new(text("%2e%2E")),
            "search: the parameter `id` is `.` or `..`, which would leave its path",
        ),
        (
            "/p/.{}",
            Style::Simple,
            Box::new(text(".")),
            "search: the parameter `id` is `.` or `..`, which would leave its path",
        ),
        (
            "/p/{}",
            Style::Label,
            Box::new(text(".")),
            "search: the parameter `id` is `.` or `..`, which would leave its path",
        ),
        (
            "/p/{}",
            Style::Simple,
            Box::new(None::<String>),
            "search: the parameter `id` is missing, and stands in the path",
        ),
        (
            "/p/{}",
            Style::Simple,
            Box::new(Vec::<String>::new()),
            "search: the parameter `id` is missing, and stands in the path",
        ),
        ("/p/{}/{}", Style::Simple, Box::new(1_i64), "search: the parameter `?` is missing"),
    ];
    for (path, style, value, expected) in cases {
        let op = operation(path, vec![Param { row: 0, place: Place::Path, name: "id", style, reserved: false }]);
        let text = sent(|b| b, op, Input { path: &[&*value], params: &(), body: &(), way: 0 });
        assert_eq!(line(&text), expected);
    }
}

#[test]
fn s3_headers_and_cookies_are_checked() {
    let cases = [
        (Place::Header, "X-Tag", "plain, text", "X"),
        (
            Place::Header,
            "X-Tag",
            "a\r\nHost: evil",
            "search: the parameter `X-Tag` has the character '\\r', which headers cannot hold",
        ),
        (
            Place::Header,
            "X-Tag",
            "a\0",
            "search: the parameter `X-Tag` has the character '\\0', which headers cannot hold",
        ),
        (Place::Header, "X-Tag", "é", "search: the parameter `X-Tag` has the character 'é', which headers cannot hold"),
        (Place::Header, "X Tag", "a", "search: the parameter `X Tag` is no name of a header"),
        (Place::Cookie, "c", "abc=1", "X"),
        (
            Place::Cookie,
            "c",
            "a; d=1",
            "GET https://shop.example/v1/s\naccept: */*\ncookie: c=a%3B%20d=1\nuser-agent: t\n",
        ),
        (Place::Cookie, "c", "a,b", "GET https://shop.example/v1/s\naccept: */*\ncookie: c=a%2Cb\nuser-agent: t\n"),
        (Place::Cookie, "c", "a\n", "GET https://shop.example/v1/s\naccept: */*\ncookie: c=a%0A\nuser-agent: t\n"),
    ];
    for (place, name, value, expected) in cases {
        let op = operation("/s", vec![Param { row: 0, place, name, style: Style::Simple, reserved: false }]);
        let params = Missing { message: value.into(), extra: Extra::new() };
        let text = sent(|b| b.user_agent("t"), op, Input { path: &[], params: &params, body: &(), way: 0 });
        let header =
            if place == Place::Cookie { "cookie: c=".to_owned() } else { format!("{}: ", name.to_lowercase()) };
        match expected {
            "X" => assert!(text.contains(&format!("\n{header}{value}\n")), "{text}"),
            _ => assert_eq!(text, expected),
        }
    }
}
