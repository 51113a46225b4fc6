//! What pages want to have been read before → mistakes in it: a circle, or a page that comes only later.
//!
//! Readers meet the pages in the course's order, so a prerequisite that comes later is met too late. Every circle
//! holds one that comes later: the circle is told there, as a whole, and in place of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Course, PageId};
use crate::diagnostic::{Code, Diagnostic, Span};

/// One prerequisite, with the place where it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    pub page: PageId,
    pub span: Span,
}

/// Tells circles, prerequisites that come later, and those that readers do not have. `wanted` is in the order of the course's pages.
pub(super) fn check(course: &Course, wanted: &[Vec<Wanted>], problems: &mut Vec<Diagnostic>) {
    let mut told: BTreeSet<Vec<PageId>> = BTreeSet::new();
    for page in &course.pages {
        for one in &wanted[page.id as usize] {
            let file = &page.outline.file;
            let other = course.page(one.page);
            if other.is_draft() && !page.is_draft() {
                let words = format!("“{}”, which is to be read before, is a draft", other.title());
                let help = "Readers do not have it until `draft: true` is taken out of its header.";
                problems.push(Diagnostic::new(Code::LinkToDraft, file, one.span, words).help(help));
            }
            if one.page < page.id {
                continue;
            }
            // A page that stands in no list has no place in the order.
            let has_place = !page.outline.header.unlisted && !other.outline.header.unlisted;
            let Some(circle) = circle(wanted, page.id, one.page) else {
                if !has_place {
                    continue;
                }
                let words = format!("“{}” is to be read before this page and comes after it", other.title());
                problems.push(
                    Diagnostic::new(Code::LaterPrerequisite, file, one.span, words)
                        .help("Move one of the two (`order:`, or the number in the file's name), or take the prerequisite out.")
                        .related(&other.outline.file, Span::new(0, 1), "the page that comes later"),
                );
                continue;
            };
            let mut members = circle.clone();
            members.sort_unstable();
            if !told.insert(members) {
                continue;
            }
            let titles =
                circle.iter().chain(circle.first()).map(|id| format!("“{}”", course.page(*id).title()));
            let way: Vec<String> = titles.collect();
            let words = format!(
                "these pages each want another to be read before, in a circle: {}",
                way.join(" needs ")
            );
            let mut problem = Diagnostic::new(Code::PrerequisiteCycle, file, one.span, words)
                .help("Decide which is read first, and take the prerequisite out of its header.");
            for member in circle.iter().skip(1) {
                let other = course.page(*member);
                let span = wanted[*member as usize].iter().find(|w| circle.contains(&w.page));
                let span = span.map_or(Span::new(0, 1), |w| w.span);
                problem = problem.related(&other.outline.file, span, "and so on from here");
            }
            problems.push(problem);
        }
    }
}

/// The shortest way from a page by one of its prerequisites back to itself, beginning with the page.
fn circle(wanted: &[Vec<Wanted>], page: PageId, by: PageId) -> Option<Vec<PageId>> {
    let mut from: BTreeMap<PageId, PageId> = BTreeMap::from([(by, page)]);
    let mut next = VecDeque::from([by]);
    while let Some(at) = next.pop_front() {
        if at == page {
            let mut way = vec![];
            let mut step = page;
            while let Some(before) = from.get(&step) {
                way.push(*before);
                step = *before;
                if step == page {
                    break;
                }
            }
            way.reverse();
            return Some(way);
        }
        for one in &wanted[at as usize] {
            if let std::collections::btree_map::Entry::Vacant(free) = from.entry(one.page) {
                free.insert(at);
                next.push_back(one.page);
            }
        }
    }
    None
}
