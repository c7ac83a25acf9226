//! Which uses of types are secrets: what generated clients redact, and what a request that is only shown leaves out.

use super::{Api, Format, Param, Place, SchemeKind, Shape, Slot};
use std::collections::BTreeSet;

impl Api {
    /// Whether a parameter carries a credential: it stands where a security scheme has its own, though the operation may
    /// not name that scheme, or is a text whose name ends so.
    pub fn is_credential(&self, param: &Param) -> bool {
        let same = |name: &str| match param.place {
            Place::Header => name.eq_ignore_ascii_case(&param.name),
            Place::Path | Place::Query | Place::Cookie => name == param.name,
        };
        let declared = self.schemes.iter().any(|scheme| match &scheme.kind {
            SchemeKind::ApiKey { place, name, .. } => *place == param.place && same(name),
            SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect => {
                param.place == Place::Header && same("authorization")
            }
            SchemeKind::PathKey(_) | SchemeKind::Other(_) => false,
        });
        declared || self.is_named_as_credential(param)
    }

    fn is_named_as_credential(&self, param: &Param) -> bool {
        let letters = param.name.chars().filter(char::is_ascii_alphanumeric);
        let letters = letters.collect::<String>().to_ascii_lowercase();
        let header = param.place == Place::Header;
        // Such tokens say where a list goes on.
        let paging = ["page", "next", "continuation", "cursor", "sync"].iter().any(|word| letters.contains(word));
        let ends = |ends: &[&str]| ends.iter().any(|end| letters.ends_with(end));
        let named = ends(&["apikey", "accesstoken"])
            || header && ends(&["token", "authorization", "apisecret", "clientsecret", "subscriptionkey", "authkey"]);
        named && !paging && matches!(self.types[self.behind(param.slot.ty)].shape, Shape::Text(_))
    }

    /// Whether values are secrets, or lists, maps and tuples of them.
    pub fn is_secret(&self, slot: &Slot) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![slot];
        while let Some(slot) = open.pop() {
            if slot.write_only || slot.secret {
                return true;
            }
            // A list may hold itself.
            if !seen.insert(slot.ty) {
                continue;
            }
            match &self.types[slot.ty].shape {
                Shape::Text(Format::Password) => return true,
                Shape::List(slot) | Shape::Map(slot) | Shape::Alias(slot) => open.push(slot),
                Shape::Tuple(slots) => open.extend(slots),
                Shape::Text(_) | Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Bytes | Shape::Any => {}
                Shape::Record(_) | Shape::Choice(_) | Shape::Union(_) => {}
            }
        }
        false
    }
}
