//! The index.

use super::Query;
use crate::contact::fields::Fields;
use crate::contact::reading::Section;
use crate::contact::{ContactId, GroupId, Side};

/// What decides in which lists a contact stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing<'a> {
    pub id: ContactId,
    pub side: Side,
    pub own: bool,
    pub hidden: bool,
    pub groups: &'a [GroupId],
}

/// One contact's folded text, ready for the index. Costs some microseconds to make, on any thread.
pub struct SearchEntry {}

/// All contacts that fit a query, in reading order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Found {
    pub ids: Vec<ContactId>,
    /// How many stand in each section, in order, empty ones left out.
    pub sections: Vec<(Section, u32)>,
}

/// The folded text of many contacts in reading order (by sort key, then id).
#[derive(Default)]
pub struct Index {}

impl SearchEntry {
    /// `group_names` are the names of `standing.groups`, in their order.
    pub fn of(standing: Standing<'_>, sort_key: &[u8], fields: &Fields, group_names: &[String]) -> SearchEntry {
        let _ = (standing, sort_key, fields, group_names);
        todo!()
    }
}

impl Index {
    /// Takes entries in any order; in reading order it needs no second pass.
    pub fn build(entries: impl IntoIterator<Item = SearchEntry>) -> Index {
        let _ = entries.into_iter();
        todo!()
    }

    /// How many contacts it holds.
    pub fn len(&self) -> usize {
        todo!()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the contact `id` out, and puts `entry` (of the same id) in, where it belongs in reading order.
    pub fn replace(&mut self, id: ContactId, entry: Option<SearchEntry>) {
        let _ = (id, entry);
        todo!()
    }

    /// Everything that fits and that `keep` lets through.
    pub fn find(&self, query: &Query, keep: impl Fn(&Standing<'_>) -> bool) -> Found {
        let _ = (query, keep);
        todo!()
    }

    /// The first `limit` of [`Index::find`], without looking at the rest.
    pub fn first(&self, query: &Query, limit: usize, keep: impl Fn(&Standing<'_>) -> bool) -> Vec<ContactId> {
        let _ = (query, limit, keep);
        todo!()
    }

    /// Bytes held, for measuring.
    pub fn memory(&self) -> usize {
        todo!()
    }
}
