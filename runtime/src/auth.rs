//! Who calls: which of an operation's ways is open, and how its credentials get into the request.

use crate::operation::{Operation, Scheme, SchemeKind};
use crate::request::{add_header, checked_cookie, checked_header, is_dots};
use crate::{Api, BoxFuture, Secret, params};
use base64::Engine as _;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Where credentials come from at the time of a call: a vault, a session, an OAuth flow of one's own.
///
/// It is asked before each call, within the call's timeout, for what the operation's alternatives lack, one alternative after
/// the other until one is complete. What it gives wins over the environment, unless it is blank; what was given to
/// [`ClientBuilder::credential`](crate::ClientBuilder::credential), or as a header, wins over it. When it fails, that
/// alternative is not open.
pub trait CredentialProvider: Send + Sync + 'static {
    /// The credential for a scheme; nothing if it has none.
    fn credential<'a>(&'a self, scheme: &'static Scheme) -> BoxFuture<'a, Result<Option<Secret>, ProviderError>>;
}

/// Why a provider has failed. Its text becomes part of the error of the call, so it must hold no secret.
pub type ProviderError = Box<dyn std::error::Error + Send + Sync>;

/// The credentials of one client, in the order of [`Api::schemes`]; no secret is blank.
pub(crate) type Credentials = Vec<Option<Secret>>;

/// What stands as it is in a segment of a path: `pchar` of RFC 3986, without what some servers read as more.
const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'@');

/// A credential to be put into a request.
pub(crate) struct Applied<'a> {
    scheme: &'static Scheme,
    secret: &'a Secret,
}

/// Where credentials go in a request.
pub(crate) struct Target<'a> {
    pub(crate) query: &'a mut String,
    pub(crate) headers: &'a mut HeaderMap,
    pub(crate) cookies: &'a mut Vec<String>,
}

/// The first way that is wholly open. A header that the caller set by hand counts as a credential.
///
/// # Errors
/// Names every way, with what is missing of it.
pub(crate) fn resolve<'a>(
    api: &'static Api,
    op: &Operation,
    credentials: &'a Credentials,
    headers: &HeaderMap,
) -> Result<Vec<Applied<'a>>, String> {
    let mut ways = Vec::new();
    for way in op.auth.iter().filter(|way| !way.is_empty()) {
        let mut applied = Vec::new();
        let mut missing = Vec::new();
        for &i in *way {
            let Some(scheme) = api.schemes.get(i) else {
                // A table that names no scheme of its API is broken; nothing goes out on its word.
                missing.push("a security scheme that this client does not know".to_owned());
                continue;
            };
            match credentials.get(i) {
                _ if header_of(scheme.kind).is_some_and(|name| headers.keys().any(|there| is_named(there, name))) => {}
                Some(Some(secret)) if !matches!(scheme.kind, SchemeKind::Other(_)) => {
                    applied.push(Applied { scheme, secret });
                }
                _ => missing.push(how_to_give(scheme)),
            }
        }
        if applied.len() > 1
            && let Some(name) = shared_header(&applied)
        {
            missing.push(format!("two values for the one header `{name}`, which cannot be"));
        }
        if missing.is_empty() {
            return Ok(applied);
        }
        ways.push(missing.join(" and "));
    }
    match op.auth.is_empty() || op.auth.iter().any(|way| way.is_empty()) {
        true => Ok(Vec::new()),
        false => Err(format!("needs a credential: {}", ways.join(", or "))),
    }
}

/// The header for which there are two credentials. Most operations need one.
#[cold]
fn shared_header(applied: &[Applied<'_>]) -> Option<&'static str> {
    let headers = || applied.iter().filter_map(|it| header_of(it.scheme.kind));
    headers().find(|name| headers().filter(|other| other.eq_ignore_ascii_case(name)).count() > 1)
}

pub(crate) fn header_of(kind: SchemeKind) -> Option<&'static str> {
    match kind {
        SchemeKind::HeaderKey(name) | SchemeKind::PrefixedKey(name, _) => Some(name),
        SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::Token => Some("authorization"),
        // Who sets it by hand knows what they do; otherwise nobody could call what needs such a scheme.
        SchemeKind::Other(_) => Some("authorization"),
        SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) | SchemeKind::PathKey(_) => None,
    }
}

/// Whether a header of this name says who calls, so that it must not go everywhere.
pub(crate) fn is_credential(api: &Api, name: &HeaderName) -> bool {
    let mut own = api.schemes.iter().filter_map(|scheme| header_of(scheme.kind));
    let usual = [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE];
    usual.contains(name) || own.any(|own| is_named(name, own))
}

fn is_named(header: &HeaderName, name: &str) -> bool {
    header.as_str().eq_ignore_ascii_case(name)
}

fn how_to_give(scheme: &Scheme) -> String {
    match scheme.kind {
        SchemeKind::Other(kind) => {
            format!("`{}` (not supported: {kind}; a header `Authorization` set by hand counts)", scheme.name)
        }
        _ => format!("`{0}` (set {1}, or give `.credential(\"{0}\", …)`)", scheme.name, scheme.env),
    }
}

