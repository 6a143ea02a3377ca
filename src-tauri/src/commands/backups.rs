use enishi_core::archive::{Contents, Passphrase};
use enishi_core::book::{BackupPlace, Changed, Extras, Incoming, MergeReport, Progress, Verb, daily_copies};
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::{App, in_background};
use crate::contract::{ArchivedFile, BackedUpFile, Backups, Opened, Picked, Restored};
use crate::failure::{Answer, Failure};
use crate::picked::file_name;

/// How the own book's backups stand; works when the book can't be opened, too.
#[tauri::command]
#[specta::specta]
pub async fn backups(app: State<'_, App>) -> Answer<Backups> {
    let app = app.inner().clone();
    in_background(move || Ok(app.backups())).await
}

/// The same, and every page of each copy is checked.
#[tauri::command]
#[specta::specta]
pub async fn check_backups(app: State<'_, App>, on_progress: Channel<Progress>) -> Answer<Backups> {
    let checking = app.inner().clone();
    app.toil(tell(on_progress), move |step| checking.check_backups(step)).await
}

/// Makes today's copies where they are missing; what fails again is in the answer.
#[tauri::command]
#[specta::specta]
pub async fn back_up_now(app: State<'_, App>, on_progress: Channel<Progress>) -> Answer<Backups> {
    let making = app.inner().clone();
    app.work(tell(on_progress), move |book, step| {
        making.make_daily(book, step)?;
        Ok(making.backups())
    })
    .await
}

/// Asks for the folder that takes a second copy each day; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn choose_second_place(app: State<'_, App>) -> Answer<Option<Backups>> {
    let app = app.inner().clone();
    in_background(move || {
        let Some(folder) = app.picker().folder(app.words()) else { return Ok(None) };
        app.backing().set_second(Some(folder))?;
        Ok(Some(app.backups()))
    })
    .await
}

/// Copies that are there stay.
#[tauri::command]
#[specta::specta]
pub async fn drop_second_place(app: State<'_, App>) -> Answer<Backups> {
    let app = app.inner().clone();
    in_background(move || {
        app.backing().set_second(None)?;
        Ok(app.backups())
    })
    .await
}

/// Opens the folder of the daily copies in the system's file manager.
#[tauri::command]
#[specta::specta]
pub async fn reveal_backups(app: State<'_, App>) -> Answer<()> {
    let app = app.inner().clone();
    in_background(move || app.desk().open_file(&app.own_book().with_file_name("backups"))).await
}

/// Asks where to, then copies the book there, opens the copy and counts it; `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn back_up(app: State<'_, App>, on_progress: Channel<Progress>) -> Answer<Option<BackedUpFile>> {
    let asked = app.inner().clone();
    let name = dated(app.ask(|book| Ok(book.today().to_string())).await?);
    let chosen = in_background(move || Ok(asked.picker().save(asked.words(), &name, "book"))).await?;
    let Some(target) = chosen else { return Ok(None) };
    let file_name = file_name(&target);
    let made = app.work(tell(on_progress), move |book, step| book.back_up_to(&target, step)).await?;
    Ok(Some(BackedUpFile { file_name, bytes: made.bytes, contents: made.contents, attachments: made.attachments }))
}

/// Asks where to, then puts everything into one file, opens it and compares; `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn archive(
    app: State<'_, App>,
    passphrase: Option<String>,
    on_progress: Channel<Progress>,
) -> Answer<Option<ArchivedFile>> {
    let passphrase = passphrase.as_deref().map(Passphrase::new).transpose()?;
    let asked = app.inner().clone();
    let name = dated(app.ask(|book| Ok(book.today().to_string())).await?);
    let chosen = in_background(move || Ok(asked.picker().save(asked.words(), &name, "enishi"))).await?;
    let Some(target) = chosen else { return Ok(None) };
    let file_name = file_name(&target);
    let settings = serde_json::to_vec(&*app.settings()).expect("BUG: settings are plain data");
    let made = app.work(tell(on_progress), move |book, step| {
        let extras = Extras { app: env!("CARGO_PKG_VERSION"), settings: Some(&settings) };
        book.archive_to(&target, passphrase.as_ref(), &extras, step)
    });
    let made = made.await?;
    let (bytes, sealed) = (made.bytes, made.sealed);
    Ok(Some(ArchivedFile { file_name, bytes, sealed, contents: made.contents, files: made.files }))
}

