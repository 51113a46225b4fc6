//! Diagnostics → the report as the preview's panel shows it.

use super::facts;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::report::{self, Report};
use crate::pipeline::Linked;
use crate::preview::{ExcerptLine, Problem, Problems, Related};

/// The report as the preview's panel shows it.
pub(super) fn problems(diagnostics: &[Diagnostic], linked: &Linked) -> Problems {
    let text = |path: &str| linked.sources.text_of(path);
    let shown = report::overlay(&Report { diagnostics, text: &text, strict: false });
    let page = |file: &str| facts::address(linked, file);
    let related = |related: report::RelatedProblem| Related {
        page: page(&related.file),
        message: related.message,
        file: related.file,
        line: related.line,
    };
    let problem = |problem: report::Problem| Problem {
        page: page(&problem.file),
        code: problem.code.into(),
        severity: problem.severity.into(),
        title: problem.title.into(),
        message: problem.message,
        help: problem.help,
        file: problem.file,
        line: problem.line,
        column: problem.column,
        excerpt: problem.excerpt.into_iter().map(excerpt).collect(),
        related: problem.related.into_iter().map(related).collect(),
    };
    Problems::new(shown.into_iter().map(problem).collect())
}

fn excerpt(row: report::Row) -> ExcerptLine {
    ExcerptLine {
        number: row.number,
        text: row.text,
        marked: row.marked,
        from: row.from.saturating_sub(1),
        to: row.to.saturating_sub(1),
    }
}
