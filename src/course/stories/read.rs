//! `stories.yaml` → its entries, strictly read: a slip in a date or a purpose must not let a story through.

use std::sync::Arc;

use super::{Basis, COPIES, FILE, PURPOSES, Stories, Story};
use crate::diagnostic::{Checked, Code, did_you_mean};
use crate::document::yaml::{self, Codes, Entry, Key, Reader, Want};
use crate::source::Sources;

/// Every key of a story.
pub const KEYS: &[Key] = &[
    Key {
        name: "basis",
        want: Want::Word(Basis::NAMES),
        about: "consented: its teller agreed; published before; composite of several patients; fictional",
    },
    Key {
        name: "teller",
        want: Want::Text,
        about: "who tells, as they wish to be named; without it nobody is named",
    },
    Key {
        name: "reference",
        want: Want::Text,
        about: "where the signed form is kept, never the form; it is not published",
    },
    Key { name: "approved", want: Want::Date, about: "when the teller approved this wording" },
    Key { name: "expires", want: Want::Date, about: "the last day on which it may be shown, UTC" },
    Key {
        name: "purposes",
        want: Want::Texts,
        about: "for what it may be used: education, public-web (a course that anybody can find)",
    },
    Key { name: "copies", want: Want::Texts, about: "in what it may stand: site, print, lms, download" },
    Key {
        name: "files",
        want: Want::Texts,
        about: "pictures and recordings of the course that belong to it, wherever they stand, such as one/window.jpg",
    },
    Key { name: "licence", want: Want::Text, about: "how readers may use it" },
    Key {
        name: "withdrawn",
        want: Want::Flag,
        about: "true once the teller has withdrawn it: it is left out everywhere",
    },
];

const CODES: Codes = Codes {
    syntax: Code::ConfigSyntax,
    unknown: Code::ConfigKey,
    duplicate: Code::ConfigKey,
    value: Code::ConfigValue,
};

/// Reads the stories of a course; one without the file has none.
pub fn read(sources: &Sources) -> Checked<Stories> {
    let file: Arc<str> = FILE.into();
    let mut stories = Stories::default();
    let Some(source) = sources.get(FILE) else { return Checked::clean(stories) };
    let bytes = source.text_bytes();
    let (text, base) = match yaml::text(&bytes, &file) {
        Ok(text) => text,
        Err(problem) => return Checked { value: stories, diagnostics: vec![*problem] },
    };
    let mut reader = Reader { file: &file, codes: CODES, problems: Vec::new() };
    for entry in yaml::entries(text, base, &mut reader) {
        if stories.entries.contains_key(entry.key) {
            let words = format!("the story `{}` stands twice; only one can count", entry.key);
            reader.tell(CODES.duplicate, entry.key_span, words, Some("Keep one of the two.".into()));
            // Which of the two holds cannot be known: the stricter reading is that neither is agreed to.
            if let Some(story) = stories.entries.get_mut(entry.key) {
                story.copies = Some(Vec::new());
            }
            continue;
        }
        let story = story(&entry, &mut reader);
        stories.entries.insert(story.id.clone(), story);
    }
    Checked { value: stories, diagnostics: reader.problems }
}

fn story(entry: &Entry<'_>, reader: &mut Reader<'_>) -> Story {
    let mut story = Story { id: entry.key.to_owned(), span: entry.key_span, ..Story::default() };
    if entry.key == super::FICTIONAL {
        let help = "Give it another id. `story: fictional` needs no entry.";
        reader.tell(
            CODES.value,
            entry.key_span,
            "no story can be called `fictional`".into(),
            Some(help.into()),
        );
    }
    let (block, base) = entry.block();
    if block.trim().is_empty() {
        let words = format!("the story `{}` says nothing of itself", entry.key);
        let help =
            format!("Write its keys below it, indented by two spaces:\n{}:\n  basis: consented", entry.key);
        reader.tell(CODES.value, entry.key_span, words, Some(help));
        return refused(story);
    }
    let before = reader.problems.len();
    let inner = yaml::entries(block, base, reader);
    let mut basis = None;
    for (key, entry) in reader.known(&inner, KEYS) {
        match key.name {
            "basis" => basis = reader.word(entry, Basis::NAMES),
            "teller" => story.teller = reader.text(entry).map(|text| text.value).unwrap_or_default(),
            // Kept by its makers; it is read so that a mistake is told, and goes nowhere from here.
            "reference" => drop(reader.text(entry)),
            "approved" => story.approved = reader.date(entry),
            "expires" => story.expires = reader.date(entry),
            "purposes" => story.purposes = Some(words(reader, entry, PURPOSES)),
            "copies" => story.copies = Some(words(reader, entry, COPIES)),
            "files" => story.files = reader.texts(entry),
            "licence" => story.licence = reader.text(entry).map(|text| text.value).unwrap_or_default(),
            "withdrawn" => story.withdrawn = reader.flag(entry).unwrap_or(true),
            other => debug_assert!(false, "the key `{other}` has a row and no reader"),
        }
    }
    match basis {
        Some(word) => story.basis = Basis::from_name(&word.value),
        None if !inner.iter().any(|entry| entry.key == "basis") => {
            let words = format!("the story `{}` does not say on what it rests", story.id);
            let help = format!("Add `basis: ` and one of: {}.", Basis::NAMES.join(", "));
            reader.tell(CODES.value, story.span, words, Some(help));
        }
        None => {}
    }
    // What cannot be read cannot be relied on.
    if reader.problems.len() > before { refused(story) } else { story }
}

