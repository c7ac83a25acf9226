//! The whole example: the assistant between the emulated model and the emulated ERP, each on a socket of its own.
#![allow(clippy::unwrap_used)]

use crate::assistant::Assistant;
use crate::erp::orders::ListOrders;
use crate::{erp, model, openai};
use quickstart::emulator;
use std::cell::RefCell;

/// An assistant of its own, and the ERP that it works on.
async fn assistant() -> (Assistant, erp::Client) {
    let url = emulator::serve().await.unwrap();
    let erp = erp::Client::builder().base_url(&url).credential("apiKey", emulator::DEMO_KEY).build().unwrap();
    let url = model::serve().await.unwrap();
    let openai = openai::Client::builder().base_url(&url).credential("apiKey", model::DEMO_KEY).build().unwrap();
    (Assistant::new(erp.clone(), (openai, model::NAME.to_owned())).unwrap(), erp)
}

#[tokio::test]
async fn nothing_is_changed_without_a_yes() {
    const ASKED: &str = "Cancel an order (POST /orders/{order_id}/cancel) \
                         {\"order_id\":\"0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1043\",\"reason\":\"customer_request\"}";
    const WHERE: &str = "Order 1042 is on its way to Leeds with Parcel Pigeon; its tracking number is PP30041177.";
    for (yes, answer, status) in [
        (false, "Order 1043 was not cancelled. The user said no; it was not done.", "draft"),
        (true, "Order 1043 is cancelled.", "cancelled"),
    ] {
        let (mut assistant, erp) = assistant().await;
        let asked = RefCell::new(Vec::new());
        let confirm = |title: &str, arguments: &str| {
            asked.borrow_mut().push(format!("{title} {arguments}"));
            yes
        };
        assert_eq!(assistant.answer("Where is order 1042?", confirm).await.unwrap(), WHERE);
        assert_eq!(*asked.borrow(), [""; 0], "nobody is asked about what changes nothing");
        assert_eq!(assistant.answer("Please cancel order 1043.", confirm).await.unwrap(), answer);
        assert_eq!(*asked.borrow(), [ASKED]);

        let one = ListOrders { number: Some(1043), ..Default::default() };
        let page = erp.orders().list(one).await.unwrap().into_inner();
        let found: Vec<String> = page.data.iter().map(|order| format!("{} {}", order.number, order.status)).collect();
        assert_eq!(found, [format!("1043 {status}")]);
    }
}
