//! Searching: keeps the index in memory in step with the book.

use std::sync::atomic::Ordering;
use std::sync::mpsc::sync_channel;
use std::sync::{PoisonError, TryLockError};

use super::contacts::fields_of;
use super::{Book, GroupName, Hit, Hits, List, SectionCount, Sort};
use crate::contact::{ContactId, GroupId, Side};
use crate::error::{Error, Result};
use crate::search::{Index, Query, SearchEntry, Standing, fold, matches};
use crate::store::{Db, SearchRow};

/// The folded text of everybody: outside the trash, and in it, where a search only counts.
#[derive(Default)]
pub(super) struct Indexes {
    live: Index,
    trash: Index,
}

/// Contacts handed from thread to thread at once while the index is built, and such batches on their way.
const BATCH: usize = 256;
const BATCHES: usize = 4;

/// From so many touched contacts on, building anew beats replacing.
const MANY: usize = 5_000;

impl Book {
    /// Builds the search index. Called once in the background; while it runs, [`Book::search`] answers from names, readings,
    /// companies and titles alone. Without it, the first search builds the index.
    pub fn prepare_search(&self) -> Result<()> {
        let _building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        if self.index.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            return Ok(());
        }
        loop {
            let generation = self.generation.load(Ordering::SeqCst);
            let built = self.store.read(build)?;
            let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
            // A change that came between is counted before it looks for the index: either it is in `built`, or seen here,
            // or it finds the index and replaces its entries.
            if generation == self.generation.load(Ordering::SeqCst) {
                *index = Some(built);
                return Ok(());
            }
        }
    }

    /// Contacts that fit all words, in reading order, with the places found. No words: the whole list.
    pub fn search(&self, words: &str, list: List, offset: u32, limit: u32) -> Result<Hits> {
        let query = Query::parse(words);
        if query.is_empty() {
            return self.unsearched(list, offset, limit);
        }
        if let Some(words) = self.index_is_being_built().then(|| heads(words)).flatten() {
            return self.search_heads(&query, &words, list, offset, limit);
        }
        let (found, in_trash) = self.with_index(|indexes| {
            let found = indexes.live.find(&query, |standing| stands_in(list, standing));
            let in_trash = indexes.trash.find(&query, |_| true).ids.len();
            (found, u32::try_from(in_trash).unwrap_or(u32::MAX))
        })?;
        let ids: Vec<ContactId> = found.ids.iter().skip(offset as usize).take(limit as usize).copied().collect();
        let hits = self.store.read(|db| hits(db, &query, &ids))?;
        let sections = found.sections.into_iter().map(|(section, count)| SectionCount { section, count }).collect();
        Ok(Hits { total: u32::try_from(found.ids.len()).unwrap_or(u32::MAX), offset, hits, sections, in_trash })
    }

    /// The ids of everybody that [`Book::search`] finds.
    pub fn search_ids(&self, words: &str, list: List) -> Result<Vec<ContactId>> {
        let query = Query::parse(words);
        if query.is_empty() {
            return self.ids(list, Sort::Reading, 0, u32::MAX);
        }
        self.with_index(|indexes| indexes.live.find(&query, |standing| stands_in(list, standing)).ids)
    }

    fn unsearched(&self, list: List, offset: u32, limit: u32) -> Result<Hits> {
        let page = self.list(list, Sort::Reading, offset, limit)?;
        let hits = page.rows.into_iter().map(|row| Hit { row, matches: Vec::new() }).collect();
        let sections = self.sections(list, Sort::Reading)?;
        Ok(Hits { total: page.total, offset, hits, sections, in_trash: 0 })
    }

    fn index_is_being_built(&self) -> bool {
        let missing = self.index.try_read().is_ok_and(|index| index.is_none());
        missing && matches!(self.building.try_lock(), Err(TryLockError::WouldBlock))
    }

    fn search_heads(&self, query: &Query, words: &[[String; 3]], list: List, offset: u32, limit: u32) -> Result<Hits> {
        self.store.read(|db| {
            let found = db.find_in_heads(list, words)?;
            let ids: Vec<ContactId> =
                found.iter().skip(offset as usize).take(limit as usize).map(|(id, _)| *id).collect();
            let mut sections: Vec<SectionCount> = Vec::new();
            for (_, section) in &found {
                match sections.last_mut() {
                    Some(last) if last.section == *section => last.count += 1,
                    Some(_) | None => sections.push(SectionCount { section: *section, count: 1 }),
                }
            }
            let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
            Ok(Hits { total, offset, hits: hits(db, query, &ids)?, sections, in_trash: 0 })
        })
    }

    fn with_index<T>(&self, use_it: impl Fn(&Indexes) -> T) -> Result<T> {
        loop {
            if let Some(indexes) = self.index.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
                return Ok(use_it(indexes));
            }
            self.prepare_search()?;
        }
    }

    /// Replaces the entries of touched contacts, after their change is durable.
    pub(super) fn freshen(&self, touched: &[ContactId]) -> Result<()> {
        self.generation.fetch_add(1, Ordering::SeqCst);
        if touched.len() > MANY {
            self.forget_index();
            return Ok(());
        }
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let Some(indexes) = index.as_mut() else { return Ok(()) };
        let refreshed = self.store.read(|db| {
            for id in touched {
                let row = db.search_row(*id)?;
                let trashed = row.as_ref().is_some_and(|row| row.trashed);
                let entry = row.map(|row| entry(&row, db.live_groups_of(*id)?)).transpose()?;
                let (live, trash) = if trashed { (None, entry) } else { (entry, None) };
                indexes.live.replace(*id, live);
                indexes.trash.replace(*id, trash);
            }
            Ok(())
        });
        // The change itself is done: an index that can't follow is made anew, and no error.
        if refreshed.is_err() {
            *index = None;
        }
        Ok(())
    }

    /// The next search builds the index anew.
    pub(super) fn forget_index(&self) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Each word as the head columns may spell it: as typed, in hiragana, in katakana. `None` where a field is asked for.
