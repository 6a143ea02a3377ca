//! A folder with a Japanese name, and the command line run in it as a process.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

pub struct Place {
    folder: tempfile::TempDir,
}

/// What a run answered.
pub struct Answer {
    pub code: i32,
    pub json: Value,
    pub text: String,
    pub errors: String,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::Builder::new().prefix("名簿 テスト").tempdir().expect("a temporary folder");
        Place { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the file is written");
        path
    }

    /// The program with the book of this place, not started yet.
    pub fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_enishi-cli"));
        program.arg("--book").arg(self.path("縁.book")).current_dir(self.folder.path());
        program
    }

    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        answer(self.program().args(arguments).output().expect("the program starts"))
    }

    pub fn json<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        answer(self.program().arg("--json").args(arguments).output().expect("the program starts"))
    }

    /// The answer of a command that has to succeed.
    #[track_caller]
    pub fn done<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Value {
        let answer = self.json(arguments);
        assert_eq!(answer.code, 0, "{}{}", answer.text, answer.errors);
        answer.json
    }

    /// A book with three people, by number.
    pub fn with_people() -> Place {
        let place = Place::new();
        let file = place.file("名刺.vcf", PEOPLE);
        place.done([OsStr::new("import"), file.as_os_str()]);
        place
    }

    /// The number of the contact with this name.
    #[track_caller]
    pub fn id(&self, name: &str) -> String {
        let list = self.done(["list"]);
        let contacts = list["contacts"].as_array().expect("a list");
        let found = contacts.iter().find(|contact| contact["display_name"] == name);
        found.unwrap_or_else(|| panic!("{name} is in {list}"))["id"].to_string()
    }
}

fn answer(output: Output) -> Answer {
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    Answer {
        code: output.status.code().expect("an exit code"),
        json: serde_json::from_str(&text).unwrap_or(Value::Null),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        text,
    }
}

pub const PEOPLE: &str = "BEGIN:VCARD\r\n\
VERSION:3.0\r\n\
UID:tanaka-1\r\n\
N:田中;花子;;;\r\n\
FN:田中 花子\r\n\
X-PHONETIC-LAST-NAME:たなか\r\n\
X-PHONETIC-FIRST-NAME:はなこ\r\n\
ORG:株式会社青空;営業部\r\n\
TITLE:課長\r\n\
TEL;TYPE=CELL:090-1234-5678\r\n\
EMAIL;TYPE=WORK:hanako@aozora.example\r\n\
BDAY:--04-12\r\n\
CATEGORIES:顧客\r\n\
X-STRANGE;A=b:c;d\\;e\r\n\
END:VCARD\r\n\
BEGIN:VCARD\r\n\
VERSION:3.0\r\n\
UID:abe-1\r\n\
N:阿部;一郎;;;\r\n\
FN:阿部 一郎\r\n\
X-PHONETIC-LAST-NAME:あべ\r\n\
X-PHONETIC-FIRST-NAME:いちろう\r\n\
END:VCARD\r\n\
BEGIN:VCARD\r\n\
VERSION:3.0\r\n\
UID:wada-1\r\n\
N:和田;次郎;;;\r\n\
FN:和田 次郎\r\n\
X-PHONETIC-LAST-NAME:わだ\r\n\
END:VCARD\r\n";
