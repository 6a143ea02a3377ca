//! Bringing files in.

use std::path::PathBuf;

use super::{Book, ImportOptions, ImportReport, OnProgress};
use crate::error::Result;

impl Book {
    /// Files and folders of them. All or nothing: cancelled or failed, the book is as it was.
    pub fn import(
        &self,
        _files: &[PathBuf],
        _options: &ImportOptions,
        _progress: &mut OnProgress<'_>,
    ) -> Result<ImportReport> {
        todo!()
    }
}
