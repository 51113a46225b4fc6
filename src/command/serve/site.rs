//! A build → what the preview answers with: both editions from one linked course, and what is known of each page.

use std::sync::{Arc, OnceLock};

use super::moves::Moves;
use super::rendered::Rendered;
use super::{facts, told};
use crate::course::stories::Copy;
use crate::course::{Edition, Page, PageId, View};
use crate::diagnostic::ByFile;
use crate::document::Text;
use crate::pipeline::{self, Linked};
use crate::preview::{About, Entry, Offer, Pages, Problem, Why};

/// How many pages are offered of a sort where there is none.
const OFFERS: usize = 5;

/// One linked course in both editions. The edition that was asked for stands at the top, the other below a name of its
/// own, which no page can have: a course has no names that begin with a dot. Its views are made when it is asked for.
pub(super) struct Built {
    pub linked: Arc<Linked>,
    edition: Edition,
    top: Rendered,
    other: OnceLock<Rendered>,
}

impl Built {
    /// `before`: the build before, of whose files some may be the same.
    pub fn new(linked: Arc<Linked>, edition: Edition, before: Option<&Built>) -> Self {
        let rendered = |edition, before: Option<&Rendered>| {
            Rendered::new(pipeline::artefacts(&linked, edition, true), before)
        };
        let top = rendered(edition, before.map(|before| &before.top));
        let other = before
            .and_then(|before| before.other.get())
            .map(|other| rendered(opposite(edition), Some(other)));
        Built { edition, top, other: other.map(OnceLock::from).unwrap_or_default(), linked }
    }

    /// The same with one page's words anew, of which no other page shows anything.
    pub fn with_text(&self, linked: Arc<Linked>, page: PageId, text: &Arc<Text>) -> Option<Built> {
        let top = self.top.with_text(page, text)?;
        let other = self.other.get().and_then(|other| other.with_text(page, text));
        Some(Built {
            linked,
            edition: self.edition,
            top,
            other: other.map(OnceLock::from).unwrap_or_default(),
        })
    }

    /// The edition that an address asks for, and the address in there.
    fn find<'a>(&self, path: &'a str) -> (&Rendered, &'a str) {
        let other = opposite(self.edition);
        match split(path) {
            (Some(edition), rest) if edition == other => {
                let make = || Rendered::new(pipeline::artefacts(&self.linked, other, true), None);
                (self.other.get_or_init(make), rest)
            }
            _ => (&self.top, path),
        }
    }

    fn has(&self, path: &str) -> bool {
        let (rendered, path) = self.find(path);
        rendered.has(path)
    }

    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let (rendered, path) = self.find(path);
        rendered.get(path)
    }

    /// The page of the course that is made to an address in an edition.
    fn page(&self, path: &str) -> Option<&Page> {
        self.linked.course.pages.iter().find(|page| page.out.as_str() == path)
    }
}

fn opposite(edition: Edition) -> Edition {
    match edition {
        Edition::Learner => Edition::Facilitator,
        Edition::Facilitator => Edition::Learner,
    }
}

/// Takes the edition off the front of an address.
fn split(path: &str) -> (Option<Edition>, &str) {
    for edition in [Edition::Learner, Edition::Facilitator] {
        let rest = path.strip_prefix('.').and_then(|rest| rest.strip_prefix(edition.name()));
        if let Some(rest) = rest.and_then(|rest| rest.strip_prefix('/')) {
            return (Some(edition), rest);
        }
    }
    (None, path)
}

/// What the preview shows now.
pub(super) struct Site {
    shown: Arc<Built>,
    /// The course as it is on disk, which has errors where it is not what is shown. A page that the last good build does
    /// not have comes from here: a new page with a mistake in it is better than none.
    fresh: Arc<Built>,
    /// What is told of the course as it is on disk.
    told: Arc<ByFile>,
    moves: Arc<Moves>,
    /// The course's folder, as it was named on the command line.
    folder: String,
}

impl Site {
    pub fn new(
        shown: Arc<Built>,
        (fresh, told): (Arc<Built>, Arc<ByFile>),
        moves: &Arc<Moves>,
        folder: String,
    ) -> Self {
        Site { shown, fresh, told, moves: Arc::clone(moves), folder }
    }

    pub fn has(&self, path: &str) -> bool {
        self.shown.has(path) || self.fresh.has(path)
    }

