//! What a careful person writes without a generator: reqwest, and structs that derive serde's traits. The fields, the
//! headers and the limits are those of the generated client; what it does beyond that (unknown values and fields are kept,
//! the answer's headers too, redirects stay within the origin) is left out.
#![allow(dead_code, reason = "what nobody reads is decoded nonetheless")]

use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

pub struct Client {
    http: reqwest::Client,
    base: String,
    key: HeaderValue,
}

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Client {
    /// With the limits that a generated client has by default, or with none.
    pub fn new(base: &str, key: &str, limits: bool) -> Result<Client> {
        let mut http = reqwest::Client::builder().user_agent("by-hand/1.0").no_proxy().referer(false);
        http = http.redirect(reqwest::redirect::Policy::none()).connect_timeout(Duration::from_secs(5));
        if limits {
            http = http.timeout(Duration::from_secs(600)).read_timeout(Duration::from_secs(60));
        }
        http = http.tls_backend_preconfigured(no_tls()?);
        let mut key = HeaderValue::from_str(key)?;
        key.set_sensitive(true);
        Ok(Client { http: http.build()?, base: base.to_owned(), key })
    }

    pub async fn get_order(&self, id: &str) -> Result<Order> {
        let url = Url::parse(&format!("{}/orders/{id}", self.base))?;
        let request = self.http.get(url).header(ACCEPT, "application/json").header("x-api-key", &self.key);
        decode(request.send().await?.error_for_status()?).await
    }

    pub async fn create_order(&self, order: &NewOrder, once: &str) -> Result<Order> {
        let url = Url::parse(&format!("{}/orders", self.base))?;
        let request = self.http.post(url).header(ACCEPT, "application/json").header("x-api-key", &self.key);
        let request = request.header("idempotency-key", once).header(CONTENT_TYPE, "application/json");
        decode(request.body(serde_json::to_vec(order)?).send().await?.error_for_status()?).await
    }
}

async fn decode(answer: reqwest::Response) -> Result<Order> {
    Ok(serde_json::from_slice(&answer.bytes().await?)?)
}

/// Nothing here speaks TLS, but reqwest without a provider wants to be told.
fn no_tls() -> Result<rustls::ClientConfig> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}

#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    pub id: String,
    pub number: i64,
    pub status: OrderStatus,
    pub priority: i32,
    pub customer_id: String,
    pub r#ref: Option<String>,
    pub note: Option<String>,
    pub requested_delivery_date: Option<String>,
    pub discount_code: Option<String>,
    pub lines: Vec<OrderLine>,
    pub payment_method: Option<PaymentMethod>,
    pub billing_address: Option<Address>,
    pub shipping_address: Option<Address>,
    pub totals: OrderTotals,
    pub shipment: Option<Shipment>,
    pub invoice_ids: Option<Vec<String>>,
    pub labels: Option<Vec<String>>,
    pub metadata: Option<BTreeMap<String, String>>,
    pub custom_fields: Option<BTreeMap<String, serde_json::Value>>,
    pub warehouse_code: Option<String>,
    pub cancelled_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    Draft,
    Confirmed,
    Picking,
    Shipped,
    Delivered,
    Cancelled,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineType {
    Product,
    Service,
    Shipping,
    Discount,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OrderLine {
    pub id: String,
    pub r#type: LineType,
    pub product_id: Option<String>,
    pub description: String,
    pub quantity: i32,
    pub unit_price: Money,
    pub discount_percent: Option<f64>,
    pub total: Money,
    pub serial_numbers: Option<Vec<String>>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Money {
    pub amount: String,
    pub currency: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PaymentMethod {
    Invoice {
        due_days: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        dunning: Option<bool>,
    },
    Card {
        token: String,
        #[serde(skip_serializing)]
        last4: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires: Option<String>,
    },
    BankTransfer {
        iban: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        bic: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Address {
    pub name: String,
    pub street: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
    pub city: String,
    pub postal_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub country: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OrderTotals {
    pub net: Money,
    pub tax: Money,
    pub gross: Money,
    pub tax_by_rate: Option<BTreeMap<String, Money>>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Shipment {
    pub warehouse_id: String,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub tracking_url: Option<String>,
    pub shipped_at: Option<String>,
    pub weight_kg: Option<f64>,
    pub parcels: Option<Vec<Vec<String>>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NewOrder {
    pub customer_id: String,
    pub lines: Vec<NewOrderLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_delivery_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, serde_json::Value>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NewOrderLine {
    pub product_id: String,
    pub quantity: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}
