//! What can be wrong with a course, as plain values: a place, a code, words and a fix.
//!
//! Every stage returns `Checked<T>`: its result together with the problems it met.
//! Nothing below `main` prints; `report` turns diagnostics into text, JSON, SARIF or HTML.

mod by_file;
mod code;
pub mod report;
mod suggest;

use std::sync::Arc;

pub use by_file::ByFile;
pub use code::{CODES, Code, CodeInfo};
pub use suggest::{did_you_mean, nearest};

/// A byte range in one source file, counted in the file as it is on disk (byte order mark included).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// A place tells nothing of the words that stand there: values that differ in nothing but places have equal
/// fingerprints, so that a word more at the top of a page changes no other page.
impl std::hash::Hash for Span {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl Span {
    /// A span from byte offsets; offsets beyond 4 GiB are clamped (pages are capped far below).
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The span as a range for slicing the source's bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same span, `base` bytes further on.
    #[must_use]
    pub fn shifted(self, base: usize) -> Span {
        Span::new(self.start as usize + base, self.end as usize + base)
    }
}

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Severity {
    /// Worth knowing; never stops anything, not even with `--strict`.
    Notice,
    /// Likely a mistake; `--strict` makes it stop the build.
    Warning,
    /// Nothing is published while it stands.
    Error,
}

impl Severity {
    /// The word used in reports and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Another place that explains a diagnostic: the first of two pages with one address, say.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Related {
    pub file: Arc<str>,
    pub span: Span,
    pub message: String,
}

/// One problem of a course, told so that its author can act.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// Relative to the course folder, with `/`.
    pub file: Arc<str>,
    pub span: Span,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do, where that is more than the message says.
    pub help: Option<String>,
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// A diagnostic with the severity that its code has by default.
    pub fn new(code: Code, file: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.info().severity,
            file: Arc::clone(file),
            span,
            message: message.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that explains it.
    #[must_use]
    pub fn related(mut self, file: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { file: Arc::clone(file), span, message: message.into() });
        self
    }
}

/// A stage's result with the problems it met: the value is always there.
#[derive(Clone, Debug, Default)]
pub struct Checked<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value without problems.
    pub fn clean(value: T) -> Self {
        Checked { value, diagnostics: Vec::new() }
    }

    /// Moves the problems to `sink` and gives the value.
    pub fn drain_into(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Puts diagnostics into reading order (file, place, code) and drops exact repeats, so that two runs agree.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics
        .sort_by(|a, b| (&a.file, a.span, a.code, &a.message).cmp(&(&b.file, b.span, b.code, &b.message)));
    diagnostics.dedup();
}

/// How many diagnostics of each severity there are: errors, warnings, notices.
pub fn count<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> (usize, usize, usize) {
    diagnostics.into_iter().fold((0, 0, 0), |(errors, warnings, notices), one| match one.severity {
        Severity::Error => (errors + 1, warnings, notices),
        Severity::Warning => (errors, warnings + 1, notices),
        Severity::Notice => (errors, warnings, notices + 1),
    })
}