    fn page(&self, path: &str) -> Option<(&Linked, &Page)> {
        // What is on disk is what the facts are asked for: the writer is at work on it.
        let built = if self.fresh.has(path) { &self.fresh } else { &self.shown };
        built.page(path).map(|page| (&*built.linked, page))
    }

    fn reason(&self, path: &str) -> Option<String> {
        let course = &self.shown.linked.course;
        if let Some(page) = self.shown.page(path) {
            let story = page.outline.header.story.as_ref().and_then(|story| course.stories.get(&story.value));
            let why = story.and_then(|story| facts::withheld(story, &self.shown.linked))?;
            return Some(format!(
                "“{}” is part of the course, but its story may not be shown at present: {why}.",
                page.title()
            ));
        }
        let edition = [Edition::Learner, Edition::Facilitator].into_iter().find(|edition| {
            *edition != self.shown.edition && self.shown.has(&format!(".{}/{path}", edition.name()))
        });
        if let Some(edition) = edition {
            return Some(format!("This page is in the {}’s edition alone.", edition.name()));
        }
        self.moves.title(path).map(|title| {
            format!(
                "“{title}” is no longer part of the course: its file was deleted, or its name was changed."
            )
        })
    }

    /// The nearest page above an address, those beside it, and what came lately.
    fn offers(&self, path: &str) -> Vec<Offer> {
        let course = &self.shown.linked.course;
        let mut offers: Vec<Offer> = Vec::new();
        let mut add = |why: Why, page: &Page| {
            let is_known = offers.iter().any(|offer: &Offer| offer.path == page.out.as_str());
            if page.out.as_str() != path && !is_known && self.shown.has(page.out.as_str()) {
                offers.push(Offer { why, title: page.title().to_owned(), path: page.out.to_string() });
            }
        };
        let folders = std::iter::successors(path.rsplit_once('/').map(|(folder, _)| folder), |folder| {
            folder.rsplit_once('/').map(|(outer, _)| outer)
        });
        let mut above = folders.filter_map(|folder| self.shown.page(&format!("{folder}/index.html")));
        if let Some(above) =
            above.find(|page| page.out.as_str() != path).or_else(|| course.home.map(|home| course.page(home)))
        {
            add(Why::Above, above);
            above.children.iter().take(OFFERS).for_each(|id| add(Why::Beside, course.page(*id)));
        }
        let recent = self.moves.recent().filter_map(|path| self.shown.page(path));
        recent.take(OFFERS).for_each(|page| add(Why::New, page));
        offers
    }
}

impl Pages for Site {
    fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        let newer = || if Arc::ptr_eq(&self.shown, &self.fresh) { None } else { self.fresh.get(path) };
        self.shown.get(path).or_else(newer)
    }

    fn moved(&self, path: &str) -> Option<String> {
        let (edition, inner) = split(path);
        let prefix = &path[..path.len() - inner.len()];
        match edition {
            // The edition at the top is there by its name, too.
            Some(edition) if edition == self.shown.edition => Some(inner.to_owned()),
            _ => {
                let now = format!("{prefix}{}", self.moves.address(inner)?);
                self.has(&now).then_some(now)
            }
        }
    }

    fn about(&self, path: &str) -> About {
        let (_, inner) = split(path);
        if self.has(path) {
            let page = self.page(inner).map(|(linked, page)| facts::facts(linked, page, &self.folder));
            return About { page, ..About::default() };
        }
        About { page: None, reason: self.reason(inner), offers: self.offers(inner) }
    }

    fn problems(&self, path: &str) -> Vec<Problem> {
        let page = self.fresh.page(split(path).1);
        page.map(|page| told::of_page(&self.told, &self.fresh.linked, page)).unwrap_or_default()
    }

    fn list(&self) -> Vec<Entry> {
        let linked = &self.shown.linked;
        // A page's facts are no secret here: the one who reads them writes the course.
        let view = View::<()>::new(&linked.course, true, linked.withheld(Copy::Site));
        facts::list(linked, &view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_editions_have_addresses_that_no_page_can_have() {
        assert_eq!(split(".facilitator/a/b.html"), (Some(Edition::Facilitator), "a/b.html"));
        assert_eq!(split(".learner/index.html"), (Some(Edition::Learner), "index.html"));
        for plain in ["a.html", "facilitator/a.html", ".facilitators/a.html", ".facilitator"] {
            assert_eq!(split(plain), (None, plain));
        }
    }
}
