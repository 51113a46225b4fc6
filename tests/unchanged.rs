//! A second build of the same course: it reads nothing and says the same; whatever changed is noticed.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use support::binary::{self, Run, run};
use support::{course_with, write_folder};
use tempfile::TempDir;

/// A course with a warning, built twice: files that have just been written are not trusted.
fn built() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let theme = "theme: ../own-theme\n";
    let mut files = course_with("# A page\n\nWords[^gone].\n");
    files.get_mut("course.yaml").unwrap().extend_from_slice(theme.as_bytes());
    write_folder(&folder.path().join("content"), &files);
    fs::create_dir_all(folder.path().join("own-theme/css")).unwrap();
    fs::write(folder.path().join("own-theme/css/99-own.css"), "p { color: black; }\n").unwrap();
    std::thread::sleep(Duration::from_millis(150));
    let first = run(folder.path(), &["build"]);
    assert_eq!(first.code, 0, "{first:?}");
    folder
}

fn stamp(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder.join(".bedside-cache")).unwrap().map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.extension().is_some_and(|name| name == "stamp")).unwrap()
}

/// Puts a word into what was remembered, so that it shows whether a build went by it.
fn mark(folder: &Path) {
    let path = stamp(folder);
    let text = fs::read_to_string(&path).unwrap();
    let marked = text.replace("up to date", "REMEMBERED");
    assert!(marked.contains("REMEMBERED"), "{text}");
    fs::write(path, marked).unwrap();
}

/// Builds again after a change, which must be noticed; gives what was said.
#[track_caller]
fn noticed(folder: &Path, arguments: &[&str]) -> Run {
    mark(folder);
    let again = run(folder, arguments);
    assert!(!again.out.contains("REMEMBERED"), "not noticed: {again:?}");
    again
}

#[test]
fn nothing_changed_is_remembered_and_says_the_same() {
    let folder = built();
    let site = folder.path().join("output/learner");
    let before = binary::stats(&site);
    mark(folder.path());
    let again = run(folder.path(), &["build"]);
    assert!(again.out.contains("REMEMBERED"), "{again:?}");
    assert!(again.err.contains("footnote") && again.err.contains("[^gone]"), "{again:?}");
    assert_eq!(again.code, 0);
    assert_eq!(binary::stats(&site), before);
}

#[test]
fn a_changed_page_is_noticed_even_with_its_old_length_and_time() {
    let folder = built();
    let page = folder.path().join("content/index.md");
    let (text, time) = (fs::read_to_string(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap());
    let at = text.rfind(char::is_lowercase).unwrap();
    let other = if &text[at..=at] == "a" { "b" } else { "a" };
    fs::write(&page, format!("{}{other}{}", &text[..at], &text[at + 1..])).unwrap();
    fs::File::open(&page).unwrap().set_modified(time).unwrap();
    let again = noticed(folder.path(), &["build"]);
    assert!(again.out.contains("written"), "{again:?}");
}

#[test]
fn new_and_lost_sources_themes_options_and_days_are_noticed() {
    let folder = built();
    let content = folder.path().join("content");
    let change: [(&str, &dyn Fn()); 4] = [
        ("a new page", &|| fs::write(content.join("new.md"), "# New\n\nText.\n").unwrap()),
        ("a lost page", &|| fs::remove_file(content.join("new.md")).unwrap()),
        ("the theme", &|| {
            fs::write(folder.path().join("own-theme/css/99-own.css"), "p { color: navy; }\n").unwrap();
        }),
        ("a link", &|| std::os::unix::fs::symlink("/etc", content.join("link.md")).unwrap()),
    ];
    for (what, change) in change {
        change();
        std::thread::sleep(Duration::from_millis(150));
        mark(folder.path());
        let again = run(folder.path(), &["build"]);
        assert!(!again.out.contains("REMEMBERED"), "{what}: {again:?}");
        assert!(again.code == 1 || again.out.contains("written"), "{what}: {again:?}");
        run(folder.path(), &["build"]);
    }
    fs::remove_file(content.join("link.md")).unwrap();
    run(folder.path(), &["build"]);
    noticed(folder.path(), &["build", "--today", "2031-01-01"]);
    run(folder.path(), &["build"]);
    assert_eq!(noticed(folder.path(), &["build", "--strict"]).code, 1);
}

#[test]
fn an_output_that_somebody_touched_is_looked_at_again() {
    let folder = built();
    let page = folder.path().join("output/learner/index.html");
    fs::write(&page, "mine").unwrap();
    let again = noticed(folder.path(), &["build"]);
    assert!(again.out.contains("1 written") && again.out.contains("kept"), "{again:?}");
    assert_ne!(fs::read(&page).unwrap(), b"mine");
    fs::remove_dir_all(folder.path().join("output")).unwrap();
    assert!(noticed(folder.path(), &["build"]).out.contains("written"));
}

#[test]
fn a_damaged_memory_is_none() {
    let folder = built();
    for damage in [&b""[..], b"{}", b"\xff\xfe", b"null"] {
        fs::write(stamp(folder.path()), damage).unwrap();
        let again = run(folder.path(), &["build"]);
        assert!(again.code == 0 && again.out.contains("up to date"), "{again:?}");
    }
}

#[test]
fn each_edition_and_each_output_has_its_own_memory() {
    let folder = built();
    run(folder.path(), &["build", "--edition", "facilitator"]);
    mark(folder.path());
    let names =
        fs::read_dir(folder.path().join(".bedside-cache")).unwrap().map(|entry| entry.unwrap().file_name());
    let names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    for kind in [".stamp", ".memory"] {
        assert_eq!(names.iter().filter(|name| name.ends_with(kind)).count(), 2, "{names:?}");
    }
    let learner = run(folder.path(), &["build"]);
    let facilitator = run(folder.path(), &["build", "--edition", "facilitator"]);
    assert!(learner.out.contains("learner") && facilitator.out.contains("facilitator"));
}
