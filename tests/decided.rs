//! Values of every arm of `golden/decisions.yaml`: each becomes its own arm, and is written back as it came, both in a union
//! and in the one with the same arms reversed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::decisions::types::*;
use bindery_runtime::codec::{Json, Policy, Shape, decode, encode};
use serde_json::Value;

/// A text, and the arm that it must become.
type Case = (&'static str, &'static str);

/// Texts that are valid, so that nothing is noted.
fn check<Union: Json, Reversed: Json>(cases: &[Case]) {
    cases.iter().for_each(|case| noted::<Union, Reversed>(case, &[]));
}

fn noted<Union: Json, Reversed: Json>(case: &Case, notes: &[&str]) {
    read::<Union>(case, notes);
    read::<Reversed>(case, notes);
}

fn read<T: Json>((text, expected): &Case, notes: &[&str]) {
    let decoded = decode::<T>(text.as_bytes(), Policy::Lenient).unwrap();
    let Shape::Union(table, union) = decoded.value.shape() else { panic!("no union") };
    let name = table.arms.get(union.arm().0).map_or("Unknown", |arm| arm.name);
    assert_eq!(name, *expected, "{} of {text}", table.name);
    let drift: Vec<String> = decoded.drift.iter().map(ToString::to_string).collect();
    assert_eq!(drift, notes, "{} of {text}", table.name);
    let json = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap();
    assert_eq!(json(&encode(&decoded.value).unwrap()), json(text.as_bytes()), "{}", table.name);
}

#[test]
fn the_tag_decides() {
    check::<Tagged, TaggedReversed>(&[(r#"{"kind": "cat"}"#, "Cat"), (r#"{"name": "Rex", "kind": "hound"}"#, "Dog")]);
    let found = r#"$: expected one of the listed types, found {"kind": "eel", "name": "x"}"#;
    noted::<Tagged, TaggedReversed>(&(r#"{"kind": "eel", "name": "x"}"#, "Unknown"), &[found]);
    check::<Flagged, FlaggedReversed>(&[(r#"{"ok": false}"#, "Failed"), (r#"{"detail": "x", "ok": true}"#, "Passed")]);
    check::<Numbered, NumberedReversed>(&[(r#"{"version": 2, "a": "x"}"#, "Second"), (r#"{"version": 1}"#, "First")]);
    check::<ByDefault, ByDefaultReversed>(&[(r#"{"scope": "far"}"#, "Far"), (r#"{"scope": "near"}"#, "Near")]);
}

#[test]
fn the_kind_decides() {
    check::<Kinds, KindsReversed>(&[
        (r#"{"x": "1"}"#, "Object"),
        (r#"["1"]"#, "List"),
        (r#""1""#, "String"),
        ("1.5", "Number"),
        ("true", "Boolean"),
    ]);
}

#[test]
fn what_is_proven_holds() {
    check::<Constants, ConstantsReversed>(&[
        (r#"{"p": "a", "q": "x", "more": 1}"#, "A"),
        (r#"{"p": "b", "q": "x"}"#, "B"),
        (r#"{"p": 1, "q": "y"}"#, "C"),
    ]);
    check::<Members, MembersReversed>(&[
        (r#"{"content": ["x"], "a": 1, "b": 2, "c": 3}"#, "Parts"),
        (r#"{"content": "x", "z": 1}"#, "Text"),
        // Many keys that the right arm does not have are no reason to take the wrong one.
        (r#"{"content": [], "a": 0, "b": 0, "c": 0, "d": 0, "e": 0, "f": 0, "g": 0}"#, "Parts"),
    ]);
    check::<RequiredKeys, RequiredKeysReversed>(&[
        (r#"{"id": 1, "note": "x"}"#, "ById"),
        (r#"{"name": "x", "note": "x"}"#, "ByName"),
    ]);
    check::<ClosedKeys, ClosedKeysReversed>(&[
        (r#"{"a": "x", "b": "x"}"#, "Long"),
        (r#"{"b": "x"}"#, "Long"),
        (r#"{"a": "x"}"#, "Short"),
    ]);
    check::<Lists, ListsReversed>(&[(r#"["x"]"#, "Words"), ("[1]", "Numbers"), (r#"[{"x": "y"}]"#, "Things")]);
}

#[test]
fn trap_05_bare_text_does_not_swallow_constants() {
    check::<ToolChoice, ToolChoiceReversed>(&[
        (r#""auto""#, "Mode"),
        (r#""something""#, "AnyText"),
        ("2", "Level"),
        ("3", "Whole"),
        ("3.5", "AnyNumber"),
        (r#"{"w": 1}"#, "Whole"),
        (r#"{"l": 1}"#, "Level"),
    ]);
}

#[test]
fn the_closest_arm_is_taken() {
    check::<Nested, NestedReversed>(&[
        (r#"{"kind": "dog"}"#, "Tagged"),
        (r#"{"id": 1}"#, "RequiredKeys"),
        (r#""x""#, "String"),
    ]);
    check::<Close, CloseReversed>(&[(r#"{"a": "x"}"#, "Slim"), (r#"{"a": "x", "c": "x"}"#, "Wide")]);
    noted::<Close, CloseReversed>(&(r#"{"a": null}"#, "Slim"), &["$.a: expected a value, found null"]);
    check::<Asking, AskingReversed>(&[(r#"{"a": "x"}"#, "More"), (r#"{"b": "x"}"#, "Less")]);
    // Within another union, too, an arm may come without its tag if that is optional.
    check::<Untold, UntoldReversed>(&[(r#"{"p": "x"}"#, "Inner"), (r#"{"q": "x", "k": "q"}"#, "Inner")]);
    check::<Free, FreeReversed>(&[
        (r#"{"x": 1}"#, "Counts"),
        (r#"{"x": "1"}"#, "Labels"),
        (r#"{"size": 1, "unit": "cm"}"#, "Sized"),
    ]);
}

#[test]
fn arms_and_their_fixed_fields_are_made_without_asking() {
    let made = |value: &dyn Json| String::from_utf8(encode(value).unwrap()).unwrap();
    assert_eq!(made(&Tagged::from(Cat::default())), r#"{"kind":"cat"}"#);
    assert_eq!(made(&Flagged::from(Failed::default())), r#"{"ok":false}"#);
    assert_eq!(made(&Numbered::from(Second::default())), r#"{"version":2}"#);
    assert_eq!(made(&ByDefault::from(Far::default())), r#"{"scope":"far"}"#);
    assert_eq!(made(&Kinds::from("x".to_owned())), r#""x""#);
    assert_eq!(made(&Kinds::from(1.5)), "1.5");
    assert_eq!(made(&Kinds::from(true)), "true");
    assert_eq!(made(&Kinds::from(vec!["x".to_owned()])), r#"["x"]"#);
    assert_eq!(made(&RequiredKeys::from(ById::new(1))), r#"{"id":1}"#);
}
