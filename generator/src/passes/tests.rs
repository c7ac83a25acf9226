//! A document's schemas, and what the passes leave of them.

use super::run;
use crate::ir::Decision;
use crate::lower::show;

/// Lowers all schemas of a YAML document's `components.schemas` and runs the passes.
fn check(cases: &[(&str, &str, &[&str])]) {
    for (name, schemas, expected) in cases {
        let (mut api, mut diags) = show::lower_schemas(schemas);
        run(&mut api, &mut diags);
        assert_eq!(show::types(&api), *expected, "{name}");
    }
}

#[test]
fn circles_are_boxed_once_and_can_end() {
    check(&[
        (
            "a tree",
            "Tree: {type: object, properties: {left: {$ref: '#/components/schemas/Tree'}, all: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}",
            &["Tree { left: Tree&, all: [Tree!] }"],
        ),
        (
            "a circle of two, through an alias",
            "
A: {type: object, properties: {b: {$ref: '#/components/schemas/Other'}}}
Other: {$ref: '#/components/schemas/B'}
B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}",
            &["A { b: Other }", "Other = B!", "B { a: A& }"],
        ),
        (
            "a required circle cannot end",
            "
A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/B'}}}
B: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}",
            &["A { b: B! }", "B { a: A& }"],
        ),
        (
            "a union on the way can end it",
            "
A: {type: object, required: [b], properties: {b: {oneOf: [{type: string}, {$ref: '#/components/schemas/A'}]}}}",
            &["A { b: A.b! }", "A.b | string: Text! | A: A&!"],
        ),
        (
            "lists of themselves",
            "
A: {type: array, items: {$ref: '#/components/schemas/A'}}
M: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/M'}}}",
            &["A [Any!]", "M {*: [Any!]!}"],
        ),
        (
            "lists through a union are fine",
            "J: {oneOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/J'}}]}",
            &["J | string: Text! | J_list: [J!]!"],
        ),
    ]);
}

#[test]
fn defaults_that_their_schemas_refuse_are_dropped() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("{type: integer, default: '3'}", "I64", &["B0322"]),
        ("{enum: [a, b], default: 3}", "A.x", &["B0322"]),
        ("{type: integer, default: 3, enum: [1, 2]}", "A.x", &["B0322"]),
        // Numbers are equal by value.
        ("{type: integer, default: 1.0, enum: [1.0, 2.0]}", "A.x = 1.0", &[]),
        ("{type: integer, default: 1, enum: [1.0, 2.0]}", "A.x = 1", &[]),
        // Keywords of one kind refuse no value of another.
        ("{properties: {a: {type: string}}, default: 'off'}", "A.x = \"off\"", &[]),
        ("{type: object, properties: {a: {type: string}}, default: 'off'}", "A.x", &["B0322"]),
        ("{minLength: 2, default: 5}", "Text = 5", &[]),
        (
            "{allOf: [{type: object, required: [a]}, {properties: {a: {type: string}}}], default: 'off'}",
            "A.x",
            &["B0322"],
        ),
    ];
    for (schema, expected, codes) in cases {
        let (mut api, mut diags) = show::lower_schemas(&format!("A: {{type: object, properties: {{x: {schema}}}}}"));
        run(&mut api, &mut diags);
        assert_eq!(show::types(&api).first(), Some(&format!("A {{ x: {expected} }}")), "{schema}");
        assert_eq!(show::codes(&diags), *codes, "{schema}");
    }
}

#[test]
fn fields_of_one_direction_are_not_required() {
    check(&[(
        "directions",
        "A: {type: object, required: [id, secret, name], properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}, name: {type: string}}}",
        &["A { id: I64 ro, secret: Text wo, name: Text! }"],
    )]);
}