/// What the open book holds, to be held beside what would be restored.
#[tauri::command]
#[specta::specta]
pub async fn contents(app: State<'_, App>) -> Answer<Contents> {
    app.ask(|book| book.contents()).await
}

/// Asks for an archive or a backup to restore; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn pick_incoming(app: State<'_, App>) -> Answer<Option<Picked>> {
    let app = app.inner().clone();
    in_background(move || Ok(app.picker().incoming(app.words()).map(|file| app.picks().keep(vec![file])))).await
}

/// Opens what was picked and proves it, beside the own book, which is not touched; kept until it is restored or dropped.
#[tauri::command]
#[specta::specta]
pub async fn open_incoming(
    app: State<'_, App>,
    token: String,
    passphrase: Option<String>,
    on_progress: Channel<Progress>,
) -> Answer<Opened> {
    let file = app.picks().only_file(&token)?;
    let passphrase = passphrase.as_deref().map(Passphrase::new).transpose()?;
    open(&app, file, passphrase, on_progress).await
}

/// The same with one of the daily copies.
#[tauri::command]
#[specta::specta]
pub async fn open_daily(
    app: State<'_, App>,
    name: String,
    place: BackupPlace,
    passphrase: Option<String>,
    on_progress: Channel<Progress>,
) -> Answer<Opened> {
    let passphrase = passphrase.as_deref().map(Passphrase::new).transpose()?;
    let looking = app.inner().clone();
    let found = in_background(move || {
        let (second, key) = (looking.backing().second(), looking.key());
        let rows = daily_copies(looking.own_book(), second.as_deref(), key.as_ref());
        let row = rows.into_iter().find(|row| row.name == name && row.place == place);
        row.map(|row| row.path).ok_or(Failure::Missing { what: "file".to_owned(), id: name })
    });
    let file = found.await?;
    open(&app, file, passphrase, on_progress).await
}

async fn open(
    app: &App,
    file: std::path::PathBuf,
    passphrase: Option<Passphrase>,
    on_progress: Channel<Progress>,
) -> Answer<Opened> {
    let keeping = app.clone();
    app.toil(tell(on_progress), move |step| {
        let mut kept = keeping.backing().incoming();
        // The former one gives its room back first.
        *kept = None;
        let incoming = Incoming::open(&file, passphrase.as_ref(), keeping.key().as_ref(), keeping.own_book(), step)?;
        let opened = Opened { name: file_name(&file), facts: incoming.facts().clone() };
        *kept = Some(incoming);
        Ok(opened)
    })
    .await
}

/// What merging it would do.
#[tauri::command]
#[specta::specta]
pub async fn preview_merge(app: State<'_, App>, on_progress: Channel<Progress>) -> Answer<MergeReport> {
    let keeping = app.inner().clone();
    app.work(tell(on_progress), move |book, step| {
        let kept = keeping.backing().incoming();
        book.preview_merge(kept.as_ref().ok_or_else(gone)?, step)
    })
    .await
}

/// Merges it into the open book, and lets it go.
#[tauri::command]
#[specta::specta]
pub async fn merge_incoming(app: State<'_, App>, on_progress: Channel<Progress>) -> Answer<MergeReport> {
    let keeping = app.inner().clone();
    let merged = app.work(tell(on_progress), move |book, step| {
        let mut kept = keeping.backing().incoming();
        let merged = book.merge_incoming(kept.as_ref().ok_or_else(gone)?, step)?;
        *kept = None;
        Ok(merged)
    });
    let merged = merged.await?;
    app.tell_changed(&Changed { verb: Some(Verb::Import), ..merged.changed });
    Ok(merged.report)
}

/// Puts it in the own book's place, with its settings if wished; the former book is kept beside.
#[tauri::command]
#[specta::specta]
pub async fn replace_incoming(app: State<'_, App>, settings: bool) -> Answer<Restored> {
    app.replace(settings).await
}

#[tauri::command]
#[specta::specta]
pub async fn drop_incoming(app: State<'_, App>) -> Answer<()> {
    let app = app.inner().clone();
    in_background(move || {
        *app.backing().incoming() = None;
        Ok(())
    })
    .await
}

fn gone() -> enishi_core::Error {
    enishi_core::Error::Missing { what: "file", id: "incoming".to_owned() }
}

/// A file's name without its ending.
fn dated(day: String) -> String {
    format!("enishi-{day}")
}
