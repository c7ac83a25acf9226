//! What a call does to the world. Documents hardly ever say it (`x-bindery-effect`), so it is judged by method, path and
//! name; where that leaves a doubt, a call is taken for more than it is.

use crate::ir::{Effect, Method};

/// First words of names, and what operations that begin so do.
const VERBS: &[(&str, Effect)] = &[
    ("count", Effect::Read),
    ("describe", Effect::Read),
    ("estimate", Effect::Read),
    ("fetch", Effect::Read),
    ("find", Effect::Read),
    ("get", Effect::Read),
    ("list", Effect::Read),
    ("lookup", Effect::Read),
    ("preview", Effect::Read),
    ("query", Effect::Read),
    ("read", Effect::Read),
    ("retrieve", Effect::Read),
    ("search", Effect::Read),
    ("add", Effect::Create),
    ("create", Effect::Create),
    ("insert", Effect::Create),
    ("new", Effect::Create),
    ("edit", Effect::Update),
    ("modify", Effect::Update),
    ("patch", Effect::Update),
    ("replace", Effect::Update),
    ("set", Effect::Update),
    ("update", Effect::Update),
    ("delete", Effect::Delete),
    ("destroy", Effect::Delete),
    ("purge", Effect::Delete),
    ("remove", Effect::Delete),
    ("cancel", Effect::Act),
    ("charge", Effect::Act),
    ("execute", Effect::Act),
    ("increment", Effect::Act),
    ("pay", Effect::Act),
    ("publish", Effect::Act),
    ("reset", Effect::Act),
    ("revoke", Effect::Act),
    ("run", Effect::Act),
    ("send", Effect::Act),
    ("start", Effect::Act),
    ("stop", Effect::Act),
    ("subscribe", Effect::Act),
    ("trigger", Effect::Act),
    ("unsubscribe", Effect::Act),
];

/// Last words of paths that are questions, though they are sent by POST.
const QUESTIONS: &[&str] = &["search", "query", "count", "lookup", "preview", "estimate", "find"];

/// What a call does, by what the operation is called and where it is sent.
pub(super) fn judged(method: Method, path: &str, name: &str) -> Effect {
    // What has no name of its own is called by its method, which says nothing more.
    let name = name.split_once(" /").map_or(name, |(_, path)| path);
    let last = path.rsplit('/').next().unwrap_or_default();
    // Of `getOrCreate` the greater counts, wherever it stands.
    let verbs = words(name).chain(words(last)).filter_map(|word| VERBS.iter().find(|(verb, _)| *verb == word));
    let greatest = verbs.map(|(_, effect)| *effect).max();
    let first = words(name).next().and_then(|word| VERBS.iter().find(|(verb, _)| *verb == word));
    let reads = first.is_some_and(|(_, effect)| *effect == Effect::Read);
    let question = || QUESTIONS.contains(&last.to_ascii_lowercase().as_str());
    match (method, greatest) {
        // Some change things by GET, and say so at the beginning of their name or at the end of their path.
        (Method::Get, Some(effect)) if !reads && (first.is_some() || begins_with_a_verb(last)) => effect,
        (Method::Get | Method::Head | Method::Options | Method::Trace, _) => Effect::Read,
        (Method::Put | Method::Patch, _) => Effect::Update,
        (Method::Delete, _) => Effect::Delete,
        (Method::Post, None) if question() => Effect::Read,
        (Method::Post, Some(effect)) => effect,
        (Method::Post, None) => Effect::Act,
    }
}

fn begins_with_a_verb(text: &str) -> bool {
    words(text).next().is_some_and(|word| VERBS.iter().any(|(verb, _)| *verb == word))
}

/// The words of a name, in lower case: `issues/addLabels` has `issues`, `add` and `labels`.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars() {
        let begins = !before.is_ascii_alphabetic() || c.is_ascii_uppercase() && before.is_ascii_lowercase();
        match words.last_mut() {
            Some(word) if c.is_ascii_alphabetic() && !begins => word.push(c.to_ascii_lowercase()),
            _ if c.is_ascii_alphabetic() => words.push(c.to_ascii_lowercase().to_string()),
            _ => {}
        }
        before = c;
    }
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::judged;
    use crate::ir::{Effect, Method};

    #[test]
    fn effects_are_judged() {
        let cases = [
            (Method::Get, "/orders", "listOrders", Effect::Read),
            (Method::Get, "/cache/purge", "purgeCache", Effect::Delete),
            (Method::Get, "/new-releases", "getNewReleases", Effect::Read),
            (Method::Get, "/sets/{id}", "sets", Effect::Read),
            (Method::Get, "/calls/create", "GET /calls/create", Effect::Create),
            (Method::Get, "/sendMessage", "sendMessage", Effect::Act),
            (Method::Post, "/orders", "createOrder", Effect::Create),
            (Method::Post, "/orders/search", "POST /orders/search", Effect::Read),
            (Method::Post, "/checks/preview", "create_preview_check", Effect::Create),
            (Method::Post, "/sessions", "getOrCreateSession", Effect::Create),
            (Method::Post, "/lists/{id}", "list.removeMember", Effect::Delete),
            (Method::Post, "/lists/{id}/count", "incrementCount", Effect::Act),
            (Method::Post, "/orders/{id}/cancel", "cancelOrder", Effect::Act),
            (Method::Post, "/customers", "PostCustomers", Effect::Act),
            (Method::Post, "/sendMessage", "/sendMessage", Effect::Act),
            (Method::Post, "/getMe", "/getMe", Effect::Read),
            (Method::Post, "/repos/{r}/issues", "issues/create", Effect::Create),
            (Method::Post, "/receipts", "send_read_receipt", Effect::Act),
            (Method::Put, "/orders/{id}", "x", Effect::Update),
            (Method::Delete, "/orders/{id}", "x", Effect::Delete),
        ];
        for (method, path, name, effect) in cases {
            assert_eq!(judged(method, path, name), effect, "{method:?} {path} {name}");
        }
    }
}
