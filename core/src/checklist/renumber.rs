//! A run that comes into another book, where contacts and records have other numbers.

use super::facts::Facts;
use super::run::Run;
use crate::contact::ContactId;
use crate::record::RecordId;

/// The numbers of the other book; `None` for whoever isn't there.
pub struct Numbers<'a> {
    pub contact: &'a dyn Fn(ContactId) -> Option<ContactId>,
    pub record: &'a dyn Fn(RecordId) -> Option<RecordId>,
}

impl Run {
    /// Points to the same people, services and rights by their numbers in the other book. Names stay, also of those who are not
    /// there.
    pub fn renumber(&mut self, numbers: &Numbers<'_>) {
        let contact = |id: &mut Option<ContactId>| *id = id.and_then(numbers.contact);
        let record = |id: &mut Option<RecordId>| *id = id.and_then(numbers.record);
        contact(&mut self.subject.contact);
        record(&mut self.subject.service);
        for step in &mut self.steps {
            match &mut step.facts {
                Facts::People(list) => list.people.iter_mut().for_each(|it| contact(&mut it.contact)),
                Facts::Bridge(list) => list.partners.iter_mut().for_each(|it| contact(&mut it.contact)),
                Facts::Notice(list) => list.recipients.iter_mut().for_each(|it| contact(&mut it.contact)),
                Facts::Handover(list) => list.rights.iter_mut().for_each(|it| {
                    record(&mut it.service);
                    record(&mut it.access);
                    contact(&mut it.to_contact);
                }),
                Facts::Invite(facts) => record(&mut facts.record),
                Facts::Confirm(_)
                | Facts::Choose(_)
                | Facts::Fill(_)
                | Facts::Settle(_)
                | Facts::Backup(_)
                | Facts::Carry(_)
                | Facts::Timer(_)
                | Facts::Prove(_) => {}
            }
        }
    }
}
