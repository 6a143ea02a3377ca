use enishi_core::book::{Changed, Due, Entity, TrashPage};
use tauri::State;

use crate::app::App;
use crate::failure::Answer;

#[tauri::command]
#[specta::specta]
pub async fn trash(app: State<'_, App>, entities: Vec<Entity>) -> Answer<Changed> {
    app.change(move |book| book.trash(&entities)).await
}

#[tauri::command]
#[specta::specta]
pub async fn restore(app: State<'_, App>, entities: Vec<Entity>) -> Answer<Changed> {
    app.change(move |book| book.restore(&entities)).await
}

#[tauri::command]
#[specta::specta]
pub async fn trash_page(app: State<'_, App>, offset: u32, limit: u32) -> Answer<TrashPage> {
    app.ask(move |book| book.trash_page(offset, limit)).await
}

/// What stands in a range of the trash, to select it.
#[tauri::command]
#[specta::specta]
pub async fn trash_ids(app: State<'_, App>, offset: u32, limit: u32) -> Answer<Vec<Entity>> {
    app.ask(move |book| book.trash_ids(offset, limit)).await
}

/// For good; only what is in the trash.
#[tauri::command]
#[specta::specta]
pub async fn purge(app: State<'_, App>, entities: Vec<Entity>) -> Answer<Changed> {
    app.change(move |book| book.purge(&entities)).await
}

#[tauri::command]
#[specta::specta]
pub async fn due(app: State<'_, App>) -> Answer<Due> {
    app.ask(|book| book.due()).await
}

/// The user sees what is due; 24 hours from here it goes.
#[tauri::command]
#[specta::specta]
pub async fn show_due(app: State<'_, App>) -> Answer<Due> {
    app.ask(|book| book.show_due()).await
}

/// Keeps what is due 7 days more.
#[tauri::command]
#[specta::specta]
pub async fn keep_due(app: State<'_, App>) -> Answer<Changed> {
    app.change(|book| book.keep_due()).await
}

/// Purges the due things that the user was shown, at once.
#[tauri::command]
#[specta::specta]
pub async fn purge_due(app: State<'_, App>) -> Answer<Changed> {
    app.change(|book| book.purge_seen()).await
}
