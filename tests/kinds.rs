//! What the tables promise, held for every row: kinds, their examples and words; header keys; the theme's parts.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests drive the program from outside, and fail where something is missing"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use bedside::config;
use bedside::document::directive::{self, KINDS, Label, Takes};
use bedside::document::header::{self, PAGE_KINDS};
use bedside::document::{self, Core};
use bedside::pipeline;
use bedside::render::format::{FORMATS, Wanted};
use support::{EDITIONS, codes, course_with, expect_clean, link, made, made_one};

/// An example as a page.
fn page(text: &str) -> String {
    format!("# An example\n\n{text}")
}

/// A course with the example in it, and with the snippet that it includes.
fn course_of(example: &str) -> support::Files {
    let mut files = course_with(&page(example));
    if example.contains("ground-rules.md") {
        files.insert("snippets/ground-rules.md".into(), b"What is said here stays here.\n".to_vec());
    }
    files
}

#[test]
fn every_example_is_clean_and_can_be_made_into_every_format() {
    for kind in KINDS {
        let checked = link(&course_of(kind.example));
        expect_clean(&checked, &format!("the example of `{}`", kind.name));
        for edition in EDITIONS {
            for format in FORMATS {
                let artefacts = pipeline::artefacts_as(format, &checked.value, edition, &Wanted::default());
                assert!(artefacts.paths().count() > 0, "{} as {}", kind.name, format.name);
                for path in artefacts.paths() {
                    let mut bytes = Vec::new();
                    let made = artefacts.make(artefacts.get(path).unwrap(), &mut bytes);
                    assert_eq!(made, Ok(()), "{path} of {} as {}", kind.name, format.name);
                }
            }
        }
    }
}

#[test]
fn every_word_of_an_example_is_seen() {
    for kind in KINDS {
        let checked = link(&course_of(kind.example));
        let edition = EDITIONS[1];
        let html = made_one(&checked.value, edition, "strand/module/page.html").unwrap();
        let seen = support::page::read(&html).text;
        let text = kind.example.lines().filter(|line| !line.starts_with(":::"));
        for word in text.flat_map(|line| line.split(|c: char| !c.is_alphanumeric())).filter(|w| w.len() > 4) {
            let is_mark =
                kind.example.contains(&format!("#{word}")) || kind.example.contains(&format!(".{word}"));
            let is_key = kind.example.contains(&format!("@{word}"));
            assert!(
                is_mark || is_key || seen.contains(word),
                "`{}` loses the word “{word}”:\n{html}",
                kind.name
            );
        }
    }
}

#[test]
fn every_broken_example_is_told_as_promised() {
    for kind in KINDS {
        let (text, code) = kind.broken;
        let checked = link(&course_with(&page(text)));
        assert_eq!(codes(&checked.diagnostics), [code.name()], "the broken example of `{}`", kind.name);
        for edition in EDITIONS {
            // Preview shows the best that can be had.
            assert!(made(&checked.value, edition).contains_key("strand/module/page.html"));
        }
    }
}

#[test]
fn kinds_are_found_by_their_names_and_offered_by_others() {
    let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), KINDS.len(), "two kinds have one name");
    for kind in KINDS {
        assert!(directive::find(kind.name).is_some_and(|found| found.about == kind.about));
        assert!(!kind.about.is_empty());
        for other in kind.also {
            assert!(!names.contains(other), "`{other}` is a kind and another name of `{}`", kind.name);
            let meant = directive::meant(other).map(|kind| kind.name);
            assert!(meant.is_some(), "`{other}` offers nothing");
        }
    }
}

