//! An Enishi invite that somebody else made is opened, and taken.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::super::access::{decode as decode_body, encode};
use super::super::change::{Ties, Tx};
use super::super::derive::{decode, mail_of, uid_of};
use super::super::received::{ReceivedAlike, ReceivedLine, alike_of, said};
use super::super::{Book, Brought, Changed, How, Row, Sort, Verb};
use super::making::{MadeInvites, Own};
use super::{InviteRow, row_of};
use crate::contact::card::{Card, Property, escape};
use crate::contact::fields::Fields;
use crate::contact::merge::{BRINGS, bring};
use crate::contact::{ContactId, Kind, Side, name, photo};
use crate::error::{Error, Result};
use crate::invite::card::{self, Following};
use crate::invite::token::{InviteCode, LARGE, SHORT, Token};
use crate::invite::{Expiry, Invite, InviteState, What};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, Key, KeyKind, State};
use crate::time::Moment;

/// An invite that was read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InviteAsk {
    /// In base64url.
    pub token: String,
    /// Out of a file, where a card may be larger.
    pub file: bool,
}

/// An invite beside the book. Where its signature isn't right, nothing is said of it but the code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Opened {
    pub code: InviteCode,
    pub name: String,
    pub person: bool,
    pub seal: String,
    /// As a `data:` address.
    pub photo: Option<String>,
    pub lines: Vec<ReceivedLine>,
    pub created: Option<Moment>,
    pub expires: Option<Moment>,
    /// Of the sender's key, in four groups.
    pub fingerprint: String,
    pub stand: Stand,
    /// Who in the book it may be, the likeliest first.
    pub alike: Vec<ReceivedAlike>,
    /// The same person lies in the trash.
    pub in_trash: bool,
    /// One of our own invites that this one answers.
    pub answers: Option<InviteRow>,
}

/// What the book knows of the sender.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "stand")]
pub enum Stand {
    New,
    /// Somebody follows this key already.
    Same {
        contact: Row,
        brought: Vec<SyncedChange>,
        /// The card is older than the one that was taken last.
        older: bool,
    },
    /// Somebody follows another key, and says to be the same person.
    OtherKey {
        contact: Row,
        by: By,
    },
    /// Its one-time number was taken; `contact` is `None` where whom it was taken into lies in the trash.
    Used {
        contact: Option<Row>,
        name: String,
        at: Moment,
    },
    /// Of this very book.
    Own,
}

/// What a person is known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "KnownBy", rename_all = "snake_case")]
pub enum By {
    Uid,
    Mail,
}

/// A value that follows the partner's card, and would change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct SyncedChange {
    /// `display_name`, `company` or `photo`.
    pub field: String,
    /// Of a photo: its SHA-256 in hexadecimal.
    pub here: String,
    /// Of a photo: its SHA-256; the picture is [`Opened::photo`].
    pub read: String,
    /// The user's own spelling, which goes on being shown.
    pub own: String,
}

/// What becomes of an invite.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "take", content = "of")]
pub enum TakeInvite {
    /// A new partner.
    New,
    /// Somebody of the book, who follows the sender's card from now on.
    Into(ContactId),
    /// Somebody who follows it already: the newer card.
    Update(ContactId),
    /// Somebody who followed another key: the user trusts this one.
    NewKey(ContactId),
}

/// How long an answer is good for.
const ANSWER: Expiry = Expiry::Week;

impl InviteAsk {
    fn token(&self) -> Result<Token, InviteCode> {
        Token::parse(&self.token, if self.file { LARGE } else { SHORT })
    }
}

