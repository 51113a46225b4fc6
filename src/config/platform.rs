//! `platform:` of course.yaml → what a learning platform lists and is told, strictly read.
//!
//! It stands in the course and not on the command line: a platform hangs its records on what was uploaded first, so
//! that the next package must be made in the same way.

use serde_yaml::Value;

use super::Journal;
use crate::diagnostic::{Code, Span, did_you_mean};
use crate::document::yaml::{Entry, Key, Reader, Want};

/// The keys below `platform`.
pub(super) const KEYS: &[Key] = &[
    Key {
        name: "units",
        want: Want::Word(UNITS),
        about: "what the platform lists: course (the default), one entry for the whole, or module, one for each",
    },
    Key {
        name: "completion",
        want: Want::Word(COMPLETION),
        about: "when an entry is complete: read (the default), every page read to its end; activities, all of them done as well; score, enough self-checks right",
    },
    Key {
        name: "passing",
        want: Want::Whole,
        about: "how many self-checks of a hundred must be right to pass; 80 by default",
    },
    Key {
        name: "score",
        want: Want::Flag,
        about: "whether the platform is told how many self-checks are right, as one number; no by default",
    },
    Key {
        name: "journal",
        want: Want::Word(JOURNAL),
        about: "where a learner's journal may be kept inside a platform, whose web address is shared: visit by default",
    },
];

const UNITS: &[&str] = &["course", "module"];
const COMPLETION: &[&str] = &["read", "activities", "score"];
const JOURNAL: &[&str] = &["off", "visit", "device"];

const EXAMPLE: &str = "It is written so:\nplatform:\n  units: course\n  completion: read";

/// What a learning platform lists and is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platform {
    pub units: Units,
    pub completion: Completion,
    /// Of a hundred self-checks, how many must be right.
    pub passing: u8,
    /// Whether the ratio of right self-checks is told.
    pub score: bool,
    /// Where a learner's journal may be kept in a package.
    pub journal: Journal,
}

/// What is one entry in a platform's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    Course,
    Module,
}

/// When an entry is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completion {
    /// Every page was read to its end.
    Read,
    /// And everything that there is to do was done.
    Activities,
    /// Enough self-checks are right.
    Score,
}

impl Completion {
    /// The word of course.yaml.
    pub fn name(self) -> &'static str {
        match self {
            Completion::Read => "read",
            Completion::Activities => "activities",
            Completion::Score => "score",
        }
    }
}

impl Default for Platform {
    fn default() -> Self {
        Platform {
            units: Units::Course,
            completion: Completion::Read,
            passing: 80,
            score: false,
            journal: Journal::Visit,
        }
    }
}

/// Reads the mapping below `platform`.
pub(super) fn read(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Platform {
    let mut platform = Platform::default();
    let Some(value) = reader.value(entry) else { return platform };
    let Some(mapping) = value.as_mapping() else {
        let words = format!("`platform` expects {}", Want::Map(KEYS).words());
        reader.tell(Code::ConfigValue, entry.value_span(), words, Some(EXAMPLE.into()));
        return platform;
    };
    for (key, value) in mapping {
        let name = key.as_str().unwrap_or_default();
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            let help = did_you_mean(name, KEYS.iter().map(|key| key.name));
            let words = format!("`{name}` is not a known key of `platform`");
            reader.tell(Code::ConfigKey, place(entry, name), words, help);
            continue;
        };
        if !set(&mut platform, key.name, value) {
            let words = format!("`{name}` expects {}", wants(key));
            let help = match (key.want, value.as_str()) {
                (Want::Word(known), Some(typed)) => did_you_mean(typed, known.iter().copied()),
                (Want::Flag, _) => Some(format!("Write `{name}: true` or `{name}: false`.")),
                _ => Some(format!("Write it like this: `{name}: 80`.")),
            };
            reader.tell(Code::ConfigValue, place(entry, name), words, help);
        }
    }
    // What must be reached is told as well.
    platform.score |= platform.completion == Completion::Score;
    platform
}

fn wants(key: &Key) -> String {
    if key.name == "passing" { "a whole number from 1 to 100".into() } else { key.want.words() }
}

/// Whether the value is one that the key takes; then it is set.
fn set(platform: &mut Platform, key: &str, value: &Value) -> bool {
    // YAML takes a bare `off` for a word or for `false`, as it likes.
    let word = match value {
        Value::Bool(flag) => if *flag { "yes" } else { "off" }.to_owned(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    match (key, word.as_str()) {
        ("units", "course") => platform.units = Units::Course,
        ("units", "module") => platform.units = Units::Module,
        ("completion", "read") => platform.completion = Completion::Read,
        ("completion", "activities") => platform.completion = Completion::Activities,
        ("completion", "score") => platform.completion = Completion::Score,
        ("journal", "off") => platform.journal = Journal::Off,
        ("journal", "visit") => platform.journal = Journal::Visit,
        ("journal", "device") => platform.journal = Journal::Device,
        ("score", "yes" | "true" | "on") => platform.score = true,
        ("score", "no" | "false" | "off") => platform.score = false,
        ("passing", _) => match value.as_u64().and_then(|number| u8::try_from(number).ok()) {
            Some(number @ 1..=100) => platform.passing = number,
            _ => return false,
        },
        _ => return false,
    }
    true
}

/// Where a key stands in the entry.
fn place(entry: &Entry<'_>, key: &str) -> Span {
    let is_start = |at: usize| entry.text[..at].ends_with([' ', '\n', '{', ',', '"', '\'']);
    let found = entry.text.match_indices(key).map(|(at, _)| at).find(|at| is_start(*at));
    found.map_or(entry.value_span(), |at| Span::new(entry.base + at, entry.base + at + key.len()))
}
