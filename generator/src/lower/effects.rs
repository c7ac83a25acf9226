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
];

/// Last words of paths that are questions, though they are sent by POST.
const QUESTIONS: &[&str] = &["search", "query", "count", "lookup", "preview", "estimate", "find"];

/// What a call does, by what the operation is called and where it is sent.
pub(super) fn judged(method: Method, path: &str, name: &str) -> Effect {
    let verb = || first_words(name).find_map(|word| VERBS.iter().find(|(verb, _)| *verb == word));
    let verb = || verb().map(|(_, effect)| *effect);
    let last = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    match method {
        // Some change things by GET, and say so.
        Method::Get if verb() == Some(Effect::Delete) => Effect::Delete,
        Method::Get | Method::Head | Method::Options | Method::Trace => Effect::Read,
        Method::Put | Method::Patch => Effect::Update,
        Method::Delete => Effect::Delete,
        Method::Post if QUESTIONS.contains(&last.as_str()) => Effect::Read,
        Method::Post => verb().unwrap_or(Effect::Act),
    }
}

/// The first word of each part of a name, in lower case: `issues/addLabels` has `issues` and `add`.
fn first_words(name: &str) -> impl Iterator<Item = String> {
    name.split(['/', '.', ':']).filter_map(|part| {
        let part = part.trim_matches(|c: char| !c.is_ascii_alphabetic());
        let mut letters = part.chars();
        let first = letters.next()?.to_ascii_lowercase();
        Some(std::iter::once(first).chain(letters.take_while(char::is_ascii_lowercase)).collect())
    })
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
            (Method::Post, "/orders", "createOrder", Effect::Create),
            (Method::Post, "/orders/search", "POST /orders/search", Effect::Read),
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
