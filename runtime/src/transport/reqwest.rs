//! reqwest as a transport, with those of its defaults off that would carry credentials elsewhere: it follows no
//! redirects, sends no `Referer`, and its errors lose their URL here. TLS is rustls with ring, whatever the process'
//! default provider is; certificates are checked as the platform does.

use super::{Answer, Attempt, Body, Transport, TransportError};
use crate::{BoxFuture, Bytes, Sent};
use ::reqwest::Url;
use http::Uri;
use http::uri::{Authority, Scheme};
use rustls_platform_verifier::BuilderVerifierExt as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A pool of connections.
#[derive(Clone)]
pub struct Reqwest {
    client: ::reqwest::Client,
    /// Why `https` is out of reach, if it is: a system without root certificates can still talk to loopback.
    no_tls: Option<Arc<str>>,
    /// Where the last request went. Most clients have one origin, and its host need not be read for every call.
    last: Arc<Mutex<Option<Known>>>,
}

/// An origin in two spellings.
#[derive(Clone)]
struct Known {
    scheme: Scheme,
    authority: Authority,
    root: Url,
}

impl Reqwest {
    /// A pool of its own. `proxies`: whether `HTTPS_PROXY` and its kin are honoured.
    ///
    /// # Errors
    /// When reqwest cannot be set up.
    pub fn new(connect_timeout: Duration, proxies: bool) -> Result<Reqwest, TransportError> {
        let (tls, no_tls) = match tls() {
            Ok(tls) => (Some(tls), None),
            Err(error) => (None, Some(error.to_string().into())),
        };
        let mut builder = ::reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .redirect(::reqwest::redirect::Policy::none())
            .referer(false)
            .tls_backend_preconfigured(
                tls.or_else(no_roots).ok_or_else(|| TransportError::connect("ring lacks TLS 1.2"))?,
            );
        if !proxies {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| convert(error, Sent::No))?;
        Ok(Reqwest { client, no_tls, last: Arc::default() })
    }

    /// As reqwest's own conversion, which prints the URL piece by piece and reads all of it.
    fn converted(&self, request: http::Request<Bytes>) -> Result<::reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let mut request = ::reqwest::Request::new(head.method, self.url(&head.uri)?);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err(TransportError::connect("no URL: it names no host"));
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.as_ref();
        // Authorities are equal whatever their case, and passwords in them are not.
        let known = known.filter(|it| it.scheme == *scheme && it.authority.as_str() == authority.as_str());
        let mut url = match known {
            Some(known) => known.root.clone(),
            None => {
                let root = Url::parse(&[scheme.as_str(), "://", authority.as_str()].concat());
                let root = root.map_err(|error| TransportError::connect(format!("no URL: {error}")))?;
                *last = Some(Known { scheme: scheme.clone(), authority: authority.clone(), root: root.clone() });
                root
            }
        };
        drop(last);
        url.set_path(uri.path());
        url.set_query(uri.query());
        Ok(url)
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn tls() -> Result<rustls::ClientConfig, rustls::Error> {
    let builder = rustls::ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    Ok(with_alpn(builder.with_platform_verifier()?.with_no_client_auth()))
}

/// Trusts nobody.
fn no_roots() -> Option<rustls::ClientConfig> {
    let builder = rustls::ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions().ok()?;
    Some(with_alpn(builder.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()))
}

/// reqwest leaves a given configuration as it is, so HTTP/2 must be offered here.
fn with_alpn(mut config: rustls::ClientConfig) -> rustls::ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

impl Transport for Reqwest {
    fn send(&self, request: http::Request<Bytes>, _: Attempt) -> BoxFuture<'_, Result<Answer, TransportError>> {
        // Before the future begins, so that it need not hold the request. (This starts no timers, and so needs no runtime,
        // since the limits of a call are not reqwest's.)
        let https = request.uri().scheme() == Some(&Scheme::HTTPS);
        let sending = self.converted(request).map(|request| self.client.execute(request));
        Box::pin(async move {
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(TransportError::connect("this call was awaited outside of a tokio runtime"));
            }
            if let Some(reason) = self.no_tls.as_ref().filter(|_| https) {
                return Err(TransportError::connect(&**reason));
            }
            let mut body = match sending?.await {
                Ok(response) => Box::new(Chunks(response)),
                Err(error) => return Err(convert(error, Sent::Maybe)),
            };
            let (status, headers) = (body.0.status(), std::mem::take(body.0.headers_mut()));
            let mut answer = http::Response::new(body as Box<dyn Body>);
            *answer.status_mut() = status;
            *answer.headers_mut() = headers;
            Ok(answer)
        })
    }
}

struct Chunks(::reqwest::Response);

impl Body for Chunks {
    fn next_chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.0.chunk().await.map_err(|error| convert(error, Sent::Yes)) })
    }
}

/// The only place where reqwest's errors come out.
#[cold]
fn convert(error: ::reqwest::Error, sent: Sent) -> TransportError {
    let error = error.without_url();
    let message = root_cause(&error);
    let converted = match error.is_connect() || error.is_builder() {
        true => TransportError::connect(message),
        false => TransportError::broken(sent, message),
    };
    converted.with_source(error)
}

/// The innermost text: those around it only say that something failed.
fn root_cause(error: &::reqwest::Error) -> String {
    if error.is_connect() && error.is_timeout() {
        return "connecting took too long (connect_timeout)".into();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_what_reading_all_of_them_gives() {
        let transport = Reqwest::new(Duration::from_secs(1), false).unwrap();
        for url in [
            "http://api.example",
            "http://api.example/",
            "http://api.example/a%2Fb/./c/../d//e;f=1,2:@!$&'()*+",
            "http://api.example/%2e%2e/a%20b?c=d%26e&f[g]=h|i",
            "http://API.example//a?",
            "https://api.example/v1?x=/../y&z='",
            "https://user:A@api.example:8443/v1",
            "https://user:a@api.example:8443/v1?q",
            "http://[::1]:80/a|b?d'e",
        ] {
            let uri: Uri = url.parse().unwrap();
            // Twice, since the second is made from what is known.
            for _ in 0..2 {
                assert_eq!(transport.url(&uri).unwrap(), Url::parse(&uri.to_string()).unwrap(), "{url}");
            }
        }
    }
}
