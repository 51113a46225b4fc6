//! Stories are used as their tellers agreed: what a withheld story leaves, and how it leaves an output that can no longer
//! be built. The verdicts themselves stand in tests/story_cases.rs. (One long file: its cases share one small course.)

#![allow(clippy::unwrap_used, reason = "a test that meets nothing where something must be has failed")]
#![allow(clippy::disallowed_methods, reason = "tests drive the program from outside")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bedside::course::stories::{self, Copy};
use bedside::course::{Edition, Withheld};
use bedside::diagnostic::Checked;
use bedside::document::date::Date;
use bedside::memo::Memo;
use bedside::pipeline::{self, Linked};
use bedside::render::{Artefacts, RECORD, Record};
use bedside::source::Sources;
use support::binary::{run, tree, unzipped};
use support::{Files, sources, write_folder};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn link_on(files: &Files, today: &str) -> Checked<Linked> {
    pipeline::link(sources(files), &Sources::default(), &mut Memo::default(), day(today))
}

const FULL: &str = "basis: consented, approved: 2026-01-10, expires: 2028-01-10, purposes: [education, public-web], copies: [site, print, lms, download]";

/// `{a: b, c: d}` as a story's block.
fn entry(fields: &str) -> String {
    let mut block = String::from("story:\n");
    let mut depth = 0;
    let mut field = String::new();
    for c in fields.chars().chain([',']) {
        depth += match c {
            '[' => 1,
            ']' => -1,
            _ => 0,
        };
        if c == ',' && depth == 0 {
            block.push_str(&format!("  {}\n", field.trim()));
            field.clear();
        } else {
            field.push(c);
        }
    }
    block
}

#[test]
fn the_day_of_the_next_change_is_the_day_after_the_last() {
    let next = |fields: &str, today: &str| {
        let text = entry(fields);
        let stories = stories::read(&Sources::from_memory([("stories.yaml", text.as_bytes())])).value;
        let next = stories::next_change(stories.get("story").unwrap(), day(today), false, Copy::Site);
        next.map(|date| date.to_string()).unwrap_or_default()
    };
    assert_eq!(next(FULL, "2027-03-01"), "2028-01-11");
    assert_eq!(next(FULL, "2028-01-10"), "2028-01-11");
    assert_eq!(next(FULL, "2028-01-11"), "");
    assert_eq!(next(FULL, "2025-01-01"), "2026-01-10");
    assert_eq!(next(&format!("{FULL}, withdrawn: true"), "2025-01-01"), "");
    assert_eq!(next("basis: published", "2025-01-01"), "");
}

/// The story's own words, in every place where a story can stand. None may be found once it is withheld.
const SECRETS: [&str; 9] = [
    "Blanketworth",
    "blue-blanket",
    "Quiltingham",
    "Embroidery",
    "her-own-words",
    "Threadneedle",
    "window-recording",
    "Needlework",
    "R-2026-014",
];

