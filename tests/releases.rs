//! Files that were given away: what is noted of each, what has to be recalled, and until when a file says it holds.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use support::binary::{Run, run, unzipped};
use support::{Files, write_folder};

const STORIES: &str = "blanket:
  basis: consented
  teller: his daughter
  approved: 2026-01-10
  expires: 2028-01-10
  purposes: [education]
  copies: [site, download]
  files: [one/module/picture.svg]
harbour:
  basis: published
  expires: 2029-06-30
told:
  basis: composite
";

fn course() -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()));
    add(
        "course.yaml",
        "id: releases\ntitle: Releases\nversion: 1\nstrands: [one]\nallow: [no-summary, no-objectives, no-activity]\n",
    );
    add("stories.yaml", STORIES);
    add("index.md", "# Home\n\nWords.\n");
    add("one/index.md", "# One\n\nWords.\n");
    add(
        "one/module/index.md",
        "# Module\n\n![A blanket](picture.svg)\n\n## What [she](blanket.md) said\n\n:::voice[A sailor]{story=harbour #sailor}\nSalt and rope.\n:::\n\n:::facilitator\n:::voice[Many]{story=told}\nQuiet.\n:::\n:::\n",
    );
    add("one/module/blanket.md", "---\nstory: blanket\n---\n# The blanket\n\nShe held on to the wool.\n");
    add("one/module/plain.md", "# Plain\n\nPlain words.\n");
    add("one/module/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>");
    files
}

fn desk() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write_folder(&root.path().join("content"), &course());
    root
}

fn list(root: &Path) -> String {
    std::fs::read_to_string(root.join("content/releases.yaml")).unwrap_or_default()
}

fn package(root: &Path, today: &str, more: &[&str]) -> Run {
    run(root, &[&["package", "site-zip", "--today", today], more].concat())
}

fn recall(root: &Path, today: &str, more: &[&str]) -> Run {
    run(root, &[&["check", "--today", today, "--report", "recall"], more].concat())
}

fn texts(file: &Path) -> BTreeMap<String, String> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    unzipped(file).into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

#[test]
fn a_file_that_is_made_is_noted_with_its_hash_and_the_stories_in_it() {
    let root = desk();
    let root = root.path();
    let made = package(root, "2027-03-01", &["--to", "St Mary's, ward 4"]);
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
    assert!(
        made.out.contains("for St Mary's, ward 4") && made.out.contains("Valid until 2028-01-10"),
        "{}",
        made.out
    );
    let bytes = std::fs::read(root.join("output/releases-learner.zip")).unwrap();
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let first = list(root);
    let expected = format!(
        "2027-03-01-{}:\n  file: \"releases-learner.zip\"\n  hash: blake3:{hash}\n  date: 2027-03-01\n  format: site-zip\n  edition: learner\n  recipient: \"St Mary's, ward 4\"\n  stories:\n    blanket: 2028-01-10\n    harbour: 2029-06-30\n",
        &hash[..8]
    );
    assert!(first.ends_with(&expected), "{first}\n{expected}");
    // A second run adds, also of the same file; facilitators' stories are in facilitators' files.
    assert_eq!(package(root, "2027-03-01", &[]).code, 0);
    let facilitators = package(root, "2027-03-02", &["--edition", "facilitator", "--to", "Roy"]);
    assert_eq!(facilitators.code, 0, "{}", facilitators.err);
    let all = list(root);
    assert!(all.starts_with(&first), "what stands in the list stays to the byte");
    assert!(all.contains(&format!("2027-03-01-{}-2:\n", &hash[..8])), "{all}");
    assert!(all.contains("    told: no end\n") && !first.contains("told"), "{all}");
    assert_eq!(
        bytes,
        std::fs::read(root.join("output/releases-learner.zip")).unwrap(),
        "the list changes no file"
    );
    assert!(!texts(&root.join("output/releases-learner.zip")).keys().any(|path| path.contains("releases")));
    let clean = run(root, &["check", "--today", "2027-03-02"]);
    assert_eq!(clean.code, 0, "{}", clean.err);
}

#[test]
fn a_new_entry_in_the_list_changes_nothing_that_is_built() {
    let root = desk();
    let root = root.path();
    assert_eq!(run(root, &["build", "--today", "2027-03-01"]).code, 0);
    let before = support::binary::stats(&root.join("output/learner"));
    assert_eq!(package(root, "2027-03-01", &["--to", "Roy"]).code, 0);
    assert_eq!(run(root, &["build", "--today", "2027-03-01"]).code, 0);
    assert_eq!(before, support::binary::stats(&root.join("output/learner")));
}

