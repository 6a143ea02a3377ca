//! Tables: CSV and XLSX. Everybody is looked at twice: how many columns there must be is known at the end of the first time.

use std::io::Write;

use super::Told;
use super::losses::Losses;
use crate::book::contacts::fields_of;
use crate::book::derive::decode;
use crate::book::{ExportReport, Unfit};
use crate::contact::ContactId;
use crate::contact::fields::Fields;
use crate::error::Result;
use crate::formats::csv::{self, Columns, Dialect, Guard, Rows};
use crate::formats::encoding::Charset;
use crate::formats::sheet;
use crate::store::Db;
use crate::time::Moment;

/// Places told in full where a character doesn't fit.
const UNFIT: usize = 1_000;

pub(super) fn write_csv(
    db: &Db,
    ids: &[ContactId],
    dialect: Dialect,
    charset: Charset,
    out: impl Write,
    told: &mut Told<'_, '_>,
) -> Result<ExportReport> {
    let rows = rows(db, ids, dialect, Guard::Runnable, told)?;
    let mut writer = csv::Writer::new(out, dialect, charset, rows.headers())?;
    let (mut unfit, mut unfit_count) = (Vec::new(), 0);
    let mut report = each(db, ids, &rows, told, &mut |id, fields, cells| {
        writer.row(cells, &mut |header, character| {
            unfit_count += 1;
            if unfit.len() < UNFIT {
                unfit.push(Unfit {
                    id,
                    name: fields.display_name.clone(),
                    field: header.to_owned(),
                    character: character.to_string(),
                });
            }
        })?;
        Ok(())
    })?;
    writer.finish()?;
    (report.unfit, report.unfit_count) = (unfit, unfit_count);
    Ok(report)
}

pub(super) fn write_xlsx(
    db: &Db,
    ids: &[ContactId],
    now: Moment,
    out: impl Write + Send,
    told: &mut Told<'_, '_>,
) -> Result<ExportReport> {
    let rows = rows(db, ids, Dialect::Enishi, Guard::Own, told)?;
    let mut writer = sheet::Writer::new(rows.headers(), now)?;
    let report = each(db, ids, &rows, told, &mut |_, _, cells| {
        for cell in cells.iter_mut() {
            if let std::borrow::Cow::Owned(shorter) = sheet::fitting(cell) {
                *cell = shorter;
            }
        }
        Ok(writer.row(cells)?)
    })?;
    writer.finish(out)?;
    Ok(report)
}

/// The layout that has room for all of them.
fn rows(db: &Db, ids: &[ContactId], dialect: Dialect, guard: Guard, told: &mut Told<'_, '_>) -> Result<Rows> {
    told.total *= 2;
    let mut columns = Columns::default();
    for (at, id) in ids.iter().enumerate() {
        told.step(at)?;
        if let Some(row) = db.contact(*id)? {
            columns.see(&fields_of(&row.card)?);
        }
    }
    Ok(Rows::new(dialect, columns, guard))
}

/// What writes a row; it may shorten cells.
type WriteRow<'a> = &'a mut dyn FnMut(ContactId, &Fields, &mut [String]) -> Result<()>;

fn each(db: &Db, ids: &[ContactId], rows: &Rows, told: &mut Told<'_, '_>, write: WriteRow<'_>) -> Result<ExportReport> {
    let (mut report, mut losses) = (ExportReport::default(), Losses::default());
    for (at, id) in ids.iter().enumerate() {
        told.step(ids.len() + at)?;
        let Some(row) = db.contact(*id)? else { continue };
        let card = decode(&row.card)?;
        let fields = Fields::of(&card);
        let groups: Vec<String> = db.live_groups_of(*id)?.into_iter().map(|group| group.name).collect();
        let mut cells = rows.cells(&card, &fields, &groups);
        write(*id, &fields, &mut cells)?;
        let read = rows.read_back(&cells);
        let read_groups = Fields::of(&read).categories;
        losses.compare(&card, &fields, &groups, &read, &read_groups);
        report.written += 1;
    }
    losses.report(&mut report);
    Ok(report)
}
