//! The lines between `---` and `---` → `Header`: what a page says of itself, each key read alone.

use std::sync::Arc;

use super::date::Date;
use super::yaml::{self, Codes, Key, Reader, Spanned, Want};
use crate::diagnostic::{Code, Diagnostic, Span};

/// A header beyond this many bytes is refused before it is parsed: YAML's cost grows faster than its length.
pub const MAX_HEADER: usize = 16 * 1024;

/// The kinds of pages, with what each is for. A folder of that plural name gives its pages the kind.
pub const PAGE_KINDS: &[(&str, &str, &str)] = &[
    ("lesson", "lessons", "a page that teaches"),
    ("narrative", "narratives", "a patient's, relative's or clinician's story"),
    ("role-play", "role-plays", "an acted scene with private role cards"),
    ("debrief", "debriefs", "a structured conversation after an event"),
    ("conversation", "conversations", "branching practice, one turn at a time"),
    ("reflection", "reflections", "prompts to write about"),
    ("practice", "practices", "something to do on the next shift"),
    ("reference", "references", "to look things up"),
    ("support", "support-pages", "where to turn when something stirs; every page leads to it"),
    (
        "accessibility",
        "accessibility-pages",
        "how far the site can be used by everyone, and whom to write to",
    ),
    ("privacy", "privacy-pages", "what is kept of learners, where, and who may see it"),
];

const KIND_NAMES: &[&str] = &[
    "lesson",
    "narrative",
    "role-play",
    "debrief",
    "conversation",
    "reflection",
    "practice",
    "reference",
    "support",
    "accessibility",
    "privacy",
];

/// Every key of a header.
pub const KEYS: &[Key] = &[
    Key {
        name: "title",
        want: Want::Text,
        about: "the title; short, for navigation, where the page also has a heading `# …`",
    },
    Key {
        name: "kind",
        want: Want::Word(KIND_NAMES),
        about: "what kind of page it is; by default its folder's, else lesson",
    },
    Key { name: "summary", want: Want::Text, about: "one sentence for lists, search and cards" },
    Key { name: "minutes", want: Want::Minutes, about: "how long the page takes, reading and doing" },
    Key { name: "objectives", want: Want::Objectives, about: "what learners will be able to do" },
    Key {
        name: "covers",
        want: Want::Texts,
        about: "ids of the competencies in framework.yaml that the page serves",
    },
    Key {
        name: "audience",
        want: Want::Texts,
        about: "for whom: students, clinicians, mentors, leaders; `for-students.md`, for students alone, begins their path",
    },
    Key { name: "prerequisites", want: Want::Texts, about: "pages to read before, as relative links" },
    Key {
        name: "content_notes",
        want: Want::Texts,
        about: "what may be hard to read, in factual words; makes the opening note",
    },
    Key {
        name: "story",
        want: Want::Text,
        about: "the entry of stories.yaml that the page tells, or fictional",
    },
    Key { name: "teller", want: Want::Text, about: "who tells, in words for readers" },
    Key {
        name: "draft",
        want: Want::Flag,
        about: "in the preview with a badge, absent from everything else",
    },
    Key { name: "unlisted", want: Want::Flag, about: "published, but in no list and no navigation" },
    Key {
        name: "order",
        want: Want::Whole,
        about: "place among its neighbours; wins over a number in the file name",
    },
    Key { name: "aliases", want: Want::Texts, about: "former addresses of the page, which lead to it" },
    Key { name: "authors", want: Want::Texts, about: "who wrote it" },
    Key { name: "reviewed", want: Want::Date, about: "when it was last reviewed" },
    Key { name: "review_due", want: Want::Date, about: "when it is to be reviewed again" },
    Key {
        name: "report",
        want: Want::Word(&["done", "never"]),
        about: "never: a learning platform is not told of this page",
    },
    Key { name: "allow", want: Want::Texts, about: "codes of diagnostics to switch off on this page" },
];

const CODES: Codes = Codes {
    syntax: Code::HeaderSyntax,
    unknown: Code::UnknownKey,
    duplicate: Code::DuplicateKey,
    value: Code::WrongType,
};

/// What a page says of itself; whatever it does not say is empty.
#[derive(Clone, Debug, Default, Hash, serde::Serialize, serde::Deserialize)]
pub struct Header {
    pub title: Option<Spanned<String>>,
    pub kind: Option<Spanned<String>>,
    pub summary: Option<Spanned<String>>,
    pub minutes: Option<u32>,
    pub objectives: Vec<Objective>,
    pub covers: Vec<Spanned<String>>,
    pub audience: Vec<Spanned<String>>,
    pub prerequisites: Vec<Spanned<String>>,
    pub content_notes: Vec<Spanned<String>>,
    pub story: Option<Spanned<String>>,
    pub teller: Option<Spanned<String>>,
    pub draft: bool,
    pub unlisted: bool,
    pub order: Option<i64>,
    pub aliases: Vec<Spanned<String>>,
    pub authors: Vec<Spanned<String>>,
    pub reviewed: Option<Date>,
    pub review_due: Option<Date>,
    pub report_never: bool,
    pub allow: Vec<Spanned<String>>,
    /// Whether there is a header that could not be read: what it would have said is not missed.
    pub refused: bool,
}

