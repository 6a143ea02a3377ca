//! The writing side: adds who is new, sets aside who is there, and lays the newer cards over when all were read.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::alike::Comers;
use super::group_cards::{GroupCard, Joining, Joinings, known_members};
use super::matching::{Match, find};
use super::mending::Chosen;
use super::preview::{Noted, Person};
use super::problems::Problems;
use super::read::Prepared;
use super::{PROBLEMS, SHOWN, place};
use crate::book::change::Tx;
use crate::book::derive::{decode, mail_domain};
use crate::book::history::differing;
use crate::book::{Decided, Existing, Fate, How, ImportOptions, ImportProblem, ImportReport};
use crate::contact::card::{Card, MediaHash};
use crate::contact::fields::Fields;
use crate::contact::mend::Mending;
use crate::contact::{ContactId, GroupId, Side, merge};
use crate::error::{Error, Result};
use crate::formats::Trouble;
use crate::store::{Db, Filling, Known, Staged, State};

/// Rows that are compared with later ones; beyond, repetitions of new rows are not told. About 50 bytes each.
const SEEN: usize = 1_000_000;

pub(super) struct Writer<'a, 'tx> {
    pub(super) db: &'a Db,
    /// `None` for a preview: everything is looked up and counted, nothing written.
    pub(super) into: Option<Into<'a, 'tx>>,
    /// Where a preview notes who would come in.
    pub(super) noted: Option<&'a mut Noted>,
    /// And as whom they would be added.
    pub(super) comers: Comers,
    pub(super) options: &'a ImportOptions,
    /// Who was there before has an id up to this.
    pub(super) last: ContactId,
    /// And is found by these; nobody is where all are to be added.
    known: Known,
    /// Mail domains of the own card; whoever has one is own staff.
    own_domains: Vec<String>,
    groups: HashMap<String, GroupId>,
    /// Cards that are groups, until all cards were read.
    pub group_cards: Vec<GroupCard>,
    /// Media of cards that were set aside; unused ones are removed in the end.
    staged_media: Vec<MediaHash>,
    /// All of them with their places; the report tells the first.
    pub(super) problems: &'a mut Problems,
    /// What was decided one by one, by file and line.
    pub(super) decisions: HashMap<(u32, u64), Decided>,
    /// And who was left as they are by that: no group takes them in either.
    left: HashSet<ContactId>,
    /// Where rows that come in stood first, by the beginnings of their fingerprints.
    seen: HashMap<[u8; 8], (usize, u64)>,
    chosen: Chosen<'a>,
    /// Who only joined groups.
    joined_only: u32,
    pub report: ImportReport,
}

/// Where an import writes.
pub(super) struct Into<'a, 'tx> {
    pub tx: &'a mut Tx<'tx>,
    pub import: i64,
    filling: Filling<'a>,
    /// How to make the indexes again that an empty book doesn't need while it fills.
    indexes: Vec<String>,
}

impl<'a, 'tx> Writer<'a, 'tx> {
    pub fn preview(
        db: &'a Db,
        options: &'a ImportOptions,
        noted: &'a mut Noted,
        problems: &'a mut Problems,
    ) -> Result<Writer<'a, 'tx>> {
        Ok(Writer { noted: Some(noted), ..Writer::new(db, options, problems)? })
    }

    pub fn of(
        tx: &'a mut Tx<'tx>,
        import: i64,
        options: &'a ImportOptions,
        problems: &'a mut Problems,
    ) -> Result<Writer<'a, 'tx>>
    where
        'tx: 'a,
    {
        let db = tx.db;
        let mut writer = Writer::new(db, options, problems)?;
        let indexes = if writer.last.0 == 0 { db.drop_indexes()? } else { Vec::new() };
        writer.into = Some(Into { tx, import, filling: db.filling()?, indexes });
        Ok(writer)
    }

    fn new(db: &'a Db, options: &'a ImportOptions, problems: &'a mut Problems) -> Result<Writer<'a, 'tx>> {
        db.begin_staging()?;
        let own = db.own_contact()?.map(|id| db.contact(id)).transpose()?.flatten();
        let mails = match own {
            Some(own) => Fields::of(&decode(&own.card)?).emails,
            None => Vec::new(),
        };
        Ok(Writer {
            db,
            into: None,
            noted: None,
            comers: Comers::default(),
            options,
            last: db.last_contact()?,
            known: match options.existing {
                Existing::Add => Known::default(),
                Existing::Update | Existing::Skip | Existing::Ask => db.known()?,
            },
            own_domains: mails.iter().filter_map(|mail| mail_domain(&mail.value)).collect(),
            groups: HashMap::new(),
            group_cards: Vec::new(),
            staged_media: Vec::new(),
            problems,
            decisions: options.decisions.iter().map(|one| ((one.file, one.line), one.then)).collect(),
            left: HashSet::new(),
            seen: HashMap::new(),
            chosen: Chosen::of(options),
            joined_only: 0,
            report: ImportReport::default(),
        })
    }

