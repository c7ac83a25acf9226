//! A record that stands in unions under one tag always holds that tag, so nobody has to be asked for it, and it may come.

use crate::diag::Diagnostics;
use crate::ir::{Api, Extra, Shape, TypeId, Union, UnionTag};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    for ((id, key), tags) in tags(api) {
        let Shape::Record(record) = &mut api.types[id].shape else { continue };
        let mut tags = tags.into_iter();
        match (record.fields.iter_mut().find(|field| field.key == key), tags.next(), tags.next()) {
            (Some(field), Some(tag), None) => field.tag = Some(tag),
            (Some(_), _, _) => {}
            // The tag comes with every value, so the record cannot be as closed as it says.
            (None, _, _) if matches!(record.extra, Extra::Closed) => record.extra = Extra::Open,
            (None, _, _) => {}
        }
    }
}

/// All tags that unions give a record, by the key that they stand under.
fn tags(api: &Api) -> BTreeMap<(TypeId, String), BTreeSet<String>> {
    let mut out: BTreeMap<(TypeId, String), BTreeSet<String>> = BTreeMap::new();
    for (_, ty) in api.types.iter() {
        let Shape::Union(Union { arms, tag: UnionTag::Key(key), .. }) = &ty.shape else { continue };
        for arm in arms {
            let record = api.behind(arm.slot.ty);
            out.entry((record, key.clone())).or_default().extend(arm.tags.iter().cloned());
        }
    }
    out
}
