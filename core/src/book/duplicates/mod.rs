//! Likely duplicates: found in the whole book ([`find`]), held against each other field by field ([`compare`]), made one or told
//! apart.

mod compare;
mod find;

pub use self::compare::{Compared, Comparison, Party};
pub use self::find::{Duplicate, DuplicatePage, DuplicateRow};
pub(super) use self::find::{Found, Nearby, reach, record};

use super::change::{Standing, Ties};
use super::derive::decode;
use super::{Book, Changed, Verb};
use crate::contact::card::Card;
use crate::contact::merge;
use crate::contact::{ContactId, GroupId};
use crate::error::{Error, Result};
use crate::invite;
use crate::store::State;

impl Book {
    /// Makes `keep` of two contacts and moves `other` into the trash, as one change: one undo brings both back as they were.
    ///
    /// Of fields that are said once, `keep`'s value stays or else `other`'s comes in, but for those named in `take`
    /// ([`merge::CHOICES`], or `side`); lists and groups are united, notes stand one below the other. See [`merge::unite`]. Of an own card and another
    /// one the merged one is the own card.
    ///
    /// [`Error::Missing`] for one that is gone or in the trash, [`Error::NotYours`] where `other` was registered by somebody else,
    /// [`Error::Invalid`] of `other` with `same` for a contact and itself, and of a field's name with `unknown_field`.
    pub fn merge(&self, keep: ContactId, other: ContactId, take: &[String]) -> Result<Changed> {
        if keep == other {
            return Err(Error::Invalid { field: "other".to_owned(), reason: "same" });
        }
        let ((), changed) = self.change(Verb::Merge, Ties::default(), |tx| {
            let (kept, gone) = (tx.live(keep)?, tx.live(other)?);
            super::trash::refuse_foreign(tx.db, other, &gone.row.state)?;
            let United { state, card, groups } = United::of(&kept, &gone, take)?;
            // Whoever is known to be somebody else than the other one is it than both together.
            let known = [tx.db.different_from(keep)?, vec![keep]].concat();
            let new = tx.db.different_from(other)?.into_iter().filter(|id| !known.contains(id));
            let mut different: Vec<_> = kept.different.iter().copied().filter(|id| *id != other).chain(new).collect();
            different.sort_unstable();
            // A merge that brings nothing new still is one of two contacts.
            tx.put_apart(&kept, &state, Some(&card), &groups, &different)?;
            let into_trash = State { own: false, trashed_at: Some(tx.at), ..gone.row.state.clone() };
            let apart: Vec<_> = gone.different.iter().copied().filter(|id| *id != keep).collect();
            tx.put_apart(&gone, &into_trash, None, &gone.groups, &apart)?;
            tx.changed.id = Some(keep);
            tx.changed.name = tx.db.contact_name(keep)?.unwrap_or_default();
            Ok(())
        })?;
        Ok(changed)
    }

    /// Every pair that is known to be two people, the smaller id first; in the trash, too.
    pub fn different(&self) -> Result<Vec<(ContactId, ContactId)>> {
        self.store.read(|db| {
            let mut pairs = db.different_pairs()?;
            pairs.sort_unstable();
            Ok(pairs)
        })
    }

    /// Remembers that two contacts are two people, or forgets that: [`Book::duplicates`] leaves them out from then on. Merging
    /// one of them tells the merged contact apart; merging them with each other forgets it.
    ///
    /// [`Error::Missing`] for one that is gone or in the trash, [`Error::Invalid`] of `other` with `same` for a contact and
    /// itself.
    pub fn set_different(&self, one: ContactId, other: ContactId, different: bool) -> Result<Changed> {
        if one == other {
            return Err(Error::Invalid { field: "other".to_owned(), reason: "same" });
        }
        let verb = if different { Verb::Different } else { Verb::ForgetDifferent };
        let ((), changed) = self.change(verb, Ties::default(), |tx| {
            let (one, other) = (tx.live(one)?, tx.live(other)?);
            let says = |this: &Standing, that: &Standing| this.different.contains(&that.row.id);
            if different == (says(&one, &other) || says(&other, &one)) {
                return Ok(());
            }
            // One of them says it; the change stands in the history of both.
            let (teller, told) = if says(&other, &one) { (&other, &one) } else { (&one, &other) };
            let mut apart = teller.different.clone();
            match different {
                true => apart.push(told.row.id),
                false => apart.retain(|id| *id != told.row.id),
            }
            apart.sort_unstable();
            tx.put_apart(teller, &teller.row.state, None, &teller.groups, &apart)?;
            tx.touch(told)
        })?;
        Ok(changed)
    }
}

/// What merging makes of two contacts.
struct United {
    state: State,
    card: Card,
    groups: Vec<GroupId>,
}

impl United {
    fn of(kept: &Standing, gone: &Standing, take: &[String]) -> Result<United> {
        let (sides, take): (Vec<String>, Vec<String>) = take.iter().cloned().partition(|field| field == "side");
        let other = decode(&gone.row.card)?;
        let card = invite::card::united(merge::unite(&decode(&kept.row.card)?, &other, &take)?, &other);
        let mut groups = [kept.groups.as_slice(), &gone.groups].concat();
        groups.sort_unstable();
        groups.dedup();
        let own = kept.row.state.own || gone.row.state.own;
        let side = if sides.is_empty() { kept.row.state.side } else { gone.row.state.side };
        Ok(United { state: State { own, side, ..kept.row.state.clone() }, card, groups })
    }
}
