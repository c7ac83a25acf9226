//! Uses an OpenAI-compatible server, by its base URL as the first argument and the key in `OPENAI_API_KEY`.

#[path = "../../report.rs"]
mod report;

bindery_runtime::include_api!(pub mod openai);

use openai::types::{ChatCompletionRequest, ChatDeveloperMessage, ChatUserMessage, EmbeddingRequest, EmbeddingVector};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let base_url = std::env::args().nth(1).ok_or("which server? give its base URL")?;
    let openai = openai::Client::builder().base_url(base_url).build()?;
    list_models(&openai).await?;
    complete_a_chat(&openai).await?;
    embed_a_text(&openai).await?;
    ask_a_model_that_is_not_there(&openai).await
}

async fn list_models(openai: &openai::Client) -> Result<()> {
    let models = openai.models().list().await?;
    let ids: Vec<&str> = models.data.iter().map(|model| model.id.as_str()).collect();
    report::answered("list models", &models, ids.join(", "));

    let id = ids.first().ok_or("there are no models")?;
    let model = openai.models().get(id).await?;
    report::answered("get a model", &model, format!("{}, a {}", model.id, model.object));
    Ok(())
}

async fn complete_a_chat(openai: &openai::Client) -> Result<()> {
    let request = ChatCompletionRequest {
        max_completion_tokens: Some(50),
        temperature: Some(0.2),
        ..ChatCompletionRequest::new(
            "chat-model",
            vec![ChatDeveloperMessage::new("Answer briefly.").into(), ChatUserMessage::new("What binds books?").into()],
        )
    };
    let completion = openai.chat().create_chat_completion(&request).await?;
    let choice = completion.choices.first().ok_or("there is no answer")?;
    let text = choice.message.content.as_deref().unwrap_or_default();
    report::answered("complete a chat", &completion, format!("{text} ({})", choice.finish_reason));
    Ok(())
}

async fn embed_a_text(openai: &openai::Client) -> Result<()> {
    let list = openai.embeddings().create(&EmbeddingRequest::new("embedding-model", "thread")).await?;
    let vector = match &list.data.first().ok_or("there is no vector")?.embedding {
        EmbeddingVector::Floats(numbers) => format!("{numbers:?}"),
        other => format!("{other:?}"),
    };
    report::answered("embed a text", &list, vector);
    Ok(())
}

async fn ask_a_model_that_is_not_there(openai: &openai::Client) -> Result<()> {
    let request = ChatCompletionRequest::new("no-model", vec![ChatUserMessage::new("Hello?").into()]);
    let error = openai.chat().create_chat_completion(&request).await.err().ok_or("an unknown model answered")?;
    let code = error.api().and_then(|body| body.error.code.as_deref()).unwrap_or("none");
    let why = error.message().unwrap_or_default().split_inclusive('.').next().unwrap_or_default();
    report::refused("ask an unknown model", format!("{:?}, code {code}: {why}", error.kind()));
    Ok(())
}
