//! The program from outside: streams, exit codes, what is told and what is left on disk.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::path::Path;

use bedside::diagnostic::CODES;
use bedside::document::directive::KINDS;
use bedside::document::header::PAGE_KINDS;
use serde_json::Value;
use support::binary::{self, Run, run};
use support::{course, course_with, write_folder};
use tempfile::TempDir;

/// A folder with a course in `content/`.
fn with_course(files: &support::Files) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_folder(&folder.path().join("content"), files);
    folder
}

fn broken() -> TempDir {
    with_course(&course_with("---\ntitel: A page\n---\n# A page\n\n[Gone](gone.md)\n"))
}

fn warned() -> TempDir {
    with_course(&course_with("# A page\n\nWords[^gone].\n"))
}

#[track_caller]
fn ends(run: &Run, code: i32) {
    assert_eq!(run.code, code, "{run:?}");
}

#[test]
fn a_clean_course_is_built_and_built_again_without_touching_a_file() {
    let folder = with_course(&course());
    let first = run(folder.path(), &["build"]);
    ends(&first, 0);
    assert!(first.out.contains("learner") && first.err.is_empty(), "{first:?}");
    let site = folder.path().join("output/learner");
    assert!(site.join("index.html").is_file());
    let (bytes, stats) = (binary::tree(&site), binary::stats(&site));
    let second = run(folder.path(), &["build"]);
    ends(&second, 0);
    assert!(second.out.contains("up to date"), "{second:?}");
    assert_eq!(binary::stats(&site), stats, "the second build touched a file");
    assert_eq!(binary::tree(&site), bytes);
}

#[test]
fn editions_have_folders_of_their_own_and_output_names_the_very_folder() {
    let folder = with_course(&course());
    ends(&run(folder.path(), &["build", "--edition", "facilitator"]), 0);
    assert!(folder.path().join("output/facilitator/index.html").is_file());
    ends(&run(folder.path(), &["build", "--output", "here/now"]), 0);
    assert!(folder.path().join("here/now/index.html").is_file());
}

#[test]
fn an_edit_of_one_page_writes_what_changed_and_leaves_the_rest() {
    let mut files = course_with("# A page\n\nWords.\n");
    let folder = with_course(&files);
    ends(&run(folder.path(), &["build"]), 0);
    let site = folder.path().join("output/learner");
    let before = binary::stats(&site);
    files.insert(support::PAGE.into(), b"# A page\n\nOther words.\n".to_vec());
    write_folder(&folder.path().join("content"), &files);
    ends(&run(folder.path(), &["build"]), 0);
    let after = binary::stats(&site);
    assert_ne!(before["strand/module/page.html"], after["strand/module/page.html"]);
    assert_eq!(before["strand/index.html"], after["strand/index.html"]);
    let page = std::fs::read_to_string(site.join("strand/module/page.html")).unwrap();
    assert!(page.contains("Other words."));
}

#[test]
fn a_page_that_is_gone_leaves_the_output_and_an_authors_own_file_stays() {
    let folder = with_course(&course_with("# A page\n\nWords.\n"));
    ends(&run(folder.path(), &["build"]), 0);
    let site = folder.path().join("output/learner");
    std::fs::write(site.join("strand/mine.txt"), "mine").unwrap();
    std::fs::remove_file(folder.path().join("content").join(support::PAGE)).unwrap();
    ends(&run(folder.path(), &["build"]), 0);
    assert!(!site.join("strand/module/page.html").exists());
    assert_eq!(std::fs::read(site.join("strand/mine.txt")).unwrap(), b"mine");
}

