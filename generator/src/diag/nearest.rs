//! "Did you mean …?": the name most like one that does not exist.

use strsim::osa_distance;

/// Differences between two names beyond which neither is meant for the other, however long they are.
const MOST: usize = 4;
/// Bytes of a name beyond which nobody typed it: comparing takes the square of its length.
const LONG: usize = 200;

/// The candidate that differs least from `wanted`, if it is near enough to be meant: letters put in, taken out, changed, or
/// in each other's place, whatever their case. The first wins a tie.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_within(MOST, wanted, candidates)
}

/// The same, with so many differences at most.
pub(crate) fn nearest_within<'a>(
    most: usize,
    wanted: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if wanted.len() > LONG {
        return None;
    }
    let wanted = wanted.to_lowercase();
    let length = wanted.chars().count();
    let limit = (length / 3).clamp(1, most);
    let near = candidates.filter(|name| name.len() <= LONG).filter_map(|name| {
        let lowercase = name.to_lowercase();
        let may_be = lowercase.chars().count().abs_diff(length) <= limit;
        may_be.then(|| (osa_distance(&wanted, &lowercase), name))
    });
    // Of a name of one letter nothing is left to be alike.
    let alike = |distance: usize| distance == 0 || distance <= limit && distance < length;
    near.filter(|(distance, _)| alike(*distance)).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_nearest_name() {
        let cases: &[(&str, &[&str], Option<&str>)] = &[
            ("Pets", &["Pet", "Store"], Some("Pet")),
            ("pet", &["Store", "Pet"], Some("Pet")),
            ("Petz", &["Pets", "Pet"], Some("Pets")),
            ("schemas", &["schema", "responses"], Some("schema")),
            ("Order", &["User", "Category"], None),
            ("qurey", &["query", "header"], Some("query")),
            ("x", &[], None),
            ("Z", &["C", "z"], Some("z")),
            ("Z", &["C", "Zo"], None),
            ("", &["", "a"], Some("")),
            ("petStoreOrderItm", &["petStoreOrder", "petStoreOrderItem"], Some("petStoreOrderItem")),
            ("aaaaaaaaaaaaaaaaaaaaaaaabbbbbb", &["aaaaaaaaaaaaaaaaaaaaaaaacccccc"], None),
            (
                "abcdefghijklmnopqrstuvwxyz",
                &["bcdefghijklmnopqrstuvwxyz__", "xyz"],
                Some("bcdefghijklmnopqrstuvwxyz__"),
            ),
        ];
        for (wanted, names, expected) in cases {
            assert_eq!(nearest(wanted, names.iter().copied()), *expected, "{wanted}");
        }
    }

    #[test]
    fn long_names_take_no_time() {
        let (wanted, name) = ("x".repeat(500_000), "x".repeat(500_001));
        assert_eq!(nearest(&wanted, [name.as_str(), "x"].into_iter()), None);
        assert_eq!(nearest("x", [name.as_str(), "X"].into_iter()), Some("X"));
    }
}
