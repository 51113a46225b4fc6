//! The fixture courses, whole: the least, one with everything, one with everything wrong.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use bedside::course::Edition;
use bedside::document::directive::KINDS;
use support::{EDITIONS, binary, expect_clean, link, made, read_folder, told_in};

fn course(name: &str) -> std::path::PathBuf {
    support::of_package("tests/courses").join(name)
}

#[test]
fn the_least_course_is_one_page() {
    let checked = link(&read_folder(&course("minimal")));
    expect_clean(&checked, "minimal");
    let pages: Vec<_> =
        made(&checked.value, Edition::Learner).into_keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.contains(&"index.html".to_owned()), "{pages:?}");
}

#[test]
fn in_a_course_from_right_to_left_english_words_of_the_interface_keep_their_direction() {
    let checked = link(&read_folder(&course("right-to-left")));
    expect_clean(&checked, "right-to-left");
    let files = made(&checked.value, Edition::Learner);
    let lesson = String::from_utf8_lossy(&files["listening/silence/ten-seconds.html"]);
    assert!(lesson.contains("dir=\"rtl\""));
    assert!(lesson.contains("\u{2066}12 min\u{2069}"), "12 min would be read as min 12");
    assert!(!lesson.contains("\u{2066}\u{2069}"), "an empty word is no word");
}

#[test]
fn the_course_with_everything_is_clean_and_has_every_kind() {
    let checked = link(&read_folder(&course("kitchen-sink")));
    expect_clean(&checked, "kitchen-sink");
    let pages = &checked.value.course.pages;
    let used: BTreeSet<&str> =
        pages.iter().flat_map(|p| p.outline.kinds.iter().map(|(kind, _)| *kind)).collect();
    let missing: Vec<_> = KINDS.iter().map(|kind| kind.name).filter(|name| !used.contains(name)).collect();
    assert!(missing.is_empty(), "kitchen-sink has no {missing:?}: give it one");
}

#[test]
fn strands_modules_and_pages_stand_in_their_order() {
    let checked = link(&read_folder(&course("kitchen-sink")));
    let course = &checked.value.course;
    let strands: Vec<_> = course.strands.iter().map(|id| course.page(*id).out.as_str()).collect();
    assert_eq!(strands, ["second-strand/index.html", "first-strand/index.html"]);
    let files = made(&checked.value, Edition::Learner);
    assert!(files.contains_key("first-strand/module/deeper/second.html"), "unlisted pages are there");
    assert!(!files.contains_key("first-strand/module/deeper/first.html"), "drafts are not");
    let mentions = |text: &str| files.values().any(|bytes| String::from_utf8_lossy(bytes).contains(text));
    assert!(!mentions("deeper/second.html") && !mentions("\"second.html"), "an unlisted page is in no list");
}

#[test]
fn pictures_are_published_without_what_they_hide() {
    let files = read_folder(&course("kitchen-sink"));
    let source = &files["01-first-strand/10-module/bilder/stühle.jpg"];
    let has = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    assert!(has(source, b"SecretCamera") && has(source, b"Exif"));
    let checked = link(&files);
    for (path, bytes) in made(&checked.value, Edition::Facilitator) {
        for hidden in [&b"SecretCamera"[..], b"Secret Photographer"] {
            assert!(!has(&bytes, hidden), "{path} tells {}", String::from_utf8_lossy(hidden));
        }
    }
}

/// What a run of the program told, a line each.
fn listed(json: &str) -> String {
    let mut lines = String::new();
    for told in told_in(json) {
        writeln!(lines, "{}:{} {}", told.file, told.line, told.code).unwrap();
    }
    lines
}

#[test]
fn thirty_mistakes_are_each_told_at_their_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let content = course("broken");
    let content = content.to_str().unwrap();
    // An output of an earlier day, which stays as it is.
    let minimal = course("minimal");
    let built =
        binary::run(folder.path(), &["build", "--content", minimal.to_str().unwrap(), "--output", "site"]);
    assert_eq!(built.code, 0, "{built:?}");
    let (before, touched) = (binary::tree(folder.path()), binary::stats(folder.path()));

    let checked = binary::run(folder.path(), &["check", "--content", content, "--format", "json"]);
    assert_eq!(checked.code, 1);
    let found = listed(&checked.out);
    let path = course("broken.expected");
    if std::env::var_os("UPDATE_SPEC").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(&path).unwrap());
    let codes: BTreeSet<&str> = found.lines().filter_map(|line| line.split(' ').next_back()).collect();
    assert!(codes.len() >= 30, "only {} different mistakes: {codes:?}", codes.len());

    for edition in EDITIONS {
        let arguments = ["build", "--content", content, "--output", "site", "--edition", edition.name()];
        let built = binary::run(folder.path(), &arguments);
        assert_eq!(built.code, 1, "{built:?}");
        assert!(built.out.is_empty() && built.err.contains("was written"), "{built:?}");
    }
    assert_eq!(binary::tree(folder.path()), before);
    assert_eq!(binary::stats(folder.path()), touched);
}