#[test]
fn problems_go_to_stderr_with_their_place_and_results_to_stdout() {
    let folder = broken();
    let human = run(folder.path(), &["check"]);
    ends(&human, 1);
    assert!(human.out.is_empty(), "{human:?}");
    for words in
        ["unknown-key", "broken-link", "strand/module/page.md:2:1", "strand/module/page.md:6:1", "title"]
    {
        assert!(human.err.contains(words), "no `{words}` in\n{}", human.err);
    }
    let short = run(folder.path(), &["check", "--format", "short"]);
    ends(&short, 1);
    assert_eq!(short.err.lines().count(), 2, "{short:?}");
    assert!(short.err.starts_with("strand/module/page.md:2:1: error[unknown-key]: "), "{short:?}");
    let clean = run(with_course(&course()).path(), &["check"]);
    ends(&clean, 0);
    assert!(clean.err.is_empty() && clean.out.contains("nothing to mend"), "{clean:?}");
}

/// Holds a value to the keys and kinds that the design promises.
fn expect_shape(value: &Value, shape: &[(&str, &str)]) {
    let object = value.as_object().unwrap();
    let keys: Vec<&str> = object.keys().map(String::as_str).collect();
    let promised: Vec<&str> = shape.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, promised);
    for (key, kind) in shape {
        let is_so = match *kind {
            "text" => value[*key].is_string(),
            "text or null" => value[*key].is_string() || value[*key].is_null(),
            "from one" => value[*key].as_u64().is_some_and(|n| n >= 1),
            "count" => value[*key].is_u64(),
            "list" => value[*key].is_array(),
            other => panic!("{other}"),
        };
        assert!(is_so, "`{key}` is {} and not {kind}", value[*key]);
    }
}

#[test]
fn json_has_the_promised_shape() {
    let mut files = course_with("# A page\n\n[Gone](gone.md), é [vague](index.md): [here](index.md)[^1].\n");
    files.insert("strand/module/01-page.md".into(), b"# The same\n\nWords.\n".to_vec());
    let folder = with_course(&files);
    let checked = run(folder.path(), &["check", "--format", "json"]);
    ends(&checked, 1);
    assert!(checked.err.is_empty(), "{checked:?}");
    let object: Value = serde_json::from_str(&checked.out).unwrap();
    expect_shape(
        &object,
        &[("diagnostics", "list"), ("errors", "count"), ("warnings", "count"), ("notices", "count")],
    );
    let list = object["diagnostics"].as_array().unwrap();
    let count = |severity: &str| list.iter().filter(|d| d["severity"] == severity).count() as u64;
    for (severity, sum) in [("error", "errors"), ("warning", "warnings"), ("notice", "notices")] {
        assert_eq!(count(severity), object[sum], "{severity}");
        assert!(count(severity) > 0, "this course should have a {severity}");
    }
    for problem in list {
        expect_shape(
            problem,
            &[
                ("code", "text"),
                ("severity", "text"),
                ("file", "text"),
                ("line", "from one"),
                ("column", "from one"),
                ("end_line", "from one"),
                ("end_column", "from one"),
                ("message", "text"),
                ("help", "text or null"),
                ("related", "list"),
            ],
        );
        for related in problem["related"].as_array().unwrap() {
            expect_shape(related, &[("file", "text"), ("line", "from one"), ("message", "text")]);
        }
    }
    assert!(list.iter().any(|problem| !problem["related"].as_array().unwrap().is_empty()));
    // Columns are counted in characters: `é` is one.
    let vague = list.iter().find(|problem| problem["code"] == "link-text").unwrap();
    assert_eq!((&vague["line"], &vague["column"]), (&3.into(), &39.into()));
}

#[test]
fn sarif_is_an_object_of_its_version() {
    let checked = run(broken().path(), &["check", "--format", "sarif"]);
    ends(&checked, 1);
    let object: Value = serde_json::from_str(&checked.out).unwrap();
    assert_eq!(object["version"], "2.1.0");
    assert_eq!(object["runs"][0]["results"].as_array().unwrap().len(), 2);
}

#[test]
fn strict_makes_errors_of_warnings() {
    let folder = warned();
    ends(&run(folder.path(), &["check"]), 0);
    ends(&run(folder.path(), &["check", "--strict"]), 1);
    ends(&run(folder.path(), &["build"]), 0);
    assert!(folder.path().join("output/learner/index.html").is_file());
    let before = binary::stats(&folder.path().join("output"));
    ends(&run(folder.path(), &["build", "--strict"]), 1);
    assert_eq!(binary::stats(&folder.path().join("output")), before);
}

