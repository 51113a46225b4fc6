//! `reviewers:` and `accreditation:` of course.yaml → values with their places, strictly read.

use serde_yaml::Value;

use crate::diagnostic::{Code, Span, did_you_mean};
use crate::document::date::Date;
use crate::document::yaml::{Entry, Key, Reader, Spanned, Want};

/// The keys of one reviewer.
pub(super) const REVIEWER: &[Key] = &[
    Key { name: "name", want: Want::Text, about: "who read the course over" },
    Key { name: "role", want: Want::Text, about: "in which role: a patient partner, a nurse educator" },
    Key { name: "date", want: Want::Date, about: "when" },
];

/// The keys of the accreditation.
pub(super) const ACCREDITATION: &[Key] = &[
    Key { name: "provider", want: Want::Text, about: "who has accredited the course" },
    Key { name: "number", want: Want::Text, about: "the number of the accreditation" },
    Key { name: "credits", want: Want::Text, about: "what it is worth, such as `4 hours`" },
    Key { name: "valid_until", want: Want::Date, about: "its last day, UTC" },
];

/// Somebody who has read the course over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    pub name: String,
    pub role: String,
    pub date: Date,
}

/// By whom the course is accredited, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accreditation {
    pub provider: String,
    pub number: String,
    pub credits: String,
    /// It holds through this day.
    pub valid_until: Spanned<Date>,
}

pub(super) fn reviewers(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Vec<Reviewer> {
    let Some(value) = reader.value(entry) else { return Vec::new() };
    let Value::Sequence(items) = &value else {
        if !value.is_null() {
            let help =
                "Write each below, such as:\n- name: J. Doe\n  role: patient partner\n  date: 2027-03-01";
            let words = "`reviewers` expects a list, each with `name`, `role`, `date`".to_owned();
            reader.tell(Code::ConfigValue, entry.value_span(), words, Some(help.to_owned()));
        }
        return Vec::new();
    };
    let spans = entry.item_spans();
    let mut reviewers = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let span = spans.get(n).copied().unwrap_or_else(|| entry.value_span());
        let mut part = Part { reader, entry, value: item, span, what: "a reviewer", keys: REVIEWER };
        if !part.check() {
            continue;
        }
        let (name, role, date) = (part.needed("name"), part.needed("role"), part.date("date"));
        if let (Some(name), Some(role), Some(date)) = (name, role, date) {
            reviewers.push(Reviewer { name, role, date: date.value });
        }
    }
    reviewers
}

pub(super) fn accreditation(reader: &mut Reader<'_>, entry: &Entry<'_>) -> Option<Accreditation> {
    let value = reader.value(entry)?;
    let span = entry.key_span;
    let mut part =
        Part { reader, entry, value: &value, span, what: "the accreditation", keys: ACCREDITATION };
    if !part.check() {
        return None;
    }
    let (provider, valid_until) = (part.needed("provider"), part.date("valid_until"));
    let number = part.text("number").unwrap_or_default();
    let credits = part.text("credits").unwrap_or_default();
    Some(Accreditation { provider: provider?, number, credits, valid_until: valid_until? })
}

/// One mapping within an entry; `span` is where it starts.
struct Part<'a, 'r, 'e> {
    reader: &'a mut Reader<'r>,
    entry: &'a Entry<'e>,
    value: &'a Value,
    span: Span,
    what: &'static str,
    keys: &'static [Key],
}

impl Part<'_, '_, '_> {
    /// Whether it is a mapping; keys that are not known are told.
    fn check(&mut self) -> bool {
        let Some(mapping) = self.value.as_mapping() else {
            let words = format!("{} is written as {}", self.what, Want::Map(self.keys).words());
            self.reader.tell(Code::ConfigValue, self.span, words, None);
            return false;
        };
        let names: Vec<&str> = self.keys.iter().map(|key| key.name).collect();
        for key in mapping.keys() {
            let key = key.as_str().unwrap_or_default();
            if !names.contains(&key) {
                let words = format!("`{key}` is not a known key of {}", self.what);
                let help = did_you_mean(key, names.iter().copied());
                let place = self.place(key);
                self.reader.tell(Code::ConfigKey, place, words, help);
            }
        }
        true
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let text = match self.value.get(key)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Null => String::new(),
            _ => {
                let (place, words) = (self.place(key), format!("`{key}` expects {}", Want::Text.words()));
                self.reader.tell(Code::ConfigValue, place, words, None);
                return None;
            }
        };
        Some(text).filter(|text| !text.is_empty())
    }

    fn needed(&mut self, key: &str) -> Option<String> {
        let text = self.text(key);
        if text.is_none() && self.value.get(key).is_none_or(Value::is_null) {
            self.missing(key, "");
        }
        text
    }

    fn date(&mut self, key: &str) -> Option<Spanned<Date>> {
        let place = self.place(key);
        let Some(text) = self.text(key) else {
            if self.value.get(key).is_none_or(Value::is_null) {
                self.missing(key, ", such as `2027-03-01`");
            }
            return None;
        };
        let date = Date::parse(&text);
        if date.is_none() {
            let words = format!("`{key}` expects {}", Want::Date.words());
            self.reader.tell(Code::ConfigValue, place, words, None);
        }
        date.map(|value| Spanned { value, span: place })
    }

    fn missing(&mut self, key: &str, example: &str) {
        let words = format!("{} has no `{key}`", self.what);
        let help = format!("Add a line `{key}: `{example}.");
        self.reader.tell(Code::ConfigValue, self.span, words, Some(help));
    }

    /// From a key to the end of its line, looked for from where the mapping starts.
    fn place(&self, key: &str) -> Span {
        let from = (self.span.start as usize).saturating_sub(self.entry.base);
        let rest = self.entry.text.get(from..).unwrap_or_default();
        let is_key = |at: &usize| !rest[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let found = rest.match_indices(&format!("{key}:")).map(|(at, _)| at).find(is_key);
        found.map_or(self.span, |at| {
            let line = rest[at..].lines().next().unwrap_or_default().trim_end();
            let start = self.entry.base + from + at;
            Span::new(start, start + line.len())
        })
    }
}
