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
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Error::ReadOnly,
            _ => Error::Storage(error.to_string()),
        }
    }
}
