//! Many invites in one go: drafts, pictures and texts in a folder, one sheet, one table, and one batch in the register.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::super::access::{count, decode, encode};
use super::super::change::{Ties, Tx, missing};
use super::super::codes::laid_out;
use super::super::contacts::fields_of;
use super::super::{Book, Changed, OnProgress, Phase, Printing, Progress, ToldSheet, Verb};
use super::handing::Handed;
use super::making::{Own, number_of, sign};
use super::{InviteCodeKind, InviteRow, row_of};
use crate::contact::ContactId;
use crate::error::{Error, Result};
use crate::formats::register;
use crate::invite::key::OwnKey;
use crate::invite::message::{InviteText, InviteTexts, LONGEST, Language};
use crate::invite::token::{Number, Token};
use crate::invite::{Batch, Expiry, Invite, InviteState, What};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};

/// So many people are invited in one go.
const MOST: usize = 2_000;
/// Characters of a person's name in a file's.
const NAME: usize = 40;

/// Whom to invite, and with which words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct BatchRequest {
    pub contacts: Vec<ContactId>,
    pub expiry: Expiry,
    pub enishi: bool,
    /// As the register calls the batch, and the folder.
    pub name: String,
    pub texts: InviteTexts,
}

/// The message of one of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct BatchPreview {
    pub contact: ContactId,
    pub name: String,
    pub company: String,
    pub language: Language,
    pub mail: String,
    pub subject: String,
    pub text: String,
    /// An open invite that is used again.
    pub there: Option<InviteRow>,
    /// What stands between braces and is no field.
    pub unknown: Vec<String>,
}

/// Where a batch is written to, and in which words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchPlace {
    /// A folder of the batch's name is made in it.
    pub folder: PathBuf,
    /// Of those who don't say theirs.
    pub language: Language,
    pub printing: Printing,
    /// Without their ends.
    pub sheet_name: String,
    pub table_name: String,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct BatchMade {
    pub made: u32,
    /// Open ones that were used again.
    pub again: u32,
    /// Names of those without a mail address, for whom there is no draft.
    pub without_mail: Vec<String>,
    pub files: u32,
    /// The name of the folder.
    pub folder: String,
    #[serde(skip)]
    pub path: PathBuf,
    pub told: Option<ToldSheet>,
    pub batch: i64,
    pub ids: Vec<RecordId>,
    pub changed: Changed,
}

/// An invite of a batch, before it stands in the book.
struct Ready {
    contact: ContactId,
    invite: Invite,
    becomes: Becomes,
}

/// What stands in the register.
struct Entered {
    /// Each invite, and whether it is new.
    ids: Vec<(RecordId, bool)>,
    batch: i64,
    changed: Changed,
}

enum Becomes {
    /// It stays as it is.
    Again(RecordId),
    /// A draft that is signed anew: with the card of now, and its own number.
    Anew(RecordId),
    /// In place of a sent one that hands an older card over.
    Instead(RecordId),
    New,
}

impl Book {
    /// The message of the `at`th contact of a batch, from 0. Errors as of [`Book::make_batch`].
    pub fn batch_preview(&self, request: &BatchRequest, at: u32, language: Language) -> Result<BatchPreview> {
        check(request)?;
        let out_of_range = || Error::Missing { what: "contact", id: at.to_string() };
        let contact = *request.contacts.get(at as usize).ok_or_else(out_of_range)?;
        let key = OwnKey::of(&[0; 32]);
        self.store.read(|db| {
            let own = Rc::new(Own::of(db)?);
            let mut ready = self.ready(db, &own, &key, request, contact, Number([0; 8]))?;
            // What is only looked at holds no token: signed by nobody's key, it must not be copied and sent.
            if let (Becomes::Anew(_) | Becomes::Instead(_) | Becomes::New, What::Card(card)) =
                (&ready.becomes, &mut ready.invite.what)
            {
                "…".clone_into(&mut card.token);
            }
            let handed = Handed::with(db, &self.edge, &draft_row(contact), ready.invite, Some(own), language)?;
            let InviteText { subject, body } = handed.message(&request.texts);
            let there = match ready.becomes {
                Becomes::Again(id) | Becomes::Anew(id) => row_of(db, &self.edge, id)?,
                Becomes::Instead(_) | Becomes::New => None,
            };
            let merge = handed.merge();
            Ok(BatchPreview {
                contact,
                name: handed.name().to_owned(),
                company: merge.company,
                language: handed.language,
                mail: handed.mail().unwrap_or_default().to_owned(),
                subject,
                text: body,
                there,
                unknown: request.texts.of(handed.language).unknown(),
            })
        })
    }

