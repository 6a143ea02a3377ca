//! Steps that are answered: points ticked, one chosen, fields filled in, things proven.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::day::Day;
use super::super::kind::{Choose, Confirm, Fill, Input, Point, Prove};
use super::{Edit, Lack, Missing, TEXT_LIMIT, Taken, Wrong};

/// `POINT=true`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Ticks {
    pub ticked: BTreeSet<String>,
}

impl Ticks {
    pub(super) fn set(&mut self, kind: &Confirm, edit: Edit<'_>) -> Taken {
        let point = point(&kind.points, edit)?;
        if edit.flag()? {
            self.ticked.insert(point.id.clone());
        } else {
            self.ticked.remove(&point.id);
        }
        Ok(())
    }

    pub(super) fn missing(&self, kind: &Confirm) -> Vec<Missing> {
        let left = kind.points.iter().filter(|point| !self.ticked.contains(&point.id));
        left.map(|point| Missing::of(Lack::Tick, &point.text)).collect()
    }
}

/// `chosen=OPTION`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Chosen {
    pub chosen: Option<String>,
}

impl Chosen {
    pub(super) fn set(&mut self, kind: &Choose, edit: Edit<'_>) -> Taken {
        if (edit.item, edit.field) != ("chosen", "") {
            return Err(Wrong::Value("unknown_key"));
        }
        self.chosen = match edit.value {
            "" => None,
            id if kind.options.iter().any(|option| option.id == id) => Some(id.to_owned()),
            _ => return Err(Wrong::Value("no_option")),
        };
        Ok(())
    }

    pub(super) fn missing(&self) -> Vec<Missing> {
        if self.chosen.is_some() { Vec::new() } else { vec![Missing::plain(Lack::Choice)] }
    }
}

/// `FIELD=VALUE`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Values {
    pub values: BTreeMap<String, String>,
}

impl Values {
    pub(super) fn set(&mut self, kind: &Fill, edit: Edit<'_>) -> Taken {
        let field = kind.fields.iter().find(|field| field.id == edit.item && edit.field.is_empty());
        let field = field.ok_or(Wrong::Value("unknown_key"))?;
        let value = match field.input {
            Input::Date => edit.day()?.map(|day| day.to_string()),
            Input::Number => edit.number()?.map(|number| number.to_string()),
            Input::Text | Input::Email | Input::Phone | Input::Url => Some(edit.text(TEXT_LIMIT)?),
        };
        match value.filter(|value| !value.is_empty()) {
            Some(value) => self.values.insert(field.id.clone(), value),
            None => self.values.remove(&field.id),
        };
        Ok(())
    }

    pub(super) fn missing(&self, kind: &Fill) -> Vec<Missing> {
        let left = kind.fields.iter().filter(|field| !field.optional && !self.values.contains_key(&field.id));
        left.map(|field| Missing::of(Lack::Field, &field.label)).collect()
    }

    pub fn day(&self, field: &str) -> Option<Day> {
        Day::parse(self.values.get(field)?)
    }
}

/// `POINT=DAY` (or `true` for today), `POINT.note=TEXT`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Proven {
    pub points: BTreeMap<String, Proof>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Proof {
    pub on: Option<Day>,
    pub note: String,
}

impl Proven {
    pub(super) fn set(&mut self, kind: &Prove, edit: Edit<'_>, today: Day) -> Taken {
        let point = kind.points.iter().find(|point| point.id == edit.item).ok_or(Wrong::Value("unknown_key"))?;
        let mut proof = self.points.get(&point.id).cloned().unwrap_or_default();
        match edit.field {
            "" => proof.on = edit.happened(today)?,
            "note" => proof.note = edit.text(TEXT_LIMIT)?,
            _ => return Err(Wrong::Value("unknown_key")),
        }
        self.points.insert(point.id.clone(), proof);
        Ok(())
    }

    pub(super) fn missing(&self, kind: &Prove) -> Vec<Missing> {
        let is_proven = |point: &&Point| self.points.get(&point.id).is_some_and(|proof| proof.on.is_some());
        kind.points
            .iter()
            .filter(|point| !is_proven(point))
            .map(|point| Missing::of(Lack::Proof, &point.text))
            .collect()
    }
}

fn point<'a>(points: &'a [Point], edit: Edit<'_>) -> Result<&'a Point, Wrong> {
    points.iter().find(|point| point.id == edit.item && edit.field.is_empty()).ok_or(Wrong::Value("unknown_key"))
}