#[test]
fn directions_are_those_of_the_operations() {
    let fields = "required: [id, pin, name], properties: {id: {type: integer, readOnly: true}, pin: {type: string, writeOnly: true}, name: {type: string}";
    let (mut api, mut diags) = show::lower_text(format!(
        "
openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    get: {{operationId: get, responses: {{'200': {{description: x, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Answered'}}}}}}}}}}}}
    post: {{operationId: post, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Asked'}}}}}}}}, responses: {{'204': {{description: x}}}}}}
    put: {{operationId: put, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/Both'}}}}}}}}, responses: {{'200': {{description: x, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Both'}}}}}}}}}}}}
components:
  schemas:
    Answered: {{type: object, {fields}}}}}
    Asked: {{type: object, {fields}, given: {{readOnly: true, allOf: [{{$ref: '#/components/schemas/Given'}}]}}}}}}
    Both: {{type: object, {fields}, given: {{readOnly: true, allOf: [{{$ref: '#/components/schemas/Given'}}]}}}}}}
    Given: {{type: object, required: [at], properties: {{at: {{type: string, readOnly: true}}}}}}
"
    ));
    run(&mut api, &mut diags);
    assert_eq!(
        show::types(&api),
        [
            "Answered { id: I64! ro, pin: Text wo, name: Text! }",
            "Both { id: I64 ro, pin: Text wo, name: Text!, given: Given ro }",
            "Asked { id: I64 ro, pin: Text! wo, name: Text!, given: Given ro }",
            // Requests are sent without the field that holds it.
            "Given { at: Text! ro }",
        ]
    );
}

#[test]
fn secret_text_that_is_no_field_has_the_type_of_secrets() {
    check(&[(
        "elements, places, values, arms, other names",
        "
List: {type: array, items: {type: string, writeOnly: true}}
Map: {type: object, additionalProperties: {type: string, format: uuid, writeOnly: true}}
Rest: {type: object, properties: {a: {type: string, writeOnly: true}}, additionalProperties: {type: string, writeOnly: true}}
Either: {oneOf: [{type: string, writeOnly: true}, {type: integer, format: password}]}
Other: {$ref: '#/components/schemas/Token'}
Token: {type: string, writeOnly: true}
Numbers: {type: array, items: {type: integer, format: password}}",
        &[
            "List [Password! wo]",
            "Map {*: Password! wo}",
            "Rest { a: Text wo, *: Password! wo }",
            "Either | string: Password! wo | number: I64! secret",
            "Other = Password! wo",
            "Token Text",
            "Numbers [I64! secret]",
        ],
    )]);
}

#[test]
fn idle_arms_are_dropped() {
    check(&[
        (
            "an alias of another arm",
            "
U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Also'}]}
A: {type: object, properties: {x: {type: string}}}
Also: {$ref: '#/components/schemas/A'}",
            &["U = A!", "A { x: Text }", "Also = A!"],
        ),
        (
            "the union itself",
            "U: {oneOf: [{$ref: '#/components/schemas/U'}, {type: string}, {type: array, items: {type: string}}]}",
            &["U | string: Text! | string_list: [Text!]!"],
        ),
    ]);
}

