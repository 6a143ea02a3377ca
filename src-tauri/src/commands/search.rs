use enishi_core::book::{Hits, List};
use enishi_core::contact::ContactId;
use tauri::State;

use crate::app::App;
use crate::failure::Answer;

#[tauri::command]
#[specta::specta]
pub async fn search(app: State<'_, App>, words: String, list: List, offset: u32, limit: u32) -> Answer<Hits> {
    app.ask(move |book| book.search(&words, list, offset, limit)).await
}

#[tauri::command]
#[specta::specta]
pub async fn search_ids(app: State<'_, App>, words: String, list: List) -> Answer<Vec<ContactId>> {
    app.ask(move |book| book.search_ids(&words, list)).await
}
