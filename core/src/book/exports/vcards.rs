//! vCards: everything that a card holds.

use std::io::Write;
use std::sync::mpsc::{Receiver, sync_channel};

use super::{BUFFER, Told};
use crate::book::ExportReport;
use crate::book::derive::decode;
use crate::contact::ContactId;
use crate::contact::card::MediaHash;
use crate::error::{Error, Result};
use crate::formats::vcard::{self, Version};
use crate::store::{Db, Outgoing};

/// Batches between the threads.
const BATCHES: usize = 4;

/// Reads in this thread and writes in another; between them stands a channel of few, small batches.
pub(super) fn write(
    db: &Db,
    ids: &[ContactId],
    version: Version,
    out: impl Write + Send,
    told: &mut Told<'_, '_>,
) -> Result<ExportReport> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(BATCHES);
        let writing = scope.spawn(move || write_batches(&receive, version, out));
        let (mut batch, mut bytes) = (Vec::new(), 0);
        let mut leaving = db.leaving()?;
        for (at, id) in ids.iter().enumerate() {
            told.step(at)?;
            let Some(one) = leaving.contact(*id)? else { continue };
            bytes += one.card.len() + one.media.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
            batch.push(one);
            if bytes >= BUFFER {
                bytes = 0;
                // The other side hangs up only with an error of its own, which is answered below.
                if send.send(std::mem::take(&mut batch)).is_err() {
                    break;
                }
            }
        }
        let _ = send.send(batch);
        drop(send);
        let written = writing.join().map_err(|_| Error::Storage("BUG: writing vCards panicked".to_owned()))??;
        Ok(ExportReport { written, ..ExportReport::default() })
    })
}

fn write_batches(receive: &Receiver<Vec<Outgoing>>, version: Version, mut out: impl Write) -> Result<u32> {
    let (mut written, mut text) = (0, Vec::new());
    for one in receive.iter().flatten() {
        let Outgoing { card, groups, media } = one;
        let mut find = |hash: &MediaHash| {
            let found = media.iter().find(|(known, _)| known == hash);
            found.map(|(_, bytes)| bytes.clone())
        };
        text.clear();
        let card = crate::invite::card::outgoing(decode(&card)?);
        vcard::write(&card, version, &groups, &mut find, &mut text);
        out.write_all(&text)?;
        written += 1;
    }
    out.flush()?;
    Ok(written)
}
