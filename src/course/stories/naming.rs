//! A story → the pages that may name it: its own, those that quote it, and those that list or link to its pages.
//!
//! Written down at each build, so that a story can be taken out of the output even when its course can no longer be
//! built. It errs on the wide side; a test holds it to what rendering with and without a story shows.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reason, Withheld};
use crate::course::{Audience, PageId, Target, View};

/// The pages of a view that may name a story, and its recordings among the course's files.
pub fn naming<A: Audience>(view: &View<A>, story: &str) -> (BTreeSet<PageId>, Vec<u32>) {
    let course = view.course();
    let without = Withheld::new(course, BTreeMap::from([(story.to_owned(), Reason::Withdrawn)]));
    let own: Vec<PageId> = view.pages().map(|page| page.id).filter(|id| without.has_page(*id)).collect();
    let mut naming: BTreeSet<PageId> = own.iter().copied().collect();
    for page in view.pages() {
        let links = page.targets.iter().any(|target| match target {
            Target::Page { page, anchor } => {
                without.has_page(*page) || anchor.is_some() && quotes(view, *page, story)
            }
            Target::Asset(asset) => without.has_file(*asset),
            _ => false,
        });
        let builds_on = page.prerequisites.iter().any(|id| without.has_page(*id));
        if links || builds_on || quotes(view, page.id, story) {
            naming.insert(page.id);
        }
    }
    let order: Vec<PageId> = view.pages().map(|page| page.id).collect();
    for id in own {
        let page = course.page(id);
        // A home page lists what lies two levels below it.
        let parent = page.parent.map(|parent| course.page(parent));
        naming.extend(parent.map(|parent| parent.id));
        naming.extend(parent.and_then(|parent| parent.parent));
        // The navigation shows the strands, the modules of a strand, and the pages of a module.
        for other in view.pages() {
            let shares = match (page.module, page.strand) {
                (Some(module), strand) if module == id => other.strand == strand,
                (Some(module), _) => other.module == Some(module),
                (None, Some(strand)) if strand != id => other.strand == Some(strand),
                _ => true,
            };
            if shares {
                naming.insert(other.id);
            }
        }
        // Its neighbours in reading order; unlisted pages are not among them, so the next that is.
        let at = order.partition_point(|other| *other < id);
        let listed = |id: &&PageId| !course.page(**id).outline.header.unlisted && !without.has_page(**id);
        naming.extend(order[..at].iter().rev().find(listed));
        naming.extend(order[at..].iter().find(listed));
    }
    let files = (0..course.assets.len())
        .filter_map(|at| u32::try_from(at).ok())
        .filter(|asset| without.has_file(*asset))
        .collect();
    (naming, files)
}

/// Whether a block of a page belongs to the story.
fn quotes<A: Audience>(view: &View<A>, page: PageId, story: &str) -> bool {
    view.course().page(page).outline.stories.iter().any(|used| *used.id == *story)
}