fn heads(words: &str) -> Option<Vec<[String; 3]>> {
    let spelled = |word: &str| {
        let hiragana = fold(word);
        let katakana = hiragana.chars().map(|ch| match ch {
            'ぁ'..='ゖ' => char::from_u32(ch as u32 + 0x60).unwrap_or(ch),
            _ => ch,
        });
        [word.to_lowercase(), katakana.collect(), hiragana]
    };
    let asks_for_field = words.contains([':', '：']);
    (!asks_for_field).then(|| words.split_whitespace().take(8).map(spelled).collect())
}

/// Reads the rows in this thread, folds them in another; in reading order, so that nobody is held twice.
fn build(db: &Db) -> Result<Indexes> {
    let mut live = db.list_ids(List::All, Sort::Reading, 0, u32::MAX)?;
    live.extend(db.list_ids(List::Hidden, Sort::Reading, 0, u32::MAX)?);
    Ok(Indexes { live: index_of(db, &live)?, trash: index_of(db, &db.trashed_contacts()?)? })
}

fn index_of(db: &Db, ids: &[ContactId]) -> Result<Index> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Vec<(SearchRow, Vec<GroupName>)>>(BATCHES);
        let indexing = scope.spawn(move || {
            let mut failed = None;
            let entries = receive.iter().flatten().map_while(|(row, groups)| match entry(&row, groups) {
                Ok(entry) => Some(entry),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            });
            let index = Index::build(entries);
            failed.map_or(Ok(index), Err)
        });
        for piece in ids.chunks(BATCH) {
            let mut batch = Vec::with_capacity(piece.len());
            for id in piece {
                if let Some(row) = db.search_row(*id)? {
                    batch.push((row, db.live_groups_of(*id)?));
                }
            }
            // The other side hangs up only with an error of its own.
            if send.send(batch).is_err() {
                break;
            }
        }
        drop(send);
        indexing.join().map_err(|_| Error::Storage("BUG: building the search index panicked".to_owned()))?
    })
}

fn entry(row: &SearchRow, groups: Vec<GroupName>) -> Result<SearchEntry> {
    let (groups, names): (Vec<GroupId>, Vec<String>) = groups.into_iter().map(|group| (group.id, group.name)).unzip();
    let standing = Standing { id: row.id, side: row.side, own: row.own, hidden: row.hidden, groups: &groups };
    Ok(SearchEntry::of(standing, &row.sort_key, &fields_of(&row.card)?, &names))
}

fn hits(db: &Db, query: &Query, ids: &[ContactId]) -> Result<Vec<Hit>> {
    let mut hits = Vec::with_capacity(ids.len());
    for row in db.rows(ids, Sort::Reading)? {
        let fields = match db.contact(row.id)? {
            Some(contact) => fields_of(&contact.card)?,
            None => continue,
        };
        let groups: Vec<String> = db.live_groups_of(row.id)?.into_iter().map(|group| group.name).collect();
        hits.push(Hit { matches: matches(query, &fields, &groups), row });
    }
    Ok(hits)
}

fn stands_in(list: List, standing: &Standing<'_>) -> bool {
    match list {
        List::All => !standing.hidden,
        List::People => !standing.hidden && !standing.own,
        List::Partners => !standing.hidden && !standing.own && standing.side == Side::Partner,
        List::Group(group) => !standing.hidden && in_group(standing.groups, group),
        List::Hidden => standing.hidden,
    }
}

fn in_group(groups: &[GroupId], group: GroupId) -> bool {
    groups.contains(&group)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::book::Access;
    use crate::contact::edit::Edit;
    use crate::edge::Edge;
    use crate::time::Moment;

    #[test]
    fn while_the_index_is_built_names_readings_and_companies_answer() {
        let folder = tempfile::tempdir().expect("a folder");
        let uids = std::sync::atomic::AtomicU32::new(0);
        let edge = Edge::new(|| Moment(1), move || uids.fetch_add(1, Ordering::Relaxed).to_string());
        let book = Book::open(&folder.path().join("a.book"), edge, Access::Write { wait: Duration::ZERO });
        let book = book.expect("a book");
        let people = [("田中", "タナカ", "青空商店"), ("佐藤", "さとう", "Blue Sky"), ("田村", "たむら", "")];
        for (family, reading, company) in people {
            let fields = [("family_name", family), ("family_reading", reading), ("company", company)];
            let edits = fields.map(|(field, value)| Edit { field: field.into(), value: value.into() });
            book.add(&edits).expect("added");
        }
        let find = |words: &str| -> Vec<String> {
            let hits = book.search(words, List::All, 0, 10).expect("an answer");
            assert_eq!(hits.total as usize, hits.hits.len());
            hits.hits.into_iter().map(|hit| hit.row.display_name).collect()
        };
        let check = || {
            assert_eq!(find("た"), ["田中", "田村"]);
            assert_eq!(find("たなか"), ["田中"]);
            assert_eq!(find("ﾀﾅｶ 青空"), ["田中"]);
            assert_eq!(find("blue"), ["佐藤"]);
            assert_eq!(find("龍"), [""; 0]);
        };
        {
            let _held = book.building.lock().expect("nobody builds");
            assert!(book.index_is_being_built());
            check();
        }
        assert!(!book.index_is_being_built());
        check();
    }
}
