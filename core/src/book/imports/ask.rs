//! Those who are there already, decided one by one.

use super::place;
use super::read::Prepared;
use super::write::Writer;
use crate::book::derive::decode;
use crate::book::history::compared;
use crate::book::{Asked, Decided, FieldChange};
use crate::contact::fields::Fields;
use crate::contact::{ContactId, merge};
use crate::error::Result;

/// Characters of a value that are kept to be shown.
const SHOWN: usize = 400;

impl Writer<'_, '_> {
    /// What was decided for a card about somebody who is there. `None` where it says nothing new: then nothing is asked.
    pub(super) fn ask(&mut self, id: ContactId, card: &Prepared) -> Result<Option<Decided>> {
        let row = self.db.contact(id)?.ok_or_else(|| crate::book::change::missing(id))?;
        let mut merged = decode(&row.card)?;
        let before = Fields::of(&merged);
        let differs = merge::merge(&mut merged, &decode(&card.encoded)?);
        let groups: Vec<String> = self.db.live_groups_of(id)?.into_iter().map(|group| group.name).collect();
        let new: Vec<&String> = card.categories.iter().filter(|name| !groups.contains(name)).collect();
        if !differs && new.is_empty() {
            return Ok(None);
        }
        let (file, line) = (u32::try_from(card.source).unwrap_or(u32::MAX), card.line);
        if let Some(noted) = &mut self.noted {
            let after = Fields::of(&merged);
            let mut changes = compared(&before, &after);
            if !new.is_empty() {
                let all: Vec<&str> = groups.iter().chain(new).map(String::as_str).collect();
                changes.push(FieldChange {
                    field: "groups".to_owned(),
                    before: groups.join("\n"),
                    after: all.join("\n"),
                });
            }
            for change in &mut changes {
                shorten(&mut change.before);
                shorten(&mut change.after);
            }
            let place = place(self.problems.name(card.source), line);
            let (name, company) = (before.display_name, before.company);
            noted.ask(Asked { file, line, place, id, name, company, changes });
        }
        Ok(Some(self.decisions.get(&(file, line)).copied().unwrap_or(self.options.rest)))
    }
}

fn shorten(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push('…');
    }
}