    /// Something to look at, although it was taken.
    pub fn problem(
        &mut self,
        source: usize,
        line: u64,
        name: String,
        reason: &'static str,
        detail: String,
    ) -> Result<()> {
        let trouble = Trouble { line, name, reason, detail, lost: false };
        self.tell(source, trouble, false, None)
    }

    /// `out`: nothing of the card or row comes in. `mending`: what is proposed and what was done, where it can be mended; then it needs
    /// no saving any more.
    pub fn tell(
        &mut self,
        source: usize,
        trouble: Trouble,
        out: bool,
        mending: Option<(Option<Mending>, Mending)>,
    ) -> Result<()> {
        let Trouble { line, name, reason, detail, lost } = trouble;
        let place = place(self.problems.name(source), line);
        let file = u32::try_from(source).unwrap_or(u32::MAX);
        let mendable = mending.is_some();
        let (proposal, taken) = mending.unwrap_or((None, Mending::AsIs));
        let reason = reason.to_owned();
        let mut problem = ImportProblem { place, name, reason, detail, lost, file, line, mendable, proposal, taken };
        if problem.taken == Mending::AsIs {
            self.problems.add(source, line, &problem, out)?;
        }
        self.report.problem_count += 1;
        if self.report.problems.len() < PROBLEMS {
            problem.name.truncate(problem.name.floor_char_boundary(SHOWN));
            self.report.problems.push(problem);
        }
        Ok(())
    }

    pub fn take(&mut self, card: Prepared) -> Result<()> {
        self.report.read += 1;
        let found = match self.options.existing {
            Existing::Add => Match::New,
            Existing::Update | Existing::Skip | Existing::Ask => find(self.db, &card, &self.known)?,
        };
        let reason = match found {
            Match::InTrash => Some("in_trash"),
            Match::Ambiguous | Match::NewBesideOthers => Some("ambiguous"),
            Match::New | Match::Known(_) | Match::Unchanged => None,
        };
        if let Some(reason) = reason {
            let (name, out) = (card.derived.display_name.clone(), found != Match::NewBesideOthers);
            let trouble = Trouble { line: card.line, name, reason, detail: String::new(), lost: false };
            self.tell(card.source, trouble, out, None)?;
        }
        self.tell_doubts(&card, found == Match::Unchanged)?;
        if matches!(found, Match::New | Match::NewBesideOthers) && self.is_repeated(&card)? {
            return self.skip(&card);
        }
        let decided = match (&found, self.options.existing) {
            (Match::Known(id), Existing::Ask) => {
                let decided = self.ask(*id, &card)?;
                self.left.extend(decided.filter(|decided| *decided != Decided::Update).map(|_| *id));
                decided
            }
            (Match::Known(_), Existing::Update) => Some(Decided::Update),
            _ => None,
        };
        match (found, decided) {
            (Match::New | Match::NewBesideOthers, _) | (Match::Known(_), Some(Decided::Add)) => self.add(card),
            (Match::Known(id), Some(Decided::Update)) => self.set_aside(id, card),
            (Match::Known(_) | Match::Unchanged | Match::InTrash | Match::Ambiguous, _) => self.skip(&card),
        }
    }

    fn skip(&mut self, card: &Prepared) -> Result<()> {
        self.report.skipped += 1;
        self.note(Fate::Skipped, &card.derived.display_name, &card.derived.company, Vec::new);
        Ok(())
    }

    /// What looks wrong in a card; of one that changes nothing only what its reader says.
    fn tell_doubts(&mut self, card: &Prepared, unchanged: bool) -> Result<()> {
        for (doubt, then) in &card.doubts {
            if unchanged && !doubt.told {
                continue;
            }
            let (name, detail) = (card.derived.display_name.clone(), doubt.value.clone());
            let trouble = Trouble { line: card.line, name, reason: doubt.reason, detail, lost: false };
            let mending = doubt.is_found().then(|| (doubt.proposal.clone(), then.clone()));
            self.tell(card.source, trouble, false, mending)?;
        }
        Ok(())
    }

