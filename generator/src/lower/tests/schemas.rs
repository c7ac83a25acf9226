use super::{check, show};

#[test]
fn scalars() {
    check(&[
        (
            "formats",
            "
A: {type: object, properties: {plain: {type: string}, at: {type: string, format: date-time}, id: {type: string, format: uuid}, raw: {type: string, format: byte}, file: {type: string, format: binary}, odd: {type: string, format: hex}, key: {type: string, format: password}}}",
            &["A { plain: Text, at: DateTime, id: Uuid, raw: Bytes, file: Text, odd: Text, key: Password }"],
            &["B0309"],
        ),
        (
            "numbers",
            "
A: {type: object, properties: {i: {type: integer}, i32: {type: integer, format: int32}, u: {type: integer, format: uint64}, big: {type: integer, maximum: 18446744073709551615}, n: {type: number}, f: {type: number, format: float}, b: {type: boolean}}}",
            &["A { i: I64, i32: I32, u: U64, big: U64, n: F64, f: F64, b: Bool }"],
            &[],
        ),
        (
            "types that are not said, or misspelled",
            "
A: {properties: {list: {items: {type: string}}, text: {minLength: 1}, odd: {type: strng}, any: {}, none: {type: whatever}}}",
            &["A { list: [Text!], text: Text, odd: Text, any: Any, none: Any }"],
            &["B0302", "B0302"],
        ),
        (
            "types of other notations",
            "
A: {type: object, required: [a, b], properties: {a: {type: [string, null]}, b: {anyOf: [{type: string}, {type: null}]}, tags: {type: 'string[]'}, ids: {type: array<uuid>}, both: {type: 'string|string[]'}}}
E: {type: object, properties: {t: {type: enum, enum: [a]}, i: {type: enum, enum: [1, 2]}, m: {type: enum, enum: [a, 1]}, none: {type: enum}}}",
            &[
                "A { a: Text!?, b: Text!?, tags: [Text!], ids: [Text!], both: A.both }",
                "E { t: E.t, i: E.i, m: E.m, none: Any }",
                "A.both | string: Text! | list: [Any!]!",
                "E.t <a>",
                "E.i <int 1 2>",
                "E.m | string: E.m.string! | integer: E.m.integer!",
                "E.m.string <a>",
                "E.m.integer <int 1>",
            ],
            &["B0302", "B0302", "B0302", "B0302", "B0302", "B0302", "B0302", "B0302", "B0302", "B0302"],
        ),
        (
            "null, default and direction belong to the use",
            "
A: {type: object, required: [n], properties: {n: {type: string, nullable: true}, d: {type: integer, default: 3}, r: {$ref: '#/components/schemas/Id'}, w: {type: string, writeOnly: true}, m: {$ref: '#/components/schemas/Maybe'}}}
Id: {type: string, readOnly: true}
Maybe: {type: string, nullable: true, enum: [a, null]}",
            &["A { n: Text!?, d: I64 = 3, r: Id ro, w: Text wo, m: Maybe? }", "Id Text", "Maybe <a>"],
            &[],
        ),
    ]);
}

#[test]
fn records_lists_and_maps() {
    check(&[
        (
            "a record and its inline types",
            "
Order: {type: object, required: [id], properties: {id: {type: string}, ship_to: {type: object, properties: {city: {type: string}}}, lines: {type: array, items: {type: object, properties: {sku: {type: string}}}}}}",
            &[
                "Order { id: Text!, ship_to: Order.ship_to, lines: [Order.lines.item!] }",
                "Order.ship_to { city: Text }",
                "Order.lines.item { sku: Text }",
            ],
            &[],
        ),
        (
            "what stands beside the fields",
            "
Map: {type: object, additionalProperties: {type: integer}}
Free: {type: object}
Both: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}
Open: {type: object, properties: {a: {type: string}}, additionalProperties: true}",
            &["Map {*: I64!}", "Free {*: Any!}", "Both { a: Text, *: I64! }", "Closed { a: Text, closed }", "Open { a: Text }"],
            &[],
        ),
        (
            "required names without a property",
            "A: {type: object, required: [a, b], properties: {a: {type: string}}}",
            &["A { a: Text!, b: Any! }"],
            &["B0306"],
        ),
        (
            "required names that all who extend the schema describe",
            "
Base: {type: object, required: [name, tools], properties: {name: {type: string}}}
Mid: {allOf: [{$ref: '#/components/schemas/Base'}]}
A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {tools: {type: string}}}]}
B: {allOf: [{$ref: '#/components/schemas/Mid'}, {properties: {tools: {type: string}}}]}",
            &[
                "Base { name: Text!, tools: Any! }",
                "Mid = Base!",
                "A { name: Text!, tools: Text! }",
                "B { name: Text!, tools: Text! }",
            ],
            &[],
        ),
        (
            "required names that not all uses describe",
            "
Base: {type: object, required: [tools]}
A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {tools: {type: string}}}]}
B: {type: object, properties: {base: {$ref: '#/components/schemas/Base'}}}
Alone: {type: object, required: [tools]}
Part: {type: object, required: [tools]}
C: {allOf: [{$ref: '#/components/schemas/Part'}, {properties: {other: {type: string}}}]}",
            &[
                "Base { tools: Any! }",
                "A { tools: Text! }",
                "B { base: Base }",
                "Alone { tools: Any! }",
                "Part { tools: Any! }",
                "C { other: Text, tools: Any! }",
            ],
            &["B0306", "B0306", "B0306"],
        ),
        (
            "recursion",
            "Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {type: array, items: {$ref: '#/components/schemas/Node'}}}}",
            &["Node { next: Node, all: [Node!] }"],
            &[],
        ),
        (
            "elements that are not described",
            "A: {type: array}",
            &["A [Any!]"],
            &[],
        ),
    ]);
}

