//! A linked course → the pages that readers cannot find: in no list, and no other page leads to them.

use super::{Course, Page, Target};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Tells orphans. A draft may be one while it is written.
pub(super) fn tell(course: &Course, problems: &mut Vec<Diagnostic>) {
    // The foot of every page leads to these.
    let in_foot = |page: &Page| matches!(page.kind, "support" | "accessibility" | "privacy");
    let hidden = |page: &&Page| page.outline.header.unlisted && !page.is_draft() && !in_foot(page);
    if !course.pages.iter().any(|page| hidden(&page)) {
        return;
    }
    let mut is_found = vec![false; course.pages.len()];
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        let linked = page.targets.iter().filter_map(|target| match target {
            Target::Page { page, .. } => Some(*page),
            _ => None,
        });
        for id in linked.chain(page.prerequisites.iter().copied()).filter(|id| *id != page.id) {
            is_found[id as usize] = true;
        }
    }
    for page in course.pages.iter().filter(hidden).filter(|page| !is_found[page.id as usize]) {
        let words = "no list and no link leads to this page".to_owned();
        problems.push(
            Diagnostic::new(Code::Orphan, &page.outline.file, Span::new(0, 1), words)
                .help("Link to it from where it is wanted, or take `unlisted` out of its header."),
        );
    }
}
