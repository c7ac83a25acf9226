use super::super::{Selection, show};
use crate::ir::Server;

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";

/// A name, a document without its head, each operation as text, and the codes.
type Case = (&'static str, &'static str, &'static [&'static [&'static str]], &'static [&'static str]);

fn check(cases: &[Case]) {
    for (name, text, expected, codes) in cases {
        let (api, diags) = show::lower_text(format!("{HEAD}{}", text.trim_start()));
        let shown: Vec<Vec<String>> = api.ops.iter().map(|(_, operation)| show::operation(&api, operation)).collect();
        assert_eq!(shown, *expected, "{name}");
        assert_eq!(show::codes(&diags), *codes, "{name}");
    }
}

#[test]
fn parameters() {
    check(&[
        (
            "order, overriding, styles",
            "
paths:
  /a/{id}/{Sid}.json:
    parameters:
      - {name: q, in: query, schema: {type: integer}}
      - {name: x-trace, in: header, schema: {type: integer}}
      - {name: Sid, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: read
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: filter, in: query, style: deepObject, explode: true, schema: {type: object, properties: {a: {type: string}}}}
        - {name: list, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: pipes, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}
        - {name: keys, in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {type: string}}}
        - {name: json, in: query, content: {application/json: {schema: {type: array, items: {type: integer}}}}}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: X-Trace, in: header, required: true, schema: {type: string}}
        - {$ref: '#/components/parameters/Limit'}
      responses: {'204': {description: done}}
components: {parameters: {Limit: {name: limit, in: query, schema: {type: integer, default: 10}}}}
",
            &[&[
                "Get /a/{id}/{Sid}.json read",
                "Path Simple id: Text!",
                "Path Simple Sid: Text!",
                "Query Form* q: Text",
                "Header Simple X-Trace: Text!",
                "Query DeepObject* filter: read.filter",
                "Query Form list: [Text!]",
                "Query PipeDelimited pipes: [Text!]",
                "Query Form* keys: [Text!]",
                "Query Json json: [I64!]",
                "Query Form* limit: I64 = 10",
                "Code(204): nothing",
                "nothing or nothing",
            ]],
            &[],
        ),
        (
            "the path and the parameters disagree",
            "
paths:
  /a/{id}:
    get:
      parameters:
        - {name: ID, in: path, required: true, schema: {type: string}}
        - {name: x, in: body, schema: {type: string}}
        - {$ref: '#/components/parameters/Gone'}
        - {name: s, in: query, style: label, schema: {type: string}}
      responses: {}
",
            &[&["Get /a/{id} -", "Path Simple id: Text!", "Query Form* s: Text", "nothing or nothing"]],
            &["B0405", "B0211", "B0406", "B0404"],
        ),
        (
            "operations that stand elsewhere",
            "
paths:
  /a/{id}:
    get: {$ref: '#/components/x-operations/a'}
    put: {$ref: 'a.yaml'}
components: {x-operations: {a: {operationId: a, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {}}}}
",
            &[&["Get /a/{id} -", "Path Simple id: Text!", "nothing or nothing"]],
            &["B0203", "B0401"],
        ),
    ]);
}

#[test]
fn parameters_that_are_described_in_no_way_or_in_two() {
    check(&[(
        "one finding each",
        "
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: none, in: query}
        - {name: empty, in: query, content: {}}
        - {name: both, in: query, schema: {type: integer}, content: {application/json: {schema: {type: boolean}}}}
        - {name: two, in: query, content: {application/json: {schema: {type: boolean}}, text/plain: {schema: {type: string}}}}
        - {name: inline, in: query, type: integer}
        - {name: misspelled, in: query, shema: {type: integer}}
        - {name: list, in: query, content: []}
      responses: {'204': {description: done}}
",
        &[&[
            "Get /a a",
            "Query Form* none: Text",
            "Query Form* empty: Text",
            "Query Form* both: I64",
            "Query Json two: Bool",
            "Query Form* inline: I64",
            "Query Form* misspelled: Text",
            "Query Form* list: Text",
            "Code(204): nothing",
            "nothing or nothing",
        ]],
        &["B0215", "B0215", "B0210", "B0214", "B0214", "B0215", "B0215"],
    )]);
}

