//! An invite on its way out: as link, line, code, mail, file and on paper. The app itself sends nothing.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::super::access::decode;
use super::super::codes::{CHECKED_PX, draw, laid_out, printed};
use super::super::contacts::fields_of;
use super::super::{
    Book, CodeFile, CodePicture, MOST_CARDS, MadeSheet, OnProgress, Phase, Printing, Progress, Refused,
};
use super::making::{Own, number_of};
use super::{InviteRow, Listed, row_of};
use crate::code::content::{Format, Pick, Preset, content};
use crate::code::draw::Level;
use crate::code::sheet::Printed;
use crate::contact::Kind;
use crate::contact::fields::Fields;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::formats::eml::{Attached, Draft, draft};
use crate::invite::card::phone;
use crate::invite::key::OwnKey;
use crate::invite::link;
use crate::invite::message::{InviteText, InviteTexts, Language, Merge, Words};
use crate::invite::token::{self, Token};
use crate::invite::{CardInvite, Invite, What};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};
use crate::time::Moment;

/// One invite, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct InviteView {
    pub row: InviteRow,
    pub note: String,
    /// Of a service's.
    pub url: String,
    /// `enishi://invite/…`; empty for a service's.
    pub link: String,
    /// The line of text, `[enishi:…]`.
    pub line: String,
    pub expires_at: Option<Moment>,
    pub language: Language,
    /// The message, merged.
    pub subject: String,
    pub text: String,
    /// The recipient's mail address; empty where none is known.
    pub mail: String,
    /// The own card says more than a link holds: there is a file, too.
    pub larger: bool,
    /// The one that this one replaces, and the one that replaces it.
    pub former: Option<InviteRow>,
    pub later: Option<InviteRow>,
}

/// What a code of an invite says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InviteCodeKind {
    /// The own card as a vCard, for any phone.
    Card,
    /// The Enishi invite.
    Enishi,
    /// The address of a service.
    Url,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct ShownInviteCode {
    pub picture: Option<CodePicture>,
    pub refused: Option<Refused>,
}

pub(super) const LEVEL: Level = Level::M;
/// A picture in a mail.
pub(super) const PICTURE: CodeFile = CodeFile::Png { side_px: 600 };

impl Book {
    /// One invite outside the trash, with its message in the recipient's language, or in this one where that isn't known.
    pub fn invite(&self, id: RecordId, language: Language) -> Result<InviteView> {
        self.store.read(|db| {
            let handed = Handed::of(db, &self.edge, id, language)?;
            let row = row_of(db, &self.edge, id)?.ok_or_else(|| missing(id))?;
            let InviteText { subject, body } = handed.message(&InviteTexts::shipped());
            let (former, later) = match &handed.invite.what {
                What::Card(_) => (None, None),
                What::Service(service) => {
                    let former = match service.former {
                        Some(id) => row_of(db, &self.edge, id)?,
                        None => None,
                    };
                    (former, later(db, &self.edge, id)?)
                }
            };
            let (url, card) = match &handed.invite.what {
                What::Card(card) => (String::new(), Some(card)),
                What::Service(service) => (service.url.clone(), None),
            };
            Ok(InviteView {
                row,
                note: handed.invite.note.clone(),
                url,
                link: card.map(|card| link::link(&card.token)).unwrap_or_default(),
                line: card.map(|card| link::line(&card.token)).unwrap_or_default(),
                expires_at: card.and_then(|card| card.expires),
                language: handed.language,
                subject,
                text: body,
                mail: handed.mail().unwrap_or_default().to_owned(),
                larger: handed.own.as_ref().is_some_and(|own| own.short().is_ok_and(|short| short.cut)),
                former,
                later,
            })
        })
    }

    /// The code of an invite, as large as fits into a square of `room_px` pixels, read back before it is answered.
    pub fn invite_code(&self, id: RecordId, kind: InviteCodeKind, room_px: u32) -> Result<ShownInviteCode> {
        let bytes = self.invite_said(id, kind)?;
        Ok(match draw(&bytes, LEVEL, |code| code.module_px(room_px as usize)) {
            Ok(drawn) => ShownInviteCode { picture: Some(drawn.shown()), refused: None },
            Err(refused) => ShownInviteCode { picture: None, refused: Some(refused) },
        })
    }

