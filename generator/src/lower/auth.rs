//! Security schemes, and which of them an operation needs.

use super::Lower;
use super::overview::docs;
use super::params::place;
use crate::diag::{Code, nearest};
use crate::ir::{Auth, Docs, Param, Place, Scheme, SchemeKind};
use crate::source::Node;

impl<'d> Lower<'d, '_> {
    pub(super) fn schemes(&mut self) {
        let schemes = self.document.root().get("components").and_then(|components| components.get("securitySchemes"));
        for (name, node) in schemes.into_iter().flat_map(Node::entries) {
            let Some(scheme) = self.follow(node) else { continue };
            let kind = kind(scheme).unwrap_or_else(|kind| {
                let message = format!("the security scheme `{name}` is of a kind that cannot be carried out: {kind}");
                self.report(Code::UnknownScheme, scheme.at(), message);
                SchemeKind::Other(kind)
            });
            self.api.schemes.push(Scheme { at: scheme.at(), name: name.to_owned(), kind, docs: docs(scheme) });
        }
    }

    /// What an operation needs: its own `security`, or the document's.
    pub(super) fn auth(&mut self, operation: Node<'d>) -> Auth {
        let mut auth = Auth::default();
        let Some(security) = operation.get("security").or_else(|| self.document.root().get("security")) else {
            return auth;
        };
        for alternative in security.elements() {
            let names: Vec<(&str, Node<'_>)> = alternative.entries().collect();
            let way: Vec<usize> = names.iter().map(|(name, node)| self.scheme(name, *node)).collect();
            if !auth.any_of.contains(&way) {
                auth.any_of.push(way);
            }
        }
        auth
    }

    /// What a credential fills is no parameter beside it.
    pub(super) fn without_credentials(&self, params: &mut Vec<Param>, auth: &Auth) {
        params.retain(|param| {
            !auth.any_of.iter().flatten().filter_map(|scheme| self.api.schemes.get(*scheme)).any(|scheme| match &scheme
                .kind
            {
                SchemeKind::ApiKey { place: Place::Header, name, .. } => {
                    param.place == Place::Header && param.name.eq_ignore_ascii_case(name)
                }
                SchemeKind::ApiKey { place, name, .. } => param.place == *place && param.name == *name,
                SchemeKind::PathKey(_) | SchemeKind::Bearer | SchemeKind::Basic => false,
                SchemeKind::OAuth2 | SchemeKind::OpenIdConnect | SchemeKind::Other(_) => false,
            })
        });
    }

    /// One that nobody declared is of a kind that cannot be carried out: what needs it must not be sent without.
    fn scheme(&mut self, name: &str, node: Node<'d>) -> usize {
        if let Some(found) = self.api.schemes.iter().position(|scheme| scheme.name == name) {
            return found;
        }
        let mut alike =
            self.api.schemes.iter().enumerate().filter(|(_, scheme)| scheme.name.eq_ignore_ascii_case(name));
        if let (Some((found, scheme)), None) = (alike.next(), alike.next()) {
            let message =
                format!("there is no security scheme `{name}` among the components; `{}` is taken", scheme.name);
            self.report(Code::UndeclaredScheme, node.at(), message);
            return found;
        }
        let near = nearest(name, self.api.schemes.iter().map(|scheme| scheme.name.as_str()));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        let message =
            format!("there is no security scheme `{name}` among the components; calls that need it are refused");
        self.report_with(Code::UndeclaredScheme, node.at(), message, help);
        let kind = SchemeKind::Other("undeclared".to_owned());
        self.api.schemes.push(Scheme { at: node.at(), name: name.to_owned(), kind, docs: Docs::default() });
        self.api.schemes.len() - 1
    }
}

/// The kind of a scheme, or what it calls itself if it is none that is known.
fn kind(scheme: Node<'_>) -> Result<SchemeKind, String> {
    let said = scheme.str_at("type").unwrap_or("no `type`");
    match said {
        // OpenAPI has no word for a key in the path.
        "apiKey" if scheme.get("x-bindery-path").is_some() => match scheme.str_at("x-bindery-path") {
            Some(path) if path.matches("{}").count() == 1 => {
                Ok(SchemeKind::PathKey(format!("/{}", path.trim_matches('/'))))
            }
            _ => Err("`x-bindery-path` without one `{}` for the key, as in `/bot{}`".to_owned()),
        },
        "apiKey" if scheme.get("x-bindery-prefix").is_some() && place(scheme) != Some(Place::Header) => {
            Err("`x-bindery-prefix` on a key that goes in no header".to_owned())
        }
        "apiKey" => match (place(scheme).filter(|place| *place != Place::Path), scheme.str_at("name")) {
            (Some(place), Some(name)) => {
                let prefix = scheme.str_at("x-bindery-prefix").unwrap_or_default().to_owned();
                Ok(SchemeKind::ApiKey { place, name: name.to_owned(), prefix })
            }
            _ => Err("apiKey without `name` or `in`".to_owned()),
        },
        "http" => match scheme.str_at("scheme").map(str::to_ascii_lowercase).as_deref() {
            Some("bearer") => Ok(SchemeKind::Bearer),
            Some("basic") => Ok(SchemeKind::Basic),
            Some(other) => Err(format!("http {other}")),
            None => Err("http without `scheme`".to_owned()),
        },
        "oauth2" => Ok(SchemeKind::OAuth2),
        "openIdConnect" => Ok(SchemeKind::OpenIdConnect),
        other => Err(other.to_owned()),
    }
}
