use enishi_core::access::{Broken, Held};
use enishi_core::book::{Changed, ContactAccess, ServiceRow, ServiceView};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_core::record::RecordId;
use tauri::State;

use crate::app::App;
use crate::contract::Made;
use crate::failure::Answer;

#[tauri::command]
#[specta::specta]
pub async fn services(app: State<'_, App>) -> Answer<Vec<ServiceRow>> {
    app.ask(|book| book.services()).await
}

#[tauri::command]
#[specta::specta]
pub async fn service(app: State<'_, App>, id: RecordId) -> Answer<ServiceView> {
    app.ask(move |book| book.service(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_service(app: State<'_, App>, edits: Vec<Edit>) -> Answer<Made> {
    app.make(move |book| book.add_service(&edits)).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_service(app: State<'_, App>, id: RecordId, edits: Vec<Edit>) -> Answer<Changed> {
    app.change(move |book| book.edit_service(id, &edits)).await
}

/// Everybody's rights in every service.
#[tauri::command]
#[specta::specta]
pub async fn accesses(app: State<'_, App>) -> Answer<Vec<Held>> {
    app.ask(|book| book.accesses()).await
}

#[tauri::command]
#[specta::specta]
pub async fn accesses_of(app: State<'_, App>, id: ContactId) -> Answer<Vec<ContactAccess>> {
    app.ask(move |book| book.accesses_of(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_access(
    app: State<'_, App>,
    service: RecordId,
    contact: Option<ContactId>,
    edits: Vec<Edit>,
) -> Answer<Made> {
    app.make(move |book| book.add_access(service, contact, &edits)).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_access(app: State<'_, App>, id: RecordId, edits: Vec<Edit>) -> Answer<Changed> {
    app.change(move |book| book.edit_access(id, &edits)).await
}

/// What the register and the runs break today.
#[tauri::command]
#[specta::specta]
pub async fn rules(app: State<'_, App>) -> Answer<Vec<Broken>> {
    app.ask(|book| book.rules()).await
}

/// Whether a text looks like the number of a bank card.
#[tauri::command]
#[specta::specta]
pub async fn has_card_number(text: String) -> Answer<bool> {
    Ok(enishi_core::access::has_card_number(&text))
}
