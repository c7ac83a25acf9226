//! Definitions of tools in the shapes that providers take.

use super::dialect::{Dialect, Envelope, Strict};
use super::lens::Lens;
use super::print;
use super::set::{Effect, Tool};
use serde_json::{Map, Value, json};

/// Bytes of a description; what does not fit is held all the same.
const LONGEST: usize = 1024;

/// All tools, in a list as it stands under `tools`.
pub(crate) fn definitions<'t>(dialect: &Dialect, tools: impl Iterator<Item = (&'t Tool, &'t Lens)>) -> Value {
    let tools: Vec<(&Tool, &Lens)> = tools.collect();
    let strict = strict(dialect, &tools);
    let list: Vec<Value> =
        tools.iter().zip(strict).map(|((tool, lens), strict)| definition(dialect, tool, lens, strict)).collect();
    match dialect.envelope {
        Envelope::Gemini => json!([{ "functionDeclarations": list }]),
        Envelope::OpenAi | Envelope::Anthropic | Envelope::Mcp | Envelope::Ollama => Value::Array(list),
    }
}

/// Which of the tools are strict. Where sums over all of them are limited, those that change something come first.
fn strict(dialect: &Dialect, tools: &[(&Tool, &Lens)]) -> Vec<bool> {
    match dialect.strict {
        Strict::Unsaid | Strict::Never => vec![false; tools.len()],
        // A tool that was too much for the dialect has another lens.
        Strict::Always => tools.iter().map(|(_, lens)| lens.dialect.name == dialect.name).collect(),
        Strict::Within { tools: most, optional, unions } => {
            let (mut left, mut optional, mut unions) = (most, optional, unions);
            let mut take = |(tool, lens): &(&Tool, &Lens)| {
                let size = lens.size;
                let nothing = size.properties == 0;
                let fits = left > 0 && size.optional <= optional && size.unions <= unions;
                let taken = fits && tool.effect != Effect::Read && !size.loose && !nothing;
                if taken {
                    left -= 1;
                    optional -= size.optional;
                    unions -= size.unions;
                }
                taken
            };
            tools.iter().map(&mut take).collect()
        }
    }
}

fn definition(dialect: &Dialect, tool: &Tool, lens: &Lens, strict: bool) -> Value {
    let schema = print::schema(lens);
    let description = match lens.about.as_str() {
        about if !about.is_empty() && tool.description.len() + about.len() < LONGEST => {
            format!("{} {about}", tool.description)
        }
        _ => tool.description.clone(),
    };
    let mut out = Map::new();
    out.insert("name".to_owned(), tool.name.as_str().into());
    match dialect.envelope {
        Envelope::OpenAi | Envelope::Ollama => {
            out.insert("description".to_owned(), description.into());
            out.insert("parameters".to_owned(), schema);
            // Left out, it means one thing in Chat Completions and another in Responses.
            if dialect.envelope == Envelope::OpenAi {
                out.insert("strict".to_owned(), strict.into());
            }
            return json!({ "type": "function", "function": out });
        }
        Envelope::Anthropic => {
            out.insert("description".to_owned(), description.into());
            out.insert("input_schema".to_owned(), schema);
            if strict {
                out.insert("strict".to_owned(), true.into());
            }
        }
        Envelope::Gemini => {
            out.insert("description".to_owned(), description.into());
            out.insert("parametersJsonSchema".to_owned(), schema);
        }
        Envelope::Mcp => {
            out.insert("title".to_owned(), tool.title.as_str().into());
            out.insert("description".to_owned(), description.into());
            out.insert("inputSchema".to_owned(), schema);
            // All four, since what is left out is taken for the worst.
            let read_only = tool.effect == Effect::Read;
            let destructive = matches!(tool.effect, Effect::Update | Effect::Delete | Effect::Act);
            let annotations = json!({
                "title": tool.title,
                "readOnlyHint": read_only,
                "destructiveHint": destructive,
                "idempotentHint": tool.idempotent,
                "openWorldHint": true,
            });
            out.insert("annotations".to_owned(), annotations);
        }
    }
    Value::Object(out)
}
