//! A place in the course → its navigation: the strands, the modules of this strand, the pages of this module.
//!
//! A navigation is rendered once for all pages that share it and differ only in which link is the page itself;
//! that mark is put in its recorded place. So a page's bytes do not grow with the course.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::page::Edition;
use super::view::{NavigationLink, NavigationModule, NavigationStrand, NavigationView};
use crate::course::{Audience, Page, PageId, Role, View};

/// What pages have in common that share a navigation: strand, module, the stretch of the module, and their depth
/// below the top.
type Key = (Option<PageId>, Option<PageId>, PageId, usize);

/// A rendered navigation, cut at the marks of its links: each piece with the page whose link it ends in.
struct Rendered {
    pieces: Vec<(String, String)>,
}

/// Every navigation of a view, each rendered at its first use.
pub(super) struct Navigations {
    by_key: BTreeMap<Key, OnceLock<Result<Rendered, String>>>,
    /// Pages that stand beside the strands, and the modules of each strand: found once, so that what a navigation costs
    /// does not grow with the course.
    beside: Vec<PageId>,
    modules: BTreeMap<PageId, Vec<PageId>>,
}

impl Navigations {
    pub(super) fn new<A: Audience>(view: &View<A>) -> Self {
        // Pages that no author wrote are seen from home, which a module that stands alone has not.
        let home = view.course().home.map(|home| view.course().page(home));
        let by_key = view.pages().chain(home).map(|page| (key(page), OnceLock::new())).collect();
        let shown = |page: &&Page| view.has(page.id) && !page.outline.header.unlisted;
        let beside = view.course().pages.iter().filter(|p| p.role == Role::Page && p.strand.is_none());
        let modules = |strand: &PageId| (*strand, view.children(*strand).map(|module| module.id).collect());
        Navigations {
            by_key,
            beside: beside.filter(shown).map(|page| page.id).collect(),
            modules: view.course().strands.iter().map(modules).collect(),
        }
    }

    /// Adds the navigation as it is seen from a page's place; `current` is the address that is marked in it, if any.
    pub(super) fn append<A: Audience>(
        &self,
        edition: &Edition<A>,
        page: &Page,
        current: &str,
        out: &mut String,
    ) -> Result<(), String> {
        let Some(slot) = self.by_key.get(&key(page)) else { return Ok(()) };
        let rendered = slot.get_or_init(|| render(edition, page)).as_ref().map_err(Clone::clone)?;
        for (piece, mark) in &rendered.pieces {
            out.push_str(piece);
            if !mark.is_empty() && mark == current {
                out.push_str(" aria-current=\"page\"");
            }
        }
        Ok(())
    }
}

fn key(page: &Page) -> Key {
    (page.strand, page.module, stretch(page), page.out.depth())
}

/// A long module is shown a stretch of this many pages at a time, so that a page's bytes stay bounded.
const PAGES_SHOWN: PageId = 60;

/// Of a strand's modules this many are shown, those around the page's own; the strand's page lists them all.
const MODULES_SHOWN: usize = 12;

/// Which stretch of its module a page stands in: pages are numbered in reading order.
fn stretch(page: &Page) -> PageId {
    page.module.map_or(0, |module| (page.id - module) / PAGES_SHOWN)
}

/// The modules of a strand that are shown on a page, each with its number.
fn around(modules: &[PageId], page: &Page) -> impl Iterator<Item = (usize, PageId)> {
    // Ids follow the reading order, so the list is sorted by them.
    let own = page.module.and_then(|module| modules.binary_search(&module).ok()).unwrap_or(0);
    let last = modules.len().saturating_sub(MODULES_SHOWN);
    let first = own.saturating_sub(MODULES_SHOWN / 2).min(last);
    modules.iter().copied().enumerate().skip(first).take(MODULES_SHOWN)
}

fn render<A: Audience>(edition: &Edition<A>, page: &Page) -> Result<Rendered, String> {
    let html = edition.theme.render("templates/navigation.html", &value(edition, page))?;
    let mut pieces = Vec::new();
    let mut rest = html.as_str();
    while let Some((before, after)) = rest.split_once("<%") {
        let (mark, after) = after.split_once("%>").unwrap_or((after, ""));
        pieces.push((before.to_owned(), mark.to_owned()));
        rest = after;
    }
    pieces.push((rest.to_owned(), String::new()));
    Ok(Rendered { pieces })
}

