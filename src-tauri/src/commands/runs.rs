use enishi_core::archive::Passphrase;
use enishi_core::book::{
    Changed, CheckedCopies, Home, Moved, NewSubject, NoticeText, Progress, RunRow, SavedCopy, StepEdit, StepMove,
    TemplateRow,
};
use enishi_core::checklist::status::{RunStatus, StepView};
use enishi_core::checklist::template::Template;
use enishi_core::record::RecordId;
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::{App, in_background};
use crate::contract::{Made, Picked};
use crate::failure::{Answer, Failure};
use crate::picked::{file_name, read_text};

#[tauri::command]
#[specta::specta]
pub async fn home(app: State<'_, App>) -> Answer<Home> {
    app.ask(|book| book.home()).await
}

#[tauri::command]
#[specta::specta]
pub async fn templates(app: State<'_, App>) -> Answer<Vec<TemplateRow>> {
    app.ask(|book| book.templates()).await
}

#[tauri::command]
#[specta::specta]
pub async fn template(app: State<'_, App>, key: String) -> Answer<Template> {
    app.ask(move |book| book.template(&key)).await
}

#[tauri::command]
#[specta::specta]
pub async fn copy_template(app: State<'_, App>, key: String, name: String) -> Answer<Made> {
    app.make(move |book| book.copy_template(&key, &name)).await
}

#[tauri::command]
#[specta::specta]
pub async fn edit_template(app: State<'_, App>, id: RecordId, edit: StepEdit) -> Answer<Changed> {
    app.change(move |book| book.edit_template(id, &edit)).await
}

/// Asks for a template file with the system's dialog and takes it; `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn import_template(app: State<'_, App>) -> Answer<Option<Made>> {
    let shell = app.inner().clone();
    let source = in_background(move || match shell.picker().template(shell.words()) {
        Some(file) => read_text(&file).map(Some),
        None => Ok(None),
    });
    match source.await? {
        Some(source) => app.make(move |book| book.import_template(&source)).await.map(Some),
        None => Ok(None),
    }
}

/// Asks where to with the system's dialog, then writes the template; answers the file's name, `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn export_template(app: State<'_, App>, key: String) -> Answer<Option<String>> {
    let shell = app.inner().clone();
    let template = app.ask(move |book| book.template(&key)).await?;
    in_background(move || {
        let Some(target) = shell.picker().save(shell.words(), &template.id, "toml") else { return Ok(None) };
        shell.book()?.save(&target, template.to_toml().as_bytes())?;
        Ok(Some(file_name(&target)))
    })
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn start_run(app: State<'_, App>, template: String, subject: NewSubject, name: String) -> Answer<Made> {
    app.make(move |book| book.start_run(&template, &subject, &name)).await
}

#[tauri::command]
#[specta::specta]
pub async fn runs(app: State<'_, App>) -> Answer<Vec<RunRow>> {
    app.ask(|book| book.runs()).await
}

#[tauri::command]
#[specta::specta]
pub async fn run_status(app: State<'_, App>, id: RecordId) -> Answer<RunStatus> {
    app.ask(move |book| book.run_status(id)).await
}

#[tauri::command]
#[specta::specta]
pub async fn run_step(app: State<'_, App>, id: RecordId, step: String) -> Answer<StepView> {
    app.ask(move |book| book.run_step(id, &step)).await
}

#[tauri::command]
#[specta::specta]
pub async fn move_step(app: State<'_, App>, id: RecordId, step: String, what: StepMove) -> Answer<Moved> {
    told(&app, app.ask(move |book| book.move_step(id, &step, &what)).await)
}

/// Asks for files with the system's dialog and puts them into a row of a backup, or beside the step as its proof; ended early by
/// `cancel`. `null` when the user chose none.
#[tauri::command]
#[specta::specta]
pub async fn attach(
    app: State<'_, App>,
    id: RecordId,
    step: String,
    row: Option<String>,
    on_progress: Channel<Progress>,
) -> Answer<Option<Moved>> {
    let shell = app.inner().clone();
    let picked = in_background(move || {
        Ok(shell.picker().attachments(shell.words()).map(|files| shell.picks().keep(files).token))
    });
    match picked.await? {
        Some(token) => attach_picked(app, id, step, row, token, on_progress).await.map(Some),
        None => Ok(None),
    }
}

