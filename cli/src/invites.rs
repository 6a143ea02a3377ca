//! Invites: made, looked at, taken, listed and marked.

use std::path::Path;

use enishi_core::Error;
use enishi_core::book::{
    BatchPlace, BatchRequest, Book, InviteAsk, InviteFilter, InviteRow, MadeInvites, Printing, TakeInvite,
};
use enishi_core::invite::card;
use enishi_core::invite::link;
use enishi_core::invite::message::{InviteTexts, Language};
use enishi_core::invite::token::{InviteCode, LARGE, SHORT, Token};
use enishi_core::time::Moment;
use serde_json::{Value, json};

use crate::arguments::Id;
use crate::arguments::invites as asked;
use crate::commands::{Ended, Ending};
use crate::failed::Failed;
use crate::output::Output;
use crate::progress::Meter;

/// The largest file that is looked at, in bytes: an invite's is smaller.
const LARGEST: u64 = 1024 * 1024;

/// An invite is told about without a book; the clock alone says whether it has expired.
pub fn check(invite: &str, now: Moment, output: &mut Output) -> Ending {
    let ask = named(invite)?;
    let read = Token::parse(&ask.token, if ask.file { LARGE } else { SHORT });
    let card = read.as_ref().ok().and_then(|token| card::read(&token.card));
    let code = match (&read, &card) {
        (Ok(token), Some(_)) => token.check(now),
        (Ok(_), None) => InviteCode::Altered,
        (Err(code), _) => *code,
    };
    let fields = card.map(|read| enishi_core::contact::fields::Fields::of(&read.card));
    let told = fields.as_ref().map(|fields| {
        json!({
            "display_name": fields.display_name, "company": fields.company, "title": fields.title,
            "phones": fields.phones, "emails": fields.emails, "uid": fields.uid, "photo": fields.photo.is_some(),
        })
    });
    let token = read.ok();
    let millis = |seconds: i64| Moment(seconds.saturating_mul(1000));
    let answer = json!({
        "ok": code == InviteCode::Ok,
        "code": code.code(),
        "card": told,
        "created": token.as_ref().map(|token| millis(token.created)),
        "expires": token.as_ref().and_then(|token| token.expires).map(millis),
        "number": token.as_ref().map(|token| token.number.hex()),
        "fingerprint": token.as_ref().map(|token| token.key.fingerprint()),
    });
    let name = fields.map(|fields| fields.display_name).unwrap_or_default();
    output.answer(|| answer, || format!("{} {name}", code.code()).trim_end().to_owned())?;
    Ok(if code == InviteCode::Ok { Ended::Done } else { Ended::WithFailures })
}

pub fn invite(book: &Book, what: &asked::Invite, output: &mut Output) -> Ending {
    match what {
        asked::Invite::Check { invite } => return check(invite, book.edge().now(), output),
        asked::Invite::New(new) => make(book, new, output)?,
        asked::Invite::Take { invite, into } => {
            let how = match (into.into, into.update, into.new_key) {
                (Some(Id(id)), _, _) => TakeInvite::Into(id),
                (None, Some(Id(id)), _) => TakeInvite::Update(id),
                (None, None, Some(Id(id))) => TakeInvite::NewKey(id),
                (None, None, None) => TakeInvite::New,
            };
            let changed = book.take_invite(&named(invite)?, &how, &[])?;
            output.answer(|| json!({ "id": changed.id, "change": changed.change }), || changed.name.clone())?;
        }
        asked::Invite::Answer { invite } => {
            let made = book.answer_invite(&named(invite)?)?;
            tell(book, &made, output)?;
        }
        asked::Invite::List { state, query } => {
            let state = state.map(asked::State::state);
            let filter = InviteFilter { state, query: query.clone().unwrap_or_default(), ..InviteFilter::default() };
            let page = book.invites(&filter, 0, u32::MAX)?;
            let answer = json!({ "invites": page.rows, "counts": page.counts, "batches": page.batches });
            output.answer(|| answer, || page.rows.iter().map(line).collect())?;
        }
        asked::Invite::Mark { id, mark } => {
            let changed = book.mark_invites(&[*id], mark.mark())?;
            output.answer(|| json!({ "change": changed.change }), || changed.name.clone())?;
        }
        asked::Invite::Service(asked::Service::Add { service, to, set }) => {
            let (id, changed) = book.add_service_invite(*service, to.map(|Id(id)| id), set)?;
            output.answer(|| json!({ "id": id, "change": changed.change }), || format!("invite {id}"))?;
        }
        asked::Invite::Service(asked::Service::Reissue { id, url }) => {
            let (id, changed) = book.reissue_invite(*id, url)?;
            output.answer(|| json!({ "id": id, "change": changed.change }), || format!("invite {id}"))?;
        }
    }
    Ok(Ended::Done)
}

