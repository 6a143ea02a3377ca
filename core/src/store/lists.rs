//! Lists of contacts, each straight from an index.

use rusqlite::{Row as SqlRow, named_params};

use super::Db;
use super::contacts::{kind_of, side_of};
use crate::book::{List, Row, SectionCount, Sort};
use crate::contact::card::MediaHash;
use crate::contact::reading::section_of;
use crate::contact::{ContactId, GroupId};
use crate::error::Result;

/// Totals of the lists that need no group.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Totals {
    pub all: u32,
    pub people: u32,
    pub partners: u32,
    pub hidden: u32,
    pub trashed: u32,
}

const COLUMNS: &str =
    "c.id, c.kind, c.side, c.own, c.hidden, c.owner, c.display_name, c.reading, c.company, c.department, c.title,
     c.seal, c.photo, c.sort_key, c.company_key";

/// Where a list's contacts come from, with the condition that makes it this list.
fn from_where(list: List) -> (&'static str, &'static str) {
    match list {
        List::All => ("visible AS c", "1"),
        List::People => ("visible AS c", "c.own = 0"),
        List::Partners => ("visible AS c", "c.own = 0 AND c.side = 1"),
        List::Group(_) => ("membership AS m CROSS JOIN visible AS c ON c.id = m.contact_id", "m.group_id = :group"),
        List::Hidden => ("live AS c", "c.hidden = 1"),
    }
}

fn order(list: List, sort: Sort) -> &'static str {
    match (list, sort) {
        (_, Sort::Reading) => "c.sort_key, c.id",
        // The company's key ends in the contact's own.
        (_, Sort::Company) => "c.company_key, c.id",
        // The few who are hidden are put in order; going through everybody backwards costs more.
        (List::Hidden, Sort::Newest) => "+c.id DESC",
        (List::All | List::People | List::Partners | List::Group(_), Sort::Newest) => "c.id DESC",
    }
}

fn group_of(list: List) -> i64 {
    match list {
        List::Group(GroupId(id)) => id,
        List::All | List::People | List::Partners | List::Hidden => 0,
    }
}

fn page_sql(list: List, sort: Sort, columns: &str) -> String {
    let (from, condition) = from_where(list);
    // The group is named in every query, so that all take the same parameters.
    format!(
        "SELECT {columns} FROM {from} WHERE {condition} AND :group IS NOT NULL ORDER BY {} LIMIT :limit OFFSET :offset",
        order(list, sort)
    )
}

impl Db {
    pub fn list(&self, list: List, sort: Sort, offset: u32, limit: u32) -> Result<Vec<Row>> {
        let mut statement = self.0.prepare_cached(&page_sql(list, sort, COLUMNS))?;
        let range = named_params! { ":group": group_of(list), ":limit": limit, ":offset": offset };
        let rows = statement.query_map(range, |row| list_row(row, sort))?.collect::<rusqlite::Result<_>>()?;
        Ok(rows)
    }

    pub fn list_ids(&self, list: List, sort: Sort, offset: u32, limit: u32) -> Result<Vec<ContactId>> {
        let mut statement = self.0.prepare_cached(&page_sql(list, sort, "c.id"))?;
        let range = named_params! { ":group": group_of(list), ":limit": limit, ":offset": offset };
        let ids = statement.query_map(range, |row| row.get(0).map(ContactId))?.collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// The rows of these contacts in this order; one that is gone or in the trash is left out.
    pub fn rows(&self, ids: &[ContactId], sort: Sort) -> Result<Vec<Row>> {
        let sql = format!("SELECT {COLUMNS} FROM live AS c WHERE c.id = ?1");
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            for row in statement.query_map([id.0], |row| list_row(row, sort))? {
                rows.push(row?);
            }
        }
        Ok(rows)
    }

    /// The total of a list.
    pub fn list_total(&self, list: List) -> Result<u32> {
        let totals = self.totals()?;
        match list {
            List::All => Ok(totals.all),
            List::People => Ok(totals.people),
            List::Partners => Ok(totals.partners),
            List::Hidden => Ok(totals.hidden),
            List::Group(group) => self.group_count(group),
        }
    }

    pub fn totals(&self) -> Result<Totals> {
        let mut statement = self.0.prepare_cached(
            "SELECT coalesce(sum(n) FILTER (WHERE state = 0), 0),
                    coalesce(sum(n) FILTER (WHERE state = 0 AND own = 0), 0),
                    coalesce(sum(n) FILTER (WHERE state = 0 AND own = 0 AND side = 1), 0),
                    coalesce(sum(n) FILTER (WHERE state = 1), 0),
                    coalesce(sum(n) FILTER (WHERE state = 2), 0)
             FROM tally",
        )?;
        let totals = statement.query_row([], |row| {
            Ok(Totals {
                all: row.get(0)?,
                people: row.get(1)?,
                partners: row.get(2)?,
                hidden: row.get(3)?,
                trashed: row.get(4)?,
            })
        })?;
        Ok(totals)
    }