/// The same with files that were let go over the window.
#[tauri::command]
#[specta::specta]
pub async fn attach_picked(
    app: State<'_, App>,
    id: RecordId,
    step: String,
    row: Option<String>,
    token: String,
    on_progress: Channel<Progress>,
) -> Answer<Moved> {
    let files = app.picks().files(&token)?;
    let moved = app
        .work(tell(on_progress), move |book, progress| {
            let mut last = None;
            for file in &files {
                last = Some(book.attach(id, &step, row.as_deref(), file, progress)?);
            }
            last.ok_or_else(|| enishi_core::Error::Missing { what: "file", id: String::new() })
        })
        .await;
    told(&app, moved)
}

/// Opens a file of a backup again where it stands, with the password of its lock where it has one; ended early by `cancel`. The
/// password is kept nowhere.
#[tauri::command]
#[specta::specta]
pub async fn open_copy(
    app: State<'_, App>,
    id: RecordId,
    step: String,
    row: String,
    file: u32,
    password: Option<String>,
    on_progress: Channel<Progress>,
) -> Answer<Moved> {
    let opened = app.work(tell(on_progress), move |book, progress| {
        book.open_copy(id, &step, &row, file, password.as_deref(), progress)
    });
    told(&app, opened.await)
}

/// Asks where to with the system's dialog, then writes an encrypted copy of a file that was opened and puts it into its row;
/// ended early by `cancel`. `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn seal_copy(
    app: State<'_, App>,
    id: RecordId,
    step: String,
    row: String,
    file: u32,
    passphrase: String,
    on_progress: Channel<Progress>,
) -> Answer<Option<Moved>> {
    let passphrase = Passphrase::new(&passphrase)?;
    let (of_step, of_row) = (step.clone(), row.clone());
    let original = app.ask(move |book| book.copy_path(id, &of_step, &of_row, file)).await?;
    let shell = app.inner().clone();
    let chosen = in_background(move || Ok(shell.picker().save(shell.words(), &file_name(&original), "age")));
    let Some(target) = chosen.await? else { return Ok(None) };
    let sealed = app.work(tell(on_progress), move |book, progress| {
        book.seal_copy(id, &step, &row, file, &target, &passphrase, progress)
    });
    told(&app, sealed.await).map(Some)
}

/// The file of a backup, as if it were picked to be imported.
#[tauri::command]
#[specta::specta]
pub async fn take_copy(app: State<'_, App>, id: RecordId, step: String, row: String, file: u32) -> Answer<Picked> {
    let path = app.ask(move |book| book.copy_path(id, &step, &row, file)).await?;
    Ok(app.picks().keep(vec![path]))
}

/// Every file in a backup of a run that isn't in the trash.
#[tauri::command]
#[specta::specta]
pub async fn copies(app: State<'_, App>) -> Answer<Vec<SavedCopy>> {
    app.ask(|book| book.copies()).await
}

/// Looks whether they are there and the same, those that are due or all; ended early by `cancel`.
#[tauri::command]
#[specta::specta]
pub async fn check_copies(
    app: State<'_, App>,
    due_only: bool,
    on_progress: Channel<Progress>,
) -> Answer<CheckedCopies> {
    let looked = app.work(tell(on_progress), move |book, progress| book.check_copies(due_only, progress)).await?;
    app.tell_changed(&looked.changed);
    Ok(looked)
}

/// Takes a proof away from a step.
#[tauri::command]
#[specta::specta]
pub async fn detach(app: State<'_, App>, id: RecordId, step: String, sha256: String) -> Answer<Moved> {
    told(&app, app.ask(move |book| book.detach(id, &step, &sha256)).await)
}

#[tauri::command]
#[specta::specta]
pub async fn rename_run(app: State<'_, App>, id: RecordId, name: String) -> Answer<RunStatus> {
    app.ask(move |book| book.rename_run(id, &name)).await
}

/// A notice's text for each of its recipients, in the window's language.
#[tauri::command]
#[specta::specta]
pub async fn notice_texts(app: State<'_, App>, id: RecordId, step: String) -> Answer<Vec<NoticeText>> {
    let english = app.words().menu_sheet_language == "en";
    app.ask(move |book| book.notice_texts(id, &step, english)).await
}

fn told(app: &App, moved: Result<Moved, Failure>) -> Answer<Moved> {
    let moved = moved?;
    app.tell_changed(&moved.changed);
    Ok(moved)
}
