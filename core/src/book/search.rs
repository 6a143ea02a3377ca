//! Searching: keeps the index in memory in step with the book.

use std::any::Any;
use std::collections::HashMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::contacts::fields_of;
use super::{Book, GroupName, Hit, Hits, List, SectionCount, Sort};
use crate::contact::fields::Fields;
use crate::contact::{ContactId, GroupId, Kind, Side};
use crate::error::{Error, Result};
use crate::search::{Index, Query, SearchEntry, Standing, matches};
use crate::store::{Db, HeadRow, SearchRow, Store};

/// The folded text of everybody: outside the trash, and in it, where a search only counts.
pub(super) struct Indexes {
    live: Index,
    trash: Index,
    /// Everything that is searched is in it, and not the head columns alone.
    whole: bool,
}

/// Threads that build the index, and contacts that are worth one.
const MOST_THREADS: usize = 4;
const LEAST_PART: usize = 1_000;

/// From so many touched contacts on, building anew beats replacing.
const MANY: usize = 5_000;

impl Book {
    /// Builds the search index. Called in the background, after opening and after an import; from early on until it is done,
    /// [`Book::search`] answers from names, readings, companies and titles alone. Without it, the first search builds the
    /// index.
    pub fn prepare_search(&self) -> Result<()> {
        let _building = super::lock(&self.building);
        self.build_heads()?;
        self.build_whole()
    }

    /// Searches and changes wait for this, the latter to be seen by it.
    fn build_heads(&self) -> Result<()> {
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if index.is_none() {
            *index = Some(self.store.read(heads)?);
        }
        Ok(())
    }