/// A course in which a story stands on a page, in a voice, in a recording, in links and lists.
fn course(fields: &str) -> Files {
    let stories = format!(
        "{}\nother:\n  basis: composite\n",
        entry(&format!("{fields}, teller: Quiltingham, reference: R-2026-014")).replacen(
            "story:",
            "blue-blanket:",
            1
        )
    );
    let mut files = Files::new();
    let mut add = |path: &str, text: &str| drop(files.insert(path.to_owned(), text.as_bytes().to_vec()));
    add(
        "course.yaml",
        "id: stories\ntitle: Stories\nversion: 1\nstrands: [one, two]\nallow: [no-summary, no-objectives, no-activity]\n",
    );
    add("stories.yaml", &stories);
    add("glossary.yaml", "comfort:\n  definition: What holds.\n");
    add(
        "references.bib",
        "@article{sinclair2020training,\n  author = {Sinclair, Shane},\n  title = {Compassion training},\n  journaltitle = {A Journal},\n  date = {2020},\n}\n",
    );
    add("index.md", "# Home\n\nWords of the home page.\n");
    add("one/index.md", "# One\n\nWords of one. [Go](module/narratives/blue-blanket.md)\n");
    add(
        "one/module/index.md",
        "# Module\n\nWords of the module.\n\n## [Needlework](narratives/blue-blanket.md)\n\nMore.\n",
    );
    add("one/module/01-before.md", "# Before\n\nPlain words before.\n");
    add(
        "one/module/narratives/blue-blanket.md",
        "---\ntitle: Blanketworth\naliases: [old/blue-blanket.html]\nsummary: Embroidery in the ward\norder: 1\nstory: blue-blanket\n---\n# The Blanketworth story\n\n![A blanket](../blanket.png)\n\n## Threadneedle\n\nShe held on to it, and to [[comfort]]. [@sinclair2020training]\n\n:::reflect[Threadneedle]\nWhat would you do?\n:::\n\n:::role-play[Embroidery]\n### Quiltingham {#her-own-words}\nYou are Quiltingham.\n\n### The nurse {#nurse}\nYou sit down.\n:::\n",
    );
    add(
        "one/module/99-after.md",
        "---\nprerequisites: [narratives/blue-blanket.md]\n---\n# After\n\nPlain words after.\n",
    );
    add(
        "two/index.md",
        "# Two\n\nWords of two.\n\n:::voice[Quiltingham]{story=blue-blanket #her-own-words}\n## Threadneedle\n\n“Embroidery, [[comfort]].” [@sinclair2020training]\n:::\n\nSee [them](#her-own-words), [all](../one/module/narratives/blue-blanket.md#threadneedle), [hear](window-recording.mp3) and [](../one/module/narratives/blue-blanket.md).\n\n:::media[Threadneedle]{src=window-recording.mp3 story=blue-blanket}\nEmbroidery, said aloud.\n:::\n\n![A shared drawing](shared.svg)\n",
    );
    add(
        "two/module/index.md",
        "# Second module\n\nWords of the second module. ![A shared drawing](../shared.svg)\n",
    );
    add(
        "two/module/page.md",
        "---\nstory: other\n---\n# Another\n\nAnother's words of [[comfort]]. [@sinclair2020training]\n\n:::facilitator\nFor one.\n:::\n",
    );
    add("two/window-recording.mp3", "ID3 sounds");
    add("two/shared.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>");
    add("one/module/blanket.png", "not a picture that has hidden data");
    files
}

fn made(artefacts: &Artefacts) -> BTreeMap<String, Vec<u8>> {
    let make = |path: &bedside::publish::OutPath| {
        let mut out = Vec::new();
        artefacts.make(artefacts.get(path).unwrap(), &mut out).unwrap();
        (path.to_string(), out)
    };
    artefacts.paths().map(make).collect()
}

fn found(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, bytes) in files {
        for secret in SECRETS {
            let is_in = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            if is_in || path.contains(secret) {
                found.insert(format!("{path}: {secret}"));
            }
        }
    }
    found
}

#[test]
fn a_shown_story_says_whose_it_is_and_on_what_basis() {
    let checked = link_on(&course(FULL), "2027-03-01");
    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    let files = made(&pipeline::site(&checked.value, Edition::Learner));
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    assert!(
        text("one/module/narratives/blue-blanket.html")
            .contains("Told by Quiltingham, who agreed to its use here.")
    );
    assert!(
        text("two/index.html").contains("Told by Quiltingham"),
        "a voice says it where its page does not"
    );
    assert!(text("two/module/page.html").contains("it is no one person’s story"));
    assert!(files.contains_key("two/window-recording.mp3") && files.contains_key("one/module/blanket.png"));
    let all = found(&files);
    assert!(
        !all.iter().any(|place| place.contains("R-2026-014")),
        "where the form is kept is never published"
    );
}

