//! Tests of whole calls: tables of inputs, and the requests, answers and errors that come of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod answers;
mod params;
mod requests;
mod secrets;
#[cfg(feature = "reqwest")]
mod sockets;
mod timeouts;
#[cfg(feature = "tools")]
mod tools;
#[cfg(feature = "tools")]
mod tools_decoded;
mod traced;

use crate::codec::Json;
use crate::operation::{Api, Scheme, SchemeKind, Server};
use crate::testing::MockTransport;
use crate::{Any, Call, Client, ClientBuilder, Extra, Input, Map};

pub(crate) static API: Api = Api {
    name: "shop",
    version: "2.1",
    servers: &[Server::at("https://shop.example/v1")],
    schemes: &[
        Scheme { name: "key", kind: SchemeKind::HeaderKey("X-Api-Key"), env: "SHOP_KEY" },
        Scheme { name: "query", kind: SchemeKind::QueryKey("api_key"), env: "SHOP_QUERY" },
        Scheme { name: "cookie", kind: SchemeKind::CookieKey("session"), env: "SHOP_COOKIE" },
        Scheme { name: "bearer", kind: SchemeKind::Bearer, env: "SHOP_BEARER" },
        Scheme { name: "basic", kind: SchemeKind::Basic, env: "SHOP_BASIC" },
        Scheme { name: "oauth", kind: SchemeKind::Token, env: "SHOP_TOKEN" },
        Scheme { name: "mutual", kind: SchemeKind::Other("mutualTLS"), env: "SHOP_MUTUAL" },
        Scheme { name: "bot", kind: SchemeKind::PathKey("/bot{}"), env: "SHOP_BOT" },
        Scheme { name: "prefixed", kind: SchemeKind::PrefixedKey("Authorization", "Bot "), env: "SHOP_PREFIXED" },
    ],
};

crate::operations! {
    GET_ORDER = GET "/orders/{}" "getOrder" {
        param 0 path "order_id" simple;
        reply 200 json;
        reply 404 json 0;
        reply 422 json 1;
        reply 0 json;
    }
    CREATE_ORDER = POST "/orders" "createOrder" {
        body json "application/json";
        reply 201 json;
    }
    PING = GET "/ping" "ping" {
        reply 204 empty;
    }
    EXPORT = GET "/export" "export" {
        reply 200 binary;
    }
    NOTE = PUT "/note" "note" {
        body text "text/plain";
        reply 200 text;
    }
    BROKEN = POST "/broken" "broken" { body json "application/json\r\nX: y"; reply 200 json; }
    SPECIAL = GET "/special" "special" { reply 200 json as "application/vnd.api+json"; reply 0 json; }
    BY_KEY = GET "/k" "byKey" { reply 200 json; auth 0; }
    BY_QUERY = GET "/k" "byQuery" { reply 200 json; auth 1; }
    BY_COOKIE = GET "/k" "byCookie" { reply 200 json; auth 2; }
    BY_BEARER = GET "/k" "byBearer" { reply 200 json; auth 3; }
    BY_BASIC = GET "/k" "byBasic" { reply 200 json; auth 4; }
    BY_TOKEN = GET "/k" "byToken" { reply 200 json; auth 5; }
    BY_PATH = GET "/k" "byPath" { reply 200 json; auth 7; }
    BY_PREFIX = GET "/k" "byPrefix" { reply 200 json; auth 8; }
    BY_ANY = GET "/k" "byAny" { reply 200 json; auth 6; auth 0 1; auth 3; }
    BY_NONE_TOO = GET "/k" "byNoneToo" { reply 200 json; auth; auth 0; }
}

pub(crate) struct Order {
    pub(crate) id: i64,
    pub(crate) note: Option<String>,
    pub(crate) extra: Extra,
}

pub(crate) struct Missing {
    pub(crate) message: String,
    pub(crate) extra: Extra,
}

pub(crate) struct Invalid {
    pub(crate) fields: Map<String>,
    pub(crate) extra: Extra,
}

pub(crate) enum GetOrderError {
    Missing(Missing),
    Invalid(Invalid),
    Unknown(Any),
}

crate::record! {
    Order {
        0: id = "id" required;
        1: note = "note" nullable;
    }
    Missing {
        0: message = "message" required;
    }
    Invalid {
        0: fields = "fields" required;
    }
}

crate::union! { GetOrderError "" {
    0: Missing object;
    1: Invalid object;
} }

pub(crate) const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// Without the environment of whoever runs the tests.
pub(crate) fn builder(mock: &MockTransport) -> ClientBuilder {
    Client::builder(&API).transport(mock.clone()).environment(|_| None)
}

pub(crate) fn get_order(client: &Client, id: &dyn Json) -> Call<Order, GetOrderError> {
    client.call(&GET_ORDER, Input { path: &[id], params: &(), body: &(), way: 0 })
}

pub(crate) fn nothing<'a>() -> Input<'a> {
    Input { path: &[], params: &(), body: &(), way: 0 }
}

/// Runs a future to its end on a runtime of its own.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn generated_code_of_this_version_compiles() {
    assert!(env!("CARGO_PKG_VERSION").starts_with("0.1."));
}
