//! The commands: each asks the book one thing.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use enishi_core::Error;
use enishi_core::book::{
    Access, Book, Changed, Contact, Entity, ExportWhat, Held, Hit, ImportOptions, Imported, List as Lists, Reading,
    Row, SavedProblems, Sort, Wording, default_path, is_there,
};
use enishi_core::contact::ContactId;
use enishi_core::edge::Edge;
use enishi_core::time::Moment;
use serde_json::{Value, json};

use crate::arguments::backups::Restored;
use crate::arguments::checklists as asked;
use crate::arguments::invites;
use crate::arguments::{Arguments, Between, Command, Edits, Export, Id, Import, List, Purge, ReadAs, Search};
use crate::failed::{Failed, described, sentence};
use crate::output::Output;
use crate::progress::Meter;
use crate::{backups, checklists, codes, copies, human, inspected, json, lock};

/// How long a second command line waits for the first.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// Rows asked of the book at a time.
const PIECE: u32 = 500;

#[derive(PartialEq, Eq)]
pub enum Ended {
    Done,
    /// Some of the things asked for could not be done; they are in the answer.
    WithFailures,
}

pub type Ending = Result<Ended, Failed>;

pub fn run(arguments: &Arguments, output: &mut Output) -> Ending {
    let reading = || open(arguments, Access::Read);
    let writing = || open(arguments, Access::Write { wait: PATIENCE });
    match &arguments.command {
        Command::Import(what) => import(arguments, what, output),
        Command::List(what) => list(&reading()?, what, output),
        Command::Search(what) => search(&reading()?, what, output),
        Command::Show { id: Id(id) } => show(&reading()?, *id, output),
        Command::Edit(Edits { id: Id(id), set }) => told(&writing()?.edit(*id, set)?, output),
        Command::Trash(what) => each(&writing()?, &what.ids, |book, ids| book.trash(&entities(ids)), output),
        Command::Restore(what) => match what.named().map_err(Failed::Usage)? {
            Restored::Contacts(ids) => each(&writing()?, &ids, |book, ids| book.restore(&entities(ids)), output),
            Restored::File(file) => backups::restore(arguments, what, file, output),
        },
        Command::Hide(what) => each(&writing()?, &what.ids, Book::hide, output),
        Command::Unhide(what) => each(&writing()?, &what.ids, Book::unhide, output),
        Command::Purge(Purge { due: true, .. }) => told(&writing()?.purge_due()?, output),
        Command::Purge(Purge { ids, .. }) => each(&writing()?, ids, |book, ids| book.purge(&entities(ids)), output),
        Command::Undo => told(&writing()?.undo()?, output),
        Command::Redo => told(&writing()?.redo()?, output),
        Command::UndoImport { import_id } => told(&writing()?.undo_import(*import_id)?, output),
        Command::Changes { id, limit } => {
            let changes = reading()?.changes(id.map(|Id(id)| id), *limit)?;
            output.answer(|| json::changes(&changes), || human::changes(&changes))?;
            Ok(Ended::Done)
        }
        Command::Duplicates => duplicates(&reading()?, output),
        Command::Merge(what) => told(&writing()?.merge(what.keep.0, what.other.0, &what.take)?, output),
        Command::Different(what) => told(&writing()?.set_different(what.one.0, what.other.0, !what.forget)?, output),
        Command::Export(what) => export(arguments, what, output),
        Command::Qr(what) => codes::draw(&reading()?, what, output),
        Command::QrSheet(what) => codes::print(&reading()?, what, output),
        Command::QrRead(what) => codes::read(what, output),
        Command::Template(asked::Template::Check { file }) => checklists::check(file, output),
        Command::Template(what @ asked::Template::Import { .. }) => {
            checklists::template(&made(arguments)?, what, output)
        }
        Command::Template(what) => checklists::template(&reading()?, what, output),
        Command::Run(what @ (asked::Run::Start(_) | asked::Run::Step(_) | asked::Run::Copy(_))) => {
            checklists::run(&writing()?, what, output)
        }
        Command::Run(what) => checklists::run(&reading()?, what, output),
        Command::Copies(asked::Copies::List) => copies::list(&reading()?, output),
        Command::Copies(asked::Copies::Check { due }) => copies::check(&writing()?, *due, output),
        Command::Service(what @ asked::Service::List | what @ asked::Service::Export { .. }) => {
            checklists::service(&reading()?, what, output)
        }
        Command::Service(what) => checklists::service(&made(arguments)?, what, output),
        Command::Access(what @ asked::Access::List { .. } | what @ asked::Access::Export { .. }) => {
            checklists::access(&reading()?, what, output)
        }
        Command::Access(what) => checklists::access(&writing()?, what, output),
        // Only a clock is needed, no book.
        Command::Invite(invites::Invite::Check { invite }) => {
            crate::invites::check(invite, edge(arguments.at).now(), output)
        }
        Command::Invite(what @ invites::Invite::List { .. }) => crate::invites::invite(&reading()?, what, output),
        Command::Invite(what) => crate::invites::invite(&writing()?, what, output),
        Command::Rules => checklists::rules(&reading()?, output),
        Command::Backup { out } => backups::backup(&reading()?, out, output),
        Command::Archive(what) => backups::archive(&reading()?, what, output),
        Command::Backups(what) => backups::daily(arguments, what, output),
        Command::Lock(what) => lock::lock(arguments, what, output),
        Command::Inspect { files } => inspected::inspect(files, output),
        Command::Check => check(&reading()?, output),
    }
}

