//! An edition → the page of the search: the list of all pages, which needs no script.

use super::shards::SINGLE_UP_TO;
use crate::course::{Audience, Page, PageId, Role, View};
use crate::render::page::{Edition, PageRenderer, splice};
use crate::render::view::Child;

/// Renders the page; the words of a mistake in the theme otherwise.
pub(super) fn render<A: Audience>(edition: &Edition<A>, out: &mut Vec<u8>) -> Result<(), String> {
    let course = edition.view.course();
    // A course without a home page is told when it is linked.
    let Some(home) = course.home.map(|home| course.page(home)) else { return Ok(()) };
    let body = edition.bodies[home.id as usize].body();
    let renderer = PageRenderer::new(edition, home, &body, &[]);
    let mut value = renderer.value(&[]);
    let title = edition.theme.word(if edition.has_search() { "search_title" } else { "all_pages" });
    (value.page.role, value.page.kind) = ("search", "search");
    (value.page.title, value.page.heading) = (title, title.to_owned());
    (value.page.path, value.page.id, value.page.summary) = ("search.html", "search".to_owned(), "");
    value.breadcrumbs = renderer.start();
    (value.previous, value.next) = (None, None);
    value.contents.clear();
    value.children = list(&edition.view, &renderer);
    let shell = edition.theme.render("templates/shell.html", &value)?;
    let mut navigation = String::new();
    edition.navigations.append(edition, home, "", &mut navigation)?;
    splice(&shell, "", &navigation, out);
    Ok(())
}

/// Strands and the pages beside them; below a strand, in a course that is not too long for it, all its pages.
fn list<'v, A: Audience>(view: &'v View<A>, renderer: &'v PageRenderer<'_, A>) -> Vec<Child<'v>> {
    let course = view.course();
    let whole = view.pages().count() <= SINGLE_UP_TO;
    let listed = |page: &&Page| view.has(page.id) && !page.outline.header.unlisted;
    let strands = course.strands.iter().map(|id| course.page(*id)).filter(listed);
    let beside = view.pages().filter(|p| p.role == Role::Page && p.strand.is_none()).filter(listed);
    let child = |(at, page): (usize, &'v Page)| {
        let mut child = renderer.child(page, at + 1);
        if whole {
            let mut below = Vec::new();
            collect(view, page.id, &mut below);
            child.children = below.into_iter().map(|page| renderer.place(page)).collect();
        }
        child
    };
    strands.chain(beside).enumerate().map(child).collect()
}

fn collect<'v, A: Audience>(view: &'v View<A>, page: PageId, into: &mut Vec<&'v Page>) {
    for child in view.children(page) {
        into.push(child);
        collect(view, child.id, into);
    }
}
