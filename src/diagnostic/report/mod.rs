//! Diagnostics and the sources they speak of → text for people, for programs and for the preview.
//!
//! These are the only pretty-printers of the house. Each is a function from a `Report` to a value;
//! none of them prints, so that `main` alone decides where the words go.

mod excerpt;
mod explain;
mod human;
mod json;
mod overlay;
mod place;
mod sarif;
mod short;
mod visible;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Diagnostic, Severity, Span};

pub use excerpt::Row;
pub use explain::explain;
pub use human::human;
pub use json::json;
pub use overlay::{Problem, Related as RelatedProblem, overlay};
pub use place::{Extent, Lines, Place};
pub use sarif::sarif;
pub use short::short;

/// What is to be told: the problems in the order given, and the means to show where they stand.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    pub diagnostics: &'a [Diagnostic],
    /// The bytes of a course file; none where the file is missing or is not text.
    pub text: &'a dyn Fn(&str) -> Option<Cow<'a, [u8]>>,
    /// Whether warnings weigh as errors, as with `--strict`.
    pub strict: bool,
}

impl Report<'_> {
    /// What a diagnostic weighs in this report: `strict` makes an error of a warning, never of a notice.
    pub fn severity(&self, diagnostic: &Diagnostic) -> Severity {
        match diagnostic.severity {
            Severity::Warning if self.strict => Severity::Error,
            severity => severity,
        }
    }

    /// How many errors, warnings and notices the report shows, so that its sum agrees with its lines.
    pub fn counts(&self) -> (usize, usize, usize) {
        let (errors, warnings, notices) = super::count(self.diagnostics);
        if self.strict { (errors + warnings, 0, notices) } else { (errors, warnings, notices) }
    }
}

/// Every file that a report names, read and split into lines once.
struct Sources<'a>(BTreeMap<&'a str, Option<Lines<'a>>>);

impl<'a> Sources<'a> {
    fn of(report: &Report<'a>) -> Self {
        let mut files = BTreeMap::new();
        for diagnostic in report.diagnostics {
            let related = diagnostic.related.iter().map(|related| &*related.file);
            for file in related.chain([&*diagnostic.file]) {
                files.entry(file).or_insert_with(|| (report.text)(file).map(Lines::new));
            }
        }
        Sources(files)
    }

    /// The lines of a file, where it is text.
    fn lines(&self, file: &str) -> Option<&Lines<'a>> {
        self.0.get(file)?.as_ref()
    }

    /// Where a span lies, where its file is text.
    fn find(&self, file: &str, span: Span) -> Option<Extent> {
        Some(self.lines(file)?.extent(span))
    }

    /// Where a span lies; a file that is not text is told at its beginning, for programs that need a place.
    fn extent(&self, file: &str, span: Span) -> Extent {
        self.find(file, span).unwrap_or_default()
    }
}

#[cfg(test)]
mod testing {
    //! A small course in memory, for the tests of every format.

    use std::borrow::Cow;
    use std::sync::Arc;

    use super::Report;
    use crate::diagnostic::{CODES, Code, Diagnostic, Severity, Span};

    /// The first code of the table with this severity, so that no test depends on one row.
    pub(super) fn code(severity: Severity) -> Code {
        CODES.iter().find(|info| info.severity == severity).unwrap().code
    }

    /// A diagnostic at the first place where `words` stand in `text`.
    pub(super) fn at(severity: Severity, file: &str, text: &str, words: &str, message: &str) -> Diagnostic {
        Diagnostic::new(code(severity), &Arc::from(file), span(text, words), message)
    }

    /// The first place where `words` stand in `text`.
    pub(super) fn span(text: &str, words: &str) -> Span {
        let start = text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    /// Shows diagnostics over files given as names and bytes.
    pub(super) fn show<T>(
        diagnostics: &[Diagnostic],
        files: &[(&str, &[u8])],
        strict: bool,
        printer: impl Fn(&Report) -> T,
    ) -> T {
        let text =
            |name: &str| files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| Cow::Borrowed(*bytes));
        printer(&Report { diagnostics, text: &text, strict })
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{at, show};
    use super::*;

    #[test]
    fn strict_makes_errors_of_warnings_and_leaves_notices() {
        let told =
            [Severity::Error, Severity::Warning, Severity::Notice].map(|s| at(s, "a.md", "x", "x", "m"));
        let see = |report: &Report| (report.counts(), told.each_ref().map(|d| report.severity(d)));
        let (relaxed, _) = show(&told, &[], false, see);
        let (strict, severities) = show(&told, &[], true, see);
        assert_eq!((relaxed, strict), ((1, 1, 1), (2, 0, 1)));
        assert_eq!(severities, [Severity::Error, Severity::Error, Severity::Notice]);
    }

    #[test]
    fn each_source_is_read_once() {
        let reads = std::cell::Cell::new(0);
        let text = |_: &str| {
            reads.set(reads.get() + 1);
            None
        };
        let told =
            [at(Severity::Error, "a.md", "x", "x", "one"), at(Severity::Error, "a.md", "x", "x", "two")];
        human(&Report { diagnostics: &told, text: &text, strict: false }, false);
        assert_eq!(reads.get(), 1);
    }
}
