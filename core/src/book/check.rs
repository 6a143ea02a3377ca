//! Checking a book: everything derived is made again and compared.

use super::derive::{decode, derived, keys, media};
use super::image::Image;
use super::imports::check_columns;
use super::{Book, CheckReport, Entity};
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::contact::fields::Fields;
use crate::error::Result;
use crate::store::{ContactRow, Db};

/// Contacts read at once.
const CHUNK: u32 = 1_000;
/// Problems reported in all.
const LIMIT: usize = 1_000;

impl Book {
    /// Compares everything that is stored twice, and lets SQLite check its file. Takes seconds in a large book; the problems
    /// are technical English without names.
    pub fn check(&self) -> Result<CheckReport> {
        let (contacts, trashed, groups, changes, mut problems) = self.store.read(|db| {
            let mut problems = db.integrity()?;
            let (contacts, trashed, groups) = db.sizes()?;
            let mut after = ContactId(0);
            loop {
                let rows = db.contacts_after(after, CHUNK)?;
                let Some(last) = rows.last() else { break };
                after = last.id;
                for row in &rows {
                    check_contact(db, row, &mut problems)?;
                }
            }
            check_blobs(db, &mut problems)?;
            problems.extend(check_columns(db)?);
            Ok((contacts, trashed, groups, db.change_count()?, problems))
        })?;
        problems.truncate(LIMIT);
        Ok(CheckReport { ok: problems.is_empty(), contacts, trashed, groups, changes, problems })
    }
}

fn check_contact(db: &Db, row: &ContactRow, problems: &mut Vec<String>) -> Result<()> {
    let id = row.id;
    let Ok(card) = decode(&row.card) else {
        problems.push(format!("contact {id}: the card cannot be read"));
        return Ok(());
    };
    let fields = Fields::of(&card);
    if db.derived(id)? != derived(&fields) {
        problems.push(format!("contact {id}: the head does not fit the card"));
    }
    if db.keys(id)? != keys(&row.state.uid, &fields) {
        problems.push(format!("contact {id}: the keys do not fit the card"));
    }
    let mut needed = media(&card);
    for entry in db.entries_of(Entity::Contact(id))? {
        match Image::decode(&entry.before) {
            Ok(Image::Whole { card, .. }) => match decode(&card) {
                Ok(card) => needed.extend(media(&card)),
                Err(_) => problems.push(format!("contact {id}: a card of its history cannot be read")),
            },
            Ok(Image::Absent | Image::Head(_)) => {}
            Ok(Image::Group(_) | Image::Record(_)) | Err(_) => {
                problems.push(format!("contact {id}: a before-image cannot be read"))
            }
        }
    }
    let used = db.used_blobs(id)?;
    for hash in needed {
        if !used.contains(&hash) && db.blob(&hash)?.is_some() {
            problems.push(format!("contact {id}: media that are not kept for it"));
        }
    }
    Ok(())
}

fn check_blobs(db: &Db, problems: &mut Vec<String>) -> Result<()> {
    for hash in db.blobs()? {
        if db.blob(&hash)?.is_some_and(|bytes| MediaHash::of(&bytes) != hash) {
            problems.push(format!("media {}: the bytes have changed", hash.hex()));
        }
    }
    Ok(())
}
