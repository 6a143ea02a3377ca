//! Taking contacts out.

use std::path::Path;

use super::{Book, ExportFormat, ExportReport, ExportWhat, OnProgress};
use crate::error::Result;

impl Book {
    /// Writes beside the target first and renames, so that an existing file survives a failure.
    pub fn export(
        &self,
        _target: &Path,
        _format: ExportFormat,
        _what: &ExportWhat,
        _progress: &mut OnProgress<'_>,
    ) -> Result<ExportReport> {
        todo!()
    }
}