fn make(book: &Book, new: &asked::New, output: &mut Output) -> Result<(), Failed> {
    let contacts: Vec<_> = new.to.iter().map(|Id(id)| *id).collect();
    let Some(folder) = &new.out else {
        let made = book.new_invites(&contacts, new.expires, !new.without_enishi)?;
        return tell(book, &made, output);
    };
    let request = BatchRequest {
        contacts,
        expiry: new.expires,
        enishi: !new.without_enishi,
        name: new.name.clone(),
        texts: InviteTexts::shipped(),
    };
    let place = BatchPlace {
        folder: folder.clone(),
        language: Language::En,
        printing: Printing {
            copies: 1,
            crop_marks: true,
            title: "Invite cards".to_owned(),
            trademark: "QR Code is a registered trademark of DENSO WAVE INCORPORATED.".to_owned(),
            language: "en".to_owned(),
        },
        sheet_name: "sheet".to_owned(),
        table_name: "invites".to_owned(),
    };
    let mut meter = Meter::new();
    let made = book.make_batch(&request, &place, &mut |step| meter.step(step))?;
    drop(meter);
    let invites = told(book, &made.ids)?;
    let answer = json!({
        "invites": invites, "made": made.made, "again": made.again, "without_mail": made.without_mail,
        "files": made.files, "folder": made.path.to_string_lossy(), "batch": made.batch, "sheet": made.told,
    });
    output.answer(|| answer, || format!("{} made, {} again: {}", made.made, made.again, made.path.display()))?;
    Ok(())
}

fn tell(book: &Book, made: &MadeInvites, output: &mut Output) -> Result<(), Failed> {
    let invites = told(book, &made.ids)?;
    let links: Vec<String> = invites.iter().filter_map(|it| it["link"].as_str().map(str::to_owned)).collect();
    output.answer(|| json!({ "invites": invites, "change": made.changed.change }), || links.join("\n"))?;
    Ok(())
}

fn told(book: &Book, ids: &[enishi_core::record::RecordId]) -> Result<Vec<Value>, Failed> {
    let mut invites = Vec::with_capacity(ids.len());
    for id in ids {
        let view = book.invite(*id, Language::En)?;
        let token = link::find(&view.link).unwrap_or_default();
        invites.push(json!({ "id": id, "token": token, "link": view.link, "line": view.line }));
    }
    Ok(invites)
}

/// An invite by its link, its line, its bare token, or a file with one of them.
fn named(invite: &str) -> Result<InviteAsk, Failed> {
    if let Some(token) = link::find(invite) {
        return Ok(InviteAsk { token, file: false });
    }
    let path = Path::new(invite);
    let Ok(meta) = std::fs::metadata(path) else {
        // A bare token, or something else altogether.
        let bare = invite.trim();
        let is_token = bare.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_'));
        return Ok(InviteAsk { token: if is_token { bare.to_owned() } else { String::new() }, file: false });
    };
    let unreadable = |reason| Error::Unreadable { file: invite.to_owned(), reason };
    if meta.len() > LARGEST {
        return Err(unreadable("too_large").into());
    }
    let bytes = std::fs::read(path).map_err(|_| unreadable("io"))?;
    let text = String::from_utf8_lossy(&bytes);
    let token = link::find(&text).unwrap_or_else(|| text.trim().to_owned());
    Ok(InviteAsk { token, file: true })
}

fn line(row: &InviteRow) -> String {
    let state = serde_json::to_value(row.state).unwrap_or_default();
    let what = if row.service_name.is_empty() { "own card" } else { &row.service_name };
    let expires = row.expires.map(|day| day.to_string()).unwrap_or_default();
    format!("{:>5}  {:<9} {:<10}  {}  {}\n", row.id.0, state.as_str().unwrap_or_default(), expires, what, row.recipient)
}