#[test]
fn a_file_with_nothing_to_recall_and_nobody_named_is_not_noted() {
    let root = desk();
    let root = root.path();
    std::fs::remove_file(root.join("content/stories.yaml")).unwrap();
    for (path, text) in [
        ("blanket.md", "---\nstory: fictional\n---\n# The blanket\n\nWool.\n"),
        ("index.md", "# Module\n\nWords.\n"),
    ] {
        std::fs::write(root.join("content/one/module").join(path), text).unwrap();
    }
    std::fs::remove_file(root.join("content/one/module/picture.svg")).unwrap();
    assert_eq!(package(root, "2027-03-01", &[]).code, 0);
    assert_eq!(list(root), "");
    let files = texts(&root.join("output/releases-learner.zip"));
    assert!(!files.values().any(|text| text.contains("Valid until") || text.contains("story-ended")));
    assert!(!files.contains_key("assets/valid-until.js"));
    assert_eq!(package(root, "2027-03-01", &["--to", "Roy"]).code, 0);
    assert!(list(root).contains("recipient: \"Roy\"") && !list(root).contains("stories:"), "{}", list(root));
}

#[test]
fn a_damaged_list_is_told_and_neither_added_to_nor_trusted() {
    let root = desk();
    let root = root.path();
    assert_eq!(package(root, "2027-03-01", &["--to", "Roy"]).code, 0);
    let damaged = list(root).replacen("  hash: blake3:", "  hash: blake", 1);
    std::fs::write(root.join("content/releases.yaml"), &damaged).unwrap();
    std::fs::remove_file(root.join("output/releases-learner.zip")).unwrap();
    let refused = package(root, "2027-03-02", &["--to", "Ann"]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("releases.yaml:6:9") && refused.err.contains("no hash of a file"),
        "{}",
        refused.err
    );
    assert_eq!(list(root), damaged);
    assert!(!root.join("output/releases-learner.zip").exists(), "nothing is made that cannot be noted");
    let report = recall(root, "2028-02-01", &[]);
    assert_eq!((report.code, report.out.as_str()), (1, ""), "{}", report.out);
    assert!(report.err.contains("cannot be told from a damaged list"), "{}", report.err);
}

#[test]
fn a_list_in_which_nothing_can_be_written_says_so() {
    let root = desk();
    let root = root.path();
    std::fs::create_dir(root.join("content/releases.yaml")).unwrap();
    let made = package(root, "2027-03-01", &["--to", "Roy"]);
    assert_eq!(made.code, 2, "{}", made.err);
    assert!(
        made.err.contains("releases.yaml does not know it") && made.err.contains("Do not give it away"),
        "{}",
        made.err
    );
}

#[test]
fn what_has_to_be_replaced_and_by_whom() {
    let root = desk();
    let root = root.path();
    assert!(recall(root, "2027-03-01", &[]).out.starts_with("Nothing to recall: no file in releases.yaml"));
    package(root, "2027-03-01", &["--to", "St Mary's, ward 4"]);
    package(root, "2027-04-01", &["--edition", "facilitator"]);
    let today = recall(root, "2027-05-01", &[]);
    assert_eq!(today.code, 0);
    assert_eq!(
        today.out,
        "Nothing to recall: no file in releases.yaml holds a story that is withheld on 2027-05-01.\n"
    );
    let asked = recall(root, "2027-05-01", &["blanket"]).out;
    assert!(
        asked.contains("blanket: 2 files hold it, and may") && asked.contains("may still be shown in it"),
        "{asked}"
    );
    assert!(asked.contains("given to St Mary's, ward 4 on 2027-03-01 (site-zip, learner)"), "{asked}");
    assert!(asked.contains("given to whom is not known on 2027-04-01 (site-zip, facilitator)"), "{asked}");
    assert!(
        recall(root, "2027-05-01", &["told"]).out.contains("told: 1 file holds it, and may"),
        "the facilitators' alone"
    );

    let over = recall(root, "2028-02-01", &["--format", "json"]);
    assert_eq!(over.code, 1, "the story is withheld, and a report says so as a build does");
    let rows: serde_json::Value = serde_json::from_str(&over.out).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!((&rows[0]["story"], &rows[0]["recipient"]), (&"blanket".into(), &"St Mary's, ward 4".into()));
    assert_eq!(rows[0]["reason"], "the agreement ended with 2028-01-10");
    assert_eq!(rows[0]["hidden_since"], "2028-01-11");
    let to_do = rows[1]["what_to_do"].as_str().unwrap();
    assert!(to_do.contains("`bedside package site-zip --edition facilitator`"), "{to_do}");
    let built = run(root, &["build", "--today", "2028-02-01"]);
    assert!(
        built.out.contains("bedside check --report recall"),
        "a build says that files are out: {}",
        built.out
    );

    // What was replaced is marked by hand, and is not asked for again.
    let marked = list(root)
        .replace("    blanket: ", "    blanket:  ")
        .replace("  stories:", "  replaced: 2028-01-20\n  stories:");
    std::fs::write(root.join("content/releases.yaml"), marked).unwrap();
    let done = recall(root, "2028-02-01", &["blanket"]);
    assert_eq!(
        done.out,
        "Nothing to recall: no file in releases.yaml holds `blanket`. 2 that did are marked as replaced.\n"
    );
}

