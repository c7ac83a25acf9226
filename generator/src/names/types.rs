//! Names of types and of what they hold.

use super::scope::{Got, Scope};
use super::{Lock, Names, words};
use crate::diag::{Code, Diagnostics};
use crate::ir::{Api, ChoiceKind, Constant, ConstantValue, Hint, Shape, Type, TypeId};
use crate::source::{At, Document};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a type must or may have a name: records, enums and unions must, components may.
fn is_named(ty: &Type) -> bool {
    match ty.shape {
        Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => true,
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Text(_)
        | Shape::Bytes
        | Shape::Any
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Tuple(_)
        | Shape::Alias(_) => ty.hint.own.is_some(),
    }
}

/// Names all needed types; gives the scope, for the operations' own types.
pub(super) fn claim(
    api: &Api,
    document: &Document,
    needed: &BTreeSet<TypeId>,
    lock: &Lock,
    names: &mut Names,
    diags: &mut Diagnostics,
) -> Scope {
    let mut scope = Scope::default();
    let mut waiting: Vec<(Claim, TypeId)> = api
        .types
        .iter()
        .filter(|(id, ty)| needed.contains(id) && is_named(ty))
        .map(|(id, ty)| (Claim::new(ty, document, lock), id))
        .collect();
    waiting.sort();
    let mut numbered: Vec<(At, String)> = Vec::new();
    for (claim, id) in waiting {
        let (name, got) = scope.claim(&claim.candidates, "Type");
        if got == Got::Numbered {
            numbered.push((api.types[id].at, name.clone()));
        }
        names.types.insert(id, name);
    }
    report_numbered("type", &numbered, diags);
    scope
}

/// One finding for all names of a kind that have to be others: nobody wants to read hundreds.
pub(super) fn report_numbered(kind: &str, numbered: &[(At, String)], diags: &mut Diagnostics) {
    const SHOWN: usize = 5;
    let Some((first, name)) = numbered.first() else { return };
    let mut shown: Vec<String> = numbered.iter().take(SHOWN).map(|(_, name)| format!("`{name}`")).collect();
    if numbered.len() > SHOWN {
        shown.push(format!("{} more", numbered.len() - SHOWN));
    }
    let message = match numbered.len() {
        1 => format!("a {kind} is called `{name}`, since its own name is taken or can be none"),
        count => format!("{count} names of a {kind} are taken or can be none; they are called {}", shown.join(", ")),
    };
    let help = "give a name with `x-bindery-name`, or with `rename` in `bindery.toml`; `bindery show` lists them";
    diags.push(Code::NameTaken, *first, message).help(help);
}

/// A request for a name; the order of fields is the order of precedence.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    rank: u8,
    pointer: String,
    candidates: Vec<String>,
}

impl Claim {
    fn new(ty: &Type, document: &Document, lock: &Lock) -> Claim {
        let pointer = document.pointer(ty.at);
        let hint = &ty.hint;
        let mut candidates = Vec::new();
        let locked = lock.types.get(&pointer);
        let rank = match (&hint.forced, locked, &hint.own) {
            (Some(_), ..) => 0,
            (None, Some(_), _) => 1,
            // `FooBar` and `FooBar2` keep their names beside `Foo.Bar`.
            (None, None, Some(own)) if words::type_name(own) == *own => 2,
            (None, None, Some(_)) => 3,
            (None, None, None) => 4,
        };
        if let Some(forced) = &hint.forced {
            candidates.push(unreserved(words::type_name(forced)));
        }
        // A lock is edited by people, too.
        candidates.extend(locked.map(|name| unreserved(words::locked_type_name(name))));
        if let Some(own) = &hint.own {
            candidates.push(unreserved(words::type_name(own)));
        } else {
            candidates.extend(anonymous(hint));
        }
        candidates.retain(|name| !name.is_empty());
        Claim { rank, pointer, candidates }
    }
}

/// A short title first, then the place: `OrderStatus` for the property `status` of `Order`.
fn anonymous(hint: &Hint) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(title) = hint.title.as_deref()
        && (1..=4).contains(&words::words(title).len())
    {
        out.push(unreserved(words::type_name(title)));
    }
    // The nearest steps read best; the whole way tells apart what they do not.
    let joined = |steps: &[String]| unreserved(words::type_name(&dedup(steps).join(" ")));
    if hint.within.len() > 1 {
        out.push(joined(hint.near()));
    }
    out.push(joined(&hint.within));
    out
}

/// `["Order", "order_status"]` → `Order status`: what a step repeats of the one before is said once.
fn dedup(steps: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for step in steps {
        let words = words::words(step);
        // A step always adds something: the `status` of `ServiceStatus` is `ServiceStatusStatus`.
        let most = words.len().saturating_sub(1).min(all.len());
        let overlap = (0..=most).rev().find(|&n| all.ends_with(words.get(..n).unwrap_or_default()));
        all.extend(words.into_iter().skip(overlap.unwrap_or(0)));
    }
    all
}

pub(super) fn unreserved(name: String) -> String {
    if words::is_reserved_type(&name) { format!("{name}Type") } else { name }
}

