//! A bot: the Bot API's base URL as the first argument, the token in `TELEGRAM_BOT_TOKEN`.

#[path = "../../report.rs"]
mod report;

bindery_runtime::include_api!(pub mod telegram);

use telegram::types::{GetUpdatesRequest, InlineKeyboardButton, InlineKeyboardMarkup, SendMessageRequest, UpdateKind};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let base_url = std::env::args().nth(1).ok_or("which server? give its base URL")?;
    let bot = telegram::Client::builder().base_url(base_url).build()?;

    let me = bot.bot().get_me().await?;
    report::answered("getMe", &me, me.result.username.as_deref().unwrap_or("nobody"));

    answer_what_was_asked(&bot).await?;

    // The server that this is run against does not know the method.
    let error = bot.bot().get_my_commands(None).await.err().ok_or("it was answered")?;
    report::refused("an unknown method", format!("{:?}: {}", error.kind(), first_words(error.message())));
    Ok(())
}

async fn answer_what_was_asked(bot: &telegram::Client) -> Result<()> {
    let wanted = GetUpdatesRequest { allowed_updates: Some(vec![UpdateKind::Message]), ..Default::default() };
    let updates = bot.updates().get(Some(&wanted)).await?;
    let question = updates.result.first().and_then(|update| update.message.as_ref()).ok_or("nobody wrote")?;
    let text = question.text.as_deref().unwrap_or_default();
    report::answered("getUpdates", &updates, format!("{} from chat {}", text, question.chat.id));

    let button = InlineKeyboardButton { callback_data: Some("more".into()), ..InlineKeyboardButton::new("More") };
    let reply = SendMessageRequest {
        reply_markup: Some(InlineKeyboardMarkup::new(vec![vec![button]]).into()),
        disable_notification: Some(true),
        ..SendMessageRequest::new(question.chat.id, "Thread & glue – ½ each")
    };
    let sent = bot.messages().send(&reply).await?;
    let text = sent.result.text.as_deref().unwrap_or_default();
    report::answered("sendMessage", &sent, format!("{} to chat {}", text, sent.result.chat.id));

    let next =
        GetUpdatesRequest { offset: updates.result.last().map(|update| update.update_id + 1), ..Default::default() };
    let updates = bot.updates().get(Some(&next)).await?;
    report::answered("getUpdates again", &updates, format!("{} updates", updates.result.len()));
    Ok(())
}

fn first_words(text: Option<&str>) -> String {
    text.unwrap_or_default().split_inclusive('.').next().unwrap_or_default().to_owned()
}
