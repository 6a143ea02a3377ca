//! Filling a new book with the sample's contacts.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use super::{Book, ImportOptions, List, Sort};
use crate::contact::ContactId;
use crate::contact::edit::Edit;
use crate::error::{Error, Result};
use crate::sample;

/// Lines that only the sample may say; they never come into the book as properties.
const OWN: &str = "X-ENISHI-OWN:1";
const INTERNAL: &str = "X-ENISHI-SIDE:internal";

impl Book {
    /// Brings the sample's sixty contacts into an empty book, with its own card and its staff. Reopen the book (or begin a
    /// session) afterwards, so that the filling isn't there to be undone.
    pub fn fill_with_sample(&self) -> Result<()> {
        let folder = std::env::temp_dir().join(format!("enishi-{}-{}", std::process::id(), self.edge().new_uid()));
        let filled = self.fill_from(&folder);
        // The copy has done its work, whatever came of it.
        let _ = std::fs::remove_dir_all(&folder);
        filled
    }

    fn fill_from(&self, folder: &Path) -> Result<()> {
        let text = std::str::from_utf8(sample::JA).expect("BUG: the sample is UTF-8");
        let file = folder.join("sample.vcf");
        let marked = |line: &&str| matches!(line.trim_end(), OWN | INTERNAL);
        let plain: String = text.split_inclusive('\n').filter(|line| !marked(line)).collect();
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&file, plain))
            .map_err(|error| Error::Storage(error.to_string()))?;
        self.import(&[file], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))?;

        let ids = self.ids_by_uid()?;
        for (uid, edits) in marks(text) {
            if let Some(id) = ids.get(uid) {
                self.edit(*id, &edits)?;
            }
        }
        Ok(())
    }

    fn ids_by_uid(&self) -> Result<HashMap<String, ContactId>> {
        let ids = self.ids(List::All, Sort::Newest, 0, u32::MAX)?;
        ids.into_iter().map(|id| Ok((self.contact(id)?.uid, id))).collect()
    }
}

/// What the sample says of its people beside their cards, by UID.
fn marks(text: &str) -> Vec<(&str, Vec<Edit>)> {
    let mut marks = Vec::new();
    for card in text.split("END:VCARD") {
        let uid = card.lines().find_map(|line| line.strip_prefix("UID:"));
        let edit = |field: &str, value: &str| Edit { field: field.to_owned(), value: value.to_owned() };
        let edits: Vec<Edit> = card
            .lines()
            .filter_map(|line| match line {
                OWN => Some(edit("own", "true")),
                INTERNAL => Some(edit("side", "internal")),
                _ => None,
            })
            .collect();
        if let (Some(uid), false) = (uid, edits.is_empty()) {
            marks.push((uid.trim_end(), edits));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_marks_its_own_card_and_its_staff() {
        let text = std::str::from_utf8(sample::JA).expect("UTF-8");
        let marks = marks(text);
        assert_eq!(marks.len(), 6);
        let own = marks.iter().filter(|(_, edits)| edits.iter().any(|edit| edit.field == "own")).count();
        assert_eq!(own, 1);
    }
}
