//! The tables of tests/spec/stories.md: one entry, one day, one course, one copy, and the verdict that is to be.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use bedside::course::stories::Copy;
use bedside::diagnostic::Checked;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::source::Sources;
use support::{Files, sources};

const FULL: [(&str, &str); 5] = [
    ("basis", "consented"),
    ("approved", "2026-01-10"),
    ("expires", "2028-01-10"),
    ("purposes", "[education, public-web]"),
    ("copies", "[site, print, lms, download]"),
];

/// A row, and the line on which it stands.
struct Case {
    line: usize,
    entry: String,
    day: Date,
    public: bool,
    copy: Copy,
    verdict: String,
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(support::of_package("tests/spec/stories.md")).unwrap();
    let mut cases = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [entry, day, course, copy, verdict] = cells[..] else { continue };
        if entry == "entry" || entry.starts_with("---") {
            continue;
        }
        let line = at + 1;
        cases.push(Case {
            line,
            entry: block(entry),
            day: Date::parse(day).unwrap_or_else(|| panic!("line {line}: `{day}` is no day")),
            public: match course {
                "public" => true,
                "restricted" => false,
                other => panic!("line {line}: `{other}` is no course"),
            },
            copy: match copy {
                "site" => Copy::Site,
                "print" => Copy::Print,
                "lms" => Copy::Lms,
                "download" => Copy::Download,
                other => panic!("line {line}: `{other}` is no copy"),
            },
            verdict: verdict.to_owned(),
        });
    }
    cases
}

/// `full, without approved, copies: [site, lms]` as the lines of an entry.
fn block(words: &str) -> String {
    let mut parts: Vec<String> = vec![String::new()];
    let mut depth = 0;
    for c in words.chars() {
        depth += i32::from(c == '[') - i32::from(c == ']');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            c => parts.last_mut().unwrap().push(c),
        }
    }
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in parts.iter().map(|part| part.trim()) {
        if part == "full" {
            fields.extend(FULL.map(|(key, value)| (key.to_owned(), value.to_owned())));
        } else if let Some(key) = part.strip_prefix("without ") {
            assert!(fields.iter().any(|(other, _)| other == key), "{words}");
            fields.retain(|(other, _)| other != key);
        } else {
            let (key, value) = part.split_once(": ").unwrap();
            fields.retain(|(other, _)| other != key);
            fields.push((key.to_owned(), value.to_owned()));
        }
    }
    let lines: String = fields.iter().map(|(key, value)| format!("  {key}: {value}\n")).collect();
    format!("story:\n{lines}")
}

/// A course of four pages, one of which tells the story.
fn linked(case: &Case) -> Checked<Linked> {
    let publication = if case.public { "public" } else { "restricted" };
    let course = format!(
        "id: cases\ntitle: Cases\nversion: 1\nstrands: [one]\npublication: {publication}\nallow: [no-summary, no-objectives, no-activity]\n"
    );
    let page = |text: &str| text.as_bytes().to_vec();
    let files = Files::from([
        ("course.yaml".into(), course.into_bytes()),
        ("stories.yaml".into(), case.entry.clone().into_bytes()),
        ("index.md".into(), page("# Home\n\nWords.\n")),
        ("one/index.md".into(), page("# One\n\nWords.\n")),
        ("one/module/index.md".into(), page("# Module\n\nWords.\n")),
        ("one/module/told.md".into(), page("---\nstory: story\n---\n# Told\n\nHer words.\n")),
    ]);
    pipeline::link(sources(&files), &Sources::default(), &mut Memo::default(), case.day)
}

#[test]
fn every_case_has_its_verdict() {
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let checked = linked(case);
        let withheld = checked.value.withheld(case.copy);
        let verdict = withheld.stories().next().map_or("shown".to_owned(), |(_, reason)| reason.to_string());
        if verdict != case.verdict {
            wrong.push(format!("tests/spec/stories.md:{}: {verdict}, not: {}", case.line, case.verdict));
        }
        // What is judged is what is done: the page is there or not, in both editions.
        let page = checked.value.course.find("one/module/told.md").unwrap();
        assert_eq!(withheld.has_page(page.id), verdict != "shown", "line {}", case.line);
        let told = checked.diagnostics.iter().any(|problem| problem.code.name() == "story-withheld");
        if matches!(case.copy, Copy::Site) {
            assert_eq!(told, verdict != "shown", "line {}", case.line);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
