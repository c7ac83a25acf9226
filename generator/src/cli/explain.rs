//! `bindery explain`: what a code means, or all of them in a line each.

use super::Console;
use crate::diag::{Code, nearest};
use clap::Args;
use serde_json::{Value, json};

/// Explain a code of the report, or list all codes
#[derive(Args)]
pub(super) struct Explain {
    /// Such as `B0211`
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(verb: &Explain, console: &mut Console<'_>) -> u8 {
    let codes: Vec<Code> = match verb.code.as_deref().map(|id| Code::from_id(id).ok_or(id)) {
        None => Code::ALL.to_vec(),
        Some(Ok(code)) => vec![code],
        Some(Err(id)) => {
            console.remark(&format!("error: there is no code `{id}`"));
            let near = nearest(id, Code::ALL.iter().map(|code| code.id()));
            console.remark(&match near {
                Some(near) => format!("help: did you mean `{near}`?"),
                None => "help: `bindery explain` lists them".to_owned(),
            });
            return 2;
        }
    };
    if verb.json {
        let all: Value = codes.into_iter().map(described).collect();
        console.say_json(&all);
        return 0;
    }
    match (verb.code.is_some(), codes.as_slice()) {
        (true, [code]) => {
            console.say(&format!("{}, {} by default: {}\n", code.id(), code.level().name(), code.about()));
            console.say(code.explanation());
        }
        _ => {
            for code in codes {
                console.say(&format!("{}  {:<7}  {}", code.id(), code.level().name(), code.about()));
            }
        }
    }
    0
}

fn described(code: Code) -> Value {
    json!({ "code": code, "level": code.level(), "about": code.about(), "explanation": code.explanation() })
}
