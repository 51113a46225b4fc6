//! An edition → its search: the files that a browser loads once a reader begins to search.
//!
//! Nothing is made before the first of the files is asked for; all are made from the nodes that this reader may
//! see, never from HTML. The view of the site is `js/search.js`, what reads these files `files/search/engine.js`.

mod contents;
mod index;
mod sections;
mod shards;
#[cfg(test)]
mod tests;
mod tokens;

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use self::index::{Entry, Index};
use self::shards::{Deal, Plan};
use self::tokens::Language;
use super::page::Edition;
use super::theme::Theme;
use crate::course::{Audience, Page, PageId, Role, View};
use crate::document::Body;

/// A file of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// The search's own page, which lists every page of the course for those without scripts.
    Contents,
    /// What is loaded first: in a small course, everything.
    Index,
    /// The pages of some stems.
    Words(u32),
    /// The forms of some stems.
    Forms(u32),
    /// The text of a page, for the words around a hit: its place among the pages that can be found.
    Page(u32),
}

/// The search of one edition, each part made at its first use.
#[derive(Debug, Default)]
pub(super) struct Search {
    plan: OnceLock<Plan>,
    index: OnceLock<(Index, Deal)>,
}

/// What the index is made from.
#[derive(Clone, Copy)]
struct Course<'a, A: Audience> {
    view: &'a View<A>,
    bodies: &'a [Arc<Body>],
    theme: &'a Theme,
}

/// Adds the bytes of one file; the words of a mistake in the theme otherwise.
pub(super) fn make<A: Audience>(edition: &Edition<A>, file: File, out: &mut Vec<u8>) -> Result<(), String> {
    if file == File::Contents {
        return contents::render(edition, out);
    }
    let course = Course { view: &edition.view, bodies: &edition.bodies, theme: &edition.theme };
    edition.search.make(course, file, out);
    Ok(())
}

impl Search {
    /// The paths of all files. Which there are follows from the pages' addresses alone.
    pub(super) fn files<A: Audience>(&self, view: &View<A>) -> Vec<(String, File)> {
        let plan = self.plan(view);
        let mut files = vec![
            ("search.html".to_owned(), File::Contents),
            ("assets/search/index.js".to_owned(), File::Index),
        ];
        if !plan.is_single() {
            files.extend((0..plan.words).map(|n| (format!("assets/search/words/{n}.js"), File::Words(n))));
            files.extend((0..plan.forms).map(|n| (format!("assets/search/forms/{n}.js"), File::Forms(n))));
            let page = |(id, n): (&String, u32)| (format!("assets/search/pages/{id}.js"), File::Page(n));
            files.extend(plan.ids.iter().zip(0..).map(page));
        }
        files
    }

    fn make<A: Audience>(&self, course: Course<'_, A>, file: File, out: &mut Vec<u8>) {
        let plan = self.plan(course.view);
        let value = match file {
            File::Index if plan.is_single() => {
                let (index, _) = self.index(course);
                let pages: serde_json::Map<String, Value> =
                    plan.ids.iter().zip(0..).map(|(id, at)| (id.clone(), page(course, plan, at))).collect();
                let (forms, words) =
                    (shards::forms(index.stems.iter()), shards::words(index.stems.iter(), plan));
                json!({ "meta": meta(course, plan), "forms": forms, "words": words, "pages": pages })
            }
            File::Contents | File::Index => json!({ "meta": meta(course, plan) }),
            File::Words(n) => {
                let (index, deal) = self.index(course);
                let stems =
                    deal.words.get(n as usize).into_iter().flatten().map(|at| &index.stems[*at as usize]);
                json!({ "words": shards::words(stems, plan) })
            }
            File::Forms(n) => {
                let (index, deal) = self.index(course);
                let stems =
                    deal.forms.get(n as usize).into_iter().flatten().map(|at| &index.stems[*at as usize]);
                json!({ "forms": shards::forms(stems) })
            }
            File::Page(at) => match plan.ids.get(at as usize) {
                Some(id) => json!({ "pages": { id.as_str(): page(course, plan, at) } }),
                None => Value::Null,
            },
        };
        shards::script(&value, out);
    }

    fn plan<A: Audience>(&self, view: &View<A>) -> &Plan {
        self.plan.get_or_init(|| {
            let found: Vec<&Page> = view.pages().filter(|page| !page.outline.header.unlisted).collect();
            let paths = found.iter().map(|page| page.out.as_str());
            Plan::new(found.iter().map(|page| page.id).collect(), paths)
        })
    }

    fn index<A: Audience>(&self, course: Course<'_, A>) -> &(Index, Deal) {
        self.index.get_or_init(|| {
            let plan = self.plan(course.view);
            let read = |at: usize| entry(course, plan, at);
            // The id orders pages of one weight: it is their own, and stays when others come and go.
            let rank = |id: &PageId| shards::hash(course.view.course().page(*id).out.as_str());
            let rank: Vec<u32> = plan.pages.iter().map(rank).collect();
            let language = &course.view.course().config.language;
            let threads = rayon::current_num_threads();
            let index = index::make(language, plan.pages.len(), threads, plan.cap(), &read, &rank);
            let deal = shards::deal(&index, plan);
            (index, deal)
        })
    }
}

fn entry<A: Audience>(course: Course<'_, A>, plan: &Plan, at: usize) -> Entry {
    let page = course.view.course().page(plan.pages[at]);
    let heading = page.outline.heading.as_ref().map_or("", |(words, ..)| words.as_str());
    let title =
        if heading == page.title() { heading.to_owned() } else { format!("{} {heading}", page.title()) };
    Entry { title, words: sections::read(course.view, page, &course.bodies[page.id as usize]) }
}

/// What the engine must know before the first word.
fn meta<A: Audience>(course: Course<'_, A>, plan: &Plan) -> Value {
    let stops = Language::new(&course.view.course().config.language).stops();
    json!({
        "pages": plan.pages.len(),
        "id": plan.ids.first().map_or(0, String::len),
        "words": plan.words,
        "forms": plan.forms,
        "prefix": if plan.is_single() { 2 } else { shards::PREFIX },
        "common": stops.join(" "),
    })
}

/// `[address, title, kind, where it belongs, note, [[anchor, heading, text], …]]`. A page with a note has no text
/// here: its words are read on the page, behind the note.
fn page<A: Audience>(course: Course<'_, A>, plan: &Plan, at: u32) -> Value {
    let page = course.view.course().page(plan.pages[at as usize]);
    let words = sections::read(course.view, page, &course.bodies[page.id as usize]);
    let kind = if page.role == Role::Page { page.kind } else { page.role.name() };
    let word = course.theme.word(&format!("kind_{}", kind.replace('-', "_")));
    let kind = if word.is_empty() { kind } else { word };
    let above = page.module.filter(|id| *id != page.id).or(page.strand).filter(|id| *id != page.id);
    let above = above.map_or("", |id| course.view.course().page(id).title());
    let sections: Vec<Value> = match words.note.is_empty() {
        true => words.sections.iter().map(|s| json!([s.anchor, s.heading, s.text])).collect(),
        false => Vec::new(),
    };
    json!([page.out.as_str(), page.title(), kind, above, words.note, sections])
}
