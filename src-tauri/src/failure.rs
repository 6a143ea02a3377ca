//! What goes wrong, as the window learns of it: a code with typed details. The words are the window's.

use enishi_core::Error;
use enishi_core::checklist::facts::Missing;
use enishi_core::checklist::template::Mistake;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What every command answers.
pub type Answer<T> = Result<T, Failure>;

/// One variant for each of the core's errors, and the shell's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case", tag = "code", content = "details")]
pub enum Failure {
    Missing {
        what: String,
        id: String,
    },
    Invalid {
        field: String,
        reason: String,
    },
    Conflict {
        name: String,
    },
    Nothing {
        what: String,
    },
    NotYours {
        name: String,
        owner: String,
    },
    OpenElsewhere {},
    TooNew {
        found: i64,
        known: i64,
    },
    Damaged {
        detail: String,
    },
    NotABook {},
    NotAnArchive {},
    /// The archive is sealed.
    PassphraseNeeded {},
    WrongPassphrase {},
    /// The book is guarded, and closed until it is unlocked.
    Locked {},
    /// The next try to unlock it is taken in so many milliseconds.
    Wait {
        ms: u32,
    },
    ReadOnly {},
    NetworkDrive {},
    DiskFull {},
    Unreadable {
        file: String,
        reason: String,
    },
    /// A move in a run that isn't allowed now.
    GateClosed {
        missing: Vec<Missing>,
    },
    Order {
        missing: Vec<Missing>,
    },
    LastAdmin {
        missing: Vec<Missing>,
    },
    NameMismatch {
        missing: Vec<Missing>,
    },
    NotSkippable {
        missing: Vec<Missing>,
    },
    /// A template that can't be read.
    Template(Mistake),
    Cancelled {},
    Storage {
        detail: String,
    },
    /// An import or export is running already.
    Busy {},
    /// No program of the system took the mail, the call or the page.
    NoProgram {},
    /// The system's clipboard took nothing.
    Clipboard {},
    /// What lies on it could not be read.
    ClipboardUnread {},
    /// A fault of Enishi itself.
    Internal {
        detail: String,
    },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Missing { what, id } => Failure::Missing { what: what.to_owned(), id },
            Error::Invalid { field, reason } => Failure::Invalid { field, reason: reason.to_owned() },
            Error::Conflict { name } => Failure::Conflict { name },
            Error::Nothing { what } => Failure::Nothing { what: what.to_owned() },
            Error::NotYours { name, owner } => Failure::NotYours { name, owner },
            Error::OpenElsewhere => Failure::OpenElsewhere {},
            Error::TooNew { found, known } => Failure::TooNew { found, known },
            Error::Damaged { detail } => Failure::Damaged { detail },
            Error::NotABook => Failure::NotABook {},
            Error::NotAnArchive => Failure::NotAnArchive {},
            Error::PassphraseNeeded => Failure::PassphraseNeeded {},
            Error::WrongPassphrase => Failure::WrongPassphrase {},
            Error::Locked => Failure::Locked {},
            Error::Wait { ms } => Failure::Wait { ms },
            Error::ReadOnly => Failure::ReadOnly {},
            Error::NetworkDrive => Failure::NetworkDrive {},
            Error::DiskFull => Failure::DiskFull {},
            Error::Unreadable { file, reason } => Failure::Unreadable { file, reason: reason.to_owned() },
            Error::Gate { code, missing } => match code {
                "order" => Failure::Order { missing },
                "last_admin" => Failure::LastAdmin { missing },
                "name_mismatch" => Failure::NameMismatch { missing },
                "not_skippable" => Failure::NotSkippable { missing },
                _ => Failure::GateClosed { missing },
            },
            Error::Template(mistake) => Failure::Template(mistake),
            Error::Cancelled => Failure::Cancelled {},
            Error::Storage(detail) => Failure::Storage { detail },
        }
    }
}

#[cfg(test)]
mod tests {
    use enishi_core::checklist::facts::Lack;

    use super::*;

    #[test]
    fn a_failure_has_the_code_and_details_of_the_core() {
        let lack = Missing::plain(Lack::Name);
        let errors = [
            Error::Missing { what: "contact", id: "7".into() },
            Error::Invalid { field: "phones[0].value".into(), reason: "bad_value" },
            Error::Conflict { name: "山田".into() },
            Error::Nothing { what: "undo" },
            Error::NotYours { name: "山田".into(), owner: "佐藤".into() },
            Error::OpenElsewhere,
            Error::TooNew { found: 9, known: 1 },
            Error::Damaged { detail: "page 3".into() },
            Error::NotABook,
            Error::NotAnArchive,
            Error::PassphraseNeeded,
            Error::WrongPassphrase,
            Error::Locked,
            Error::Wait { ms: 5_000 },
            Error::ReadOnly,
            Error::NetworkDrive,
            Error::DiskFull,
            Error::Unreadable { file: "a.vcf".into(), reason: "empty" },
            Error::Gate { code: "gate_closed", missing: vec![lack.clone()] },
            Error::Gate { code: "order", missing: vec![lack.clone()] },
            Error::Gate { code: "last_admin", missing: vec![lack.clone()] },
            Error::Gate { code: "name_mismatch", missing: vec![lack] },
            Error::Gate { code: "not_skippable", missing: Vec::new() },
            Error::Template(Mistake { line: 3, key: "title".into(), detail: "is empty".into() }),
            Error::Cancelled,
            Error::Storage("locked".into()),
        ];
        for error in errors {
            let expected = serde_json::json!({ "code": error.code(), "details": error.details() });
            let failure = serde_json::to_value(Failure::from(error)).expect("a failure is plain data");
            assert_eq!(failure, expected, "the window and the command line must speak of the same thing");
        }
    }
}