impl Book {
    /// Reads an invite beside the book; changes nothing.
    pub fn open_invite(&self, ask: &InviteAsk) -> Result<Opened> {
        let now = self.edge.now();
        let token = match ask.token() {
            Ok(token) => token,
            Err(code) => return Ok(Opened::refused(code)),
        };
        let Some(read) = card::read(&token.card) else { return Ok(Opened::refused(InviteCode::Altered)) };
        let fields = Fields::of(&read.card);
        self.store.read(|db| {
            let (stand, in_trash) = stand(db, &token, &read.card, &fields)?;
            let own = matches!(stand, Stand::Own);
            let answers = if own { None } else { answered(db, &token)? };
            let answers = match answers {
                Some(id) => row_of(db, &self.edge, id)?,
                None => None,
            };
            let mut alike = if matches!(stand, Stand::New) { alike_of(db, &fields)?.0 } else { Vec::new() };
            // Whom an invite was made for answers it.
            let expected = answers.as_ref().and_then(|row| row.contact);
            alike.sort_by_key(|it| Some(it.row.id) != expected);
            let picture = read
                .photo
                .as_ref()
                .map(|(_, bytes)| format!("data:{};base64,{}", photo::media_type(bytes), STANDARD.encode(bytes)));
            Ok(Opened {
                code: token.check(now),
                name: fields.display_name.clone(),
                person: fields.kind == Kind::Person,
                seal: name::seal(&fields),
                photo: picture,
                lines: said(&fields),
                created: Some(Moment(token.created.saturating_mul(1000))),
                expires: token.expires.map(|last| Moment(last.saturating_mul(1000))),
                fingerprint: token.key.fingerprint(),
                stand,
                alike,
                in_trash,
                answers,
            })
        })
    }

    /// The invite's card beside a contact, as [`Book::received_beside`]. [`Error::Invalid`] of `invite` with what is wrong with it.
    pub fn invite_beside(&self, ask: &InviteAsk, id: ContactId) -> Result<Vec<Brought>> {
        let invalid = |reason| Error::Invalid { field: "invite".to_owned(), reason };
        let token = ask.token().map_err(|code| invalid(code.code()))?;
        let read = card::read(&token.card).ok_or_else(|| invalid("altered"))?;
        self.received_beside(&read.card, id)
    }

    /// Takes an invite; `further` are fields of the card ([`BRINGS`]) that are taken over into a contact, too. The change has the contact's
    /// number. [`Error::Invalid`] of `invite` with the code of what is wrong with it, with `used` where its number was taken, with `own`, with
    /// `older` where a newer card was taken, and with `other_key` or `same_key` where the book stands otherwise than the caller thinks.
    pub fn take_invite(&self, ask: &InviteAsk, how: &TakeInvite, further: &[String]) -> Result<Changed> {
        let invalid = |reason| Error::Invalid { field: "invite".to_owned(), reason };
        let token = ask.token().map_err(|code| invalid(code.code()))?;
        let read = card::read(&token.card).ok_or_else(|| invalid("altered"))?;
        if let Some(unknown) = further.iter().find(|field| !BRINGS.contains(&field.as_str())) {
            return Err(Error::Invalid { field: unknown.clone(), reason: "unknown_field" });
        }
        let ((), changed) = self.change(Verb::TakeInvite, Ties::default(), |tx| {
            match token.check(tx.at) {
                InviteCode::Ok => {}
                code => return Err(invalid(code.code())),
            }
            let fields = Fields::of(&read.card);
            match (stand(tx.db, &token, &read.card, &fields)?.0, how) {
                (Stand::Own, _) => return Err(invalid("own")),
                (Stand::Used { .. }, _) => return Err(invalid("used")),
                (Stand::Same { contact, older, .. }, TakeInvite::Update(id)) if contact.id == *id => {
                    if older {
                        return Err(invalid("older"));
                    }
                }
                (Stand::Same { .. }, _) => return Err(invalid("same_key")),
                (Stand::OtherKey { contact, .. }, TakeInvite::NewKey(id)) if contact.id == *id => {}
                (Stand::OtherKey { .. }, TakeInvite::New) => {}
                (Stand::OtherKey { .. }, _) => return Err(invalid("other_key")),
                (Stand::New, TakeInvite::New | TakeInvite::Into(_)) => {}
                (Stand::New, TakeInvite::Update(_) | TakeInvite::NewKey(_)) => return Err(invalid("other_key")),
            }
            if let Some((hash, bytes)) = &read.photo {
                tx.db.add_blob(hash, bytes)?;
            }
            let contact = match how {
                TakeInvite::New => add(tx, &token, &read.card, &fields)?,
                TakeInvite::Into(id) | TakeInvite::Update(id) | TakeInvite::NewKey(id) => {
                    into(tx, &token, &read.card, *id, how, further)?
                }
            };
            if let Some(id) = answered(tx.db, &token)? {
                accept(tx, id, contact)?;
            }
            tx.changed.id = Some(contact);
            Ok(())
        })?;
        Ok(changed)
    }

