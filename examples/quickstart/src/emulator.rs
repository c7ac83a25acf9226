//! A small ERP on loopback that answers as `specs/erp.yaml` says, so that the example needs neither network nor account.
//! Its first data are the document's own examples; what clients change lives in memory until the program ends.
//!
//! Like a real service it has moved on since its document was written, which a client must survive:
//! every order has a field `fulfilment_region`, and order 1044 has the status `awaiting_pickup` and the payment method
//! `store_credit`. None of the three is documented.

mod orders;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The only key that this ERP accepts.
pub const DEMO_KEY: &str = "demo-key-for-loopback-only";

/// The ERP's clock stands still, so that the example prints the same every time.
const NOW: &str = "2026-03-22T08:00:00Z";

/// Starts the ERP on a free port of 127.0.0.1 and answers its base URL. It runs until the runtime is dropped.
///
/// # Errors
/// When there is no port, or the document has lost its examples.
pub async fn serve() -> io::Result<String> {
    let router = router(Erp::seeded().map_err(io::Error::other)?);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let base_url = format!("http://{}/v1", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(base_url)
}

fn router(erp: Erp) -> Router {
    let with_key = Router::new()
        .route("/v1/orders", get(orders::list).post(orders::create))
        .route("/v1/orders/{id}", get(orders::get_one).patch(orders::update))
        .route("/v1/orders/{id}/cancel", post(orders::cancel))
        .route("/v1/orders/{id}/lines", get(orders::lines))
        .route("/v1/customers", get(list_customers))
        .route("/v1/customers/{id}", get(get_customer))
        .route("/v1/products", get(list_products))
        .route("/v1/products/{id}", get(get_product))
        .route("/v1/products/{id}/stock", get(get_stock))
        .route("/v1/categories", get(list_categories))
        .route_layer(middleware::from_fn(require_key));
    let public = Router::new().route("/v1/status", get(status));
    let no_such_path = |request: Request| async move { Problem::not_found("path", request.uri().path()) };
    let erp = Arc::new(Mutex::new(erp));
    let number = middleware::from_fn_with_state(Arc::clone(&erp), number_requests);
    with_key.merge(public).fallback(no_such_path).layer(number).with_state(erp)
}

// --- state ---------------------------------------------------------------------------------------------------------

type Shared = State<Arc<Mutex<Erp>>>;

struct Erp {
    /// Oldest first.
    orders: Vec<Order>,
    customers: Vec<Value>,
    products: Vec<Value>,
    categories: Value,
    stock: Value,
    /// What was created under an idempotency key: the request, and the id of the order.
    created: BTreeMap<String, (Value, String)>,
    /// How many requests have come, for `X-Request-Id`.
    requests: u32,
}

#[derive(Clone)]
struct Order {
    /// Counts the changes; the `ETag` shows it.
    version: u32,
    json: Value,
}

impl Erp {
    fn seeded() -> Result<Erp, String> {
        let document: Value =
            serde_yaml::from_str(include_str!(env!("ERP_SPEC"))).map_err(|error| error.to_string())?;
        let example = |name: &str| {
            let value = document.pointer(&format!("/components/examples/{name}/value"));
            value.cloned().ok_or_else(|| format!("the document has no example {name}"))
        };
        let mut orders = vec![example("ShippedOrder")?, example("DraftOrder")?, moved_on(example("DraftOrder")?)];
        for order in &mut orders {
            set(order, "fulfilment_region", json!("north"));
        }
        Ok(Erp {
            orders: orders.into_iter().map(|json| Order { version: 1, json }).collect(),
            customers: vec![example("CompanyCustomer")?, example("PersonCustomer")?],
            products: vec![example("LampProduct")?, example("ChairProduct")?],
            categories: example("CategoryTree")?,
            stock: example("LampStock")?,
            created: BTreeMap::new(),
            requests: 0,
        })
    }
}

/// Order 1044, which says things that the document does not know.
fn moved_on(mut order: Value) -> Value {
    set(&mut order, "id", json!(orders::id_for(1044)));
    set(&mut order, "number", json!(1044));
    set(&mut order, "status", json!("awaiting_pickup"));
    set(&mut order, "payment_method", json!({ "kind": "store_credit", "balance": "500.00" }));
    order
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

fn lock(erp: &Mutex<Erp>) -> MutexGuard<'_, Erp> {
    erp.lock().unwrap_or_else(PoisonError::into_inner)
}

fn by_id<'a>(items: &'a [Value], id: &str) -> Option<&'a Value> {
    items.iter().find(|item| text(item, "id") == id)
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

// --- what is read only -----------------------------------------------------------------------------------------------

async fn status() -> Response {
    ok(&json!({ "status": "ok", "version": "1.4.0", "time": NOW, "message": null }))
}

