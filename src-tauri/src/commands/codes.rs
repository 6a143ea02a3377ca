use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use enishi_core::book::{Brought, Changed, CodeFile, CodeRequest, Progress, Received, ShownCode};
use enishi_core::code::payload::Payload;
use enishi_core::code::scan::{Part, Scanned};
use enishi_core::contact::ContactId;
use enishi_core::contact::card::Card;
use enishi_core::formats::encoding::Charset;
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::{App, in_background};
use crate::contract::{Picked, ReadCode, SavedSheet};
use crate::failure::{Answer, Failure};
use crate::picked::{self, file_name};

/// The largest frame of a camera or bytes of a code, in bytes of base64: some 48 MB.
const LONGEST_SENT: usize = 64 * 1024 * 1024;

/// A contact's code, as large as fits into a square of `room_px` pixels of the screen.
#[tauri::command]
#[specta::specta]
pub async fn code(app: State<'_, App>, id: ContactId, request: CodeRequest, room_px: u32) -> Answer<ShownCode> {
    app.ask(move |book| book.code(id, &request, room_px)).await
}

/// Asks where to with the system's dialog, then writes the picture; answers the file's name, `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn save_code(
    app: State<'_, App>,
    id: ContactId,
    request: CodeRequest,
    file: CodeFile,
) -> Answer<Option<String>> {
    let (name, bytes) =
        app.ask(move |book| Ok((book.contact(id)?.display_name, book.code_file(id, &request, file)?))).await?;
    let extension = match file {
        CodeFile::Png { .. } => "png",
        CodeFile::Svg => "svg",
    };
    let app = app.inner().clone();
    in_background(move || {
        let Some(target) = app.picker().code(app.words(), &name, extension) else { return Ok(None) };
        app.book()?.save(&target, &bytes)?;
        Ok(Some(file_name(&target)))
    })
    .await
}

/// Puts the picture on the clipboard.
#[tauri::command]
#[specta::specta]
pub async fn copy_code(app: State<'_, App>, id: ContactId, request: CodeRequest, side_px: u32) -> Answer<()> {
    let png = app.ask(move |book| book.code_file(id, &request, CodeFile::Png { side_px })).await?;
    let app = app.inner().clone();
    in_background(move || app.desk().copy_picture(&png)).await
}

/// Makes a sheet of cards, each of them `copies` times, ended early by `cancel`; then asks where to with the system's dialog and
/// writes it. `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn save_code_sheet(
    app: State<'_, App>,
    ids: Vec<ContactId>,
    request: CodeRequest,
    copies: u32,
    crop_marks: bool,
    on_progress: Channel<Progress>,
) -> Answer<Option<SavedSheet>> {
    let words = app.words();
    let made = app
        .work(tell(on_progress), move |book, step| {
            let printing = enishi_core::book::Printing {
                copies,
                crop_marks,
                title: words.menu_sheet_title.to_owned(),
                trademark: words.menu_sheet_trademark.to_owned(),
                language: words.menu_sheet_language.to_owned(),
            };
            book.code_sheet(&ids, &request, &printing, step)
        })
        .await?;
    let app = app.inner().clone();
    in_background(move || {
        let Some(target) = app.picker().code(words, words.menu_sheet_name, "pdf") else { return Ok(None) };
        app.book()?.save(&target, &made.pdf)?;
        let saved = SavedSheet { file_name: file_name(&target), sheet: made.told };
        app.keep_saved(target);
        Ok(Some(saved))
    })
    .await
}

/// Opens the sheet that was saved last in the system's program for PDFs.
#[tauri::command]
#[specta::specta]
pub async fn open_saved(app: State<'_, App>) -> Answer<()> {
    let app = app.inner().clone();
    in_background(move || match app.saved() {
        Some(file) => app.desk().open_file(&file),
        None => Err(Failure::Missing { what: "file".to_owned(), id: String::new() }),
    })
    .await
}

/// The whole screen for the window, or its own place again.
#[tauri::command]
#[specta::specta]
pub async fn full_screen(app: State<'_, App>, on: bool) -> Answer<()> {
    app.desk().full_screen(on);
    Ok(())
}

/// Asks for pictures with the system's dialog; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn pick_pictures(app: State<'_, App>) -> Answer<Option<Picked>> {
    let app = app.inner().clone();
    in_background(move || Ok(app.picker().pictures(app.words()).map(|files| app.picks().keep(files)))).await
}

