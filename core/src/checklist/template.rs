//! A checklist as data: TOML with Japanese and English texts, read with the line and key of every mistake.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::kind::StepKind;

/// A text in both languages. A user's own template may have one of them only.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Text {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ja: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// What a user typed, which is the same in either language.
    pub fn typed(text: &str) -> Text {
        Text { ja: text.to_owned(), en: text.to_owned() }
    }

    pub fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }

    /// The English, else the Japanese.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.ja } else { &self.en }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Stable: lower-case letters, digits and hyphens.
    pub id: String,
    /// The day on which the facts were compared with the provider's help last: `2026-11-28`.
    pub checked_on: String,
    /// Where the facts come from and what to compare them with.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub source: Text,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub about: Text,
    /// What a run of it is called; `{subject}` stands for its subject.
    pub run_title: Text,
    #[serde(default)]
    pub subject: SubjectKind,
    /// The subject leaves the business: rules watch what rights they still have.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leaver: bool,
    /// Sections of the domain's facts that the template covers whole, such as `"2"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// Facts of those sections that no step rests on, each with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    pub fact: String,
    pub reason: String,
}

/// What a run of a template is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    Service,
    Contact,
    /// Anything that has a name.
    #[default]
    Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Lower-case letters, digits and hyphens; unique within the template.
    pub id: String,
    pub title: Text,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub why: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub how: Vec<Way>,
    /// What easily goes wrong, and where sources differ.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub care: Text,
    /// What is lost while the step isn't done: a whole sentence, for the home screen.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub risk: Text,
    /// The sections of the domain's facts that it rests on: `"2.3"`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Way long it takes, estimated.
    #[serde(default)]
    pub minutes: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<DueRule>,
    /// All of them hold, or the step isn't needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// Earlier steps that keep this one shut. A step that can't be undone is kept shut by every earlier one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub irreversible: bool,
    /// It may be skipped with a reason. Backups, carry-over tables and notices always may.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(default)]
    pub evidence: Evidence,
    pub kind: StepKind,
}

/// A way through the menus of one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Way {
    pub device: Device,
    #[serde(default)]
    pub path: Path,
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Path {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ja: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub en: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Device {
    Pc,
    Phone,
    Tablet,
}

/// Days after a date of the run; negative ones before it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct DueRule {
    pub days: i32,
    /// `step.field` of a date that is filled in; the day on which the run started otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A condition on the answer of an earlier step where one chooses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub step: String,
    /// One of these was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// Something was chosen, and none of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is_not: Vec<String>,
}

/// Whether a file or note that proves the step is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    #[default]
    None,
    Wanted,
    /// The gate stays shut without.
    Required,
}

/// Why a template can't be taken, with the place of the mistake.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
pub struct Mistake {
    /// From 1; 0 where it is nowhere in particular.
    pub line: u32,
    /// The key, such as `step.due`, or the step's id with it: `backup.needs`.
    pub key: String,
    /// Technical English.
    pub detail: String,
}

/// In bytes; a template of five hundred steps has less than half of it.
const LARGEST: usize = 1024 * 1024;
const MOST_STEPS: usize = 1000;

impl Template {
    /// Reads a template and checks what hangs together in it.
    pub fn parse(source: &str) -> Result<Template, Mistake> {
        if source.len() > LARGEST {
            return Err(Mistake { line: 0, key: String::new(), detail: "larger than 1 MB".to_owned() });
        }
        let template: Template = toml::from_str(source).map_err(|error| mistake(source, &error))?;
        template.check().map_err(|(step, key, detail)| Mistake {
            line: line_of(source, step.as_deref(), key),
            key: step.map_or_else(|| key.to_owned(), |step| format!("{step}.{key}")),
            detail,
        })?;
        Ok(template)
    }

