//! Rights that change hands: grant → check → remove, with two administrators left.

use serde::{Deserialize, Serialize};

use super::super::day::Day;
use super::super::template::Text;
use super::{Edit, Lack, MOST_ROWS, Missing, NAME_LIMIT, TEXT_LIMIT, Taken, World, Wrong, next, number};
use crate::contact::ContactId;
use crate::record::RecordId;

/// `+=NAME` (of a service that isn't in the register) · `ID.role` · `ID.admin=true` · `ID.to=NAME` · `ID.others=2` ·
/// `ID.granted=DAY` · `ID.checked=DAY` · `ID.removed=DAY` (each `true` for today) · `ID.closed=REASON` for a right that nobody
/// takes over · `ID.remove_now=REASON` · `ID.remove=true` · `nobody=true` where there is no right at all.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Rights {
    pub rights: Vec<Right>,
    pub nobody: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Right {
    pub id: u32,
    /// What it is a right in, by the register; `None` where it isn't in there.
    pub service: Option<RecordId>,
    /// The entry of the register that is given up.
    pub access: Option<RecordId>,
    pub service_name: String,
    pub role: String,
    pub admin: bool,
    /// Who takes it over.
    pub to: String,
    pub to_contact: Option<ContactId>,
    /// How many others administer it, where the register doesn't know.
    pub others: u32,
    pub granted: Option<Day>,
    pub checked: Option<Day>,
    pub removed: Option<Day>,
    /// Why nobody takes it over; never of an administrator.
    pub closed: String,
    /// Why it was taken away before it was granted and checked; both are due on that day.
    pub remove_now: String,
}

impl Rights {
    pub fn push(&mut self, right: Right) {
        let id = next(self.rights.iter().map(|it| it.id));
        self.rights.push(Right { id, ..right });
        self.nobody = false;
    }

    pub(super) fn set(&mut self, edit: Edit<'_>, world: &World) -> Taken {
        match edit.item {
            "nobody" => {
                self.nobody = edit.flag()? && self.rights.is_empty();
                return Ok(());
            }
            "+" if self.rights.len() >= MOST_ROWS => return Err(Wrong::Value("too_many")),
            "+" => {
                self.push(Right { service_name: edit.name()?, ..Right::default() });
                return Ok(());
            }
            _ => {}
        }
        let id = number(edit.item)?;
        let at = self.rights.iter().position(|it| it.id == id).ok_or(Wrong::Value("unknown_key"))?;
        if edit.field == "remove" && edit.flag()? {
            if self.rights.get(at).is_some_and(|right| right.access.is_some()) {
                return Err(Wrong::Value("of_register"));
            }
            self.rights.remove(at);
            return Ok(());
        }
        self.rights.get_mut(at).map_or(Err(Wrong::Value("unknown_key")), |right| right.set(edit, world))
    }

    pub(super) fn missing(&self, world: &World) -> Vec<Missing> {
        if self.rights.is_empty() && !self.nobody {
            return vec![Missing::plain(Lack::List)];
        }
        self.rights.iter().filter_map(|right| right.missing(world)).collect()
    }
}

impl Right {
    /// As it is called in sentences.
    pub fn name(&self) -> Text {
        let role = if self.role.is_empty() { String::new() } else { format!(" ({})", self.role) };
        Text::typed(&format!("{}{role}", self.service_name))
    }

