use enishi_core::book::Changed;
use enishi_core::contact::{ContactId, GroupId};
use tauri::State;

use crate::app::App;
use crate::failure::Answer;

#[tauri::command]
#[specta::specta]
pub async fn add_group(app: State<'_, App>, name: String) -> Answer<(GroupId, Changed)> {
    let (group, changed) = app.ask(move |book| book.add_group(&name)).await?;
    app.tell_changed(&changed);
    Ok((group, changed))
}

#[tauri::command]
#[specta::specta]
pub async fn rename_group(app: State<'_, App>, id: GroupId, name: String) -> Answer<Changed> {
    app.change(move |book| book.rename_group(id, &name)).await
}

#[tauri::command]
#[specta::specta]
pub async fn join_group(app: State<'_, App>, id: GroupId, contacts: Vec<ContactId>) -> Answer<Changed> {
    app.change(move |book| book.join_group(id, &contacts)).await
}

#[tauri::command]
#[specta::specta]
pub async fn leave_group(app: State<'_, App>, id: GroupId, contacts: Vec<ContactId>) -> Answer<Changed> {
    app.change(move |book| book.leave_group(id, &contacts)).await
}
