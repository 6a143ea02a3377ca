use enishi_core::book::{
    AskedPage, Changed, ComingPage, ExportFormat, ExportWhat, Fate, ImportOptions, ImportReport, Imported, Looked,
    Preview, Progress, Reading, SavedProblems, Verb, Wording,
};
use tauri::State;
use tauri::ipc::Channel;

use crate::app::{App, in_background};
use crate::contract::{Exported, Pasted, Picked, ProblemWords, Wanted};
use crate::failure::Answer;
use crate::picked::file_name;

/// Asks for files with the system's dialog; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn pick_import_files(app: State<'_, App>) -> Answer<Option<Picked>> {
    let app = app.inner().clone();
    in_background(move || Ok(app.picker().contacts(app.words()).map(|files| app.picks().keep(files)))).await
}

/// Takes what is on the clipboard as if it were picked; `null` where nothing of that is there.
#[tauri::command]
#[specta::specta]
pub async fn paste(app: State<'_, App>, wanted: Wanted) -> Answer<Option<Pasted>> {
    let app = app.inner().clone();
    in_background(move || {
        let clip = app.desk().clipboard()?;
        app.picks().keep_clip(app.words().menu_clipboard, clip, wanted)
    })
    .await
}

/// Looks at what was picked or dropped, and keeps who would come in for [`preview_people`].
#[tauri::command]
#[specta::specta]
pub async fn preview(
    app: State<'_, App>,
    token: String,
    mut options: ImportOptions,
    on_progress: Channel<Progress>,
) -> Answer<ImportReport> {
    let (files, held) = app.picks().to_read(&token)?;
    options.reading.held = held;
    let mut preview = app.work(tell(on_progress), move |book, step| book.preview(&files, &options, step)).await?;
    let report = preview.report.clone();
    app.keep_problems(std::mem::take(&mut preview.problems));
    app.keep_preview(preview);
    Ok(report)
}

/// A piece of the people of the last preview.
#[tauri::command]
#[specta::specta]
pub async fn preview_people(app: State<'_, App>, fate: Fate, offset: u32, limit: u32) -> Answer<ComingPage> {
    Ok(app.preview_people(fate, offset, limit))
}

/// A piece of those who are there already, of the last preview that asks for each.
#[tauri::command]
#[specta::specta]
pub async fn preview_asked(app: State<'_, App>, offset: u32, limit: u32) -> Answer<AskedPage> {
    Ok(app.preview_asked(offset, limit))
}

/// Brings in what was picked or dropped; with `dry_run` only counts.
#[tauri::command]
#[specta::specta]
pub async fn import(
    app: State<'_, App>,
    token: String,
    mut options: ImportOptions,
    on_progress: Channel<Progress>,
) -> Answer<ImportReport> {
    let (files, held) = app.picks().to_read(&token)?;
    options.reading.held = held;
    let dry_run = options.dry_run;
    let imported = app.work(tell(on_progress), move |book, step| book.bring_in(&files, &options, step)).await?;
    let Imported { report, problems } = imported;
    app.keep_problems(problems);
    if !dry_run {
        app.keep_preview(Preview::default());
        app.tell_changed(&brought(&report));
    }
    Ok(report)
}

/// Asks where to with the system's dialog, then writes the rows and cards that had problems in the last preview or import, with
/// `only_out` those alone of which nothing came in. `null` when the user chose no place, or nothing is to be saved.
#[tauri::command]
#[specta::specta]
pub async fn save_problems(
    app: State<'_, App>,
    only_out: bool,
    wording: ProblemWords,
    on_progress: Channel<Progress>,
) -> Answer<Option<SavedProblems>> {
    let asked = app.inner().clone();
    let chosen = in_background(move || {
        let Some(extension) = asked.problems().extension(only_out)? else { return Ok(None) };
        Ok(asked.picker().problems(asked.words(), extension))
    });
    let Some(target) = chosen.await? else { return Ok(None) };
    let kept = app.inner().clone();
    let saved = app.work(tell(on_progress), move |book, step| {
        let say = |reason: &str| wording.reasons.get(reason).map_or_else(|| reason.to_owned(), String::clone);
        let wording = Wording { column: &wording.column, say: &say };
        book.save_problems(&kept.problems(), &target, only_out, &wording, step)
    });
    saved.await.map(Some)
}

/// What the picked or dropped files are, with the first people of each.
#[tauri::command]
#[specta::specta]
pub async fn look_at(app: State<'_, App>, token: String, mut reading: Reading) -> Answer<Vec<Looked>> {
    let (files, held) = app.picks().to_read(&token)?;
    reading.held = held;
    app.ask(move |book| book.look(&files, &reading)).await
}

/// Asks where to with the system's dialog, then writes; `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn export(
    app: State<'_, App>,
    format: ExportFormat,
    what: ExportWhat,
    on_progress: Channel<Progress>,
) -> Answer<Option<Exported>> {
    let asked = app.inner().clone();
    let chosen = in_background(move || Ok(asked.picker().export(asked.words(), format))).await?;
    let Some(target) = chosen else { return Ok(None) };
    let file_name = file_name(&target);
    let report = app.work(tell(on_progress), move |book, step| book.export(&target, format, &what, step)).await?;
    Ok(Some(Exported { file_name, report }))
}

/// Cancels the import or export that is running, if one is; it then answers `cancelled`.
#[tauri::command]
#[specta::specta]
pub async fn cancel(app: State<'_, App>) -> Answer<()> {
    app.cancel();
    Ok(())
}

pub(super) fn tell(channel: Channel<Progress>) -> impl FnMut(Progress) + Send + 'static {
    move |step| {
        // A window that went away listens no more; the work goes on.
        let _ = channel.send(step);
    }
}

fn brought(report: &ImportReport) -> Changed {
    Changed {
        verb: Some(Verb::Import),
        contacts: true,
        groups: true,
        count: report.added.saturating_add(report.updated),
        ..Changed::default()
    }
}