#[test]
fn media_types_that_differ_in_parameters_alone() {
    check(&[(
        "one counts, whatever the order, and the others are read for what is wrong with them",
        "
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json; charset=utf-8: {schema: {type: integer}}
          application/json: {schema: {type: string}}
      responses:
        '200': {description: x, content: {application/json: {schema: {type: string}}, application/json; charset=utf-8: {schema: {type: array, items: {type: integr}}}}}
        '201': {description: x, content: {application/json; v=1: {schema: {type: string}}, application/json; v=2: {schema: {type: string}}}}
    put:
      operationId: b
      requestBody: {required: true, content: {}}
      responses: {'204': {description: x, content: {}}}
",
        &[
            &[
                "Put /a b",
                "Code(204): nothing",
                "nothing or nothing",
            ],
            &[
                "Post /a a",
                "body Json application/json: Text",
                "Code(200): Json Text!",
                "Code(201): Json Text!",
                "Text! or nothing",
            ],
        ],
        &["B0214", "B0216", "B0216", "B0302"],
    )]);
}

#[test]
fn bodies_and_answers() {
    check(&[
        (
            "media in order of preference, and one error type",
            "
paths:
  /a:
    post:
      operationId: make
      requestBody:
        required: true
        content: {text/plain: {schema: {type: string}}, application/merge-patch+json: {schema: {$ref: '#/components/schemas/A'}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
        '204': {description: nothing new}
        '404': {$ref: '#/components/responses/Failed'}
        default: {$ref: '#/components/responses/Failed'}
components:
  schemas: {A: {type: object, properties: {x: {type: string}}}, E: {type: object, properties: {e: {type: string}}}}
  responses: {Failed: {description: no, content: {application/problem+json: {schema: {$ref: '#/components/schemas/E'}}}}}
",
            &[&[
                "Post /a make",
                "body Json application/merge-patch+json: A!",
                "body Text text/plain: Text!",
                "Code(201): Json A!",
                "Code(204): nothing",
                "Code(404): Json E!",
                "Default: Json E!",
                "A or E!",
            ]],
            &[],
        ),
        (
            "text that may be anything",
            "
paths:
  /a:
    post:
      operationId: post
      requestBody: {content: {'*/*': {schema: {type: string}}}}
      responses:
        '200': {description: ok, content: {'*/*': {schema: {type: string}}}}
        '400': {description: no, content: {'*/*': {schema: {type: object, properties: {a: {type: string}}}}}}
",
            &[&[
                "Post /a post",
                "body Text text/plain: Text",
                "Code(200): Text Text!",
                "Code(400): Json post.BadRequest!",
                "Text! or post.BadRequest!",
            ]],
            &[],
        ),
        (
            "several names of one kind",
            "
paths:
  /a:
    get:
      operationId: get
      responses:
        '200':
          description: ok
          content:
            image/png: {}
            image/jpeg: {}
            text/html: {schema: {type: string}}
            text/csv: {schema: {type: string}}
",
            &[&[
                "Get /a get",
                "Code(200): Text Text! -> 0",
                "Code(200): Text Text! -> 0",
                "Code(200): Binary Bytes! -> 1",
                "Code(200): Binary Bytes! -> 1",
                "get.response! or nothing",
            ]],
            &[],
        ),
        (
            "types that differ by status",
            "
paths:
  /a:
    get:
      operationId: get
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
        '202': {description: ok, content: {application/json: {schema: {type: object, properties: {b: {type: string}}}}}}
        '304': {description: same}
        '404': {description: no, content: {text/plain: {}}}
        5XX: {description: no, content: {application/octet-stream: {}}}
        odd: {description: no}
",
            &[&[
                "Get /a get",
                "Code(200): Json get.Ok! -> 0",
                "Code(202): Json get.Accepted! -> 1",
                "Code(304): nothing",
                "Code(404): Text Text! -> 0",
                "Range(5): Binary Bytes! -> 1",
                "get.response! or get.error!",
            ]],
            &["B0407"],
        ),
        (
            "equal inline schemas are one type; a lone default is the answer",
            "
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}
        '201': {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}
    put:
      operationId: b
      requestBody: {content: {'*/*': {schema: {type: string, format: binary}}}}
      responses: {default: {description: ok, content: {'*/*': {schema: {type: boolean}}}}}
",
            &[
                &["Get /a a", "Code(200): Json [Text!]!", "Code(201): Json [Text!]!", "[Text!]! or nothing"],
                &["Put /a b", "body Binary application/octet-stream: Bytes", "Default: Json Bool!", "Bool! or nothing"],
            ],
            &[],
        ),
    ]);
}

#[test]
fn a_bad_operation_costs_itself_alone() {
    let (api, diags) = show::lower_text(format!(
        "{HEAD}paths:\n  /a: {{get: 3, put: {{operationId: x, responses: {{}}}}}}\n  /b: {{get: {{operationId: x}}}}\n  c: {{get: {{}}}}\n"
    ));
    let shown: Vec<Vec<String>> = api.ops.iter().map(|(_, operation)| show::operation(&api, operation)).collect();
    assert_eq!(shown, [["Put /a x", "nothing or nothing"], ["Get /b x", "nothing or nothing"]]);
    assert_eq!((api.losses.operations, api.losses.skipped), (4, 2));
    assert_eq!(show::codes(&diags), ["B0401", "B0402", "B0401"]);
}

#[test]
fn overview_and_security() {
    let text = "
servers: [{url: 'wss://live.example.com'}, {url: 'https://{region}.example.com/v{n}', variables: {region: {default: eu}, n: {default: '2'}}}]
tags: [{name: b, description: B}, {name: a}]
security: [{key: []}, {}]
paths:
  /a:
    get: {tags: [z, a], responses: {}}
    put: {tags: [a], security: [{token: []}, {tokn: []}], responses: {}}
    post: {security: [], responses: {}}
    patch:
      security: [{TOKEN: []}]
      servers: [{url: 'https://{region}.example.com/v{n}', variables: {region: {default: logs}, n: {default: '2'}}}]
      responses: {}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: Bearer}
    hawk: {type: http, scheme: hawk}
";
    let (api, diags) = show::lower_text(format!("{HEAD}{}", text.trim_start()));
    let server = |server: &Server| {
        let defaults = server.variables.iter().map(|it| format!(" {}={}", it.name, it.default));
        format!("{}{}", server.url, defaults.collect::<String>())
    };
    // Credentials may go to all of them; the last is that of an operation.
    assert_eq!(
        api.servers.iter().map(server).collect::<Vec<_>>(),
        [
            "https://{region}.example.com/v{n} region=eu n=2",
            "wss://live.example.com",
            "https://{region}.example.com/v{n} region=logs n=2"
        ]
    );
    assert_eq!(api.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["b", "a", "z"]);
    let kinds: Vec<String> = api.schemes.iter().map(|scheme| format!("{} {:?}", scheme.name, scheme.kind)).collect();
    assert_eq!(
        kinds,
        [
            "key ApiKey { place: Header, name: \"X-Key\", prefix: \"\" }",
            "token Bearer",
            "hawk Other(\"its `scheme` is `hawk`\")",
            "tokn Other(\"the document does not declare it\")"
        ]
    );
    let auth: Vec<_> = api.ops.iter().map(|(_, operation)| operation.auth.any_of.clone()).collect();
    assert_eq!(auth, [vec![vec![0], vec![]], vec![vec![1], vec![3]], vec![], vec![vec![1]]]);
    assert_eq!(show::codes(&diags), ["B0501", "B0502", "B0502"]);
}

