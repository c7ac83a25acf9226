//! Security schemes, and which of them an operation needs.

use super::Lower;
use super::content::is_token;
use super::overview::docs;
use super::params::place;
use crate::diag::{Code, nearest};
use crate::ir::{Auth, Docs, Param, Place, Scheme, SchemeKind};
use crate::source::Node;
use serde_json::Value;

impl<'d> Lower<'d, '_> {
    pub(super) fn schemes(&mut self) {
        let schemes = self.document.root().get("components").and_then(|components| components.get("securitySchemes"));
        for (name, node) in schemes.into_iter().flat_map(Node::entries) {
            let Some(scheme) = self.follow(node) else { continue };
            if !scheme.value().is_object() {
                // That was said, and calls that need it must not go without.
                let kind = SchemeKind::Other(format!("it is {}", scheme.kind()));
                self.api.schemes.push(Scheme { at: scheme.at(), name: name.to_owned(), kind, docs: Docs::default() });
                continue;
            }
            let kind = kind(scheme).unwrap_or_else(|Unknown { why, key, words }| {
                let message = format!("the security scheme `{name}` cannot be carried out: {why}");
                let said = scheme.str_at(key).unwrap_or_default();
                let near = nearest(said, words.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let help = near.or_else(|| meant(key, said)).unwrap_or_else(|| {
                    "calls that offer no other way are refused; the kinds are apiKey, http (bearer and basic), oauth2, openIdConnect".to_owned()
                });
                let at = scheme.get(key).map_or(scheme.at(), Node::at);
                self.report_with(Code::UnknownScheme, at, message, Some(help));
                SchemeKind::Other(why)
            });
            self.without_source(name, scheme);
            self.api.schemes.push(Scheme { at: scheme.at(), name: name.to_owned(), kind, docs: docs(scheme) });
        }
    }

    /// Says what a scheme lacks without which it works, if the user has a token.
    fn without_source(&mut self, name: &str, scheme: Node<'d>) {
        let (kind, key, help) = match scheme.str_at("type") {
            Some("oauth2") => ("oauth2", "flows", "`flows: { clientCredentials: { tokenUrl: …, scopes: {} } }`"),
            Some("openIdConnect") => ("openIdConnect", "openIdConnectUrl", "`openIdConnectUrl: …`"),
            Some(_) | None => return,
        };
        if scheme.get(key).is_none_or(|said| said.value().is_null()) {
            let message =
                format!("the security scheme `{name}` is `{kind}` without `{key}`; calls take a token all the same");
            let help = format!("say where tokens come from: {help}");
            self.report_with(Code::Missing, scheme.at(), message, Some(help));
        }
    }

    /// What an operation needs: its own `security`, or the document's.
    pub(super) fn auth(&mut self, operation: Node<'d>) -> Auth {
        let mut auth = Auth::default();
        let Some(security) = operation.get("security").or_else(|| self.document.root().get("security")) else {
            return auth;
        };
        let alternatives: Vec<Node<'d>> = match security.value() {
            Value::Array(_) => security.elements().collect(),
            Value::Null => Vec::new(),
            // What was meant is clear, and to read it as "no key needed" would send calls without.
            _ => {
                let message =
                    format!("`security` should be a list, found {}; taken as its only element", security.kind());
                self.report(Code::WrongKind, security.at(), message);
                vec![security]
            }
        };
        for alternative in alternatives {
            let way = self.together(alternative);
            if !auth.any_of.contains(&way) {
                auth.any_of.push(way);
            }
        }
        auth
    }

    /// Schemes that are needed together.
    fn together(&mut self, alternative: Node<'d>) -> Vec<usize> {
        if alternative.value().is_null() {
            let message = "an element of `security` should be an object, found null; taken as `{}`, no credentials";
            let help = "write it as `- myScheme: []`, or as `- {}` if calls go without credentials";
            self.report_with(Code::WrongKind, alternative.at(), message, Some(help.to_owned()));
            return Vec::new();
        }
        if alternative.value().is_object() {
            return alternative.entries().map(|(name, node)| self.scheme(name, node)).collect();
        }
        let help = "write it as `- myScheme: []`";
        let found = alternative.kind();
        let name = alternative.as_str().unwrap_or("(no name)");
        let message =
            format!("an element of `security` should be an object, found {found}; taken as the scheme `{name}`");
        self.report_with(Code::WrongKind, alternative.at(), message, Some(help.to_owned()));
        vec![self.scheme(name, alternative)]
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
        let kind = SchemeKind::Other("the document does not declare it".to_owned());
        self.api.schemes.push(Scheme { at: node.at(), name: name.to_owned(), kind, docs: Docs::default() });
        self.api.schemes.len() - 1
    }
}