#[test]
fn what_tells_arms_apart_is_proven() {
    let object = |required: &str, properties: &str, more: &str| {
        format!("{{type: object, required: [{required}], properties: {{{properties}}}{more}}}")
    };
    let plain = |required: &str, properties: &str| object(required, properties, "");
    let closed = |required: &str, properties: &str| object(required, properties, ", additionalProperties: false");
    let cases = [
        ("kinds", vec!["{type: string}".to_owned(), "{type: array, items: {}}".to_owned()], Decision::Kind),
        ("a tag", vec![plain("k", "k: {enum: [a]}"), plain("k", "k: {enum: [b]}")], Decision::Tag),
        (
            "a tag beside another kind",
            vec![plain("k", "k: {enum: [a]}"), plain("k", "k: {enum: [b]}"), "{type: string}".to_owned()],
            Decision::Proven,
        ),
        (
            "kinds under a key of both",
            vec![plain("k", "k: {type: string}"), plain("k", "k: {type: integer}")],
            Decision::Proven,
        ),
        (
            "kinds under a key that one may leave out",
            vec![plain("k", "k: {type: string}"), plain("", "k: {type: integer}")],
            Decision::Proven,
        ),
        (
            "kinds under a key that one may leave out and the other may hold as null",
            vec![plain("k", "k: {type: string, nullable: true}"), plain("", "k: {type: integer}")],
            Decision::Scored,
        ),
        (
            "kinds under a key that both may leave out",
            vec![plain("", "k: {type: string}"), plain("", "k: {type: integer}")],
            Decision::Scored,
        ),
        (
            "kinds under a key that both may hold as null",
            vec![plain("k", "k: {type: string, nullable: true}"), plain("k", "k: {type: integer, nullable: true}")],
            Decision::Scored,
        ),
        (
            "a constant against any text",
            vec![plain("k", "k: {type: string}"), plain("k", "k: {enum: [b]}")],
            Decision::Scored,
        ),
        ("a required key of each", vec![plain("a", "a: {}, c: {}"), plain("b", "b: {}, c: {}")], Decision::Proven),
        (
            "a required key that the other forbids",
            vec![closed("", "a: {}"), closed("b", "a: {}, b: {}")],
            Decision::Scored,
        ),
        ("a key that one has", vec![plain("a", "a: {}"), plain("a", "a: {}, b: {}")], Decision::Scored),
        ("required or not", vec![plain("a", "a: {}"), plain("", "a: {}")], Decision::Scored),
        (
            "keys that both may leave out, each with one of its own",
            vec![plain("", "a: {}, b: {}"), plain("", "a: {}, c: {}")],
            Decision::Scored,
        ),
        (
            "keys that both may leave out, one with more",
            vec![plain("", "a: {}"), plain("", "a: {}, b: {}")],
            Decision::Scored,
        ),
        (
            "the same keys, that both may leave out",
            vec![plain("", "a: {}, b: {}"), plain("", "a: {}, b: {title: B}")],
            Decision::Ambiguous,
        ),
        ("the same keys, one closed", vec![plain("", "a: {}"), closed("", "a: {}")], Decision::Ambiguous),
        (
            "the same keys, and what else one may hold",
            vec![plain("", "a: {}"), object("", "a: {}", ", additionalProperties: {type: integer}")],
            Decision::Scored,
        ),
        ("nothing", vec![plain("a", "a: {}"), plain("a", "a: {description: the same}")], Decision::Ambiguous),
        (
            "lists of kinds",
            vec!["{type: array, items: {type: string}}".to_owned(), "{type: array, items: {type: integer}}".to_owned()],
            Decision::Proven,
        ),
        (
            "deeper than the runtime looks",
            vec![
                plain(
                    "a",
                    "a: {type: object, properties: {b: {type: object, properties: {c: {type: array, items: {type: string}}}}}}",
                ),
                plain(
                    "a",
                    "a: {type: object, properties: {b: {type: object, properties: {c: {type: array, items: {type: integer}}}}}}",
                ),
            ],
            Decision::Ambiguous,
        ),
    ];
    for (name, arms, expected) in cases {
        check_decision(name, &format!("oneOf: [{}]", arms.join(", ")), expected);
    }
}

#[test]
fn of_very_many_arms_nothing_is_proven() {
    let arm = |i: usize| format!("{{type: object, required: [k{i}], properties: {{k{i}: {{type: string}}}}}}");
    for (count, expected) in [(100, Decision::Proven), (700, Decision::Scored)] {
        let arms: Vec<String> = (0..count).map(arm).collect();
        check_decision("many", &format!("oneOf: [{}]", arms.join(", ")), expected);
    }
}

#[test]
fn a_tag_decides_where_it_is_sure_to_come() {
    let object = |required: &str, more: &str, tag: &str| {
        format!("{{type: object, required: [{required}], properties: {{k: {{enum: [{tag}]}}, {more}}}}}")
    };
    let cases = [
        ("required by all", [object("k", "", "a"), object("k", "", "b")], Decision::Tag),
        ("optional in one", [object("k", "", "a"), object("", "", "b")], Decision::Tag),
        ("optional in both", [object("", "", "a"), object("", "", "b")], Decision::Scored),
        (
            "optional, and the rest tells them apart",
            [object("x", "x: {}", "a"), object("y", "y: {}", "b")],
            Decision::Proven,
        ),
        ("optional, and nothing else differs", [object("", "x: {}", "a"), object("", "x: {}", "b")], Decision::Scored),
    ];
    for (name, arms, expected) in cases {
        let union = format!("oneOf: [{}], discriminator: {{propertyName: k}}", arms.join(", "));
        check_decision(name, &union, expected);
    }
}