/// A story whose terms could not be read is not agreed to anywhere.
fn refused(mut story: Story) -> Story {
    story.copies = Some(Vec::new());
    story
}

/// A list of words that are known; others are told with the nearest.
fn words(reader: &mut Reader<'_>, entry: &Entry<'_>, known: &'static [&'static str]) -> Vec<String> {
    let mut words = Vec::new();
    for text in reader.texts(entry) {
        if known.contains(&text.value.as_str()) {
            words.push(text.value);
        } else {
            let message = format!("`{}` expects some of: {}", entry.key, known.join(", "));
            let help = did_you_mean(&text.value, known.iter().copied());
            reader.tell(CODES.value, text.span, message, help);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (Stories, Vec<(&'static str, String)>) {
        let checked = read(&Sources::from_memory([(FILE, text.as_bytes())]));
        let words = |d: &crate::diagnostic::Diagnostic| (d.code.name(), text[d.span.range()].to_owned());
        (checked.value, checked.diagnostics.iter().map(words).collect())
    }

    #[test]
    fn an_entry_is_read_as_it_is_written() {
        let (stories, problems) = told(
            "# Ours\nblue-blanket:\n  basis: consented\n  teller: his daughter\n  reference: R-2026-014\n  approved: 2026-01-10\n  expires: 2028-01-10\n  purposes: [education, public-web]\n  copies:\n    - site\n    - print\n  licence: all rights reserved\n  withdrawn: false\n\nthe-boat:\n  basis: composite\n",
        );
        assert_eq!(problems, []);
        let story = stories.get("blue-blanket").unwrap();
        assert_eq!((story.basis, story.teller.as_str()), (Basis::Consented, "his daughter"));
        assert_eq!(story.expires.map(|date| date.to_string()).as_deref(), Some("2028-01-10"));
        assert_eq!(story.copies.as_deref(), Some(&["site".to_owned(), "print".to_owned()][..]));
        assert_eq!(stories.get("the-boat").unwrap().basis, Basis::Composite);
        assert!(!format!("{stories:?}").contains("R-2026"), "where the form is kept goes nowhere");
    }

    #[test]
    fn each_slip_is_told_at_its_place_and_the_story_held_back() {
        for (text, code, words) in [
            ("a:\n  bases: consented\n", "config-key", "bases"),
            ("a:\n  basis: consentd\n", "config-value", "consentd"),
            ("a:\n  basis: published\n  expires: 10.01.2028\n", "config-value", "10.01.2028"),
            ("a:\n  basis: published\n  purposes: [public web]\n", "config-value", "[public web]"),
            ("a:\n  basis: published\n  copies:\n    - sites\n", "config-value", "sites"),
            ("a:\n  basis: published\n  withdrawn: perhaps\n", "config-value", "perhaps"),
            ("a:\n  basis: published\n  basis: composite\n", "config-key", "basis"),
            ("a:\n", "config-value", "a"),
            ("a:\n  teller: She: who was there\n  basis: published\n", "config-syntax", "She: who was there"),
        ] {
            let (stories, problems) = told(text);
            assert_eq!(problems.iter().map(|(c, w)| (*c, w.as_str())).next(), Some((code, words)), "{text}");
            assert_eq!(stories.get("a").unwrap().copies, Some(Vec::new()), "{text}");
        }
        let (stories, problems) = told("a:\n  basis: composite\na:\n  basis: composite\n");
        assert_eq!(problems, [("config-key", "a".to_owned())]);
        assert_eq!(stories.get("a").unwrap().copies, Some(Vec::new()));
    }
}
