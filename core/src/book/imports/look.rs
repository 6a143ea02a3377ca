//! What files are, before anything is brought in: format, charset, sheet, and the first contacts to judge by eye.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::files::{self, Pace, Source, chosen};
use crate::book::{Looked, Reading, Sample};
use crate::contact::fields::{Fields, Labelled};
use crate::error::Result;
use crate::formats::{Format, Found};

/// Files looked at; of a folder with more of them the others are alike.
const FILES: usize = 20;
/// Bytes of each, however far apart its first contacts are.
const BYTES: u64 = 8 * 1024 * 1024;
/// Contacts shown of each.
const SHOWN: usize = 3;

/// Looks at the first files, in the order in which [`crate::book::Book::import`] reads them. Errors as there.
pub fn look(paths: &[PathBuf], how: &Reading) -> Result<Vec<Looked>> {
    files::gather(paths, how, &mut || Ok(()))?.iter().take(FILES).map(|source| look_at(source, how)).collect()
}

fn look_at(source: &Source, how: &Reading) -> Result<Looked> {
    let (mut sheets, mut sheet, mut charset) = (Vec::new(), None, None);
    let mut first = Vec::new();
    let mut take = |found| {
        if let Found::Card(incoming) = found {
            first.push(sample(&Fields::of(&incoming.card)));
        }
        if first.len() < SHOWN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    if source.format == Format::Sheet {
        let pace = Pace::default();
        let mut book = source.workbook(&pace)?;
        sheets = book.sheets();
        sheet = chosen(&mut book, how);
        if let Some(sheet) = &sheet {
            book.read(sheet, how.restore_zeros, &mut take);
        }
    } else {
        charset = Some(source.charset);
        source.read(how, &Pace::up_to(BYTES), &mut take)?;
    }
    let garbled = first.iter().any(is_garbled);
    Ok(Looked { name: source.name.clone(), dialect: source.dialect.clone(), charset, sheets, sheet, first, garbled })
}

fn sample(fields: &Fields) -> Sample {
    let value = |list: &[Labelled]| list.first().map(|entry| entry.value.clone()).unwrap_or_default();
    let reading = [&*fields.family_reading, &*fields.given_reading].join(" ").trim().to_owned();
    Sample {
        name: fields.display_name.clone(),
        reading: if reading.is_empty() { fields.company_reading.clone() } else { reading },
        company: fields.company.clone(),
        phone: value(&fields.phones),
        email: value(&fields.emails),
    }
}

fn is_garbled(sample: &Sample) -> bool {
    let Sample { name, reading, company, phone, email } = sample;
    [name, reading, company, phone, email].iter().any(|text| text.contains(char::REPLACEMENT_CHARACTER))
}
