//! Defaults that their own types refuse. They are documentation, and such a one would mislead, so it goes.

use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, ConstantValue, Format, Int, Kinds, OpId, Shape, Slot, TypeId, slots, slots_mut};
use crate::source::At;
use serde_json::{Number, Value};
use std::collections::BTreeSet;

pub(super) fn run(api: &mut Api, diags: &mut Diagnostics) {
    let mut said: BTreeSet<(At, String)> = BTreeSet::new();
    let mut report = |api: &Api, slot: &Slot| match wrong(api, slot) {
        Some((at, message)) => {
            // A component says it once, wherever it is used.
            if said.insert((at, message.clone())) {
                diags.push(Code::WrongDefault, at, message);
            }
            true
        }
        None => false,
    };
    let ids: Vec<TypeId> = api.types.ids().collect();
    for id in ids {
        let wrong: Vec<bool> = slots(&api.types[id].shape).into_iter().map(|slot| report(api, slot)).collect();
        for (slot, wrong) in slots_mut(&mut api.types[id].shape).into_iter().zip(wrong) {
            if wrong {
                slot.default = None;
            }
        }
    }
    let ops: Vec<OpId> = api.ops.ids().collect();
    for id in ops {
        let wrong: Vec<bool> = api.ops[id].params.iter().map(|param| report(api, &param.slot)).collect();
        for (param, wrong) in api.ops[id].params.iter_mut().zip(wrong) {
            if wrong {
                param.slot.default = None;
            }
        }
    }
}

/// What is to be said of the default of a use that does not fit, and where.
fn wrong(api: &Api, slot: &Slot) -> Option<(At, String)> {
    let default = slot.default.as_ref()?;
    let why = refusal(api, slot, default)?;
    // A long one helps nobody.
    let text: String = default.to_string().chars().take(60).collect();
    Some((slot.default_at, format!("the default `{text}` {why}; it is not documented")))
}

fn refusal(api: &Api, slot: &Slot, default: &Value) -> Option<String> {
    let kinds = api.kinds(slot);
    if !kinds.meet(Kinds::of_value(default)) {
        if api.is_inferred(slot) {
            // `properties` alone refuses no text.
            return None;
        }
        let names: Vec<_> = kinds.names().into_iter().filter(|name| *name != "null").collect();
        let quoted = default.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let meant = quoted.filter(|meant| kinds.meet(Kinds::of_value(meant)));
        let meant = meant.map(|meant| format!(" (did you mean `{meant}`, without quotes?)")).unwrap_or_default();
        let asked = if names.is_empty() { "null".to_owned() } else { names.join(" or ") };
        return Some(format!("is not of its type, `{asked}`{meant}"));
    }
    match (&api.types[api.behind(slot.ty)].shape, default) {
        (Shape::Choice(choice), _) if !choice.open => {
            let listed = choice.values.iter().any(|constant| match &constant.value {
                ConstantValue::Text(text) => default.as_str() == Some(text),
                // By value, as JSON Schema compares: `1.0` is 1.
                ConstantValue::Int(int) => match default.as_i64() {
                    Some(value) => value == *int,
                    None => default.as_f64() == Some(*int as f64),
                },
            });
            (!listed && !default.is_null()).then(|| "is none of the constants".to_owned())
        }
        (Shape::Text(format), Value::String(text)) => not_spelled(*format, text).map(str::to_owned),
        (Shape::Int(int), Value::Number(number)) => not_counted(*int, number).map(str::to_owned),
        (Shape::List(element), Value::Array(values)) => values.iter().find_map(|value| {
            let why = refusal(api, element, value)?;
            Some(format!("has the element `{value}`, which {why}"))
        }),
        _ => None,
    }
}

/// Why a text is none of its format; formats that many documents take lightly are not looked at.
fn not_spelled(format: Format, text: &str) -> Option<&'static str> {
    let (fits, why) = match format {
        Format::Date => (is_date(text), "is no date"),
        Format::DateTime => (is_date(text.get(..10).unwrap_or_default()), "is no time of a date"),
        Format::Uuid => (is_uuid(text), "is no UUID"),
        Format::Ipv4 => (is_ipv4(text), "is no IPv4 address"),
        Format::Ipv6 => (is_ipv6(text), "is no IPv6 address"),
        Format::Email => (text.contains('@'), "is no email address"),
        Format::Decimal => (text.parse::<f64>().is_ok(), "is no number"),
        Format::Plain | Format::Time | Format::Duration | Format::Uri | Format::Hostname => return None,
        Format::Password | Format::File | Format::Custom(_) => return None,
    };
    (!fits).then_some(why)
}

/// Why a number is no integer of its size.
fn not_counted(int: Int, number: &Number) -> Option<&'static str> {
    let Some(value) = number.as_i128() else {
        let whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
        return (!whole).then_some("is no integer");
    };
    let fits = match int {
        Int::I32 => i32::try_from(value).is_ok(),
        Int::I64 => i64::try_from(value).is_ok(),
        Int::U32 => u32::try_from(value).is_ok(),
        Int::U64 => u64::try_from(value).is_ok(),
    };
    (!fits).then_some("does not fit its format")
}

fn is_ipv4(text: &str) -> bool {
    text.split('.').count() == 4 && text.split('.').all(|part| part.parse::<u8>().is_ok())
}

fn is_ipv6(text: &str) -> bool {
    let groups: Vec<&str> = text.split(':').collect();
    let known = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit()) || is_ipv4(group);
    (3..=9).contains(&groups.len()) && groups.iter().all(known)
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12] && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether `text` is a day of the calendar, as RFC 3339 writes it.
fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.split('-').map(|part| part.parse().ok()).collect();
    let [Some(year), Some(month), Some(day)] = parts.as_slice() else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    text.len() == 10 && (1..=days).contains(day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn days_of_the_calendar() {
        for (text, expected) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("1900-02-29", false),
            ("2000-02-29", true),
            ("2026-04-31", false),
            ("2026-12-31", true),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("2026-1-10", false),
            ("today", false),
        ] {
            assert_eq!(is_date(text), expected, "{text}");
        }
    }
}
