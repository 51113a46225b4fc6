//! YAML text → the entries of its outermost mapping, each with all its lines and its place.

use super::Reader;
use crate::diagnostic::Span;

/// One `key: value` of a mapping, with all its lines.
#[derive(Debug)]
pub struct Entry<'a> {
    pub key: &'a str,
    pub key_span: Span,
    /// From the key to the end of its last line.
    pub text: &'a str,
    /// Where `text` starts in the file.
    pub base: usize,
}

/// Splits a mapping at the keys of its outermost level; lines that belong to none are told.
pub fn entries<'a>(text: &'a str, base: usize, reader: &mut Reader<'_>) -> Vec<Entry<'a>> {
    let indent = first_indent(text);
    let mut found: Vec<Entry<'a>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim_end();
        let content = bare.trim_start_matches(' ');
        let depth = bare.len() - content.len();
        let is_blank = content.is_empty() || content.starts_with('#');
        if is_blank || (!found.is_empty() && is_continuation(content, depth, indent)) {
            extend(found.last_mut(), text, base, at);
            continue;
        }
        let line_span = Span::new(base + start + depth, base + start + bare.len());
        match split_key(content) {
            Some(key) if !content.starts_with('\t') => found.push(Entry {
                key: key.trim_matches(['"', '\'']),
                key_span: Span::new(base + start + depth, base + start + depth + key.len()),
                text: &text[start + depth..at],
                base: base + start + depth,
            }),
            _ => {
                reader.tell_stray_line(content, line_span);
                // An item that was marked in another way was meant for the key above, which has nothing else.
                if super::other_bullet(content).is_some()
                    && found.last().is_some_and(|last| last.raw().is_empty())
                {
                    found.pop();
                }
            }
        }
    }
    found
}

fn first_indent(text: &str) -> usize {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    text.lines().find(is_content).map_or(0, |line| line.len() - line.trim_start_matches(' ').len())
}

/// Deeper lines, list items and closing brackets belong to the key above.
fn is_continuation(content: &str, depth: usize, indent: usize) -> bool {
    depth > indent || content == "-" || content.starts_with("- ") || content.starts_with([']', '}'])
}

fn extend<'a>(entry: Option<&mut Entry<'a>>, text: &'a str, base: usize, end: usize) {
    if let Some(entry) = entry {
        entry.text = &text[entry.base - base..end];
    }
}

/// The key in front of a colon that ends the line or has a space (also a no-break one) behind it.
pub(super) fn split_key(line: &str) -> Option<&str> {
    let is_end =
        |at: usize| line[at + 1..].chars().next().is_none_or(|c| c == ' ' || c == '\t' || c == '\u{A0}');
    let at = line.match_indices(':').map(|(at, _)| at).find(|at| is_end(*at))?;
    let key = line[..at].trim_end();
    (!key.is_empty() && !key.contains(['{', '[']) && key.split_whitespace().count() <= 3).then_some(key)
}

impl Entry<'_> {
    /// The place of the value: from behind the colon to its end.
    pub fn value_span(&self) -> Span {
        let raw = self.raw();
        let start = self.base + self.text.len() - self.after_colon().len();
        let lead = self.after_colon().len() - self.after_colon().trim_start().len();
        if raw.is_empty() { self.key_span } else { Span::new(start + lead, start + lead + raw.len()) }
    }

    /// The value as it was typed, without the blanks around it.
    pub fn raw(&self) -> &str {
        self.after_colon().trim()
    }

    /// The value's lines without their key, and where they start: for mappings within.
    pub fn block(&self) -> (&str, usize) {
        let inner = self.after_colon();
        let line_end = inner.find('\n').map_or(inner.len(), |at| at + 1);
        (&inner[line_end..], self.base + self.text.len() - inner.len() + line_end)
    }

    fn after_colon(&self) -> &str {
        let key_length = self.key_span.end as usize - self.key_span.start as usize;
        let rest = &self.text[key_length..];
        rest.find(':').map_or("", |at| &rest[at + 1..])
    }

    /// The places of a list's items, where it is written one a line; otherwise none.
    pub fn item_spans(&self) -> Vec<Span> {
        let mut at = self.base;
        let mut spans: Vec<Span> = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let content = line.trim_start();
            if let Some(item) = content.strip_prefix("- ") {
                let start = at + line.len() - content.len() + 2;
                spans.push(Span::new(start, start + item.trim_end().len()));
            }
            at += line.len();
        }
        spans
    }
}