    /// A row of these files said the very same before, whatever is mended; told, and true where the two are to be one.
    fn is_repeated(&mut self, card: &Prepared) -> Result<bool> {
        let Some(key) = card.said.bytes().first_chunk::<8>() else { return Ok(false) };
        if self.seen.len() >= SEEN && !self.seen.contains_key(key) {
            return Ok(false);
        }
        let (source, line) = match self.seen.entry(*key) {
            Entry::Vacant(free) => {
                free.insert((card.source, card.line));
                return Ok(false);
            }
            Entry::Occupied(first) => *first.get(),
        };
        let (name, detail) = (card.derived.display_name.clone(), place(self.problems.name(source), line));
        let then = self.chosen.then(card.source, card.line, ("repeated", &detail), Some(&Mending::Unite));
        let unite = then == Mending::Unite;
        let trouble = Trouble { line: card.line, name, reason: "repeated", detail, lost: false };
        self.tell(card.source, trouble, false, Some((Some(Mending::Unite), then)))?;
        Ok(unite)
    }

    fn note(&mut self, fate: Fate, name: &str, company: &str, fields: impl FnOnce() -> Vec<&'static str>) {
        if let Some(noted) = &mut self.noted {
            noted.note(
                fate,
                Person { name: name.to_owned(), company: company.to_owned(), fields: fields(), alike: None },
            );
        }
    }

    fn add(&mut self, card: Prepared) -> Result<()> {
        self.report.added += 1;
        self.note(Fate::Added, &card.derived.display_name, &card.derived.company, Vec::new);
        if self.noted.is_some() {
            self.comers.note(self.last, &card)?;
        }
        let groups = self.groups_for(&card.categories)?;
        let side = self.side_of(&card.mails);
        let Some(Into { tx, import, filling, .. }) = &mut self.into else { return Ok(()) };
        let import = *import;
        let state = State {
            uid: card.uid.clone(),
            side,
            own: false,
            hidden: false,
            trashed_at: None,
            owner: self.options.shared_by.as_deref().unwrap_or_default().trim().to_owned(),
            how: How::Import,
            origin: self.problems.name(card.source).to_owned(),
            import: Some(import),
            added_at: tx.at,
        };
        let id = filling.contact(tx.id, &state, &card.derived, card.stored())?;
        filling.keys(id, &card.keys, &card.fingerprint)?;
        for group in groups {
            filling.join(group, id)?;
        }
        if card.said != card.fingerprint {
            tx.db.insert_import_row(id, import, &card.said)?;
        }
        filling.media(id, &card.media, &card.used)?;
        if let Some(raw) = &card.raw {
            tx.db.insert_raw(id, import, card.line, raw)?;
        }
        tx.note_contact(id, &card.derived.display_name);
        Ok(())
    }

    fn set_aside(&mut self, contact: ContactId, card: Prepared) -> Result<()> {
        if self.into.is_some() {
            for (hash, bytes) in &card.media {
                self.db.add_blob(hash, bytes)?;
                self.staged_media.push(*hash);
            }
        }
        self.db.stage(&Staged {
            contact,
            fingerprint: card.fingerprint,
            said: card.said,
            card: card.encoded,
            line: card.line,
            raw: card.raw,
        })
    }

    /// Lays the cards that were set aside over their contacts, in an order that the files' doesn't change.
    pub fn settle(&mut self, told: &mut dyn FnMut(u64) -> Result<()>) -> Result<()> {
        let db = self.db;
        let mut joinings = known_members(db, &mut self.group_cards, self.options.existing, &self.known)?;
        joinings.retain(|id, _| !self.left.contains(id));
        let mut waiting: Vec<Staged> = Vec::new();
        let mut done = 0;
        db.each_staged(|staged| {
            if waiting.first().is_some_and(|first| first.contact != staged.contact) {
                self.update(&waiting, &mut joinings)?;
                waiting.clear();
            }
            waiting.push(staged);
            done += 1;
            if done % 64 == 0 { told(done) } else { Ok(()) }
        })?;
        self.update(&waiting, &mut joinings)?;
        let mut rest: Vec<(ContactId, Vec<Joining>)> = joinings.into_iter().collect();
        rest.sort_by_key(|(id, _)| *id);
        for (id, joining) in rest {
            self.join_known(id, &joining)?;
        }
        db.end_staging()
    }

    /// Puts somebody into groups whose card says nothing new.
    fn join_known(&mut self, id: ContactId, joining: &[Joining]) -> Result<()> {
        let was = self.db.groups_of(id)?;
        let groups = self.joined(id, joining, was.clone())?;
        let Some(Into { tx, .. }) = &mut self.into else { return Ok(()) };
        let standing = tx.any(id)?;
        if tx.put(&standing, &standing.row.state, None, &groups)? {
            self.joined_only += 1;
        }
        Ok(())
    }

