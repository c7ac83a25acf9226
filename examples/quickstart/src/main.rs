//! What a program looks like that talks to an ERP through bindery.
//!
//! `build.rs` made the module `erp` from `specs/erp.yaml`; everything below is what a user writes. The ERP itself is
//! `emulator.rs`, in this package's library, on loopback, so that nothing but this repository is needed.
#![allow(clippy::print_stdout, reason = "this program is there to be read on a terminal")]

bindery_runtime::include_api!(pub mod erp);

use quickstart::emulator;

use erp::orders::{CreateOrder, ListOrders, UpdateOrder};
use erp::types::{NewOrder, NewOrderLine, OrderStatus, OrderUpdate, ResponseError};

const CUSTOMER: &str = "5d1c8a10-2f64-4c5b-8a53-9be1f0a20417";
const PRODUCT: &str = "3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0001";
const DRAFT: &str = "0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043";
const ODD: &str = "0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1044";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = emulator::serve().await?;
    let erp = erp::Client::builder().base_url(&server).credential("apiKey", emulator::DEMO_KEY).build()?;
    println!("The client: {erp:?}");

    look_up(&erp).await?;
    create(&erp).await?;
    clear_a_field(&erp).await?;
    ask_for_nothing(&erp).await?;
    be_refused(&erp).await?;
    meet_the_unforeseen(&erp).await?;
    forget_the_key(&server).await
}

async fn look_up(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Where is order 1042?");
    let page = erp.orders().list(ListOrders { number: Some(1042), ..Default::default() }).await?;
    for order in &page.data {
        // `status` is an enum; a value that the document does not list would be kept, not refused.
        let state = match &order.status {
            OrderStatus::Shipped => "is on its way".to_owned(),
            other => format!("is {other}"),
        };
        println!(
            "Order {} {state}: {} lines, {} {}",
            order.number,
            order.lines.len(),
            order.totals.gross.amount,
            order.totals.gross.currency
        );
    }
    println!("(answered {} to request {})", page.status(), page.request_id().unwrap_or("without an id"));
    Ok(())
}

async fn create(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Create an order");
    // `new` takes what is required, so a required field cannot be forgotten; the rest is set by name.
    let wanted = NewOrder {
        note: Some(Some("Ring twice.".into())),
        ..NewOrder::new(CUSTOMER, vec![NewOrderLine::new(PRODUCT, 2)])
    };
    let once = CreateOrder { idempotency_key: Some("quickstart-1".into()) };
    let order = erp.orders().create(&wanted, once).await?;
    println!(
        "Order {} is a {}, {} {} in total",
        order.number, order.status, order.totals.gross.amount, order.totals.gross.currency
    );
    Ok(())
}

async fn clear_a_field(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Set one field to null, leave the others alone");
    let before = erp.orders().get(DRAFT).await?;
    // `None` is left out, `Some(None)` is null, `Some(Some(_))` is a value.
    let change = OrderUpdate { note: Some(None), ..Default::default() };
    let after = erp.orders().update(DRAFT, &change, UpdateOrder::default()).await?;
    println!("Note before: {:?}, after: {:?}; reference still {:?}", before.note, after.note, after.r#ref);
    Ok(())
}

async fn ask_for_nothing(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Ask for an order that does not exist");
    match erp.orders().get(NOBODY).await {
        Ok(order) => println!("There is such an order: {}", order.number),
        // A 404 is an error, its body is typed, and it prints what the API said.
        Err(error) => {
            println!("{error}");
            println!(
                "status {:?}, can be retried: {}, title {:?}",
                error.status(),
                error.is_retryable(),
                error.api().map(|problem| &problem.title)
            );
        }
    }
    Ok(())
}

async fn be_refused(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Create an order that cannot be");
    let wanted = NewOrder::new(NOBODY, vec![NewOrderLine::new(PRODUCT, 0)]);
    match erp.orders().create(&wanted, CreateOrder::default()).await.map_err(|error| error.into_api()) {
        // The status decides the type: a 422 has violations.
        Err(Some(ResponseError::UnprocessableEntity(problem))) => {
            for violation in &problem.violations {
                println!("{}: {}", violation.field, violation.message);
            }
        }
        Err(other) => println!("Refused otherwise: {other:?}"),
        Ok(order) => println!("Taken as {}", order.number),
    }
    Ok(())
}

async fn meet_the_unforeseen(erp: &erp::Client) -> Result<(), Box<dyn std::error::Error>> {
    heading("Read an order that the document did not foresee");
    let order = erp.orders().get(ODD).await?;
    println!("status {:?}, region {:?}", order.status, order.extra.get("fulfilment_region"));
    for drift in order.drift() {
        println!("noted: {drift}");
    }
    Ok(())
}

async fn forget_the_key(server: &str) -> Result<(), Box<dyn std::error::Error>> {
    heading("Forget the key");
    let keyless = erp::Client::builder().base_url(server).environment(|_| None).build()?;
    if let Err(error) = keyless.orders().get(DRAFT).await {
        println!("{error}");
    }
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text}");
}