#[test]
fn references() {
    check(&[
        (
            "aliases, deep references, references that lead nowhere",
            "
A: {$ref: '#/components/schemas/B'}
B: {type: object, properties: {c: {type: object, properties: {x: {type: string}}}}}
C: {type: object, properties: {c: {$ref: '#/components/schemas/B/properties/c'}, gone: {$ref: '#/components/schemas/Bee'}}}",
            &["A = B!", "B { c: B.c }", "C { c: B.c, gone: Any }", "B.c { x: Text }"],
            &["B0211"],
        ),
        (
            "references that lead back",
            "
A: {$ref: '#/components/schemas/B'}
B: {$ref: '#/components/schemas/A'}
C: {allOf: [{$ref: '#/components/schemas/C'}]}",
            &["A Any", "B Any", "C Any"],
            &["B0212", "B0212"],
        ),
        (
            "allOf around one reference",
            "
A: {type: object, properties: {b: {allOf: [{$ref: '#/components/schemas/B'}], nullable: true, description: use, default: x}}}
B: {type: string}
C: {allOf: [{$ref: '#/components/schemas/B'}]}",
            &["A { b: B? = \"x\" }", "B Text", "C = B!"],
            &[],
        ),
    ]);
}

#[test]
fn long_chains_are_said_once() {
    let links: String = (0..70).map(|i| format!("A{i}: {{$ref: '#/components/schemas/A{}'}}\n", i + 1)).collect();
    let (_, diags) = super::show::lower_schemas(&format!("{links}A70: {{type: string}}\n"));
    let said: Vec<&str> = diags.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(said, ["what this schema says is more than 64 references away; any value is taken"]);
}

#[test]
fn all_of() {
    check(&[
        (
            "branches and properties beside; required is the union",
            "
A: {type: object, required: [id], properties: {id: {type: string}, kind: {type: string}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, required: [kind, size], properties: {size: {type: integer}}}], properties: {note: {type: string}}}",
            &["A { id: Text!, kind: Text }", "B { id: Text!, kind: Text!, size: I64!, note: Text }"],
            &[],
        ),
        (
            "later branches narrow",
            "
A: {type: object, properties: {kind: {type: string}, n: {type: number}}}
B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {kind: {enum: [b]}, n: {type: integer}}}]}",
            &["A { kind: Text, n: F64 }", "B { kind: B.kind, n: I64 }", "B.kind <b>"],
            &[],
        ),
        (
            "contradictions and circles are said",
            "
A: {allOf: [{properties: {x: {type: string}}}, {properties: {x: {type: integer}}}]}
B: {allOf: [{$ref: '#/components/schemas/C'}], properties: {b: {type: string}}}
C: {allOf: [{$ref: '#/components/schemas/B'}], properties: {c: {type: string}}}",
            &["A { x: Text }", "B { c: Text, b: Text }", "C { b: Text, c: Text }"],
            &["B0303", "B0303", "B0304"],
        ),
        (
            "null alone contradicts no type that may be null",
            "
A: {allOf: [{type: array, items: {type: string}}, {type: object, enum: [null], nullable: true}]}
B: {allOf: [{type: array, nullable: true, items: {type: string}}, {type: object, enum: [null], nullable: true}]}",
            &["A Any", "B Any"],
            &["B0304"],
        ),
        (
            "bounds over a scalar",
            "A: {allOf: [{type: string}, {minLength: 1}, {format: uuid}]}",
            &["A Uuid"],
            &[],
        ),
    ]);
}

