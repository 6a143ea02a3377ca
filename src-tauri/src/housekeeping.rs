//! What happens without being asked: the search index after opening, and the daily round of backups and trash.

use std::ops::ControlFlow;
use std::time::Duration;

use enishi_core::book::{Changed, Due};

use crate::app::App;
use crate::desk::Signal;
use crate::failure::Failure;

/// The first look comes when the window has settled; then one every hour, so that a computer that sleeps misses no day.
const FIRST: Duration = Duration::from_secs(10);
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Builds the search index beside the window.
pub fn prepare(app: App) {
    tauri::async_runtime::spawn(async move {
        match app.ask(|book| book.prepare_search()).await {
            // Who searched meanwhile was answered from names alone: lists look again. Nobody was changed, so no contacts.
            Ok(()) => app.tell_changed(&Changed { groups: true, ..Changed::default() }),
            Err(Failure::Locked {}) => {}
            Err(failure) => crate::log(&format!("the search index was not built: {}", code(&failure))),
        }
    });
}

/// Looks after the trash until the app ends.
pub fn begin(app: App) {
    tauri::async_runtime::spawn(async move {
        let mut told = None;
        loop {
            tokio::time::sleep(FIRST).await;
            match round(&app, &mut told).await {
                // It comes when the book is unlocked.
                Ok(()) | Err(Failure::Locked {}) => {}
                Err(failure) => crate::log(&format!("the daily round stopped: {}", code(&failure))),
            }
            // Nothing is lost by not waiting to the end.
            let _ = tokio::time::timeout(EVERY, app.unlocked()).await;
        }
    });
}

/// Today's copy of the own book, before anything goes for good; one that could not be made is tried again in an hour.
async fn back_up(app: &App) {
    if app.is_sample() {
        return;
    }
    let making = app.clone();
    let made = app.ask(move |book| making.make_daily(book, &mut |_| ControlFlow::Continue(()))).await;
    for failed in made.unwrap_or_default() {
        crate::log(&format!("today's backup was not made: {}", code(&failed.failure)));
    }
}

/// Purges what was shown 24 hours ago; tells the window what is due or soon will be, once for each news.
async fn round(app: &App, told: &mut Option<Due>) -> crate::failure::Answer<()> {
    back_up(app).await;
    let purged = app.ask(|book| book.purge_shown()).await?;
    if purged.change.is_some() {
        app.tell_changed(&purged);
    }
    let due = app.ask(|book| book.due()).await?;
    let news = !due.entries.is_empty() || due.soon > 0;
    if news && told.as_ref() != Some(&due) {
        app.desk().tell(Signal::Due(due.clone()));
    }
    *told = Some(due);
    Ok(())
}

/// A failure's code alone: details may name a person or a path.
fn code(failure: &Failure) -> String {
    serde_json::to_value(failure)
        .ok()
        .and_then(|value| Some(value.get("code")?.as_str()?.to_owned()))
        .unwrap_or_default()
}