    /// Needs `building` to be held.
    fn build_whole(&self) -> Result<()> {
        if self.index.read().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|index| index.whole) {
            return Ok(());
        }
        loop {
            let generation = self.generation.load(Ordering::SeqCst);
            let built = build(&self.store)?;
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
        let (found, in_trash) = self.with_index(query.names_fields(), |indexes| {
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
        self.with_index(true, |indexes| indexes.live.find(&query, |standing| stands_in(list, standing)).ids)
    }

    fn unsearched(&self, list: List, offset: u32, limit: u32) -> Result<Hits> {
        let page = self.list(list, Sort::Reading, offset, limit)?;
        let hits = page.rows.into_iter().map(|row| Hit { row, matches: Vec::new() }).collect();
        let sections = self.sections(list, Sort::Reading)?;
        Ok(Hits { total: page.total, offset, hits, sections, in_trash: 0 })
    }

    /// Looks into the index as it is, or waits for the whole.
    fn with_index<T>(&self, whole: bool, use_it: impl Fn(&Indexes) -> T) -> Result<T> {
        loop {
            let index = self.index.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(indexes) = index.as_ref().filter(|index| index.whole || !whole) {
                return Ok(use_it(indexes));
            }
            drop(index);
            let _building = super::lock(&self.building);
            self.build_whole()?;
        }
    }

    /// Replaces the entries of touched contacts, after their change is durable.
    pub(super) fn freshen(&self, touched: &[ContactId]) -> Result<()> {
        self.generation.fetch_add(1, Ordering::SeqCst);
        if touched.len() > MANY {
            self.drop_index();
            return Ok(());
        }
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        let Some(indexes) = index.as_mut() else { return Ok(()) };
        let refreshed = self.store.read(|db| {
            for id in touched {
                let (live, trash) = match entry_of(db, *id)? {
                    Some((entry, true)) => (None, Some(entry)),
                    Some((entry, false)) => (Some(entry), None),
                    None => (None, None),
                };
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

    /// Once after a change of so many contacts that the index was dropped: [`Book::prepare_search`] makes it again before
    /// somebody waits for it.
    pub fn search_was_dropped(&self) -> bool {
        self.index_dropped.swap(false, Ordering::SeqCst)
    }

    fn drop_index(&self) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.index_dropped.store(true, Ordering::SeqCst);
    }
}

/// An index of the head columns, made in a small part of the time that the whole takes.
fn heads(db: &Db) -> Result<Indexes> {
    let mut memberships: HashMap<ContactId, Vec<GroupId>> = HashMap::new();
    for (group, contact) in db.live_memberships()? {
        memberships.entry(contact).or_default().push(group);
    }
    let (mut live, mut trash) = (Vec::new(), Vec::new());
    db.each_head(|head| {
        let HeadRow { id, side, own, hidden, display_name, company, title, .. } = head;
        let groups = memberships.get(&id).map(Vec::as_slice).unwrap_or_default();
        let standing = Standing { id, side, own, hidden, groups };
        let mut fields = Fields { display_name, company, title, ..Fields::default() };
        match head.kind {
            Kind::Person => fields.family_reading = head.reading,
            Kind::Company => fields.company_reading = head.reading,
        }
        let among = if head.trashed { &mut trash } else { &mut live };
        among.push(SearchEntry::of(standing, &head.sort_key, &fields, &[]));
    })?;
    Ok(Indexes { live: Index::build(live), trash: Index::build(trash), whole: false })
}

/// Makes the index on several threads: each reads, folds and packs its part of the reading order, so that nobody is held
/// twice.
fn build(store: &Store) -> Result<Indexes> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    loop {
        let (stamp, visible, hidden, trash) = store.read(|db| {
            let visible = db.list_ids(List::All, Sort::Reading, 0, u32::MAX)?;
            let mut hidden = Vec::new();
            for id in db.list_ids(List::Hidden, Sort::Reading, 0, u32::MAX)? {
                hidden.push((id, entry_of(db, id)?.map(|(entry, _)| entry)));
            }
            Ok((db.last_change()?, visible, hidden, index_of(db, &db.trashed_contacts()?)?))
        })?;
        let part = visible.len().div_ceil(cores.min(MOST_THREADS)).max(LEAST_PART);
        let parts: Option<Vec<Index>> = std::thread::scope(|scope| {
            let make = |ids| scope.spawn(move || store.read(|db| part_of(db, stamp, ids)));
            let making: Vec<_> = visible.chunks(part).map(make).collect();
            making.into_iter().map(|part| part.join().map_err(panicked)?).collect::<Result<_>>()
        })?;
        if let Some(parts) = parts {
            let mut live = Index::of_parts(parts);
            live.replace_many(hidden);
            return Ok(Indexes { live, trash, whole: true });
        }
    }
}

/// A part of the index; `None` where the book has changed since `stamp`.
fn part_of(db: &Db, stamp: i64, ids: &[ContactId]) -> Result<Option<Index>> {
    if db.last_change()? == stamp { index_of(db, ids).map(Some) } else { Ok(None) }
}

fn index_of(db: &Db, ids: &[ContactId]) -> Result<Index> {
    let mut failed = None;
    let entries = ids.iter().map_while(|id| entry_of(db, *id).map_err(|error| failed = Some(error)).ok());
    let index = Index::build(entries.flatten().map(|(entry, _)| entry));
    failed.map_or(Ok(index), Err)
}

fn panicked(_: Box<dyn Any + Send>) -> Error {
    Error::Storage("BUG: building the search index panicked".to_owned())
}

/// A contact's entry, and whether it is in the trash.
fn entry_of(db: &Db, id: ContactId) -> Result<Option<(SearchEntry, bool)>> {
    let Some(row) = db.search_row(id)? else { return Ok(None) };
    Ok(Some((entry(&row, db.live_groups_of(id)?)?, row.trashed)))
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
        let edge = Edge::new(|| Moment(1), move || uids.fetch_add(1, Ordering::Relaxed).to_string(), || [7; 32]);
        let book = Book::open(&folder.path().join("a.book"), edge, Access::Write { wait: Duration::ZERO });
        let book = book.expect("a book");
        let people = [("田中", "タナカ", "青空商店"), ("佐藤", "さとう", "Blue Sky"), ("田村", "たむら", "")];
        for (family, reading, company) in people {
            let note = if family == "田村" { "納品は月末" } else { "" };
            let fields = [("family_name", family), ("family_reading", reading), ("company", company), ("note", note)];
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
            assert_eq!(find("tanaka"), ["田中"]);
            assert_eq!(find("ﾀﾅｶ 青空"), ["田中"]);
            assert_eq!(find("blue"), ["佐藤"]);
            assert_eq!(find("龍"), [""; 0]);
        };
        book.build_heads().expect("the heads");
        {
            let _held = book.building.lock().expect("nobody builds");
            check();
            assert_eq!(find("納品"), [""; 0], "not a head");
            let edit = Edit { field: "title".into(), value: "龍の係".into() };
            book.edit(book.search("佐藤", List::All, 0, 1).expect("found").hits[0].row.id, &[edit]).expect("edited");
            assert_eq!(find("龍"), ["佐藤"], "a change is seen at once");
            let edit = Edit { field: "title".into(), value: String::new() };
            book.edit(book.search("佐藤", List::All, 0, 1).expect("found").hits[0].row.id, &[edit]).expect("edited");
        }
        assert_eq!(find("会社:blue"), ["佐藤"], "a field is asked of the whole index");
        assert_eq!(find("納品"), ["田村"]);
        check();
    }

    #[test]
    fn a_change_of_very_many_drops_the_index_and_says_so_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let edge = Edge::new(|| Moment(1), || "uid".to_owned(), || [7; 32]);
        let book = Book::open(&folder.path().join("a.book"), edge, Access::Write { wait: Duration::ZERO });
        let book = book.expect("a book");
        book.prepare_search().expect("an index");
        book.freshen(&[ContactId(1)]).expect("one is replaced");
        assert!(!book.search_was_dropped(), "one is no reason");
        book.freshen(&vec![ContactId(1); MANY + 1]).expect("dropped");
        assert!(book.search_was_dropped());
        assert!(!book.search_was_dropped(), "it is asked once");
        assert_eq!(book.search("田", List::All, 0, 10).expect("an answer").total, 0, "the next search makes it anew");
    }
}
