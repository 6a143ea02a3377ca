//! Taking back what a merge did to records. What was gone on with since is left alone and named.

use super::records::fingerprint;
use crate::book::Entity;
use crate::book::change::Tx;
use crate::book::image::Image;
use crate::error::Result;
use crate::record::RecordKind;
use crate::store::EntryRow;

impl Tx<'_> {
    /// The entries of one merge, in the order in which they were made; the last first, for what hangs on others came after them.
    pub(in crate::book) fn put_back_records(&mut self, entries: &[EntryRow]) -> Result<()> {
        for entry in entries.iter().rev() {
            let Entity::Record(id) = entry.entity else { continue };
            let Some(row) = self.db.record(id)? else { continue };
            let added = Image::decode(&entry.before)? == Image::Absent;
            let needed = added && row.kind == RecordKind::Service && !self.db.records_of_service(id)?.is_empty();
            if row.rev != entry.rev_after || Image::mark(&entry.before) != fingerprint(&row.body) || needed {
                self.changed.left_alone.push(row.name);
            } else if added {
                let before = Image::record_of(&row, true);
                self.db.delete_record(id)?;
                self.record(Entity::Record(id), 0, &before)?;
                self.note_record(&row.name);
            } else {
                self.revert(entry)?;
            }
        }
        Ok(())
    }
}