    /// The own card back to whom an invite came from, with the same number, good for seven days; an open answer that is there already is
    /// answered again. [`Error::Invalid`] of `invite` with `not_taken` where it wasn't taken. Errors as of [`Book::new_invites`].
    pub fn answer_invite(&self, ask: &InviteAsk) -> Result<MadeInvites> {
        let invalid = |reason| Error::Invalid { field: "invite".to_owned(), reason };
        let token = ask.token().map_err(|code| invalid(code.code()))?;
        let (id, changed) = self.change(Verb::AddInvite, Ties::default(), |tx| {
            let found = tx.db.known()?.find(tx.db, &Key::of(KeyKind::Number, card::once(&token).as_bytes()))?;
            let contact = found.iter().find(|it| !it.trashed).map(|it| it.id).ok_or_else(|| invalid("not_taken"))?;
            for row in tx.db.records_of_contact(contact)? {
                if row.kind != RecordKind::Invite || row.trashed_at.is_some() {
                    continue;
                }
                let invite: Invite = decode_body(&row)?;
                let open = matches!(invite.state(tx.at, tx.edge), InviteState::Drafted | InviteState::Sent);
                if open && matches!(&invite.what, What::Card(card) if card.number == token.number.hex()) {
                    return Ok(row.id);
                }
            }
            let own = Own::of(tx.db)?;
            tx.add_card_invite(&own, Some(contact), token.number, ANSWER, true, None)
        })?;
        Ok(MadeInvites { ids: vec![id], changed })
    }
}

impl Opened {
    fn refused(code: InviteCode) -> Opened {
        Opened {
            code,
            name: String::new(),
            person: true,
            seal: String::new(),
            photo: None,
            lines: Vec::new(),
            created: None,
            expires: None,
            fingerprint: String::new(),
            stand: Stand::New,
            alike: Vec::new(),
            in_trash: false,
            answers: None,
        }
    }
}

/// What the book knows of the sender, and whether the same person lies in the trash.
fn stand(db: &Db, token: &Token, read: &Card, fields: &Fields) -> Result<(Stand, bool)> {
    if db.own_key()?.is_some_and(|secret| crate::invite::key::OwnKey::of(&secret).public() == token.key) {
        return Ok((Stand::Own, false));
    }
    let known = db.known()?;
    let find = |kind, value: &str| known.find(db, &Key::of(kind, value.as_bytes()));
    // One outside the trash before one in it.
    let mut used = find(KeyKind::Number, &card::once(token))?;
    used.sort_by_key(|it| it.trashed);
    if let Some(it) = used.first() {
        let row = db.contact(it.id)?.ok_or_else(|| super::super::change::missing(it.id))?;
        let at = Moment(card::taken(&decode(&row.card)?, token).unwrap_or_default());
        let contact = if it.trashed { None } else { db.rows(&[it.id], Sort::Reading)?.pop() };
        return Ok((Stand::Used { contact, name: it.display_name.clone(), at }, it.trashed));
    }
    let same = find(KeyKind::Partner, &token.key.to_string())?;
    let by_uid = match &fields.uid {
        Some(uid) => known.find(db, &uid_of(uid))?,
        None => Vec::new(),
    };
    let in_trash = same.iter().chain(&by_uid).any(|it| it.trashed);
    if let Some(it) = same.iter().find(|it| !it.trashed)
        && let Some(contact) = db.rows(&[it.id], Sort::Reading)?.pop()
        && let Some((there, Following { created, .. })) = followed(db, it.id)?
    {
        let (brought, older) = (differences(&there, read), token.created < created);
        return Ok((Stand::Same { contact, brought, older }, false));
    }
    let mut others: Vec<(ContactId, By)> = by_uid.iter().filter(|it| !it.trashed).map(|it| (it.id, By::Uid)).collect();
    for mail in &fields.emails {
        let found = known.find(db, &mail_of(&mail.value))?;
        others.extend(found.iter().filter(|it| !it.trashed).map(|it| (it.id, By::Mail)));
    }
    for (id, by) in others {
        if followed(db, id)?.is_some_and(|(_, following)| following.key != token.key)
            && let Some(contact) = db.rows(&[id], Sort::Reading)?.pop()
        {
            return Ok((Stand::OtherKey { contact, by }, in_trash));
        }
    }
    Ok((Stand::New, in_trash))
}