    /// The groups with those to join, and a note that they were given.
    fn joined(&mut self, id: ContactId, joining: &[Joining], mut groups: Vec<GroupId>) -> Result<Vec<GroupId>> {
        for Joining { group, row } in joining {
            for group in self.groups_for(std::slice::from_ref(group))? {
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
            if let Some(Into { tx, import, .. }) = &mut self.into {
                tx.db.insert_import_row(id, *import, row)?;
                tx.keep = true;
            }
        }
        groups.sort_unstable();
        Ok(groups)
    }

    /// All the cards for one contact, and the groups that it joins.
    fn update(&mut self, staged: &[Staged], joinings: &mut Joinings) -> Result<()> {
        let Some(id) = staged.first().map(|staged| staged.contact) else { return Ok(()) };
        let row = self.db.contact(id)?.ok_or_else(|| crate::book::change::missing(id))?;
        let mut card = decode(&row.card)?;
        let mut groups = self.db.groups_of(id)?;
        let mut names: Vec<String> = self.db.live_groups_of(id)?.into_iter().map(|group| group.name).collect();
        for one in staged {
            let newer = decode(&one.card)?;
            let before = self.noted.is_some().then(|| Fields::of(&card));
            let mut differs = merge::merge(&mut card, &newer);
            let new: Vec<String> =
                Fields::of(&newer).categories.into_iter().filter(|name| !names.contains(name)).collect();
            differs |= !new.is_empty();
            for group in self.groups_for(&new)? {
                if !groups.contains(&group) {
                    groups.push(group);
                }
            }
            if let Some(before) = before {
                let after = Fields::of(&card);
                let fate = if differs { Fate::Updated } else { Fate::Skipped };
                let fields = || {
                    let groups = (!new.is_empty()).then_some("groups");
                    differing(&before, &after).into_iter().chain(groups).collect()
                };
                self.note(fate, &after.display_name, &after.company, fields);
            }
            names.extend(new);
            match differs {
                true => self.report.updated += 1,
                false => self.report.skipped += 1,
            }
        }
        let joining = joinings.remove(&id).unwrap_or_default();
        let groups = self.joined(id, &joining, groups)?;
        self.write_update(id, staged, &card, &groups)
    }

    fn write_update(&mut self, id: ContactId, staged: &[Staged], card: &Card, groups: &[GroupId]) -> Result<()> {
        let Some(Into { tx, import, .. }) = &mut self.into else { return Ok(()) };
        let was = tx.any(id)?;
        tx.put(&was, &was.row.state, Some(card), groups)?;
        for one in staged {
            tx.db.insert_import_row(id, *import, &one.fingerprint)?;
            tx.db.insert_import_row(id, *import, &one.said)?;
            if let Some(raw) = &one.raw {
                tx.db.insert_raw(id, *import, one.line, raw)?;
            }
        }
        tx.keep = true;
        Ok(())
    }

    /// Makes the indexes again; after this the report is whole.
    pub fn finish(mut self) -> Result<ImportReport> {
        if let Some(Into { tx, indexes, filling, .. }) = &mut self.into
            && !indexes.is_empty()
        {
            tx.db.make_indexes(indexes, &filling.tally)?;
        }
        self.join_new()?;
        let media = std::mem::take(&mut self.staged_media);
        if let Some(Into { tx, .. }) = self.into {
            tx.db.remove_unused_blobs(&media)?;
            tx.changed.count = self.report.added + self.report.updated + self.joined_only;
            tx.changed.id = None;
        }
        let report = self.report;
        if report.read != report.added + report.updated + report.skipped + report.failed {
            return Err(Error::Storage("BUG: an import's report does not add up".to_owned()));
        }
        Ok(report)
    }

    /// The groups of these names, made where there are none.
    pub(super) fn groups_for(&mut self, names: &[String]) -> Result<Vec<GroupId>> {
        let Some(Into { tx, .. }) = &mut self.into else { return Ok(Vec::new()) };
        let mut groups = Vec::with_capacity(names.len());
        for name in names {
            let group = match self.groups.get(name) {
                Some(group) => *group,
                None => {
                    // A name that can't be a group's stays in the card alone.
                    let Ok(group) = tx.group_for(name) else { continue };
                    self.groups.insert(name.clone(), group);
                    group
                }
            };
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        tx.changed.groups |= !groups.is_empty();
        Ok(groups)
    }

    fn side_of(&self, mails: &[String]) -> Side {
        let own = |mail: &String| mail_domain(mail).is_some_and(|domain| self.own_domains.contains(&domain));
        if self.options.internal || mails.iter().any(own) { Side::Internal } else { Side::Partner }
    }
}
