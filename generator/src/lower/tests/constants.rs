//! Constants: of each kind, of several, with names from wherever they are given.

use super::check;

#[test]
fn constants_of_one_kind() {
    check(&[
        (
            "texts, integers, booleans",
            "
T: {type: string, enum: [a, b, a, 1]}
I: {type: integer, enum: [1, 2], x-enum-varnames: [One, Two]}
B: {type: boolean, enum: [true]}
N: {enum: [a, null]}
E: {type: string, enum: []}
F: {type: number, enum: [0.5, 1]}
W: {type: number, enum: [1, 2]}",
            &["T <a b 1>", "I <int 1:One 2:Two>", "B Bool", "N <a>", "E Text", "F F64", "W <int 1 2>"],
            &["B0323", "B0308", "B0307"],
        ),
        (
            "odd texts",
            "
T: {type: string, enum: ['+1', '-1', '1.5', '*', '', ' ', 'ä', self]}
N: {type: integer, enum: [-1, 0, null], nullable: true}",
            &["T <+1 -1 1.5 *    ä self>", "N <int -1 0>"],
            &[],
        ),
        ("beyond 64 bits", "A: {type: integer, enum: [1, 18446744073709551615]}", &["A U64"], &[]),
        ("nothing but null", "A: {type: object, properties: {x: {enum: [null]}}}", &["A { x: Any? }"], &[]),
    ]);
}

#[test]
fn trap_31_constants_have_names() {
    check(&[
        (
            "lists of names",
            "
A: {type: integer, enum: [1, 2], x-enumNames: [Low, High]}
B: {type: string, enum: [a, b], x-enum-varnames: [First, Second]}
C: {type: integer, enum: [1, 2, null], x-enum-varnames: [One, Two]}",
            &["A <int 1:Low 2:High>", "B <a:First b:Second>", "C <int 1:One 2:Two>"],
            &[],
        ),
        (
            "lists that are too short or too long",
            "
A: {type: integer, enum: [1, 2], x-enum-varnames: [OnlyOne]}
B: {type: string, enum: [a, b], x-enumNames: [First, Second, Third]}
C: {type: string, enum: [a], x-enum-descriptions: [One., Two.]}
D: {type: string, enum: [a, b, c, d], x-enum-varnames: [a, c, d]}",
            &["A <int 1:OnlyOne 2>", "B <a:First b:Second>", "C <a>", "D <a:a b c d>"],
            &["B0318", "B0318", "B0318", "B0318"],
        ),
        (
            "titles of constants",
            "
A: {type: integer, oneOf: [{title: LOW, const: 1, description: Slow.}, {title: HIGH, const: 2}]}
B: {oneOf: [{title: First, const: a}, {title: Second, const: b}]}
C: {type: string, anyOf: [{const: a}, {const: b}, {type: string}]}",
            &["A <int 1:LOW 2:HIGH>", "B <a:First b:Second>", "C <a b …>"],
            &[],
        ),
    ]);
}

#[test]
fn constants_of_several_kinds_are_a_union() {
    check(&[
        (
            "texts and integers",
            "A: {enum: [auto, 1, 2, auto]}",
            &["A | string: A.string! | integer: A.integer!", "A.string <auto>", "A.integer <int 1 2>"],
            &["B0308"],
        ),
        (
            "texts, numbers, booleans, null",
            "A: {type: object, properties: {x: {type: [string, number, boolean, 'null'], enum: [a, 0.5, false, null]}}}",
            &["A { x: A.x? }", "A.x | string: A.x.string! | number: F64! | boolean: Bool!", "A.x.string <a>"],
            &[],
        ),
        ("more types than constants", "A: {type: [string, integer], enum: [a, b]}", &["A <a b>"], &[]),
        (
            "one arm a constant",
            "A: {oneOf: [{const: a}, {const: 1}, {const: true}]}",
            &["A | string: A.string! | number: A.number! | boolean: Bool!", "A.string <a>", "A.number <int 1>"],
            &[],
        ),
    ]);
}

#[test]
fn constants_that_must_hold_together() {
    check(&[
        (
            "what all lists have",
            "
A: {type: string, enum: [a, b, c]}
B: {allOf: [{$ref: '#/components/schemas/A'}, {enum: [b, c, d]}]}
C: {allOf: [{type: integer, enum: [1, 2]}, {enum: [2, 3]}]}",
            &["A <a b c>", "B <b c>", "C <int 2>"],
            &[],
        ),
        ("a constant that its own list does not have", "A: {const: c, enum: [a, b]}", &["A <c>"], &["B0304"]),
        ("a constant that it has, by value", "A: {const: 1, enum: [1.0, 2.0]}", &["A <int 1>"], &[]),
        ("nothing in common", "A: {allOf: [{type: string, enum: [a]}, {enum: [b]}]}", &["A <b>"], &["B0304"]),
    ]);
}