/// Names fields, variants and arms.
pub(super) fn members(api: &Api, document: &Document, lock: &Lock, names: &mut Names, diags: &mut Diagnostics) {
    let mut all: BTreeMap<TypeId, Vec<String>> = BTreeMap::new();
    let mut numbered = Vec::new();
    for (id, ty) in api.types.iter().filter(|(id, _)| names.types.contains_key(id)) {
        let locked = lock.members.get(&document.pointer(ty.at));
        let locked = |wire: &str| locked.and_then(|names| names.get(wire)).cloned();
        let members = match &ty.shape {
            Shape::Record(record) => {
                let mut scope = Scope::with(["extra", "rest"]);
                let wanted: Vec<_> = record
                    .fields
                    .iter()
                    .map(|field| (field.forced.clone().or_else(|| locked(&field.key)), field.key.as_str()))
                    .collect();
                claim_values(&mut scope, &wanted, "field", |name, got, i| {
                    if got == Got::Numbered
                        && let Some(field) = record.fields.get(i)
                    {
                        numbered.push((field.slot.at, name.to_owned()));
                    }
                })
            }
            Shape::Choice(choice) => {
                variants(choice.values.iter().map(|value| (locked(&wire(value)), constant(value, choice.kind))))
            }
            Shape::Union(union) => {
                variants(union.arms.iter().map(|arm| (locked(&arm.name), words::type_name(&arm.name))))
            }
            Shape::Bool
            | Shape::Int(_)
            | Shape::Float
            | Shape::Text(_)
            | Shape::Bytes
            | Shape::Any
            | Shape::List(_)
            | Shape::Map(_)
            | Shape::Tuple(_)
            | Shape::Alias(_) => continue,
        };
        all.insert(id, members);
    }
    report_numbered("property", &numbered, diags);
    names.members = all;
}

/// As many arguments a constructor takes.
const ARGUMENTS: usize = 7;

/// Names the structs of required fields.
pub(super) fn required(api: &Api, scope: &mut Scope, names: &mut Names) {
    for id in &names.sent {
        let (Some(name), Shape::Record(record)) = (names.types.get(id), &api.types[*id].shape) else { continue };
        if record.fields.iter().filter(|field| field.slot.required && api.fixed(field).is_none()).count() > ARGUMENTS {
            let (name, _) = scope.claim(&[format!("{name}Required")], "Required");
            names.required.insert(*id, name);
        }
    }
}

/// Names fields or arguments in one scope; exact spellings go first, so that `user_id` keeps its name beside `userId`.
pub(super) fn claim_values(
    scope: &mut Scope,
    wanted: &[(Option<String>, &str)],
    fallback: &str,
    mut report: impl FnMut(&str, Got, usize),
) -> Vec<String> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let rank = |i: usize| wanted.get(i).map(|(forced, key)| (forced.is_none(), words::value_name(key) != *key, *key));
    order.sort_by_key(|&i| rank(i));
    let mut out = vec![String::new(); wanted.len()];
    for i in order {
        let Some((forced, key)) = wanted.get(i) else { continue };
        let own = words::value_name(forced.as_deref().unwrap_or(key));
        let candidates = [own.clone(), if own.is_empty() { own } else { format!("{own}_") }];
        let (name, got) = scope.claim(&candidates, fallback);
        report(&name, got, i);
        if let Some(place) = out.get_mut(i) {
            *place = name;
        }
    }
    out
}

fn constant(constant: &Constant, kind: ChoiceKind) -> String {
    let value = wire(constant);
    match (&constant.name, kind) {
        (Some(name), _) => words::type_name(name),
        (None, ChoiceKind::Text) if value.is_empty() => "Empty".to_owned(),
        (None, ChoiceKind::Text) => words::type_name(&value),
        (None, ChoiceKind::Int) => match value.strip_prefix('-') {
            Some(digits) => format!("Minus{digits}"),
            None => format!("Value{value}"),
        },
    }
}

/// A constant as it stands on the wire.
fn wire(constant: &Constant) -> String {
    match &constant.value {
        ConstantValue::Text(text) => text.clone(),
        ConstantValue::Int(int) => int.to_string(),
    }
}

/// Wire names and names of what a type holds, where they differ: what the lock remembers.
pub(super) fn remembered(shape: &Shape, members: &[String]) -> BTreeMap<String, String> {
    let wires: Vec<String> = match shape {
        Shape::Record(record) => record.fields.iter().map(|field| field.key.clone()).collect(),
        Shape::Choice(choice) => choice.values.iter().map(wire).collect(),
        Shape::Union(union) => union.arms.iter().map(|arm| arm.name.clone()).collect(),
        Shape::Bool
        | Shape::Int(_)
        | Shape::Float
        | Shape::Text(_)
        | Shape::Bytes
        | Shape::Any
        | Shape::List(_)
        | Shape::Map(_)
        | Shape::Tuple(_)
        | Shape::Alias(_) => Vec::new(),
    };
    wires.into_iter().zip(members.iter().cloned()).filter(|(wire, name)| wire != name).collect()
}

/// Claims variants, locked ones first. `Unknown` is the arm for what the document does not foresee.
fn variants(wanted: impl Iterator<Item = (Option<String>, String)>) -> Vec<String> {
    let wanted: Vec<(Option<String>, String)> = wanted.collect();
    let mut scope = Scope::with(["Unknown", "Self"]);
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| wanted.get(i).is_some_and(|(locked, _)| locked.is_none()));
    let mut out = vec![String::new(); wanted.len()];
    for i in order {
        let (Some((locked, name)), Some(place)) = (wanted.get(i), out.get_mut(i)) else { continue };
        let second = if name.is_empty() { name.clone() } else { format!("{name}Value") };
        let mut candidates: Vec<String> = locked.iter().map(|name| words::locked_type_name(name)).collect();
        candidates.extend([name.clone(), second]);
        *place = scope.claim(&candidates, "Value").0;
    }
    out
}
