//! The message catalogues: the same keys and the same blanks in every language, each key used, each used key there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::lines::{code, has_word};
use super::{Finding, Rule, Source};

pub const RULES: &[Rule] = &[
    Rule { name: "every message is there in every language", find: missing },
    Rule { name: "every message is used", find: unused },
];

const LANGUAGES: [&str; 2] = ["ui/messages/ja.json", "ui/messages/en.json"];

fn missing(sources: &[Source]) -> Vec<Finding> {
    let [ja, en] = LANGUAGES.map(|path| (path, messages(sources, path)));
    let mut found = Vec::new();
    for ((path, here), (_, other)) in [(&ja, &en), (&en, &ja)] {
        for (key, value) in here {
            if value.trim().is_empty() {
                found.push(finding(sources, path, key, format!("{key} is empty")));
            }
            match other.get(key) {
                None => found.push(finding(sources, path, key, format!("{key} has no words in the other language"))),
                Some(there) if blanks(value) != blanks(there) => {
                    found.push(finding(
                        sources,
                        path,
                        key,
                        format!("{key} fills other blanks than the other language"),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    found
}

fn unused(sources: &[Source]) -> Vec<Finding> {
    let users: Vec<String> = sources
        .iter()
        .filter(|source| source.within(&["ui/src/", "src-tauri/src/", "src-tauri/build.rs"]))
        .filter(|source| source.ends_with(&[".ts", ".svelte", ".rs"]) && !source.is_test())
        .map(|source| code(&source.text).into_iter().map(|(_, line)| line + "\n").collect())
        .collect();
    let prefixes: BTreeSet<&str> = users.iter().flat_map(|text| composed(text)).collect();
    messages(sources, LANGUAGES[0])
        .keys()
        .filter(|key| !prefixes.iter().any(|prefix| key.starts_with(prefix)))
        .filter(|key| !users.iter().any(|text| has_word(text, key)))
        .map(|key| finding(sources, LANGUAGES[0], key, format!("{key} is used nowhere")))
        .collect()
}

/// Beginnings of keys that are put together: `` `error_${code}` ``.
fn composed(text: &str) -> Vec<&str> {
    text.match_indices("${")
        .filter_map(|(at, _)| {
            let before = &text[..at];
            let prefix = &before[before.trim_end_matches(|it: char| it.is_ascii_alphanumeric() || it == '_').len()..];
            let start = at - prefix.len();
            (prefix.len() > 3 && prefix.ends_with('_') && before[..start].ends_with('`')).then_some(prefix)
        })
        .collect()
}

fn messages(sources: &[Source], path: &str) -> BTreeMap<String, String> {
    let Some(source) = sources.iter().find(|source| source.path == path) else { return BTreeMap::new() };
    let Ok(Value::Object(entries)) = serde_json::from_str(&source.text) else { return BTreeMap::new() };
    entries
        .into_iter()
        .filter(|(key, _)| !key.starts_with('$'))
        .map(|(key, value)| (key, if let Value::String(text) = value { text } else { value.to_string() }))
        .collect()
}

/// The names in curly brackets.
fn blanks(message: &str) -> BTreeSet<&str> {
    message
        .split('{')
        .skip(1)
        .filter_map(|after| after.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_'))
        .collect()
}

fn finding(sources: &[Source], path: &str, key: &str, what: String) -> Finding {
    let quoted = format!("\"{key}\"");
    let text = sources.iter().find(|source| source.path == path).map_or("", |source| &source.text);
    let line = text.lines().position(|line| line.trim_start().starts_with(&quoted)).map_or(1, |index| index + 1);
    Finding { path: path.to_owned(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned() }
    }

    fn said(find: fn(&[Source]) -> Vec<Finding>, sources: &[Source]) -> Vec<String> {
        find(sources).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_message_missing_in_one_language_is_found() {
        let sources = [
            source(LANGUAGES[0], "{\n \"list_title\": \"連絡先\",\n \"list_empty\": \"なし\"\n}"),
            source(LANGUAGES[1], "{\"list_title\": \"Contacts\"}"),
        ];
        assert_eq!(said(missing, &sources), ["list_empty has no words in the other language"]);
    }

    #[test]
    fn a_blank_missing_in_one_language_is_found() {
        let sources =
            [source(LANGUAGES[0], "{\"found\": \"{count} 件\"}"), source(LANGUAGES[1], "{\"found\": \"many\"}")];
        assert_eq!(said(missing, &sources).len(), 2, "said for both, so that either can be opened");
    }

    #[test]
    fn a_message_that_nobody_uses_is_found() {
        let sources = [
            source(LANGUAGES[0], "{\"used\": \"a\", \"used_not\": \"b\", \"error_missing\": \"c\"}"),
            source("ui/src/app.ts", "m.used(); say(`error_${code}`); // m.used_not()"),
        ];
        assert_eq!(said(unused, &sources), ["used_not is used nowhere"]);
    }
}
