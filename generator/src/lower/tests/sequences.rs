//! Lists whose first elements have schemas of their own.

use super::check;

#[test]
fn a_fixed_length_is_a_tuple() {
    check(&[(
        "closed, or as long as it is short",
        "
Closed: {type: array, prefixItems: [{type: number}, {type: string}], items: false, minItems: 2}
Bounded: {type: array, prefixItems: [{type: number}, {type: [string, 'null']}], minItems: 2, maxItems: 2}
Cut: {type: array, prefixItems: [{type: number}, {type: string}], minItems: 1, maxItems: 1}
Longer: {prefixItems: [{type: number}], items: {type: string}, minItems: 3, maxItems: 3}
Free: {prefixItems: [{type: number}], minItems: 2, maxItems: 2}
Old: {type: array, items: [{type: number}, {type: boolean}], additionalItems: false, minItems: 2}",
        &[
            "Closed (F64!, Text!)",
            "Bounded (F64!, Text!?)",
            "Cut (F64!)",
            "Longer (F64!, Text!, Text!)",
            "Free (F64!, Any!)",
            "Old (F64!, Bool!)",
        ],
        &[],
    )]);
}

#[test]
fn any_other_length_is_a_list_of_what_elements_can_be() {
    check(&[(
        "open, or shorter allowed",
        "
Same: {type: array, prefixItems: [{type: number}, {type: number}]}
Open: {type: array, prefixItems: [{type: number}, {type: string}], minItems: 2}
Short: {type: array, prefixItems: [{type: number}, {type: string}], items: false}
Rest: {type: array, prefixItems: [{type: string}], items: {type: boolean}}
Nulls: {type: array, prefixItems: [{type: 'null'}, {type: string}]}
Free: {type: array, prefixItems: [{type: string}], items: {}}
None: {type: array, prefixItems: []}
Numbers: {type: array, prefixItems: [{type: integer}, {type: number}]}
Long: {type: array, prefixItems: [{type: number}], items: {type: boolean}, minItems: 13, maxItems: 13}
Wrong: {type: array, prefixItems: [{type: number}], items: false, minItems: 2}",
        &[
            "Same [Any!]",
            "Open [Any!]",
            "Short [Short.item!]",
            "Rest [Rest.item!]",
            "Nulls [Any!]",
            "Free [Any!]",
            "None [Any!]",
            "Numbers [Any!]",
            "Long [Long.item!]",
            "Wrong [F64!]",
            "Short.item | number: F64! | string: Text!",
            "Rest.item | string: Text! | boolean: Bool!",
            "Long.item | number: F64! | boolean: Bool!",
        ],
        &["B0210", "B0321", "B0321", "B0321", "B0321"],
    )]);
}
