//! Why a command could not be done.

use enishi_core::Error;
use serde_json::{Map, Value, json};

pub enum Failed {
    /// The book or a file said no.
    Core(Error),
    /// Options that don't go together.
    Usage(&'static str),
    /// The answer could not be written.
    Output(std::io::Error),
}

impl Failed {
    pub fn exit_code(&self) -> u8 {
        match self {
            Failed::Core(_) | Failed::Output(_) => 1,
            Failed::Usage(_) => 2,
        }
    }

    /// On standard output as JSON, or on standard error as a sentence.
    #[expect(clippy::print_stdout, reason = "with --json the answer is what is asked for, also when it is a failure")]
    pub fn say(&self, as_json: bool) {
        match self {
            Failed::Core(error) if as_json => println!("{}", json!({ "error": described(error) })),
            Failed::Core(error) => eprintln!("error: {}", sentence(error)),
            Failed::Usage(sentence) => eprintln!("error: {sentence}"),
            Failed::Output(error) => eprintln!("error: the answer could not be written: {error}"),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Core(error)
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Failed {
        Failed::Output(error)
    }
}

/// `{"code": …}` with the details beside the code.
pub fn described(error: &Error) -> Value {
    let mut all = Map::new();
    all.insert("code".to_owned(), error.code().into());
    if let Value::Object(details) = error.details() {
        all.extend(details);
    }
    Value::Object(all)
}

/// What happened and, where there is something, what to do.
pub fn sentence(error: &Error) -> String {
    let advice = match error {
        Error::OpenElsewhere => "; close Enishi's window (or wait for the other command) and try again",
        Error::TooNew { .. } => "; update this program",
        Error::Damaged { .. } => "; it was not touched, restore a backup",
        Error::ReadOnly => "; check the rights of the file and its folder",
        Error::PassphraseNeeded => "; name a file that holds it with --passphrase-file",
        Error::Locked => "; name a file that holds its passphrase or recovery key with --unlock-file",
        Error::NetworkDrive => "; copy it to this computer",
        Error::NotYours { .. } => "; it can only be hidden",
        Error::Gate { missing, .. } => {
            let said = |it: &enishi_core::checklist::facts::Missing| {
                let code = crate::json::code(&it.code);
                format!("; {code} {}", it.what.english()).trim_end().to_owned()
            };
            return format!("{error}{}", missing.iter().map(said).collect::<String>());
        }
        Error::Missing { .. }
        | Error::Invalid { .. }
        | Error::Conflict { .. }
        | Error::Nothing { .. }
        | Error::NotABook
        | Error::NotAnArchive
        | Error::WrongPassphrase
        | Error::Wait { .. }
        | Error::DiskFull
        | Error::Unreadable { .. }
        | Error::Cancelled
        | Error::Template(_)
        | Error::Storage(_) => "",
    };
    format!("{error}{advice}")
}
