//! Keeps a customer at Stripe, by the base URL as the first argument and the key in `STRIPE_BEARER_AUTH`.

#[path = "../../report.rs"]
mod report;

bindery_runtime::include_api!(pub mod stripe);

use bindery_runtime::Map;
use stripe::operations::{GetCustomers, GetCustomersCustomer};
use stripe::types::{
    Customer, DataParams, GetCustomersCustomerResponse, OptionalFieldsAddress, PostCustomersBody,
    PostCustomersCustomerBody, TaxIdDataItemType,
};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let base_url = std::env::args().nth(1).ok_or("which server? give its base URL")?;
    let stripe = stripe::Client::builder().base_url(base_url).build()?;
    let id = create(&stripe).await?;
    read(&stripe, &id, "read it").await?;
    change(&stripe, &id).await?;
    read(&stripe, &id, "read it again").await?;
    list(&stripe).await?;
    read_nobody(&stripe).await
}

async fn create(stripe: &stripe::Client) -> Result<String> {
    let address = OptionalFieldsAddress {
        line1: Some("Rue de l'Église 4 & 5".into()),
        city: Some("Liège".into()),
        country: Some("BE".into()),
        ..Default::default()
    };
    let customer = PostCustomersBody {
        name: Some("Ada Binder".into()),
        email: Some("ada+books@example.com".into()),
        address: Some(address.into()),
        metadata: Some(Map::from_iter([("shelf", "B[7]".to_owned()), ("note", "a=b & c".to_owned())]).into()),
        preferred_locales: Some(vec!["fr-BE".into(), "en".into()]),
        tax_id_data: Some(vec![DataParams::new(TaxIdDataItemType::EuVat, "BE0123456789")]),
        ..Default::default()
    };
    let customer = stripe.post_customers(Some(&customer)).await?;
    let prefix = customer.id.split('_').next().unwrap_or_default();
    report::answered("create a customer", &customer, format!("{prefix}_…, {}", described(&customer)));
    Ok(customer.id.clone())
}

async fn read(stripe: &stripe::Client, id: &str, step: &str) -> Result<()> {
    let query = GetCustomersCustomer { expand: Some(vec!["invoice_settings.default_payment_method".into()]) };
    let answer = stripe.get_customers_customer(id, None, query).await?;
    match &*answer {
        GetCustomersCustomerResponse::Customer(customer) => report::answered(step, &answer, described(customer)),
        other => return Err(format!("not a customer: {other:?}").into()),
    }
    Ok(())
}

async fn change(stripe: &stripe::Client, id: &str) -> Result<()> {
    // What is not said stays as it is.
    let change = PostCustomersCustomerBody {
        metadata: Some(Map::from_iter([("note", "changed".to_owned())]).into()),
        ..Default::default()
    };
    let customer = stripe.post_customers_customer(id, Some(&change)).await?;
    report::answered("change its metadata", &customer, metadata(&customer));
    Ok(())
}

async fn list(stripe: &stripe::Client) -> Result<()> {
    let query = GetCustomers { limit: Some(1), ..Default::default() };
    let page = stripe.get_customers(None, query).await?;
    let names: Vec<&str> = page.data.iter().filter_map(name).collect();
    report::answered("list customers", &page, names.join(", "));
    Ok(())
}

async fn read_nobody(stripe: &stripe::Client) -> Result<()> {
    let error = stripe.get_customers_customer("cus_nobody", None, GetCustomersCustomer::default()).await;
    let error = error.err().ok_or("there is a customer that was never made")?;
    let kind = error.api().map(|body| body.error.r#type.to_string()).unwrap_or_default();
    report::refused("read nobody", format!("{:?}, {kind}: {}", error.kind(), error.message().unwrap_or_default()));
    Ok(())
}

fn name(customer: &Customer) -> Option<&str> {
    customer.name.as_ref()?.as_deref()
}

fn metadata(customer: &Customer) -> String {
    let pairs = customer.metadata.iter().flat_map(|map| map.iter());
    pairs.map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("; ")
}

fn described(customer: &Customer) -> String {
    let address = customer.address.clone().flatten().unwrap_or_default();
    let of = |text: Option<Option<String>>| text.flatten().unwrap_or_default();
    let tax = customer.tax_ids.iter().flat_map(|list| &list.data).map(|id| id.value.as_str()).collect::<Vec<_>>();
    format!(
        "{}, {}, {}; {}; {}; {}",
        name(customer).unwrap_or_default(),
        of(address.line1),
        of(address.city),
        metadata(customer),
        customer.preferred_locales.clone().flatten().unwrap_or_default().join(" "),
        tax.join(" ")
    )
}