pub fn book_path(arguments: &Arguments) -> Result<PathBuf, Failed> {
    let path = arguments.book.clone().or_else(default_path);
    path.ok_or(Failed::Usage("this user has no folder for data; name a book with --book"))
}

/// Opens the book as it is; only what brings something in makes a new one.
pub fn open(arguments: &Arguments, access: Access) -> Result<Book, Failed> {
    let path = book_path(arguments)?;
    if !is_there(&path) {
        return Err(Error::Missing { what: "file", id: path.to_string_lossy().into_owned() }.into());
    }
    let key = lock::key(arguments, &path)?;
    Ok(Book::open_with(&path, edge(arguments.at), access, key.as_ref())?)
}

/// The same, making it where it isn't there.
pub fn made(arguments: &Arguments) -> Result<Book, Failed> {
    made_at(arguments, &book_path(arguments)?)
}

fn made_at(arguments: &Arguments, path: &Path) -> Result<Book, Failed> {
    let key = lock::key(arguments, path)?;
    Ok(Book::open_with(path, edge(arguments.at), Access::Write { wait: PATIENCE }, key.as_ref())?)
}

pub fn edge(at: Option<Moment>) -> Edge {
    let now = move || at.unwrap_or_else(|| Moment(chrono::Utc::now().timestamp_millis()));
    Edge::new(now, || uuid::Uuid::now_v7().to_string(), secret).in_zone(offset)
}

/// Without the system's randomness no key and no number is safe: there is nothing to go on with.
fn secret() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}

/// How far this computer's clocks are ahead of UTC at a moment.
fn offset(at: Moment) -> i64 {
    let there = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&chrono::Local);
    i64::from(there.offset().local_minus_utc()) * 1000
}

