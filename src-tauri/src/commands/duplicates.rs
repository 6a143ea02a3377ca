use enishi_core::book::{Changed, Comparison, DuplicatePage, Progress};
use enishi_core::contact::ContactId;
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::App;
use crate::failure::Answer;

/// A piece of the likely duplicates; with an import, of those that came with it.
#[tauri::command]
#[specta::specta]
pub async fn duplicates(
    app: State<'_, App>,
    imported: Option<i64>,
    offset: u32,
    limit: u32,
    on_progress: Channel<Progress>,
) -> Answer<DuplicatePage> {
    app.look(tell(on_progress), move |book, step| book.duplicate_page(imported, offset, limit, step)).await
}

/// Ends looking for duplicates early; whoever waits for them is answered `cancelled`.
#[tauri::command]
#[specta::specta]
pub async fn cancel_duplicates(app: State<'_, App>) -> Answer<()> {
    app.cancel_look();
    Ok(())
}

/// Two contacts side by side, and what merging them would make.
#[tauri::command]
#[specta::specta]
pub async fn compare(app: State<'_, App>, one: ContactId, other: ContactId, take: Vec<String>) -> Answer<Comparison> {
    app.ask(move |book| book.compare(one, other, &take)).await
}

#[tauri::command]
#[specta::specta]
pub async fn merge(app: State<'_, App>, keep: ContactId, other: ContactId, take: Vec<String>) -> Answer<Changed> {
    app.change(move |book| book.merge(keep, other, &take)).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_different(app: State<'_, App>, one: ContactId, other: ContactId, different: bool) -> Answer<Changed> {
    app.change(move |book| book.set_different(one, other, different)).await
}
