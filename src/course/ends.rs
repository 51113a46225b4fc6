//! A view that is given away as a file → until when each story in it may be shown.
//!
//! A site is built again on the day on which a story ends; a file on somebody's disk is not. So a file says until when
//! it holds, and its own script hides what has ended by the reader's clock.

use std::collections::BTreeMap;

use super::releases::InFile;
use super::{Audience, Page, Target, View};
use crate::document::date::Date;

/// A page, or a place on one, with the last day on which it may be shown.
pub type Ends = BTreeMap<String, Date>;

impl<A: Audience> View<A> {
    /// The same view for a copy that nobody builds again: a package.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.is_kept = true;
        self
    }

    /// The stories of stories.yaml that stand in this view, each with its last day.
    pub fn stories(&self) -> InFile {
        let mut stories = InFile::new();
        let mut note = |id: &str| {
            let entry = self.course().stories.get(id).filter(|_| !self.withheld().has_story(id));
            if let Some(story) = entry {
                stories.insert(story.id.clone(), story.expires);
            }
        };
        for page in self.pages() {
            if let Some(story) = &page.outline.header.story {
                note(&story.value);
            }
            for used in &page.outline.stories {
                if A::sees(used.facilitator) && !self.withheld().has_place(page, used.around) {
                    note(&used.id);
                }
            }
            for (link, target) in page.outline.links.iter().zip(&page.targets) {
                if let Target::Asset(asset) = target
                    && A::sees(link.facilitator)
                {
                    self.course().stories.of_file(*asset).for_each(&mut note);
                }
            }
        }
        stories
    }

    /// The last day on which all of this copy may be shown; nothing where it does not end, or is built again.
    pub fn valid_until(&self) -> Option<Date> {
        if self.is_kept { self.stories().into_values().flatten().min() } else { None }
    }

    /// The last day of a story in this copy; nothing where it does not end, or the copy is built again.
    pub fn story_until(&self, id: Option<&str>) -> Option<Date> {
        let story = self.course().stories.get(id?).filter(|_| self.is_kept)?;
        story.expires
    }

    /// What ends in this copy, by address: pages, places on other pages, files that belong to a story.
    pub fn ends(&self) -> Ends {
        let mut ends = Ends::new();
        if !self.is_kept {
            return ends;
        }
        for page in self.pages() {
            if let Some(until) = self.page_until(page) {
                ends.insert(page.out.to_string(), until);
            }
            for anchor in self.anchors(page) {
                if let Some(until) = self.place_until(page, anchor.story) {
                    ends.insert(format!("{}#{}", page.out, anchor.id), until);
                }
            }
        }
        for (at, asset) in (0..).zip(&self.course().assets) {
            let untils = self.course().stories.of_file(at).filter_map(|id| self.story_until(Some(id)));
            if let Some(until) = untils.min() {
                ends.insert(asset.out.to_string(), until);
            }
        }
        ends
    }

    /// The last day of a page: of its own story, or of one that a page above it tells.
    pub fn page_until(&self, page: &Page) -> Option<Date> {
        let own = page.outline.header.story.as_ref().map(|story| story.value.as_str());
        let above =
            page.parent.filter(|_| self.is_kept).and_then(|above| self.page_until(self.course().page(above)));
        self.story_until(own).into_iter().chain(above).min()
    }

    /// The last day of what a link leads to.
    pub fn target_until(&self, from: &Page, target: &Target) -> Option<Date> {
        let place = |page: &Page, id: &str| {
            let anchor = page.outline.anchors.iter().find(|anchor| *anchor.id == *id);
            anchor.and_then(|anchor| self.place_until(page, anchor.story))
        };
        match target {
            _ if !self.is_kept => None,
            Target::Page { page, anchor } => {
                let page = self.course().page(*page);
                self.page_until(page).or_else(|| place(page, anchor.as_deref()?))
            }
            Target::Here { anchor } => place(from, anchor),
            _ => None,
        }
    }

    /// The last day of what stands in a block of a story, or in several within each other.
    pub fn place_until(&self, page: &Page, mut story: Option<u32>) -> Option<Date> {
        let mut first: Option<Date> = None;
        while let Some(used) = story.and_then(|at| page.outline.stories.get(at as usize)) {
            let until = self.story_until(Some(&used.id));
            first = first.into_iter().chain(until).min();
            story = used.around;
        }
        first
    }
}
