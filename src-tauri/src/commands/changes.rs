use enishi_core::book::{Change, Changed};
use enishi_core::contact::ContactId;
use tauri::State;

use crate::app::App;
use crate::failure::Answer;

#[tauri::command]
#[specta::specta]
pub async fn undo(app: State<'_, App>) -> Answer<Changed> {
    app.change(|book| book.undo()).await
}

#[tauri::command]
#[specta::specta]
pub async fn redo(app: State<'_, App>) -> Answer<Changed> {
    app.change(|book| book.redo()).await
}

/// The newest first; with a contact, what happened to it field by field.
#[tauri::command]
#[specta::specta]
pub async fn changes(app: State<'_, App>, of: Option<ContactId>, limit: u32) -> Answer<Vec<Change>> {
    app.ask(move |book| book.changes(of, limit)).await
}

#[tauri::command]
#[specta::specta]
pub async fn undo_change(app: State<'_, App>, id: i64) -> Answer<Changed> {
    app.change(move |book| book.undo_change(id)).await
}

/// Makes one contact what it was before a change, whatever else came since.
#[tauri::command]
#[specta::specta]
pub async fn put_back(app: State<'_, App>, id: ContactId, change: i64) -> Answer<Changed> {
    app.change(move |book| book.put_back(id, change)).await
}

#[tauri::command]
#[specta::specta]
pub async fn undo_import(app: State<'_, App>, id: i64) -> Answer<Changed> {
    app.change(move |book| book.undo_import(id)).await
}