    /// Invites many: writes a folder with a draft, a picture and a text for each, a sheet and a table, then takes all into the register in one
    /// change. Whoever has an open invite of the same card keeps it, so that a batch that is made twice is one. Whole or not at all.
    ///
    /// [`Error::Invalid`] of `contacts` with `empty` or `too_many` (2,000), of `name` with `empty`, of `texts` with `too_long` or `unknown_field`, of `target` with
    /// `not_writable`; errors of [`Book::new_invites`] and [`Book::code_sheet`].
    pub fn make_batch(
        &self,
        request: &BatchRequest,
        place: &BatchPlace,
        progress: &mut OnProgress<'_>,
    ) -> Result<BatchMade> {
        check(request)?;
        let (all, key) = self.prepared(request)?;
        let writing = Writing::begin(&place.folder)?;
        let (told, without_mail, files) = self.write_batch(request, place, &all, &writing.path, progress)?;
        let name = request.name.trim().to_owned();
        let Entered { ids, batch, changed } = self.enter(request, all, &key, &name)?;
        let path = writing.finish(&place.folder, &file_name(&name))?;
        let made = count(ids.iter().filter(|(_, new)| *new).count());
        Ok(BatchMade {
            made,
            again: count(ids.len()) - made,
            without_mail,
            files,
            folder: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path,
            told,
            batch,
            ids: ids.into_iter().map(|(id, _)| id).collect(),
            changed,
        })
    }

    fn prepared(&self, request: &BatchRequest) -> Result<(Vec<Ready>, [u8; 32])> {
        let made = self.edge.new_secret();
        self.store.read(|db| {
            let own = Own::of(db)?;
            let secret = db.own_key()?.unwrap_or(made);
            let key = OwnKey::of(&secret);
            let mut all = Vec::with_capacity(request.contacts.len());
            for contact in &request.contacts {
                let number = Number(self.edge.new_secret().first_chunk().copied().unwrap_or_default());
                all.push(self.ready(db, &own, &key, request, *contact, number)?);
            }
            Ok((all, secret))
        })
    }

    fn ready(
        &self,
        db: &Db,
        own: &Own,
        key: &OwnKey,
        request: &BatchRequest,
        contact: ContactId,
        number: Number,
    ) -> Result<Ready> {
        let row = db.contact(contact)?.filter(|row| row.state.trashed_at.is_none()).ok_or_else(|| missing(contact))?;
        fields_of(&row.card)?;
        let now = self.edge.now();
        let signed = |number| sign(key, own, number, request.expiry, request.enishi, now, &self.edge);
        for row in db.records_of_contact(contact)?.iter().rev() {
            if row.kind != RecordKind::Invite || row.trashed_at.is_some() {
                continue;
            }
            let invite: Invite = decode(row)?;
            let What::Card(card) = &invite.what else { continue };
            let says_same = Token::parse(&card.token, crate::invite::token::SHORT)
                .is_ok_and(|token| own.short().is_ok_and(|short| short.bytes == token.card));
            let same = says_same && card.expiry == request.expiry && card.enishi == request.enishi;
            match invite.state(now, &self.edge) {
                InviteState::Drafted | InviteState::Sent if same => {
                    return Ok(Ready { contact, becomes: Becomes::Again(row.id), invite });
                }
                InviteState::Drafted => {
                    let what = What::Card(signed(number_of(card)?)?);
                    return Ok(Ready { contact, becomes: Becomes::Anew(row.id), invite: Invite { what, ..invite } });
                }
                InviteState::Sent => {
                    let invite = Invite { what: What::Card(signed(number)?), ..Invite::default() };
                    return Ok(Ready { contact, becomes: Becomes::Instead(row.id), invite });
                }
                InviteState::Accepted | InviteState::Expired | InviteState::Revoked => {}
            }
        }
        let invite = Invite { what: What::Card(signed(number)?), ..Invite::default() };
        Ok(Ready { contact, invite, becomes: Becomes::New })
    }

