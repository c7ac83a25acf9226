//! A record that stands in unions under one tag always holds that tag, so nobody has to be asked for it.

use crate::diag::Diagnostics;
use crate::ir::{Api, Shape, TypeId, Union, UnionTag};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(api: &mut Api, _diags: &mut Diagnostics) {
    for ((id, key), tags) in tags(api) {
        let mut tags = tags.into_iter();
        let (Some(tag), None) = (tags.next(), tags.next()) else { continue };
        if let Shape::Record(record) = &mut api.types[id].shape
            && let Some(field) = record.fields.iter_mut().find(|field| field.key == key)
        {
            field.tag = Some(tag);
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
