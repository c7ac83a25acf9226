//! Calls per second of a generated client beside one written by hand: `overhead-bench serve`, then
//! `overhead-bench URL ROUNDS MILLISECONDS`. `measure.py` does both, each on a core of its own.

mod by_hand;
mod server;

bindery_runtime::include_api!(pub mod erp);

use bindery_runtime::codec::{Policy, decode};
use by_hand::Result;
use erp::orders::CreateOrder;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

const KEY: &str = "key-for-loopback-only";
const ORDER: &str = "0b7e3c52-6a0f-4b7e-9d0a-3f1f5a6c1042";
const CUSTOMER: &str = "5d1c8a10-2f64-4c5b-8a53-9be1f0a20417";
const PRODUCTS: [&str; 2] = ["3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0001", "3c9b2f66-7f0e-4a39-b1c4-6c8d2e5f0002"];
const ONCE: &str = "0190f3a2-6d0c-7c3e-8f11-5b2d9c7e4a10";

/// Both clients, and what they send.
struct Bench {
    hand: by_hand::Client,
    ours: erp::Client,
    order: by_hand::NewOrder,
    our_order: erp::types::NewOrder,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Hand,
    Ours,
}

#[derive(Clone, Copy)]
enum Case {
    Get,
    Post,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, rounds, block, more @ ..] = arguments.as_slice() else { return Ok(server::serve().await?) };
    let limits = !more.iter().any(|argument| argument == "--hand-without-limits");
    let (rounds, block) = (rounds.parse()?, block.parse::<f64>()? / 1e3);
    let only = more.iter().find_map(|argument| argument.strip_prefix("--only="));
    let bench = Arc::new(Bench::new(url, limits)?);
    if let Some(only) = only {
        // For a profiler: one client, one case.
        let side = if only == "hand" { Side::Hand } else { Side::Ours };
        let case = if more.iter().any(|argument| argument == "--post") { Case::Post } else { Case::Get };
        let tasks = if more.iter().any(|argument| argument == "--alone") { 1 } else { 64 };
        run(&bench, side, case, tasks, rounds).await?;
        return Ok(());
    }
    println!(
        "| case | by hand, calls/s | generated, calls/s | ratio | ratio in processor time |\n|---|---|---|---|---|"
    );
    for (name, case, tasks) in [
        ("GET, one connection", Case::Get, 1),
        ("POST, one connection", Case::Post, 1),
        ("GET, 64 at once", Case::Get, 64),
        ("POST, 64 at once", Case::Post, 64),
    ] {
        println!("{}", row(name, &rounds_of(&bench, case, tasks, rounds, block).await?));
    }
    Ok(())
}

impl Bench {
    fn new(url: &str, limits: bool) -> Result<Bench> {
        let hand = by_hand::Client::new(url, KEY, limits)?;
        let ours = erp::Client::builder().base_url(url).credential("apiKey", KEY).build()?;
        let text = serde_json::to_string(&new_order())?;
        let our_order: erp::types::NewOrder = decode(text.as_bytes(), Policy::Strict)?.value;
        Ok(Bench { hand, ours, order: new_order(), our_order })
    }

    /// One call, up to a field of the decoded answer.
    async fn call(&self, side: Side, case: Case) -> Result<i64> {
        Ok(match (side, case) {
            (Side::Hand, Case::Get) => self.hand.get_order(ORDER).await?.number,
            (Side::Hand, Case::Post) => self.hand.create_order(&self.order, ONCE).await?.number,
            (Side::Ours, Case::Get) => self.ours.orders().get(ORDER).await?.number,
            (Side::Ours, Case::Post) => {
                let once = CreateOrder { idempotency_key: Some(ONCE.into()) };
                self.ours.orders().create(&self.our_order, once).await?.number
            }
        })
    }
}