#[test]
fn selection() {
    let text = "
paths:
  /a: {get: {operationId: one, tags: [x], responses: {}}, put: {operationId: two, responses: {}}}
  /b: {get: {tags: [y], responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}}}
components: {schemas: {A: {type: string}, B: {type: string}}}
";
    let cases = [
        ("", "", "Get /a, Put /a, Get /b", 1, ""),
        ("x", "", "Get /a", 0, ""),
        ("y", "two", "Put /a, Get /b", 1, ""),
        ("", "get /b", "Get /b", 1, ""),
        ("z", "tow", "", 0, "B0213, B0213"),
    ];
    for (tags, operations, expected, types, codes) in cases {
        let list = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty()).into_iter().collect();
        let select = Selection { tags: list(tags), operations: list(operations), everything: false };
        let (api, diags) = show::lower_selected(format!("{HEAD}{}", text.trim_start()), &select);
        let shown: Vec<String> =
            api.ops.iter().map(|(_, operation)| show::operation(&api, operation)[0].clone()).collect();
        let shown: Vec<&str> = shown.iter().map(|line| line.rsplit_once(' ').map_or("", |(line, _)| line)).collect();
        assert_eq!(shown.join(", "), expected, "{tags:?} {operations:?}");
        assert_eq!(show::types(&api).len(), types, "{tags:?} {operations:?}");
        assert_eq!(show::codes(&diags).join(", "), codes, "{tags:?} {operations:?}");
    }
}