fn import(arguments: &Arguments, what: &Import, output: &mut Output) -> Ending {
    let path = book_path(arguments)?;
    // A preview of what would come into a book that isn't there makes none there.
    let aside = (what.dry_run && !is_there(&path)).then(Aside::make).transpose()?;
    let path = aside.as_ref().map_or(path, Aside::book);
    // The book is nobody else's while it is open: what is typed is waited for before.
    let typed = what.files.iter().any(|file| file == Path::new("-")).then(typed_in).transpose()?;
    let is_new = !is_there(&path);
    let book = made_at(arguments, &path)?;
    let options = ImportOptions {
        existing: what.existing.existing(),
        shared_by: what.shared_by.clone(),
        internal: what.internal,
        dry_run: what.dry_run,
        reading: Reading {
            charset: what.read_as.map(ReadAs::charset),
            sheet: what.sheet.clone(),
            restore_zeros: what.restore_zeros,
            delimiter: what.delimiter.map(Between::delimiter),
            header_row: what.header_row,
            columns: what.columns(),
            held: typed.clone(),
        },
        mend_all: what.mend,
        ..ImportOptions::default()
    };
    let mut meter = Meter::new();
    let files = what.files.iter().map(|file| match &typed {
        Some(held) if file == Path::new("-") => held.path.clone(),
        _ => file.clone(),
    });
    let imported = match book.bring_in(&files.collect::<Vec<_>>(), &options, &mut |step| meter.step(step)) {
        Ok(imported) => imported,
        Err(error) => {
            if is_new {
                // Why the import failed is what is to be said.
                let _ = book.unmake();
            }
            return Err(error.into());
        }
    };
    let saved = what.failed.as_ref().map(|target| save_failed(&book, &imported, target, what.doubts, &mut meter));
    drop(meter);
    let (report, saved) = (&imported.report, saved.as_ref());
    output.answer(|| json::imported(report, saved), || human::imported(report, saved, what.dry_run))?;
    let whole = report.failed == 0 && !matches!(saved, Some(Err(_)));
    Ok(if whole { Ended::Done } else { Ended::WithFailures })
}

/// The import stands, whatever becomes of this.
fn save_failed(
    book: &Book,
    imported: &Imported,
    target: &Path,
    doubts: bool,
    meter: &mut Meter,
) -> enishi_core::Result<SavedProblems> {
    let wording = Wording { column: "Reason (Enishi)", say: &|reason| reason.to_owned() };
    match book.save_problems(&imported.problems, target, !doubts, &wording, &mut |step| meter.step(step)) {
        Err(Error::Nothing { .. }) => Ok(SavedProblems::default()),
        other => other,
    }
}

/// Standard input as a file, which comes to no disk: it is looked at before it is read.
fn typed_in() -> Result<Held, Failed> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(Error::from)?;
    Ok(Held { path: "stdin".into(), bytes: bytes.into() })
}

/// A folder for what nobody keeps: an empty book.
struct Aside(PathBuf);

impl Aside {
    fn make() -> Result<Aside, Failed> {
        let folder = std::env::temp_dir().join(format!("enishi-preview-{}", uuid::Uuid::now_v7()));
        let maker = std::fs::DirBuilder::new();
        #[cfg(unix)]
        let maker = {
            let mut maker = maker;
            std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
            maker
        };
        maker.create(&folder).map_err(Error::from)?;
        Ok(Aside(folder))
    }

    fn book(&self) -> PathBuf {
        self.0.join("preview.book")
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // What the system keeps open it clears away itself.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn list(book: &Book, what: &List, output: &mut Output) -> Ending {
    if what.trash {
        return trashed(book, what.limit, output);
    }
    let list = if what.hidden { Lists::Hidden } else { Lists::All };
    let page = |offset, limit| book.list(list, Sort::Reading, offset, limit);
    let total = page(0, 0)?.total;
    let mut answer = Listing::begin(output, total)?;
    let end = total.min(what.limit);
    for offset in (0..end).step_by(PIECE as usize) {
        for row in page(offset, PIECE.min(end - offset))?.rows {
            answer.row(book, &row, None)?;
        }
    }
    answer.end()
}

fn search(book: &Book, what: &Search, output: &mut Output) -> Ending {
    let words = what.words.join(" ");
    let first = book.search(&words, Lists::All, 0, PIECE.min(what.limit))?;
    let end = first.total.min(what.limit);
    let mut answer = Listing::begin(output, first.total)?;
    let mut offset = 0;
    let mut hits = first.hits;
    while !hits.is_empty() {
        offset += u32::try_from(hits.len()).expect("BUG: a page has at most PIECE rows");
        for hit in &hits {
            answer.row(book, &hit.row, Some(hit))?;
        }
        let limit = PIECE.min(end.saturating_sub(offset));
        hits = if limit > 0 { book.search(&words, Lists::All, offset, limit)?.hits } else { Vec::new() };
    }
    answer.end()
}

/// A list of contacts as it is written, row by row: a book can be larger than the memory for its JSON.
struct Listing<'a> {
    output: &'a mut Output,
    total: u32,
    first: bool,
}

