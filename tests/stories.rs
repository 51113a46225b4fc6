//! Stories are used as their tellers agreed: verdicts on fixed days, what a withheld story leaves, and how it leaves
//! an output that can no longer be built. (One long file: its cases share one small course.)

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
use support::binary::{run, tree};
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
fn forty_verdicts_on_fixed_days() {
    let without = |key: &str| -> String {
        let fields = entry(FULL);
        let kept: Vec<&str> = fields.lines().skip(1).filter(|l| !l.trim().starts_with(key)).collect();
        kept.iter().map(|line| line.trim()).collect::<Vec<_>>().join(", ")
    };
    let with = |key: &str, value: &str| format!("{}, {key}: {value}", without(key));
    let shown = "";
    let (restricted, public) = (false, true);
    let cases: Vec<(String, &str, bool, Copy, &str)> = vec![
        // What was agreed to in full is shown, through its last day and from its first.
        (FULL.into(), "2027-03-01", restricted, Copy::Site, shown),
        (FULL.into(), "2027-03-01", public, Copy::Site, shown),
        (FULL.into(), "2027-03-01", public, Copy::Print, shown),
        (FULL.into(), "2027-03-01", public, Copy::Lms, shown),
        (FULL.into(), "2027-03-01", public, Copy::Download, shown),
        (FULL.into(), "2026-01-10", restricted, Copy::Site, shown),
        (FULL.into(), "2026-01-09", restricted, Copy::Site, "approved only from 2026-01-10"),
        (FULL.into(), "2028-01-09", restricted, Copy::Site, shown),
        (FULL.into(), "2028-01-10", restricted, Copy::Site, shown),
        (FULL.into(), "2028-01-11", restricted, Copy::Site, "ended with 2028-01-10"),
        (FULL.into(), "2099-01-01", restricted, Copy::Site, "ended with 2028-01-10"),
        // Approval.
        (without("approved"), "2027-03-01", restricted, Copy::Site, "not approved"),
        (with("approved", "2027-03-02"), "2027-03-01", restricted, Copy::Site, "approved only from"),
        (with("approved", "2027-03-01"), "2027-03-01", restricted, Copy::Site, shown),
        // Without a last day an agreement goes on.
        (without("expires"), "2099-12-31", restricted, Copy::Site, shown),
        (with("expires", "2028-02-29"), "2028-02-29", restricted, Copy::Site, shown),
        (with("expires", "2028-02-29"), "2028-03-01", restricted, Copy::Site, "ended with 2028-02-29"),
        (with("expires", "2026-12-31"), "2027-01-01", restricted, Copy::Site, "ended with 2026-12-31"),
        // Withdrawal wins over everything.
        (with("withdrawn", "true"), "2027-03-01", restricted, Copy::Site, "withdrawn"),
        (with("withdrawn", "true"), "2099-01-01", public, Copy::Lms, "withdrawn"),
        (with("withdrawn", "false"), "2027-03-01", restricted, Copy::Site, shown),
        (with("withdrawn", "yes"), "2027-03-01", restricted, Copy::Site, "withdrawn"),
        // Purposes.
        (with("purposes", "[education]"), "2027-03-01", restricted, Copy::Site, shown),
        (with("purposes", "[education]"), "2027-03-01", public, Copy::Site, "`public-web`"),
        (with("purposes", "education"), "2027-03-01", restricted, Copy::Site, shown),
        (with("purposes", "[public-web]"), "2027-03-01", restricted, Copy::Site, "`education`"),
        (with("purposes", "[]"), "2027-03-01", restricted, Copy::Site, "`education`"),
        (without("purposes"), "2027-03-01", restricted, Copy::Site, "`education`"),
        // Copies.
        (with("copies", "[site]"), "2027-03-01", restricted, Copy::Site, shown),
        (with("copies", "[site]"), "2027-03-01", restricted, Copy::Download, "`download`"),
        (with("copies", "[site]"), "2027-03-01", restricted, Copy::Lms, "`lms`"),
        (with("copies", "[print, lms]"), "2027-03-01", restricted, Copy::Site, "`site`"),
        (with("copies", "[print, lms]"), "2027-03-01", restricted, Copy::Print, shown),
        (without("copies"), "2027-03-01", restricted, Copy::Site, "`site`"),
        // Where nobody had to agree, what is not said is not limited; what is said holds.
        ("basis: published".into(), "2027-03-01", public, Copy::Site, shown),
        ("basis: composite".into(), "2027-03-01", public, Copy::Lms, shown),
        ("basis: fictional".into(), "2027-03-01", public, Copy::Download, shown),
        ("basis: published, expires: 2027-02-28".into(), "2027-03-01", public, Copy::Site, "ended with"),
        ("basis: composite, copies: [site]".into(), "2027-03-01", public, Copy::Print, "`print`"),
        ("basis: published, purposes: [education]".into(), "2027-03-01", public, Copy::Site, "`public-web`"),
        ("basis: composite, withdrawn: true".into(), "2027-03-01", public, Copy::Site, "withdrawn"),
        ("basis: published, approved: 2027-04-01".into(), "2027-03-01", public, Copy::Site, "approved only"),
        // What cannot be read is not relied on.
        (with("expires", "10.01.2028"), "2027-03-01", restricted, Copy::Site, "`site`"),
        (with("copies", "[sites]"), "2027-03-01", restricted, Copy::Site, "`site`"),
        ("teller: his daughter".into(), "2027-03-01", restricted, Copy::Site, "not approved"),
    ];
    assert!(cases.len() >= 40, "{}", cases.len());
    for (fields, today, public, copy, expected) in &cases {
        let text = entry(fields);
        let stories = stories::read(&Sources::from_memory([("stories.yaml", text.as_bytes())])).value;
        let verdict = stories::verdict(stories.get("story").unwrap(), day(today), *public, *copy);
        let reason = verdict.err().map(|reason| reason.to_string()).unwrap_or_default();
        let is_right = if expected.is_empty() { reason.is_empty() } else { reason.contains(expected) };
        assert!(is_right, "{text} on {today}, public: {public}, {copy:?}: {reason:?}, not {expected:?}");
    }
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
        "---\ntitle: Blanketworth\naliases: [old/blue-blanket.html]\nsummary: Embroidery in the ward\nstory: blue-blanket\n---\n# The Blanketworth story\n\n![A blanket](../blanket.png)\n\n## Threadneedle\n\nShe held on to it, and to [[comfort]]. [@sinclair2020training]\n\n:::reflect[Threadneedle]\nWhat would you do?\n:::\n",
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
    // It is done once; and once the error is mended, all is as it should be.
    let again = build(root, "2028-01-11");
    assert!(again.code == 1 && !again.err.contains("may no longer be shown"), "{}", again.err);
    write(root, "one/module/01-before.md", "# Before\n\nPlain words before.\n");
    assert!(build(root, "2028-01-11").err.contains("story-withheld"));
    let files = published(root);
    assert_eq!(found(&files), BTreeSet::new());
    assert!(files.contains_key("two/module/new.html"));
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
    assert_eq!(row["places"][0]["line"], 5);
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
    let bytes = std::fs::read(root.path().join("a.zip")).unwrap();
    assert!(!bytes.windows(12).any(|window| window == b"blue-blanket"));
}
