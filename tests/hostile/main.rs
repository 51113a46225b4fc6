//! Input that means harm: names, links, raw HTML, headers, data files, bytes, sizes, templates, pictures. Nothing of it
//! lives in a page, leaves the course, stops the program or keeps it busy, and what is wrong is told where it stands.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

#[path = "../support/mod.rs"]
mod support;

mod bytes;
mod data;
mod disk;
mod headers;
mod html;
mod links;
mod media;
mod names;
mod sizes;
mod suites;
mod templates;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bedside::course::Edition;
use bedside::pipeline;
use bedside::publish::OutPath;
use bedside::render::Fault;
use support::time::measured;
use support::{allowed, course, link, told};

/// Longer than this, by the clock of the thread that works, is a hang.
const HANG: Duration = Duration::from_secs(2);

/// What must be said of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// No error: it is odd, and right.
    Fine,
    /// An error that names its file.
    Error,
    /// It is made harmless, told or not.
    Any,
}

/// One hostile page.
pub struct Case {
    pub what: String,
    pub page: Vec<u8>,
    pub expect: Expect,
}

impl Case {
    pub fn new(what: impl Into<String>, page: impl Into<Vec<u8>>, expect: Expect) -> Case {
        Case { what: what.into(), page: page.into(), expect }
    }
}

/// All inputs of this suite by kind.
fn counts() -> Vec<(&'static str, usize)> {
    vec![
        ("names", names::count()),
        ("links", links::cases().len() + disk::count()),
        ("raw HTML", html::cases().len()),
        ("YAML", headers::cases().len() + data::cases().len()),
        ("bytes", bytes::cases().len()),
        ("sizes", sizes::count()),
        ("templates", templates::cases().len()),
        ("pictures and archives", media::count()),
    ]
}

#[test]
fn there_are_eight_hundred_inputs_and_each_is_another() {
    let counts = counts();
    let sum: usize = counts.iter().map(|(_, count)| count).sum();
    for (kind, count) in &counts {
        println!("{count:5} {kind}");
    }
    println!("{sum:5} hostile inputs in all");
    assert!(sum >= 800, "{sum} inputs");
    let pages = [links::cases(), html::cases(), headers::cases()];
    let all = pages.iter().flatten();
    let mut seen = std::collections::BTreeSet::new();
    for case in all {
        assert!(seen.insert(&case.page), "{} stands twice", case.what);
    }
}

#[test]
fn no_link_leads_out() {
    hold(&links::cases());
}

#[test]
fn no_raw_html_lives() {
    hold(&html::cases());
}

#[test]
fn no_header_hangs_or_is_believed() {
    hold(&headers::cases());
}

/// Puts pages into small courses and holds each to what must be.
fn hold(cases: &[Case]) {
    let mut wrong = Vec::new();
    for some in cases.chunks(40) {
        let (found, time) = measured(|| catch_unwind(AssertUnwindSafe(|| tried(some))));
        match found {
            Ok(found) => wrong.extend(found),
            Err(_) => wrong.push(format!("a panic in one of {:?}…", some[0].what)),
        }
        if time <= HANG {
            continue;
        }
        // Which of them was it?
        for case in some {
            let (_, time) = measured(|| tried(std::slice::from_ref(case)));
            if time > HANG {
                wrong.push(format!("{}: {time:?}", case.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// One course with a page for each.
fn tried(cases: &[Case]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut files = course();
    let path = |n: usize| format!("strand/module/page-{n:02}.md");
    for (n, case) in cases.iter().enumerate() {
        files.insert(path(n), case.page.clone());
    }
    files.insert("strand/module/chair.png".into(), b"not looked into".to_vec());
    let checked = link(&files);
    let told = told(&checked);
    // Facilitators see all that learners see, and more.
    let artefacts = pipeline::artefacts(&checked.value, Edition::Facilitator, false);
    for (n, case) in cases.iter().enumerate() {
        let file = path(n);
        let of_page: Vec<_> = told.iter().filter(|told| told.file == file).collect();
        let errors: Vec<&str> =
            of_page.iter().filter(|t| t.severity == "error").map(|t| t.code.as_str()).collect();
        if errors.contains(&"page-failed") {
            wrong.push(format!("{}: a panic", case.what));
        }
        match case.expect {
            Expect::Fine if !errors.is_empty() => wrong.push(format!("{}: told {errors:?}", case.what)),
            Expect::Error if errors.is_empty() => {
                wrong.push(format!("{}: no error names the page", case.what));
            }
            _ => {}
        }
        let Some(artefact) = artefacts.get(&OutPath::new(&file.replace(".md", ".html")).unwrap()) else {
            continue;
        };
        let mut html = Vec::new();
        match artefacts.make(artefact, &mut html) {
            Ok(()) => {}
            Err(Fault::TooLarge(_)) => continue,
            Err(fault) => wrong.push(format!("{}: {fault}", case.what)),
        }
        let beyond = allowed::beyond(std::str::from_utf8(&html).unwrap());
        if !beyond.is_empty() {
            wrong.push(format!("{}: {beyond:?}", case.what));
        }
    }
    wrong
}
