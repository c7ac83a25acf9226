//! A call: a request that is built, options for this one time, and the future that carries it out.

use crate::base::Base;
use crate::codec::{Any, Json, Policy};
use crate::error::{Core, ErrorKind};
use crate::execute::{Mode, Received, execute};
use crate::operation::Operation;
use crate::request::{Prepared, checked_header};
use crate::response::{RawResponse, Response, error, success};
use crate::{BoxFuture, Client, Error};
use http::HeaderMap;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A call that gives a `T`, or an [`Error<E>`]. It can be set up further, and is carried out when awaited.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E = Any> {
    parts: Parts,
    types: PhantomData<fn() -> (T, E)>,
}

/// As [`Call`], for those who want the answer as it comes, whatever its status.
#[must_use = "a call does nothing until it is awaited"]
pub struct RawCall<E = Any> {
    parts: Parts,
    types: PhantomData<fn() -> E>,
}

pub(crate) struct Parts {
    client: Client,
    op: &'static Operation,
    prepared: Result<Box<Prepared>, Box<Core>>,
    /// Most calls have none.
    options: Option<Box<Options>>,
}

/// What a call does differently from its client.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) headers: HeaderMap,
    pub(crate) base: Option<Base>,
}

impl<T, E> Call<T, E> {
    #[inline]
    pub(crate) fn of(parts: Parts) -> Call<T, E> {
        Call { parts, types: PhantomData }
    }

    /// How long the call may take, everything included.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.parts.options().timeout = Some(limit);
        self
    }

    /// How long one attempt may take, body included.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.parts.options().attempt_timeout = Some(limit);
        self
    }

    /// A header of this request, instead of one that is there.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match checked_header(name, value) {
            Ok((name, value)) => {
                self.parts.options().headers.insert(name, value);
            }
            Err(reason) => self.parts.refuse(ErrorKind::Request, format!("the header `{name}` {reason}")),
        }
        self
    }

    /// Where to send this request. Credentials go along only if that is an origin that the client or the document
    /// names; otherwise a call that needs some is refused.
    pub fn base_url(mut self, url: &str) -> Self {
        match Base::parse(url) {
            Ok(base) => self.parts.options().base = Some(base),
            Err(reason) => self.parts.refuse(ErrorKind::Config, format!("the base URL {reason}")),
        }
        self
    }

    /// Why it cannot be made, if it cannot: what is known before anything is sent.
    #[cfg(feature = "tools")]
    pub(crate) fn checked(self) -> Result<Self, Error<E>> {
        match self.parts.prepared {
            Ok(_) => Ok(self),
            Err(core) => Err(Error::new(core, None)),
        }
    }

    /// The answer as it comes: whatever its status, not decoded. A redirect to another origin is one, too.
    pub fn raw(self) -> RawCall<E> {
        RawCall { parts: self.parts, types: PhantomData }
    }
}

impl Parts {
    pub(crate) fn new(client: Client, op: &'static Operation, prepared: Result<Box<Prepared>, Box<Core>>) -> Parts {
        Parts { client, op, prepared, options: None }
    }

    fn options(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// The first reason stands.
    fn refuse(&mut self, kind: ErrorKind, reason: String) {
        if self.prepared.is_ok() {
            self.prepared = Err(Core::unsent(self.op.id, kind, reason));
        }
    }

    fn send(self, mode: Mode) -> BoxFuture<'static, Result<Box<Received>, Box<Core>>> {
        Box::pin(execute(self.client, self.op, self.prepared, self.options, mode))
    }
}

impl<T: Json, E: Json> IntoFuture for Call<T, E> {
    type Output = Result<Response<T>, Error<E>>;
    type IntoFuture = CallFuture<T, E>;

    fn into_future(self) -> CallFuture<T, E> {
        let (op, policy) = (self.parts.op, self.parts.client.0.policy);
        CallFuture { received: self.parts.send(Mode::Decoded), op, policy, types: PhantomData }
    }
}

impl<E: Json> IntoFuture for RawCall<E> {
    type Output = Result<RawResponse, Error<E>>;
    type IntoFuture = RawFuture<E>;

    fn into_future(self) -> RawFuture<E> {
        RawFuture { received: self.parts.send(Mode::Raw), types: PhantomData }
    }
}

/// A [`Call`] under way.
#[must_use = "futures do nothing until they are awaited"]
pub struct CallFuture<T, E> {
    received: BoxFuture<'static, Result<Box<Received>, Box<Core>>>,
    op: &'static Operation,
    policy: Policy,
    types: PhantomData<fn() -> (T, E)>,
}

impl<T: Json, E: Json> Future for CallFuture<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    // All that is generic about a call: two decoders are picked, once the answer is there.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (op, policy) = (self.op, self.policy);
        self.received.as_mut().poll(cx).map(|received| match received {
            Ok(received) if received.status.is_success() || op.answers_with(received.status) => {
                success(op, received, policy)
            }
            Ok(received) => Err(error(op, received)),
            Err(core) => Err(Error::new(core, None)),
        })
    }
}

/// A [`RawCall`] under way.
#[must_use = "futures do nothing until they are awaited"]
pub struct RawFuture<E> {
    received: BoxFuture<'static, Result<Box<Received>, Box<Core>>>,
    types: PhantomData<fn() -> E>,
}

impl<E> Future for RawFuture<E> {
    type Output = Result<RawResponse, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.received.as_mut().poll(cx).map(|received| match received {
            Ok(received) => {
                let Received { status, headers, body, message, secrets, .. } = *received;
                Ok(RawResponse { status, headers, body, message, secrets })
            }
            Err(core) => Err(Error::new(core, None)),
        })
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    /// Shows nothing of the request: there are keys in some.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.parts.op.id).finish_non_exhaustive()
    }
}

impl<E> fmt::Debug for RawCall<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall").field("operation", &self.parts.op.id).finish_non_exhaustive()
    }
}