#[test]
fn every_argument_takes_its_default_and_refuses_what_it_cannot_take() {
    for kind in KINDS {
        let label = if let Label::Required(_) = kind.label { "[A label]" } else { "" };
        for argument in kind.arguments {
            assert!(!argument.about.is_empty());
            let (right, wrong) = match argument.takes {
                Takes::Text => ("\"two words\"".to_owned(), Some("\"\"".to_owned())),
                Takes::Number { least, most } => (least.to_string(), Some((most + 1).to_string())),
                Takes::Word(words) => (words[0].to_owned(), Some("no-such-word".to_owned())),
                Takes::Path | Takes::Reading | Takes::Snippet => continue,
            };
            let told = |value: &str| {
                let text = format!(":::{}{label}{{{}={value}}}\nWords.\n:::\n", kind.name, argument.name);
                let checked = link(&course_with(&page(&text)));
                codes(&checked.diagnostics).contains(&"argument-value")
            };
            assert!(!told(&right), "`{}` refuses {}={right}", kind.name, argument.name);
            if let Some(default) = argument.default {
                assert!(
                    !told(default),
                    "`{}` refuses its own default {}={default}",
                    kind.name,
                    argument.name
                );
            }
            if let Some(wrong) = wrong {
                assert!(told(&wrong), "`{}` takes {}={wrong}", kind.name, argument.name);
            }
        }
    }
}

#[test]
fn every_key_of_a_header_and_of_the_course_is_read() {
    let values = |name: &str| match name {
        "kind" => "reference".into(),
        "minutes" | "order" => "3".into(),
        "objectives" => "[sit down]".into(),
        "covers" | "prerequisites" | "aliases" | "strands" | "plans" | "signposts" | "reviewers" => {
            "[]".into()
        }
        "audience" | "content_notes" | "authors" | "disclosures" => "[one, two]".into(),
        "draft" | "unlisted" | "search" | "show_minutes" => "false".into(),
        "reviewed" | "review_due" => "2099-01-10".into(),
        "report" => "never".to_owned(),
        "story" => "fictional".into(),
        "publication" => "public".into(),
        "journal" => "visit".into(),
        "html" => "sanitize".into(),
        "style" => "vancouver".into(),
        "base_url" => "https://example.org/".into(),
        "accreditation" => "{provider: A, valid_until: 2099-01-10}".into(),
        "platform" => "{units: module, completion: score, passing: 70, score: yes, journal: off}".into(),
        "language" => "en".into(),
        "words" => "{avoid: []}".into(),
        "allow" => "[no-summary, no-objectives, no-activity]".into(),
        other => format!("A {other}"),
    };
    let written = |keys: &[document::yaml::Key], without: &[&str]| -> String {
        let keys = keys.iter().filter(|key| !without.contains(&key.name));
        keys.map(|key| format!("{}: {}\n", key.name, values(key.name))).collect()
    };
    let mut files = course_with(&format!("---\n{}---\nWords.\n", written(header::KEYS, &[])));
    expect_clean(&link(&files), "a header with every key");
    files.insert("course.yaml".into(), written(config::KEYS, &["theme"]).into_bytes());
    expect_clean(&link(&files), "a course.yaml with every key");
}

/// The word files of the theme, by language.
fn words() -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = support::of_package("themes/default/words");
    let files = support::read_folder(&folder);
    let read = |bytes: &[u8]| serde_yaml::from_slice(bytes).unwrap();
    files.iter().map(|(name, bytes)| (name.clone(), read(bytes))).collect()
}

#[test]
fn all_word_files_have_the_same_keys_with_the_same_places() {
    let words = words();
    let english = &words["en.yaml"];
    assert!(words.len() >= 3, "a language is missing");
    let places = |text: &str| -> Vec<String> {
        let mut found: Vec<String> =
            text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
        found.sort();
        found
    };
    for (name, other) in &words {
        let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (english.keys().collect(), other.keys().collect());
        let odd: Vec<_> = ours.symmetric_difference(&theirs).collect();
        assert!(odd.is_empty(), "{name} and en.yaml differ in {odd:?}");
        for (key, word) in other {
            assert!(!word.trim().is_empty(), "{name}: `{key}` is empty");
            assert_eq!(places(word), places(&english[key]), "{name}: `{key}` has other places than English");
        }
    }
}