/// Something that learners will be able to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Objective {
    pub id: Option<String>,
    pub text: Spanned<String>,
}

/// Where a page's header lies and where its text begins, as byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Between the two lines `---`; empty where the page has no header.
    pub header: Span,
    pub body: usize,
    /// Whether the header is too long to be read.
    pub refused: bool,
}

/// Finds the header of a page; a header that is not closed or too long is told and skipped as well as can be.
pub fn split(text: &str, file: &Arc<str>, problems: &mut Vec<Diagnostic>) -> Split {
    let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let first = first_line(&text[start..]);
    if first.trim_end() != "---" {
        return Split { header: Span::new(start, start), body: start, refused: false };
    }
    let open = start + first.len();
    let mut at = open;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if matches!(line.trim_end(), "---" | "...") {
            let header = Span::new(open, at);
            return check_length(Split { header, body: at + line.len(), refused: false }, file, problems);
        }
        at += line.len();
    }
    let fence = Span::new(start, start + 3);
    problems.push(
        Diagnostic::new(Code::HeaderUnclosed, file, fence, "the header opens here and is not closed")
            .help("Put a line `---` below the last key of the header."),
    );
    // What looks like keys is read as the header; the text begins at the first line that does not.
    let mut body = open;
    for line in text[open..].split_inclusive('\n') {
        let is_key = line.split(':').next().is_some_and(|k| KEYS.iter().any(|key| key.name == k.trim()));
        if !is_key && !line.starts_with([' ', '-']) {
            break;
        }
        body += line.len();
    }
    check_length(Split { header: Span::new(open, body), body, refused: false }, file, problems)
}

fn first_line(text: &str) -> &str {
    text.find(['\n', '\r']).map_or(text, |at| {
        let end = if text[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
        &text[..end]
    })
}

fn check_length(split: Split, file: &Arc<str>, problems: &mut Vec<Diagnostic>) -> Split {
    let length = split.header.range().len();
    if length <= MAX_HEADER {
        return split;
    }
    let words = format!("the header has {length} bytes; it may have {MAX_HEADER}");
    let first = Span::new(split.header.start as usize, split.header.start as usize + 1);
    problems.push(
        Diagnostic::new(Code::HeaderTooLarge, file, first, words)
            .help("Move text for readers below the header."),
    );
    Split { header: Span { start: split.header.start, end: split.header.start }, refused: true, ..split }
}

/// Reads every key of a header; a mistake in one leaves the others standing.
pub fn read(text: &str, base: usize, file: &Arc<str>, problems: &mut Vec<Diagnostic>) -> Header {
    let mut reader = Reader { file, codes: CODES, problems: Vec::new() };
    let entries = yaml::entries(text, base, &mut reader);
    let mut header = Header::default();
    for (key, entry) in reader.known(&entries, KEYS) {
        match key.name {
            "title" => header.title = reader.text(entry),
            "kind" => header.kind = reader.word(entry, KIND_NAMES),
            "summary" => header.summary = reader.text(entry),
            "minutes" => header.minutes = reader.whole(entry, key.want).and_then(|n| u32::try_from(n).ok()),
            "objectives" => {
                let list = reader.objectives(entry);
                header.objectives = list.into_iter().map(|(id, text)| Objective { id, text }).collect();
            }
            "covers" => header.covers = reader.texts(entry),
            "audience" => header.audience = reader.texts(entry),
            "prerequisites" => header.prerequisites = reader.texts(entry),
            "content_notes" => header.content_notes = reader.texts(entry),
            "story" => header.story = reader.text(entry),
            "teller" => header.teller = reader.text(entry),
            "draft" => header.draft = reader.flag(entry).unwrap_or(false),
            "unlisted" => header.unlisted = reader.flag(entry).unwrap_or(false),
            "order" => header.order = reader.whole(entry, key.want),
            "aliases" => header.aliases = reader.texts(entry),
            "authors" => header.authors = reader.texts(entry),
            "reviewed" => header.reviewed = reader.date(entry),
            "review_due" => header.review_due = reader.date(entry),
            "report" => {
                let Want::Word(words) = key.want else { continue };
                header.report_never = reader.word(entry, words).is_some_and(|w| w.value == "never");
            }
            "allow" => header.allow = reader.texts(entry),
            other => debug_assert!(false, "the key `{other}` has a row and no reader"),
        }
    }
    problems.append(&mut reader.problems);
    header
}
