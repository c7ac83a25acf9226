//! Names that models see: of tools, and of their arguments. They keep to what the rules of all providers allow, so that one
//! name serves everywhere; the narrowest are Gemini's for arguments and the sixty characters of some clients for tools.

use super::scope::Scope;
use super::words;

/// Bytes of a tool's name: clients put the name of a server in front of it.
const LONGEST_TOOL: usize = 56;
/// Bytes of an argument's name.
const LONGEST_ARGUMENT: usize = 64;

/// The name of a tool, from the name of its operation's table, which no other operation has.
pub(super) fn tool(table: &str) -> String {
    let name = table.to_ascii_lowercase();
    if name.len() <= LONGEST_TOOL {
        return name;
    }
    // What is cut off still tells names apart.
    let stem = name.get(..LONGEST_TOOL - 9).unwrap_or_default().trim_end_matches('_');
    format!("{stem}_{:08x}", hash(&name))
}

/// Names for keys that stand beside each other, in their order. A key that every provider takes stays as it is.
pub fn argument_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let keys: Vec<&str> = keys.into_iter().collect();
    let mut scope = Scope::default();
    let mut names: Vec<Option<String>> =
        keys.iter().map(|key| is_plain(key).then(|| scope.claim(&[(*key).to_owned()], "value").0)).collect();
    for (key, name) in keys.iter().zip(&mut names) {
        if name.is_none() {
            let mut own = words::value_name(key);
            own.truncate(LONGEST_ARGUMENT - 4);
            *name = Some(scope.claim(&[own], "value").0);
        }
    }
    names.into_iter().flatten().collect()
}

fn is_plain(key: &str) -> bool {
    let starts = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts && key.len() <= LONGEST_ARGUMENT && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// FNV-1a: the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::{argument_keys, tool};

    #[test]
    fn names_keep_to_what_all_providers_take() {
        let keys = ["customerId", "$filter", "page[size]", "filter", "Idempotency-Key", "2fa", "", "_id", "größe"];
        let expected =
            ["customerId", "filter2", "page_size", "filter", "idempotency_key", "n2fa", "value", "_id", "grosse"];
        assert_eq!(argument_keys(keys), expected);
        assert_eq!(argument_keys(["a-b", "a_b", "a.b"]), ["a_b2", "a_b", "a_b3"]);
        let long = "x".repeat(70);
        assert_eq!(argument_keys([long.as_str()]).first().map(String::len), Some(60));
        assert_eq!(tool("LIST_ORDERS"), "list_orders");
        let long = "LIST_THE_ORDERS_OF_ALL_CUSTOMERS_WHO_HAVE_ORDERED_BEFORE_LAST_SUMMER";
        assert_eq!(tool(long), "list_the_orders_of_all_customers_who_have_order_e23ba4c2");
    }
}
