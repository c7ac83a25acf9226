//! Families: a base schema whose `discriminator` tells its children apart, each child referring to the base by `allOf`.
//! Used as a type the base is a union of its children; within a child's `allOf` it lends its fields.

use super::parts::{Inner, Part, properties};
use super::schema::Schema;
use super::tags::{Discriminator, Keys, distinct};
use super::{Lower, within};
use crate::ir::{Arm, Shape, Union, UnionTag};
use crate::source::{At, Node};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a schema could be the base of a family.
pub(super) fn is_base(schema: Schema<'_>) -> bool {
    let declared = schema.node().get("discriminator").is_some_and(|node| node.str_at("propertyName").is_some());
    declared && ["oneOf", "anyOf"].iter().all(|key| schema.schemas(key).next().is_none())
}

impl<'d> Lower<'d, '_> {
    /// The union of a family, if `base` has one and is used as a type.
    pub(super) fn family(&mut self, base: Part<'d>, path: &[String]) -> Option<Shape> {
        if base.bare || !is_base(base.schema) {
            return None;
        }
        let discriminator = self.discriminator(base.schema)?;
        let members = self.members(base, &discriminator);
        if members.iter().all(|member| member.at() == base.at()) {
            return None;
        }
        let whole: Vec<Part<'d>> = members.iter().map(|member| Part { bare: false, ..*member }).collect();
        let tags = self.tags_of_all(&discriminator, &whole);
        let mut arms: Vec<Arm> = Vec::new();
        for (member, tags) in members.into_iter().zip(distinct(tags)) {
            let name = self.component_name(member).or(tags.explicit).unwrap_or_else(|| "object".to_owned());
            let slot = match member.bare {
                true => self.slot(member.at(), vec![member], within(path, &name)),
                false => super::slots::plain_slot(member.at(), self.component(member.schema)),
            };
            arms.push(Arm { name, tags: tags.values, slot });
        }
        Some(Shape::Union(Union { arms, tag: UnionTag::Key(discriminator.key.to_owned()) }))
    }

    /// The concrete schemas of a family: all that extend the base, whatever else the mapping names, and bases that stand for
    /// themselves.
    fn members(&mut self, base: Part<'d>, discriminator: &Discriminator<'d>) -> Vec<Part<'d>> {
        let mapped: Vec<Schema<'_>> = discriminator.mapping.iter().map(|(_, schema)| *schema).collect();
        let is_mapped = |at: At| mapped.iter().any(|schema| schema.at() == at);
        let mut members: Vec<Part<'d>> = Vec::new();
        let mut seen: BTreeSet<At> = BTreeSet::from([base.at()]);
        let mut open = self.children_of(base.at());
        open.reverse();
        while let Some(child) = open.pop() {
            if !seen.insert(child.at()) {
                continue;
            }
            let children = self.children_of(child.at());
            let own = child.node().get("discriminator").and_then(|node| node.str_at("propertyName"));
            let same_key = own.is_none_or(|key| key == discriminator.key);
            match (children.is_empty() || own.is_none(), same_key) {
                (true, _) => members.push(child.into()),
                (false, false) => {
                    members.push(child.into());
                    continue;
                }
                (false, true) if is_mapped(child.at()) || self.stands_alone(child, discriminator) => {
                    members.push(Part { bare: true, ..child.into() })
                }
                (false, true) => {}
            }
            open.extend(children.into_iter().rev());
        }
        for schema in mapped {
            if schema.at() == base.at() {
                if !members.iter().any(|member| member.at() == base.at()) {
                    members.push(Part { bare: true, ..schema.into() });
                }
            } else if seen.insert(schema.at()) {
                members.push(schema.into());
            }
        }
        let has_base = members.iter().any(|member| member.at() == base.at());
        // With one child alone the base would be that child, and another child upstream would change what it means.
        if !has_base && (members.len() == 1 || self.stands_alone(base.schema, discriminator)) {
            members.push(Part { bare: true, ..base.schema.into() });
        }
        members
    }

    /// Whether values may be of a base itself, where no mapping says which schemas there are: it has more to say than the tag,
    /// and the tag may be its name.
    fn stands_alone(&mut self, base: Schema<'d>, discriminator: &Discriminator<'d>) -> bool {
        let base = Part { bare: true, ..base.into() };
        let (Some(name), Some(constants)) = (self.component_name(base), self.constant_keys(&[], base, Keys::All))
        else {
            return false;
        };
        let listed = constants.into_iter().find(|(key, _)| key == discriminator.key);
        let speaks = properties(&self.flatten(&[base])).len() > 1;
        discriminator.mapping.is_empty() && speaks && listed.is_none_or(|(_, values)| values.contains(&name))
    }

    /// Whether `part` extends the base that it seems to be a mere wrapper of.
    pub(super) fn is_member(&mut self, part: Part<'d>, inner: Part<'d>) -> bool {
        match inner.inner() {
            Some(Inner::Reference(reference)) => self.is_member_of(part, reference),
            Some(Inner::Within(_)) | None => false,
        }
    }

    /// As [`is_member`](Self::is_member), for a reference.
    pub(super) fn is_member_of(&mut self, part: Part<'d>, reference: &str) -> bool {
        let Ok(target) = part.schema.target(reference) else { return false };
        is_base(target)
            && part.schema.raw("allOf").is_some()
            && self.children_of(target.at()).iter().any(|child| child.at() == part.at())
    }

    fn children_of(&mut self, base: At) -> Vec<Schema<'d>> {
        if self.children.is_none() {
            self.children = Some(self.all_children());
        }
        self.children.as_ref().and_then(|children| children.get(&base)).cloned().unwrap_or_default()
    }

    fn all_children(&self) -> BTreeMap<At, Vec<Schema<'d>>> {
        let mut children: BTreeMap<At, Vec<Schema<'d>>> = BTreeMap::new();
        let schemas = self.document.root().get("components").and_then(|components| components.get("schemas"));
        for (_, node) in schemas.into_iter().flat_map(Node::entries) {
            let child = Schema(node);
            for reference in child.schemas("allOf").filter_map(Schema::reference) {
                if let Ok(base) = self.document.resolve(reference) {
                    children.entry(base.at()).or_default().push(child);
                }
            }
        }
        children
    }
}
