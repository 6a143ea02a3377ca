use enishi_core::book::{
    BatchMade, BatchPlace, BatchPreview, BatchRequest, Brought, Changed, CodeFile, InviteAsk, InviteCodeKind,
    InviteFilter, InviteMark, InvitePage, InviteView, MadeInvites, Opened, Printing, Progress, ShownInviteCode,
    TakeInvite,
};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_core::invite::message::{InviteTexts, Language};
use enishi_core::invite::{Expiry, link};
use enishi_core::record::RecordId;
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::{App, in_background};
use crate::contract::{Made, ReadCode, SavedSheet};
use crate::failure::{Answer, Failure};
use crate::picked::file_name;
use crate::words::Words;

#[tauri::command]
#[specta::specta]
pub async fn invites(app: State<'_, App>, filter: InviteFilter, offset: u32, limit: u32) -> Answer<InvitePage> {
    app.ask(move |book| book.invites(&filter, offset, limit)).await
}

#[tauri::command]
#[specta::specta]
pub async fn invite_ids(app: State<'_, App>, filter: InviteFilter) -> Answer<Vec<RecordId>> {
    app.ask(move |book| book.invite_ids(&filter)).await
}

#[tauri::command]
#[specta::specta]
pub async fn invite(app: State<'_, App>, id: RecordId) -> Answer<InviteView> {
    let language = language(app.words());
    app.ask(move |book| book.invite(id, language)).await
}

/// For each of these contacts; without any, for nobody in particular.
#[tauri::command]
#[specta::specta]
pub async fn new_invites(
    app: State<'_, App>,
    contacts: Vec<ContactId>,
    expiry: Expiry,
    enishi: bool,
) -> Answer<MadeInvites> {
    let made = app.ask(move |book| book.new_invites(&contacts, expiry, enishi)).await?;
    app.tell_changed(&made.changed);
    Ok(made)
}

#[tauri::command]
#[specta::specta]
pub async fn edit_invite(app: State<'_, App>, id: RecordId, edits: Vec<Edit>) -> Answer<Changed> {
    app.change(move |book| book.edit_invite(id, &edits)).await
}

#[tauri::command]
#[specta::specta]
pub async fn mark_invites(app: State<'_, App>, ids: Vec<RecordId>, mark: InviteMark) -> Answer<Changed> {
    app.change(move |book| book.mark_invites(&ids, mark)).await
}

#[tauri::command]
#[specta::specta]
pub async fn invite_code(
    app: State<'_, App>,
    id: RecordId,
    kind: InviteCodeKind,
    room_px: u32,
) -> Answer<ShownInviteCode> {
    app.ask(move |book| book.invite_code(id, kind, room_px)).await
}