#[test]
fn an_error_leaves_the_output_as_it_was() {
    let folder = with_course(&course());
    ends(&run(folder.path(), &["build"]), 0);
    let output = folder.path().join("output");
    let (bytes, stats) = (binary::tree(&output), binary::stats(&output));
    std::fs::write(folder.path().join("content/index.md"), "# Home\n\n[Gone](gone.md)\n").unwrap();
    let failed = run(folder.path(), &["build"]);
    ends(&failed, 1);
    assert!(failed.out.is_empty() && failed.err.contains("was written"), "{failed:?}");
    assert_eq!((binary::tree(&output), binary::stats(&output)), (bytes, stats));
}

#[test]
fn a_folder_without_a_course_is_told_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["build", "check", "serve"] {
        let told = run(folder.path(), &[command]);
        ends(&told, 2);
        assert!(told.out.is_empty() && told.err.contains("bedside new"), "{command}: {told:?}");
    }
    std::fs::create_dir(folder.path().join("content")).unwrap();
    let empty = run(folder.path(), &["check"]);
    ends(&empty, 1);
    assert!(empty.err.contains("no-course"), "{empty:?}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something was written");
}

#[test]
fn what_was_mistyped_is_told_and_ends_with_two() {
    let folder = with_course(&course());
    for arguments in [
        &["biuld"][..],
        &["build", "--editoin", "learner"],
        &["build", "--edition", "teacher"],
        &["check", "--format", "xml"],
        &["check", "--today", "tomorrow"],
        &["kinds", "reflcet"],
        &["explain", "brokn-link"],
        &["add", "leson", "strand/x"],
    ] {
        let told = run(folder.path(), arguments);
        ends(&told, 2);
        assert!(told.out.is_empty() && !told.err.is_empty(), "{arguments:?}: {told:?}");
    }
    assert!(run(folder.path(), &["explain", "brokn-link"]).err.contains("broken-link"));
    assert!(run(folder.path(), &["kinds", "reflcet"]).err.contains("reflect"));
    assert!(run(folder.path(), &["kinds", "quiz"]).err.contains("check"));
    assert!(run(folder.path(), &["add", "leson", "strand/x"]).err.contains("lesson"));
}

#[test]
fn every_code_is_explained_and_every_kind_shown() {
    let folder = tempfile::tempdir().unwrap();
    let all = run(folder.path(), &["explain"]);
    ends(&all, 0);
    for info in CODES {
        assert!(all.out.contains(info.name), "{} is not listed", info.name);
    }
    for info in CODES.iter().step_by(9) {
        let one = run(folder.path(), &["explain", info.name]);
        ends(&one, 0);
        assert!(one.out.contains(info.name) && one.out.len() > info.explanation.len() / 2, "{one:?}");
    }
    let limits = run(folder.path(), &["explain", "limits"]);
    ends(&limits, 0);
    assert!(limits.out.contains("16 KiB") && limits.out.contains("2 MiB") && limits.out.contains("16 MiB"));
    let kinds = run(folder.path(), &["kinds"]);
    ends(&kinds, 0);
    for kind in KINDS {
        assert!(kinds.out.contains(kind.name));
    }
    let one = run(folder.path(), &["kinds", "reflect"]);
    ends(&one, 0);
    assert!(one.out.contains(":::reflect[") && one.out.contains("frame"), "{one:?}");
    let pages = run(folder.path(), &["kinds", "--pages"]);
    ends(&pages, 0);
    for (kind, folder, _) in PAGE_KINDS {
        assert!(pages.out.contains(kind) && pages.out.contains(folder));
    }
}