    /// The same as a file. Errors as of [`Book::code_file`].
    pub fn invite_code_file(&self, id: RecordId, kind: InviteCodeKind, file: CodeFile) -> Result<Vec<u8>> {
        let bytes = self.invite_said(id, kind)?;
        Ok(file.bytes(draw(&bytes, LEVEL, |code| file.module_px(code)).map_err(Refused::error)?))
    }

    fn invite_said(&self, id: RecordId, kind: InviteCodeKind) -> Result<Vec<u8>> {
        self.store.read(|db| Handed::of(db, &self.edge, id, Language::Ja)?.said(kind))
    }

    /// A mail to be, as `.eml`: the message, the own card as `.vcf` and as a picture, and the Enishi invite where it is handed over.
    pub fn invite_draft(&self, id: RecordId, language: Language) -> Result<Vec<u8>> {
        self.store.read(|db| Handed::of(db, &self.edge, id, language)?.draft(&InviteTexts::shipped()))
    }

    /// The own card for people without Enishi, as `.vcf`. [`Error::Missing`] of `own` without one.
    pub fn invite_vcard(&self) -> Result<Vec<u8>> {
        self.store.read(|db| Ok(Own::of(db)?.whole().to_vec()))
    }

    /// The invite's file: the line of text, around a card with photo and all.
    pub fn invite_file(&self, id: RecordId) -> Result<Vec<u8>> {
        self.store.read(|db| {
            let handed = Handed::of(db, &self.edge, id, Language::Ja)?;
            handed.file()?.ok_or_else(|| Error::Invalid { field: "invite".to_owned(), reason: "no_card" })
        })
    }

    /// Cards to print, ten a page: for each invite of the own card the vCard and, where it is handed over, the Enishi invite; for one of a service
    /// its address. Errors as of [`Book::code_sheet`].
    pub fn invite_sheet(
        &self,
        ids: &[RecordId],
        printing: &Printing,
        progress: &mut OnProgress<'_>,
    ) -> Result<MadeSheet> {
        let language = if printing.language == "en" { Language::En } else { Language::Ja };
        let (mut cards, mut left_out) = (Vec::new(), Vec::new());
        for (done, id) in (0u64..).zip(ids) {
            if progress(Progress { phase: Phase::Writing, done, total: ids.len() as u64 }).is_break() {
                return Err(Error::Cancelled);
            }
            let handed = self.store.read(|db| Handed::of(db, &self.edge, *id, language))?;
            handed.cards(&mut cards, &mut left_out)?;
            if cards.len() > MOST_CARDS {
                return Err(Error::Invalid { field: "cards".to_owned(), reason: "too_many" });
            }
        }
        laid_out(&cards, printing, left_out)
    }
}

/// An invite with everything that is needed to hand it over.
pub(super) struct Handed {
    pub invite: Invite,
    pub language: Language,
    /// Of whom it goes to, where that is a contact.
    pub recipient: Option<Fields>,
    typed: String,
    service_name: String,
    /// Of an invite of the own card.
    pub own: Option<Rc<Own>>,
    key: Option<OwnKey>,
    expires: String,
}

impl Handed {
    pub fn of(db: &Db, edge: &Edge, id: RecordId, language: Language) -> Result<Handed> {
        let row = db.record(id)?.filter(|row| row.kind == RecordKind::Invite && row.trashed_at.is_none());
        let row = row.ok_or_else(|| missing(id))?;
        let invite: Invite = decode(&row)?;
        let own = match &invite.what {
            What::Card(_) => Some(Rc::new(Own::of(db)?)),
            What::Service(_) => None,
        };
        Handed::with(db, edge, &row, invite, own, language)
    }

