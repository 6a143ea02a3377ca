//! A sequence of changes without an end, known beforehand: deed 0, deed 1, … A book after the first `n` of them looks one
//! certain way, so that after a crash it can be told exactly how many of them it holds.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use enishi_core::Result;
use enishi_core::archive::Passphrase;
use enishi_core::book::{Book, Entity, Go, ImportOptions, List, NewSubject, Sort, StepMove};
use enishi_core::contact::ContactId;
use enishi_core::contact::edit::Edit;
use enishi_core::guard::BookKey;
use enishi_core::record::RecordId;

/// How many contacts are edited, thrown away and brought back.
pub const PEOPLE: u32 = 6;
/// Cards in each imported file.
const CARDS: u32 = 3;

/// The key of the books that these tests guard.
pub fn key() -> BookKey {
    BookKey::new([0x5A; 32])
}

/// Whoever knows it opens them, too.
pub fn passphrase() -> Passphrase {
    Passphrase::new("さくらの木の下で").expect("BUG: it is long enough")
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deed {
    Note,
    Phone,
    Trash,
    Restore,
    Import,
    Group,
    /// A step of a run is filled in, and somebody is waited for.
    Step,
}

/// The deed with this number, and whom it is done to.
pub fn deed(number: u32) -> (Deed, u32) {
    const ROUND: [Deed; 7] =
        [Deed::Note, Deed::Phone, Deed::Trash, Deed::Restore, Deed::Import, Deed::Group, Deed::Step];
    let kind = ROUND[(number % 7) as usize];
    (kind, (number / 7) % PEOPLE)
}

/// What a book says of itself, as far as the deeds touch it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// By person: note, phones, in the trash, groups.
    pub people: BTreeMap<u32, (String, Vec<String>, bool, Vec<String>)>,
    pub imported: u32,
    /// The run's note, and how many lines its list of deeds has.
    pub run: (String, usize),
}

impl State {
    /// After the first `count` deeds.
    pub fn after(count: u32) -> State {
        let people = (0..PEOPLE).map(|person| (person, Default::default())).collect();
        let mut state = State { people, ..State::default() };
        for number in 0..count {
            let (kind, person) = deed(number);
            let (note, phones, trashed, groups) = state.people.entry(person).or_default();
            match kind {
                Deed::Note => *note = number.to_string(),
                Deed::Phone => *phones = vec![phone(number)],
                Deed::Trash => *trashed = true,
                Deed::Restore => *trashed = false,
                Deed::Group => *groups = vec![format!("組{person}")],
                Deed::Import => state.imported += CARDS,
                Deed::Step => state.run = (number.to_string(), state.run.1 + 1),
            }
        }
        state
    }

    /// As the book tells it.
    pub fn of(book: &Book) -> Result<State> {
        let mut state = State::default();
        let mut ids = book.ids(List::All, Sort::Reading, 0, u32::MAX)?;
        for entry in book.trash_entries()? {
            if let Entity::Contact(id) = entry.entity {
                ids.push(id);
            }
        }
        for id in ids {
            let contact = book.contact(id)?;
            match contact.nickname.parse() {
                Ok(person) => {
                    let phones = contact.phones.into_iter().map(|phone| phone.value).collect();
                    let groups = contact.groups.into_iter().map(|group| group.name).collect();
                    state.people.insert(person, (contact.note, phones, contact.trashed_at.is_some(), groups));
                }
                Err(_) => state.imported += 1,
            }
        }
        let step = book.run_step(run(book)?, "first")?;
        state.run = (step.note, step.log.len());
        Ok(state)
    }
}

/// The run, of which there is one.
fn run(book: &Book) -> Result<RecordId> {
    Ok(book.runs()?.first().expect("a run was started").id)
}

/// The people, found again by their nickname.
pub fn people(book: &Book) -> Result<BTreeMap<u32, ContactId>> {
    let mut found = BTreeMap::new();
    let mut ids = book.ids(List::All, Sort::Reading, 0, u32::MAX)?;
    for entry in book.trash_entries()? {
        if let Entity::Contact(id) = entry.entity {
            ids.push(id);
        }
    }
    for id in ids {
        if let Ok(person) = book.contact(id)?.nickname.parse() {
            found.insert(person, id);
        }
    }
    Ok(found)
}

/// Makes the people of a new book.
pub fn begin(book: &Book) -> Result<()> {
    for person in 0..PEOPLE {
        book.add(&[edit("family_name", "試験"), edit("nickname", &person.to_string())])?;
    }
    book.start_run("blank", &NewSubject::Text { name: "鍵".to_owned() }, "鍵の返却")?;
    Ok(())
}

/// Does the deed with this number; when it returns, it is confirmed.
pub fn act(book: &Book, people: &BTreeMap<u32, ContactId>, number: u32) -> Result<()> {
    let (kind, person) = deed(number);
    let id = people[&person];
    match kind {
        Deed::Note => book.edit(id, &[edit("note", &number.to_string())]).map(drop),
        Deed::Phone => {
            let path = if book.contact(id)?.phones.is_empty() { "phones[+work]" } else { "phones[0].value" };
            book.edit(id, &[edit(path, &phone(number))]).map(drop)
        }
        Deed::Trash => book.trash(&[Entity::Contact(id)]).map(drop),
        Deed::Restore => book.restore(&[Entity::Contact(id)]).map(drop),
        Deed::Group => book.edit(id, &[edit("groups[+]", &format!("組{person}"))]).map(drop),
        Deed::Step => {
            let waiting = Some(Go::Waiting { on: format!("{number}番の人") });
            let what =
                StepMove { set: vec![edit("step.note", &number.to_string())], go: waiting, ..StepMove::default() };
            book.move_step(run(book)?, "first", &what).map(drop)
        }
        Deed::Import => {
            let file = book.path().with_file_name(format!("deed-{number}.vcf"));
            std::fs::write(&file, cards(number)).expect("a file beside the book can be written");
            let report = book.import(&[file], &ImportOptions::default(), &mut |_| ControlFlow::Continue(()))?;
            assert_eq!(report.added, CARDS, "{report:?}");
            Ok(())
        }
    }
}

fn cards(number: u32) -> String {
    (0..CARDS)
        .map(|card| {
            format!(
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:取込;{number}の{card};;;\r\nFN:取込 {number}の{card}\r\nEND:VCARD\r\n"
            )
        })
        .collect()
}

fn phone(number: u32) -> String {
    format!("03-5550-{:04}", number % 10_000)
}

fn edit(field: &str, value: &str) -> Edit {
    Edit { field: field.to_owned(), value: value.to_owned() }
}
