//! What goes with an invite: a text in the recipient's language with fields in braces.
//!
//! `{name}` (with 様 in Japanese) · `{company}` · `{own}` · `{own_company}` · `{expires}` · `{line}` and `{link}` of the Enishi invite. A line
//! whose only fields say nothing goes; so does a block between `{enishi}` and `{/enishi}` where no Enishi invite is handed over.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::checklist::day::Day;
use crate::contact::Kind;
use crate::contact::fields::Fields;
use crate::edge::Edge;
use crate::time::Moment;

/// A subject and a body, with fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct InviteText {
    pub subject: String,
    pub body: String,
}

/// In both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(deny_unknown_fields)]
pub struct InviteTexts {
    pub ja: InviteText,
    pub en: InviteText,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(specta::Type))]
#[serde(rename = "InviteLanguage", rename_all = "snake_case")]
pub enum Language {
    #[default]
    Ja,
    En,
}

/// What the fields say for one recipient.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merge {
    pub name: String,
    pub company: String,
    pub own: String,
    pub own_company: String,
    pub expires: String,
    /// Empty where no Enishi invite is handed over.
    pub line: String,
    pub link: String,
}

/// The fields, as they stand between braces.
pub const FIELDS: [&str; 7] = ["name", "company", "own", "own_company", "expires", "line", "link"];
/// Characters of a subject and of a body.
pub const LONGEST: (usize, usize) = (200, 10_000);

impl InviteTexts {
    pub fn shipped() -> InviteTexts {
        let Shipped { ja, en, .. } = shipped();
        InviteTexts { ja: ja.clone(), en: en.clone() }
    }

    pub fn of(&self, language: Language) -> &InviteText {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

impl Language {
    /// Of a contact: what its card says (RFC 5646), else the one of those who ask.
    pub fn of(tag: &str, otherwise: Language) -> Language {
        let tag = tag.trim().to_ascii_lowercase();
        match tag.split(['-', '_']).next().unwrap_or_default() {
            "" => otherwise,
            "ja" | "jpn" => Language::Ja,
            _ => Language::En,
        }
    }
}

/// What is shipped beside the program.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    ja: InviteText,
    en: InviteText,
    words: BothWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BothWords {
    ja: Words,
    en: Words,
}

/// Words around the fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    honorific: String,
    company_honorific: String,
    /// Who is addressed where nobody in particular is.
    anybody: String,
    date: String,
    time: String,
    until: String,
    months: Vec<String>,
    pub enishi: String,
    service_subject: String,
    service_body: String,
}

fn shipped() -> &'static Shipped {
    static SHIPPED: OnceLock<Shipped> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        toml::from_str(include_str!("../../templates/invite/message.toml")).expect("BUG: the shipped texts are tested")
    })
}