#[test]
fn a_new_course_is_clean_and_so_is_every_page_that_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let made = run(folder.path(), &["new", "my-course", "--title", "Care: a \"first\" course"]);
    ends(&made, 0);
    assert!(made.out.contains("bedside serve") && made.err.is_empty(), "{made:?}");
    let course = folder.path().join("my-course");
    let strict = |what: &str| {
        let checked = run(&course, &["check", "--strict"]);
        assert_eq!(checked.code, 0, "{what}: {checked:?}");
        // What only a school knows waits for its words; nothing else is to be mended.
        let told = checked.err.lines().filter(|line| line.contains('['));
        let others: Vec<&str> =
            told.filter(|line| !line.contains("fill in") && !line.contains("to-fill-in")).collect();
        assert!(others.is_empty(), "{what}: {others:#?}");
    };
    strict("new");
    ends(&run(&course, &["add", "strand", "a-strand"]), 0);
    ends(&run(&course, &["add", "module", "a-strand/03-first-minutes"]), 0);
    strict("add strand, add module");
    for (kind, plural, _) in PAGE_KINDS {
        let path = format!("a-strand/03-first-minutes/{plural}/01-a-{kind}");
        let added = run(&course, &["add", kind, &path]);
        ends(&added, 0);
        assert!(added.out.contains(&path), "{added:?}");
        strict(&format!("add {kind}"));
    }
    ends(&run(&course, &["build"]), 0);
    let page =
        std::fs::read_to_string(course.join("output/learner/a-strand/first-minutes/index.html")).unwrap();
    assert!(page.contains("First minutes"));
}

#[test]
fn nothing_of_an_authors_is_written_over() {
    let folder = with_course(&course_with("# Mine\n\nWords.\n"));
    let again = run(folder.path(), &["add", "lesson", "strand/module/page"]);
    ends(&again, 2);
    assert!(again.err.contains("exists already"), "{again:?}");
    let page = folder.path().join("content").join(support::PAGE);
    assert_eq!(std::fs::read_to_string(page).unwrap(), "# Mine\n\nWords.\n");
    ends(&run(folder.path(), &["new", "content"]), 2);
    ends(&run(folder.path(), &["add", "lesson", "../out-of-the-course"]), 2);
    assert!(!folder.path().join("out-of-the-course.md").exists());
}

#[test]
fn folders_that_must_not_be_filled_are_refused() {
    let folder = with_course(&course());
    std::fs::create_dir(folder.path().join("photographs")).unwrap();
    std::fs::write(folder.path().join("photographs/one.jpg"), "a picture").unwrap();
    let refused = |output: &Path| {
        let told = run(folder.path(), &["build", "--output", output.to_str().unwrap()]);
        assert_eq!(told.code, 2, "{} was filled: {told:?}", output.display());
        assert!(told.out.is_empty() && told.err.starts_with("bedside: "), "{told:?}");
    };
    let before = binary::tree(folder.path());
    refused(Path::new("."));
    refused(Path::new("content"));
    refused(Path::new("photographs"));
    refused(Path::new("/"));
    refused(folder.path().parent().unwrap());
    refused(&folder.path().join("content/strand"));
    assert_eq!(binary::tree(folder.path()), before);
    // Files that are not ours stay, when it is asked for in so many words.
    ends(&run(folder.path(), &["build", "--output", "photographs", "--force"]), 0);
    assert_eq!(std::fs::read(folder.path().join("photographs/one.jpg")).unwrap(), b"a picture");
    assert!(folder.path().join("photographs/index.html").is_file());
}

#[test]
fn facts_are_told_as_text_and_as_json() {
    let folder = with_course(&course_with("# A page\n\nFour words stand here.\n\n:::tip\nOne.\n:::\n"));
    ends(&run(folder.path(), &["check", "--report", "facts"]), 0);
    let json = run(folder.path(), &["check", "--report", "facts", "--format", "json"]);
    ends(&json, 0);
    let facts: Value = serde_json::from_str(&json.out).unwrap();
    assert!(facts.is_object());
    assert!(json.out.contains("tip"), "{json:?}");
}

#[test]
fn help_and_version_are_results() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["--version"], &["help"], &["build", "--help"]] {
        let told = run(folder.path(), arguments);
        ends(&told, 0);
        assert!(!told.out.is_empty() && told.err.is_empty(), "{arguments:?}: {told:?}");
    }
}
