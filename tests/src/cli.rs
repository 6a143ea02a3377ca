//! The command line, as a process.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::place::{Place, program};

/// What one call answered.
#[derive(Debug)]
pub struct Answer {
    pub exit: Option<i32>,
    /// Standard output as JSON; `Null` when it is none.
    pub json: Value,
    pub stderr: String,
}

impl Answer {
    pub fn done(&self) -> bool {
        self.exit == Some(0)
    }

    /// The stable code of a failure.
    pub fn code(&self) -> Option<&str> {
        self.json["error"]["code"].as_str()
    }
}

/// The command line on one book.
#[derive(Clone)]
pub struct Cli {
    book: PathBuf,
}

impl Cli {
    pub fn on(place: &Place) -> Cli {
        Cli { book: place.book() }
    }

    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(program("enishi-cli"));
        command.arg("--book").arg(&self.book).arg("--json").args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn ask<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        let output = self.command(arguments).output().expect("the command line starts");
        Answer {
            exit: output.status.code(),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Asks for something that must succeed.
    pub fn must<A: AsRef<OsStr> + std::fmt::Debug + Clone>(&self, arguments: &[A]) -> Value {
        let answer = self.ask(arguments.iter().cloned());
        assert!(answer.done(), "{arguments:?} failed: {answer:?}");
        answer.json
    }
}
