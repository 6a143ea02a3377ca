//! A display name that was put together from the parts of the name follows them.

use super::super::Kind;
use super::super::card::{Card, Layer, escape, split, unescape};
use super::super::fields::Fields;
use super::super::name;
use super::super::role::{Places, Single};

/// Does `edit`, then brings `FN` along if it had been composed.
pub(in crate::contact) fn with_display_name<T>(card: &mut Card, edit: impl FnOnce(&mut Card) -> T) -> T {
    let before = Parts::of(card);
    let answer = edit(card);
    let Some(at) = Places::of(card).at(Single::DisplayName) else { return answer };
    let Some(property) = card.properties.get_mut(at) else { return answer };
    let shown = unescape(&property.value).trim().to_owned();
    let Some(style) = before.compositions().iter().position(|composed| !composed.is_empty() && *composed == shown)
    else {
        return answer;
    };
    if property.layer != Layer::Own {
        return answer;
    }
    // Without the old name: a company is one because it is called by its company.
    let mut nameless = card.clone();
    nameless.properties.remove(at);
    let after = Parts::of(&nameless);
    if after == before {
        return answer;
    }
    let same_kind = after.kind == before.kind;
    let composed = after.composed(if same_kind && after.japanese() == before.japanese() { style } else { 0 });
    if composed.is_empty() && !same_kind {
        return answer;
    }
    if composed.is_empty() {
        card.properties.remove(at);
    } else if let Some(property) = card.properties.get_mut(at) {
        property.value = escape(&composed);
    }
    answer
}

#[derive(PartialEq, Eq)]
struct Parts {
    kind: Kind,
    company: String,
    family: String,
    given: String,
    middle: String,
}

impl Parts {
    fn of(card: &Card) -> Parts {
        let fields = Fields::of(card);
        let names = Places::of(card).find(card, Single::Name);
        let middle = names.and_then(|names| split(&names.value, ';').get(2).copied().map(unescape));
        Parts {
            kind: fields.kind,
            company: fields.company,
            family: fields.family_name,
            given: fields.given_name,
            middle: middle.unwrap_or_default().trim().to_owned(),
        }
    }

    fn japanese(&self) -> bool {
        name::is_japanese(&self.family) || name::is_japanese(&self.given)
    }

    fn composed(&self, style: usize) -> String {
        self.compositions().get(style).cloned().unwrap_or_default()
    }

    /// The ways in which programs put a display name together; the first one is ours.
    fn compositions(&self) -> Vec<String> {
        if self.kind == Kind::Company {
            return vec![self.company.clone()];
        }
        let join = |parts: &[&String], gap: &str| {
            parts.iter().filter(|part| !part.is_empty()).map(|part| part.as_str()).collect::<Vec<_>>().join(gap)
        };
        let Parts { family, given, middle, .. } = self;
        let mut all = vec![name::display(family, given)];
        for gap in [" ", "\u{3000}", ""] {
            all.push(join(&[family, given], gap));
            all.push(join(&[given, family], gap));
            all.push(join(&[given, middle, family], gap));
            all.push(join(&[family, given, middle], gap));
        }
        all
    }
}