#[test]
fn a_withheld_story_is_nowhere_in_any_edition() {
    for (fields, today, code, severity) in [
        (FULL, "2028-01-11", "story-withheld", "error"),
        (&*format!("{FULL}, withdrawn: true"), "2027-03-01", "story-withheld", "notice"),
        (&*FULL.replace("site, ", ""), "2027-03-01", "story-withheld", "error"),
    ] {
        let checked = link_on(&course(fields), today);
        let told: Vec<_> =
            checked.diagnostics.iter().map(|d| (d.code.name(), d.severity.word(), d.related.len())).collect();
        assert_eq!(told, [(code, severity, 3)], "page, voice and recording");
        for edition in [Edition::Learner, Edition::Facilitator] {
            let files = made(&pipeline::site(&checked.value, edition));
            assert_eq!(found(&files), BTreeSet::new(), "{fields} {edition}");
            let two = String::from_utf8(files["two/index.html"].clone()).unwrap();
            assert_eq!(two.matches("A story that stood here is not shown at present.").count(), 2, "{two}");
            assert_eq!(two.matches("(a story that is not shown at present)").count(), 4, "{two}");
            assert!(
                !files.contains_key("one/module/blanket.png"),
                "a picture of the story alone goes with it"
            );
            assert!(files.contains_key("two/shared.svg"));
            let before = String::from_utf8(files["one/module/before.html"].clone()).unwrap();
            assert!(before.contains("after.html"), "its neighbours are neighbours now");
        }
    }
}

#[test]
fn pages_below_a_withheld_page_go_with_it_and_drafts_are_no_use_of_a_story() {
    let mut files = course(FULL);
    files.insert(
        "one/module/index.md".into(),
        b"---\nstory: blue-blanket\n---\n# Module\n\nWords.\n".to_vec(),
    );
    let checked = link_on(&files, "2028-01-11");
    let made = made(&pipeline::site(&checked.value, Edition::Learner));
    assert!(made.keys().all(|path| !path.starts_with("one/module/")), "{:?}", made.keys());

    let mut files = course("basis: published, withdrawn: true");
    for path in ["one/module/narratives/blue-blanket.md", "two/index.md"] {
        files.insert(
            path.into(),
            b"---\nstory: blue-blanket\ndraft: true\n---\n# A draft\n\nWords.\n".to_vec(),
        );
    }
    let told: Vec<_> = link_on(&files, "2027-03-01").diagnostics.iter().map(|d| d.code.name()).collect();
    assert!(!told.contains(&"story-withheld"), "{told:?}");
}

#[test]
fn what_is_to_be_told_of_stories() {
    let told = |files: &Files, today: &str| -> Vec<(&'static str, String)> {
        let checked = link_on(files, today);
        checked.diagnostics.iter().map(|d| (d.code.name(), d.help.clone().unwrap_or_default())).collect()
    };
    let mut files = course(FULL);
    assert_eq!(told(&files, "2027-11-10"), []);
    assert_eq!(told(&files, "2027-11-11")[0].0, "story-expires", "sixty days before");
    assert_eq!(told(&files, "2028-01-10")[0].0, "story-expires", "on its last day");
    files.insert("two/module/page.md".into(), b"---\nstory: othr\n---\n# Another\n\nWords.\n".to_vec());
    assert_eq!(told(&files, "2027-03-01"), [("unknown-story", "Did you mean “other”?".to_owned())]);
    files.insert(
        "two/module/page.md".into(),
        b"# Another\n\n:::voice[X]{story=fiction}\nWords.\n:::\n".to_vec(),
    );
    assert_eq!(told(&files, "2027-03-01")[0], ("unknown-story", "Did you mean “fictional”?".to_owned()));
    files.insert("two/module/page.md".into(), b"# Another\n\nWords.\n".to_vec());
    files.insert("index.md".into(), b"---\nstory: other\n---\n# Home\n\nWords.\n".to_vec());
    assert_eq!(told(&files, "2027-03-01")[0].0, "story-on-home");
}