/// Why a scheme is none that is known.
struct Unknown {
    why: String,
    /// The key that says so, and the words that it can hold.
    key: &'static str,
    words: &'static [&'static str],
}

impl Unknown {
    fn new(why: impl Into<String>, key: &'static str, words: &'static [&'static str]) -> Unknown {
        Unknown { why: why.into(), key, words }
    }
}

/// Kinds that Swagger 2 or common speech has, as OpenAPI 3 says them.
fn meant(key: &str, said: &str) -> Option<String> {
    match (key, said.to_ascii_lowercase().as_str()) {
        ("type", "basic") => Some("write it as `type: http` and `scheme: basic`".to_owned()),
        ("name", name) if !name.is_empty() => {
            Some("such a name is made of letters, digits and `-` or `_`, without spaces".to_owned())
        }
        ("type", "bearer" | "jwt" | "token") => Some("write it as `type: http` and `scheme: bearer`".to_owned()),
        _ => None,
    }
}

/// The kind of a scheme.
fn kind(scheme: Node<'_>) -> Result<SchemeKind, Unknown> {
    let Some(said) = scheme.str_at("type") else { return Err(Unknown::new("it has no `type`", "type", &[])) };
    match said {
        // OpenAPI has no word for a key in the path.
        "apiKey" if scheme.get("x-bindery-path").is_some() => match scheme.str_at("x-bindery-path") {
            Some(path) if path.matches("{}").count() == 1 => {
                Ok(SchemeKind::PathKey(format!("/{}", path.trim_matches('/'))))
            }
            _ => {
                let why = "it has an `x-bindery-path` without one `{}` for the key, as in `/bot{}`";
                Err(Unknown::new(why, "x-bindery-path", &[]))
            }
        },
        "apiKey" if scheme.get("x-bindery-prefix").is_some() && place(scheme) != Some(Place::Header) => {
            Err(Unknown::new("it has an `x-bindery-prefix` and goes in no header", "x-bindery-prefix", &[]))
        }
        "apiKey" => match (place(scheme).filter(|place| *place != Place::Path), scheme.str_at("name")) {
            (Some(place @ (Place::Header | Place::Cookie)), Some(name)) if !is_token(name) => {
                Err(Unknown::new(format!("`{name}` can be the name of no {}", place.name()), "name", &[]))
            }
            (Some(place), Some(name)) => {
                let prefix = scheme.str_at("x-bindery-prefix").unwrap_or_default().to_owned();
                Ok(SchemeKind::ApiKey { place, name: name.to_owned(), prefix })
            }
            (_, None) => Err(Unknown::new("it is an `apiKey` without a `name`", "name", &[])),
            (None, Some(_)) => {
                let why = match scheme.str_at("in") {
                    Some(said) => format!("its `in` is `{said}`, which is neither header, query nor cookie"),
                    None => "it is an `apiKey` with no `in` that says where it goes".to_owned(),
                };
                Err(Unknown::new(why, "in", &["header", "query", "cookie"]))
            }
        },
        "http" => match scheme.str_at("scheme").map(str::to_ascii_lowercase).as_deref() {
            Some("bearer") => Ok(SchemeKind::Bearer),
            Some("basic") => Ok(SchemeKind::Basic),
            Some(other) => Err(Unknown::new(format!("its `scheme` is `{other}`"), "scheme", &["bearer", "basic"])),
            None => Err(Unknown::new("it is `http` without a `scheme`", "scheme", &[])),
        },
        "oauth2" => Ok(SchemeKind::OAuth2),
        "openIdConnect" => Ok(SchemeKind::OpenIdConnect),
        other => {
            let kinds = &["apiKey", "http", "oauth2", "openIdConnect"];
            Err(Unknown::new(format!("its `type` is `{other}`"), "type", kinds))
        }
    }
}