    fn write_batch(
        &self,
        request: &BatchRequest,
        place: &BatchPlace,
        all: &[Ready],
        folder: &Path,
        progress: &mut OnProgress<'_>,
    ) -> Result<(Option<ToldSheet>, Vec<String>, u32)> {
        let (mut without_mail, mut files) = (Vec::new(), 0);
        let (mut cards, mut left_out, mut table) = (Vec::new(), Vec::new(), Vec::new());
        let own = Rc::new(self.store.read(Own::of)?);
        let width = all.len().to_string().len().max(3);
        let mut write = |name: &str, bytes: &[u8]| {
            files += 1;
            fs::write(folder.join(name), bytes).map_err(Error::from)
        };
        for (at, ready) in all.iter().enumerate() {
            let step = Progress { phase: Phase::Writing, done: at as u64, total: all.len() as u64 };
            if progress(step).is_break() {
                return Err(Error::Cancelled);
            }
            let handed = self.store.read(|db| {
                let (row, own) = (draft_row(ready.contact), Some(Rc::clone(&own)));
                Handed::with(db, &self.edge, &row, ready.invite.clone(), own, place.language)
            })?;
            let stem = format!("{:0width$} {}", at + 1, file_name(handed.name()));
            let message = handed.message(&request.texts);
            match handed.mail() {
                Some(_) => write(&format!("{stem}.eml"), &handed.draft(&request.texts)?)?,
                None => without_mail.push(handed.name().to_owned()),
            }
            write(&format!("{stem}.png"), &handed.picture(InviteCodeKind::Card)?)?;
            if request.enishi {
                write(&format!("{stem} Enishi.png"), &handed.picture(InviteCodeKind::Enishi)?)?;
            }
            // Editors of Windows take a text with a mark at its beginning for UTF-8.
            let text = format!("\u{feff}{}\r\n\r\n{}", message.subject, message.body.replace('\n', "\r\n"));
            write(&format!("{stem}.txt"), text.as_bytes())?;
            handed.cards(&mut cards, &mut left_out)?;
            table.push(line(&handed, &stem, &self.edge));
        }
        let made = if cards.is_empty() { None } else { Some(laid_out(&cards, &place.printing, left_out)?) };
        if let Some(made) = &made {
            write(&format!("{}.pdf", file_name(&place.sheet_name)), &made.pdf)?;
        }
        write(&format!("{}.csv", file_name(&place.table_name)), &register::write(&register::INVITES, &table))?;
        Ok((made.map(|made| made.told), without_mail, files))
    }

    /// Takes the batch into the register; answers each invite and whether it is new.
    fn enter(&self, request: &BatchRequest, all: Vec<Ready>, secret: &[u8; 32], name: &str) -> Result<Entered> {
        let ((ids, batch), changed) = self.change(Verb::AddInvite, Ties::default(), |tx| {
            match tx.db.own_key()? {
                Some(key) if key != *secret => return Err(moved_on(tx, request)?),
                Some(_) => {}
                None => tx.db.set_own_key(secret)?,
            }
            // Whom an earlier batch invited, the rest joins.
            let mut batch = Batch { id: tx.id, name: name.to_owned() };
            for ready in &all {
                if let (Becomes::Again(_) | Becomes::Anew(_), Some(there)) = (&ready.becomes, &ready.invite.batch) {
                    batch = there.clone();
                    break;
                }
            }
            let mut ids = Vec::with_capacity(all.len());
            for Ready { contact, invite, becomes } in all {
                let contact_name = tx.db.contact_name(contact)?.unwrap_or_default();
                tx.live(contact)?;
                let invite = Invite { batch: Some(invite.batch.clone().unwrap_or_else(|| batch.clone())), ..invite };
                match becomes {
                    // What was said of it while the files were written stands.
                    Becomes::Again(id) | Becomes::Anew(id) => {
                        let (row, now) = tx.live_invite(id)?;
                        let invite = Invite { what: invite.what, batch: invite.batch, ..now };
                        tx.put_record(&row, RecordRow { body: encode(&invite), ..row.clone() })?;
                        ids.push((id, false));
                    }
                    Becomes::Instead(former) => {
                        let (row, mut old) = tx.live_invite(former)?;
                        old.revoked = Some(crate::checklist::day::Day::from_number(tx.edge.day(tx.at)));
                        tx.put_record(&row, RecordRow { body: encode(&old), ..row.clone() })?;
                        let about = (Some(contact), None);
                        ids.push((tx.add_record(RecordKind::Invite, &contact_name, about, encode(&invite))?, true));
                    }
                    Becomes::New => {
                        let about = (Some(contact), None);
                        ids.push((tx.add_record(RecordKind::Invite, &contact_name, about, encode(&invite))?, true));
                    }
                }
            }
            Ok((ids, batch.id))
        })?;
        Ok(Entered { ids, batch, changed })
    }
}

