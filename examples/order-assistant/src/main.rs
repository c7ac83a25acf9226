//! An assistant for an ERP: a model answers in plain words, looks up what it needs, and asks before it changes something.
//!
//!     cargo run -p order-assistant
//!     cargo run -p order-assistant -- "Where is order 1042?"
//!
//! Both ends are on loopback, so that nothing but this repository is needed: the ERP of the quickstart, and in place of a
//! model a program that speaks OpenAI's wire (`model/`). With `MODEL_BASE_URL`, `MODEL` and `OPENAI_API_KEY` in the
//! environment a real one answers; with `ERP_BASE_URL` and `ERP_API_KEY` a real ERP. Nothing is changed in it without a yes,
//! on the terminal or by `--yes`.
//!
//!     cargo run -p order-assistant -- --serve-model
//!
//! serves the emulated model alone, for clients of your own: it prints its base URL, on one line, and runs until it is killed.
//! It answers `POST /v1/chat/completions` and `GET /v1/models` as OpenAI does, and `POST /v1/messages` as Anthropic does, whose
//! clients want the base URL without `/v1`. The model is `emulated-1`, the key `sk-demo-key-for-loopback-only`.
#![allow(clippy::print_stdout, reason = "this program is there to be read on a terminal")]

mod assistant;
mod model;
#[cfg(test)]
mod tests;

bindery_runtime::include_api!(pub mod erp);
bindery_runtime::include_api!(pub mod openai);

use assistant::Assistant;
use quickstart::emulator;
use std::env;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

const QUESTIONS: &[&str] = &["Where is order 1042?", "Please cancel order 1043, the customer changed their mind."];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let said: Vec<String> = env::args().skip(1).collect();
    if said == ["--serve-model"] {
        let (base_url, serving) = model::bind().await?;
        println!("{base_url}");
        return Ok(serving.await?);
    }
    let yes = said.iter().any(|word| word == "--yes");
    let mut questions: Vec<String> = said.into_iter().filter(|word| word != "--yes").collect();
    if questions.is_empty() {
        questions = QUESTIONS.iter().map(|question| (*question).to_owned()).collect();
    }

    let mut assistant = Assistant::new(erp().await?, model().await?)?;
    for question in questions {
        println!("\n> {question}");
        let answer = assistant.answer(&question, |title, arguments| confirm(title, arguments, yes)).await?;
        println!("{answer}");
    }
    Ok(())
}

async fn erp() -> Result<erp::Client, Box<dyn std::error::Error>> {
    Ok(match env::var("ERP_BASE_URL") {
        Ok(url) => erp::Client::builder().base_url(&url).build()?,
        Err(_) => {
            let url = emulator::serve().await?;
            erp::Client::builder().base_url(&url).credential("apiKey", emulator::DEMO_KEY).build()?
        }
    })
}

/// The client of the model, and the model's name.
async fn model() -> Result<(openai::Client, String), Box<dyn std::error::Error>> {
    let name = env::var("MODEL").unwrap_or_else(|_| model::NAME.to_owned());
    let client = match env::var("MODEL_BASE_URL") {
        Ok(url) => openai::Client::builder().base_url(&url).build()?,
        Err(_) => {
            let url = model::serve().await?;
            openai::Client::builder().base_url(&url).credential("apiKey", model::DEMO_KEY).build()?
        }
    };
    Ok((client, name))
}

/// Asks whether something may be changed. Without a terminal nobody can say yes, unless the command line did.
fn confirm(title: &str, arguments: &str, yes: bool) -> bool {
    print!("  ? {} with {} [y/N] ", assistant::tame(title), assistant::tame(arguments));
    let _ = io::stdout().flush();
    if yes || !io::stdin().is_terminal() {
        println!("{}", if yes { "y (--yes)" } else { "n (there is no terminal to ask on; --yes allows it)" });
        return yes;
    }
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    read.is_ok() && matches!(line.trim(), "y" | "Y" | "yes")
}
