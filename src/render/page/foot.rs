//! A view → what the foot of every page leads to: what the course says of itself, and where to turn.

use super::{Audience, Edition, Generated, PageId, PageRenderer, View};
use crate::course::Role;
use crate::render::view::Place;

/// The kinds of pages that the foot leads to, in their order; `SUPPORT` is also led to from stories and notes.
const SUPPORT: &str = "support";
const KINDS: [&str; 3] = [SUPPORT, "accessibility", "privacy"];

/// The pages, found once for an edition.
pub(super) struct Foot {
    pages: Vec<PageId>,
    support: Option<PageId>,
    /// Pages that an author wrote in the place of generated ones.
    own: Vec<(Generated, PageId)>,
}

const MADE: [Generated; 2] = [Generated::About, Generated::Participation];

impl Foot {
    pub(super) fn of<A: Audience>(view: &View<A>) -> Foot {
        let first = |kind: &&str| {
            view.pages().find(|page| page.role == Role::Page && page.kind == *kind).map(|page| page.id)
        };
        let missing = MADE.into_iter().filter(|made| !view.course().generated.contains(made));
        let own = missing.filter_map(|made| {
            let page = view.pages().find(|page| page.out.as_str() == made.address(view.course()))?;
            Some((made, page.id))
        });
        Foot { pages: KINDS.iter().filter_map(first).collect(), support: first(&SUPPORT), own: own.collect() }
    }
}

impl<A: Audience> PageRenderer<'_, A> {
    /// Where to turn when something stirs, from anywhere but there.
    pub(in crate::render) fn support(&self) -> Option<Place<'_>> {
        let id = self.edition.foot.support.filter(|id| *id != self.page.id)?;
        Some(self.place(self.edition.view.course().page(id)))
    }

    /// The links of the foot.
    pub(super) fn foot(&self) -> Vec<Place<'_>> {
        let course = self.edition.view.course();
        let written = self.edition.foot.pages.iter().map(|id| self.place(course.page(*id)));
        written.chain(MADE.into_iter().filter_map(|generated| self.place_of(generated))).collect()
    }

    /// A generated page, or the author's own in its place.
    fn place_of(&self, generated: Generated) -> Option<Place<'_>> {
        let edition: &Edition<A> = self.edition;
        if let Some((_, page)) = edition.foot.own.iter().find(|(made, _)| *made == generated) {
            return Some(self.place(edition.view.course().page(*page)));
        }
        let href = self.href_of(generated)?;
        Some(Place { title: edition.title_of(generated), href, kind: "page" })
    }
}
