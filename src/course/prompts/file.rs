//! The text of `prompts.lock` ↔ its lines: one a prompt, sorted, so that two branches merge without a conflict.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::FILE;
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document;
use crate::source::Sources;

/// What stands above the first line.
const HEAD: &str = "# Made by `bedside lock`; commit it with the course. It keeps what learners wrote with the prompts that they\n# answered. A line: page and place | key of the answer, which never changes | words as a number | label.\n";

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// By page; on a page in its order.
    pub prompts: Vec<Line>,
    /// Prompts that are gone for good; their keys are not given again.
    pub retired: Vec<Line>,
}

/// One prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The page's file.
    pub file: Arc<str>,
    /// Its id on the page.
    pub place: Box<str>,
    /// Under which answers are kept.
    pub key: Box<str>,
    /// Equal for equal words.
    pub words: Box<str>,
    pub label: String,
    pub span: Span,
}

impl Line {
    /// The same line, wherever it stands.
    pub fn says_the_same(&self, other: &Line) -> bool {
        (&self.file, &self.place, &self.key, &self.words, &self.label)
            == (&other.file, &other.place, &other.key, &other.words, &other.label)
    }

    fn text(&self) -> String {
        let line = format!("{}#{} | {} | {} | {}", self.file, self.place, self.key, self.words, self.label);
        line.trim_end().to_owned()
    }
}

impl Lock {
    /// The text of the file.
    pub fn text(&self) -> String {
        let mut out = String::from(HEAD);
        for (name, lines) in [("prompts", &self.prompts), ("retired", &self.retired)] {
            if name == "retired" && lines.is_empty() {
                continue;
            }
            out.push_str(&format!("{name}:\n"));
            lines.iter().for_each(|line| out.push_str(&format!("  {}\n", line.text())));
        }
        out
    }
}

/// Reads the file of a course; one without it has no locked prompts.
pub fn read(sources: &Sources) -> Checked<Lock> {
    let file: Arc<str> = FILE.into();
    let mut lock = Lock::default();
    let mut problems = Vec::new();
    let Some(source) = sources.get(FILE) else { return Checked::clean(lock) };
    let text = document::replaced(&source.text_bytes());
    let mut keys: BTreeSet<Box<str>> = BTreeSet::new();
    let mut retired = false;
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim();
        let start = at + whole.len() - whole.trim_start().len();
        let span = Span::new(start, start + line.len());
        at += whole.len();
        match line.trim_start_matches('\u{FEFF}') {
            "" => continue,
            "prompts:" => retired = false,
            "retired:" => retired = true,
            line if line.starts_with('#') => {}
            line => match parse(line, span) {
                Some(line) if !keys.insert(line.key.clone()) => {
                    let words = format!("the key `{}` stands twice", line.key);
                    problems.push(
                        Diagnostic::new(Code::ConfigValue, &file, span, words)
                            .help("Keep the line of the prompt that had it first, and delete the other."),
                    );
                }
                Some(line) if retired => lock.retired.push(line),
                Some(line) => lock.prompts.push(line),
                None => problems.push(unreadable(line, &file, span)),
            },
        }
    }
    Checked { value: lock, diagnostics: problems }
}

fn parse(line: &str, span: Span) -> Option<Line> {
    let mut parts = line.splitn(4, '|').map(str::trim);
    let (file, place) = parts.next()?.rsplit_once('#')?;
    let (key, words) = (parts.next()?, parts.next()?);
    let is_whole = !file.is_empty() && !place.is_empty() && key.contains('#') && !words.is_empty();
    is_whole.then(|| Line {
        file: file.into(),
        place: place.into(),
        key: key.into(),
        words: words.into(),
        label: parts.next().unwrap_or_default().to_owned(),
        span,
    })
}

fn unreadable(line: &str, file: &Arc<str>, span: Span) -> Diagnostic {
    let is_conflict = ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    let (words, help) = if is_conflict {
        (
            "two versions of this file were merged and not settled",
            "Keep the lines of both, and delete this mark.",
        )
    } else {
        (
            "this line is not of the form `page.md#place | key | number | label`",
            "Take the file from before the change; `bedside lock` then brings it up to date.",
        )
    };
    Diagnostic::new(Code::ConfigSyntax, file, span, words).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let line = |place: &str| Line {
            file: "a b/c.md".into(),
            place: place.into(),
            key: format!("a b/c#{place}").into(),
            words: "0123456789ab".into(),
            label: "One | two".into(),
            span: Span::default(),
        };
        let mut lock = Lock { prompts: vec![line("one"), line("two")], retired: vec![line("old")] };
        lock.prompts[1].label = String::new();
        let text = lock.text();
        let read = read(&Sources::from_memory([(FILE, text.as_bytes())]));
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
        assert_eq!(read.value.text(), text);
        assert_eq!(read.value.prompts.len(), 2);
        let span = read.value.retired[0].span;
        assert_eq!(&text[span.range()], "a b/c.md#old | a b/c#old | 0123456789ab | One | two");
    }

    #[test]
    fn damage_is_told_at_its_line() {
        let told = |text: &str| -> Vec<String> {
            let read = read(&Sources::from_memory([(FILE, text.as_bytes())]));
            read.diagnostics.iter().map(|d| text[d.span.range()].to_owned()).collect()
        };
        assert_eq!(told("prompts:\n  a.md#x | a#x | 01 | X\n"), [""; 0]);
        assert_eq!(told("<<<<<<< ours\nprompts:\n  a.md#x | a#x | 01 | X\n"), ["<<<<<<< ours"]);
        assert_eq!(told("prompts:\n  a.md | a#x | 01\n  b\n"), ["a.md | a#x | 01", "b"]);
        assert_eq!(told("prompts:\n  a.md#x | a#x | 01\n  b.md#x | a#x | 01\n"), ["b.md#x | a#x | 01"]);
    }
}