async fn list_customers(State(erp): Shared, Query(query): Query<Pairs>) -> Result<Response, Problem> {
    page(&lock(&erp).customers, &query)
}

async fn get_customer(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    by_id(&lock(&erp).customers, &id).map(ok).ok_or_else(|| Problem::not_found("customer", &id))
}

async fn list_products(State(erp): Shared, Query(query): Query<Pairs>) -> Result<Response, Problem> {
    let skus: Vec<&str> = values(&query, "sku").collect();
    let mut products = lock(&erp).products.clone();
    products.retain(|product| skus.is_empty() || skus.contains(&text(product, "sku")));
    page(&products, &query)
}

async fn get_product(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    by_id(&lock(&erp).products, &id).map(ok).ok_or_else(|| Problem::not_found("product", &id))
}

async fn get_stock(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    let erp = lock(&erp);
    if text(&erp.stock, "product_id") == id {
        return Ok(ok(&erp.stock));
    }
    by_id(&erp.products, &id).ok_or_else(|| Problem::not_found("product", &id))?;
    Ok(ok(&json!({ "product_id": id, "available": 0, "levels": [] })))
}

async fn list_categories(State(erp): Shared) -> Response {
    ok(&lock(&erp).categories)
}

// --- requests and answers ----------------------------------------------------------------------------------------------

type Pairs = Vec<(String, String)>;

fn values<'a>(query: &'a Pairs, name: &'a str) -> impl Iterator<Item = &'a str> {
    query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
}

async fn require_key(request: Request, next: Next) -> Response {
    match request.headers().get("x-api-key") {
        Some(key) if key == DEMO_KEY => next.run(request).await,
        _ => {
            let detail = "Send a valid key in the header X-Api-Key.";
            let problem = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Not authorised", detail);
            ([(header::WWW_AUTHENTICATE, "ApiKey")], problem).into_response()
        }
    }
}

async fn number_requests(State(erp): Shared, request: Request, next: Next) -> Response {
    let number = {
        let mut erp = lock(&erp);
        erp.requests = erp.requests.wrapping_add(1);
        erp.requests
    };
    ([("x-request-id", format!("req_{number}"))], next.run(request).await).into_response()
}

/// The page that `cursor` and `limit` ask for. The cursor is the id of the last item of the page before.
fn page(items: &[Value], query: &Pairs) -> Result<Response, Problem> {
    let limit = match values(query, "limit").next().map_or(Ok(20), str::parse) {
        Ok(limit @ 1..=100) => limit,
        _ => return Err(Problem::invalid(vec![violation("limit", "not_allowed", "Must be from 1 to 100.")])),
    };
    let start = match values(query, "cursor").next() {
        None => 0,
        Some(cursor) => match items.iter().position(|item| text(item, "id") == cursor) {
            Some(last) => last + 1,
            None => return Err(Problem::invalid(vec![violation("cursor", "unknown", "Not a cursor of this list.")])),
        },
    };
    let data: Vec<&Value> = items.iter().skip(start).take(limit).collect();
    let has_more = start + data.len() < items.len();
    let next_cursor = data.last().filter(|_| has_more).map(|item| text(item, "id"));
    Ok(ok(&json!({ "data": data, "next_cursor": next_cursor, "has_more": has_more })))
}

fn ok(json: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}

/// The request's JSON object.
fn object(headers: &HeaderMap, body: &[u8]) -> Result<Value, Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.starts_with("application/json") {
        let detail = "Send application/json.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "Not JSON", detail));
    }
    match serde_json::from_slice(body) {
        Ok(json @ Value::Object(_)) => Ok(json),
        Ok(_) => Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", "Not an object", "Send a JSON object.")),
        Err(error) => Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", "Not JSON", &error.to_string())),
    }
}

/// An error answer after RFC 9457.
struct Problem {
    status: StatusCode,
    json: Value,
}

impl Problem {
    fn new(status: StatusCode, kind: &str, title: &str, detail: &str) -> Problem {
        let kind = format!("https://erp.example.com/problems/{kind}");
        Problem { status, json: json!({ "type": kind, "title": title, "status": status.as_u16(), "detail": detail }) }
    }

    fn not_found(what: &str, id: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", &format!("There is no {what} {id}."))
    }

    fn conflict(detail: &str) -> Problem {
        Problem::new(StatusCode::CONFLICT, "conflict", "Not possible at present", detail)
    }

    fn invalid(violations: Vec<Value>) -> Problem {
        let detail = format!("Fields that need a look: {}.", violations.len());
        let title = "Some fields were refused";
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "validation", title, &detail);
        set(&mut problem.json, "violations", json!(violations));
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content_type = [(header::CONTENT_TYPE, "application/problem+json")];
        (self.status, content_type, Body::from(self.json.to_string())).into_response()
    }
}

fn violation(field: &str, code: &str, message: &str) -> Value {
    json!({ "field": field, "code": code, "message": message })
}