#[test]
fn every_kind_has_its_word_and_its_part_in_every_theme_language() {
    let parts = support::of_package("themes/default/templates/parts");
    let kinds = KINDS.iter().map(|kind| kind.name).chain(PAGE_KINDS.iter().map(|(kind, ..)| *kind));
    let roles = ["home", "strand", "module", "section", "page", "not-found"];
    for kind in kinds.chain(roles) {
        let key = format!("kind_{}", kind.replace('-', "_"));
        for (name, words) in words() {
            assert!(words.contains_key(&key), "{name} has no `{key}`");
        }
    }
    for core in Core::ALL.iter().filter(|core| **core != Core::Answer) {
        assert!(
            parts.join(format!("{}.html", core.name())).is_file(),
            "no part for the core `{}`",
            core.name()
        );
    }
}

/// The keys behind `w.` in a template.
fn keys_in(template: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for (at, _) in template.match_indices("w.") {
        let before = template[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
            continue;
        }
        let rest = &template[at + 2..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        keys.push(rest[..end].to_owned());
    }
    keys
}

/// The words that the program asks for by `word("…")`.
fn keys_asked(source: &str) -> Vec<String> {
    source
        .match_indices("word(\"")
        .filter_map(|(at, open)| {
            let rest = &source[at + open.len()..];
            Some(rest.split_once('"')?.0.to_owned())
        })
        .collect()
}

#[test]
fn every_word_that_is_used_is_in_every_word_file() {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let templates = support::read_folder(&support::of_package("themes/default/templates"));
    let sources = support::read_folder(&support::of_package("src/render"));
    let mut used: BTreeSet<String> = BTreeSet::new();
    used.extend(templates.into_values().flat_map(|bytes| keys_in(&text(bytes))));
    used.extend(sources.into_values().flat_map(|bytes| keys_asked(&text(bytes))));
    assert!(used.contains("skip_to_content") && used.contains("table"), "no words were found: {used:?}");
    for (name, words) in words() {
        let missing: Vec<_> = used.iter().filter(|key| !words.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{name} lacks {missing:?}");
    }
}

#[test]
fn a_header_over_sixteen_kibibytes_is_refused_and_the_page_stays() {
    let long = format!("---\ntitle: A page\nsummary: {}\n---\nWords.\n", "x".repeat(header::MAX_HEADER));
    let checked = link(&course_with(&long));
    assert_eq!(codes(&checked.diagnostics), ["header-too-large"]);
    let fits = "x".repeat(header::MAX_HEADER - "summary: \n".len());
    let page = format!("---\nsummary: {fits}\n---\n# A page\n\nWords.\n");
    expect_clean(&link(&course_with(&page)), "a header of just 16 KiB");
}

#[test]
fn every_id_of_the_theme_around_a_pages_text_is_kept_free_for_it() {
    let templates = support::read_folder(&support::of_package("themes/default/templates"));
    // The journal and its like are pages of their own, without a text of an author's.
    let around =
        templates.iter().filter(|(path, _)| !path.contains("journal") && !path.starts_with("parts/"));
    // A book's own documents hold no page's text, and a workbook's pages keep theirs behind a prefix.
    let around = around.filter(|(path, _)| !path.starts_with("epub/") && !path.starts_with("workbook/"));
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for (_, bytes) in around {
        let text = std::str::from_utf8(bytes).unwrap();
        for (at, open) in text.match_indices(" id=\"") {
            let id = text[at + open.len()..].split('"').next().unwrap();
            match id.split_once("{{ page.type }}") {
                Some((before, after)) => {
                    ids.extend(["module", "section"].map(|role| format!("{before}{role}{after}")));
                }
                None if id.contains("{{") => {}
                None => drop(ids.insert(id.to_owned())),
            }
        }
    }
    let kept: BTreeSet<String> = document::OF_THE_THEME.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(ids, kept);
}
