//! YAML text → its keys, each with its place and read alone, so that every mistake is told at its line.
//!
//! The headers of pages and the data files of a course share this reader: a table of `Key`s says what is
//! known and of what kind, and the same table makes the help and the schemas.

mod entry;
mod file;
mod key;

use std::sync::Arc;

use serde_yaml::Value;

use super::date::Date;
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean, nearest};

use entry::split_key;
pub use entry::{Entry, entries};
pub use file::text;
use key::names;
pub use key::{Key, Want};

/// Which codes a reader tells its problems by: headers and data files have their own.
#[derive(Clone, Copy, Debug)]
pub struct Codes {
    pub syntax: Code,
    pub unknown: Code,
    pub duplicate: Code,
    pub value: Code,
}

/// Brackets in brackets: what opens more than it closes costs the parser of YAML the square of its length.
pub const MAX_BRACKETS: usize = 32;

/// Whether more brackets stand in one another than any value needs.
pub fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_BRACKETS
    })
}

/// A value with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// Reads one mapping; collects what is wrong with it.
pub struct Reader<'a> {
    pub file: &'a Arc<str>,
    pub codes: Codes,
    pub problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub fn tell(&mut self, code: Code, span: Span, message: String, help: Option<String>) {
        let mut problem = Diagnostic::new(code, self.file, span, message);
        problem.help = help;
        self.problems.push(problem);
    }

    /// Tells keys that are not known or stand twice, and gives each known one with its row.
    pub fn known<'e, 't>(
        &mut self,
        entries: &'e [Entry<'t>],
        keys: &'static [Key],
    ) -> Vec<(&'static Key, &'e Entry<'t>)> {
        let mut known: Vec<(&'static Key, &'e Entry<'t>)> = Vec::new();
        for entry in entries {
            let Some(key) = keys.iter().find(|key| key.name == entry.key) else {
                let help = did_you_mean(entry.key, keys.iter().map(|k| k.name))
                    .or_else(|| Some(format!("Delete the line. Known here: {}.", names(keys))));
                self.tell(
                    self.codes.unknown,
                    entry.key_span,
                    format!("`{}` is not a known key", entry.key),
                    help,
                );
                continue;
            };
            if known.iter().any(|(other, _)| other.name == key.name) {
                let words = format!("`{}` stands twice; only one can count", key.name);
                self.tell(self.codes.duplicate, entry.key_span, words, Some("Keep one of the two.".into()));
                continue;
            }
            known.push((key, entry));
        }
        known
    }

    /// The entry's value as YAML understands it; a mistake in it is told and gives nothing.
    pub fn value(&mut self, entry: &Entry<'_>) -> Option<Value> {
        if is_too_deep(entry.text) {
            let words = format!("more than {MAX_BRACKETS} brackets stand in one another in `{}`", entry.key);
            let help = "Close what is open: every `[` needs its `]`, every `{` its `}`.".to_owned();
            self.tell(self.codes.syntax, entry.value_span(), words, Some(help));
            return None;
        }
        let text = readable(entry);
        let parsed: Result<serde_yaml::Mapping, _> = serde_yaml::from_str(&text);
        match parsed {
            Ok(mapping) => mapping.into_iter().next().map(|(_, value)| value),
            Err(error) => {
                let place = error.location().map_or(entry.value_span(), |l| place_of(entry, l.line()));
                let line = line_around(entry, place);
                let help =
                    quoted_line(line).map(|line| format!("Put the value in straight double quotes:\n{line}"));
                let is_colon = help.is_some();
                let help = help.or_else(|| {
                    Some("Close what is open: every `[` needs its `]`, every `{` its `}`, every quote its second.".into())
                });
                let what = if is_colon && line.matches(": ").count() > 1 {
                    format!("the value of `{}` holds a colon, which YAML takes for a key", entry.key)
                } else {
                    format!("the value of `{}` could not be understood", entry.key)
                };
                self.tell(self.codes.syntax, place, what, help);
                None
            }
        }
    }

    fn tell_stray_line(&mut self, content: &str, span: Span) {
        if let Some(item) = other_bullet(content) {
            let help = format!("Each item of a list has a dash and a blank in front:\n  - {item}");
            return self.tell(self.codes.syntax, span, "this item of a list has no dash".into(), Some(help));
        }
        let help = if content.starts_with('\t') {
            "Indent with spaces: YAML does not take tabs.".to_owned()
        } else if let Some((key, value)) = content.split_once(':') {
            format!("A space is needed behind the colon:\n{}: {}", key.trim(), value.trim())
        } else if let Some((key, value)) = content.split_once(['=', '：']) {
            format!("Write it with a colon and a space:\n{}: {}", key.trim(), value.trim())
        } else {
            "Each line is `key: value`; a longer value goes on in lines indented by two spaces.".to_owned()
        };
        self.tell(self.codes.syntax, span, "this line is not of the form `key: value`".into(), Some(help));
    }

    fn wrong(&mut self, entry: &Entry<'_>, want: Want, span: Span) {
        let words = format!("`{}` expects {}", entry.key, want.words());
        let help = if entry.raw().is_empty() {
            format!("Write its value behind the colon, or delete the line `{}:`.", entry.key)
        } else {
            want.fix(entry.key)
        };
        self.tell(self.codes.value, span, words, Some(help));
    }

    pub fn text(&mut self, entry: &Entry<'_>) -> Option<Spanned<String>> {
        let value = self.value(entry)?;
        let text = scalar(&value, entry.raw());
        match text {
            Some(text) if !text.trim().is_empty() => {
                Some(Spanned { value: text.trim().to_owned(), span: entry.value_span() })
            }
            _ => {
                self.wrong(entry, Want::Text, entry.value_span());
                None
            }
        }
    }

    pub fn whole(&mut self, entry: &Entry<'_>, want: Want) -> Option<i64> {
        let value = self.value(entry)?;
        let text = scalar(&value, entry.raw()).unwrap_or_default();
        let digits = match want {
            Want::Minutes => without_unit(text.trim()),
            _ => text.trim(),
        };
        let range =
            if want == Want::Minutes { 0..=100_000 } else { i64::from(i32::MIN)..=i64::from(i32::MAX) };
        match digits.parse::<i64>() {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                self.wrong(entry, want, entry.value_span());
                None
            }
        }
    }

    pub fn flag(&mut self, entry: &Entry<'_>) -> Option<bool> {
        let value = self.value(entry)?;
        let word = scalar(&value, entry.raw()).unwrap_or_default().to_lowercase();
        match word.as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => {
                self.wrong(entry, Want::Flag, entry.value_span());
                None
            }
        }
    }

    pub fn date(&mut self, entry: &Entry<'_>) -> Option<Date> {
        let value = self.value(entry)?;
        let date = scalar(&value, entry.raw()).and_then(|text| Date::parse(text.trim()));
        if date.is_none() {
            self.wrong(entry, Want::Date, entry.value_span());
        }
        date
    }

    pub fn word(&mut self, entry: &Entry<'_>, words: &'static [&'static str]) -> Option<Spanned<String>> {
        let text = self.text(entry)?;
        if words.contains(&text.value.as_str()) {
            return Some(text);
        }
        // The message lists them all; what was meant is worth a word of its own.
        let meant = nearest(&text.value, words.iter().copied());
        let help = Some(
            meant.map_or_else(|| Want::Word(words).fix(entry.key), |word| format!("Did you mean “{word}”?")),
        );
        let message = format!("`{}` expects {}", entry.key, Want::Word(words).words());
        self.tell(self.codes.value, text.span, message, help);
        None
    }

    /// A list of texts, each with its own place.
    pub fn texts(&mut self, entry: &Entry<'_>) -> Vec<Spanned<String>> {
        let Some(value) = self.value(entry) else { return Vec::new() };
        let spans = entry.item_spans();
        match &value {
            Value::Sequence(items) => {
                let mut texts = Vec::new();
                for (n, item) in items.iter().enumerate() {
                    let span = spans.get(n).copied().unwrap_or_else(|| entry.value_span());
                    match self.item_text(entry, item, span) {
                        Some(value) => texts.push(Spanned { value, span }),
                        None => self.wrong_item(entry, item, span),
                    }
                }
                texts
            }
            Value::Null => Vec::new(),
            other => match scalar(other, entry.raw()) {
                Some(text) => vec![Spanned { value: text.trim().to_owned(), span: entry.value_span() }],
                None => {
                    self.wrong(entry, Want::Texts, entry.value_span());
                    Vec::new()
                }
            },
        }
    }

    /// A list of texts or of `{id, text}`: pairs of id and text.
    pub fn objectives(&mut self, entry: &Entry<'_>) -> Vec<(Option<String>, Spanned<String>)> {
        let Some(value) = self.value(entry) else { return Vec::new() };
        let Value::Sequence(items) = &value else {
            self.wrong(entry, Want::Objectives, entry.value_span());
            return Vec::new();
        };
        let spans = entry.item_spans();
        let mut objectives = Vec::new();
        for (n, item) in items.iter().enumerate() {
            let span = spans.get(n).copied().unwrap_or_else(|| entry.value_span());
            let is_text = |text: &&str| !text.contains(crate::document::is_control);
            let part = |key: &str| item.get(key).and_then(Value::as_str).filter(is_text).map(str::to_owned);
            let known = item
                .as_mapping()
                .is_some_and(|m| m.keys().all(|k| matches!(k.as_str(), Some("id" | "text"))));
            match (part("text"), self.item_text(entry, item, span)) {
                (Some(value), _) if known => objectives.push((part("id"), Spanned { value, span })),
                (_, Some(value)) => objectives.push((None, Spanned { value, span })),
                _ => self.wrong_item(entry, item, span),
            }
        }
        objectives
    }

    fn item_text(&mut self, entry: &Entry<'_>, item: &Value, span: Span) -> Option<String> {
        let start = (span.start as usize).saturating_sub(entry.base);
        let raw = entry.text.get(start..span.end as usize - entry.base).unwrap_or_default();
        scalar(item, raw).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn wrong_item(&mut self, entry: &Entry<'_>, item: &Value, span: Span) {
        let start = (span.start as usize).saturating_sub(entry.base);
        let raw = entry.text.get(start..span.end as usize - entry.base).unwrap_or_default();
        let (message, help) = if item.is_mapping() && raw.contains(": ") {
            let line = format!("- \"{}\"", raw.replace('\\', "\\\\").replace('"', "\\\""));
            let message = format!("an item of `{}` holds a colon, which YAML takes for a key", entry.key);
            (message, Some(format!("Put the text in straight double quotes:\n{line}")))
        } else {
            let help = "Write each item as words behind a dash, or delete the dash that has none.";
            (format!("an item of `{}` is not text", entry.key), Some(help.to_owned()))
        };
        self.tell(self.codes.value, span, message, help);
    }
}

/// A single value as text: numbers and words such as `yes` as they were typed.
fn scalar(value: &Value, raw: &str) -> Option<String> {
    match value {
        // What YAML writes as `"\a"` is no letter either.
        Value::String(text) if text.contains(crate::document::is_control) => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => {
            Some(raw.split(" #").next().unwrap_or(raw).trim().trim_matches(['"', '\'']).to_owned())
        }
        _ => None,
    }
}

/// `10 min`, `10 minutes`, `10'` → `10`.
fn without_unit(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = text[end..].trim();
    let known = ["", "min", "min.", "mins", "minute", "minutes", "m", "'", "’"];
    if known.contains(&unit.to_lowercase().as_str()) { &text[..end] } else { text }
}

/// The words of an item that a word processor has marked: with a dot, a long dash or a number.
fn other_bullet(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = match rest.len() == line.len() {
        true => line.strip_prefix(['•', '·', '–', '—', '*', '◦', '▪'])?,
        false => rest.strip_prefix(['.', ')'])?,
    };
    Some(rest.trim()).filter(|words| !words.is_empty() && rest.starts_with([' ', '\t', '\u{A0}']))
}

/// The entry with plain spaces where Word left no-break ones, and without the indentation of a mapping within.
fn readable(entry: &Entry<'_>) -> String {
    let text = entry.text.replace('\u{A0}', " ");
    text.replace("\r\n", "\n")
}

fn place_of(entry: &Entry<'_>, line: usize) -> Span {
    let mut at = entry.base;
    for (n, text) in entry.text.split_inclusive('\n').enumerate() {
        if n + 1 == line.max(1) {
            let lead = text.len() - text.trim_start().len();
            let end = text.trim_end().len();
            return if n == 0 || end <= lead { entry.value_span() } else { Span::new(at + lead, at + end) };
        }
        at += text.len();
    }
    entry.value_span()
}

fn line_around<'a>(entry: &'a Entry<'_>, place: Span) -> &'a str {
    let at = (place.start as usize).saturating_sub(entry.base).min(entry.text.len());
    let start = entry.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |n| n + 1);
    entry.text[start..].lines().next().unwrap_or_default()
}

/// `title: A visit: the start` → `title: "A visit: the start"`, where quoting is what the line lacks.
fn quoted_line(line: &str) -> Option<String> {
    let (lead, rest) = line.split_at(line.len() - line.trim_start().len());
    let (name, value) = match rest.strip_prefix("- ") {
        Some(item) => ("- ".to_owned(), item.trim()),
        None => {
            let key = split_key(rest)?;
            (format!("{key}: "), rest[key.len()..].trim_start_matches([':', ' ', '\u{A0}']).trim())
        }
    };
    let value = value.trim_matches(['“', '”', '„', '"']);
    if value.is_empty() || value.starts_with(['[', '{', '|', '>']) {
        return None;
    }
    Some(format!("{lead}{name}\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
}
