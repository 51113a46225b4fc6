//! The course's data → the pages that no author writes (glossary, bibliography, map, run sheets, paths) and those
//! that lead from former addresses to present ones.

mod map;
mod paths;
mod sheet;

pub(super) use sheet::PlanEntry;

use std::collections::{BTreeMap, BTreeSet};

use hayagriva::Entry;
use serde::Serialize;

use super::page::{Edition, PageRenderer, splice};
use super::references;
use super::terms::{self, TermView};
use super::theme::{FIRST, Theme, direction};
use super::view::Place;
use super::{CSP, view};
use crate::course::{Audience, Course, Generated, Page, PageId, TermId, citation, collation};
use crate::document::{LinkForm, LinkUse};
use crate::publish::OutPath;

/// The value of `templates/generated/glossary.html`.
#[derive(Serialize)]
struct GlossaryView<'a> {
    letters: Vec<LetterView<'a>>,
}

#[derive(Serialize)]
struct LetterView<'a> {
    letter: String,
    id: String,
    terms: Vec<EntryView<'a>>,
}

#[derive(Serialize)]
struct EntryView<'a> {
    term: TermView<'a>,
    see: Vec<TermLink<'a>>,
    pages: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct TermLink<'a> {
    name: &'a str,
    href: String,
}

/// The value of `templates/generated/bibliography.html`.
#[derive(Serialize)]
struct BibliographyView<'a> {
    works: Vec<CitedWork<'a>>,
}

#[derive(Serialize)]
struct CitedWork<'a> {
    html: String,
    pages: Vec<Place<'a>>,
}

/// The value of `templates/redirect.html`.
#[derive(Serialize)]
struct RedirectView<'a> {
    language: &'a str,
    direction: &'static str,
    csp: &'static str,
    style: String,
    course: &'a str,
    title: &'a str,
    href: String,
    /// Whether it leads from a former address, and not from the top to where a module stands.
    former: bool,
}

/// What is opened first.
pub(super) const TOP: &str = "index.html";

/// The title of a generated page, in the words of the course's language.
pub fn title<'a>(course: &'a Course, theme: &'a Theme, generated: Generated) -> &'a str {
    let name = match generated {
        Generated::Glossary => "glossary_title",
        Generated::Bibliography => "bibliography_title",
        Generated::About => "about_title",
        Generated::Participation => "participation_title",
        Generated::Map => "kind_map",
        Generated::Plans => "plans_title",
        Generated::Plan(at) => return course.plans.get(at as usize).map_or("", |plan| &plan.title),
        Generated::Path(at) => {
            let Some(path) = course.paths.get(at as usize) else { return "" };
            let known = format!("audience_{}", path.slug);
            return theme.find_word(&known).unwrap_or(&path.name);
        }
    };
    theme.word(name)
}

impl<A: Audience> Edition<A> {
    /// Renders a page that is made from the course's data.
    pub fn generated(&self, generated: Generated, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let Some(home) = course.home.map(|home| course.page(home)) else { return Ok(()) };
        let body = self.bodies[home.id as usize].body();
        let renderer = PageRenderer::new(self, home, &body, &[]);
        let title = self.title_of(generated);
        let mut letters = Vec::new();
        let mut headings = Vec::new();
        let (kind, content) = match generated {
            Generated::Glossary => {
                let value = self.glossary_view(home);
                let content = self.theme.render("templates/generated/glossary.html", &value)?;
                letters = value.letters;
                ("glossary", content)
            }
            Generated::Bibliography => {
                let value = self.bibliography_view(home);
                ("references", self.theme.render("templates/generated/bibliography.html", &value)?)
            }
            Generated::Map => {
                let value = self.map_view(home);
                let content = self.theme.render("templates/generated/map.html", &value)?;
                headings = value.headings();
                ("map", content)
            }
            Generated::Plans => {
                ("plans", self.theme.render("templates/generated/plans.html", &self.plans_view())?)
            }
            Generated::Plan(at) => {
                let value = self.sheet_view(home, renderer.support(), at);
                ("plan", self.theme.render("templates/generated/plan.html", &value)?)
            }
            Generated::Path(at) => {
                let value = self.path_view(home, at);
                ("path", self.theme.render("templates/generated/path.html", &value)?)
            }
            Generated::About => ("about", self.about_content()?),
            Generated::Participation => ("participation", self.participation_content()?),
        };
        let address = generated.address(course);
        let mut value = renderer.value(&[]);
        let is_sheet = generated.is_at_foot();
        if is_sheet {
            value.scripts = renderer.scripts(if kind == "participation" { kind } else { "sheet" });
        }
        value.page = view::About {
            role: if is_sheet { "sheet" } else { "page" },
            kind,
            title,
            heading: title.to_owned(),
            id: address.trim_end_matches(".html").to_owned(),
            path: &address,
            root: String::new(),
            ..view::About::default()
        };
        value.breadcrumbs = renderer.start();
        if matches!(generated, Generated::Plan(_)) {
            let title = self.title_of(Generated::Plans);
            value.breadcrumbs.push(Place { title, href: Generated::Plans.address(course), kind: "plans" });
        }
        (value.previous, value.next) = (None, None);
        value.children.clear();
        value.paths.clear();
        value.beside.clear();
        value.plans.clear();
        value.contents = letters.iter().map(entry).collect();
        value.contents.extend(headings.iter().map(|(id, words)| view::Entry {
            level: 2,
            id,
            html: words.clone(),
        }));
        let shell = self.theme.render(self.profile.shell(), &value)?;
        let navigation = self.navigation(home, &address)?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }
}

