use enishi_core::book::{Changed, Contact, Counts, List, Page, SectionCount, Sort};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use tauri::State;

use crate::app::{App, in_background};
use crate::failure::Answer;
use crate::picked::read_picture;

#[tauri::command]
#[specta::specta]
pub async fn counts(app: State<'_, App>) -> Answer<Counts> {
    app.ask(|book| book.counts()).await
}

#[tauri::command]
#[specta::specta]
pub async fn list(app: State<'_, App>, list: List, sort: Sort, offset: u32, limit: u32) -> Answer<Page> {
    app.ask(move |book| book.list(list, sort, offset, limit)).await
}

#[tauri::command]
#[specta::specta]
pub async fn sections(app: State<'_, App>, list: List, sort: Sort) -> Answer<Vec<SectionCount>> {
    app.ask(move |book| book.sections(list, sort)).await
}

/// Where a contact stands in a list, to scroll to it.
#[tauri::command]
#[specta::specta]
pub async fn position(app: State<'_, App>, list: List, sort: Sort, id: ContactId) -> Answer<Option<u32>> {
    app.ask(move |book| book.position(list, sort, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn ids(app: State<'_, App>, list: List, sort: Sort, offset: u32, limit: u32) -> Answer<Vec<ContactId>> {
    app.ask(move |book| book.ids(list, sort, offset, limit)).await
}

#[tauri::command]
#[specta::specta]
pub async fn contact(app: State<'_, App>, id: ContactId) -> Answer<Contact> {
    app.ask(move |book| book.contact(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn add(app: State<'_, App>, edits: Vec<Edit>) -> Answer<Changed> {
    app.change(move |book| book.add(&edits)).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit(app: State<'_, App>, id: ContactId, edits: Vec<Edit>) -> Answer<Changed> {
    app.change(move |book| book.edit(id, &edits)).await
}

/// Asks for a picture with the system's dialog; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn choose_photo(app: State<'_, App>, id: ContactId) -> Answer<Option<Changed>> {
    let asked = app.inner().clone();
    let chosen =
        in_background(move || asked.picker().picture(asked.words()).map(|file| read_picture(&file)).transpose());
    match chosen.await? {
        Some(picture) => app.change(move |book| book.set_photo(id, Some(&picture))).await.map(Some),
        None => Ok(None),
    }
}

/// Takes a dropped or pasted picture, by its token, as photo.
#[tauri::command]
#[specta::specta]
pub async fn drop_photo(app: State<'_, App>, id: ContactId, token: String) -> Answer<Changed> {
    let shell = app.inner().clone();
    let (_, picture) = in_background(move || {
        shell.picks().only_file(&token)?;
        shell.picks().picture(&token, 0)
    })
    .await?;
    app.change(move |book| book.set_photo(id, Some(&picture))).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_photo(app: State<'_, App>, id: ContactId) -> Answer<Changed> {
    app.change(move |book| book.set_photo(id, None)).await
}

#[tauri::command]
#[specta::specta]
pub async fn hide(app: State<'_, App>, ids: Vec<ContactId>) -> Answer<Changed> {
    app.change(move |book| book.hide(&ids)).await
}

#[tauri::command]
#[specta::specta]
pub async fn unhide(app: State<'_, App>, ids: Vec<ContactId>) -> Answer<Changed> {
    app.change(move |book| book.unhide(&ids)).await
}
