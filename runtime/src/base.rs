//! Base URLs: where an API lives, checked once, and the origin that its credentials belong to.

use crate::operation::Server;
use http::Uri;
use percent_encoding::{CONTROLS, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// A checked base URL, without a slash at its end.
#[derive(Clone)]
pub(crate) struct Base {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

/// Scheme, host and port: what must be equal for two URLs to be of one server.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    https: bool,
    host: String,
    port: u16,
    loopback: bool,
}

impl Base {
    /// Refuses what cannot be a base URL. The reason never shows the URL: keys stand in some.
    pub(crate) fn parse(text: &str) -> Result<Base, String> {
        let text = text.trim();
        if let Some(name) = text.split('{').nth(1).and_then(|rest| rest.split('}').next()) {
            return Err(format!("has a variable `{name}` that needs a value"));
        }
        if text.contains('}') {
            return Err("has a brace that ends no variable".into());
        }
        if text.contains(['?', '#', '\\']) {
            return Err("has a query, a fragment or a backslash".into());
        }
        let uri: Uri = text.parse().map_err(|error| format!("is no URL: {error}"))?;
        if uri.authority().is_none() || uri.scheme().is_none() {
            return Err("is relative: give an absolute one with `.base_url(\"https://…\")`".into());
        }
        if uri.path().split('/').any(|segment| is_dots(&percent_decode_str(segment).decode_utf8_lossy())) {
            return Err("has a segment `.` or `..`".into());
        }
        let origin = Origin::of(&uri)?;
        // As it is sent: letters beyond ASCII, which only a path can have here, are not.
        Ok(Base { text: utf8_percent_encode(text.trim_end_matches('/'), CONTROLS).to_string(), origin })
    }

    /// The base URL of a server, with `given` values for its variables; a relative one is seen from `self`.
    pub(crate) fn join(&self, server: &Server, given: &[(String, String)]) -> Result<Base, String> {
        let text = fill(server, given)?;
        match text.contains("://") {
            true => Base::parse(&text),
            false => {
                let from: Uri = self.text.parse().map_err(|error| format!("is no URL: {error}"))?;
                Base::parse(&without_dots(&resolve(&from, &text).ok_or("is no URL")?.to_string()))
            }
        }
    }
}

/// The URL of a server, its variables filled in. A value cannot move the rest of the URL to another host.
pub(crate) fn fill(server: &Server, given: &[(String, String)]) -> Result<String, String> {
    let mut url = server.url.to_owned();
    for variable in server.variables {
        let value = given.iter().rev().find(|(name, _)| name == variable.name).map(|(_, value)| value.as_str());
        if let Some(value) = value.filter(|value| !variable.values.is_empty() && !variable.values.contains(value)) {
            let known = variable.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
            return Err(format!("has a variable `{}` that cannot be `{value}`, but one of {known}", variable.name));
        }
        let value = value.unwrap_or(variable.default);
        let place = format!("{{{}}}", variable.name);
        // Before the path, a value is a part of the host's name, unless it is all of the server.
        let in_host =
            url.split("://").nth(1).and_then(|rest| rest.split('/').next()).is_some_and(|host| host.contains(&place));
        let in_scheme = url.split_once("://").is_some_and(|(scheme, _)| scheme.contains(&place));
        let of_scheme = |char: char| char.is_ascii_alphanumeric() || "+-.".contains(char);
        let moves = |char: char| {
            let elsewhere = (in_host && char == '/') || (in_scheme && !of_scheme(char));
            char.is_control() || "?#@\\".contains(char) || char == ' ' || elsewhere
        };
        // As a server may see it that decodes before it looks.
        let decoded = percent_decode_str(value).decode_utf8_lossy();
        let leaves = value.contains(moves) || decoded.contains(moves) || decoded.split('/').any(is_dots);
        if value != variable.default && leaves {
            return Err(format!("has a variable `{}` whose value cannot stand in a URL", variable.name));
        }
        url = url.replace(&place, value);
    }
    Ok(url)
}

fn is_dots(segment: &str) -> bool {
    matches!(segment, "." | "..")
}

impl Origin {
    pub(crate) fn of(uri: &Uri) -> Result<Origin, String> {
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("is neither `http` nor `https`".into()),
        };
        let authority = uri.authority().ok_or("has no host")?;
        if authority.as_str().contains('@') {
            return Err("has a user in it: credentials go into `.credential(…)`".into());
        }
        if authority.host().is_empty() {
            return Err("has no host".into());
        }
        // `host:99999` and `host:` parse as URLs, but not as ports.
        let port = match (authority.port_u16(), authority.as_str().len() == authority.host().len()) {
            (Some(port), _) => port,
            (None, true) => Self::default_port(https),
            (None, false) => return Err("has a port that is none".into()),
        };
        let host = authority.host().to_ascii_lowercase();
        let loopback = is_loopback(host.trim_start_matches('[').trim_end_matches(']'));
        Ok(Origin { https, host, port, loopback })
    }

    fn default_port(https: bool) -> u16 {
        if https { 443 } else { 80 }
    }

    /// Whether what goes there can be read by none but this machine.
    pub(crate) fn is_private(&self) -> bool {
        self.https || self.loopback
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }
}

fn is_loopback(host: &str) -> bool {
    let address = || host.parse::<std::net::IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address().is_ok_and(|address| address.is_loopback())
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.host)?;
        if self.port != Self::default_port(self.https) {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

/// A URL whose `.` and `..` are gone (RFC 3986, section 5.2.4), none of them beyond the root.
fn without_dots(url: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    // Scheme, nothing and host stand before the path.
    for (i, segment) in url.split('/').enumerate() {
        match segment {
            "." if i > 2 => {}
            ".." if i > 2 => kept.truncate(kept.len().saturating_sub(1).max(3)),
            segment => kept.push(segment),
        }
    }
    kept.join("/")
}

/// The URL that a `Location` means, seen from `from`.
pub(crate) fn resolve(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next().unwrap_or_default();
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    let path = from.path();
    let has_scheme = location.split(['/', '?']).next().is_some_and(|first| first.contains(':'));
    let text = if has_scheme {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.starts_with('?') || location.is_empty() {
        format!("{scheme}://{authority}{path}{location}")
    } else {
        let folder = path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or("/");
        format!("{scheme}://{authority}{folder}{location}")
    };
    // Some parsers read a backslash as a slash, and would go elsewhere than where this one looked.
    if text.contains('\\') {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::fill;
    use crate::operation::{Server, Variable};

    #[test]
    fn a_value_does_not_move_the_url_to_another_host() {
        const URL: &str = "{scheme}://{tenant}.example/{base}";
        let variables: &[Variable] = &[
            Variable { name: "scheme", default: "https", values: &[] },
            Variable { name: "tenant", default: "a", values: &[] },
            Variable { name: "base", default: "v1", values: &[] },
        ];
        let cases = [
            ("scheme", "http", Some("http://a.example/v1")),
            ("scheme", "https://evil.example/x", None),
            ("scheme", "https:", None),
            ("tenant", "b", Some("https://b.example/v1")),
            ("tenant", "evil.example/", None),
            ("base", "v2/x", Some("https://a.example/v2/x")),
            ("base", "..", None),
        ];
        for (name, value, expected) in cases {
            let url = fill(&Server { url: URL, variables }, &[(name.to_owned(), value.to_owned())]);
            assert_eq!(url.ok().as_deref(), expected, "{name} = {value}");
        }
    }
}
