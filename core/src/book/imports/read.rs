//! The reading thread: parses, and makes everything that can be made without looking at the book.

use std::ops::ControlFlow;
use std::sync::mpsc::SyncSender;

use super::files::{Pace, Source};
use super::group_cards::GroupCard;
use crate::book::derive::{self, derived, keys, name_key};
use crate::contact::card::{Card, MediaHash, Property, escape};
use crate::contact::fields::Fields;
use crate::edge::Edge;
use crate::error::Result;
use crate::formats::{Found, Incoming, Trouble, vcard};
use crate::store::{Derived, Key, KeyKind};

/// A card with everything that will stand beside it.
pub(super) struct Prepared {
    /// Which file, counted from 0.
    pub source: usize,
    /// Where in it.
    pub line: u64,
    /// The card as it was read, encoded. The card itself stays with the thread that read it: memory goes back cheapest
    /// where it came from.
    pub encoded: Vec<u8>,
    /// The card with a fresh UID, where it had none.
    with_uid: Option<Vec<u8>>,
    /// The bytes behind the card's media hashes, and all of these.
    pub media: Vec<(MediaHash, Vec<u8>)>,
    pub used: Vec<MediaHash>,
    pub raw: Option<Vec<u8>>,
    /// Of the card without places: the same row gives the same, wherever it stands in whatever file.
    pub fingerprint: Key,
    /// The card's own UID.
    pub said_uid: Option<String>,
    /// Its own or a fresh one.
    pub uid: String,
    pub name_key: String,
    pub derived: Derived,
    pub keys: Vec<Key>,
    pub mails: Vec<String>,
    pub categories: Vec<String>,
}

pub(super) enum Item {
    Group(GroupCard),
    Card(Box<Prepared>),
    Trouble { source: usize, trouble: Trouble },
}

pub(super) type Batch = Result<Vec<Item>>;

/// A batch is sent when it has so many cards, or bytes of cards and media.
const CARDS: usize = 128;
const BYTES: usize = 512 * 1024;

/// Reads all files in their order and sends what they hold, until the other side hangs up.
pub(super) fn all(sources: &[Source], how: &crate::book::Reading, edge: &Edge, pace: &Pace, send: &SyncSender<Batch>) {
    for (source, file) in sources.iter().enumerate() {
        let mut reading = Reading { source, edge, send, batch: Vec::new(), bytes: 0 };
        let mut went_on = ControlFlow::Continue(());
        let done = file.read(how, pace, &mut |found| {
            went_on = reading.take(found);
            went_on
        });
        if let Err(error) = done {
            let _ = send.send(Err(error));
            return;
        }
        if went_on.is_break() || reading.flush().is_break() {
            return;
        }
    }
}

struct Reading<'a> {
    source: usize,
    edge: &'a Edge,
    send: &'a SyncSender<Batch>,
    batch: Vec<Item>,
    bytes: usize,
}

impl Reading<'_> {
    fn take(&mut self, found: Found) -> ControlFlow<()> {
        let source = self.source;
        let item = match found {
            Found::Card(incoming) => {
                if let Some(group) = GroupCard::of(source, incoming.line, &incoming.card) {
                    self.batch.push(Item::Group(group));
                    return ControlFlow::Continue(());
                }
                self.bytes += incoming.media.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
                self.bytes += incoming.raw.as_ref().map_or(0, Vec::len);
                let prepared = prepare(source, *incoming, self.edge);
                self.bytes += prepared.encoded.len();
                Item::Card(Box::new(prepared))
            }
            Found::Trouble(trouble) => Item::Trouble { source, trouble },
        };
        self.batch.push(item);
        if self.batch.len() >= CARDS || self.bytes >= BYTES { self.flush() } else { ControlFlow::Continue(()) }
    }

    fn flush(&mut self) -> ControlFlow<()> {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if self.send.send(Ok(batch)).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl Prepared {
    /// The card with its UID, to be stored.
    pub fn stored(&self) -> &[u8] {
        self.with_uid.as_ref().unwrap_or(&self.encoded)
    }
}

fn prepare(source: usize, incoming: Incoming, edge: &Edge) -> Prepared {
    let Incoming { mut card, media, line, raw } = incoming;
    // Why it was sent back another time is no property of anybody.
    card.properties.retain(|property| property.name != vcard::REASON);
    let fields = Fields::of(&card);
    let encoded = card.encode();
    let fingerprint = fingerprint(&card);
    let used = derive::media(&card);
    let said_uid = fields.uid.clone();
    let uid = said_uid.clone().unwrap_or_else(|| edge.new_uid());
    let with_uid = said_uid.is_none().then(|| {
        card.properties.push(Property::new("UID", escape(&uid)));
        card.encode()
    });
    Prepared {
        source,
        line,
        encoded,
        with_uid,
        media,
        used,
        raw,
        fingerprint,
        name_key: name_key(&fields.display_name),
        derived: derived(&fields),
        keys: keys(&uid, &fields),
        said_uid,
        uid,
        mails: fields.emails.into_iter().map(|mail| mail.value).collect(),
        categories: fields.categories,
    }
}

/// The card without places.
fn fingerprint(card: &Card) -> Key {
    Key::of(KeyKind::Row, &card.encode_without_places())
}
