//! Counting what a format doesn't hold.

use crate::book::{ExportReport, Lost};
use crate::contact::card::Card;
use crate::contact::fields::Fields;
use crate::formats::loss;

/// Contacts in whom something of a field is missing, by field, in the order in which fields were first missed.
#[derive(Default)]
pub(super) struct Losses {
    fields: Vec<Lost>,
    contacts: u32,
}

impl Losses {
    /// Compares a contact with what reading makes of its place in the file.
    pub fn compare(&mut self, card: &Card, fields: &Fields, groups: &[String], read: &Card, read_groups: &[String]) {
        let again = Fields::of(read);
        let lost = loss::lost((card, fields, groups), (read, &again, read_groups));
        self.contacts += u32::from(!lost.is_empty());
        for field in lost {
            match self.fields.iter_mut().find(|one| one.field == field) {
                Some(one) => one.count += 1,
                None => self.fields.push(Lost { field: field.to_owned(), count: 1 }),
            }
        }
    }

    pub fn report(self, report: &mut ExportReport) {
        report.left_out = self.contacts;
        report.lost = self.fields;
        report.lost.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.field.cmp(&other.field)));
    }
}
