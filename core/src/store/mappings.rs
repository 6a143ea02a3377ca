//! The table `mapping`: what users said about the columns of tables.

use rusqlite::params;

use super::Db;
use crate::error::Result;

impl Db {
    /// All of them: the hash of a table's headers, and what was said as one text.
    pub fn mappings(&self) -> Result<Vec<([u8; 32], String)>> {
        let mut statement = self.0.prepare_cached("SELECT headers, columns FROM mapping ORDER BY headers")?;
        let all = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// Keeps what was said about these headers in the place of anything earlier.
    pub fn put_mapping(&self, headers: &[u8; 32], columns: &str) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO mapping (headers, columns) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET columns = excluded.columns",
            )?
            .execute(params![headers, columns])?;
        Ok(())
    }

    pub fn delete_mapping(&self, headers: &[u8; 32]) -> Result<()> {
        self.0.prepare_cached("DELETE FROM mapping WHERE headers = ?1")?.execute([headers])?;
        Ok(())
    }
}