#[test]
fn a_story_that_is_not_known_offers_the_nearest_and_one_without_an_entry_is_still_found() {
    let root = desk();
    let root = root.path();
    package(root, "2027-03-01", &["--to", "Roy"]);
    let slip = recall(root, "2027-03-01", &["blankett"]);
    assert_eq!(slip.code, 2);
    assert!(slip.err.contains("Did you mean “blanket”?"), "{}", slip.err);
    let misplaced = run(root, &["check", "blanket"]);
    assert_eq!(misplaced.code, 2, "{}{}", misplaced.out, misplaced.err);
    // The author took the story out of the course altogether; the file that was given away still holds it.
    for (path, text) in [
        ("stories.yaml", "harbour:\n  basis: published\ntold:\n  basis: composite\n"),
        ("one/module/blanket.md", "# A page\n\nWords.\n"),
    ] {
        std::fs::write(root.join("content").join(path), text).unwrap();
    }
    let found = recall(root, "2027-03-01", &[]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(found.out.contains("blanket: 1 file to replace"), "{}", found.out);
    assert!(
        found.out.contains("it has no entry in stories.yaml any more; the file still shows it"),
        "{}",
        found.out
    );
}

#[test]
fn a_copy_that_was_taken_back_is_recalled_though_the_site_may_go_on() {
    let root = desk();
    let root = root.path();
    package(root, "2027-03-01", &["--to", "Roy"]);
    let now = STORIES.replace("[site, download]", "[site]");
    std::fs::write(root.join("content/stories.yaml"), now).unwrap();
    let found = recall(root, "2027-03-01", &[]);
    assert_eq!(found.code, 0, "the site may show it");
    assert!(found.out.contains("`download` is not among the copies agreed to"), "{}", found.out);
}

#[test]
fn a_file_left_from_before_is_named_when_errors_stop_the_next() {
    let root = desk();
    let root = root.path();
    package(root, "2027-03-01", &["--to", "Roy"]);
    std::fs::write(root.join("content/one/module/plain.md"), "# Plain\n\n[Nowhere](nowhere.md)\n").unwrap();
    let in_time = package(root, "2028-01-10", &["--to", "Roy"]);
    assert!(in_time.code == 1 && !in_time.err.contains("do not give it away"), "{}", in_time.err);
    let stopped = package(root, "2028-01-11", &["--to", "Roy"]);
    assert_eq!(stopped.code, 1);
    assert!(
        stopped.err.contains(
            "output/releases-learner.zip was made before and holds `blanket`, which may no longer be shown"
        ),
        "{}",
        stopped.err
    );
}

#[test]
fn a_package_says_until_when_it_holds_and_a_site_does_not() {
    let root = desk();
    let root = root.path();
    assert_eq!(run(root, &["build", "--today", "2027-03-01"]).code, 0);
    for (path, bytes) in support::binary::tree(&root.join("output/learner")) {
        let text = String::from_utf8_lossy(&bytes);
        let carries = ["valid-until", "story-ended", "May be shown until", "Valid until"];
        assert!(carries.iter().all(|words| path.ends_with(".css") || !text.contains(words)), "{path}");
    }
    package(root, "2027-03-01", &[]);
    let files = texts(&root.join("output/releases-learner.zip"));
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(text.contains("Valid until 2028-01-10"), "{path} says when the first of its stories ends");
        assert!(path == "404.html" || text.contains("assets/valid-until.js"), "{path}");
    }
    let story = &files["one/module/blanket.html"];
    assert!(story.contains("<article class=\"page\" data-valid-until=\"2028-01-10\">"));
    assert!(story.contains("May be shown until 2028-01-10."), "for readers without scripts");
    let module = &files["one/module/index.html"];
    assert!(
        module.contains("id=\"sailor\" data-valid-until=\"2029-06-30\"")
            && module.contains("May be shown until 2029-06-30.")
    );
    let script = &files["assets/valid-until.js"];
    let ends = "{\"one/module/blanket.html\":\"2028-01-10\",\"one/module/index.html#sailor\":\"2029-06-30\",\"one/module/picture.svg\":\"2028-01-10\"}";
    assert!(script.contains(ends), "{script}");
    // What other pages quote of a story that ends is not to be found by searching, as nothing could hide it there.
    let search: String = files
        .iter()
        .filter(|(path, _)| path.starts_with("assets/search"))
        .map(|(_, text)| text.as_str())
        .collect();
    assert!(search.contains("wool") && !search.contains("Salt and rope"), "{search}");
}
