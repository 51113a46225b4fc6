//! An edition → its search: the files that a browser loads once a reader begins to search.
//!
//! Nothing is made before the first of the files is asked for; all are made from the nodes that this reader may
//! see, never from HTML. The view of the site is `js/search.js`, what reads these files `files/search/engine.js`.

mod contents;
mod gathering;
mod index;
mod lexicon;
mod numbers;
mod postings;
mod sections;
mod shards;
mod tally;
#[cfg(test)]
mod tests;
mod tokens;

use std::sync::{Arc, Mutex, OnceLock};

use self::index::{Entry, Gatherer, Index, Stem};
pub use self::lexicon::Lexicon;
use self::sections::Words;
use self::shards::{Deal, Found, Meta, Part, Plan};
use self::tokens::Language;
use super::page::Edition;
use super::theme::Theme;
use crate::course::{Audience, Page, PageId, Role, View};
use crate::document::Text;
use crate::fingerprint;
use crate::lock::lock;

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
#[derive(Default)]
pub(super) struct Search {
    plan: OnceLock<Arc<Plan>>,
    gatherer: OnceLock<Gatherer>,
    index: OnceLock<(Index, Deal)>,
    known: Mutex<Option<Lexicon>>,
    learned: Mutex<Option<Lexicon>>,
}

/// What the index is made from.
#[derive(Clone, Copy)]
struct Course<'a, A: Audience> {
    view: &'a View<A>,
    bodies: &'a [Arc<Text>],
    theme: &'a Theme,
    /// The fingerprint of all that pages share.
    seen: u64,
}

/// Adds the bytes of one file; the words of a mistake in the theme otherwise.
pub(super) fn make<A: Audience>(edition: &Edition<A>, file: File, out: &mut Vec<u8>) -> Result<(), String> {
    if file == File::Contents {
        return contents::render(edition, out);
    }
    edition.search.make(of(edition), file, out)
}

fn of<A: Audience>(edition: &Edition<A>) -> Course<'_, A> {
    let Edition { view, bodies, theme, .. } = edition;
    Course { view, bodies, theme, seen: edition.seen() }
}

/// The fingerprint of all that one file hangs on; nothing where only its bytes tell.
pub(super) fn fingerprint<A: Audience>(edition: &Edition<A>, file: File) -> Option<u64> {
    let (search, course) = (&edition.search, of(edition));
    let plan = search.plan(course.view);
    let stems = |numbers: &[u32]| {
        let (index, _) = search.index(course);
        let stems: Vec<&Stem> = numbers.iter().filter_map(|at| index.stems.get(*at as usize)).collect();
        // The files call pages by names that come from the addresses of all.
        fingerprint::of(&(course.seen, stems))
    };
    match file {
        File::Contents => Some(fingerprint::of(&course.seen)),
        File::Page(at) => Some(course.fingerprint(plan, at as usize)),
        File::Words(n) => Some(stems(search.index(course).1.words.get(n as usize)?)),
        File::Forms(n) => Some(stems(search.index(course).1.forms.get(n as usize)?)),
        File::Index if plan.is_single() => None,
        // The other files are named in it.
        File::Index => Some(fingerprint::of(&course.seen)),
    }
}

impl Search {
    /// The paths of all files. Which there are follows from the pages' addresses alone. A course without a search has
    /// the list of all pages in its place.
    pub(super) fn files<A: Audience>(&self, view: &View<A>) -> Vec<(String, File)> {
        let mut files = vec![("search.html".to_owned(), File::Contents)];
        if !view.course().config.search {
            return files;
        }
        let plan = self.plan(view);
        files.push(("assets/search/index.js".to_owned(), File::Index));
        if !plan.is_single() {
            files.extend((0..plan.words).map(|n| (format!("assets/search/words/{n}.js"), File::Words(n))));
            files.extend((0..plan.forms).map(|n| (format!("assets/search/forms/{n}.js"), File::Forms(n))));
            files.extend(plan.ids.iter().zip(0..).map(|(id, n)| (page_path(id), File::Page(n))));
        }
        files
    }

    fn make<A: Audience>(&self, course: Course<'_, A>, file: File, out: &mut Vec<u8>) -> Result<(), String> {
        let plan = self.plan(course.view);
        let pages = |places: std::ops::Range<usize>| {
            let words = |at: usize| entry(course, plan, at).words;
            let page = |at: usize| Some((plan.ids.get(at)?.as_str(), found(course, plan, at, words(at))));
            places.filter_map(page).collect()
        };
        let of = |stems: Option<&Vec<u32>>| {
            let (index, _) = self.index(course);
            stems.into_iter().flatten().filter_map(|at| index.stems.get(*at as usize)).collect::<Vec<_>>()
        };
        let mut part = Part::default();
        match file {
            File::Contents => {}
            File::Index => {
                part.meta = Some(meta(course, plan));
                if plan.is_single() {
                    let (index, _) = self.index(course);
                    part.forms = shards::forms(index.stems.iter());
                    part.words = shards::words(index.stems.iter(), plan);
                    part.pages = pages(0..plan.ids.len());
                }
            }
            File::Words(n) => {
                let stems = of(self.index(course).1.words.get(n as usize));
                part.words = shards::words(stems.into_iter(), plan);
            }
            File::Forms(n) => {
                let stems = of(self.index(course).1.forms.get(n as usize));
                part.forms = shards::forms(stems.into_iter());
            }
            File::Page(at) => {
                let at = at as usize;
                let entry = entry(course, plan, at);
                if self.index.get().is_none() {
                    self.gatherer(course).learn(at, course.fingerprint(plan, at), &entry);
                }
                let id = plan.ids.get(at).map(String::as_str);
                part.pages = id.map(|id| (id, found(course, plan, at, entry.words))).into_iter().collect();
            }
        }
        shards::script(&part, out)
    }

