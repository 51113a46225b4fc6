//! Diagnostics → the report as the preview's panel shows it.

use super::facts;
use crate::course::Page;
use crate::diagnostic::report::{self, Report};
use crate::diagnostic::{self, ByFile, Diagnostic};
use crate::pipeline::Linked;
use crate::preview::{ExcerptLine, Problem, Problems, Related};

/// So many problems are listed; of a course with more it is said how many there are. Those of the page that somebody is
/// on are told besides.
const LISTED: usize = 50;

/// The report as the preview's panel shows it: the gravest problems, in reading order.
pub(super) fn problems(told: &ByFile, linked: &Linked) -> Problems {
    let (errors, warnings, notices) = diagnostic::count(told.iter());
    Problems { errors, warnings, notices, list: list(&told.gravest(LISTED), linked) }
}

/// All that is told of one page's file and of the snippets in it.
pub(super) fn of_page(told: &ByFile, linked: &Linked, page: &Page) -> Vec<Problem> {
    let outline = &page.outline;
    let files = std::iter::once(&outline.file).chain(outline.includes.paths());
    let of_page: Vec<Diagnostic> = files.flat_map(|file| told.file(file)).cloned().collect();
    list(&of_page, linked)
}

fn list(told: &[Diagnostic], linked: &Linked) -> Vec<Problem> {
    let text = |path: &str| linked.sources.text_of(path);
    let shown = report::overlay(&Report { diagnostics: told, text: &text, strict: false });
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
    shown.into_iter().map(problem).collect()
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