fn new_order() -> by_hand::NewOrder {
    let line = |product: &str, quantity, discount_percent| by_hand::NewOrderLine {
        product_id: product.into(),
        quantity,
        unit_price: Some(by_hand::Money { amount: "89.50".into(), currency: "EUR".into() }),
        discount_percent,
        description: None,
    };
    by_hand::NewOrder {
        customer_id: CUSTOMER.into(),
        lines: vec![line(PRODUCTS[0], 2, None), line(PRODUCTS[1], 1, Some(5.0))],
        confirm: Some(true),
        priority: Some(2),
        r#ref: Some("PO-88140".into()),
        note: Some("Please ring twice.".into()),
        requested_delivery_date: Some("2026-03-20".into()),
        discount_code: None,
        payment_method: Some(by_hand::PaymentMethod::Invoice { due_days: 14, dunning: None }),
        shipping_address: None,
        labels: Some(vec!["web".into(), "repeat".into()]),
        metadata: Some(BTreeMap::from([("channel".into(), "phone".into())])),
        custom_fields: None,
    }
}

/// What some calls have taken, in seconds: on the clock, and of the processor.
#[derive(Clone, Copy, Default)]
struct Taken {
    clock: f64,
    processor: f64,
}

/// Makes `calls` calls, shared by so many tasks.
async fn run(bench: &Arc<Bench>, side: Side, case: Case, tasks: usize, calls: usize) -> Result<Taken> {
    let (begin, processor) = (Instant::now(), processor());
    let each = calls.div_ceil(tasks);
    let tasks: Vec<_> = (0..tasks).map(|_| tokio::spawn(some(Arc::clone(bench), side, case, each))).collect();
    for task in tasks {
        task.await??;
    }
    Ok(Taken { clock: begin.elapsed().as_secs_f64(), processor: self::processor() - processor })
}

/// Seconds that this thread, which does all the work, has run so far. Nothing where the system does not tell.
fn processor() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).map_or(f64::NAN, |spent: f64| spent / 1e9)
}

async fn some(bench: Arc<Bench>, side: Side, case: Case, calls: usize) -> Result<()> {
    for _ in 0..calls {
        if bench.call(side, case).await? != 1042 {
            return Err("another order".into());
        }
    }
    Ok(())
}

/// What the calls of each round have taken: by hand, generated. Within a round they take turns as ABBA, then BAAB, so
/// that a machine that grows slower or faster is no advantage to either.
async fn rounds_of(bench: &Arc<Bench>, case: Case, tasks: usize, rounds: usize, block: f64) -> Result<Vec<[Taken; 2]>> {
    // Warms up, and finds how many calls fill a block.
    let mut calls = tasks;
    while run(bench, Side::Hand, case, tasks, calls).await?.clock < block {
        calls *= 2;
    }
    run(bench, Side::Ours, case, tasks, calls).await?;
    let pace = run(bench, Side::Hand, case, tasks, calls).await?.clock / calls as f64;
    let calls = ((block / pace) as usize / tasks).max(1) * tasks;
    let mut times = Vec::new();
    for round in 0..rounds {
        let (a, b) = if round % 2 == 0 { (Side::Hand, Side::Ours) } else { (Side::Ours, Side::Hand) };
        let mut both = [Taken::default(); 2];
        for side in [a, b, b, a] {
            let taken = run(bench, side, case, tasks, calls).await?;
            let sum = &mut both[(side == Side::Ours) as usize];
            sum.clock += taken.clock / (2 * calls) as f64;
            sum.processor += taken.processor / (2 * calls) as f64;
        }
        times.push(both);
    }
    Ok(times)
}

fn row(name: &str, times: &[[Taken; 2]]) -> String {
    let rate = |side: usize| quantile(times.iter().map(|taken| 1.0 / taken[side].clock), 0.5);
    let clock = |at| quantile(times.iter().map(|[hand, ours]| hand.clock / ours.clock), at);
    let processor = |at| quantile(times.iter().map(|[hand, ours]| hand.processor / ours.processor), at);
    let ratio = |of: &dyn Fn(f64) -> f64| format!("**{:.3}** ({:.3} to {:.3})", of(0.5), of(0.25), of(0.75));
    format!("| {name} | {:.0} | {:.0} | {} | {} |", rate(0), rate(1), ratio(&clock), ratio(&processor))
}

fn quantile(values: impl Iterator<Item = f64>, at: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * at).round() as usize]
}
