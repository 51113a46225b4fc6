//! One page with every kind of block, three deep, in lists and quotations, as a Windows editor saves it: the same HTML
//! as its plain twin, every word of it seen, and every mistake at its line, in every format.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use bedside::document::directive::KINDS;
use bedside::pipeline;
use bedside::render::format::{FORMATS, Wanted};
use support::{EDITIONS, Files, PAGE, course_with, expect_clean, link, made_one, told};

/// Each kind's example within two blocks: by turns in a list, in a quotation, in a quotation in a list.
fn page() -> String {
    let mut text = String::from("# Every kind\n\n");
    for (at, kind) in KINDS.iter().enumerate() {
        let example = alone(kind.example, at);
        let nested = format!(
            ":::::details[Outer {name}]\nOuter words {name}.\n\n::::note[Inner {name}]\nInner words {name}.\n\n{example}\n::::\n:::::\n",
            name = kind.name
        );
        let (first, rest) = [("- ", "  "), ("> ", "> "), ("- > ", "  > "), ("1. ", "   ")][at % 4];
        for (n, line) in nested.lines().enumerate() {
            text.push_str(format!("{}{line}", if n == 0 { first } else { rest }).trim_end());
            text.push('\n');
        }
        text.push_str(&format!("\nBetween {name}.\n\n", name = kind.name));
    }
    text
}

/// An example whose ids no other example has.
fn alone(example: &str, at: usize) -> String {
    let text = example.replace("{#", &format!("{{#x{at}-")).replace("(#", &format!("(#x{at}-"));
    let text = text.replace("past=#", &format!("past=#x{at}-"));
    // What follows a content note is a heading of the page.
    text.replace("\n## After", "\n### After")
}

fn files(page: &[u8]) -> Files {
    let mut files = course_with("");
    files.insert("snippets/ground-rules.md".into(), b"What is said here stays here.\n".to_vec());
    files.insert(PAGE.into(), page.to_vec());
    let config = String::from_utf8(files["course.yaml"].clone()).unwrap();
    let config = config.replace("allow: [", "allow: [heading-skipped, ");
    files.insert("course.yaml".into(), config.into_bytes());
    files
}

/// As an editor on Windows saves it.
fn of_windows(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{}", text.replace('\n', "\r\n")).into_bytes()
}

#[test]
fn every_kind_three_deep_is_shown_whole_however_it_was_saved() {
    let text = page();
    let plain = link(&files(text.as_bytes()));
    let windows = link(&files(&of_windows(&text)));
    expect_clean(&plain, "the page");
    expect_clean(&windows, "the page of a Windows editor");
    for edition in EDITIONS {
        for format in FORMATS {
            let make = |linked: &pipeline::Linked| -> Vec<(String, Vec<u8>)> {
                let artefacts = pipeline::artefacts_as(format, linked, edition, &Wanted::default());
                let one = |path: &bedside::publish::OutPath| {
                    let mut bytes = Vec::new();
                    artefacts.make(artefacts.get(path).unwrap(), &mut bytes).unwrap();
                    (path.to_string(), bytes)
                };
                artefacts.paths().map(one).collect()
            };
            let (plain, windows) = (make(&plain.value), make(&windows.value));
            assert!(plain == windows, "{} differs for {}", format.name, edition.name());
        }
    }
}

#[test]
fn every_word_of_it_is_seen_and_no_fence_is_left() {
    let checked = link(&files(&of_windows(&page())));
    let html = made_one(&checked.value, EDITIONS[1], "strand/module/page.html").unwrap();
    let read = support::page::read(&html);
    assert!(read.twice.is_empty(), "ids stand twice: {:?}", read.twice);
    assert!(!read.text.contains(":::"), "a fence is left in the text");
    let mut from = 0;
    for kind in KINDS {
        // In this order, each within its own.
        for words in ["Outer", "Outer words", "Inner", "Inner words", "Between"] {
            let wanted = format!("{words} {}", kind.name);
            let found = read.text[from..].find(&wanted);
            from += found.unwrap_or_else(|| panic!("“{wanted}” is not where it belongs"));
        }
        let lines = kind.example.lines().filter(|line| !line.starts_with(":::") && !line.starts_with('#'));
        for word in lines.flat_map(|line| line.split(|c: char| !c.is_alphabetic())).filter(|w| w.len() > 8) {
            assert!(read.text.contains(word) || kind.example.contains(&format!("@{word}")), "{word} is lost");
        }
    }
}

#[test]
fn a_mistake_at_its_end_is_told_at_its_line_and_column() {
    let text = format!("{}- > - :::notte\n  >   Words.\n  >   :::\n", page());
    let line = text[..text.find("notte").unwrap()].lines().count();
    for bytes in [text.as_bytes().to_vec(), of_windows(&text)] {
        let told = told(&link(&files(&bytes)));
        let places: Vec<_> = told.iter().map(|t| (t.code.as_str(), t.line, t.column)).collect();
        assert_eq!(places, [("unknown-directive", line as u64, 10)]);
    }
}
