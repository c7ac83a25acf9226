//! The orders of the embedded ERP: reading, creating with every violation named, changing field by field, cancelling.

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Erp, NOW, Order, Pairs, Problem, Shared, by_id, lock, object, ok, page, set, text, values, violation};

pub(super) async fn list(State(erp): Shared, Query(query): Query<Pairs>) -> Result<Response, Problem> {
    let statuses: Vec<&str> = values(&query, "status").flat_map(|list| list.split(',')).collect();
    let customers: Vec<&str> = values(&query, "customer_id").collect();
    let numbers: Vec<&str> = values(&query, "number").collect();
    let wanted = |order: &Value| {
        let number = order.get("number").map(Value::to_string).unwrap_or_default();
        (statuses.is_empty() || statuses.contains(&text(order, "status")))
            && (customers.is_empty() || customers.contains(&text(order, "customer_id")))
            && (numbers.is_empty() || numbers.contains(&number.as_str()))
    };
    let orders = lock(&erp).orders.iter().rev().map(|order| order.json.clone()).filter(wanted).collect::<Vec<_>>();
    page(&orders, &query)
}

pub(super) async fn get_one(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    lock(&erp).order(&id).map(|order| answer(StatusCode::OK, order))
}

pub(super) async fn lines(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    lock(&erp).order(&id).map(|order| ok(order.json.get("lines").unwrap_or(&Value::Null)))
}

pub(super) async fn create(State(erp): Shared, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    let request = object(&headers, &body)?;
    let mut erp = lock(&erp);
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    if let Some((before, id)) = key.as_ref().and_then(|key| erp.created.get(key)) {
        if *before != request {
            return Err(Problem::conflict("This Idempotency-Key was used for another request."));
        }
        return erp.order(id).map(|order| answer(StatusCode::CREATED, order));
    }
    let violations = erp.violations(&request);
    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    let order = Order { version: 1, json: erp.new_order(&request) };
    let response = answer(StatusCode::CREATED, &order);
    if let Some(key) = key {
        erp.created.insert(key, (request, text(&order.json, "id").to_owned()));
    }
    erp.orders.push(order);
    Ok(response)
}

/// Absent fields stay, `null` clears, a value is set.
pub(super) async fn update(
    State(erp): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let request = object(&headers, &body)?;
    let changes = request.as_object().cloned().unwrap_or_default();
    let mut erp = lock(&erp);
    let order = erp.order_mut(&id)?;
    if headers.get(header::IF_MATCH).is_some_and(|wanted| wanted != etag(order).as_str()) {
        let detail = "Somebody else changed it; read it again.";
        return Err(Problem::new(StatusCode::PRECONDITION_FAILED, "changed", "Changed since it was read", detail));
    }
    refuse_unless_open(order, "changed")?;
    let violations: Vec<Value> = changes.iter().filter_map(|(field, value)| refused_change(field, value)).collect();
    if !violations.is_empty() {
        return Err(Problem::invalid(violations));
    }
    for (field, value) in changes {
        if field == "metadata" {
            merge(&mut order.json, value);
        } else {
            set(&mut order.json, &field, value);
        }
    }
    order.touch();
    Ok(answer(StatusCode::OK, order))
}

pub(super) async fn cancel(State(erp): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    let mut erp = lock(&erp);
    let order = erp.order_mut(&id)?;
    refuse_unless_open(order, "cancelled")?;
    set(&mut order.json, "status", json!("cancelled"));
    set(&mut order.json, "cancelled_at", json!(NOW));
    order.touch();
    Ok(answer(StatusCode::OK, order))
}

// --- one order -----------------------------------------------------------------------------------------------------

impl Order {
    fn touch(&mut self) {
        self.version += 1;
        set(&mut self.json, "updated_at", json!(NOW));
    }
}

