//! "Did you mean …?": the name most like one that does not exist.

/// The candidate that differs least from `wanted`, if it is near enough to be meant. The first wins a tie.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wanted.chars().count() / 3).max(1);
    let near = candidates.map(|name| (distance(wanted, name, limit), name)).filter(|(distance, _)| *distance <= limit);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Edit distance without regard to case; anything above `limit` for names that cannot come nearer.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for ((y, diagonal), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
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
        ];
        for (wanted, names, expected) in cases {
            assert_eq!(nearest(wanted, names.iter().copied()), *expected, "{wanted}");
        }
    }
}
