//! Templates: the shipped ones are whole in both languages, and a wrong one says where.

use serde_json::Value;

use super::super::shipped::shipped;
use super::*;

/// Every fact of the domain sections that a shipped template may cover: what a checklist must not forget.
const FACTS: [(&str, &[&str]); 3] = [
    ("2", &["2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7"]),
    ("3", &["3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "3.9"]),
    ("6", &["6"]),
];

#[test]
fn every_shipped_template_is_read_and_comes_back_the_same() {
    let ids: Vec<&str> = shipped().iter().map(|template| template.id.as_str()).collect();
    assert_eq!(ids, ["line-works", "line-official", "staff-leaves", "blank"]);
    for template in shipped() {
        assert_eq!(Template::parse(&template.to_toml()).as_ref(), Ok(template), "{}", template.id);
    }
}

#[test]
fn every_text_of_a_shipped_template_is_there_in_both_languages() {
    fn look(value: &Value, place: &str, wrong: &mut Vec<String>) {
        match value {
            Value::Object(map) if map.contains_key("ja") || map.contains_key("en") => {
                let is_there = |language| match map.get(language) {
                    Some(Value::String(text)) => !text.trim().is_empty(),
                    Some(Value::Array(parts)) => !parts.is_empty(),
                    _ => false,
                };
                if is_there("ja") != is_there("en") {
                    wrong.push(place.to_owned());
                }
            }
            Value::Object(map) => map.iter().for_each(|(key, value)| look(value, &format!("{place}.{key}"), wrong)),
            Value::Array(all) => all.iter().enumerate().for_each(|(at, it)| look(it, &format!("{place}[{at}]"), wrong)),
            _ => {}
        }
    }
    for template in shipped() {
        let mut wrong = Vec::new();
        look(&serde_json::to_value(template).expect("plain data"), &template.id, &mut wrong);
        assert_eq!(wrong, Vec::<String>::new());
        for step in &template.steps {
            assert!(!step.why.is_empty(), "{}: {} says why", template.id, step.id);
        }
    }
}

#[test]
fn no_fact_of_a_covered_section_is_forgotten() {
    for template in shipped() {
        for section in &template.covers {
            let (_, facts) =
                FACTS.iter().find(|(known, _)| known == section).expect("a section that is written down here");
            for fact in *facts {
                let in_step = template.steps.iter().any(|step| step.facts.iter().any(|it| it == fact));
                let left_out = template.left_out.iter().any(|it| it.fact == *fact && !it.reason.trim().is_empty());
                assert!(in_step || left_out, "{}: {fact} stands in no step", template.id);
            }
        }
    }
    assert_eq!(shipped().iter().flat_map(|template| &template.covers).count(), FACTS.len(), "each section once");
}

#[test]
fn a_mistake_is_told_with_its_line_and_key() {
    let good = "id = \"t\"\nchecked_on = \"2026-11-22\"\ntitle.ja = \"t\"\nrun_title.ja = \"t\"\n";
    let step =
        "[[step]]\nid = \"a\"\ntitle.ja = \"a\"\nkind.confirm = { points = [{ id = \"x\", text.ja = \"x\" }] }\n";
    let of = |source: String| Template::parse(&source).expect_err("a mistake");
    let cases = [
        (format!("{good}colour = \"red\"\n{step}"), 5, "colour", "unknown field"),
        (format!("{good}{step}minutes = \"five\"\n"), 9, "minutes", "invalid type"),
        (format!("{good}{step}needs = [\"b\"]\n"), 9, "a.needs", "no earlier step"),
        (format!("{good}{step}{step}"), 10, "a.id", "twice"),
        (format!("{good}{step}due = {{ days = 1, from = \"a.day\" }}\n"), 9, "a.due", "no date"),
        (format!("{good}{step}irreversible = true\noptional = true\n"), 10, "a.optional", "never optional"),
        (format!("{good}[[step]]\nid = \"A\"\ntitle.ja = \"a\"\nkind.bridge = {{}}\n"), 6, "A.id", "lower-case"),
        (
            format!("{good}[[step]]\nid = \"a\"\ntitle.ja = \"a\"\nkind.dance = {{}}\n"),
            8,
            "kind.dance",
            "unknown variant",
        ),
        (
            format!("{good}[[step]]\nid = \"a\"\ntitle.ja = \"a\"\nkind.choose = {{ options = [] }}\n"),
            8,
            "a.kind",
            "two",
        ),
        ("id = \"t\"\nchecked_on = 2026".to_owned(), 2, "checked_on", ""),
        (String::new(), 1, "", "missing field"),
    ];
    for (source, line, key, detail) in cases {
        let mistake = of(source.clone());
        assert_eq!((mistake.line, mistake.key.as_str()), (line, key), "{mistake:?} of {source}");
        assert!(mistake.detail.contains(detail), "{mistake:?}");
    }
}

#[test]
fn garbage_and_huge_files_are_refused() {
    for source in ["\u{0}\u{1}", "[[step", "= = =", "BEGIN:VCARD"] {
        assert!(Template::parse(source).is_err(), "{source}");
    }
    assert_eq!(Template::parse(&"#".repeat(2 * 1024 * 1024)).expect_err("too large").line, 0);
}

/// Answers every question in every way, and walks each way to its end.
#[test]
fn every_branch_of_every_shipped_template_is_walked_to_its_end() {
    for template in shipped() {
        let mut ways = 0;
        let mut todo: Vec<Vec<String>> = vec![Vec::new()];
        while let Some(answers) = todo.pop() {
            match walk(template, &answers) {
                Walked::Asks(options) => {
                    todo.extend(options.into_iter().map(|option| [answers.clone(), vec![option]].concat()))
                }
                Walked::Ended => ways += 1,
            }
            assert!(todo.len() < 10_000, "{} branches without end", template.id);
        }
        assert!(ways > 0, "{}", template.id);
    }
}

enum Walked {
    /// One more answer is needed: these are there.
    Asks(Vec<String>),
    Ended,
}

fn walk(template: &Template, answers: &[String]) -> Walked {
    let mut run = start(template.clone());
    // Far enough on that every timer has run out.
    let world = World { today: day("2028-01-01"), ..world() };
    let mut answers = answers.iter();
    for at in 0..run.steps.len() {
        let step = run.template.steps[at].clone();
        let place = format!("{} of {}", step.id, template.id);
        if !run.applies(at) {
            let refused = run.go(at, &Go::Done, Some(SUBJECT), &world, NOW).expect_err("it isn't needed");
            assert_eq!(refused, Refusal::Invalid { field: "step".into(), reason: "not_needed" }, "{place}");
            continue;
        }
        // Nobody gets past a shut gate.
        if !run.gate(at, &world).is_empty() {
            let before = run.clone();
            let refused = run.go(at, &Go::Done, Some(SUBJECT), &world, NOW).expect_err("the gate is shut");
            assert!(matches!(refused, Refusal::GateClosed(_)), "{place}: {refused:?}");
            assert_eq!(run, before, "{place}: a refused move leaves everything as it was");
        }
        if step.irreversible {
            for wrong in [None, Some(""), Some("西村")] {
                let refused = run.go(at, &Go::Doing, wrong, &world, NOW).expect_err("the name isn't typed");
                assert_eq!(refused.code(), "name_mismatch", "{place}");
            }
            assert_eq!(run.go(at, &Go::Skipped { reason: "x".into() }, None, &world, NOW), Err(Refusal::NotSkippable));
            run.go(at, &Go::Doing, Some(" 西村製本 "), &world, NOW).unwrap_or_else(|why| panic!("{place}: {why:?}"));
        }
        if let StepKind::Choose(kind) = &step.kind {
            let Some(answer) = answers.next() else {
                return Walked::Asks(kind.options.iter().map(|option| option.id.clone()).collect());
            };
            run.set(at, &[("chosen".to_owned(), answer.clone())], &world, NOW).expect("an option");
        } else {
            satisfy(&mut run, at, &world).unwrap_or_else(|why| panic!("{place}: {why:?}"));
        }
        assert_eq!(run.gate(at, &world), Vec::new(), "{place}: its gate opens");
        run.go(at, &Go::Done, None, &world, NOW).unwrap_or_else(|why| panic!("{place}: {why:?}"));
    }
    assert!(run.ended_at.is_some(), "{}: it ends", template.id);
    Walked::Ended
}
