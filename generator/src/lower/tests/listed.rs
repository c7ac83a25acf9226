//! Values that are listed for fields whose types take others too, and schemas that are found by their addresses.
#![allow(clippy::unwrap_used)]

use super::check;
use crate::ir::Shape;
use crate::lower::show::lower_schemas;

#[test]
fn fields_know_the_values_that_are_listed_for_them() {
    let (api, _) = lower_schemas(
        "
A:
  type: object
  required: [on]
  properties:
    on: {type: boolean, enum: [true]}
    ratio: {type: number, enum: [1.5, 2]}
    nothing: {type: 'null'}
    pair: {const: [0, {a: 1}]}
    other: {$ref: '#/components/schemas/Off'}
    wrapped: {allOf: [{$ref: '#/components/schemas/Off'}], description: Off.}
    free: {type: number}
Off: {type: boolean, const: false}",
    );
    let record = api.types.iter().find_map(|(_, ty)| match &ty.shape {
        Shape::Record(record) => Some(record),
        _ => None,
    });
    let listed: Vec<String> = record
        .unwrap()
        .fields
        .iter()
        .map(|field| format!("{} {}", field.key, serde_json::Value::from(field.only.to_vec())))
        .collect();
    let expected = [
        "on [true]",
        "ratio [1.5,2]",
        "nothing [null]",
        r#"pair [[0,{"a":1}]]"#,
        "other [false]",
        "wrapped [false]",
        "free []",
    ];
    assert_eq!(listed, expected);
}

#[test]
fn addresses_are_relative_to_what_is_around() {
    check(&[
        (
            "addresses within one component, relative to those around them",
            "
A:
  $id: https://example.com/a/base.json
  type: object
  properties: {near: {$ref: int.json}, below: {$ref: sub/text.json}, above: {$ref: /list.json}, way: {$ref: 'sub/text.json#/$defs/flag'}}
  $defs:
    X: {$id: int.json, type: integer}
    Y: {$id: sub/text.json, type: string, $defs: {flag: {type: boolean}}}
    Z: {$id: /list.json, type: array, items: {$ref: ./a/int.json}}",
            &["A { near: I64, below: Text, above: [I64!], way: Bool }"],
            &[],
        ),
        (
            "names for addresses, and anchors that belong to the nearest of them",
            "
A:
  $id: 'urn:example:1'
  type: object
  properties: {whole: {$ref: 'urn:example:1#there'}, here: {$ref: '#there'}, other: {$ref: 'urn:example:2#there'}}
  $defs:
    X: {$id: 'urn:example:2', $defs: {W: {$anchor: there, type: string}}}
    Y: {$anchor: there, type: integer}",
            &["A { whole: I64, here: I64, other: Text }"],
            &[],
        ),
    ]);
}