#[test]
fn losses_are_counted() {
    let schemas = "
A: {type: object, properties: {gone: {$ref: '#/components/schemas/B'}, free: {}, text: {type: string}}}
C: {type: array, items: {$ref: '#/components/schemas/B'}}";
    let (api, _) = show::lower_schemas(schemas);
    assert_eq!((api.losses.slots, api.losses.widened), (4, 2));
}

#[test]
fn deep_schemas_do_not_exhaust_the_stack() {
    let nested = format!("A: {}{{type: string}}{}", "{type: array, items: ".repeat(50), "}".repeat(50));
    assert_eq!(show::types(&show::lower_schemas(&nested).0).len(), 1);
    let links = [
        "{type: object, required: [n], properties: {n: NEXT}}",
        "{oneOf: [NEXT, {type: integer}]}",
        "{type: object, properties: {x: {type: string}}, oneOf: [{properties: {n: NEXT}}, {title: y, properties: {y: NEXT}}]}",
        "NEXT",
        "{allOf: [NEXT], nullable: true}",
    ];
    for link in links {
        let depth = 1000;
        let next = |i: usize| format!("{{$ref: '#/components/schemas/A{}'}}", i + 1);
        let chain: String = (0..depth).map(|i| format!("A{i}: {}\n", link.replace("NEXT", &next(i)))).collect();
        let (mut api, mut diags) = show::lower_schemas(&format!("{chain}A{depth}: {{type: string}}"));
        crate::passes::run(&mut api, &mut diags);
        assert_eq!(api.types.iter().filter(|(_, ty)| ty.hint.own.is_some()).count(), depth + 1, "{link}");
    }
}

#[test]
fn a_web_of_unions_takes_no_time() {
    let arms: String = (0..60).map(|i| format!("{{$ref: '#/components/schemas/U{i}'}}, ")).collect();
    let schemas: String = (0..60)
        .map(|i| format!("U{i}: {{oneOf: [{arms}{{type: object}}], discriminator: {{propertyName: t}}}}\n"))
        .collect();
    let (mut api, mut diags) = show::lower_schemas(&schemas);
    crate::passes::run(&mut api, &mut diags);
    assert_eq!(api.types.iter().filter(|(_, ty)| ty.hint.own.is_some()).count(), 60);
}

#[test]
fn schemas_that_multiply_come_to_an_end() {
    // Each level leads on by `a` and by `b`; which of the thirty are combined depends on the way there.
    let mut schemas = "Q0: { properties: { a: { $ref: '#/components/schemas/Q0' }, \
                       b: { allOf: [{ $ref: '#/components/schemas/Q0' }, { $ref: '#/components/schemas/Q1' }] } } }\n"
        .to_owned();
    for i in 1..30 {
        let next = format!("{{ $ref: '#/components/schemas/Q{}' }}", i + 1);
        schemas += &format!("Q{i}: {{ properties: {{ a: {next}, b: {next} }} }}\n");
    }
    schemas += "Q30: { properties: { z: { type: string } } }";
    let (api, diags) = show::lower_schemas(&schemas);
    assert!(api.types.ids().count() < 20_000, "{} types", api.types.ids().count());
    assert!(show::codes(&diags).iter().any(|code| code.starts_with("B0303")), "{:?}", show::codes(&diags));
}

#[test]
fn circles_that_combine_come_to_an_end() {
    let circle = |name: &str, length: usize| -> String {
        let next = |i: usize| format!("{{ $ref: '#/components/schemas/{name}{}' }}", (i + 1) % length);
        (0..length).map(|i| format!("{name}{i}: {{ properties: {{ next: {}, {name}: {{}} }} }}\n", next(i))).collect()
    };
    let both = "All: { allOf: [{ $ref: '#/components/schemas/A0' }, { $ref: '#/components/schemas/B0' }] }";
    let (api, diags) = show::lower_schemas(&format!("{}{}{both}", circle("A", 100), circle("B", 101)));
    assert!(api.types.ids().count() < 1_000, "{} types", api.types.ids().count());
    assert!(show::codes(&diags).iter().any(|code| code.starts_with("B0303")), "{:?}", show::codes(&diags));
}

#[test]
fn schemas_that_all_refer_to_each_other_come_to_an_end() {
    // Each is opened for each that reaches it: 8 million steps, which took half a minute once.
    let of = |i: usize| (0..200).filter(move |j| *j != i).map(|j| format!("{{$ref: '#/components/schemas/S{j}'}}"));
    let schema = |i: usize| format!("S{i}: {{allOf: [{}]}}\n", of(i).collect::<Vec<_>>().join(", "));
    let (api, diags) = show::lower_schemas(&(0..200).map(schema).collect::<String>());
    assert_eq!(api.types.len(), 200);
    let said = diags.iter().filter(|finding| finding.message.contains("more than 1000000 times through `allOf`"));
    assert_eq!(said.count(), 1);
}
