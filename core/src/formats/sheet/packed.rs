//! What a packed file unfolds to, counted before it is believed.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::NotASheet;

/// All parts together; 100,000 rows of twenty columns take a tenth.
const LARGEST: u64 = 512 * 1024 * 1024;
/// Parts of a workbook; a large one has some hundreds.
const PARTS: usize = 10_000;

/// Unfolds every part into nothing and counts: the sizes that the file itself declares may lie.
pub(super) fn check(input: &mut (impl Read + Seek)) -> Result<(), NotASheet> {
    let damaged = |_| NotASheet("damaged");
    let mut archive = ZipArchive::new(&mut *input).map_err(|_| NotASheet("damaged"))?;
    if archive.len() > PARTS {
        return Err(NotASheet("too_large"));
    }
    let mut left = LARGEST;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| NotASheet("damaged"))?;
        if part.encrypted() {
            return Err(NotASheet("locked"));
        }
        let unfolded = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(damaged)?;
        left = left.checked_sub(unfolded).ok_or(NotASheet("too_large"))?;
    }
    drop(archive);
    input.seek(SeekFrom::Start(0)).map_err(damaged)?;
    Ok(())
}
