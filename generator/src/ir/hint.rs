//! The part of a type's way through the document that names it: `lines item price` rather than all that stands above. Types
//! that say the same by the same steps become one, so the steps are chosen here for both.

use super::Hint;

/// Steps that lowering makes: they say what a schema is to its parent, and would not tell it from others alone.
const ROLES: &[&str] = &["boolean", "integer", "item", "list", "number", "object", "string", "value", "variant"];

impl Hint {
    /// The two nearest steps, and those before them that it takes to begin with one that the document has named.
    pub fn near(&self) -> &[String] {
        let mut from = self.within.len().saturating_sub(2);
        while from > 0 && self.within.get(from).is_some_and(|step| ROLES.contains(&step.as_str())) {
            from -= 1;
        }
        self.within.get(from..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Hint;

    #[test]
    fn the_nearest_steps_begin_with_a_name() {
        let cases = [
            ("Order", "Order"),
            ("Order item", "Order item"),
            ("Order lines price", "lines price"),
            ("Order lines item price", "lines item price"),
            ("Order lines item item price", "lines item item price"),
            ("GetOrders list item", "GetOrders list item"),
            ("item item item", "item item item"),
        ];
        for (within, expected) in cases {
            let hint = Hint { within: within.split(' ').map(str::to_owned).collect(), ..Hint::default() };
            assert_eq!(hint.near().join(" "), expected, "{within}");
        }
    }
}
