//! Keywords that OpenAPI 3.1 brought, each beside what it becomes.

use super::check;

#[test]
fn types_and_bounds() {
    check(&[
        (
            "lists of types",
            "
A: {type: object, properties: {n: {type: [string, 'null']}, u: {type: [string, integer]}, one: {type: [integer]}}}
B: {type: [object, 'null'], properties: {x: {type: string}}}
C: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}",
            &["A { n: Text?, u: A.u, one: I64 }", "B { x: Text }", "C { b: B? }", "A.u | string: Text! | integer: I64!"],
            &[],
        ),
        (
            "every type, and more said",
            "
A: {type: [string, number, boolean, array, object], items: {type: string}}
B: {type: [string, number, boolean, array, object, 'null']}",
            &[
                "A | string: Text! | number: F64! | boolean: Bool! | list: [Text!]! | object: {*: Any!}!",
                "B Any",
            ],
            &[],
        ),
        (
            "bounds as numbers",
            "A: {type: object, properties: {a: {type: integer, exclusiveMaximum: 18446744073709551615}, b: {exclusiveMinimum: 0}}}",
            &["A { a: U64, b: F64 }"],
            &[],
        ),
        (
            "bounds with nothing between them",
            "A: {type: object, properties: {a: {type: integer, minimum: 2, maximum: 1}, b: {type: string, minLength: 2, maxLength: 1}, c: {type: integer, minimum: 1, maximum: 1.0}}}",
            &["A { a: I64, b: Text, c: I64 }"],
            &["B0304", "B0304"],
        ),
        (
            "encodings",
            "
A: {type: object, properties: {raw: {type: string, contentEncoding: base64}, json: {type: string, contentMediaType: application/json, contentSchema: {type: object}}, big: {type: string, format: int64}}}",
            &["A { raw: Bytes, json: Text, big: Decimal }"],
            &[],
        ),
        (
            "true and false",
            "A: {type: object, required: [a, c], properties: {a: true, b: false, c: {oneOf: [false, {type: string}]}, l: {type: array, items: true}}}",
            &["A { a: Any!, c: Text!, l: [Any!] }"],
            &["B0317"],
        ),
    ]);
}

#[test]
fn definitions() {
    check(&[
        (
            "definitions of a schema's own, by pointer from the root or from the schema",
            "
A: {type: object, properties: {x: {$ref: '#/components/schemas/A/$defs/X'}, y: {$ref: '#/$defs/Y'}}, $defs: {X: {type: integer}, Y: {type: object, properties: {z: {type: string}}}}}",
            &["A { x: I64, y: A.Y }", "A.Y { z: Text }"],
            &[],
        ),
        (
            "anchors and ids",
            "
A: {type: object, properties: {x: {$ref: '#here'}, b: {$ref: 'b.json'}, gone: {$ref: 'c.json'}}, $defs: {X: {$anchor: here, type: integer}}}
B: {$id: 'https://example.com/b.json', type: object, properties: {z: {type: string}}}",
            &["A { x: I64, b: B, gone: Any }", "B { z: Text }"],
            &["B0203"],
        ),
    ]);
}

#[test]
fn siblings_of_references() {
    check(&[(
        "what stands beside a reference",
        "
A: {type: object, properties: {d: {$ref: '#/components/schemas/B', default: x, readOnly: true}, e: {$ref: '#/components/schemas/B', enum: [a]}, l: {$ref: '#/components/schemas/B', maxLength: 3}, n: {$ref: '#/components/schemas/B', type: [string, 'null']}, p: {$ref: '#/components/schemas/C', required: [c], properties: {more: {type: integer}}}}}
B: {type: string}
C: {type: object, properties: {c: {type: string}}}",
        &[
            "A { d: B ro = \"x\", e: A.e, l: B, n: B?, p: A.p }",
            "B Text",
            "C { c: Text }",
            "A.e <a>",
            "A.p { c: Text!, more: I64 }",
        ],
        &[],
    )]);
}

#[test]
fn further_properties() {
    check(&[
        (
            "patterns",
            "
A: {type: object, patternProperties: {'.*': {type: string}}}
B: {type: object, properties: {x: {type: string}}, patternProperties: {'^a': {type: string}, '^b': {type: integer}}, unevaluatedProperties: false}
C: {type: object, patternProperties: {'^a': {type: string}, '^b': {type: string}}, additionalProperties: false}
D: {type: object, patternProperties: {'^a': {type: string}, '^x-': {}}}
E: {type: object, patternProperties: {'^a': {type: string}}, additionalProperties: {type: [boolean, 'null']}}",
            &[
                "A {*: Text!}",
                "B { x: Text, *: B.value! }",
                "C {*: Text!}",
                "D {*: Any!}",
                "E {*: E.value!?}",
                "B.value | string: Text! | number: I64!",
                "E.value | string: Text! | boolean: Bool!",
            ],
            &[],
        ),
        (
            "patterns, and other keys are free",
            "
A: {type: object, patternProperties: {'^a': {type: string}}}
B: {type: object, properties: {x: {type: string}}, patternProperties: {'^a': {type: string}}, additionalProperties: true}
C: {type: object, patternProperties: {'^a': {type: string}}, additionalProperties: {type: string}}",
            &["A {*: Any!}", "B { x: Text, *: Any! }", "C {*: Text!}"],
            &["B0320", "B0320"],
        ),
        (
            "names, and what was not evaluated",
            "
A: {type: object, propertyNames: {enum: [a, b]}, additionalProperties: {type: integer}}
B: {propertyNames: {pattern: '^[a-z]+$'}}
C: {type: object, properties: {x: {type: string}}, unevaluatedProperties: false}
D: {type: object, properties: {x: {type: string}}, unevaluatedProperties: {type: integer}}",
            &["A {*: I64!}", "B {*: Any!}", "C { x: Text, closed }", "D { x: Text, *: I64! }"],
            &[],
        ),
    ]);
}

#[test]
fn conditions() {
    check(&[
        (
            "properties of conditions are optional",
            "
A: {type: object, required: [kind], properties: {kind: {type: string}}, if: {properties: {kind: {const: card}}}, then: {required: [number], properties: {kind: {const: card}, number: {type: string}}}, else: {required: [iban], properties: {iban: {type: string}, number: {type: integer}}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {if: {required: [x]}, then: {properties: {y: {type: string}}}}]}",
            &[
                "A { kind: Text!, number: A.number, iban: Text }",
                "B { kind: Text!, number: B.number, iban: Text, y: Text }",
                "A.number | string: Text! | number: I64!",
                "B.number | string: Text! | number: I64!",
            ],
            &["B0316"],
        ),
        (
            "conditions that require or bound",
            "
A: {type: object, properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [b]}, if: {required: [a]}, then: {required: [b]}}
B: {type: object, properties: {a: {type: string}}, dependentSchemas: {a: {required: [b], properties: {b: {type: integer}}}}}",
            &["A { a: Text, b: Text }", "B { a: Text, b: I64 }"],
            &["B0316"],
        ),
    ]);
}

#[test]
fn trap_34_required_is_the_union_of_all_branches() {
    check(&[(
        "required by any, described by any or none",
        "
A: {type: object, properties: {a: {type: string}, b: {type: string}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {required: [a]}, {type: object, required: [c, d], properties: {c: {type: string}}}], required: [b]}",
        &["A { a: Text, b: Text }", "B { a: Text!, b: Text!, c: Text!, d: Any! }"],
        &["B0306"],
    )]);
}
