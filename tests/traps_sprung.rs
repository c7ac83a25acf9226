//! What compiles elsewhere and is wrong all the same: a test a trap, over the types of `golden/traps.yaml`. A trap keeps its
//! number, by which issues and tests elsewhere (`trap_05` in `decided.rs`) mean it; the numbers that are missing here are
//! traps of requests, calls and manifests.
//!
//! | no. | trap |
//! |---|---|
//! | 1 | a base with a discriminator becomes a record, and no child of it can be sent |
//! | 2 | where the tagged arm does not fit, another arm is taken |
//! | 3 | an unknown tag or constant fails the whole answer |
//! | 4 | arms written in place are dropped, or leave an empty enum |
//! | 5 | an arm of any text, standing first, takes what other arms list |
//! | 10 | an integer without a format has 32 bits, and identifiers do not fit |
//! | 11 | a URI is parsed, and a relative one fails the answer |
//! | 12 | an answer that breaks a limit of length or range is refused |
//! | 13 | the first constant of an enum is its default, and is sent unasked |
//! | 14 | optional texts are generic, and leaving them out does not compile |
//! | 28 | a schema called as a type of Rust or of the runtime breaks the code |
//! | 29 | a schema that holds itself overflows a stack, or has no size |
//! | 30 | unique items become a set, and equal ones are lost |
//! | 31 | constants that are integers have names that say nothing |
//! | 32 | an object without properties of its own becomes a record around a map |
//! | 34 | after `allOf`, required fields are optional or optional ones required |
//! | 35 | read-only fields are asked for in requests, write-only ones in answers |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use super::traps::things::ListThings;
use super::traps::types::*;
use bindery_runtime::codec::{Json, Map, Policy, decode, encode};
use serde_json::{Value, json};

/// The value of a text, and what is noted about it.
fn read<T: Json>(value: &Value) -> (T, Vec<String>) {
    let decoded = decode::<T>(value.to_string().as_bytes(), Policy::Lenient).unwrap();
    (decoded.value, decoded.drift.iter().map(ToString::to_string).collect())
}

fn written(value: &dyn Json) -> Value {
    serde_json::from_slice(&encode(value).unwrap()).unwrap()
}

/// What comes is written back as it came, with these notes.
fn round<T: Json>(text: Value, notes: &[&str]) -> T {
    let (value, noted) = read::<T>(&text);
    assert_eq!(noted, notes, "{text}");
    assert_eq!(written(&value), text);
    value
}

fn thing(more: Value) -> Value {
    let mut thing = json!({"id": "t1", "user": 1, "tier": "pro", "name": "Rex"});
    thing.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    thing
}

#[test]
fn trap_01_a_text_message_can_be_sent() {
    let text = TextMessage { quote: Some("q".into()), ..TextMessage::new("hi") };
    let push = Push::new("me", vec![text.into(), StickerMessage::new(7).into()]);
    let expected = json!({"to": "me", "messages": [
        {"type": "text", "quote": "q", "text": "hi"},
        {"type": "sticker", "sticker": 7},
    ]});
    assert_eq!(written(&push), expected);
    assert!(matches!(&read::<Push>(&expected).0.messages[..], [Message::TextMessage(_), Message::StickerMessage(_)]));
}

#[test]
fn trap_02_a_tag_is_not_overruled_by_a_better_fit() {
    // The other arm has the same keys and would take this without a note.
    let event =
        round::<StreamEvent>(json!({"type": "delta", "delta": 5, "usage": 1}), &["$.delta: expected text, found 5"]);
    assert!(matches!(event, StreamEvent::DeltaEvent(_)));
}

