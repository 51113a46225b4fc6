//! What pages promise, against what they hold → notices: no summary, no objectives, nothing to practise them by.

use super::{Course, Page, Role};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Blocks in which a learner does something.
const ACTIVITIES: &[&str] =
    &["reflect", "discussion", "role-play", "debrief", "conversation", "check", "scale", "pause"];

/// Kinds of pages that are something to do.
const ACTIVE: &[&str] = &["practice", "reflection", "role-play", "debrief", "conversation"];

/// Tells pages that lack what lists, learners or accreditors look for. Drafts are left in peace.
pub(super) fn check(course: &Course, problems: &mut Vec<Diagnostic>) {
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        let header = &page.outline.header;
        let mut tell = |code: Code, words: &str, help: &str| {
            let span = page.outline.heading.as_ref().map_or(Span::new(0, 1), |(_, span, _)| *span);
            problems.push(Diagnostic::new(code, &page.outline.file, span, words).help(help));
        };
        if header.summary.is_none() && page.role != Role::Home && !header.unlisted {
            tell(
                Code::NoSummary,
                "the page has no summary",
                "Write in the header `summary: ` and one sentence on what the page is for.",
            );
        }
        let teaches = page.role == Role::Module
            || page.role == Role::Page && page.kind == "lesson" && page.module.is_some();
        if teaches && header.objectives.is_empty() {
            let what = if page.role == Role::Module { "the module" } else { "the lesson" };
            tell(
                Code::NoObjectives,
                &format!("{what} has no objectives"),
                "Write in the header `objectives:`, and below it one a line with a dash in front: what will learners be able to do?",
            );
        }
        // A module without pages is only begun.
        let is_begun = page.role == Role::Module && page.children.is_empty();
        if !header.objectives.is_empty() && !is_begun && !practises(course, page) {
            tell(
                Code::NoActivity,
                "nothing here lets learners practise the objectives",
                "Add something to do: a `reflect`, a `discussion`, a `check`, a role play. `bedside kinds` lists them.",
            );
        }
    }
}

/// Whether the page, or one below it, has something to do.
fn practises(course: &Course, page: &Page) -> bool {
    page.role == Role::Page && ACTIVE.contains(&page.kind)
        || page.outline.kinds.iter().any(|(kind, _)| ACTIVITIES.contains(kind))
        || page.children.iter().any(|child| practises(course, course.page(*child)))
}