impl Listing<'_> {
    fn begin(output: &mut Output, total: u32) -> Result<Listing<'_>, Failed> {
        if output.json {
            output.raw(&format!("{{\"total\":{total},\"contacts\":["))?;
        }
        Ok(Listing { output, total, first: true })
    }

    fn row(&mut self, book: &Book, row: &Row, hit: Option<&Hit>) -> Result<(), Failed> {
        if !self.output.json {
            return Ok(self.output.text(&human::row(row))?);
        }
        match book.contact(row.id) {
            Ok(contact) => self.contact(&contact, hit),
            // Purged by somebody else between the list and the look.
            Err(Error::Missing { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn contact(&mut self, contact: &Contact, hit: Option<&Hit>) -> Result<(), Failed> {
        let contact = json::contact(contact);
        let contact = match hit {
            Some(hit) => json::found(contact, &hit.matches),
            None => contact,
        };
        let comma = if std::mem::take(&mut self.first) { "" } else { "," };
        Ok(self.output.raw(&format!("{comma}{contact}"))?)
    }

    fn end(self) -> Ending {
        if self.output.json {
            self.output.raw("]}\n")?;
        } else {
            self.output.text(&format!("{} in all", self.total))?;
        }
        Ok(Ended::Done)
    }
}

/// The trash holds groups, services, rights, templates and runs too; in JSON they stand beside the contacts.
fn trashed(book: &Book, limit: u32, output: &mut Output) -> Ending {
    let mut contacts = Vec::new();
    let mut groups = Vec::new();
    let mut records = Vec::new();
    let mut lines = String::new();
    let entries = book.trash_entries()?;
    let total = entries.iter().filter(|entry| matches!(entry.entity, Entity::Contact(_))).count();
    for entry in entries.iter().take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        let (kind, id) = match entry.entity {
            Entity::Contact(id) => {
                contacts.push(json::contact(&book.contact(id)?));
                (String::new(), id.0)
            }
            Entity::Group(id) => {
                groups.push(json!({
                    "id": id,
                    "name": entry.name,
                    "members": entry.members,
                    "trashed_at": entry.trashed_at,
                    "days_left": entry.days_left,
                }));
                ("group ".to_owned(), id.0)
            }
            Entity::Record(id) => {
                let kind = entry.record.map(|kind| json::code(&kind)).unwrap_or_default();
                records.push(json!({
                    "id": id,
                    "kind": kind,
                    "name": entry.name,
                    "trashed_at": entry.trashed_at,
                    "days_left": entry.days_left,
                }));
                (kind + " ", id.0)
            }
        };
        lines.push_str(&format!("{id:>7}  {kind}{}  {}\n", entry.name, human::days_left(entry.days_left)));
    }
    lines.push_str(&format!("{} in all\n", entries.len()));
    output
        .answer(|| json!({ "total": total, "contacts": contacts, "groups": groups, "records": records }), || lines)?;
    Ok(Ended::Done)
}

fn show(book: &Book, id: ContactId, output: &mut Output) -> Ending {
    let contact = book.contact(id)?;
    output.answer(|| json::contact(&contact), || human::contact(&contact))?;
    Ok(Ended::Done)
}

/// One change for all of them; where that is refused, each by itself, with the refused ones listed.
fn each(
    book: &Book,
    ids: &[Id],
    act: impl Fn(&Book, &[ContactId]) -> enishi_core::Result<Changed>,
    output: &mut Output,
) -> Ending {
    let ids: Vec<ContactId> = ids.iter().map(|Id(id)| *id).collect();
    let refused = match (act(book, &ids), ids.as_slice()) {
        (Ok(changed), _) => return told(&changed, output),
        (Err(error), [_]) => return Err(error.into()),
        (
            Err(
                error @ (Error::Missing { .. }
                | Error::Invalid { .. }
                | Error::NotYours { .. }
                | Error::Conflict { .. }),
            ),
            _,
        ) => error,
        (Err(error), _) => return Err(error.into()),
    };
    drop(refused);
    let mut count = 0;
    let mut failed = Vec::new();
    for id in ids {
        match act(book, &[id]) {
            Ok(changed) => count += changed.count,
            Err(error) => failed.push((id, error)),
        }
    }
    output.answer(
        || {
            let failed: Vec<Value> =
                failed.iter().map(|(id, error)| json!({ "id": id, "error": described(error) })).collect();
            json!({ "count": count, "failed": failed })
        },
        || {
            let lines: String = failed.iter().map(|(id, error)| format!("{id:>7}  {}\n", sentence(error))).collect();
            format!("Done: {count}. Failed: {}.\n{lines}", failed.len())
        },
    )?;
    Ok(Ended::WithFailures)
}

fn entities(ids: &[ContactId]) -> Vec<Entity> {
    ids.iter().copied().map(Entity::Contact).collect()
}

fn told(changed: &Changed, output: &mut Output) -> Ending {
    output.answer(|| json::changed(changed), || human::changed(changed))?;
    Ok(if changed.left_alone.is_empty() { Ended::Done } else { Ended::WithFailures })
}

/// The selection or list to export.
fn whom(book: &Book, what: &Export) -> Result<ExportWhat, Failed> {
    if !what.ids.is_empty() {
        return Ok(ExportWhat::Contacts(what.ids.iter().map(|Id(id)| *id).collect()));
    }
    Ok(ExportWhat::List(match &what.group {
        Some(name) => {
            let groups = book.counts()?.groups;
            let group = groups.into_iter().find(|group| group.name == *name);
            Lists::Group(group.ok_or_else(|| Error::Missing { what: "group", id: name.clone() })?.id)
        }
        None if what.partners => Lists::Partners,
        None if what.hidden => Lists::Hidden,
        None => Lists::All,
    }))
}

fn duplicates(book: &Book, output: &mut Output) -> Ending {
    let pairs = book.duplicates()?;
    let names = if output.json {
        Vec::new()
    } else {
        let name = |id| book.contact(id).map(|contact| contact.display_name);
        pairs.iter().map(|pair| Ok([name(pair.first)?, name(pair.second)?])).collect::<Result<_, Error>>()?
    };
    output.answer(|| json::duplicates(&pairs), || human::duplicates(&pairs, &names))?;
    Ok(Ended::Done)
}

fn export(arguments: &Arguments, what: &Export, output: &mut Output) -> Ending {
    let format = what.format().map_err(Failed::Usage)?;
    let book = open(arguments, Access::Read)?;
    let mut meter = Meter::new();
    let report = book.export(&what.out, format, &whom(&book, what)?, &mut |step| meter.step(step))?;
    drop(meter);
    output.answer(|| json::exported(&report), || human::exported(&report))?;
    Ok(Ended::Done)
}

fn check(book: &Book, output: &mut Output) -> Ending {
    let report = book.check()?;
    output.answer(|| json::checked(&report), || human::checked(&report))?;
    Ok(if report.ok { Ended::Done } else { Ended::WithFailures })
}
