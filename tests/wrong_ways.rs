//! Real mistakes of people who come from Word, ten and more for each kind of block and each key: `tests/wrong/*.md`.
//!
//! In a suite a `##` heading names a kind or a key, and each `###` heading below it is one wrong way to write it:
//!
//! - ` ```markdown ` is the text of a page, ` ```header ` what stands in its header, ` ```course ` a course.yaml.
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

/// What stands below every wrong way, and must be seen whatever is wrong above it.
const AFTER: &str = "The words after it are still here.";

#[test]
fn each_kind_is_told_in_its_wrong_ways() {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let mut counts = BTreeMap::new();
    for suite in ["callouts.md", "reading.md", "doing.md", "parts.md", "recordings.md"] {
        counts.extend(run(suite));
    }
    hold(&names, &counts);
}

#[test]
fn each_key_of_a_header_is_told_in_its_wrong_ways() {
    let names: Vec<&str> = header::KEYS.iter().map(|key| key.name).collect();
    hold(&names, &run("header.md"));
}

#[test]
fn each_key_of_the_course_is_told_in_its_wrong_ways() {
    let counts = run("course.md");
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

/// Runs a suite, and gives how many wrong ways each name has.
fn run(suite: &str) -> BTreeMap<String, usize> {
    let path = support::of_package("tests/wrong").join(suite);
    let mut tests = split(&std::fs::read_to_string(&path).unwrap());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut about = String::new();
    for parts in &mut tests {
        let name = heading(parts);
        let Some(at) = parts.iter().position(|part| matches!(part, Part::Fence(_))) else {
            about = name;
            continue;
        };
        *counts.entry(about.clone()).or_default() += 1;
        correct(parts, at, |words| failures.push(format!("{suite}, {about}, “{name}”: {words}")));
    }
    if std::env::var_os("UPDATE_SPEC").is_some() {
        update(&path, &tests);
    }
    assert!(failures.is_empty(), "{} fail\n\n{}", failures.len(), failures.join("\n\n"));
    counts
}

/// Puts what is told in the place of what is expected, and tells whatever is not as it should be.
fn correct(parts: &mut Vec<Part>, at: usize, mut tell: impl FnMut(String)) {
    let Part::Fence(input) = &parts[at] else { return };
    let (files, file, before) = written(input);
    let lines = input.text.lines().count();
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
    if !html.contains(AFTER) {
        tell("the rest of the page is not shown".into());
    }
    match parts.get_mut(at + 2) {
        Some(Part::Fence(fence)) => {
            if fence.text != found {
                tell(difference("what is told", &fence.text, &found));
                fence.text = found;
            }
        }
        _ => {
            tell(difference("what is told", "", &found));
            parts.truncate(at + 1);
            parts.push(Part::Words("\n".into()));
            parts.push(Part::Fence(Fence { ticks: 3, info: "diagnostics".into(), text: found }));
            parts.push(Part::Words("\n".into()));
        }
    }
}

/// The course that a wrong way is written into; the file that it is in, and how many lines of that stand before it.
fn written(input: &Fence) -> (Files, &'static str, usize) {
    let mut files = course();
    files.insert("snippets/ground-rules.md".into(), b"What is said here stays here.\n".to_vec());
    files.insert("strand/module/window.mp3".into(), b"ID3".to_vec());
    files.insert("strand/module/door.mp4".into(), b"mp4".to_vec());
    files.insert("strand/module/door.vtt".into(), b"WEBVTT\n\n00:01.000 --> 00:04.000\nA door.\n".to_vec());
    let text = String::from_utf8(input.bytes()).unwrap();
    let page = match input.kind() {
        "header" => format!("---\n{text}---\n# A page\n\n{AFTER}\n"),
        "course" => {
            files.insert("course.yaml".into(), text.into_bytes());
            files.insert(PAGE.into(), format!("# A page\n\n{AFTER}\n").into_bytes());
            return (files, "course.yaml", 0);
        }
        // An include in the page keeps the snippet from being told as unused.
        _ => format!(
            "---\ntitle: A page\n---\n{text}\n\n{AFTER}\n\n:::include{{src=ground-rules.md}}\n:::\n"
        ),
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