/// Another invite made the book's key while the files were written.
fn moved_on(tx: &Tx<'_>, request: &BatchRequest) -> Result<Error> {
    let first = request.contacts.first().copied();
    let name = match first {
        Some(id) => tx.db.contact_name(id)?.unwrap_or_default(),
        None => String::new(),
    };
    Ok(Error::Conflict { name })
}

fn check(request: &BatchRequest) -> Result<()> {
    let invalid = |field: &str, reason| Err(Error::Invalid { field: field.to_owned(), reason });
    let mut seen = request.contacts.clone();
    seen.sort_unstable();
    seen.dedup();
    match request.contacts.len() {
        0 => return invalid("contacts", "empty"),
        many if many > MOST => return invalid("contacts", "too_many"),
        many if many != seen.len() => return invalid("contacts", "twice"),
        _ => {}
    }
    if request.name.trim().is_empty() {
        return invalid("name", "empty");
    }
    let InviteTexts { ja, en } = &request.texts;
    if request.name.chars().count() > LONGEST.0
        || [ja, en].iter().any(|it| it.subject.chars().count() > LONGEST.0 || it.body.chars().count() > LONGEST.1)
    {
        return invalid("texts", "too_long");
    }
    Ok(())
}

/// The row of an invite that isn't in the book yet.
fn draft_row(contact: ContactId) -> RecordRow {
    RecordRow {
        id: RecordId(0),
        kind: RecordKind::Invite,
        rev: 0,
        name: String::new(),
        contact: Some(contact),
        service: None,
        body: String::new(),
        trashed_at: None,
    }
}

fn line(handed: &Handed, stem: &str, edge: &crate::edge::Edge) -> Vec<String> {
    let day = |day: Option<crate::checklist::day::Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let company = handed.recipient.as_ref().map(|fields| fields.company.clone()).unwrap_or_default();
    vec![
        handed.name().to_owned(),
        company,
        handed.mail().unwrap_or_default().to_owned(),
        day(handed.invite.issued(edge)),
        day(handed.invite.expires(edge)),
        handed.merge().link,
        stem.to_owned(),
    ]
}

/// A name that every system takes for a file's: none of the signs that one of them forbids, no dots and blanks at its end.
fn file_name(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|ch| if ch.is_control() || "<>:\"/\\|?*".contains(ch) { '_' } else { ch })
        .take(NAME)
        .collect();
    let plain = plain.trim().trim_end_matches(['.', ' ']).trim_start_matches('.');
    if plain.is_empty() { "_".to_owned() } else { plain.to_owned() }
}

/// A folder that is there whole or not at all.
struct Writing {
    path: PathBuf,
    done: bool,
}

impl Writing {
    fn begin(folder: &Path) -> Result<Writing> {
        let not_writable = || Error::Invalid { field: "target".to_owned(), reason: "not_writable" };
        for number in 0..100 {
            let path = folder.join(format!(".enishi-{number}.part"));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Writing { path, done: false }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == std::io::ErrorKind::StorageFull => return Err(Error::DiskFull),
                Err(_) => break,
            }
        }
        Err(not_writable())
    }

    /// Gives it its name, with a number where there is one of that name.
    fn finish(mut self, folder: &Path, name: &str) -> Result<PathBuf> {
        let mut target = folder.join(name);
        let mut number = 2;
        while target.exists() {
            target = folder.join(format!("{name} ({number})"));
            number += 1;
        }
        fs::rename(&self.path, &target)?;
        self.done = true;
        Ok(target)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
