//! The book's own key.

use super::Db;
use crate::error::Result;

impl Db {
    /// Its secret bytes; `None` until one is made.
    pub fn own_key(&self) -> Result<Option<[u8; 32]>> {
        let mut statement = self.0.prepare_cached("SELECT own_key FROM book WHERE id = 1")?;
        Ok(statement.query_row([], |row| Ok(row.get_ref(0)?.as_blob()?.try_into().ok()))?)
    }

    pub fn set_own_key(&self, secret: &[u8; 32]) -> Result<()> {
        self.0.prepare_cached("UPDATE book SET own_key = ?1 WHERE id = 1")?.execute([secret.as_slice()])?;
        Ok(())
    }
}
