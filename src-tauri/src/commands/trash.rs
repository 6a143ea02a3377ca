use enishi_core::book::{Changed, Due, Entity, TrashEntry};
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
pub async fn trash_entries(app: State<'_, App>) -> Answer<Vec<TrashEntry>> {
    app.ask(|book| book.trash_entries()).await
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

/// Keeps due things 7 days more.
#[tauri::command]
#[specta::specta]
pub async fn keep_due(app: State<'_, App>, entities: Vec<Entity>) -> Answer<Changed> {
    app.change(move |book| book.keep_due(&entities)).await
}

#[tauri::command]
#[specta::specta]
pub async fn purge_due(app: State<'_, App>) -> Answer<Changed> {
    app.change(|book| book.purge_due()).await
}
