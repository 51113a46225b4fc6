//! Real mistakes of people who come from Word, ten and more for each kind of block and each key: `tests/wrong/*.md`.
//!
//! In a suite a `##` heading names a kind or a key, and each `###` heading below it is one wrong way to write it:
//!
//! - ` ```markdown ` is the text of a page, ` ```header ` what stands in its header (`withheld`: such a
//!   page may not be shown), ` ```course ` a course.yaml.
//! - ` ```diagnostics ` is the one thing that is told, with its place in the fence above and the way to mend it.
//!
//! Each gives exactly one diagnostic, with help; and the rest of the page is still shown.
//! `UPDATE_SPEC=1 cargo test --test wrong_ways` writes what is told in the place of what was expected.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;

use bedside::config;
use bedside::course::Edition;
use bedside::document::directive::KINDS;
use bedside::document::header;
use support::suite::{Fence, Part, difference, heading, split, update};
use support::{Files, PAGE, Told, course, link, made_one, told};

/// How many wrong ways each kind and each key has at least.
const LEAST: usize = 10;

/// What is asked of real courses only.
const ALLOWED: &str = "allow: [no-summary, no-objectives, no-activity]";

/// What stands below every wrong way, and must be seen whatever is wrong above it.
const AFTER: &str = "The words after it are still here.";

#[test]
fn each_kind_is_told_in_its_wrong_ways() {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    hold(&names, &run(&["callouts.md", "reading.md", "doing.md", "parts.md", "recordings.md"]));
}

#[test]
fn each_key_of_a_header_is_told_in_its_wrong_ways() {
    let names: Vec<&str> = header::KEYS.iter().map(|key| key.name).collect();
    hold(&names, &run(&["header.md"]));
}

#[test]
fn each_key_of_the_course_is_told_in_its_wrong_ways() {
    let counts = run(&["course.md"]);
    let missing: Vec<&str> =
        config::KEYS.iter().map(|key| key.name).filter(|name| !counts.contains_key(*name)).collect();
    assert!(missing.is_empty(), "no wrong way of {missing:?}");
}

/// That every name of a table has its wrong ways.
fn hold(names: &[&str], counts: &BTreeMap<String, usize>) {
    for name in names {
        let count = counts.get(*name).copied().unwrap_or_default();
        assert!(count >= LEAST, "`{name}` has {count} wrong ways; {LEAST} are asked for");
    }
    let strangers: Vec<&String> = counts.keys().filter(|name| !names.contains(&name.as_str())).collect();
    assert!(strangers.is_empty(), "{strangers:?} is in no table");
}

/// Runs some suites, and gives how many wrong ways each name has.
fn run(suites: &[&str]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    let is_update = std::env::var_os("UPDATE_SPEC").is_some();
    for suite in suites {
        let path = support::of_package("tests/wrong").join(suite);
        let mut tests = split(&std::fs::read_to_string(&path).unwrap());
        let mut about = String::new();
        for parts in &mut tests {
            let name = heading(parts);
            let Some(at) = parts.iter().position(|part| matches!(part, Part::Fence(_))) else {
                about = name;
                continue;
            };
            *counts.entry(about.clone()).or_default() += 1;
            let mut tell = |words| failures.push(format!("{suite}, {about}, “{name}”: {words}"));
            if let Some(differs) = correct(parts, at, &mut tell).filter(|_| !is_update) {
                tell(differs);
            }
        }
        if is_update {
            update(&path, &tests);
        }
    }
    assert!(failures.is_empty(), "{} fail\n\n{}", failures.len(), failures.join("\n\n"));
    counts
}

/// Puts what is told in the place of what is expected and gives how the two differ; tells whatever is not as it
/// should be by itself.
fn correct(parts: &mut [Part], at: usize, mut tell: impl FnMut(String)) -> Option<String> {
    let Part::Fence(input) = &parts[at] else { return None };
    let (files, file, before) = written(input);
    let (lines, is_withheld) = (input.text.lines().count(), input.has("withheld"));
    let checked = link(&files);
    let problems = told(&checked);
    let found = shown(&problems, before);
    if problems.len() != 1 {
        tell(format!("{} things are told:\n{found}", problems.len()));
    }
    for problem in &problems {
        let line = usize::try_from(problem.line).unwrap();
        if problem.file != file || !(before + 1..=before + lines.max(1)).contains(&line) {
            tell(format!("it is told in line {line} of {}:\n{found}", problem.file));
        }
        if problem.help.is_empty() {
            tell(format!("nothing says how to mend it:\n{found}"));
        }
    }
    let html = made_one(&checked.value, Edition::Facilitator, "strand/module/page.html").unwrap_or_default();
    // A page whose story is not known may not be shown at all.
    if html.contains(AFTER) == is_withheld {
        tell(format!("whether the rest of the page is shown: {}", !is_withheld));
    }
    let expected = match parts.get_mut(at + 2) {
        Some(Part::Fence(fence)) => std::mem::replace(&mut fence.text, found.clone()),
        _ => return Some("a fence with what is told is missing".into()),
    };
    (expected != found).then(|| difference("what is told", &expected, &found))
}

/// The course that a wrong way is written into; the file that it is in, and how many lines of that stand before it.
fn written(input: &Fence) -> (Files, &'static str, usize) {
    let mut files = course();
    files.insert("snippets/ground-rules.md".into(), b"What is said here stays here.\n".to_vec());
    files.insert("strand/module/window.mp3".into(), b"ID3".to_vec());
    files.insert("strand/module/window.wma".into(), b"wma".to_vec());
    files.insert("strand/module/door.mp4".into(), b"mp4".to_vec());
    files.insert("strand/module/door.vtt".into(), b"WEBVTT\n\n00:01.000 --> 00:04.000\nA door.\n".to_vec());
    let text = String::from_utf8(input.bytes()).unwrap();
    let page = match input.kind() {
        "header" => format!("---\n{text}---\n# A page\n\n{AFTER}\n"),
        "course" => {
            files.remove("snippets/ground-rules.md");
            // What every course says is added below, where the wrong way does not say it.
            let lines = ["id: test", "title: Course", "version: 1", "strands: [strand]", ALLOWED];
            let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
            let says = |line: &&str| text.lines().any(|own| key(own) == key(line));
            let rest: String =
                lines.iter().filter(|line| !says(line)).map(|line| format!("{line}\n")).collect();
            files.insert("course.yaml".into(), format!("{text}{rest}").into_bytes());
            files.insert(PAGE.into(), format!("# A page\n\n{AFTER}\n").into_bytes());
            return (files, "course.yaml", 0);
        }
        // An include in the page keeps the snippet from being told as unused.
        _ => {
            format!("---\ntitle: A page\n---\n{text}\n\n{AFTER}\n\n:::include{{src=ground-rules.md}}\n:::\n")
        }
    };
    if input.kind() == "header" {
        files.remove("snippets/ground-rules.md");
    }
    files.insert(PAGE.into(), page.into_bytes());
    (files, PAGE, if input.kind() == "header" { 1 } else { 3 })
}

/// `line:column severity[code] message` with what to do below it; lines are counted in the fence.
fn shown(problems: &[Told], before: usize) -> String {
    let one = |problem: &Told| {
        let line = usize::try_from(problem.line).unwrap().saturating_sub(before);
        let (column, message) = (problem.column, problem.message.replace('\n', "\\n"));
        let help: String = problem.help.lines().map(|line| format!("    {line}\n")).collect();
        format!("{line}:{column} {}[{}] {message}\n{help}", problem.severity, problem.code)
    };
    problems.iter().map(one).collect()
}
