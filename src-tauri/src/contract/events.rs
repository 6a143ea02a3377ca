use enishi_core::book::{Changed, Due};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use super::{BackupFailure, Picked};

/// After every change, whoever caused it.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "changed")]
pub struct ChangedEvent(pub Changed);

/// An item of the native menu was chosen, or its key pressed. `undo`, `redo`, `select-all` and `delete` are the view's to
/// judge: in a text field they belong to the field.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "menu")]
pub struct MenuChosen(pub MenuItem);

/// Files were let go over the window.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "files_dropped")]
pub struct FilesDropped(pub Picked);

/// Files are being dragged over the window, or left it again (also when they were dropped).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "drag")]
#[serde(rename_all = "snake_case")]
pub enum Drag {
    Over,
    Leave,
}

/// The daily round found something to say about the trash.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "due")]
pub struct DueEvent(pub Due);

/// The app was opened with a link or an invite file: so many wait, see `take_link`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "link_opened")]
pub struct LinkOpened(pub u32);

/// What of today's copies could not be made, whenever that changes; nothing when all is well again.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "backup")]
pub struct BackupEvent(pub Vec<BackupFailure>);

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum MenuItem {
    NewContact,
    NewGroup,
    Import,
    Export,
    Undo,
    Redo,
    Find,
    Trash,
    Settings,
    SelectAll,
    Delete,
    ZoomIn,
    ZoomOut,
    LanguageJa,
    LanguageEn,
    Changes,
    Duplicates,
    OwnCard,
    ShowCode,
    ReadCode,
    Home,
    Services,
    Templates,
    StartRun,
    Invites,
    Backups,
    LockNow,
}