    /// The same for one that isn't in the book yet.
    pub fn with(
        db: &Db,
        edge: &Edge,
        row: &RecordRow,
        invite: Invite,
        own: Option<Rc<Own>>,
        language: Language,
    ) -> Result<Handed> {
        let recipient = match row.contact {
            Some(id) => db.contact(id)?.map(|row| fields_of(&row.card)).transpose()?,
            None => None,
        };
        let language = recipient.as_ref().map_or(language, |fields| Language::of(&fields.language, language));
        let expires = match &invite.what {
            What::Card(card) => card.expires,
            What::Service(_) => None,
        };
        let service_name = match row.service {
            Some(id) => db.record(id)?.map(|row| row.name).unwrap_or_default(),
            None => String::new(),
        };
        let words = Words::of(language);
        Ok(Handed {
            language,
            typed: invite.recipient.clone(),
            service_name,
            key: db.own_key()?.map(|secret| OwnKey::of(&secret)),
            expires: expires.map(|last| words.until(edge, last)).unwrap_or_default(),
            invite,
            recipient,
            own,
        })
    }

    pub fn mail(&self) -> Option<&str> {
        let mails = &self.recipient.as_ref()?.emails;
        mails.iter().map(|mail| mail.value.trim()).find(|mail| mail.contains('@') && !mail.contains(['\r', '\n', ' ']))
    }

    pub fn name(&self) -> &str {
        self.recipient.as_ref().map_or(&self.typed, |fields| &fields.display_name)
    }

    pub fn merge(&self) -> Merge {
        let words = Words::of(self.language);
        let own = self.own.as_ref().map(|own| &own.fields);
        let text = |of: fn(&Fields) -> &String| own.map(|fields| of(fields).clone()).unwrap_or_default();
        let own_company = match own {
            // A company is called by its name once.
            Some(fields) if fields.kind == Kind::Company => String::new(),
            Some(_) | None => text(|fields| &fields.company),
        };
        let handed = match &self.invite.what {
            What::Card(card) if card.enishi => Some(card),
            What::Card(_) | What::Service(_) => None,
        };
        Merge {
            name: words.addressed(self.recipient.as_ref(), &self.typed),
            company: match &self.recipient {
                Some(fields) if fields.kind == Kind::Person => fields.company.clone(),
                Some(_) | None => String::new(),
            },
            own: text(|fields| &fields.display_name),
            own_company,
            expires: if handed.is_some() { self.expires.clone() } else { String::new() },
            line: handed.map(|card| link::line(&card.token)).unwrap_or_default(),
            link: handed.map(|card| link::link(&card.token)).unwrap_or_default(),
        }
    }

    /// The message of an invite of the own card; of a service's its address.
    pub fn message(&self, texts: &InviteTexts) -> InviteText {
        match &self.invite.what {
            What::Card(_) => texts.of(self.language).merged(&self.merge()),
            What::Service(service) => {
                let words = Words::of(self.language);
                let name = words.to(self.recipient.as_ref(), &self.typed).unwrap_or_default();
                words.service(&self.service_name, &service.role, service.expires, &service.url, &name)
            }
        }
    }

    pub fn said(&self, kind: InviteCodeKind) -> Result<Vec<u8>> {
        match (kind, &self.invite.what, &self.own) {
            (InviteCodeKind::Card, What::Card(_), Some(own)) => Ok(phone(&own.fields)),
            (InviteCodeKind::Enishi, What::Card(card), _) => Ok(link::link(&card.token).into_bytes()),
            (InviteCodeKind::Url, What::Service(service), _) => Ok(service.url.clone().into_bytes()),
            _ => Err(Error::Invalid { field: "code".to_owned(), reason: "empty" }),
        }
    }

    pub fn picture(&self, kind: InviteCodeKind) -> Result<Vec<u8>> {
        if let (InviteCodeKind::Card, Some(own)) = (kind, &self.own) {
            return Ok(own.drawn().map_err(Refused::error)?.png.clone());
        }
        Ok(draw(&self.said(kind)?, LEVEL, |code| PICTURE.module_px(code)).map_err(Refused::error)?.png)
    }