fn value<'a, A: Audience>(edition: &'a Edition<A>, page: &'a Page) -> NavigationView<'a> {
    let view = &edition.view;
    let course = view.course();
    // Pages that share a navigation stand in different folders of one depth: links go through the top.
    let root = page.out.to_root();
    let link = |target: &'a Page, depth: usize| NavigationLink {
        title: target.title(),
        href: format!("{root}{}", target.out),
        mark: format!("<%{}%>", target.out),
        kind: target.kind,
        draft: target.is_draft(),
        depth,
        facilitator_only: false,
    };
    let shown = |target: &&Page| view.has(target.id) && !target.outline.header.unlisted;
    let strands = course.strands.iter().map(|id| course.page(*id)).filter(shown).enumerate();
    let beside = edition.navigations.beside.iter().map(|id| course.page(*id));
    let generated = edition.generated.iter().filter(|generated| generated.is_in_navigation());
    let generated = generated.map(|generated| NavigationLink {
        title: edition.title_of(*generated),
        href: format!("{root}{}", generated.address(course)),
        mark: format!("<%{}%>", generated.address(course)),
        facilitator_only: generated.is_for_facilitators(),
        ..nowhere(page)
    });
    let mut alone = Vec::new();
    if let Some(module) = view.module() {
        let stretch = if page.module == Some(module.id) { stretch(page) } else { 0 };
        below(view, (module, stretch), module, 0, &link, &mut alone);
    }
    NavigationView {
        home: view.start().map_or_else(|| nowhere(page), |start| link(start, 0)),
        whole: view.module().is_none(),
        strands: strands.map(|(at, strand)| self::strand(edition, page, strand, at + 1, &link)).collect(),
        pages: alone.into_iter().chain(beside.map(|target| link(target, 0))).chain(generated).collect(),
    }
}

fn nowhere(page: &Page) -> NavigationLink<'_> {
    NavigationLink {
        title: "",
        href: page.out.to_root() + "index.html",
        mark: String::new(),
        kind: "lesson",
        draft: false,
        depth: 0,
        facilitator_only: false,
    }
}

fn strand<'a, A: Audience>(
    edition: &'a Edition<A>,
    page: &'a Page,
    strand: &'a Page,
    number: usize,
    link: &dyn Fn(&'a Page, usize) -> NavigationLink<'a>,
) -> NavigationStrand<'a> {
    let current = page.strand == Some(strand.id);
    let view = &edition.view;
    let modules = edition.navigations.modules.get(&strand.id).filter(|_| current);
    let modules =
        around(modules.map_or(&[], Vec::as_slice), page).map(|(at, id)| (at, view.course().page(id)));
    let own = link(strand, 0);
    NavigationStrand {
        title: own.title,
        href: own.href,
        mark: own.mark,
        slug: slug(strand),
        number,
        current,
        modules: modules.map(|(at, m)| module(view, page, m, at + 1, link)).collect(),
    }
}

fn module<'a, A: Audience>(
    view: &'a View<A>,
    page: &'a Page,
    module: &'a Page,
    number: usize,
    link: &dyn Fn(&'a Page, usize) -> NavigationLink<'a>,
) -> NavigationModule<'a> {
    let current = page.module == Some(module.id);
    let mut pages = Vec::new();
    if current {
        below(view, (module, stretch(page)), module, 0, link, &mut pages);
    }
    let own = link(module, 0);
    NavigationModule { title: own.title, href: own.href, mark: own.mark, number, current, pages }
}

/// The pages below a page that stand in the stretch that is shown.
fn below<'a, A: Audience>(
    view: &'a View<A>,
    shown: (&Page, PageId),
    page: &'a Page,
    depth: usize,
    link: &dyn Fn(&'a Page, usize) -> NavigationLink<'a>,
    into: &mut Vec<NavigationLink<'a>>,
) {
    for child in view.children(page.id) {
        if (child.id - shown.0.id) / PAGES_SHOWN == shown.1 {
            into.push(link(child, depth));
        }
        below(view, shown, child, depth + 1, link, into);
    }
}

/// The last folder of a strand's or module's address: `self-awareness`.
pub(super) fn slug(page: &Page) -> String {
    let path = page.out.as_str();
    let folder = path.strip_suffix("/index.html").unwrap_or(path);
    folder.rsplit('/').next().unwrap_or(folder).trim_end_matches(".html").to_owned()
}
