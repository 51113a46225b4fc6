//! Too much: of bytes, of depth, of what a page becomes. Each is told at its file, and soon.

use std::fs::File;

use bedside::course::Edition;
use bedside::pipeline::{self, Memory, Place};
use bedside::publish::OutPath;
use bedside::render::{Fault, MAX_PAGE};

use super::HANG;
use super::support::time::measured;
use super::support::{course, course_with, link, today, told, write_folder};

/// Pages, and the code that each is told by.
fn pages() -> Vec<(&'static str, String, &'static str)> {
    let deep = |open: &str, times: usize| format!("# Page\n\n{}x\n", open.repeat(times));
    let blocks: String = (0..14).map(|n| format!("{}note\n", ":".repeat(40 - n))).collect();
    vec![
        (
            "a header of 17 KiB",
            format!("---\nsummary: {}\n---\n# Page\n\nx\n", "x".repeat(17 * 1024)),
            "header-too-large",
        ),
        ("quotations", deep("> ", 101), "too-deep"),
        ("quotations by the thousand", deep("> ", 20_000), "too-deep"),
        ("lists", deep("- ", 101), "too-deep"),
        ("lists by the thousand", deep("- ", 20_000), "too-deep"),
        ("numbers", deep("1. ", 2_000), "too-deep"),
        ("lists in quotations", deep("> - ", 2_000), "too-deep"),
        ("blocks", format!("# Page\n\n{blocks}x\n"), "too-deep"),
        (
            "blocks by the thousand",
            format!("# Page\n\n{}x\n", ":::note\n".repeat(2_000)),
            "unclosed-directive",
        ),
        ("snippets in snippets", "# Page\n\n:::include{src=s0.md}\n:::\n".into(), "include-cycle"),
    ]
}

/// Files that are refused before they are read: name and size.
const LARGE: &[(&str, u64)] = &[
    ("strand/module/large.md", 2 * 1024 * 1024 + 1),
    ("strand/module/huge.md", 1 << 30),
    ("strand/module/endless.md", 1 << 40),
    ("glossary.yaml", 1 << 30),
    ("references.bib", 1 << 30),
    ("strand/module/large.svg", 1 << 30),
    ("strand/module/large.vtt", 1 << 30),
    ("snippets/large.md", 1 << 30),
];

pub fn count() -> usize {
    pages().len() + LARGE.len() + 5
}

#[test]
fn what_is_too_deep_or_too_long_is_told() {
    for (what, text, code) in pages() {
        let mut files = course_with(&text);
        for n in 0..6 {
            files.insert(
                format!("snippets/s{n}.md"),
                format!(":::include{{src=s{}.md}}\n:::\n", n + 1).into(),
            );
        }
        let (checked, time) = measured(|| link(&files));
        assert!(time < HANG, "{what}: {time:?}");
        assert!(told(&checked).iter().any(|told| told.code == code), "{what} is not told");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let place = tempfile::tempdir().unwrap();
    write_folder(place.path(), &course());
    for (name, size) in LARGE {
        let path = place.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Holes: they take no room on the disk, and would take it all in memory.
        if File::create(&path).unwrap().set_len(*size).is_err() {
            File::create(&path).unwrap().set_len(1 << 32).unwrap();
        }
    }
    // A path that no output could hold: refused by its name.
    let deep: String = (0..100).map(|n| format!("folder-{n}/")).collect();
    std::fs::create_dir_all(place.path().join("strand/module").join(&deep)).unwrap();
    std::fs::write(place.path().join("strand/module").join(&deep).join("page.md"), "# Page\n\nWords.\n")
        .unwrap();
    let from = Place { content: place.path().into(), leave_out: Vec::new(), today: today() };
    let (read, time) = measured(|| pipeline::read(&from, &mut Memory::default()));
    assert!(time < HANG, "{time:?}");
    let told = |name: &str, code: &str| {
        read.diagnostics.iter().any(|p| p.file.ends_with(name) && p.code.name() == code)
    };
    for (name, _) in LARGE {
        assert!(told(name, "too-large"), "{name} is not told");
    }
    assert!(told("folder-99/page.md", "unsafe-name"));
}

/// A table or a quotation may become a hundred times its source.
#[test]
fn a_page_that_grows_beyond_its_bound_is_told_or_bounded() {
    let columns = 4_000;
    let table =
        format!("# Page\n\n{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), "|\n".repeat(2_000));
    for (what, text) in [
        ("a table", table),
        ("quotations", format!("# Page\n\n{}", "> a\n\n".repeat(60_000))),
        ("entities", format!("# Page\n\n{}\n", "&ngE;".repeat(100_000))),
        ("quotes in code", format!("# Page\n\n`{}`\n", "\"<&".repeat(150_000))),
    ] {
        let checked = link(&course_with(&text));
        let artefacts = pipeline::artefacts(&checked.value, Edition::Learner, false);
        let path = OutPath::new("strand/module/page.html").unwrap();
        let mut out = Vec::new();
        match artefacts.make(artefacts.get(&path).unwrap(), &mut out) {
            Ok(()) => assert!(out.len() <= MAX_PAGE, "{what}: {} bytes", out.len()),
            Err(Fault::TooLarge(bytes)) => assert!(bytes > MAX_PAGE),
            Err(fault) => panic!("{what}: {fault}"),
        }
    }
}