impl Applied<'_> {
    /// All that the credential looks like on its way.
    pub(crate) fn forms(&self) -> Vec<String> {
        forms_of_secret(self.scheme.kind, self.secret.expose())
    }

    /// What the credential puts in front of the operation's path.
    ///
    /// # Errors
    /// When the credential would be another path.
    pub(crate) fn path(&self) -> Result<Option<String>, String> {
        let SchemeKind::PathKey(template) = self.scheme.kind else { return Ok(None) };
        let secret = self.secret.expose();
        let path = template.replace("{}", &utf8_percent_encode(secret, SEGMENT).to_string());
        if path.split('/').any(|segment| is_dots(segment.as_bytes())) {
            return Err(format!("the credential `{}` is `.` or `..`, which would leave its path", self.scheme.name));
        }
        Ok(Some(path))
    }

    /// Puts the credential into the request.
    ///
    /// # Errors
    /// When the credential holds characters that cannot be sent; the reason does not show it.
    pub(crate) fn apply(&self, to: &mut Target<'_>) -> Result<(), String> {
        let secret = self.secret.expose();
        let mut set = |name: &str, value: &str| -> Result<(), String> {
            let (name, mut value) = checked_header(name, value)?;
            value.set_sensitive(true);
            // It is not there yet: `resolve` takes no credential for a header that is.
            add_header(to.headers, name, value);
            Ok(())
        };
        let with = |prefix: &str| match secret.get(..prefix.len()) {
            Some(start) if start.eq_ignore_ascii_case(prefix) => secret.to_owned(),
            _ => format!("{prefix}{secret}"),
        };
        match self.scheme.kind {
            SchemeKind::HeaderKey(name) => set(name, secret),
            SchemeKind::PrefixedKey(name, prefix) => set(name, &with(prefix)),
            SchemeKind::Bearer | SchemeKind::Token => set("authorization", &with("Bearer ")),
            SchemeKind::Basic if !secret.contains(':') => Err("is no `user:password`".into()),
            SchemeKind::Basic => set("authorization", &format!("Basic {}", basic(secret))),
            SchemeKind::QueryKey(name) => {
                let pair = format!("{}={}", params::percent(name), params::percent(secret));
                // A redirect may have kept it.
                if !to.query.split('&').any(|there| there == pair) {
                    to.query.push_str(if to.query.is_empty() { "" } else { "&" });
                    to.query.push_str(&pair);
                }
                Ok(())
            }
            // It is in the URL already, see `path`.
            SchemeKind::PathKey(_) => Ok(()),
            SchemeKind::CookieKey(name) => checked_cookie(name, secret).map(|cookie| to.cookies.push(cookie)),
            SchemeKind::Other(kind) => Err(format!("is not supported: {kind}")),
        }
        .map_err(|reason| format!("the credential `{}` {reason}", self.scheme.name))
    }
}

/// All that a credential looks like on its way.
#[doc(hidden)]
pub fn forms_of_secret(kind: SchemeKind, secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    for encoded in [params::percent(secret), utf8_percent_encode(secret, SEGMENT).to_string()] {
        // As others spell it who repeat it: digits of either case, and a form's plus for a space.
        let lower = lower_digits(&encoded);
        forms.extend([encoded.replace("%20", "+"), lower.replace("%20", "+"), encoded, lower]);
    }
    if matches!(kind, SchemeKind::Basic) {
        forms.push(basic(secret));
        forms.extend(secret.split_once(':').map(|(_, password)| password.to_owned()));
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// `%2F` as `%2f`.
fn lower_digits(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        out.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    out
}

/// Secrets as they are and as strings of JSON have them, whose writers may escape slashes; the longest first, since one may be a
/// part of another.
#[doc(hidden)]
pub fn in_json(forms: impl Iterator<Item = String>) -> Vec<String> {
    let spelled = |form: String| {
        let json = serde_json::Value::from(form.as_str()).to_string();
        let json = json.get(1..json.len() - 1).unwrap_or_default().to_owned();
        [json.replace('/', r"\/"), json, form]
    };
    let mut all: Vec<String> = forms.flat_map(spelled).collect();
    all.sort_by_key(|form| std::cmp::Reverse(form.len()));
    all.dedup();
    all
}

/// `text` without some secrets. Short ones stand in any text by chance, and are no secret.
pub(crate) fn hide(text: String, secrets: &[String]) -> String {
    secrets.iter().filter(|secret| secret.len() >= 6).fold(text, |text, secret| text.replace(secret, "[redacted]"))
}

/// `user:password` as it is sent, RFC 7617.
fn basic(secret: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(secret)
}

/// All cookies as one header, behind those that stand in one already (RFC 6265, section 5.4) and win over others of their
/// name.
pub(crate) fn cookie_header(cookies: &[String], headers: &mut HeaderMap) -> Result<(), String> {
    if cookies.is_empty() {
        return Ok(());
    }
    let there = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().trim().to_owned();
    let given: Vec<String> = there.into_iter().flat_map(|text| text.split(';')).map(name).collect();
    let others = cookies.iter().filter(|cookie| !given.contains(&name(cookie))).map(String::as_str);
    let all: Vec<&str> = there.into_iter().chain(others).collect();
    let mut value = HeaderValue::from_str(&all.join("; ")).map_err(|_| "a cookie cannot be sent".to_owned())?;
    value.set_sensitive(true);
    headers.insert(header::COOKIE, value);
    Ok(())
}
