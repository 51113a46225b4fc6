//! A path through the course → its page, and its part on the home: plain lists in the course's order.

use serde::Serialize;

use super::Edition;
use crate::course::{Audience, AudiencePath, Generated, Page, PageId, Role};
use crate::render::view::{HomePath, Lead, Place};

/// So many modules of a path are named on the home.
const ON_HOME: usize = 4;

/// The value of `templates/generated/path.html`.
#[derive(Serialize)]
pub(super) struct PathView<'a> {
    lead: Option<Lead<'a>>,
    own: PartView<'a>,
    /// What is for everyone.
    rest: PartView<'a>,
}

/// A part of the path; minutes are nothing where this reader is not to see them.
#[derive(Default, Serialize)]
struct PartView<'a> {
    pages: usize,
    minutes: u32,
    strands: Vec<StrandView<'a>>,
}

#[derive(Serialize)]
struct StrandView<'a> {
    /// Nothing for pages beside the strands.
    title: &'a str,
    href: String,
    pages: usize,
    minutes: u32,
    modules: Vec<ModuleView<'a>>,
}

#[derive(Serialize)]
struct ModuleView<'a> {
    title: &'a str,
    href: String,
    pages: Vec<StepView<'a>>,
}

#[derive(Serialize)]
struct StepView<'a> {
    title: &'a str,
    href: String,
    kind: &'static str,
    minutes: u32,
}

impl<A: Audience> Edition<A> {
    pub(super) fn path_view(&self, home: &Page, at: u16) -> PathView<'_> {
        let Some(path) = self.view.course().paths.get(at as usize) else {
            return PathView { lead: None, own: PartView::default(), rest: PartView::default() };
        };
        let lead = self.lead(home, path);
        let is_first = |page: &&Page| path.first.contains(&page.id);
        let own =
            self.steps(path).filter(|page| is_first(page) && (lead.is_none() || path.lead != Some(page.id)));
        let rest = self.steps(path).filter(|page| !is_first(page));
        PathView { own: self.part(home, own), rest: self.part(home, rest), lead }
    }

    /// Pages in order → the same by strand and module.
    fn part<'v>(&'v self, home: &Page, pages: impl Iterator<Item = &'v Page>) -> PartView<'v> {
        let course = self.view.course();
        let named = |id: Option<PageId>| match id.map(|id| course.page(id)) {
            Some(page) => (page.title(), home.out.link_to(&page.out)),
            None => ("", String::new()),
        };
        let mut part = PartView::default();
        let (mut strand, mut module) = (None, None);
        for page in pages {
            if part.strands.is_empty() || strand != page.strand {
                let (title, href) = named(page.strand);
                part.strands.push(StrandView { title, href, pages: 0, minutes: 0, modules: Vec::new() });
                strand = page.strand;
            }
            let minutes = self.minutes(page);
            part.pages += 1;
            part.minutes += minutes;
            let Some(strand) = part.strands.last_mut() else { continue };
            if strand.modules.is_empty() || module != page.module {
                let (title, href) = named(page.module);
                strand.modules.push(ModuleView { title, href, pages: Vec::new() });
                module = page.module;
            }
            strand.pages += 1;
            strand.minutes += minutes;
            if let Some(module) = strand.modules.last_mut() {
                let (title, href) = (page.title(), home.out.link_to(&page.out));
                module.pages.push(StepView { title, href, kind: page.kind, minutes });
            }
        }
        part
    }

    /// The page with which the author begins a path, where this edition has it.
    fn lead<'v>(&'v self, home: &Page, path: &AudiencePath) -> Option<Lead<'v>> {
        let page = self.view.course().page(path.lead.filter(|id| self.view.has(*id))?);
        let summary = page.outline.header.summary.as_ref().map_or("", |summary| &summary.value);
        Some(Lead { title: page.title(), href: home.out.link_to(&page.out), summary })
    }

    /// Whether a page leads into a path that this edition has.
    pub(in crate::render) fn is_lead(&self, page: &Page) -> bool {
        let paths = (0..).zip(&self.view.course().paths);
        let leads = |(at, path): (u16, &AudiencePath)| {
            path.lead == Some(page.id) && self.generated.contains(&Generated::Path(at))
        };
        paths.into_iter().any(leads)
    }

    /// The paths as the home shows them: the first modules that are for each audience in particular, and the whole.
    pub(in crate::render) fn home_paths(&self, home: &Page) -> Vec<HomePath<'_>> {
        let course = self.view.course();
        let here = |at: &u16| self.generated.contains(&Generated::Path(*at));
        let path = |at: u16| {
            let path = &course.paths[at as usize];
            let steps = || self.steps(path);
            let own = || steps().filter(|page| path.own.contains(&page.id));
            let mut modules: Vec<PageId> = Vec::new();
            for module in own().filter_map(|page| page.module) {
                if modules.last() != Some(&module) && modules.len() <= ON_HOME {
                    modules.push(module);
                }
            }
            let place = |id: &PageId| {
                let module = course.page(*id);
                Place { title: module.title(), href: home.out.link_to(&module.out), kind: module.kind }
            };
            HomePath {
                title: self.title_of(Generated::Path(at)),
                href: Generated::Path(at).address(course),
                lead: self.lead(home, path),
                own: steps().filter(|page| path.first.contains(&page.id)).count(),
                rest: steps().filter(|page| !path.first.contains(&page.id)).count(),
                modules: modules.iter().take(ON_HOME).map(place).collect(),
                more: modules.len() > ON_HOME,
            }
        };
        (0..).take(course.paths.len()).filter(here).map(path).collect()
    }

    /// The pages of a path that are something to read: the strands' and modules' own pages are its headings.
    fn steps<'v>(&'v self, path: &'v AudiencePath) -> impl Iterator<Item = &'v Page> {
        let pages = path.pages.iter().filter(|id| self.view.has(**id)).map(|id| self.view.course().page(*id));
        pages.filter(|page| page.role == Role::Page)
    }

    /// A page's minutes, where this reader is to see them.
    fn minutes(&self, page: &Page) -> u32 {
        let shown = self.view.course().config.show_minutes || A::sees(true);
        if shown { page.outline.header.minutes.unwrap_or_default() } else { 0 }
    }
}