    fn plan<A: Audience>(&self, view: &View<A>) -> &Arc<Plan> {
        self.plan.get_or_init(|| {
            let found: Vec<&Page> = view.pages().filter(|page| !page.outline.header.unlisted).collect();
            let paths = found.iter().map(|page| page.out.as_str());
            Arc::new(Plan::new(found.iter().map(|page| page.id).collect(), paths))
        })
    }

    fn index<A: Audience>(&self, course: Course<'_, A>) -> &(Index, Deal) {
        self.index.get_or_init(|| {
            let plan = self.plan(course.view);
            let read = |at: usize| entry(course, plan, at);
            let fingerprint = |at: usize| course.fingerprint(plan, at);
            let pages = index::Pages { count: plan.pages.len(), read: &read, fingerprint: &fingerprint };
            let (index, lexicon) = self.gatherer(course).finish(&pages, rayon::current_num_threads());
            *lock(&self.learned) = Some(lexicon);
            let deal = shards::deal(&index, plan);
            (index, deal)
        })
    }

    fn gatherer<A: Audience>(&self, course: Course<'_, A>) -> &Gatherer {
        self.gatherer.get_or_init(|| {
            let plan = self.plan(course.view);
            // The id orders pages of one weight: it is their own, and stays when others come and go.
            let rank = |id: &PageId| shards::hash(course.view.course().page(*id).out.as_str());
            let ranks: Vec<u32> = plan.pages.iter().map(rank).collect();
            let language = &course.view.course().config.language;
            let known = lock(&self.known).take().unwrap_or_default().of_language(language);
            Gatherer::new(known, &ranks, plan.cap())
        })
    }

    /// The page that a file of the search has the text of.
    pub(super) fn page_of<A: Audience>(&self, view: &View<A>, file: File) -> Option<PageId> {
        let File::Page(at) = file else { return None };
        self.plan(view).pages.get(at as usize).copied()
    }

    /// The search of the same pages, some of whose words have changed.
    pub(super) fn again(&self) -> Search {
        Search { plan: self.plan.clone(), known: Mutex::new(self.lexicon()), ..Search::default() }
    }

    /// What was learned of the pages' words in an earlier build: pages that have not changed are not read again.
    pub(super) fn recall(&self, lexicon: Lexicon) {
        *lock(&self.known) = Some(lexicon);
    }

    /// What is known of the pages' words for the next build: nothing once it was taken.
    pub(super) fn lexicon(&self) -> Option<Lexicon> {
        lock(&self.learned).take().or_else(|| lock(&self.known).take())
    }
}

impl<A: Audience> Course<'_, A> {
    /// The fingerprint of all that a page's words hang on.
    fn fingerprint(self, plan: &Plan, at: usize) -> u64 {
        let page = plan.pages[at];
        let file = &self.view.course().page(page).outline.file;
        fingerprint::of(&(self.seen, file, self.bodies[page as usize].fingerprint))
    }
}

/// Where the text of a page stands: in one of thirty-two folders, by the first letter of its name. A single folder with
/// a file a page would be worked on by one thread at a time, and some tools cannot list it.
fn page_path(id: &str) -> String {
    let (folder, name) = id.split_at(1);
    format!("assets/search/pages/{folder}/{name}.js")
}

fn entry<A: Audience>(course: Course<'_, A>, plan: &Plan, at: usize) -> Entry {
    let page = course.view.course().page(plan.pages[at]);
    let heading = page.outline.heading.as_ref().map_or("", |(words, ..)| words.as_str());
    let title =
        if heading == page.title() { heading.to_owned() } else { format!("{} {heading}", page.title()) };
    Entry { title, words: sections::read(course.view, page, &course.bodies[page.id as usize].body()) }
}

fn meta<A: Audience>(course: Course<'_, A>, plan: &Plan) -> Meta {
    Meta {
        pages: plan.pages.len(),
        id: plan.ids.first().map_or(0, String::len),
        words: plan.words,
        forms: plan.forms,
        prefix: if plan.is_single() { 2 } else { shards::PREFIX },
        common: Language::new(&course.view.course().config.language).stops().join(" "),
    }
}

fn found<'a, A: Audience>(course: Course<'a, A>, plan: &Plan, at: usize, words: Words) -> Found<'a> {
    let page = course.view.course().page(plan.pages[at]);
    let kind = if page.role == Role::Page { page.kind } else { page.role.name() };
    let word = course.theme.word(&format!("kind_{}", kind.replace('-', "_")));
    let kind = if word.is_empty() { kind } else { word };
    let above = page.module.filter(|id| *id != page.id).or(page.strand).filter(|id| *id != page.id);
    let above =
        above.filter(|id| course.view.has(*id)).map_or("", |id| course.view.course().page(id).title());
    let sections = if words.note.is_empty() { words.sections } else { Vec::new() };
    let sections = sections.into_iter().map(|section| (section.anchor, section.heading, section.text));
    Found(page.out.as_str(), page.title(), kind, above, words.note, sections.collect())
}