    fn set(&mut self, edit: Edit<'_>, world: &World) -> Taken {
        let today = world.today;
        match edit.field {
            "role" if self.access.is_none() => self.role = edit.text(NAME_LIMIT)?,
            "admin" if self.access.is_none() && self.removed.is_none() => self.admin = edit.flag()?,
            "others" if self.service.is_none() => {
                self.others = edit.number()?.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
            }
            "to" => {
                if self.granted.is_some() {
                    return Err(Wrong::Value("granted"));
                }
                (self.to, self.to_contact) = (edit.text(NAME_LIMIT)?, None);
            }
            "to_contact" => {
                let id = edit.number()?.and_then(|id| i64::try_from(id).ok()).map(ContactId);
                if id.is_some_and(|id| world.leavers.contains(&id)) {
                    return Err(Wrong::Value("leaves"));
                }
                self.to_contact = id;
            }
            "granted" => {
                let day = edit.happened(today)?;
                if day.is_some() && self.to.is_empty() {
                    return Err(self.first(Lack::To));
                }
                if day.is_none() && self.checked.is_some() {
                    return Err(Wrong::Value("checked"));
                }
                self.granted = day;
            }
            "checked" => {
                let day = edit.happened(today)?;
                if day.is_some() && self.granted.is_none() {
                    return Err(self.first(Lack::Grant));
                }
                if day.is_none() && self.removed.is_some() && self.remove_now.is_empty() {
                    return Err(Wrong::Value("removed"));
                }
                self.checked = day;
            }
            "removed" => {
                let day = edit.happened(today)?;
                if day.is_some() {
                    self.may_be_removed(world)?;
                }
                self.removed = day;
            }
            "remove_now" => {
                let reason = edit.name()?;
                if self.admin && self.left(world) == 0 {
                    return Err(Wrong::LastAdmin(vec![Missing::of(Lack::LastAdmin, &self.name())]));
                }
                (self.remove_now, self.removed) = (reason, Some(today));
            }
            "closed" => {
                if self.admin && !edit.value.is_empty() {
                    return Err(Wrong::LastAdmin(vec![Missing::of(Lack::To, &self.name())]));
                }
                self.closed = edit.text(TEXT_LIMIT)?;
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    fn first(&self, code: Lack) -> Wrong {
        Wrong::Gate(vec![Missing::of(code, &self.name())])
    }

    fn may_be_removed(&self, world: &World) -> Taken {
        let left = self.left(world);
        if self.admin && left == 0 {
            return Err(Wrong::LastAdmin(vec![Missing::of(Lack::LastAdmin, &self.name())]));
        }
        if self.closed.is_empty() {
            if self.granted.is_none() {
                return Err(self.first(Lack::Grant));
            }
            if self.checked.is_none() {
                return Err(self.first(Lack::Check));
            }
        }
        if self.admin && left < 2 {
            return Err(Wrong::Gate(vec![Missing::counted(Lack::Admins, &self.name(), left)]));
        }
        Ok(())
    }

    /// How many who administer it work when this right is gone: others by the register or by the user's word, and the one who
    /// takes it over, once it was seen to work.
    pub fn left(&self, world: &World) -> u64 {
        let leaves = self.to_contact.is_some_and(|id| world.leavers.contains(&id));
        let new = u64::from(self.checked.is_some() && !leaves);
        match self.service.map(|service| world.admins.get(&service)) {
            None => u64::from(self.others) + new,
            Some(admins) => {
                let takes_over = |admin: &super::Admin| match self.to_contact {
                    Some(_) => admin.contact == self.to_contact,
                    None => admin.contact.is_none() && !self.to.is_empty() && admin.name == self.to,
                };
                let is_other = |admin: &&super::Admin| Some(admin.access) != self.access && !takes_over(admin);
                admins.map_or(0, |admins| admins.iter().filter(is_other).count()) as u64 + new
            }
        }
    }

    fn missing(&self, world: &World) -> Option<Missing> {
        let name = self.name();
        let lacks = |code| Some(Missing::of(code, &name));
        if self.closed.is_empty() || self.admin {
            if self.to.is_empty() {
                return lacks(Lack::To);
            }
            if self.granted.is_none() {
                return lacks(Lack::Grant);
            }
            if self.checked.is_none() {
                return lacks(Lack::Check);
            }
        }
        if self.admin && self.left(world) < 2 {
            return Some(Missing::counted(Lack::Admins, &name, self.left(world)));
        }
        if self.removed.is_none() { lacks(Lack::Remove) } else { None }
    }
}
