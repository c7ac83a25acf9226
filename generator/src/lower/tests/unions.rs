use super::check;

#[test]
fn unions_of_scalars_are_one_type() {
    check(&[
        (
            "null and a single arm",
            "
A: {type: object, properties: {x: {oneOf: [{$ref: '#/components/schemas/B'}, {enum: [null]}]}, y: {anyOf: [{type: string}]}}}
B: {type: object, properties: {b: {type: string}}}",
            &["A { x: B?, y: Text }", "B { b: Text }"],
            &[],
        ),
        (
            "constants, with titles for names",
            "
I: {type: integer, oneOf: [{title: LOW, enum: [1]}, {title: HIGH, enum: [2]}]}
S: {anyOf: [{type: string, enum: [a, b]}, {type: string}]}
T: {oneOf: [{type: string, format: uuid}, {type: string}]}
N: {oneOf: [{type: integer}, {type: number}]}",
            &["I <int 1:LOW 2:HIGH>", "S <a b …>", "T Text", "N F64"],
            &[],
        ),
        (
            "several kinds",
            "
A: {oneOf: [{type: string}, {type: integer}, {type: array, items: {type: string}}, {title: Detail, type: object, properties: {x: {type: string}}}, {$ref: '#/components/schemas/B'}]}
B: {type: object, properties: {b: {type: string}}}",
            &[
                "A | string: Text! | number: I64! | string_list: [Text!]! | Detail: A.Detail! | B: B!",
                "B { b: Text }",
                "A.Detail { x: Text }",
            ],
            &[],
        ),
        (
            "arms of one name",
            "
A: {oneOf: [{title: list, type: array, items: {type: string}}, {title: list, type: array, items: {type: array, items: {type: integer}}}, {type: object, properties: {x: {type: string}}}, {type: object, required: [z], properties: {y: {type: string}, z: {type: string}}}]}",
            &[
                "A | string_list: [Text!]! | integer_list_list: [[I64!]!]! | with_x: A.with_x! | with_z: A.with_z!",
                "A.with_x { x: Text }",
                "A.with_z { y: Text, z: Text! }",
            ],
            &[],
        ),
        (
            "an arm that takes anything",
            "A: {anyOf: [{type: string}, {}]}",
            &["A Any"],
            &[],
        ),
    ]);
}

#[test]
fn tags() {
    check(&[
        (
            "mapping, component names, constants",
            "
U: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Eel'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', dog: Dog, hound: Dog}}}
Cat: {type: object, properties: {kind: {type: string}}}
Dog: {type: object, properties: {kind: {type: string}}}
Eel: {type: object, properties: {kind: {type: string}}}",
            &[
                "U by kind | cat(cat): Cat! | Dog(dog hound): Dog! | Eel(Eel): Eel!",
                "Cat { kind: Text }",
                "Dog { kind: Text }",
                "Eel { kind: Text }",
            ],
            &[],
        ),
        (
            "no discriminator, but constants that differ",
            "
U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
A: {type: object, required: [type], properties: {type: {type: string, enum: [a]}}}
B: {type: object, required: [type], properties: {type: {type: string, enum: [b, c]}}}",
            &[
                "U by type | A(a): A! | B(b c): B!",
                "A { type: A.type! }",
                "B { type: B.type! }",
                "A.type <a>",
                "B.type <b c>",
            ],
            &[],
        ),
        (
            "a mapping that leads nowhere",
            "
U: {oneOf: [{$ref: '#/components/schemas/A'}, {type: object, required: [t], properties: {t: {enum: [x]}}}], discriminator: {propertyName: t, mapping: {gone: '#/components/schemas/Gone'}}}
A: {type: object, properties: {t: {type: string}}}",
            &["U by t | A(A): A! | x(x): U.x!", "A { t: Text }", "U.x { t: U.x.t! }", "U.x.t <x>"],
            &["B0311"],
        ),
    ]);
}

#[test]
fn trap_01_a_base_with_a_discriminator_is_a_union_of_its_children() {
    check(&[(
        "messages",
        "
Send: {type: object, properties: {messages: {type: array, items: {$ref: '#/components/schemas/Message'}}}}
Message: {type: object, required: [type], properties: {type: {type: string}}, discriminator: {propertyName: type, mapping: {text: '#/components/schemas/TextMessage', image: '#/components/schemas/ImageMessage'}}}
TextMessage: {allOf: [{$ref: '#/components/schemas/Message'}, {type: object, required: [text], properties: {text: {type: string}}}]}
ImageMessage: {allOf: [{$ref: '#/components/schemas/Message'}], properties: {url: {type: string, format: uri}}}
Bare: {allOf: [{$ref: '#/components/schemas/Message'}]}",
        &[
            "Send { messages: [Message!] }",
            "Message by type | TextMessage(text): TextMessage! | ImageMessage(image): ImageMessage! | Bare(Bare): Bare!",
            "TextMessage { type: Text!, text: Text! }",
            "ImageMessage { type: Text!, url: Uri }",
            "Bare { type: Text! }",
        ],
        &[],
    )]);
}

#[test]
fn unions_beside_other_things() {
    check(&[
        (
            "properties beside arms belong to each arm",
            "
A: {type: object, required: [id], properties: {id: {type: string}}, oneOf: [{title: One, properties: {x: {type: string}}}, {$ref: '#/components/schemas/B'}]}
B: {type: object, properties: {b: {type: string}}}",
            &["A | One: A.One! | B: A.B!", "B { b: Text }", "A.One { id: Text!, x: Text }", "A.B { id: Text!, b: Text }"],
            &[],
        ),
        (
            "arms that only add conditions",
            "A: {type: object, properties: {a: {type: string}, b: {type: string}}, anyOf: [{required: [a]}, {required: [b]}]}",
            &["A { a: Text, b: Text }"],
            &[],
        ),
        (
            "several unions at once",
            "
A: {allOf: [{oneOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}, {oneOf: [{properties: {c: {type: string}}}, {properties: {d: {type: string}}}]}]}",
            &["A { a: Text, b: Text, c: Text, d: Text }"],
            &["B0305"],
        ),
        (
            "a narrower property wins over a union",
            "
Base: {type: object, properties: {result: {anyOf: [{type: object}, {type: array, items: {}}, {type: string}]}}}
A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {result: {type: object, properties: {id: {type: string}}}}}]}
B: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {result: {type: array, items: {type: string}}}}]}",
            &[
                "Base { result: Base.result }",
                "A { result: A.result }",
                "B { result: [Text!] }",
                "Base.result | object: {*: Any!}! | list: [Any!]! | string: Text!",
                "A.result { id: Text }",
            ],
            &[],
        ),
    ]);
}