    /// The template as TOML, which [`Template::parse`] reads as the same.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("BUG: a template is plain data")
    }

    pub fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.id == id)
    }

    /// What reading alone can't see: the step, the key, and what is wrong.
    fn check(&self) -> Result<(), (Option<String>, &'static str, String)> {
        let of_all = |key, detail: &str| Err((None, key, detail.to_owned()));
        if !is_id(&self.id) {
            return of_all("id", "lower-case letters, digits and hyphens only");
        }
        if self.title.is_empty() {
            return of_all("title", "is empty");
        }
        if self.run_title.is_empty() {
            return of_all("run_title", "is empty");
        }
        if !is_date(&self.checked_on) {
            return of_all("checked_on", "a day such as 2026-11-28");
        }
        if self.steps.is_empty() || self.steps.len() > MOST_STEPS {
            return of_all("step", "between 1 and 1000 steps");
        }
        let mut before: BTreeSet<&str> = BTreeSet::new();
        for step in &self.steps {
            let wrong = |key, detail: String| Err((Some(step.id.clone()), key, detail));
            if !is_id(&step.id) {
                return wrong("id", "lower-case letters, digits and hyphens only".to_owned());
            }
            if before.contains(step.id.as_str()) {
                return wrong("id", format!("{} is there twice", step.id));
            }
            if step.title.is_empty() {
                return wrong("title", "is empty".to_owned());
            }
            for need in &step.needs {
                if !before.contains(need.as_str()) {
                    return wrong("needs", format!("{need} is no earlier step"));
                }
            }
            for condition in &step.when {
                if let Err(detail) = self.check_condition(condition, &before) {
                    return wrong("when", detail);
                }
            }
            if let Some(from) = step.due.as_ref().and_then(|due| due.from.as_ref())
                && !self.is_date_field(from)
            {
                return wrong("due", format!("{from} is no date that is filled in"));
            }
            if step.optional && (step.irreversible || !step.kind.may_be_optional()) {
                return wrong("optional", "money, rights and what can't be undone are never optional".to_owned());
            }
            if let Err(detail) = step.kind.check() {
                return wrong("kind", detail);
            }
            if let Some(from) = step.kind.starts_from()
                && !self.is_date_field(from)
            {
                return wrong("kind", format!("{from} is no date that is filled in"));
            }
            before.insert(&step.id);
        }
        Ok(())
    }

    fn check_condition(&self, condition: &Condition, before: &BTreeSet<&str>) -> Result<(), String> {
        let Some((_, step)) = self.step(&condition.step).filter(|(_, step)| before.contains(step.id.as_str())) else {
            return Err(format!("{} is no earlier step", condition.step));
        };
        let StepKind::Choose(choose) = &step.kind else {
            return Err(format!("nothing is chosen in {}", condition.step));
        };
        if condition.is.is_empty() == condition.is_not.is_empty() {
            return Err("either `is` or `is_not`".to_owned());
        }
        match condition.is.iter().chain(&condition.is_not).find(|id| choose.options.iter().all(|it| it.id != **id)) {
            Some(unknown) => Err(format!("{unknown} is no option of {}", condition.step)),
            None => Ok(()),
        }
    }

    fn is_date_field(&self, path: &str) -> bool {
        let field = path.split_once('.').and_then(|(step, field)| Some((self.step(step)?.1, field)));
        field.is_some_and(|(step, field)| step.kind.has_date(field))
    }
}

pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 60
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `2026-11-28`, a day that exists.
pub(super) fn is_date(text: &str) -> bool {
    super::day::Day::parse(text).is_some()
}

fn mistake(source: &str, error: &toml::de::Error) -> Mistake {
    let at = error.span().map_or(0, |span| span.start);
    let line = 1 + source.get(..at).unwrap_or_default().matches('\n').count();
    let text = source.lines().nth(line - 1).unwrap_or_default();
    let key = text.split('=').next().unwrap_or_default().trim().trim_matches(['[', ']']).to_owned();
    Mistake { line: u32::try_from(line).unwrap_or(u32::MAX), key, detail: error.message().to_owned() }
}

/// Where a key of a step stands: behind its `id`, else at the `id`.
fn line_of(source: &str, step: Option<&str>, key: &str) -> u32 {
    let is_key = |line: &str, key: &str| {
        let line = line.trim_start().trim_start_matches("[step.");
        line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.', ']']))
    };
    let lines = || source.lines().zip(1u32..);
    let begin = match step {
        None => 1,
        // A second step of the same id is the wrong one.
        Some(id) => {
            let ids = lines().filter(|(line, _)| {
                is_key(line, "id") && line.split('=').nth(1).is_some_and(|value| value.trim().trim_matches('"') == id)
            });
            match ids.last() {
                Some((_, line)) => line,
                None => return 0,
            }
        }
    };
    let mut behind = lines().skip_while(|(_, line)| *line < begin);
    let first = behind.next();
    if key == "id" {
        return begin;
    }
    let of_step = first.into_iter().chain(behind).take_while(|(line, at)| *at == begin || line.trim() != "[[step]]");
    of_step.filter(|(line, _)| is_key(line, key)).map(|(_, line)| line).next().unwrap_or(begin)
}
