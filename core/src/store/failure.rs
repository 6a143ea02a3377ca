//! What SQLite's errors mean.

use rusqlite::ErrorCode;

use crate::error::Error;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        let detail = error.to_string();
        match error.sqlite_error() {
            Some(failure) => match failure.code {
                ErrorCode::DiskFull => Error::DiskFull,
                ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Error::ReadOnly,
                ErrorCode::NotADatabase => Error::NotABook,
                ErrorCode::DatabaseCorrupt => Error::Damaged { detail },
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::OpenElsewhere,
                // The shared memory of the write-ahead log could not grow.
                ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
                    Error::DiskFull
                }
                _ => Error::Storage(detail),
            },
            // A column that holds what it never should.
            None => match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..) => Error::Damaged { detail },
                _ => Error::Storage(detail),
            },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Error::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Storage(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::time::Moment;

    #[test]
    fn a_full_disk_is_told_as_such_and_nothing_is_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_to_write(&folder.path().join("full.book"), None).expect("a book");
        let import = |files: &str| store.write(|db| Ok((db.insert_import(Moment(1), files)?, true)));
        import("before.vcf").expect("room enough");
        // SQLite's own limit answers just as a disk without room does.
        store
            .write(|db| {
                db.0.execute_batch("PRAGMA max_page_count = 1")?;
                Ok(((), true))
            })
            .expect("limited to what is there");
        let error = import(&"x".repeat(100_000)).expect_err("no room");
        assert!(matches!(error, Error::DiskFull), "{error}");
        let count: i64 = store
            .read(|db| Ok(db.0.query_row("SELECT count(*) FROM import", [], |row| row.get(0))?))
            .expect("readable");
        assert_eq!(count, 1);
    }
}