impl Words {
    pub fn of(language: Language) -> &'static Words {
        let BothWords { ja, en } = &shipped().words;
        match language {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    /// Until when, with the time.
    pub fn until(&self, edge: &Edge, last: Moment) -> String {
        let minute = edge.minute(last);
        let day = self.day(Day::from_number(edge.day(last)));
        let time = self.time.replace("{day}", &day).replace("{hour}", &(minute / 60).to_string());
        self.until.replace("{date}", &time.replace("{minute}", &format!("{:02}", minute % 60)))
    }

    pub fn until_day(&self, last: Day) -> String {
        self.until.replace("{date}", &self.day(last))
    }

    fn day(&self, day: Day) -> String {
        let text = day.to_string();
        let mut parts = text.split('-').map(|part| part.trim_start_matches('0').to_owned());
        let mut part = || parts.next().unwrap_or_default();
        let (year, month, number) = (part(), part(), part());
        let name = month.parse::<usize>().ok().and_then(|month| self.months.get(month - 1)).cloned();
        let date = self.date.replace("{y}", &year).replace("{m}", &month).replace("{d}", &number);
        date.replace("{month}", &name.unwrap_or_default())
    }

    /// Whom a letter is addressed to, with the honorific that the contact has or is usual.
    pub fn addressed(&self, recipient: Option<&Fields>, typed: &str) -> String {
        self.to(recipient, typed).unwrap_or_else(|| self.anybody.clone())
    }

    /// The same; `None` for nobody in particular.
    pub fn to(&self, recipient: Option<&Fields>, typed: &str) -> Option<String> {
        let name = recipient.map_or(typed, |fields| &fields.display_name).trim();
        let own = recipient.map(|fields| fields.honorific.trim()).filter(|own| !own.is_empty());
        let usual = match recipient.map(|fields| fields.kind) {
            Some(Kind::Company) => &self.company_honorific,
            Some(Kind::Person) | None => &self.honorific,
        };
        // A language without honorifics takes none over.
        let honorific = if self.honorific.is_empty() { "" } else { own.unwrap_or(usual) };
        (!name.is_empty()).then(|| format!("{name} {honorific}").trim().to_owned())
    }

    /// What goes with the address that a service issued.
    pub fn service(&self, service: &str, role: &str, last: Option<Day>, url: &str, name: &str) -> InviteText {
        let until = last.map(|day| self.until_day(day)).unwrap_or_default();
        let fill = |line: &str| {
            let filled = line.replace("{service}", service).replace("{until}", &until);
            filled.replace("{role}", role).replace("{name}", name).replace("{url}", url)
        };
        let says = |line: &&str| match *line {
            "{name}" => !name.is_empty(),
            "{until}" => !until.is_empty(),
            line if line.contains("{role}") => !role.is_empty(),
            _ => true,
        };
        let body: Vec<String> = self.service_body.lines().filter(says).map(fill).collect();
        InviteText { subject: fill(&self.service_subject), body: format!("{}\n", body.join("\n").trim()) }
    }
}

impl InviteText {
    /// Merged with one recipient's values.
    pub fn merged(&self, merge: &Merge) -> InviteText {
        let body = without_block(&self.body, merge.link.is_empty());
        let mut lines: Vec<String> = Vec::new();
        for line in body.lines() {
            let filled = merge.fill(line);
            let only_fields = has_field(line) && filled.trim().is_empty();
            // Neither a line without anything left, nor a second empty one behind it.
            let second = filled.trim().is_empty() && lines.last().is_some_and(|last| last.trim().is_empty());
            if !only_fields && !second {
                lines.push(filled.trim_end().to_owned());
            }
        }
        let subject = merge.fill(&self.subject).split_whitespace().collect::<Vec<_>>().join(" ");
        InviteText { subject, body: format!("{}\n", lines.join("\n").trim()) }
    }

    /// What stands between braces and is no field.
    pub fn unknown(&self) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for text in [&self.subject, &self.body] {
            for piece in text.split('{').skip(1) {
                let Some((name, _)) = piece.split_once('}') else { continue };
                let known = FIELDS.contains(&name) || matches!(name, "enishi" | "/enishi");
                let is_name =
                    !name.is_empty() && name.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '/'));
                if is_name && !known && !unknown.iter().any(|it| it == name) {
                    unknown.push(name.to_owned());
                }
            }
        }
        unknown
    }
}

impl Merge {
    fn value(&self, field: &str) -> Option<&str> {
        Some(match field {
            "name" => &self.name,
            "company" => &self.company,
            "own" => &self.own,
            "own_company" => &self.own_company,
            "expires" => &self.expires,
            "line" => &self.line,
            "link" => &self.link,
            _ => return None,
        })
    }

    /// Each field once: what a value says is never looked through again.
    fn fill(&self, line: &str) -> String {
        let mut out = String::with_capacity(line.len());
        let mut rest = line;
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            match behind.split_once('}').and_then(|(name, after)| Some((self.value(name)?, after))) {
                Some((value, after)) => {
                    out.push_str(value);
                    rest = after;
                }
                None => {
                    out.push('{');
                    rest = behind;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

fn has_field(line: &str) -> bool {
    FIELDS.iter().any(|field| line.contains(&format!("{{{field}}}")))
}

/// The body without its Enishi block, or without the marks around it.
fn without_block(body: &str, drop: bool) -> String {
    let mut inside = false;
    let mut kept: Vec<&str> = Vec::new();
    for line in body.lines() {
        match line.trim() {
            "{enishi}" => inside = true,
            "{/enishi}" => inside = false,
            _ if inside && drop => {}
            _ => kept.push(line),
        }
    }
    kept.join("\n")
}
