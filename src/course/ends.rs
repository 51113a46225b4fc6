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

    /// The pages of this copy, by their addresses, and the places on others that end.
    pub fn ends(&self) -> Ends {
        let mut ends = Ends::new();
        if !self.is_kept {
            return ends;
        }
        for page in self.pages() {
            let own = page.outline.header.story.as_ref().map(|story| story.value.as_str());
            if let Some(until) = self.story_until(own) {
                ends.insert(page.out.to_string(), until);
            }
            for anchor in self.anchors(page) {
                if let Some(until) = self.place_until(page, anchor.story) {
                    ends.insert(format!("{}#{}", page.out, anchor.id), until);
                }
            }
        }
        ends
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
