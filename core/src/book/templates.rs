//! Templates: those that come with Enishi, and the user's own.

use serde::{Deserialize, Serialize};

use super::access::count;
use super::change::Ties;
use super::{Book, Changed, Verb};
use crate::checklist::kind::{Confirm, Point, StepKind};
use crate::checklist::shipped::shipped;
use crate::checklist::template::{Evidence, Step, SubjectKind, Template, Text};
use crate::error::{Error, Result};
use crate::record::{RecordId, RecordKind};
use crate::store::{Db, RecordRow};

/// A template in the gallery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct TemplateRow {
    /// A shipped one's own id, or the number of a record.
    pub key: String,
    /// The user's own.
    pub own: Option<RecordId>,
    pub title: Text,
    pub about: Text,
    pub subject: SubjectKind,
    pub checked_on: String,
    pub steps: u32,
    pub minutes: u32,
    pub irreversible: u32,
}

/// What a user changes in a copy of a template.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "edit")]
pub enum StepEdit {
    /// The template's own title, which is the same in both languages from then on.
    Title {
        text: String,
    },
    About {
        text: String,
    },
    StepTitle {
        step: String,
        text: String,
    },
    Why {
        step: String,
        text: String,
    },
    /// A plain step's points, one a line; of other kinds refused.
    Points {
        step: String,
        text: String,
    },
    /// A plain step behind this one; at the front without.
    AddStep {
        after: Option<String>,
        text: String,
    },
    /// To this place, counted from 0.
    MoveStep {
        step: String,
        to: u32,
    },
    RemoveStep {
        step: String,
    },
}

impl Book {
    /// The shipped ones, then the user's own.
    pub fn templates(&self) -> Result<Vec<TemplateRow>> {
        let mut rows: Vec<TemplateRow> = shipped().iter().map(|template| row(&template.id, None, template)).collect();
        let own = self.store.read(|db| db.live_records(RecordKind::Template))?;
        for record in own {
            rows.push(row(&record.id.to_string(), Some(record.id), &parse(&record)?));
        }
        Ok(rows)
    }

    /// By its key; [`Error::Missing`] of `template`.
    pub fn template(&self, key: &str) -> Result<Template> {
        self.store.read(|db| find(db, key))
    }

    /// A copy of the user's own, to be edited.
    pub fn copy_template(&self, key: &str, name: &str) -> Result<(RecordId, Changed)> {
        let name = super::groups::valid_name(name)?;
        self.change(Verb::AddTemplate, Ties::default(), |tx| {
            let template = Template { title: Text::typed(&name), ..find(tx.db, key)? };
            tx.add_record(RecordKind::Template, &name, (None, None), template.to_toml())
        })
    }

    /// Takes a template file. [`Error::Template`] with line and key where it can't be read.
    pub fn import_template(&self, source: &str) -> Result<(RecordId, Changed)> {
        let template = Template::parse(source).map_err(Error::Template)?;
        self.change(Verb::AddTemplate, Ties::default(), |tx| {
            let name = if template.title.ja.is_empty() { &template.title.en } else { &template.title.ja };
            tx.add_record(RecordKind::Template, name, (None, None), template.to_toml())
        })
    }

    /// Edits one of the user's own. Gates and branches come by file: [`Error::Invalid`] of `step` with `not_plain` where a step is
    /// none to be added, moved over what needs it, or removed here, and with `needed` where another step depends on it.
    pub fn edit_template(&self, id: RecordId, edit: &StepEdit) -> Result<Changed> {
        let ((), changed) = self.change(Verb::EditTemplate, Ties::default(), |tx| {
            let was = tx.live_record(id, RecordKind::Template)?;
            let mut template = parse(&was)?;
            apply(&mut template, edit)?;
            // Read again, so that nothing is kept that could not be started.
            let body = template.to_toml();
            Template::parse(&body).map_err(|_| invalid("needed"))?;
            let name = match edit {
                StepEdit::Title { text } => text.clone(),
                _ => was.name.clone(),
            };
            tx.put_record(&was, RecordRow { name, body, ..was.clone() })?;
            Ok(())
        })?;
        Ok(changed)
    }
}

