//! Kinds of data, each saved in files on different media, which are opened and counted.

mod file;
mod gate;

use serde::{Deserialize, Serialize};

pub use file::{Checked, CheckedHow, Medium, MediumKind, SavedFile, Sealed, Seen};

use super::super::kind::Backup;
use super::super::template::Text;
use super::{Edit, MOST_ROWS, TEXT_LIMIT, Taken, Wrong, next, number};
use crate::inspect::State;
use crate::time::Moment;

/// `ROW.expected=12` · `ROW.given_up=REASON` · `+=NAME` · `ROW.remove=true`; of a file `ROW.FILE.remove=true`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Saved {
    pub rows: Vec<SavedRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SavedRow {
    pub id: String,
    pub label: Text,
    pub unit: Text,
    /// How many there have to be in all files together.
    pub expected: Option<u64>,
    pub files: Vec<SavedFile>,
    /// Why it is not saved.
    pub given_up: String,
    /// Added by the user.
    pub own: bool,
}

impl Saved {
    pub(super) fn of(kind: &Backup) -> Saved {
        let rows = kind.rows.iter().map(|row| SavedRow {
            id: row.id.clone(),
            label: row.text.clone(),
            unit: row.unit.clone(),
            expected: None,
            files: Vec::new(),
            given_up: String::new(),
            own: false,
        });
        Saved { rows: rows.collect() }
    }

    pub(super) fn set(&mut self, edit: Edit<'_>) -> Taken {
        if edit.item == "+" {
            if self.rows.len() >= MOST_ROWS {
                return Err(Wrong::Value("too_many"));
            }
            let numbers = self.rows.iter().filter_map(|row| row.id.strip_prefix("own-")?.parse().ok());
            let id = format!("own-{}", next(numbers));
            let label = Text::typed(&edit.name()?);
            let (unit, given_up) = (Text::default(), String::new());
            self.rows.push(SavedRow { id, label, unit, expected: None, files: Vec::new(), given_up, own: true });
            return Ok(());
        }
        let at = self.rows.iter().position(|row| row.id == edit.item).ok_or(Wrong::Value("unknown_key"))?;
        let Some(row) = self.rows.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "expected" => row.expected = edit.number()?,
            "given_up" => row.given_up = edit.text(TEXT_LIMIT)?,
            "remove" if row.own && edit.flag()? => {
                self.rows.remove(at);
            }
            other => {
                let (file, field) = other.split_once('.').ok_or(Wrong::Value("unknown_key"))?;
                row.set_file(number(file)?, Edit { field, ..edit })?;
            }
        }
        Ok(())
    }

    /// Puts a file into a row; the same file again takes the place of its former self. Of bytes that are known in this step
    /// already, what only a password or a passphrase could tell is known, too.
    pub fn attach(&mut self, row: &str, file: SavedFile) -> Result<u32, Wrong> {
        let mut file = file;
        let alike = self.rows.iter().flat_map(|row| &row.files).filter(|it| it.sha256 == file.sha256);
        for like in alike {
            if file.sealed.is_none() && like.sealed.is_some() {
                (file.sealed, file.seen) = (like.sealed.clone(), like.seen.clone());
            } else if like.is_unlocked() && file.is_in(State::Locked) {
                file.seen.clone_from(&like.seen);
            }
        }
        let row = self.rows.iter_mut().find(|it| it.id == row).ok_or(Wrong::Value("unknown_key"))?;
        file.id = next(row.files.iter().map(|file| file.id));
        let id = file.id;
        row.files.retain(|it| it.path != file.path);
        row.files.push(file);
        Ok(id)
    }

    /// A file by its row and number.
    pub fn file(&self, row: &str, file: u32) -> Option<&SavedFile> {
        self.rows.iter().find(|it| it.id == row)?.files.iter().find(|it| it.id == file)
    }

    pub fn file_mut(&mut self, row: &str, file: u32) -> Option<&mut SavedFile> {
        self.rows.iter_mut().find(|it| it.id == row)?.files.iter_mut().find(|it| it.id == file)
    }

    /// A file was opened where it stands, and is what was put there: where it lies, and what was found in it where that was
    /// looked for. The same is in all files of the row with the same bytes.
    pub fn opened(&mut self, row: &str, file: u32, seen: Option<Seen>, lies_on: Medium, at: Moment) -> Taken {
        let unknown = || Wrong::Value("unknown_key");
        let row = self.rows.iter_mut().find(|it| it.id == row).ok_or_else(unknown)?;
        let opened = row.files.iter_mut().find(|it| it.id == file).ok_or_else(unknown)?;
        opened.lies_on = Some(lies_on);
        opened.checked = Some(Checked { at, how: CheckedHow::Same });
        let same = opened.sha256.clone();
        if let Some(seen) = seen {
            row.files.iter_mut().filter(|it| it.sha256 == same).for_each(|it| it.take(&seen));
        }
        Ok(())
    }
}

impl SavedRow {
    fn set_file(&mut self, id: u32, edit: Edit<'_>) -> Taken {
        let at = self.files.iter().position(|file| file.id == id).ok_or(Wrong::Value("unknown_key"))?;
        match edit.field {
            "remove" if edit.flag()? => {
                self.files.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }
}