fn answer(status: StatusCode, order: &Order) -> Response {
    let location = format!("/v1/orders/{}", text(&order.json, "id"));
    let mut response = (status, [(header::ETAG, etag(order))], ok(&order.json)).into_response();
    if status == StatusCode::CREATED
        && let Ok(location) = location.parse()
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn etag(order: &Order) -> String {
    format!("\"{}\"", order.version)
}

fn refuse_unless_open(order: &Order, action: &str) -> Result<(), Problem> {
    match text(&order.json, "status") {
        "shipped" | "delivered" | "cancelled" => {
            let detail = format!("The order is {} and cannot be {action}.", text(&order.json, "status"));
            Err(Problem::conflict(&detail))
        }
        _ => Ok(()),
    }
}

fn refused_change(field: &str, value: &Value) -> Option<Value> {
    let fits = match field {
        "ref" | "note" | "discount_code" => value.is_null() || value.is_string(),
        "requested_delivery_date" => value.is_null() || value.as_str().is_some_and(is_date),
        "shipping_address" => value.is_null() || value.is_object(),
        "priority" => matches!(value.as_u64(), Some(1..=4)),
        "labels" => value.is_array(),
        "metadata" => value.is_object(),
        _ => return Some(violation(field, "unknown", "There is no such field.")),
    };
    (!fits).then(|| violation(field, "malformed", "Not what this field can hold."))
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

/// Sets the keys of `metadata`; a key that is null is removed.
fn merge(order: &mut Value, changes: Value) {
    let mut metadata = order.get("metadata").and_then(Value::as_object).cloned().unwrap_or_default();
    let Value::Object(changes) = changes else { return };
    metadata.extend(changes);
    metadata.retain(|_, value| !value.is_null());
    set(order, "metadata", Value::Object(metadata));
}

// --- new orders ------------------------------------------------------------------------------------------------------

/// Ids follow from numbers, so that the example is the same every time.
pub(super) fn id_for(number: usize) -> String {
    format!("0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c{number:04}")
}

impl Erp {
    fn order(&self, id: &str) -> Result<&Order, Problem> {
        self.orders.iter().find(|order| text(&order.json, "id") == id).ok_or_else(|| Problem::not_found("order", id))
    }

    fn order_mut(&mut self, id: &str) -> Result<&mut Order, Problem> {
        let order = self.orders.iter_mut().find(|order| text(&order.json, "id") == id);
        order.ok_or_else(|| Problem::not_found("order", id))
    }

    /// Everything that is wrong with a new order, not only the first thing.
    fn violations(&self, request: &Value) -> Vec<Value> {
        let mut found = Vec::new();
        match request.get("customer_id").and_then(Value::as_str) {
            None => found.push(violation("customer_id", "required", "An order needs a customer.")),
            Some(id) if by_id(&self.customers, id).is_none() => {
                found.push(violation("customer_id", "unknown", "There is no such customer."));
            }
            Some(_) => {}
        }
        let lines = requested_lines(request);
        if lines.is_empty() {
            found.push(violation("lines", "too_small", "An order needs at least one line."));
        }
        for (index, line) in lines.iter().enumerate() {
            if by_id(&self.products, text(line, "product_id")).is_none() {
                found.push(violation(&format!("lines[{index}].product_id"), "unknown", "There is no such product."));
            }
            if !matches!(quantity(line), 1..=100_000) {
                let field = format!("lines[{index}].quantity");
                found.push(violation(&field, "too_small", "Must be from 1 to 100000."));
            }
        }
        found
    }

    /// The order that a request without violations asks for.
    fn new_order(&self, request: &Value) -> Value {
        let number = 1042 + self.orders.len();
        let confirm = request.get("confirm").and_then(Value::as_bool).unwrap_or(false);
        let mut order = json!({
            "id": id_for(number),
            "number": number,
            "status": if confirm { "confirmed" } else { "draft" },
            "priority": 2,
        });
        for field in COPIED {
            if let Some(value) = request.get(field) {
                set(&mut order, field, value.clone());
            }
        }
        let lines = requested_lines(request).iter().enumerate();
        let lines: Vec<(Value, i64)> = lines.map(|(index, line)| self.new_line(number, index, line)).collect();
        let net = lines.iter().fold(0_i64, |sum, (_, cents)| sum.saturating_add(*cents));
        let tax = net / 5;
        set(&mut order, "lines", lines.into_iter().map(|(line, _)| line).collect());
        let gross = money(net.saturating_add(tax));
        set(&mut order, "totals", json!({ "net": money(net), "tax": money(tax), "gross": gross }));
        set(&mut order, "created_at", json!(NOW));
        set(&mut order, "updated_at", json!(NOW));
        set(&mut order, "fulfilment_region", json!("north"));
        order
    }

    /// A line and what it costs in cents.
    fn new_line(&self, order: usize, index: usize, line: &Value) -> (Value, i64) {
        let product = by_id(&self.products, text(line, "product_id")).unwrap_or(&Value::Null);
        let price = line.get("unit_price").or_else(|| product.get("price")).unwrap_or(&Value::Null);
        let percent = line.get("discount_percent").and_then(Value::as_f64).unwrap_or(0.0);
        let full = cents(text(price, "amount")).saturating_mul(quantity(line));
        let total = (full as f64 * (100.0 - percent) / 100.0).round() as i64;
        let json = json!({
            "id": format!("9a3d7a4e-51c5-4f0e-{order:04}-{index:012}"),
            "type": "product",
            "product_id": text(line, "product_id"),
            "description": line.get("description").or_else(|| product.get("name")),
            "quantity": quantity(line),
            "unit_price": price,
            "discount_percent": percent,
            "total": money(total),
        });
        (json, total)
    }
}

/// The fields of a new order that become fields of the order.
const COPIED: [&str; 11] = [
    "customer_id",
    "priority",
    "ref",
    "note",
    "requested_delivery_date",
    "discount_code",
    "payment_method",
    "shipping_address",
    "labels",
    "metadata",
    "custom_fields",
];

fn requested_lines(request: &Value) -> &[Value] {
    request.get("lines").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn quantity(line: &Value) -> i64 {
    line.get("quantity").and_then(Value::as_i64).unwrap_or(0)
}

/// `"89.5"` is 8950.
fn cents(amount: &str) -> i64 {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let part: String = part.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{part}").parse().unwrap_or(0)
}

fn money(cents: i64) -> Value {
    json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100), "currency": "EUR" })
}
