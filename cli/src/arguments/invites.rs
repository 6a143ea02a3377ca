//! Invites.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use enishi_core::book::InviteMark;
use enishi_core::contact::edit::Edit;
use enishi_core::invite::{Expiry, InviteState};
use enishi_core::record::RecordId;

use super::{Id, edit};

#[derive(Subcommand, Debug)]
pub enum Invite {
    /// Hand the own card over: for contacts, or for nobody in particular
    New(New),
    /// Look at an Enishi invite: who, until when, and whether it is good. Works without a book
    Check {
        /// A link, a line of text, a bare token, or a file with one of them
        invite: String,
    },
    /// Take an Enishi invite: as a new partner, or into a contact
    Take {
        invite: String,
        #[command(flatten)]
        into: Into,
    },
    /// Hand the own card back to whom an invite came from, with the same number
    Answer { invite: String },
    /// List invites, the newest first
    List {
        #[arg(long, value_enum)]
        state: Option<State>,
        /// Words that stand in recipient, company, service, role or note
        #[arg(long, value_name = "WORDS")]
        query: Option<String>,
    },
    /// Say of an invite what became of it
    Mark {
        id: RecordId,
        #[arg(value_enum)]
        mark: Mark,
    },
    /// Addresses that services issue
    #[command(subcommand)]
    Service(Service),
}

#[derive(Args, Debug)]
pub struct New {
    /// To whom; several times for several
    #[arg(long, value_name = "ID")]
    pub to: Vec<Id>,
    /// today, 24h, 7d, 30d or never
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = expiry)]
    pub expires: Expiry,
    /// Writes drafts, pictures, texts, a sheet and a table into a new folder in this one; who has an open invite of the same card keeps it
    #[arg(long, value_name = "DIR", requires = "to")]
    pub out: Option<PathBuf>,
    /// As the register calls the batch, and the folder
    #[arg(long, value_name = "TEXT", default_value = "Invites", requires = "out")]
    pub name: String,
    /// Messages and sheets carry the own card alone
    #[arg(long)]
    pub without_enishi: bool,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
pub struct Into {
    /// A contact that follows the sender's card from now on
    #[arg(long, value_name = "ID")]
    pub into: Option<Id>,
    /// The contact that follows it already
    #[arg(long, value_name = "ID")]
    pub update: Option<Id>,
    /// A contact that followed another key: you have asked, and trust this one
    #[arg(long, value_name = "ID")]
    pub new_key: Option<Id>,
}

#[derive(Subcommand, Debug)]
pub enum Service {
    /// Keep an address; issued today and to be taken up today unless `--set` says otherwise
    Add {
        service: RecordId,
        #[arg(long, value_name = "ID")]
        to: Option<Id>,
        /// `url`, `role`, `recipient`, `issued`, `expires`, `note`
        #[arg(long, required = true, value_name = "FIELD=VALUE", value_parser = edit)]
        set: Vec<Edit>,
    },
    /// The service issued another address in place of one
    Reissue { id: RecordId, url: String },
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum State {
    Drafted,
    Sent,
    Accepted,
    Expired,
    Revoked,
}

impl State {
    pub fn state(self) -> InviteState {
        match self {
            State::Drafted => InviteState::Drafted,
            State::Sent => InviteState::Sent,
            State::Accepted => InviteState::Accepted,
            State::Expired => InviteState::Expired,
            State::Revoked => InviteState::Revoked,
        }
    }
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub enum Mark {
    Drafted,
    Sent,
    Accepted,
    Revoked,
}

impl Mark {
    pub fn mark(self) -> InviteMark {
        match self {
            Mark::Drafted => InviteMark::Drafted,
            Mark::Sent => InviteMark::Sent,
            Mark::Accepted => InviteMark::Accepted,
            Mark::Revoked => InviteMark::Revoked,
        }
    }
}

fn expiry(text: &str) -> Result<Expiry, String> {
    Expiry::parse(text).ok_or_else(|| format!("{text} is none of today, 24h, 7d, 30d, never"))
}
