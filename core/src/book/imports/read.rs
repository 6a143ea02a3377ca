//! The reading thread: parses, and makes everything that can be made without looking at the book.

use std::ops::ControlFlow;
use std::sync::mpsc::SyncSender;

use super::columns::How;
use super::files::{Pace, Source};
use super::group_cards::GroupCard;
use super::mending::Chosen;
use crate::book::ImportOptions;
use crate::book::derive::{self, derived, keys, name_key};
use crate::contact::card::{Card, MediaHash, Property, escape};
use crate::contact::fields::Fields;
use crate::contact::mend::{self, Doubt, Mending};
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
    /// The same of the row as its file says it, before it was mended.
    pub said: Key,
    /// The card's own UID.
    pub said_uid: Option<String>,
    /// Its own or a fresh one.
    pub uid: String,
    pub name_key: String,
    pub derived: Derived,
    pub keys: Vec<Key>,
    pub mails: Vec<String>,
    pub categories: Vec<String>,
    /// What looks wrong in it, with what was done about it.
    pub doubts: Vec<(Doubt, Mending)>,
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
pub(super) fn all(
    sources: &[Source],
    options: &ImportOptions,
    how: &How,
    edge: &Edge,
    pace: &Pace,
    send: &SyncSender<Batch>,
) {
    let chosen = Chosen::of(options);
    for (source, file) in sources.iter().enumerate() {
        let mut reading =
            Reading { source, chosen: &chosen, edge, send, told: Vec::new(), batch: Vec::new(), bytes: 0 };
        let mut went_on = ControlFlow::Continue(());
        let done = file.read(how, pace, &mut |found| {
            went_on = reading.take(found);
            went_on
        });
        if let Err(error) = done {
            let _ = send.send(Err(error));
            return;
        }
        reading.tell();
        if went_on.is_break() || reading.flush().is_break() {
            return;
        }
    }
}

struct Reading<'a> {
    source: usize,
    chosen: &'a Chosen<'a>,
    /// Doubts that wait for the card they are about.
    told: Vec<Trouble>,
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
                let told = self.told_of(incoming.line);
                self.bytes += incoming.media.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
                self.bytes += incoming.raw.as_ref().map_or(0, Vec::len);
                let prepared = self.prepare(*incoming, told);
                self.bytes += prepared.encoded.len();
                Item::Card(Box::new(prepared))
            }
            Found::Trouble(trouble) if !trouble.lost && mend::MENDABLE.contains(&trouble.reason) => {
                self.told.push(trouble);
                return ControlFlow::Continue(());
            }
            Found::Trouble(trouble) => {
                self.tell();
                Item::Trouble { source, trouble }
            }
        };
        self.batch.push(item);
        if self.batch.len() >= CARDS || self.bytes >= BYTES { self.flush() } else { ControlFlow::Continue(()) }
    }

    /// The doubts about the card of this line; those about none are told.
    fn told_of(&mut self, line: u64) -> Vec<Trouble> {
        if self.told.iter().all(|trouble| trouble.line == line) {
            return std::mem::take(&mut self.told);
        }
        self.tell();
        Vec::new()
    }

    fn tell(&mut self) {
        let source = self.source;
        self.batch.extend(self.told.drain(..).map(|trouble| Item::Trouble { source, trouble }));
    }

    /// The card, mended as was chosen, with everything that will stand beside it.
    fn prepare(&self, mut incoming: Incoming, told: Vec<Trouble>) -> Prepared {
        // Why it was sent back another time is no property of anybody.
        incoming.card.properties.retain(|property| property.name != vcard::REASON);
        let told = told.into_iter().map(|trouble| (trouble.reason, trouble.detail)).collect();
        let doubts: Vec<(Doubt, Mending)> = mend::doubts(&incoming.card, told)
            .into_iter()
            .map(|doubt| {
                let of = (doubt.reason, doubt.value.as_str());
                let then = self.chosen.then(self.source, incoming.line, of, doubt.proposal.as_ref());
                (doubt, then)
            })
            .collect();
        let said = fingerprint(&incoming.card);
        mend::apply(&mut incoming.card, doubts.iter().map(|(doubt, then)| (doubt, then)));
        Prepared { said, doubts, ..prepare(self.source, incoming, self.edge) }
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
        said: fingerprint,
        name_key: name_key(&fields.display_name),
        derived: derived(&fields),
        keys: keys(&uid, &fields),
        said_uid,
        uid,
        mails: fields.emails.into_iter().map(|mail| mail.value).collect(),
        categories: fields.categories,
        doubts: Vec::new(),
    }
}

/// The card without places.
fn fingerprint(card: &Card) -> Key {
    Key::of(KeyKind::Row, &card.encode_without_places())
}
