//! A very large course has more words than memory should hold: pages that are not held are read again when they are
//! needed, and nothing of what is published or told is another for it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bedside::course::Edition;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::render::Fault;
use bedside::source::{self, Options, Sources};

const DAY: Date = Date { year: 2026, month: 11, day: 24 };

fn read(folder: &Path, held: Option<u64>) -> (Linked, Vec<String>) {
    let scanned = source::scan(folder, &Options { held, ..Options::default() }, None);
    let linked = pipeline::link(scanned.value, &Sources::default(), &mut Memo::brief(), DAY);
    let told =
        scanned.diagnostics.iter().chain(&linked.diagnostics).map(|told| format!("{told:?}")).collect();
    (linked.value, told)
}

/// Every file of an edition; after each the words of its page are let go.
fn files(linked: &Linked, edition: Edition) -> BTreeMap<String, Result<Vec<u8>, Fault>> {
    let artefacts = pipeline::artefacts(linked, edition, false);
    let make = |(path, artefact): (&bedside::publish::OutPath, _)| {
        let mut bytes = Vec::new();
        let made = artefacts.make(artefact, &mut bytes).map(|()| bytes);
        artefacts.let_go(artefact);
        (path.to_string(), made)
    };
    artefacts.iter().map(make).collect()
}

#[test]
fn what_is_read_again_gives_the_same_files_and_the_same_words() {
    for course in fs::read_dir("tests/courses").unwrap() {
        let course = course.unwrap().path();
        let (all, told) = read(&course, None);
        for held in [0, 3_000, 20_000] {
            let (some, told_of_some) = read(&course, Some(held));
            assert_eq!(told, told_of_some, "{} with {held} bytes held", course.display());
            let mut pages = some.sources.iter().filter(|source| source.path.ends_with(".md"));
            assert!(held > 0 || pages.all(|page| !page.is_held()));
            for edition in [Edition::Learner, Edition::Facilitator] {
                let (one, two) = (files(&all, edition), files(&some, edition));
                assert!(one.keys().eq(two.keys()), "{} with {held}", course.display());
                for (path, made) in &one {
                    assert!(made == &two[path], "{path} of {} with {held}", course.display());
                }
            }
        }
    }
}

#[test]
fn a_page_that_is_saved_while_it_is_not_held_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("course.yaml"), "id: a-course\ntitle: A course\nlanguage: en\n").unwrap();
    fs::write(folder.path().join("index.md"), "# Home\n\nWords.\n").unwrap();
    fs::write(folder.path().join("page.md"), "# Page\n\nThe words of the scan.\n").unwrap();
    let (linked, _) = read(folder.path(), Some(0));
    fs::write(folder.path().join("page.md"), "# Page\n\nOther words than these.\n").unwrap();
    let made = files(&linked, Edition::Learner);
    assert!(matches!(&made["page.html"], Err(Fault::Unreadable(words)) if words.contains("Build again")));
    assert!(made["index.html"].is_ok());
}
