//! Groups and who is in them.

use super::change::Ties;
use super::{Book, Changed, Verb};
use crate::contact::{ContactId, GroupId};
use crate::error::{Error, Result};

impl Book {
    /// Makes a group. [`Error::Invalid`] of `name` with `empty`, `too_long` (more than 200 characters) or `exists`.
    pub fn add_group(&self, name: &str) -> Result<(GroupId, Changed)> {
        let name = valid_name(name)?;
        self.change(Verb::AddGroup, Ties::default(), |tx| match tx.db.group_named(&name)? {
            Some(_) => Err(Error::Invalid { field: "name".to_owned(), reason: "exists" }),
            None => tx.add_group(&name),
        })
    }

    /// Errors as of [`Book::add_group`].
    pub fn rename_group(&self, id: GroupId, name: &str) -> Result<Changed> {
        let name = valid_name(name)?;
        let ((), changed) = self.change(Verb::RenameGroup, Ties::default(), |tx| {
            let was = tx.live_group(id)?;
            if tx.db.group_named(&name)?.is_some_and(|other| other != id) {
                return Err(Error::Invalid { field: "name".to_owned(), reason: "exists" });
            }
            tx.put_group(&was, &name, None)?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// Puts contacts into a group; those already in it are passed over.
    pub fn join_group(&self, id: GroupId, contacts: &[ContactId]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::JoinGroup, Ties::default(), |tx| {
            tx.live_group(id)?;
            for contact in contacts {
                let was = tx.live(*contact)?;
                if !was.groups.contains(&id) {
                    let mut groups = was.groups.clone();
                    groups.push(id);
                    groups.sort_unstable();
                    tx.put(&was, &was.row.state, None, &groups)?;
                }
            }
            Ok(())
        })?;
        Ok(changed)
    }

    /// Takes contacts out of a group; those not in it are passed over.
    pub fn leave_group(&self, id: GroupId, contacts: &[ContactId]) -> Result<Changed> {
        let ((), changed) = self.change(Verb::LeaveGroup, Ties::default(), |tx| {
            tx.live_group(id)?;
            for contact in contacts {
                let was = tx.live(*contact)?;
                let mut groups = was.groups.clone();
                groups.retain(|group| *group != id);
                tx.put(&was, &was.row.state, None, &groups)?;
            }
            Ok(())
        })?;
        Ok(changed)
    }
}

/// Characters that a group's name may have.
const NAME_LIMIT: usize = 200;

/// A group's name as it is kept: on one line, without spaces around it.
pub(super) fn valid_name(name: &str) -> Result<String> {
    let invalid = |reason| Error::Invalid { field: "name".to_owned(), reason };
    let name = name.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned();
    if name.is_empty() {
        return Err(invalid("empty"));
    }
    if name.chars().count() > NAME_LIMIT {
        return Err(invalid("too_long"));
    }
    Ok(name)
}
