//! A linked course → for each objective the activities that serve it.
//!
//! A block serves the objectives that it names; one that names none serves those of its page and of the module or
//! section around it. As in the curriculum map, what counts is what learners do, not what a page claims.

use std::collections::BTreeMap;

use super::{Course, MapPlace, Page, PageId};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::Activity;

/// An objective with the activities that serve it.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The page in whose header it stands, and its place there.
    pub page: PageId,
    pub at: usize,
    pub places: Vec<MapPlace>,
}

/// Blocks in which learners do something that can serve an objective.
const ACTIVITIES: &[&str] =
    &["reflect", "discussion", "role-play", "debrief", "conversation", "check", "scale", "pause"];

/// Traces every objective of every page, in reading order; ids that are not known, and objectives that are left out,
/// are told.
pub(super) fn trace(course: &Course, problems: &mut Vec<Diagnostic>) -> Vec<Traced> {
    let mut traced: Vec<Traced> = Vec::new();
    let mut of_page: BTreeMap<PageId, usize> = BTreeMap::new();
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        of_page.insert(page.id, traced.len());
        tell_repeats(page, problems);
        let all =
            (0..page.outline.header.objectives.len()).map(|at| Traced { page: page.id, at, places: vec![] });
        traced.extend(all);
    }
    let mut is_met = vec![false; course.pages.len()];
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        let around = around(course, page);
        for activity in page.outline.activities.iter().filter(|a| ACTIVITIES.contains(&a.kind)) {
            let served = served(course, page, &around, activity, problems);
            if !activity.facilitator {
                around.iter().for_each(|page| is_met[page.id as usize] = true);
            }
            for (page_of, at) in served {
                let Some(one) = of_page.get(&page_of).and_then(|first| traced.get_mut(first + at)) else {
                    continue;
                };
                one.places.push(MapPlace {
                    page: page.id,
                    anchor: (!activity.id.is_empty()).then(|| activity.id.clone()),
                    kind: activity.kind,
                    facilitator: activity.facilitator,
                });
            }
        }
    }
    for one in &traced {
        // A page on which nothing is done at all is told once, as a page.
        if is_met[one.page as usize] && one.places.iter().all(|place| place.facilitator) {
            let page = course.page(one.page);
            let objective = &page.outline.header.objectives[one.at];
            let id = objective.id.as_deref().unwrap_or("…");
            let words = format!("no activity serves the objective “{}”", objective.text.value);
            let help = format!(
                "Write `serves={id}` in the braces of the block that practises it; or give the page something to do for it."
            );
            problems.push(
                Diagnostic::new(Code::UnservedObjective, &page.outline.file, objective.text.span, words)
                    .help(help),
            );
        }
    }
    traced
}

/// The page, and the sections and the module around it.
fn around<'a>(course: &'a Course, page: &'a Page) -> Vec<&'a Page> {
    let mut around = vec![page];
    let mut at = page;
    while let Some(parent) = at.parent.filter(|_| Some(at.id) != page.module && at.module.is_some()) {
        at = course.page(parent);
        around.push(at);
    }
    around
}

/// The objectives that an activity serves: the pages of their headers, and their places there.
fn served(
    course: &Course,
    page: &Page,
    around: &[&Page],
    activity: &Activity,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(PageId, usize)> {
    if activity.serves.is_empty() {
        let all = |page: &&Page| {
            let id = page.id;
            (0..page.outline.header.objectives.len()).map(move |at| (id, at))
        };
        return around.iter().flat_map(all).collect();
    }
    let mut served = Vec::new();
    for wanted in &activity.serves {
        let find = |page: &Page| {
            let is_meant = |id: &Option<String>| id.as_deref() == Some(wanted.value.as_str());
            page.outline.header.objectives.iter().position(|o| is_meant(&o.id)).map(|at| (page.id, at))
        };
        let found = around.iter().find_map(|page| find(page));
        let found = found.or_else(|| of_module(course, page).find_map(find));
        match found {
            Some(found) => served.push(found),
            None => {
                let words = format!("there is no objective `{}` here or in the module", wanted.value);
                let names = || around.iter().copied().chain(of_module(course, page)).flat_map(ids);
                let names: Vec<&str> = names().collect();
                let mut problem =
                    Diagnostic::new(Code::UnknownObjective, &page.outline.file, wanted.span, words);
                problem.help = did_you_mean(&wanted.value, names.iter().copied()).or_else(|| {
                    Some(
                        "Give the objective an id in the header: `- {id: sit-down, text: \"…\"}`.".to_owned(),
                    )
                });
                problems.push(problem);
            }
        }
    }
    served
}

fn ids(page: &Page) -> impl Iterator<Item = &str> {
    page.outline.header.objectives.iter().filter_map(|objective| objective.id.as_deref())
}

/// The pages of the same module, in reading order: they follow it.
fn of_module<'a>(course: &'a Course, page: &Page) -> impl Iterator<Item = &'a Page> + use<'a> {
    let module = page.module;
    let first = module.map_or(course.pages.len(), |id| id as usize);
    course.pages[first..].iter().take_while(move |page| page.module == module).filter(|page| !page.is_draft())
}

fn tell_repeats(page: &Page, problems: &mut Vec<Diagnostic>) {
    let objectives = &page.outline.header.objectives;
    for (at, objective) in objectives.iter().enumerate() {
        let Some(id) = &objective.id else { continue };
        if objectives[..at].iter().any(|other| other.id.as_ref() == Some(id)) {
            let words = format!("two objectives of the page have the id `{id}`");
            problems.push(
                Diagnostic::new(Code::DuplicateId, &page.outline.file, objective.text.span, words)
                    .help("Give each an id of its own."),
            );
        }
    }
}
