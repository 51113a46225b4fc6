//! A path through the course → its page, and its part on the home: plain lists in the course's order.

use serde::Serialize;

use super::Edition;
use crate::course::{Audience, AudiencePath, Generated, Page, PageId, Role};
use crate::render::view::{HomePath, Place};

/// So many modules of a path are named on the home.
const ON_HOME: usize = 4;

/// The value of `templates/generated/path.html`.
#[derive(Serialize)]
pub(super) struct PathView<'a> {
    strands: Vec<StrandView<'a>>,
    pages: usize,
    /// Nothing where this reader is not to see minutes.
    minutes: u32,
    /// Whether some of the path is for this audience in particular.
    has_own: bool,
}

#[derive(Serialize)]
struct StrandView<'a> {
    /// Nothing for pages beside the strands.
    title: &'a str,
    href: String,
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
    /// Whether the page names the audience.
    own: bool,
}

impl<A: Audience> Edition<A> {
    pub(super) fn path_view(&self, home: &Page, at: u16) -> PathView<'_> {
        let course = self.view.course();
        let mut strands: Vec<(Option<PageId>, StrandView<'_>)> = Vec::new();
        let mut module: Option<PageId> = None;
        let path = course.paths.get(at as usize);
        let (mut pages, mut minutes, mut has_own) = (0, 0, false);
        for page in path.into_iter().flat_map(|path| self.steps(path)) {
            if strands.last().is_none_or(|(strand, _)| *strand != page.strand) {
                let strand = page.strand.map(|id| course.page(id));
                let title = strand.map_or("", Page::title);
                let href = strand.map_or_else(String::new, |strand| home.out.link_to(&strand.out));
                strands.push((page.strand, StrandView { title, href, modules: Vec::new() }));
                module = None;
            }
            let Some((_, strand)) = strands.last_mut() else { continue };
            if strand.modules.is_empty() || module != page.module {
                let of = page.module.map(|id| course.page(id));
                strand.modules.push(ModuleView {
                    title: of.map_or("", Page::title),
                    href: of.map_or_else(String::new, |of| home.out.link_to(&of.out)),
                    pages: Vec::new(),
                });
                module = page.module;
            }
            let own = path.is_some_and(|path| path.own.contains(&page.id));
            has_own |= own;
            pages += 1;
            minutes += self.minutes(page);
            if let Some(module) = strand.modules.last_mut() {
                module.pages.push(StepView {
                    title: page.title(),
                    href: home.out.link_to(&page.out),
                    kind: page.kind,
                    minutes: self.minutes(page),
                    own,
                });
            }
        }
        PathView { strands: strands.into_iter().map(|(_, strand)| strand).collect(), pages, minutes, has_own }
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
                pages: steps().count(),
                minutes: steps().map(|page| self.minutes(page)).sum(),
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