#[test]
fn trap_03_unknown_tags_and_constants_are_kept() {
    let found = r#"$: expected one of the listed types, found {"note":"x","type":"paused"}"#;
    let event = round::<StreamEvent>(json!({"note": "x", "type": "paused"}), &[found]);
    assert!(matches!(event, StreamEvent::Unknown(_)));
    let gold =
        round::<Thing>(thing(json!({"tier": "gold"})), &[r#"$.tier: expected one of the listed values, found "gold""#]);
    assert_eq!(gold.tier.as_str(), "gold");
}

#[test]
fn trap_04_arms_written_in_place_have_names() {
    let event = round::<StreamEvent>(json!({"type": "failed", "reason": "x"}), &[]);
    assert!(matches!(event, StreamEvent::Failed(failed) if failed.reason == "x"));
    let picked = round::<Picked>(json!({"index": 3}), &[]);
    assert!(matches!(picked, Picked::WithIndex(_)));
}

#[test]
fn trap_05_any_text_does_not_swallow_the_listed_ones() {
    for (text, expected) in [("auto", PickedString::Auto), ("a tool", PickedString::Unknown("a tool".into()))] {
        let (picked, _) = read::<Picked>(&json!(text));
        assert_eq!(picked, Picked::String(expected));
        assert_eq!(written(&picked), json!(text));
    }
}

#[test]
fn trap_10_an_integer_has_64_bits() {
    assert_eq!(round::<Thing>(thing(json!({"user": 7_000_000_000_i64})), &[]).user, 7_000_000_000);
}

#[test]
fn trap_11_a_relative_address_is_no_failure() {
    assert_eq!(round::<Thing>(thing(json!({"page": "../x y"})), &[]).page.unwrap().as_str(), "../x y");
}

#[test]
fn trap_12_limits_are_not_held_against_answers() {
    assert_eq!(round::<Thing>(thing(json!({"name": "longer than three"})), &[]).name, "longer than three");
}

#[test]
fn trap_13_no_constant_is_chosen_for_the_caller() {
    let unset = Thing { tier: Tier::blank(), ..Thing::new(1, "Rex", Tier::Pro) };
    assert_eq!(encode(&unset).unwrap_err().to_string(), "$.tier: this enum was never set");
}

#[test]
fn trap_14_absent_texts_need_no_annotation() {
    let params = ListThings { after: Some("a".into()), ..Default::default() };
    assert_eq!((params.after.as_deref(), params.before, params.query, params.order), (Some("a"), None, None, None));
}

#[test]
fn trap_28_names_of_rust_and_the_runtime_are_only_names() {
    let more = json!({"result": {"ok": true}, "option": {"some": "x"}, "nothing": {"void": "x"}});
    let thing: Thing = round(thing(more), &[]);
    assert_eq!(
        (thing.result, thing.option.unwrap().some),
        (Some(ResultType { ok: Some(true), ..Default::default() }), Some("x".into()))
    );
}

#[test]
fn trap_29_types_may_hold_themselves() {
    let inner = thing(json!({"parts": [thing(json!({}))]}));
    assert_eq!(
        round::<Thing>(thing(json!({"parts": [inner]})), &[]).parts.unwrap()[0].parts.as_ref().unwrap().len(),
        1
    );
}

#[test]
fn trap_30_a_set_is_a_list() {
    let thing: Thing = round(thing(json!({"labels": [{"name": "a"}, {"name": "a"}]})), &[]);
    assert_eq!(thing.labels.unwrap().len(), 2);
}

#[test]
fn trap_31_integer_constants_have_names() {
    let thing: Thing = round(thing(json!({"kind": 2, "level": -1})), &[]);
    assert_eq!((thing.kind, thing.level), (Some(ThingKind::Sale), Some(ThingLevel::Minus1)));
}

#[test]
fn trap_32_a_map_is_a_map() {
    let metadata: Map<String> = round::<Thing>(thing(json!({"metadata": {"a": "1", "b": "2"}})), &[]).metadata.unwrap();
    assert_eq!(metadata.iter().map(|(key, value)| format!("{key}{value}")).collect::<Vec<_>>(), ["a1", "b2"]);
}

#[test]
fn trap_34_required_is_the_union_of_the_branches() {
    let merged = Merged::new("a", 1);
    assert_eq!((&merged.maybe, &merged.second), (&None, &None));
    assert_eq!(written(&merged), json!({"first": "a", "both": 1}));
}

#[test]
fn trap_35_a_field_is_asked_for_in_its_own_direction() {
    // `id` is the server's to give, `secret` is never answered.
    assert_eq!(written(&Thing::new(1, "Rex", Tier::Pro)), json!({"user": 1, "name": "Rex", "tier": "pro"}));
    let (answer, notes) = read::<Thing>(&thing(json!({"secret": "s3cr3t"})));
    assert!(notes.is_empty() && !format!("{answer:?}").contains("s3cr3t"));
}
