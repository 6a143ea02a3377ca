use std::collections::HashMap;

use enishi_core::book::{Changed, ExportReport, List, Sort, ToldSheet, Warning};
use enishi_core::code::content::{Format, Preset};
use enishi_core::code::draw::Level;
use enishi_core::code::payload::Payload;
use enishi_core::contact::ContactId;
use enishi_core::record::RecordId;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::LockAfter;
use crate::failure::Failure;

/// Everything the window asks once, at its start, and again after another book was opened.
#[derive(Clone, Debug, Serialize, Deserialize, Type)]
pub struct AppState {
    pub settings: Settings,
    pub system_language: Language,
    pub platform: Platform,
    pub book: BookState,
    pub version: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum BookState {
    /// Another program may hold it for a moment; `opened` answers when that is known.
    Opening { path: String },
    Open {
        path: String,
        sample: bool,
        /// Not one contact in it, not even a hidden or a trashed one: the first start.
        empty: bool,
        warnings: Vec<Warning>,
        /// A passphrase guards the user's own book; told while the sample is open, too.
        guarded: bool,
    },
    /// A passphrase guards it: nothing of it can be read until it is unlocked.
    Locked {
        path: String,
        /// The wrapped key is missing or broken: only the recovery key opens the book.
        recovery_only: bool,
        /// Until the next try is taken.
        wait_ms: u32,
    },
    /// The book could not be opened; it was not touched.
    Failed { path: String, failure: Failure },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    Ja,
    En,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    Windows,
    Macos,
    Linux,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    Standard,
    Large,
    Huge,
}

/// What the window remembers between two starts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct Settings {
    /// `None` follows the system.
    pub language: Option<Language>,
    pub theme: Theme,
    pub text_size: TextSize,
    pub sort: Sort,
    pub list: List,
    pub selected: Option<ContactId>,
    /// Widths of the panes in CSS pixels at standard text size.
    pub sidebar_width: u32,
    pub list_width: u32,
    /// Sections of the sidebar that are folded.
    pub folded: Vec<String>,
    pub code: CodeSettings,
    pub lock_after: LockAfter,
}

/// How a code was shown last.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, Type)]
pub struct CodeSettings {
    pub format: Format,
    /// `None` for parts of one's own choice.
    pub preset: Option<Preset>,
    /// The keys of the parts chosen last.
    pub parts: Vec<String>,
    pub level: Level,
}

/// A code that was read in a picture, and what it says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct ReadCode {
    /// The picture's name; the clipboard, the camera.
    pub from: String,
    /// Its bytes in base64, to be asked about; empty where they hold a secret.
    pub bytes: String,
    pub payload: Payload,
    /// Its number and how many there are, where only some of the codes stand in the picture over which a text was spread.
    pub part: Option<(u32, u32)>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, Type)]
pub struct SavedSheet {
    pub file_name: String,
    pub sheet: ToldSheet,
}

/// Files the user chose or dropped. The window sees their names and a token, never a path.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct Picked {
    pub token: String,
    pub names: Vec<String>,
    /// Length of all files together.
    pub bytes: u64,
}

/// Something that was made, with its number.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct Made {
    pub id: RecordId,
    pub changed: Changed,
}

/// Of what lies on the clipboard.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Text before a picture: a copied table brings a picture of itself.
    Anything,
    Contacts,
    Pictures,
}

/// What was on the clipboard, kept as if it had been picked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Pasted {
    Files {
        picked: Picked,
    },
    Text {
        picked: Picked,
    },
    Picture {
        picked: Picked,
    },
    /// A text with an Enishi invite in it.
    Code {
        code: Box<ReadCode>,
    },
}

/// The words with which problems of an import are saved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct ProblemWords {
    /// The header of the column, ending in `(Enishi)` or `（Enishi）`.
    pub column: String,
    /// A sentence for each stable code.
    pub reasons: HashMap<String, String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
pub struct Exported {
    pub file_name: String,
    pub report: ExportReport,
}

/// What to do with a value in another program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A mail to this address, in the system's mail program.
    Mail,
    /// A call to this number, in whatever the system calls with.
    Call,
    /// This address on a map, in the browser.
    Map,
    /// This address of the web (http and https only; without a scheme it is taken as https).
    Web,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            language: None,
            theme: Theme::System,
            text_size: TextSize::Standard,
            sort: Sort::Reading,
            list: List::All,
            selected: None,
            sidebar_width: 216,
            list_width: 376,
            folded: Vec::new(),
            code: CodeSettings { preset: Some(Preset::Card), ..CodeSettings::default() },
            lock_after: LockAfter::QuarterHour,
        }
    }
}

impl Platform {
    pub const HERE: Platform = if cfg!(target_os = "windows") {
        Platform::Windows
    } else if cfg!(target_os = "macos") {
        Platform::Macos
    } else {
        Platform::Linux
    };
}