    pub fn draft(&self, texts: &InviteTexts) -> Result<Vec<u8>> {
        let message = self.message(texts);
        let mut files: Vec<(String, &'static str, Vec<u8>)> = Vec::new();
        match (&self.invite.what, &self.own) {
            (What::Card(card), Some(own)) => {
                files.push(("contact.vcf".to_owned(), "text/vcard", own.whole().to_vec()));
                files.push(("contact-qr.png".to_owned(), "image/png", self.picture(InviteCodeKind::Card)?));
                if card.enishi {
                    files.push(("enishi-qr.png".to_owned(), "image/png", self.picture(InviteCodeKind::Enishi)?));
                    let name = format!("contact.{}", link::EXTENSION);
                    files.extend(self.file()?.map(|bytes| (name, "application/octet-stream", bytes)));
                }
            }
            (What::Card(_), None) => {}
            (What::Service(_), _) => {
                files.push(("invitation-qr.png".to_owned(), "image/png", self.picture(InviteCodeKind::Url)?));
            }
        }
        let attached = files.iter().map(|(name, kind, bytes)| Attached { name, kind, bytes });
        Ok(draft(&Draft {
            to: self.mail().map(|mail| (self.name(), mail)),
            subject: &message.subject,
            body: &message.body,
            files: attached.collect(),
        }))
    }

    /// The same number and dates around the whole card of now; `None` where the link holds all of it, and for a service's.
    pub fn file(&self) -> Result<Option<Vec<u8>>> {
        let (What::Card(card), Some(own), Some(key)) = (&self.invite.what, &self.own, &self.key) else {
            return Ok(None);
        };
        if !own.short()?.cut {
            return Ok(None);
        }
        let whole = whole_token(card, own, key)?;
        Ok(Some(format!("{}\r\n", link::line(&token::text(&whole.signed(key)))).into_bytes()))
    }

    pub(super) fn cards(&self, cards: &mut Vec<Printed>, left_out: &mut Vec<String>) -> Result<()> {
        let words = Words::of(self.language);
        let to = words.to(self.recipient.as_ref(), &self.typed);
        let mut push = |card: Option<Printed>| match card {
            Some(card) => cards.push(card),
            None => left_out.push(self.name().to_owned()),
        };
        match (&self.invite.what, &self.own) {
            (What::Card(card), Some(own)) => {
                let said = content(&own.fields, Format::Vcard, &Pick::Preset(Preset::Card));
                push(own.drawn().ok().map(|drawn| {
                    let mut card = printed(own.fields.clone(), &said, drawn.code.clone());
                    card.lines.splice(0..0, to.clone());
                    card
                }));
                if card.enishi {
                    let drawn = draw(link::link(&card.token).as_bytes(), LEVEL, |_| CHECKED_PX).ok();
                    push(drawn.map(|drawn| Printed {
                        name: own.fields.display_name.clone(),
                        reading: String::new(),
                        company: words.enishi.clone(),
                        department: String::new(),
                        title: String::new(),
                        lines: to.into_iter().chain((!self.expires.is_empty()).then(|| self.expires.clone())).collect(),
                        code: drawn.code,
                    }));
                }
            }
            (What::Card(_), None) => {}
            (What::Service(service), _) => {
                let drawn = draw(service.url.as_bytes(), LEVEL, |_| CHECKED_PX).ok();
                push(drawn.map(|drawn| Printed {
                    name: self.service_name.clone(),
                    reading: String::new(),
                    company: String::new(),
                    department: String::new(),
                    title: service.role.clone(),
                    lines: to.into_iter().chain(service.expires.map(|day| words.until_day(day))).collect(),
                    code: drawn.code,
                }));
            }
        }
        Ok(())
    }
}

fn whole_token(card: &CardInvite, own: &Own, key: &OwnKey) -> Result<Token> {
    Ok(Token {
        key: key.public(),
        created: token::seconds(card.created),
        expires: card.expires.map(token::seconds),
        number: number_of(card)?,
        card: own.whole().to_vec(),
    })
}

/// The one that replaces it.
fn later(db: &Db, edge: &Edge, id: RecordId) -> Result<Option<InviteRow>> {
    Ok(Listed::of(db, edge)?.rows().find(|row| row.former == Some(id)).cloned())
}

pub(super) fn missing(id: RecordId) -> Error {
    Error::Missing { what: "invite", id: id.to_string() }
}
