//! Kinds of data, each saved on different media, counted, and seen by a person.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::kind::Backup;
use super::super::template::Text;
use super::{Edit, Lack, MOST_ROWS, Missing, NAME_LIMIT, TEXT_LIMIT, Taken, Wrong, next, number};
use crate::time::Moment;

/// `ROW.expected=12` · `ROW.given_up=REASON` · `+=NAME` · `ROW.remove=true`; of a file `ROW.FILE.count=12`,
/// `ROW.FILE.medium=NAME`, `ROW.FILE.confirmed=true`, `ROW.FILE.remove=true`.
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

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SavedFile {
    pub id: u32,
    pub name: String,
    /// Where it stood when it was taken; never shown to the page as such.
    pub path: String,
    pub bytes: u64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    pub taken_at: Moment,
    /// The medium it lies on, as the user calls it.
    pub medium: String,
    /// How many the user counted in it.
    pub count: Option<u64>,
    /// The user has opened it and it reads.
    pub confirmed: bool,
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

    /// Puts a file into a row; the same file again takes the place of its former self.
    pub fn attach(&mut self, row: &str, file: SavedFile) -> Result<u32, Wrong> {
        let row = self.rows.iter_mut().find(|it| it.id == row).ok_or(Wrong::Value("unknown_key"))?;
        let id = next(row.files.iter().map(|file| file.id));
        row.files.retain(|it| it.path != file.path);
        // A copy holds what its like holds.
        let count = row.files.iter().filter(|it| it.sha256 == file.sha256).find_map(|it| it.count);
        row.files.push(SavedFile { id, count: file.count.or(count), ..file });
        Ok(id)
    }

    pub(super) fn missing(&self, kind: &Backup) -> Vec<Missing> {
        self.rows.iter().filter(|row| row.given_up.is_empty()).flat_map(|row| row.missing(kind.copies)).collect()
    }
}

impl SavedRow {
    fn set_file(&mut self, id: u32, edit: Edit<'_>) -> Taken {
        let at = self.files.iter().position(|file| file.id == id).ok_or(Wrong::Value("unknown_key"))?;
        let Some(file) = self.files.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "count" => {
                // Copies of one content hold the same.
                let (count, same) = (edit.number()?, file.sha256.clone());
                self.files.iter_mut().filter(|file| file.sha256 == same).for_each(|file| file.count = count);
            }
            "medium" => file.medium = edit.text(NAME_LIMIT)?,
            "confirmed" => file.confirmed = edit.flag()?,
            "remove" if edit.flag()? => {
                self.files.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    /// How many all files hold together, copies counted once; `None` while one isn't counted.
    pub fn counted(&self) -> Option<u64> {
        let mut seen = BTreeSet::new();
        let once = self.files.iter().filter(|file| seen.insert(&file.sha256));
        once.map(|file| file.count).try_fold(0u64, |sum, count| Some(sum.saturating_add(count?)))
    }

    fn missing(&self, copies: u32) -> Vec<Missing> {
        let mut missing = Vec::new();
        let lacks = |code, count| Missing::counted(code, &self.label, count);
        let Some(expected) = self.expected else { return vec![lacks(Lack::Expected, 0)] };
        if self.files.is_empty() {
            return vec![lacks(Lack::Copies, copies.into())];
        }
        let contents: BTreeSet<&str> = self.files.iter().map(|file| file.sha256.as_str()).collect();
        let (mut fewer, mut same) = (0, false);
        for content in contents {
            let of: Vec<&SavedFile> = self.files.iter().filter(|file| file.sha256 == content).collect();
            fewer += copies.saturating_sub(u32::try_from(of.len()).unwrap_or(u32::MAX));
            let media: BTreeSet<String> = of.iter().map(|file| file.medium.trim().to_lowercase()).collect();
            same |= of.len() >= copies as usize && (media.len() < copies as usize || media.contains(""));
        }
        if fewer > 0 {
            missing.push(lacks(Lack::Copies, fewer.into()));
        }
        if same {
            missing.push(lacks(Lack::SameMedium, 0));
        }
        let unseen = self.files.iter().filter(|file| !file.confirmed || file.count.is_none()).count();
        if unseen > 0 {
            missing.push(lacks(Lack::Unconfirmed, unseen as u64));
        }
        match self.counted() {
            Some(counted) if counted < expected => missing.push(lacks(Lack::Short, expected - counted)),
            Some(counted) if counted > expected => missing.push(lacks(Lack::Over, counted - expected)),
            Some(_) | None => {}
        }
        missing
    }
}