    /// How many of a list stand under each first byte of the sort key.
    pub fn list_sections(&self, list: List, sort: Sort) -> Result<Vec<SectionCount>> {
        let column = match sort {
            Sort::Reading | Sort::Newest => "section",
            Sort::Company => "company_section",
        };
        let key = match sort {
            Sort::Reading | Sort::Newest => "sort_key",
            Sort::Company => "company_key",
        };
        let tally = |condition: &str| {
            format!("SELECT {column}, sum(n) FROM tally WHERE {condition} AND n > 0 AND ?1 = 0 GROUP BY 1 ORDER BY 1")
        };
        let sql = match list {
            List::All => tally("state = 0"),
            List::People => tally("state = 0 AND own = 0"),
            List::Partners => tally("state = 0 AND own = 0 AND side = 1"),
            List::Hidden => tally("state = 1"),
            List::Group(_) => format!(
                "SELECT substr(c.{key}, 1, 1), count(*) FROM membership AS m CROSS JOIN visible AS c ON c.id = m.contact_id
                 WHERE m.group_id = ?1 GROUP BY 1 ORDER BY 1"
            ),
        };
        let mut statement = self.0.prepare_cached(&sql)?;
        let counts = statement
            .query_map([group_of(list)], |row| {
                Ok(SectionCount { section: section_of(&row.get::<_, Vec<u8>>(0)?), count: row.get(1)? })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(counts)
    }
}

fn list_row(row: &SqlRow<'_>, sort: Sort) -> rusqlite::Result<Row> {
    let key = match sort {
        Sort::Reading | Sort::Newest => 13,
        Sort::Company => 14,
    };
    let owner: String = row.get(5)?;
    let photo = row.get_ref(12)?.as_blob()?;
    Ok(Row {
        id: ContactId(row.get(0)?),
        kind: kind_of(row.get(1)?),
        side: side_of(row.get(2)?),
        own: row.get(3)?,
        hidden: row.get(4)?,
        owner: Some(owner).filter(|owner| !owner.is_empty()),
        display_name: row.get(6)?,
        reading: row.get(7)?,
        company: row.get(8)?,
        department: row.get(9)?,
        title: row.get(10)?,
        seal: row.get(11)?,
        photo: <[u8; 32]>::try_from(photo).ok().map(|hash| MediaHash(hash).hex()),
        section: section_of(row.get_ref(key)?.as_blob()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// The plan of a list's query must walk `index` and, for a list in the order of an index, sort nothing.
    fn check(list: List, sort: Sort, index: &str, sorts: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open_to_write(&folder.path().join("plan.book"), None).expect("a book");
        for columns in [COLUMNS, "c.id"] {
            let sql = format!("EXPLAIN QUERY PLAN {}", page_sql(list, sort, columns));
            let plan: Vec<String> = store
                .read(|db| {
                    let mut statement = db.0.prepare(&sql)?;
                    let range = named_params! { ":group": group_of(list), ":limit": 100, ":offset": 0 };
                    let steps = statement.query_map(range, |row| row.get(3))?.collect::<rusqlite::Result<_>>()?;
                    Ok(steps)
                })
                .expect("a plan");
            assert!(plan.iter().any(|step| step.contains(index)), "{list:?} by {sort:?} walks {index}: {plan:?}");
            assert_eq!(plan.iter().any(|step| step.contains("TEMP B-TREE")), sorts, "{list:?} by {sort:?}: {plan:?}");
        }
    }

    #[test]
    fn every_list_walks_its_index() {
        for list in [List::All, List::People, List::Partners] {
            check(list, Sort::Reading, "contact_by_reading", false);
            check(list, Sort::Company, "contact_by_company", false);
            check(list, Sort::Newest, "contact_by_age", false);
        }
        check(List::Hidden, Sort::Reading, "contact_hidden", false);
        check(List::Hidden, Sort::Company, "contact_hidden", true);
        check(List::Hidden, Sort::Newest, "contact_hidden", true);
        // A group is found by its members and put in order afterwards.
        for sort in [Sort::Reading, Sort::Company, Sort::Newest] {
            check(List::Group(GroupId(1)), sort, "PRIMARY KEY (group_id=?)", true);
        }
    }
}
