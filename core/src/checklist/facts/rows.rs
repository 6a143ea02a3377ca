//! Money owed, what is carried over, addresses that run out, and timers.

use serde::{Deserialize, Serialize};

use super::super::day::Day;
use super::super::kind::{Carry, CarryFate, Invite, Settle, Timer};
use super::super::template::Text;
use super::{Edit, Lack, MOST_ROWS, Missing, NAME_LIMIT, TEXT_LIMIT, Taken, Wrong, next};
use crate::record::RecordId;

/// `ROW.owed=12000` · `ROW.due=DAY` · `ROW.paid=12000` · `ROW.paid_on=DAY` · `+=NAME` · `ROW.remove=true`. Yen.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Owed {
    pub rows: Vec<OwedRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct OwedRow {
    pub id: String,
    pub label: Text,
    /// `None` while it isn't known; 0 for nothing.
    pub owed: Option<u64>,
    pub due: Option<Day>,
    pub paid: u64,
    pub paid_on: Option<Day>,
    pub own: bool,
}

impl Owed {
    pub(super) fn of(kind: &Settle) -> Owed {
        Owed { rows: kind.rows.iter().map(|row| OwedRow::new(row.id.clone(), row.text.clone(), false)).collect() }
    }

    pub(super) fn set(&mut self, edit: Edit<'_>, today: Day) -> Taken {
        if edit.item == "+" {
            let id = own_id(self.rows.iter().map(|row| row.id.as_str()))?;
            self.rows.push(OwedRow::new(id, Text::typed(&edit.name()?), true));
            return Ok(());
        }
        let at = self.rows.iter().position(|row| row.id == edit.item).ok_or(Wrong::Value("unknown_key"))?;
        let Some(row) = self.rows.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "owed" => row.owed = edit.number()?,
            "due" => row.due = edit.day()?,
            "paid" => {
                row.paid = edit.number()?.unwrap_or(0);
                row.paid_on = if row.paid == 0 { None } else { row.paid_on.or(Some(today)) };
            }
            "paid_on" => row.paid_on = edit.happened(today)?,
            "remove" if row.own && edit.flag()? => {
                self.rows.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    /// What is still owed in all rows together.
    pub fn left(&self) -> u64 {
        self.rows.iter().map(OwedRow::left).fold(0, u64::saturating_add)
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        let lack = |row: &OwedRow| match row.owed {
            None => Some(Missing::of(Lack::Amount, &row.label)),
            Some(_) if row.left() > 0 => Some(Missing::counted(Lack::Unpaid, &row.label, row.left())),
            Some(owed) if owed > 0 && row.paid_on.is_none() => Some(Missing::of(Lack::PaidOn, &row.label)),
            Some(_) => None,
        };
        self.rows.iter().filter_map(lack).collect()
    }
}

impl OwedRow {
    fn new(id: String, label: Text, own: bool) -> OwedRow {
        OwedRow { id, label, owed: None, due: None, paid: 0, paid_on: None, own }
    }

    fn left(&self) -> u64 {
        self.owed.unwrap_or(0).saturating_sub(self.paid)
    }
}

/// `ROW.saved=WHERE` · `ROW.given_up=REASON` · `ROW.fate=carried|lost|stays` · `+=NAME` · `ROW.remove=true`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Carried {
    pub rows: Vec<CarriedRow>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct CarriedRow {
    pub id: String,
    pub label: Text,
    pub fate: CarryFate,
    /// Where a lost row was saved.
    pub saved: String,
    /// Why it was given up.
    pub given_up: String,
    pub own: bool,
}

impl Carried {
    pub(super) fn of(kind: &Carry) -> Carried {
        let row = |id: &str, label: &Text, fate| CarriedRow {
            id: id.to_owned(),
            label: label.clone(),
            fate,
            saved: String::new(),
            given_up: String::new(),
            own: false,
        };
        Carried { rows: kind.rows.iter().map(|it| row(&it.id, &it.text, it.fate)).collect() }
    }

    pub(super) fn set(&mut self, edit: Edit<'_>) -> Taken {
        if edit.item == "+" {
            let id = own_id(self.rows.iter().map(|row| row.id.as_str()))?;
            let (label, saved, given_up) = (Text::typed(&edit.name()?), String::new(), String::new());
            self.rows.push(CarriedRow { id, label, fate: CarryFate::Lost, saved, given_up, own: true });
            return Ok(());
        }
        let at = self.rows.iter().position(|row| row.id == edit.item).ok_or(Wrong::Value("unknown_key"))?;
        let Some(row) = self.rows.get_mut(at) else { return Err(Wrong::Value("unknown_key")) };
        match edit.field {
            "saved" => row.saved = edit.text(TEXT_LIMIT)?,
            "given_up" => row.given_up = edit.text(TEXT_LIMIT)?,
            "fate" => {
                row.fate = match edit.value {
                    "carried" => CarryFate::Carried,
                    "lost" => CarryFate::Lost,
                    "stays" => CarryFate::Stays,
                    _ => return Err(Wrong::Value("no_option")),
                };
            }
            "remove" if row.own && edit.flag()? => {
                self.rows.remove(at);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        let is_left =
            |row: &&CarriedRow| row.fate == CarryFate::Lost && row.saved.is_empty() && row.given_up.is_empty();
        self.rows.iter().filter(is_left).map(|row| Missing::of(Lack::Lost, &row.label)).collect()
    }
}

/// `url` · `recipient` · `role` · `issued=DAY` · `expires=DAY` · `accepted=DAY` · `reissue=URL`, which keeps the former one.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Invited {
    pub url: String,
    pub recipient: String,
    pub role: String,
    pub issued: Option<Day>,
    pub expires: Option<Day>,
    pub accepted: Option<Day>,
    #[serde(default)]
    pub revoked: Option<Day>,
    pub former: Vec<FormerInvite>,
    /// The same invite in the register, which has the last word.
    #[serde(default)]
    pub record: Option<RecordId>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct FormerInvite {
    pub url: String,
    pub issued: Option<Day>,
    pub expires: Option<Day>,
}

impl Invited {
    pub(super) fn set(&mut self, kind: &Invite, edit: Edit<'_>, today: Day) -> Taken {
        if !edit.field.is_empty() {
            return Err(Wrong::Value("unknown_key"));
        }
        match edit.item {
            "url" => {
                self.url = url(edit)?;
                if self.issued.is_none() && !self.url.is_empty() {
                    self.issue(kind, today);
                }
            }
            "recipient" => self.recipient = edit.text(NAME_LIMIT)?,
            "role" => self.role = edit.text(NAME_LIMIT)?,
            "issued" => match edit.happened(today)? {
                Some(day) => self.issue(kind, day),
                None => self.issued = None,
            },
            "expires" => self.expires = edit.day()?,
            "accepted" => {
                let accepted = edit.happened(today)?;
                if accepted.zip(self.expires).is_some_and(|(on, expires)| on > expires) {
                    return Err(Wrong::Gate(vec![Missing::plain(Lack::Expired)]));
                }
                self.accepted = accepted;
            }
            "reissue" => {
                let url = url(edit)?;
                if url.is_empty() {
                    return Err(Wrong::Value("empty"));
                }
                let former = FormerInvite { url: self.url.clone(), issued: self.issued, expires: self.expires };
                self.former.push(former);
                (self.url, self.accepted, self.revoked) = (url, None, None);
                self.issue(kind, today);
            }
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    fn issue(&mut self, kind: &Invite, day: Day) {
        self.issued = Some(day);
        self.expires = Some(day.plus(kind.days.into()));
    }

    pub(super) fn missing(&self, today: Day) -> Vec<Missing> {
        if self.accepted.is_some() && self.revoked.is_none() {
            return Vec::new();
        }
        let code = match self.expires {
            _ if self.url.is_empty() => Lack::Url,
            // A new address is needed then, too.
            _ if self.revoked.is_some() => Lack::Expired,
            Some(expires) if expires < today => Lack::Expired,
            Some(_) | None => Lack::Accept,
        };
        vec![Missing::of(code, &Text::typed(&self.recipient))]
    }
}

fn url(edit: Edit<'_>) -> Result<String, Wrong> {
    let url = edit.text(4000)?;
    let is_one = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    if is_one { Ok(url) } else { Err(Wrong::Value("no_url")) }
}

/// `from=DAY`, where the template names no date of its own.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Timed {
    pub from: Option<Day>,
}

impl Timed {
    pub(super) fn set(&mut self, edit: Edit<'_>) -> Taken {
        match (edit.item, edit.field) {
            ("from", "") => self.from = edit.day()?,
            _ => return Err(Wrong::Value("unknown_key")),
        }
        Ok(())
    }

    /// The day it runs out, or comes for the next time, when it started at `from`.
    pub fn ends(kind: &Timer, from: Day, today: Day) -> Day {
        let Some(every) = kind.every else { return from.plus(kind.days.into()) };
        let mut times = 1;
        loop {
            let day = from.plus_months(every.months() * times);
            if day >= today || times > 12_000 {
                return day;
            }
            times += 1;
        }
    }

    pub(super) fn missing(kind: &Timer, ends: Option<Day>, today: Day) -> Vec<Missing> {
        match ends {
            None => vec![Missing::plain(Lack::Date)],
            Some(day) if kind.wait && kind.every.is_none() && day > today => {
                let days = u64::try_from(day.since(today)).unwrap_or(0);
                vec![Missing::counted(Lack::NotYet, &Text::typed(&day.to_string()), days)]
            }
            Some(_) => Vec::new(),
        }
    }
}

fn own_id<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Result<String, Wrong> {
    if ids.clone().count() >= MOST_ROWS {
        return Err(Wrong::Value("too_many"));
    }
    Ok(format!("own-{}", next(ids.filter_map(|id| id.strip_prefix("own-")?.parse().ok()))))
}
