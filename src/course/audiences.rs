//! Whom pages are for → a path through the course for each audience, in the course's order.
//!
//! A page says its audience in its header; one that does not is for those of the section, module or strand around
//! it, and else for everyone. A path leaves out what is for others only, but not what its pages want to have been read
//! before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Course, PageId, Role};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::document::slug;

/// The audiences that the interface has words for.
pub const KNOWN: [&str; 4] = ["students", "clinicians", "mentors", "leaders"];

/// The most audiences that have a path.
const MOST: usize = 12;

/// The way through the course for one audience.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// As the pages name it.
    pub name: String,
    /// For its address.
    pub slug: String,
    /// In reading order, with the headers that only lead on (strands, modules) left out where nothing below is theirs.
    pub pages: Vec<PageId>,
    /// Those among them that name the audience, themselves or through what is around them.
    pub own: BTreeSet<PageId>,
    /// What is not for everyone: their own, and what is for others but wanted before.
    pub first: BTreeSet<PageId>,
    /// The author's own introduction to the path: a page `for-<audience>` that is for this audience alone.
    pub lead: Option<PageId>,
}

/// The paths of a course: those that the interface knows first, then others by name. None where no page says whom it is for.
pub(super) fn paths(course: &Course, problems: &mut Vec<Diagnostic>) -> Vec<Path> {
    let mut names: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for page in course.pages.iter().filter(|page| !page.is_draft()) {
        for wanted in &page.outline.header.audience {
            let key = slug(&wanted.value);
            if !KNOWN.contains(&key.as_str())
                && let Some(near) = nearest(&key, KNOWN)
            {
                let words = format!("“{}” is a path of its own beside “{near}”", wanted.value);
                problems.push(
                    Diagnostic::new(Code::AudienceNear, &page.outline.file, wanted.span, words)
                        .help(format!("Did you mean “{near}”?")),
                );
            }
            let place = KNOWN.iter().position(|known| *known == key).unwrap_or(KNOWN.len());
            names.entry(key).or_insert((place, wanted.value.clone()));
        }
    }
    let mut names: Vec<(usize, String, String)> = names
        .into_iter()
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, (place, name))| (place, key, name))
        .collect();
    names.sort();
    let effective = effective(course);
    names.into_iter().take(MOST).map(|(_, slug, name)| path(course, &effective, slug, name)).collect()
}

/// For whom each page is, what is around it considered; nothing means everyone.
fn effective(course: &Course) -> Vec<Vec<String>> {
    let mut effective: Vec<Vec<String>> = Vec::with_capacity(course.pages.len());
    for page in &course.pages {
        let own: Vec<String> = page.outline.header.audience.iter().map(|name| slug(&name.value)).collect();
        // A page comes after what it stands in.
        // What the home says is said of the course.
        let around = page.parent.filter(|parent| own.is_empty() && Some(*parent) != course.home);
        let inherited = around.and_then(|parent| effective.get(parent as usize)).cloned();
        effective.push(inherited.unwrap_or(own));
    }
    effective
}

fn path(course: &Course, effective: &[Vec<String>], slug: String, name: String) -> Path {
    let is_own = |id: &PageId| effective[*id as usize].contains(&slug);
    let is_listed = |id: &PageId| {
        let page = course.page(*id);
        page.role != Role::Home && !page.outline.header.unlisted
    };
    let all = || course.pages.iter().map(|page| page.id).filter(is_listed);
    let mut pages: BTreeSet<PageId> =
        all().filter(|id| is_own(id) || effective[*id as usize].is_empty()).collect();
    let mut open: Vec<PageId> = pages.iter().copied().collect();
    while let Some(id) = open.pop() {
        for before in &course.page(id).prerequisites {
            if is_listed(before) && pages.insert(*before) {
                open.push(*before);
            }
        }
    }
    let own: BTreeSet<PageId> = all().filter(is_own).collect();
    let first = pages.iter().copied().filter(|id| !effective[*id as usize].is_empty()).collect();
    let leads = |id: &PageId| {
        let page = course.page(*id);
        let is_named = page.out.as_str().rsplit('/').next() == Some(&format!("for-{slug}.html"));
        is_named && page.role == Role::Page && effective[*id as usize].len() == 1
    };
    let lead = own.iter().copied().find(leads);
    Path { name, slug, pages: pages.into_iter().collect(), own, first, lead }
}
