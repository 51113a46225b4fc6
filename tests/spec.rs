//! The literate suites of tests/spec: what an author writes, what a reader gets, and what the author is told.
//!
//! In a suite a heading with fences below it is a test:
//!
//! - ` ```markdown ` is the page at strand/module/page.md of a small clean course; with `file=a/b.md`, which stands last, it is another
//!   file of that course, and with `absent` that file is taken out. `crlf` and `bom` write it as some editors do. `no-title` is left out of what is told unless
//!   the fence says `whole`: most examples are a part of a page.
//! - ` ```html ` is what the page's content becomes for learners; with `facilitator`, for facilitators; with
//!   `file=a/b.html`, another page.
//! - ` ```diagnostics ` is all that is told, a line each with what to do below it. Without it nothing may be told.
//!
//! `UPDATE_SPEC=1 cargo test --test spec` writes what is there in the place of what was expected: read it before you
//! keep it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::fmt::Write as _;

use bedside::course::Edition;
use support::suite::{Fence, Part, difference, heading, split, update};
use support::{Files, PAGE, course, link_bare, made_one, told};

#[test]
fn markdown() {
    run("markdown.md");
}

#[test]
fn fences() {
    run("fences.md");
}

#[test]
fn header() {
    run("header.md");
}

#[test]
fn links() {
    run("links.md");
}

#[test]
fn directives() {
    run("directives.md");
}

#[test]
fn course_as_a_whole() {
    run("course.md");
}

#[test]
fn raw_html() {
    run("html.md");
}

fn run(suite: &str) {
    let path = support::of_package("tests/spec").join(suite);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut tests = split(&text);
    let mut failures = Vec::new();
    let mut count = 0;
    for parts in &mut tests {
        let name = heading(parts);
        if !parts.iter().any(|part| matches!(part, Part::Fence(fence) if fence.kind() == "markdown")) {
            continue;
        }
        count += 1;
        correct(parts, |words| failures.push(format!("{suite}, “{name}”: {words}")));
    }
    assert!(count > 0, "{suite} has no test");
    if std::env::var_os("UPDATE_SPEC").is_some() {
        return update(&path, &tests);
    }
    assert!(failures.is_empty(), "{} of {count} fail\n\n{}", failures.len(), failures.join("\n\n"));
}

/// Puts what is there in the place of what is expected, and tells each difference.
fn correct(parts: &mut Vec<Part>, mut tell: impl FnMut(String)) {
    let mut files: Files = course();
    let mut whole = false;
    for part in parts.iter() {
        if let Part::Fence(fence) = part
            && fence.kind() == "markdown"
        {
            whole |= fence.has("whole");
            let path = fence.file().unwrap_or(PAGE);
            if fence.has("absent") {
                files.remove(path)
            } else {
                files.insert(path.into(), fence.bytes())
            };
        }
    }
    let checked = link_bare(&files);
    for part in parts.iter_mut() {
        let Part::Fence(fence) = part else { continue };
        if fence.kind() != "html" {
            continue;
        }
        let edition = if fence.has("facilitator") { Edition::Facilitator } else { Edition::Learner };
        let file = fence.file().unwrap_or("strand/module/page.html");
        let mut html = made_one(&checked.value, edition, file).unwrap_or_else(|| "(no such page)".into());
        if !html.is_empty() && !html.ends_with('\n') {
            html.push('\n');
        }
        if html != fence.text {
            tell(difference("the HTML", &fence.text, &html));
            fence.text = html;
        }
    }
    let lines = lines(&checked, whole);
    let expected = parts.iter_mut().find_map(|part| match part {
        Part::Fence(fence) if fence.kind() == "diagnostics" => Some(fence),
        _ => None,
    });
    match expected {
        Some(fence) if fence.text == lines => {}
        Some(fence) => {
            tell(difference("what is told", &fence.text, &lines));
            fence.text = lines;
        }
        None if lines.is_empty() => {}
        None => {
            tell(difference("what is told", "", &lines));
            let last = parts.iter().rposition(|part| matches!(part, Part::Fence(_))).unwrap();
            parts.insert(last + 1, Part::Words("\n".into()));
            parts.insert(last + 2, Part::Fence(Fence { ticks: 3, info: "diagnostics".into(), text: lines }));
        }
    }
}

/// `line:column severity[code] message`, the file in front where it is another; what to do in a line of its own.
fn lines(checked: &bedside::diagnostic::Checked<bedside::pipeline::Linked>, whole: bool) -> String {
    let mut lines = String::new();
    let shown = |text: &str| text.replace('\n', "\\n");
    for problem in told(checked).iter().filter(|told| whole || told.code != "no-title" || told.file != PAGE) {
        let file = if problem.file == PAGE { String::new() } else { format!("{}:", problem.file) };
        let place = format!("{file}{}:{}", problem.line, problem.column);
        writeln!(lines, "{place} {}[{}] {}", problem.severity, problem.code, shown(&problem.message))
            .unwrap();
        for line in problem.help.lines() {
            writeln!(lines, "    {line}").unwrap();
        }
    }
    lines
}
