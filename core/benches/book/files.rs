//! The corpus as files.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::corpus::{Csv, People, SEED, vcard3, vcard4};

/// Writes a corpus in every format: `1000.v3.vcf`, `1000.v4.vcf`, `1000.utf8.csv`, `1000.cp932.csv`.
pub fn write(folder: &Path, contacts: usize) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    vcards(folder, contacts)?;
    let open = |kind: &str| File::create(folder.join(format!("{contacts}.{kind}"))).map(BufWriter::new);
    let mut four = open("v4.vcf")?;
    let (mut utf8, mut cp932) = (Csv::new(open("utf8.csv")?, false)?, Csv::new(open("cp932.csv")?, true)?);
    let mut card = Vec::new();
    for person in People::new(SEED).take(contacts) {
        card.clear();
        vcard4(&person, &mut card);
        four.write_all(&card)?;
        utf8.row(&person)?;
        cp932.row(&person)?;
    }
    four.flush()?;
    utf8.finish()?;
    cp932.finish()
}

/// Writes `1000.v3.vcf` where it is not there yet.
pub fn vcards(folder: &Path, contacts: usize) -> io::Result<PathBuf> {
    let path = folder.join(format!("{contacts}.v3.vcf"));
    if !path.exists() {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        let mut card = Vec::new();
        for person in People::new(SEED).take(contacts) {
            card.clear();
            vcard3(&person, &mut card);
            file.write_all(&card)?;
        }
        file.flush()?;
    }
    Ok(path)
}