/// The codes in one of the pictures behind a token, counted from 0.
#[tauri::command]
#[specta::specta]
pub async fn read_picture(app: State<'_, App>, token: String, at: u32) -> Answer<Vec<ReadCode>> {
    let app = app.inner().clone();
    in_background(move || {
        let files = app.picks().files(&token)?;
        if let Some(file) = files.get(at as usize).filter(|file| picked::is_invite(file)) {
            return Ok(vec![picked::read_invite(file)?]);
        }
        let (file, picture) = app.picks().picture(&token, at as usize)?;
        let name = file_name(&file);
        let read = app.new_reader().read(&picture).map_err(|error| named(error.into(), &name))?;
        Ok(read.into_iter().map(|code| told(code, &name)).collect())
    })
    .await
}

/// Lets the page use the camera, until [`end_camera`].
#[tauri::command]
#[specta::specta]
pub async fn begin_camera(app: State<'_, App>) -> Answer<()> {
    app.begin_camera();
    Ok(())
}

/// The codes in a frame of the camera (a JPEG in base64); none while the camera is not in use.
#[tauri::command]
#[specta::specta]
pub async fn read_frame(app: State<'_, App>, frame: String) -> Answer<Vec<ReadCode>> {
    let app = app.inner().clone();
    in_background(move || {
        let frame = decoded(&frame)?;
        let name = app.words().menu_camera;
        Ok(app.read_frame(&frame)?.into_iter().map(|code| told(code, name)).collect())
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn end_camera(app: State<'_, App>) -> Answer<()> {
    let app = app.inner().clone();
    in_background(move || {
        app.end_camera();
        Ok(())
    })
    .await
}

/// What the bytes of a code say when they are taken for this.
#[tauri::command]
#[specta::specta]
pub async fn read_as(bytes: String, charset: Charset) -> Answer<Payload> {
    Ok(Payload::of(&decoded(&bytes)?, None, Some(charset)))
}

/// Somebody's card in a code, beside the book.
#[tauri::command]
#[specta::specta]
pub async fn received(app: State<'_, App>, bytes: String, charset: Charset) -> Answer<Received> {
    let card = card(&bytes, charset)?;
    app.ask(move |book| book.received(&card)).await
}

/// Every field of it beside that of a contact.
#[tauri::command]
#[specta::specta]
pub async fn received_beside(
    app: State<'_, App>,
    bytes: String,
    charset: Charset,
    id: ContactId,
) -> Answer<Vec<Brought>> {
    let card = card(&bytes, charset)?;
    app.ask(move |book| book.received_beside(&card, id)).await
}

/// Adds it; `from` is where it was read.
#[tauri::command]
#[specta::specta]
pub async fn add_received(app: State<'_, App>, bytes: String, charset: Charset, from: String) -> Answer<Changed> {
    let card = card(&bytes, charset)?;
    app.change(move |book| book.add_received(&card, &from)).await
}

/// Takes these fields of it over into a contact.
#[tauri::command]
#[specta::specta]
pub async fn update_received(
    app: State<'_, App>,
    bytes: String,
    charset: Charset,
    id: ContactId,
    take: Vec<String>,
) -> Answer<Changed> {
    let card = card(&bytes, charset)?;
    app.change(move |book| book.update_received(&card, id, &take)).await
}

fn card(bytes: &str, charset: Charset) -> Answer<Card> {
    let payload = Payload::of(&decoded(bytes)?, None, Some(charset));
    payload.card.ok_or_else(|| Failure::Invalid { field: "code".to_owned(), reason: "no_card".to_owned() })
}

fn decoded(base64: &str) -> Answer<Vec<u8>> {
    let invalid = |reason: &str| Failure::Invalid { field: "picture".to_owned(), reason: reason.to_owned() };
    if base64.len() > LONGEST_SENT {
        return Err(invalid("too_large"));
    }
    STANDARD.decode(base64).map_err(|_| invalid("bad_value"))
}

fn told(code: Scanned, from: &str) -> ReadCode {
    let Scanned { bytes, charset, corners: _, part } = code;
    let payload = Payload::of(&bytes, charset, None);
    // What holds a secret goes no further than this.
    let bytes = if payload.said.is_secret() { String::new() } else { STANDARD.encode(&bytes) };
    let part = part.map(|Part { index, count, .. }| (u32::from(index) + 1, u32::from(count)));
    ReadCode { from: from.to_owned(), bytes, payload, part }
}

fn named(failure: Failure, name: &str) -> Failure {
    match failure {
        Failure::Unreadable { reason, .. } => Failure::Unreadable { file: name.to_owned(), reason },
        other => other,
    }
}
