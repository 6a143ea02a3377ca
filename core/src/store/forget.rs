//! Where bytes stand in cards, before-images and sources, whatever they mean: for what must be forgotten.

use rusqlite::params;

use super::Db;
use crate::contact::ContactId;
use crate::error::Result;

impl Db {
    /// Contacts whose card holds these bytes, in the trash or not.
    pub fn cards_with(&self, bytes: &[u8]) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM contact WHERE instr(card, ?1) > 0")?;
        let ids = statement.query_map([bytes], |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Puts a card in the place of one from which nothing is derived otherwise; the contact's revision stays.
    pub fn replace_card(&self, id: ContactId, card: &[u8]) -> Result<()> {
        self.0.prepare_cached("UPDATE contact SET card = ?2 WHERE id = ?1")?.execute(params![id.0, card])?;
        Ok(())
    }

    /// Change entries whose before-image holds these bytes.
    pub fn entries_with(&self, bytes: &[u8]) -> Result<Vec<i64>> {
        let mut statement = self.0.prepare_cached("SELECT id FROM change_entry WHERE instr(before, ?1) > 0")?;
        let ids = statement.query_map([bytes], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// The before-image of one change entry.
    pub fn before(&self, entry: i64) -> Result<Vec<u8>> {
        let mut statement = self.0.prepare_cached("SELECT before FROM change_entry WHERE id = ?1")?;
        Ok(statement.query_row([entry], |row| row.get(0))?)
    }

    pub fn replace_before(&self, entry: i64, before: &[u8]) -> Result<()> {
        self.0.prepare_cached("UPDATE change_entry SET before = ?2 WHERE id = ?1")?.execute(params![entry, before])?;
        Ok(())
    }

    /// Writes question marks over these bytes wherever they stand in the sources of imports.
    pub fn blank_in_sources(&self, bytes: &[u8]) -> Result<()> {
        let mut statement = self.0.prepare_cached("SELECT id FROM raw_source WHERE instr(bytes, ?1) > 0")?;
        let ids: Vec<i64> = statement.query_map([bytes], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let mut read = self.0.prepare_cached("SELECT bytes FROM raw_source WHERE id = ?1")?;
        let mut write = self.0.prepare_cached("UPDATE raw_source SET bytes = ?2 WHERE id = ?1")?;
        for id in ids {
            let mut source: Vec<u8> = read.query_row([id], |row| row.get(0))?;
            let places: Vec<usize> = memchr::memmem::find_iter(&source, bytes).collect();
            for at in places {
                source.get_mut(at..at + bytes.len()).unwrap_or_default().fill(b'?');
            }
            write.execute(params![id, source])?;
        }
        Ok(())
    }
}