/// Asks where to with the system's dialog, then writes the picture; `null` when the user chose no place. So with all that save.
#[tauri::command]
#[specta::specta]
pub async fn save_invite_code(
    app: State<'_, App>,
    id: RecordId,
    kind: InviteCodeKind,
    file: CodeFile,
) -> Answer<Option<String>> {
    let extension = match file {
        CodeFile::Png { .. } => "png",
        CodeFile::Svg => "svg",
    };
    save(app, id, extension, move |book, _| book.invite_code_file(id, kind, file)).await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_invite_code(app: State<'_, App>, id: RecordId, kind: InviteCodeKind, side_px: u32) -> Answer<()> {
    let png = app.ask(move |book| book.invite_code_file(id, kind, CodeFile::Png { side_px })).await?;
    let app = app.inner().clone();
    in_background(move || app.desk().copy_picture(&png)).await
}

/// A draft for the mail program, which [`super::codes::open_saved`] opens.
#[tauri::command]
#[specta::specta]
pub async fn save_invite_draft(app: State<'_, App>, id: RecordId) -> Answer<Option<String>> {
    save(app, id, "eml", move |book, language| book.invite_draft(id, language)).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_invite_file(app: State<'_, App>, id: RecordId) -> Answer<Option<String>> {
    save(app, id, link::EXTENSION, move |book, _| book.invite_file(id)).await
}

/// Saves the own card, shows it in its folder, and opens a message with the text: for mail programs that open drafts to be read only.
#[tauri::command]
#[specta::specta]
pub async fn mail_invite(app: State<'_, App>, id: RecordId) -> Answer<Option<String>> {
    let language = language(app.words());
    let (view, vcard) = app.ask(move |book| Ok((book.invite(id, language)?, book.invite_vcard()?))).await?;
    let address = crate::links::message(&view.mail, &view.subject, &view.text)?;
    let app = app.inner().clone();
    in_background(move || {
        let Some(target) = app.picker().save(app.words(), &view.row.recipient, "vcf") else { return Ok(None) };
        app.book()?.save(&target, &vcard)?;
        app.desk().show_file(&target)?;
        app.desk().open(&address)?;
        Ok(Some(file_name(&target)))
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn save_invite_sheet(
    app: State<'_, App>,
    ids: Vec<RecordId>,
    crop_marks: bool,
    on_progress: Channel<Progress>,
) -> Answer<Option<SavedSheet>> {
    let words = app.words();
    let made = app
        .work(tell(on_progress), move |book, step| book.invite_sheet(&ids, &printing(words, crop_marks), step))
        .await?;
    let app = app.inner().clone();
    in_background(move || {
        let Some(target) = app.picker().code(words, words.menu_batch_sheet, "pdf") else { return Ok(None) };
        app.book()?.save(&target, &made.pdf)?;
        let saved = SavedSheet { file_name: file_name(&target), sheet: made.told };
        app.keep_saved(target);
        Ok(Some(saved))
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn add_service_invite(
    app: State<'_, App>,
    service: RecordId,
    contact: Option<ContactId>,
    edits: Vec<Edit>,
) -> Answer<Made> {
    app.make(move |book| book.add_service_invite(service, contact, &edits)).await
}

#[tauri::command]
#[specta::specta]
pub async fn reissue_invite(app: State<'_, App>, id: RecordId, url: String) -> Answer<Made> {
    app.make(move |book| book.reissue_invite(id, &url)).await
}

/// The messages to begin with.
#[tauri::command]
#[specta::specta]
pub async fn invite_texts() -> Answer<InviteTexts> {
    Ok(InviteTexts::shipped())
}

#[tauri::command]
#[specta::specta]
pub async fn batch_preview(app: State<'_, App>, request: BatchRequest, at: u32) -> Answer<BatchPreview> {
    let language = language(app.words());
    app.ask(move |book| book.batch_preview(&request, at, language)).await
}

/// Asks for a folder, then makes the batch in it, ended early by `cancel`. The folder is what [`super::codes::open_saved`] opens.
#[tauri::command]
#[specta::specta]
pub async fn make_batch(
    app: State<'_, App>,
    request: BatchRequest,
    on_progress: Channel<Progress>,
) -> Answer<Option<BatchMade>> {
    let words = app.words();
    let asking = app.inner().clone();
    let Some(folder) = in_background(move || Ok(asking.picker().folder(words))).await? else { return Ok(None) };
    let place = BatchPlace {
        folder,
        language: language(words),
        printing: printing(words, true),
        sheet_name: words.menu_batch_sheet.to_owned(),
        table_name: words.menu_batch_table.to_owned(),
    };
    let made = app.work(tell(on_progress), move |book, step| book.make_batch(&request, &place, step)).await?;
    app.tell_changed(&made.changed);
    app.keep_saved(made.path.clone());
    Ok(Some(made))
}

#[tauri::command]
#[specta::specta]
pub async fn open_invite(app: State<'_, App>, invite: InviteAsk) -> Answer<Opened> {
    app.ask(move |book| book.open_invite(&invite)).await
}

/// Every field of the invite's card beside that of a contact.
#[tauri::command]
#[specta::specta]
pub async fn invite_beside(app: State<'_, App>, invite: InviteAsk, id: ContactId) -> Answer<Vec<Brought>> {
    app.ask(move |book| book.invite_beside(&invite, id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn take_invite(
    app: State<'_, App>,
    invite: InviteAsk,
    how: TakeInvite,
    take: Vec<String>,
) -> Answer<Changed> {
    app.change(move |book| book.take_invite(&invite, &how, &take)).await
}

#[tauri::command]
#[specta::specta]
pub async fn answer_invite(app: State<'_, App>, invite: InviteAsk) -> Answer<MadeInvites> {
    let made = app.ask(move |book| book.answer_invite(&invite)).await?;
    app.tell_changed(&made.changed);
    Ok(made)
}

/// A link or an invite file that the app was opened with; `null` when none waits.
#[tauri::command]
#[specta::specta]
pub async fn take_link(app: State<'_, App>) -> Answer<Option<ReadCode>> {
    Ok(app.take_link())
}

async fn save(
    app: State<'_, App>,
    id: RecordId,
    extension: &'static str,
    make: impl FnOnce(&enishi_core::book::Book, Language) -> enishi_core::Result<Vec<u8>> + Send + 'static,
) -> Answer<Option<String>> {
    let language = language(app.words());
    let (name, bytes) = app
        .ask(move |book| {
            let row = book.invite(id, language)?.row;
            let name = if row.recipient.is_empty() { row.service_name } else { row.recipient };
            Ok((name, make(book, language)?))
        })
        .await?;
    let app = app.inner().clone();
    in_background(move || {
        let words = app.words();
        let name = if name.is_empty() { words.menu_invite_name } else { &name };
        let Some(target) = app.picker().save(words, name, extension) else { return Ok(None) };
        app.book().and_then(|book| book.save(&target, &bytes).map_err(Failure::from))?;
        let name = file_name(&target);
        app.keep_saved(target);
        Ok(Some(name))
    })
    .await
}

fn printing(words: &Words, crop_marks: bool) -> Printing {
    Printing {
        copies: 1,
        crop_marks,
        title: words.menu_batch_sheet.to_owned(),
        trademark: words.menu_sheet_trademark.to_owned(),
        language: words.menu_sheet_language.to_owned(),
    }
}

fn language(words: &Words) -> Language {
    if words.menu_sheet_language == "en" { Language::En } else { Language::Ja }
}