impl<A: Audience> Edition<A> {
    /// Renders the page at a former address.
    pub fn redirect(&self, from: &OutPath, to: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let page = course.page(to);
        let value = RedirectView {
            language: &course.config.language,
            direction: direction(&course.config.language),
            csp: CSP,
            style: self.sheet(FIRST, &from.to_root()).unwrap_or_default(),
            course: &course.config.title,
            title: page.title(),
            href: from.link_to(&page.out),
            former: self.view.module().is_none_or(|module| module.id != to || from.as_str() != TOP),
        };
        out.extend_from_slice(self.theme.render("templates/redirect.html", &value)?.as_bytes());
        Ok(())
    }

    fn glossary_view(&self, home: &Page) -> GlossaryView<'_> {
        let course = self.view.course();
        let language = &course.config.language;
        let glossary = &course.glossary;
        let mut used: BTreeMap<TermId, BTreeSet<PageId>> = BTreeMap::new();
        self.each_use(|page, link| {
            if let (LinkForm::Term { .. }, Some(id)) = (link.form, glossary.find(&link.dest)) {
                used.entry(id).or_default().insert(page.id);
            }
        });
        let wanted = self.view.module().map(|_| glossary.reached_from(used.keys().copied()));
        let all = (0..).take(glossary.terms.len());
        let mut order: Vec<TermId> =
            all.filter(|id| wanted.as_ref().is_none_or(|wanted| wanted.contains(id))).collect();
        order.sort_by_cached_key(|id| {
            let name = &glossary.term(*id).name;
            (collation::key(name, language), name.clone())
        });
        let mut letters: Vec<LetterView<'_>> = Vec::new();
        for id in order {
            let term = glossary.term(id);
            let letter = collation::letter(&term.name, language).to_string();
            if letters.last().is_none_or(|last| last.letter != letter) {
                // Each sign that is no letter stands under one heading, whose id cannot be the sign itself.
                let id = if letter == "#" {
                    "letter-other".to_owned()
                } else {
                    format!("letter-{}", letter.to_lowercase())
                };
                letters.push(LetterView { letter, id, terms: Vec::new() });
            }
            let see = term.see.iter().map(|id| glossary.term(*id));
            let entry = EntryView {
                term: terms::view(glossary, id, Some("")),
                see: see.map(|term| TermLink { name: &term.name, href: format!("#{}", term.id) }).collect(),
                pages: self.places(home, used.get(&id)),
            };
            if let Some(last) = letters.last_mut() {
                last.terms.push(entry);
            }
        }
        GlossaryView { letters }
    }

    fn bibliography_view(&self, home: &Page) -> BibliographyView<'_> {
        let course = self.view.course();
        let Some(bibliography) = &course.bibliography else { return BibliographyView { works: Vec::new() } };
        let mut cited: BTreeMap<&str, BTreeSet<PageId>> = BTreeMap::new();
        self.each_use(|page, link| {
            if link.form == LinkForm::Citation {
                for work in citation::works(&link.dest).filter_map(|named| bibliography.work(named.key)) {
                    cited.entry(work.key()).or_default().insert(page.id);
                }
            }
        });
        let mut entries: Vec<&Entry> = cited.keys().filter_map(|key| bibliography.work(key)).collect();
        entries.sort_by_cached_key(|entry| sort_key(entry, &course.config.language));
        let work = |(key, html): (String, String)| CitedWork {
            html: super::page::unmarked(html),
            pages: self.places(home, cited.get(key.as_str())),
        };
        BibliographyView { works: references::list(bibliography, &entries).into_iter().map(work).collect() }
    }

    /// Every link of every page that this reader sees.
    fn each_use<'v>(&'v self, mut act: impl FnMut(&'v Page, &'v LinkUse)) {
        for page in self.view.pages() {
            for link in self.view.links(page) {
                act(page, link);
            }
        }
    }

    fn places<'v>(&'v self, from: &Page, pages: Option<&BTreeSet<PageId>>) -> Vec<Place<'v>> {
        let course = self.view.course();
        let pages = pages.into_iter().flatten().map(|id| course.page(*id));
        pages
            .map(|page| Place { title: page.title(), href: from.out.link_to(&page.out), kind: page.kind })
            .collect()
    }
}

fn entry<'a>(letter: &'a LetterView<'_>) -> view::Entry<'a> {
    view::Entry { level: 2, id: &letter.id, html: letter.letter.clone() }
}

/// By first author, year and title, as the course's language orders words.
fn sort_key(entry: &Entry, language: &str) -> (String, i32, String, String) {
    let author = entry.authors().and_then(|authors| authors.first()).map(|person| {
        let given = person.given_name.as_deref().unwrap_or_default();
        format!("{} {given}", person.name)
    });
    let title = entry.title().map(ToString::to_string).unwrap_or_default();
    let year = entry.date_any().map_or(i32::MAX, |date| date.year);
    let first = author.unwrap_or_else(|| title.clone());
    (collation::key(&first, language), year, collation::key(&title, language), entry.key().to_owned())
}
