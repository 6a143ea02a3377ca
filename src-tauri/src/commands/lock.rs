use enishi_core::archive::Passphrase;
use enishi_core::book::Progress;
use tauri::State;
use tauri::ipc::Channel;

use super::files::tell;
use crate::app::{App, in_background};
use crate::contract::{AppState, LockChanged, RecoveryKey, Unlocked};
use crate::failure::{Answer, Failure};
use crate::picked::file_name;

/// Makes a new key for the own book and keeps it until the lock is set; nothing is changed yet.
#[tauri::command]
#[specta::specta]
pub async fn make_lock(app: State<'_, App>) -> Answer<RecoveryKey> {
    Ok(RecoveryKey { groups: app.make_key().groups() })
}

/// Asks where to, then writes the page's text with the recovery key; `null` when the user chose no place.
#[tauri::command]
#[specta::specta]
pub async fn save_recovery_key(app: State<'_, App>, text: String) -> Answer<Option<String>> {
    let app = app.inner().clone();
    in_background(move || {
        let words = app.words();
        let Some(target) = app.picker().save(words, words.menu_dialog_recovery_name, "txt") else { return Ok(None) };
        std::fs::write(&target, text).map_err(|error| Failure::from(enishi_core::Error::from(error)))?;
        Ok(Some(file_name(&target)))
    })
    .await
}

/// Encrypts the own book and its copies with the key of `make_lock`, and guards that with a passphrase.
#[tauri::command]
#[specta::specta]
pub async fn set_lock(app: State<'_, App>, passphrase: String, on_progress: Channel<Progress>) -> Answer<LockChanged> {
    app.set_lock(Passphrase::new(&passphrase)?, tell(on_progress)).await
}

/// `present` is the passphrase or the recovery key, which stays the same.
#[tauri::command]
#[specta::specta]
pub async fn change_passphrase(app: State<'_, App>, present: String, passphrase: String) -> Answer<()> {
    app.change_passphrase(Passphrase::new(&present)?, Passphrase::new(&passphrase)?).await
}

/// Decrypts the own book and its copies.
#[tauri::command]
#[specta::specta]
pub async fn remove_lock(app: State<'_, App>, present: String, on_progress: Channel<Progress>) -> Answer<LockChanged> {
    app.remove_lock(Passphrase::new(&present)?, tell(on_progress)).await
}

/// Closes a guarded book and forgets its key; one that isn't guarded stays open.
#[tauri::command]
#[specta::specta]
pub async fn lock_now(app: State<'_, App>) -> Answer<AppState> {
    app.lock().await
}

/// Opens the locked book with its passphrase or its recovery key.
#[tauri::command]
#[specta::specta]
pub async fn unlock(app: State<'_, App>, secret: String) -> Answer<Unlocked> {
    app.unlock(Passphrase::new(&secret)?).await
}
