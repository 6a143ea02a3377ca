use tauri::State;

use crate::app::{App, in_background};
use crate::contract::{Action, AppState, Settings};
use crate::failure::Answer;
use crate::links;

#[tauri::command]
#[specta::specta]
pub async fn app_state(app: State<'_, App>) -> Answer<AppState> {
    app.state().await
}

/// The same once the book is open, or is known not to open.
#[tauri::command]
#[specta::specta]
pub async fn opened(app: State<'_, App>) -> Answer<AppState> {
    app.opened().await;
    app.state().await
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(app: State<'_, App>, settings: Settings) -> Answer<()> {
    app.save_settings(settings);
    Ok(())
}

/// Opens the sample book instead of the own one, until it is closed.
#[tauri::command]
#[specta::specta]
pub async fn open_sample_book(app: State<'_, App>) -> Answer<AppState> {
    app.reopen(true).await
}

/// Opens the own book again; also the way to try once more after it could not be opened.
#[tauri::command]
#[specta::specta]
pub async fn close_sample_book(app: State<'_, App>) -> Answer<AppState> {
    app.reopen(false).await
}

/// Hands a value to the system's mail program, telephone or browser.
#[tauri::command]
#[specta::specta]
pub async fn act(app: State<'_, App>, action: Action, value: String) -> Answer<()> {
    let address = links::address(action, &value)?;
    let app = app.inner().clone();
    in_background(move || app.desk().open(&address)).await
}

#[tauri::command]
#[specta::specta]
pub async fn quit(app: State<'_, App>) -> Answer<()> {
    app.desk().quit();
    Ok(())
}