#[test]
fn the_record_names_every_file_that_a_story_changes() {
    let mut bundled = support::read_folder(&support::of_package("content"));
    bundled.insert("stories.yaml".into(), b"blue-blanket:\n  basis: composite\n".to_vec());
    let boat = "communication-skills/02-listening-and-silence/narratives/the-boat.md";
    let text = bundled.get(boat).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    let mut courses = vec![course(FULL)];
    if let Some(text) = text {
        bundled.insert(boat.into(), text.replacen("story: fictional", "story: blue-blanket", 1).into_bytes());
        courses.push(bundled);
    }
    for files in courses {
        let linked = link_on(&files, "2027-03-01").value;
        let with = made(&pipeline::site(&linked, Edition::Learner));
        let record = Record::from_bytes(&with[RECORD]).unwrap();
        let reason = stories::Reason::Withdrawn;
        let withheld = Withheld::new(&linked.course, BTreeMap::from([("blue-blanket".to_owned(), reason)]));
        let without =
            made(&pipeline::site_without(&linked, Edition::Learner, &withheld, &linked.course.stories));
        let listed: Vec<&str> =
            record.stories["blue-blanket"].files.iter().map(bedside::publish::OutPath::as_str).collect();
        for (path, bytes) in &with {
            // A picture that only the story's page shows is unchanged where others are; it names nobody.
            let is_picture = path.ends_with(".png");
            if without.get(path) != Some(bytes) && path != RECORD && path != "build-info.json" && !is_picture
            {
                assert!(
                    listed.contains(&path.as_str()),
                    "{path} depends on the story and is not in the record"
                );
            }
        }
        assert!(listed.len() < with.len(), "the record names what it must, and not everything");
    }
}

fn write(root: &Path, path: &str, text: &str) {
    std::fs::write(root.join("content").join(path), text).unwrap();
}

fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    tree(&root.join("output/learner"))
}

fn build(root: &Path, today: &str) -> support::binary::Run {
    run(root, &["build", "--today", today])
}

fn desk(fields: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write_folder(&root.path().join("content"), &course(fields));
    root
}

#[test]
fn a_withheld_story_alone_stops_nothing_and_still_fails() {
    let root = desk(FULL);
    let first = build(root.path(), "2027-03-01");
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert!(first.out.contains("Build again on 2028-01-11"), "{}", first.out);
    let info = String::from_utf8(published(root.path())["build-info.json"].clone()).unwrap();
    assert!(
        info.contains("\"next_story_date\": \"2028-01-11\"") && info.contains("\"course\": \"stories\""),
        "{info}"
    );
    assert!(!found(&published(root.path())).is_empty());

    let later = build(root.path(), "2028-01-11");
    assert_eq!(later.code, 1, "{}", later.err);
    assert!(
        later.err.contains("story-withheld") && later.out.contains("removed"),
        "{}{}",
        later.err,
        later.out
    );
    assert_eq!(found(&published(root.path())), BTreeSet::new());

    write(
        root.path(),
        "stories.yaml",
        "blue-blanket:\n  basis: consented\n  withdrawn: true\nother:\n  basis: composite\n",
    );
    let withdrawn = build(root.path(), "2028-01-11");
    assert_eq!(withdrawn.code, 0, "withdrawn by its author is a notice: {}", withdrawn.err);
}

#[test]
fn nothing_is_lost_of_what_other_pages_share_with_a_withheld_story() {
    let of = |today: &str| made(&pipeline::site(&link_on(&course(FULL), today).value, Edition::Learner));
    let (before, after) = (of("2028-01-10"), of("2028-01-11"));
    let text =
        |files: &BTreeMap<String, Vec<u8>>, path: &str| String::from_utf8(files[path].clone()).unwrap();
    for path in ["glossary.html", "bibliography.html"] {
        assert!(text(&before, path).contains("one/module/narratives/blue-blanket.html"), "{path}");
        assert!(
            text(&after, path).contains("two/module/page.html"),
            "{path} keeps its entry and the other page"
        );
    }
    assert!(text(&after, "glossary.html").contains("What holds."));
    assert!(text(&after, "bibliography.html").contains("Compassion training"));
    let cards = |files: &BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|path| path.contains("blue-blanket.")).count()
    };
    assert_eq!((cards(&before), cards(&after)), (4, 0), "the page, its former address and its two cards");
}

