use super::{check, show};

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
            "texts of several formats",
            "
A: {oneOf: [{type: string, format: date}, {type: string, format: date-time}]}
B: {anyOf: [{type: string, format: uuid}, {type: string, format: byte}]}
C: {anyOf: [{type: string, format: uuid}, {type: string, format: uuid, minLength: 36}]}",
            &["A Text", "B Text", "C Uuid"],
            &["B0319"],
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
        (
            "a mapping of some, and an enum of all tags in every arm",
            "
U: {anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Eel'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}}
Kind: {type: string, enum: [cat, Dog, Eel]}
Cat: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}
Dog: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}
Eel: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}}}",
            &[
                "U by kind | cat(cat): Cat! | Dog(Dog): Dog! | Eel(Eel): Eel!",
                "Kind <cat Dog Eel>",
                "Cat { kind: Kind }",
                "Dog { kind: Kind }",
                "Eel { kind: Kind }",
            ],
            &[],
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
    let children = "
Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {claws: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {bark: {type: string}}}]}";
    let bases = [
        ("a base with more than the tag stands for itself", "{kind: {type: string}, name: {type: string}}", true),
        ("a base of nothing but the tag", "{kind: {type: string}}", false),
        ("its name is a tag", "{kind: {type: string, enum: [Pet, Cat, Dog]}, name: {type: string}}", true),
        ("its name is no tag", "{kind: {type: string, enum: [Cat, Dog]}, name: {type: string}}", false),
    ];
    for (name, properties, stands) in bases {
        let base = format!("Pet: {{type: object, discriminator: {{propertyName: kind}}, properties: {properties}}}");
        let types = show::types(&show::lower_schemas(&(base + children)).0);
        let own = if stands { " | Pet(Pet): Pet.Pet!" } else { "" };
        assert_eq!(types[0], format!("Pet by kind | Cat(Cat): Cat! | Dog(Dog): Dog!{own}"), "{name}");
    }
}

#[test]
fn arms_beside_what_is_combined() {
    check(&[(
        "arms in one branch, properties in another, and a type of its own",
        "
A: {type: object, allOf: [{oneOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}]}, {anyOf: [{required: [c]}, {required: [d]}]}, {properties: {c: {type: string}, d: {type: string}}}]}",
        &["A | with_a: A.with_a! | with_b: A.with_b!", "A.with_a { c: Text, d: Text, a: Text! }", "A.with_b { c: Text, d: Text, b: Text! }"],
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
            "several unions by one key: the arms that all list",
            "
A: {allOf: [{$ref: '#/components/schemas/U'}, {$ref: '#/components/schemas/V'}]}
U: {oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/Z'}], discriminator: {propertyName: k}}
V: {oneOf: [{$ref: '#/components/schemas/Z'}, {$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/W'}], discriminator: {propertyName: k}}
W: {type: object, properties: {k: {type: string}}}
X: {type: object, properties: {k: {type: string}}}
Y: {type: object, properties: {k: {type: string}}}
Z: {type: object, properties: {k: {type: string}}}",
            &[
                "A by k | Y(Y): Y! | Z(Z): Z!",
                "U by k | X(X): X! | Y(Y): Y! | Z(Z): Z!",
                "V by k | Z(Z): Z! | Y(Y): Y! | W(W): W!",
                "W { k: Text }",
                "X { k: Text }",
                "Y { k: Text }",
                "Z { k: Text }",
            ],
            &[],
        ),
        (
            "several unions by one key that share no arm",
            "
A: {allOf: [{oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}], discriminator: {propertyName: k}}, {oneOf: [{$ref: '#/components/schemas/W'}, {$ref: '#/components/schemas/Z'}], discriminator: {propertyName: k}}]}
W: {type: object, properties: {k: {type: string}, w: {type: string}}}
X: {type: object, properties: {k: {type: string}}}
Y: {type: object, properties: {k: {type: string}}}
Z: {type: object, properties: {k: {type: string}}}",
            &["A { k: Text, w: Text }", "W { k: Text, w: Text }", "X { k: Text }", "Y { k: Text }", "Z { k: Text }"],
            &["B0305"],
        ),
        (
            "of two unions, one of which lists the other's arms and more, the narrower one counts",
            "
A: {allOf: [{anyOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}]}, {anyOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Z'}, {$ref: '#/components/schemas/Y'}]}]}
X: {type: object, required: [k], properties: {k: {enum: [x]}}}
Y: {type: object, required: [k], properties: {k: {enum: [y]}}}
Z: {type: object, required: [k], properties: {k: {enum: [z]}}}",
            &[
                "A by k | X(x): X! | Y(y): Y!",
                "X { k: X.k! }",
                "Y { k: Y.k! }",
                "Z { k: Z.k! }",
                "X.k <x>",
                "Y.k <y>",
                "Z.k <z>",
            ],
            &[],
        ),
        (
            "the narrower union counts, and the discriminator of either",
            "
A: {allOf: [{oneOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/Z'}], discriminator: {propertyName: k, mapping: {ex: '#/components/schemas/X'}}}, {anyOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}]}]}
X: {type: object, properties: {k: {type: string}}}
Y: {type: object, properties: {k: {type: string}}}
Z: {type: object, properties: {k: {type: string}}}",
            &["A by k | ex(ex): X! | Y(Y): Y!", "X { k: Text }", "Y { k: Text }", "Z { k: Text }"],
            &[],
        ),
        (
            "what one alternative alone describes is as it describes it",
            "
A: {allOf: [{anyOf: [{$ref: '#/components/schemas/W'}, {$ref: '#/components/schemas/X'}]}, {anyOf: [{$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/Z'}]}]}
W: {allOf: [{type: object, properties: {a: {type: integer}}}, {properties: {a: {description: x}}}]}
X: {type: object, properties: {x: {type: number}}}
Y: {type: object, properties: {y: false}}
Z: {type: object, properties: {y: false, z: {type: boolean}}}",
            &["A { a: I64, x: F64, z: Bool }", "W { a: I64 }", "X { x: F64 }", "Y {  }", "Z { z: Bool }"],
            &["B0305", "B0317", "B0317"],
        ),
        (
            "unions of which the type beside them leaves one arm each",
            "A: {type: object, allOf: [{anyOf: [{type: object}, {type: string}]}, {anyOf: [{type: object, properties: {x: {type: string}}}, {type: array, items: {}}]}]}",
            &["A { x: Text }"],
            &[],
        ),
        (
            "alternatives never hold together, so what each says of a property is one of several",
            "
A: {allOf: [{anyOf: [{$ref: '#/components/schemas/X'}, {$ref: '#/components/schemas/Y'}]}, {anyOf: [{$ref: '#/components/schemas/Y'}, {$ref: '#/components/schemas/Z'}]}]}
X: {type: object, properties: {k: {enum: [x]}}}
Y: {type: object, properties: {k: {enum: [y]}}}
Z: {type: object, properties: {k: {enum: [z]}}}",
            &["A { k: A.k }", "X { k: X.k }", "Y { k: Y.k }", "Z { k: Z.k }", "A.k <x y z>", "X.k <x>", "Y.k <y>", "Z.k <z>"],
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
