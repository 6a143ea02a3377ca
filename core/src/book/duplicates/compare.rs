//! Two contacts held against each other, with what merging them would make.

use serde::{Deserialize, Serialize};

use super::United;
use crate::book::change::{Standing, missing};
use crate::book::history::{Stood, lines};
use crate::book::image::Head;
use crate::book::lists::how;
use crate::book::{Book, Origin, Row, Sort};
use crate::contact::fields::Fields;
use crate::contact::{ContactId, merge, name};
use crate::error::{Error, Result};
use crate::store::Db;

/// Two contacts side by side.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Comparison {
    /// The one that stays: the one that is longer in the book, unless only the other was registered by somebody else.
    pub keep: Party,
    /// The one that would go into the trash.
    pub other: Party,
    /// Every field that one of them fills, in the order of a contact.
    pub fields: Vec<Compared>,
    /// Who registered both, or the second of them: they can't be made one.
    pub refused: Option<String>,
}

/// One of two contacts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Party {
    pub row: Row,
    pub origin: Origin,
}

/// One field of both, as texts; list fields give the whole list, one entry a line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Compared {
    /// A field's name as in [`crate::book::Contact`]; a photo is its content hash.
    pub field: String,
    pub keep: String,
    pub other: String,
    /// What the merged contact would say.
    pub merged: String,
    /// The user can choose between the two.
    pub choice: bool,
    /// The other one's value is what would stay.
    pub taken: bool,
}

/// Of the book's own, not of what somebody is.
const NOT_SHOWN: [&str; 3] = ["hidden", "own", "trashed_at"];

impl Book {
    /// Holds two contacts against each other; `take` as for [`Book::merge`]. Writes nothing; errors as there, but for
    /// [`Comparison::refused`].
    pub fn compare(&self, one: ContactId, other: ContactId, take: &[String]) -> Result<Comparison> {
        if one == other {
            return Err(Error::Invalid { field: "other".to_owned(), reason: "same" });
        }
        self.store.read(|db| {
            let (one, other) = (live(db, one.min(other))?, live(db, one.max(other))?);
            let is_foreign = |standing: &Standing| !standing.row.state.owner.is_empty();
            let (keep, other) = if is_foreign(&other) && !is_foreign(&one) { (other, one) } else { (one, other) };
            let refused = is_foreign(&other).then(|| other.row.state.owner.clone());
            let fields = compared(db, &keep, &other, take)?;
            Ok(Comparison { keep: party(db, &keep)?, other: party(db, &other)?, fields, refused })
        })
    }
}

fn live(db: &Db, id: ContactId) -> Result<Standing> {
    let row = db.contact(id)?.filter(|row| row.state.trashed_at.is_none()).ok_or_else(|| missing(id))?;
    Standing::of(db, row)
}

fn party(db: &Db, standing: &Standing) -> Result<Party> {
    let id = standing.row.id;
    let row: Option<Row> = db.rows(&[id], Sort::Reading)?.pop();
    let state = &standing.row.state;
    let how = how(state.how, &crate::book::derive::decode(&standing.row.card)?);
    let origin = Origin { how, from: state.origin.clone(), at: state.added_at };
    Ok(Party { row: row.ok_or_else(|| missing(id))?, origin })
}

fn compared(db: &Db, keep: &Standing, other: &Standing, take: &[String]) -> Result<Vec<Compared>> {
    let (ours, theirs) = (stood(keep)?, stood(other)?);
    let merged = whole(keep, United::of(keep, other, take)?);
    // What it would be if nothing was chosen.
    let usual = lines(db, &whole(keep, United::of(keep, other, &[])?))?;
    let names_itself = [&ours, &theirs, &merged].iter().all(|stood| tells_its_name(&stood.fields));
    let sides = lines(db, &ours)?.into_iter().zip(lines(db, &theirs)?).zip(lines(db, &merged)?).zip(usual);
    let fields = sides.filter_map(|((((field, keep), (_, other)), (_, merged)), (_, usual))| {
        let says = [&keep, &other, &merged].iter().any(|text| !text.is_empty());
        if !says || NOT_SHOWN.contains(&field) || (field == "display_name" && names_itself) {
            return None;
        }
        let named = take.iter().any(|taken| taken == field);
        let only = if keep.is_empty() { &other } else { &keep };
        let both = !keep.is_empty() && !other.is_empty();
        let can_be_chosen = field == "side" || merge::CHOICES.contains(&field);
        let choice = can_be_chosen && keep != other && (both || named || usual != *only);
        let taken = named || (merged == other && merged != keep);
        Some(Compared { field: field.to_owned(), keep, other, merged, choice, taken })
    });
    Ok(fields.collect())
}

fn stood(standing: &Standing) -> Result<Stood> {
    let card = super::decode(&standing.row.card)?;
    Ok(Stood { head: Head::of(standing), fields: Fields::of(&card), card })
}

fn whole(keep: &Standing, united: United) -> Stood {
    let United { state, card, groups } = united;
    let head = Head { side: state.side, groups, ..Head::of(keep) };
    Stood { head, fields: Fields::of(&card), card }
}

/// The name shown is made of its parts, and those are compared.
fn tells_its_name(fields: &Fields) -> bool {
    let parts = name::display(&fields.family_name, &fields.given_name);
    !parts.is_empty() && parts == fields.display_name
}