#[test]
fn a_picture_is_bound_to_a_story_by_its_name_and_then_leaves_every_page() {
    let fields = format!("{FULL}, files: [two/shared.svg]");
    let checked = link_on(&course(&fields), "2028-01-10");
    let codes: Vec<_> = checked.diagnostics.iter().map(|d| d.code.name()).collect();
    assert_eq!(codes, ["story-expires"]);
    assert!(made(&pipeline::site(&checked.value, Edition::Learner)).contains_key("two/shared.svg"));

    let checked = link_on(&course(&fields), "2028-01-11");
    let places: Vec<&str> = checked.diagnostics[0].related.iter().map(|related| &*related.file).collect();
    assert!(places.contains(&"two/module/index.md") && places.contains(&"two/index.md"), "{places:?}");
    let files = made(&pipeline::site(&checked.value, Edition::Learner));
    assert!(!files.contains_key("two/shared.svg"));
    let other = String::from_utf8(files["two/module/index.html"].clone()).unwrap();
    assert!(!other.contains("shared") && other.contains("(a story that is not shown at present)"), "{other}");

    let slip = link_on(&course(&format!("{FULL}, files: [two/sharde.svg]")), "2027-03-01");
    let told = slip.diagnostics.iter().find(|d| d.code.name() == "config-value").unwrap();
    assert_eq!(told.help.as_deref(), Some("Did you mean “two/shared.svg”?"));
    assert!(
        slip.value.withheld(Copy::Site).has_story("blue-blanket"),
        "what was to be bound must not slip out"
    );
}

#[test]
fn prompts_of_a_withheld_story_are_neither_gone_nor_touched() {
    let root = desk(FULL);
    let root = root.path();
    assert_eq!(run(root, &["lock"]).code, 0);
    let lock = || std::fs::read_to_string(root.join("content/prompts.lock")).unwrap();
    let before = lock();
    assert!(before.contains("one/module/narratives/blue-blanket.md#"), "{before}");
    let built = build(root, "2028-01-11");
    assert!(built.err.contains("story-withheld") && !built.err.contains("prompt-gone"), "{}", built.err);
    let strict = run(root, &["check", "--today", "2028-01-11", "--strict", "--format", "short"]);
    assert!(!strict.err.contains("prompt"), "{}", strict.err);
    let again = run(root, &["lock"]);
    assert!(again.code == 0 && !again.out.contains("gone"), "{}{}", again.out, again.err);
    assert_eq!(lock(), before);
}

/// What the same course would be without the story and without the later work.
fn expected(today: &str) -> BTreeMap<String, Vec<u8>> {
    let root = desk(FULL);
    build(root.path(), today);
    let mut files = published(root.path());
    files.remove(".bedside-manifest.json");
    files.remove(RECORD);
    files
}

