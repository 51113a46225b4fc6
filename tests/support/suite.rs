//! A literate suite: a Markdown file whose headings are tests and whose fences are what goes in and what comes out.

use std::fmt::Write as _;
use std::path::Path;

/// A suite's lines: words between the fences, and the fences.
pub enum Part {
    Words(String),
    Fence(Fence),
}

pub struct Fence {
    pub ticks: usize,
    pub info: String,
    pub text: String,
}

impl Fence {
    pub fn kind(&self) -> &str {
        self.info.split(' ').next().unwrap_or_default()
    }

    pub fn has(&self, word: &str) -> bool {
        self.info.split(' ').any(|other| other == word)
    }

    pub fn file(&self) -> Option<&str> {
        self.info.split_once("file=").map(|(_, file)| file)
    }

    /// The bytes of an input as an editor would save them.
    pub fn bytes(&self) -> Vec<u8> {
        let text = if self.has("crlf") { self.text.replace('\n', "\r\n") } else { self.text.clone() };
        if self.has("bom") { format!("\u{FEFF}{text}").into_bytes() } else { text.into_bytes() }
    }
}

/// The words of a test's heading.
pub fn heading(parts: &[Part]) -> String {
    match parts.first() {
        Some(Part::Words(words)) => {
            words.lines().next().unwrap_or_default().trim_start_matches('#').trim().into()
        }
        _ => String::new(),
    }
}

/// Splits a suite into tests at its headings; joined again the parts are the suite.
pub fn split(text: &str) -> Vec<Vec<Part>> {
    let mut tests: Vec<Vec<Part>> = vec![Vec::new()];
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let ticks = line.bytes().take_while(|b| *b == b'`').count();
        if ticks >= 3 {
            let close = "`".repeat(ticks);
            let inner: String = lines.by_ref().take_while(|line| line.trim_end() != close).collect();
            let info = line[ticks..].trim().to_owned();
            tests.last_mut().unwrap().push(Part::Fence(Fence { ticks, info, text: inner }));
            continue;
        }
        if line.starts_with('#') {
            tests.push(Vec::new());
        }
        match tests.last_mut().unwrap().last_mut() {
            Some(Part::Words(words)) => words.push_str(line),
            _ => tests.last_mut().unwrap().push(Part::Words(line.into())),
        }
    }
    tests
}

/// What was expected beside what was found.
pub fn difference(what: &str, expected: &str, found: &str) -> String {
    format!("{what} differs\n--- expected\n{expected}--- found\n{found}---")
}

/// Writes a suite again.
pub fn update(path: &Path, tests: &[Vec<Part>]) {
    let mut text = String::new();
    for part in tests.iter().flatten() {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Fence(fence) if fence.kind() == "diagnostics" && fence.text.is_empty() => {
                // Nothing is told: the test needs no such fence, nor the empty line above it.
                text.truncate(text.trim_end().len() + 1);
            }
            Part::Fence(fence) => {
                let ticks = "`".repeat(fence.ticks);
                write!(text, "{ticks}{}\n{}{ticks}\n", fence.info, fence.text).unwrap();
            }
        }
    }
    std::fs::write(path, text).unwrap();
}
