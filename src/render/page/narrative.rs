//! A narrative → what its page offers beside the story: another activity instead, a pause and a place to write.

use super::{Audience, PageRenderer};
use crate::course::{Page, PageId, Role};
use crate::document::Core;
use crate::render::view::Offers;

/// The kind of page that tells a story.
pub(super) const NARRATIVE: &str = "narrative";
/// The id of the place to write that `templates/page/after.html` gives.
pub(super) const PROMPT: &str = "after-this-story";

impl<A: Audience> PageRenderer<'_, A> {
    pub(super) fn is_narrative(&self) -> bool {
        self.page.role == Role::Page && self.page.kind == NARRATIVE
    }

    /// What the page adds at its end where the author gave none, and where else to go for who would rather not read it.
    pub(super) fn offers(&self) -> Option<Offers<'_>> {
        if !self.is_narrative() {
            return None;
        }
        Some(Offers {
            instead: self.instead().map(|page| self.place(page)),
            pause: !self.has("pause"),
            prompt: self.lacks_prompt(),
        })
    }

    /// Whether a narrative ends without anything to write.
    pub(super) fn lacks_prompt(&self) -> bool {
        self.is_narrative() && !self.has(Core::Prompt.name())
    }

    /// The page of the same module that serves most of the same competencies and tells no hard story; of equals, the nearest.
    fn instead(&self) -> Option<&Page> {
        let mut pages = Vec::new();
        self.below(self.page.module?, &mut pages);
        let own = &self.page.outline.header.covers;
        let shared = |page: &Page| {
            let covers = &page.outline.header.covers;
            covers.iter().filter(|id| own.iter().any(|other| other.value == id.value)).count()
        };
        let is_another = |page: &&Page| {
            let header = &page.outline.header;
            page.kind != NARRATIVE && header.content_notes.is_empty() && !header.unlisted
        };
        let far = |page: &Page| page.id.abs_diff(self.page.id);
        pages
            .into_iter()
            .filter(is_another)
            .min_by_key(|page| (std::cmp::Reverse(shared(page)), far(page), page.id))
    }

    fn below<'p>(&'p self, of: PageId, pages: &mut Vec<&'p Page>) {
        for page in self.edition.view.children(of) {
            if page.role == Role::Page {
                pages.push(page);
            }
            self.below(page.id, pages);
        }
    }
}
