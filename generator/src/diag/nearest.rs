//! "Did you mean …?": the name most like one that does not exist.

/// Differences between two names beyond which neither is meant for the other, however long they are.
const MOST: usize = 4;

/// The candidate that differs least from `wanted`, if it is near enough to be meant. The first wins a tie.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = lowercase(wanted);
    let limit = (wanted.len() / 3).clamp(1, MOST);
    let near = candidates.map(|name| (distance(&wanted, &lowercase(name), limit), name));
    near.filter(|(distance, _)| *distance <= limit).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

fn lowercase(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).collect()
}

/// Edit distance; anything above `limit` for names that cannot come nearer. Only what is near the diagonal is looked at, so
/// that the time does not grow with the square of a long name.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let (from, to) = (i.saturating_sub(limit), (i + limit + 1).min(b.len()));
        let Some((first, cells)) = row.get_mut(from..=to).and_then(<[usize]>::split_first_mut) else { break };
        let mut left = if from == 0 { i + 1 } else { limit + 1 };
        let mut diagonal = std::mem::replace(first, left);
        let mut least = left;
        for (y, cell) in b.iter().skip(from).zip(cells) {
            let above = *cell;
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            *cell = left;
            diagonal = above;
            least = least.min(left);
        }
        if least > limit {
            return limit + 1;
        }
    }
    row.last().copied().unwrap_or(limit + 1)
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
            ("x", &[], None),
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
        assert_eq!(nearest(&wanted, [name.as_str()].into_iter()), Some(name.as_str()));
    }
}