/// The decision of a union, and what is said about it.
fn check_decision(name: &str, union: &str, expected: Decision) {
    let (mut api, mut diags) = show::lower_schemas(&format!("U: {{{union}}}"));
    run(&mut api, &mut diags);
    assert_eq!(api.decisions.values().collect::<Vec<_>>(), [&expected], "{name}");
    let codes: &[&str] = match expected {
        Decision::Scored => &["B0314"],
        Decision::Ambiguous => &["B0315"],
        Decision::Status | Decision::Kind | Decision::Tag | Decision::Proven => &[],
    };
    assert_eq!(show::codes(&diags), codes, "{name}");
}

#[test]
fn what_is_written_out_again_is_one_type() {
    check(&[(
        "the constants of two cards; those of a third say something else",
        "
A: {type: object, properties: {card: {type: object, properties: {brand: {type: string, enum: [v, m]}}}}}
B: {type: object, properties: {card: {type: object, properties: {brand: {type: string, enum: [v, m]}}}}}
C: {type: object, properties: {card: {type: object, properties: {brand: {type: string, enum: [v]}}}}}",
        &[
            "A { card: A.card }",
            "B { card: B.card }",
            "C { card: C.card }",
            "A.card { brand: A.card.brand }",
            "B.card { brand: A.card.brand }",
            "C.card { brand: C.card.brand }",
            "A.card.brand <v m>",
            "B.card.brand <v m>",
            "C.card.brand <v>",
        ],
    )]);
}

#[test]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
fn lists_in_forms_are_spelled_as_the_user_says() {
    use crate::ir::Lists;
    let text = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    post:
      parameters: [{name: q, in: query, style: deepObject, schema: {type: object}}]
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: string}}, c: {type: object, properties: {d: {type: string}}}, e: {type: object}}}
            encoding: {c: {style: deepObject, explode: true}}
      responses: {}
";
    let cases = [
        (None, "DeepObject", vec![("c", "DeepObject")]),
        (Some(Lists::Indices), "DeepObject", vec![("c", "DeepObject"), ("e", "DeepObject")]),
        (
            Some(Lists::Brackets),
            "DeepBrackets",
            vec![("c", "DeepBrackets"), ("b", "DeepBrackets"), ("e", "DeepBrackets")],
        ),
        (Some(Lists::Repeat), "DeepRepeat", vec![("c", "DeepRepeat"), ("b", "DeepRepeat"), ("e", "DeepRepeat")]),
    ];
    for (lists, param, fields) in cases {
        let (mut api, mut diags) = show::lower_text(text.to_owned());
        api.lists = lists;
        run(&mut api, &mut diags);
        let op = api.ops.iter().next().expect("an operation").1;
        assert_eq!(format!("{:?}", op.params[0].style), param);
        let encodings = &op.bodies[0].encodings;
        let spelled: Vec<(&str, String)> =
            encodings.iter().filter_map(|field| Some((field.name.as_str(), format!("{:?}", field.style?.0)))).collect();
        let expected: Vec<(&str, String)> = fields.into_iter().map(|(name, style)| (name, style.to_owned())).collect();
        assert_eq!(spelled, expected, "{lists:?}");
    }
}

#[test]
fn lists_within_lists_come_to_an_end() {
    let chain: String = (0..5_000)
        .map(|i| format!("A{i}: {{type: array, items: {{$ref: '#/components/schemas/A{}'}}}}\n", i + 1))
        .collect();
    let (mut api, mut diags) = show::lower_schemas(&format!("{chain}A5000: {{type: string}}"));
    run(&mut api, &mut diags);
    let types = show::types(&api);
    let freed = types.iter().filter(|ty| ty.ends_with("[Any!]")).count();
    assert_eq!(freed, 4_999 / 64, "{types:?}");
    let codes = show::codes(&diags);
    assert!(codes.iter().all(|code| code.starts_with("B0313")), "{codes:?}");
}