fn followed(db: &Db, id: ContactId) -> Result<Option<(Card, Following)>> {
    let Some(row) = db.contact(id)? else { return Ok(None) };
    let card = decode(&row.card)?;
    Ok(card::following(&card).map(|following| (card, following)))
}

/// What would change of the values that follow.
fn differences(there: &Card, read: &Card) -> Vec<SyncedChange> {
    let here = Fields::of(&card::synced(there));
    let shown = Fields::of(there);
    let theirs = Fields::of(read);
    let hash = |fields: &Fields| fields.photo.map(|hash| hash.hex()).unwrap_or_default();
    let all = [
        ("display_name", here.display_name.clone(), theirs.display_name.clone(), shown.display_name.clone()),
        ("company", here.company.clone(), theirs.company.clone(), shown.company.clone()),
        ("photo", hash(&here), hash(&theirs), hash(&shown)),
    ];
    // A short card has no room for a photo: it says nothing about it.
    let differs =
        all.into_iter().filter(|(field, here, read, _)| here != read && (*field != "photo" || !read.is_empty()));
    differs
        .map(|(field, here, read, shown)| {
            let own = if shown == here { String::new() } else { shown };
            SyncedChange { field: field.to_owned(), here, read, own }
        })
        .collect()
}

/// The invite of ours that has this number, outside the trash.
fn answered(db: &Db, token: &Token) -> Result<Option<RecordId>> {
    let number = token.number.hex();
    for row in db.live_records(RecordKind::Invite)?.iter().filter(|row| row.body.contains(&number)) {
        let invite: Invite = decode_body(row)?;
        if matches!(&invite.what, What::Card(card) if card.number == number) {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}

fn accept(tx: &mut Tx<'_>, id: RecordId, contact: ContactId) -> Result<()> {
    let (row, mut invite) = tx.live_invite(id)?;
    let today = crate::checklist::day::Day::from_number(tx.edge.day(tx.at));
    invite.accepted = invite.accepted.or(Some(today));
    let to = row.contact.or(Some(contact));
    tx.put_record(&row, crate::store::RecordRow { contact: to, body: encode(&invite), ..row.clone() })?;
    Ok(())
}

fn add(tx: &mut Tx<'_>, token: &Token, read: &Card, fields: &Fields) -> Result<ContactId> {
    let taken = match &fields.uid {
        Some(uid) => !tx.db.known()?.find(tx.db, &uid_of(uid))?.is_empty(),
        None => true,
    };
    let mut card = card::newcomer(read, token, tx.at.0);
    let uid = match fields.uid.clone().filter(|_| !taken) {
        Some(uid) => uid,
        None => {
            card.properties.retain(|property| property.name != "UID");
            let uid = tx.edge.new_uid();
            card.properties.push(Property::new("UID", escape(&uid)));
            uid
        }
    };
    let state = State {
        uid,
        side: Side::Partner,
        own: false,
        hidden: false,
        trashed_at: None,
        owner: String::new(),
        how: How::Import,
        origin: fields.display_name.clone(),
        import: None,
        added_at: tx.at,
    };
    tx.add(&state, &card, &[])
}

fn into(
    tx: &mut Tx<'_>,
    token: &Token,
    read: &Card,
    id: ContactId,
    how: &TakeInvite,
    further: &[String],
) -> Result<ContactId> {
    let was = tx.live(id)?;
    if was.row.state.own {
        return Err(Error::Invalid { field: "invite".to_owned(), reason: "own" });
    }
    let there = decode(&was.row.card)?;
    let other = card::following(&there).is_some_and(|following| following.key != token.key);
    if other && !matches!(how, TakeInvite::NewKey(_)) {
        return Err(Error::Invalid { field: "invite".to_owned(), reason: "other_key" });
    }
    let mut card = there;
    for field in BRINGS.iter().filter(|field| further.iter().any(|taken| taken == *field)) {
        card = bring(&card, read, field)?;
    }
    let card = card::follow(&card, read, token, tx.at.0);
    tx.put(&was, &was.row.state, Some(&card), &was.groups)?;
    Ok(id)
}