fn apply(template: &mut Template, edit: &StepEdit) -> Result<()> {
    match edit {
        StepEdit::Title { text } => template.title = Text::typed(&super::groups::valid_name(text)?),
        StepEdit::About { text } => template.about = Text::typed(text),
        StepEdit::StepTitle { step, text } => {
            if text.trim().is_empty() {
                return Err(invalid("empty"));
            }
            find_step(template, step)?.title = Text::typed(text.trim());
        }
        StepEdit::Why { step, text } => find_step(template, step)?.why = Text::typed(text.trim()),
        StepEdit::Points { step, text } => {
            let StepKind::Confirm(confirm) = &mut find_step(template, step)?.kind else {
                return Err(invalid("not_plain"));
            };
            confirm.points = points(text)?;
        }
        StepEdit::AddStep { after, text } => {
            let title = text.trim();
            if title.is_empty() {
                return Err(invalid("empty"));
            }
            let at = match after {
                None => 0,
                Some(after) => template.step(after).map(|(at, _)| at + 1).ok_or_else(|| missing("step", after))?,
            };
            let mut number = template.steps.len() + 1;
            while template.step(&format!("own-{number}")).is_some() {
                number += 1;
            }
            template.steps.insert(at, plain(&format!("own-{number}"), title));
        }
        StepEdit::MoveStep { step, to } => {
            let (at, _) = template.step(step).ok_or_else(|| missing("step", step))?;
            let moved = template.steps.remove(at);
            if !moved.kind.is_plain() || moved.irreversible {
                return Err(invalid("not_plain"));
            }
            let to = (*to as usize).min(template.steps.len());
            template.steps.insert(to, moved);
        }
        StepEdit::RemoveStep { step } => {
            let (at, found) = template.step(step).ok_or_else(|| missing("step", step))?;
            if !found.kind.is_plain() || found.irreversible {
                return Err(invalid("not_plain"));
            }
            template.steps.remove(at);
        }
    }
    Ok(())
}

fn plain(id: &str, title: &str) -> Step {
    let point = Point { id: "done".to_owned(), text: Text::typed(title), note: Text::default() };
    Step {
        id: id.to_owned(),
        title: Text::typed(title),
        why: Text::default(),
        how: Vec::new(),
        care: Text::default(),
        risk: Text::default(),
        facts: Vec::new(),
        minutes: 0,
        due: None,
        when: Vec::new(),
        needs: Vec::new(),
        irreversible: false,
        optional: true,
        evidence: Evidence::None,
        kind: StepKind::Confirm(Confirm { points: vec![point] }),
    }
}

fn points(text: &str) -> Result<Vec<Point>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let point = |(at, line): (usize, &str)| Point {
        id: format!("point-{}", at + 1),
        text: Text::typed(line),
        note: Text::default(),
    };
    let points: Vec<Point> = lines.enumerate().map(point).collect();
    if points.is_empty() { Err(invalid("empty")) } else { Ok(points) }
}

fn find_step<'a>(template: &'a mut Template, id: &str) -> Result<&'a mut Step> {
    template.steps.iter_mut().find(|step| step.id == id).ok_or_else(|| missing("step", id))
}

pub(super) fn find(db: &Db, key: &str) -> Result<Template> {
    if let Some(template) = shipped().iter().find(|template| template.id == key) {
        return Ok(template.clone());
    }
    let own = key.parse().ok().map(|id| db.record(RecordId(id))).transpose()?.flatten();
    match own {
        Some(row) if row.kind == RecordKind::Template && row.trashed_at.is_none() => parse(&row),
        Some(_) | None => Err(missing("template", key)),
    }
}

fn parse(row: &RecordRow) -> Result<Template> {
    Template::parse(&row.body).map_err(|mistake| Error::Damaged { detail: format!("template {}: {mistake:?}", row.id) })
}

fn row(key: &str, own: Option<RecordId>, template: &Template) -> TemplateRow {
    TemplateRow {
        key: key.to_owned(),
        own,
        title: template.title.clone(),
        about: template.about.clone(),
        subject: template.subject,
        checked_on: template.checked_on.clone(),
        steps: count(template.steps.len()),
        minutes: template.steps.iter().map(|step| step.minutes).fold(0, u32::saturating_add),
        irreversible: count(template.steps.iter().filter(|step| step.irreversible).count()),
    }
}

fn invalid(reason: &'static str) -> Error {
    Error::Invalid { field: "step".to_owned(), reason }
}

fn missing(what: &'static str, id: &str) -> Error {
    Error::Missing { what, id: id.to_owned() }
}
