//! LDIF, with its groups behind the people.

use std::io::Write;

use super::Told;
use super::losses::Losses;
use crate::book::ExportReport;
use crate::book::derive::decode;
use crate::contact::ContactId;
use crate::contact::fields::Fields;
use crate::error::Result;
use crate::formats::ldif;
use crate::store::Db;

pub(super) fn write(db: &Db, ids: &[ContactId], out: impl Write, told: &mut Told<'_, '_>) -> Result<ExportReport> {
    let (mut report, mut losses) = (ExportReport::default(), Losses::default());
    let mut writer = ldif::Writer::new(out)?;
    let mut leaving = db.leaving()?;
    for (at, id) in ids.iter().enumerate() {
        told.step(at)?;
        let Some(one) = leaving.contact(*id)? else { continue };
        let card = decode(&one.card)?;
        let fields = Fields::of(&card);
        let photo = fields.photo.and_then(|hash| one.media.iter().find(|(known, _)| *known == hash));
        let photo = photo.map(|(_, bytes)| bytes.as_slice());
        let read = writer.person(&fields, &one.groups, photo, id.0)?;
        // Groups stand behind the people, whole.
        losses.compare(&card, &fields, &one.groups, &read, &one.groups);
        report.written += 1;
    }
    writer.finish()?;
    losses.report(&mut report);
    Ok(report)
}