#[test]
fn a_story_leaves_the_output_even_when_errors_stop_everything_else() {
    let root = desk(FULL);
    let root = root.path();
    assert_eq!(build(root, "2027-03-01").code, 0);
    let first = published(root);
    let naming: Vec<String> = Record::from_bytes(&first[RECORD]).unwrap().stories["blue-blanket"]
        .files
        .iter()
        .map(ToString::to_string)
        .collect();
    // Later the story expires, a page is half written, and others have changed.
    write(
        root,
        "one/module/01-before.md",
        "# Before\n\nUnfinished work.\n\n:::facilitater\nA slip that would show this.\n:::\n",
    );
    write(root, "two/module/new.md", "# New\n\nUnfinished work.\n");
    write(root, "two/module/page.md", "---\nstory: other\n---\n# Another\n\nUnfinished work.\n");
    let stopped = build(root, "2028-01-11");
    assert_eq!(stopped.code, 1);
    assert!(stopped.err.contains("`blue-blanket` may no longer be shown"), "{}", stopped.err);
    let mut files = published(root);
    assert_eq!(found(&files), BTreeSet::new());
    files.remove(".bedside-manifest.json");
    files.remove(RECORD);
    let expected = expected("2028-01-11");
    assert_eq!(files.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (path, bytes) in &expected {
        assert!(files[path] == *bytes, "{path} is not as it was");
    }
    let others = first.iter().filter(|(path, _)| !naming.contains(path) && !path.starts_with('.'));
    let untouched =
        others.filter(|(path, _)| !["build-info.json", "one/module/blanket.png"].contains(&path.as_str()));
    let mut count = 0;
    for (path, bytes) in untouched {
        assert!(files.get(path) == Some(bytes), "{path} does not name the story and is not as it was");
        count += 1;
    }
    assert!(count > 5, "{count} files");
    let package = run(root, &["package", "site-zip", "--output", "a.zip", "--today", "2028-01-11"]);
    assert!(package.code == 1 && !root.join("a.zip").exists(), "{}", package.err);
    // It is done once; and once the error is mended, all is as it should be.
    let again = build(root, "2028-01-11");
    assert!(again.code == 1 && !again.err.contains("may no longer be shown"), "{}", again.err);
    write(root, "one/module/01-before.md", "# Before\n\nPlain words before.\n");
    assert!(build(root, "2028-01-11").err.contains("story-withheld"));
    let files = published(root);
    assert_eq!(found(&files), BTreeSet::new());
    assert!(files.contains_key("two/module/new.html"));
    let package = run(root, &["package", "site-zip", "--output", "a.zip", "--today", "2028-01-11"]);
    assert_eq!(package.code, 1, "the story is withheld: {}", package.err);
    let zip = unzipped(&root.join("a.zip"));
    assert!(zip.len() > 5 && found(&zip).is_empty(), "{:?}", found(&zip));
}

#[test]
fn a_withdrawal_reaches_the_output_through_errors_too() {
    let root = desk(FULL);
    let root = root.path();
    assert_eq!(build(root, "2027-03-01").code, 0);
    write(root, "index.md", "# Home\n\n[Broken](nowhere.md)\n");
    write(root, "stories.yaml", "blue-blanket:\n  basis: consented\n  withdrawn: true\nother:\n  basis: [\n");
    let stopped = build(root, "2027-03-01");
    assert_eq!(stopped.code, 1);
    assert_eq!(found(&published(root)), BTreeSet::new(), "{}", stopped.err);
}

#[test]
fn without_the_kept_texts_whatever_names_the_story_goes() {
    let root = desk(FULL);
    let root = root.path();
    assert_eq!(build(root, "2027-03-01").code, 0);
    let before = published(root);
    std::fs::remove_dir_all(root.join(".bedside-cache")).unwrap();
    write(root, "index.md", "# Home\n\n[Broken](nowhere.md)\n");
    let stopped = build(root, "2028-01-11");
    assert_eq!(stopped.code, 1);
    let after = published(root);
    assert_eq!(found(&after), BTreeSet::new(), "{}", stopped.err);
    assert!(after.len() < before.len() && after.contains_key("index.html"));
    for (path, bytes) in
        after.iter().filter(|(path, _)| !path.starts_with(".bedside") && *path != "index.html")
    {
        assert!(before[path] == *bytes, "{path} is not as it was");
    }
    assert!(after.contains_key("two/module/page.html"), "{:?}", after.keys());
}

#[test]
fn an_error_without_a_withheld_story_touches_nothing() {
    let root = desk(FULL);
    let root = root.path();
    assert_eq!(build(root, "2027-03-01").code, 0);
    let before = support::binary::stats(&root.join("output"));
    write(root, "index.md", "# Home\n\n[Broken](nowhere.md)\n");
    assert_eq!(build(root, "2028-01-10").code, 1);
    assert_eq!(before, support::binary::stats(&root.join("output")));
}

#[test]
fn the_report_lists_each_story_with_its_terms() {
    let root = desk(FULL);
    let json =
        run(root.path(), &["check", "--report", "stories", "--format", "json", "--today", "2027-03-01"]);
    assert_eq!(json.code, 0, "{}", json.err);
    let rows: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let row = &rows[0];
    assert_eq!(row["id"], "blue-blanket");
    assert_eq!((&row["basis"], &row["shown"]), (&"consented".into(), &true.into()));
    assert_eq!(row["next_date"], "2028-01-11");
    assert_eq!(row["places"].as_array().unwrap().len(), 3);
    assert_eq!(row["places"][0]["file"], "one/module/narratives/blue-blanket.md");
    assert_eq!(row["places"][0]["line"], 6);
    assert!(!json.out.contains("R-2026-014"));
    let table = run(root.path(), &["check", "--report", "stories", "--today", "2028-02-01"]);
    assert_eq!(table.code, 1);
    assert!(table.out.contains("WITHHELD: the agreement ended with 2028-01-10"), "{}", table.out);
    assert!(table.out.contains("two/index.md:5 (voice)"), "{}", table.out);
}

#[test]
fn a_package_has_its_own_verdict() {
    let root = desk(&FULL.replace(", download", ""));
    let site = build(root.path(), "2027-03-01");
    assert_eq!(site.code, 0, "{}", site.err);
    let package = run(root.path(), &["package", "site-zip", "--output", "a.zip", "--today", "2027-03-01"]);
    assert_eq!(package.code, 1, "{}", package.err);
    assert!(package.err.contains("`download` is not among the copies"), "{}", package.err);
    let zip = unzipped(&root.path().join("a.zip"));
    assert_eq!(found(&zip), BTreeSet::new());
    let two = String::from_utf8(zip["two/index.html"].clone()).unwrap();
    assert_eq!(
        two.matches("A story that stood here is not shown at present.").count(),
        2,
        "voice and recording"
    );
}

#[test]
fn an_edited_copy_of_a_withheld_story_leaves_the_output_and_is_not_lost() {
    for with_error in [false, true] {
        let root = desk(FULL);
        let root = root.path();
        assert_eq!(build(root, "2027-03-01").code, 0);
        let story = root.join("output/learner/one/module/narratives/blue-blanket.html");
        let other = root.join("output/learner/one/module/before.html");
        let edit = |file: &Path, words: &str| {
            let text = std::fs::read_to_string(file).unwrap();
            std::fs::write(file, text.replace("</main>", &format!("{words}</main>"))).unwrap();
        };
        // Once, while the story is still shown: the edited copy is kept beside the new page, as everywhere.
        edit(&story, "Threadneedle, once");
        write(root, "one/module/99-after.md", "# After\n\nOther words.\n");
        let kept = build(root, "2027-03-01");
        assert!(kept.out.contains("blue-blanket.html.edited"), "{}", kept.out);
        // And again, also on a page that the story has nothing to do with.
        edit(&story, "Threadneedle, twice");
        edit(&root.join("output/learner/two/module/page.html"), "My own words");
        edit(&other, "Embroidery by hand");
        if with_error {
            write(root, "index.md", "# Home\n\n[Broken](nowhere.md)\n");
        }
        let gone = build(root, "2028-01-11");
        assert_eq!(gone.code, 1);
        let said = gone.out + &gone.err;
        let files = published(root);
        assert_eq!(found(&files), BTreeSet::new(), "{said}");
        assert!(files.keys().all(|path| !path.contains("narratives")), "{:?}", files.keys());
        assert!(
            files.contains_key("one/module/before.html"),
            "the page itself is there, as it is without the story"
        );
        let cached = tree(&root.join(".bedside-cache"));
        for (name, words) in [
            ("narratives/blue-blanket.html", "Threadneedle, twice"),
            ("narratives/blue-blanket.html.edited", "Threadneedle, once"),
            ("one/module/before.html", "Embroidery by hand"),
        ] {
            let copy = cached.iter().find(|(path, _)| path.starts_with("set-aside-") && path.ends_with(name));
            let (path, bytes) = copy.unwrap_or_else(|| panic!("{name} is lost: {:?}", cached.keys()));
            assert!(String::from_utf8_lossy(bytes).contains(words), "{path}");
            assert!(
                said.contains(path.as_str()) && said.contains("was edited by hand and may hold a story"),
                "{said}"
            );
        }
        let again = build(root, "2028-01-11");
        assert!(!again.out.contains("taken out") && !again.err.contains("taken out"), "it is said once");
    }
}
