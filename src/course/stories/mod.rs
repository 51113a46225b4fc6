//! `stories.yaml` + the pages and blocks that name a story → each story with its terms and the places of its use.
//!
//! `verdict` then says what may be shown on a day, in a course and a copy; `naming` which pages would name a story.

mod files;
mod naming;
mod read;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Course, FICTIONAL, Page, PageId, Role};
use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::document::date::Date;
use crate::document::yaml::Spanned;

pub use naming::naming;
pub use read::{KEYS, read};
pub use verdict::{Copy, NOTICE_DAYS, Reason, Withheld, judge, next_change, next_of, verdict};

/// The name of the file.
pub const FILE: &str = "stories.yaml";

/// What a story rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The teller agreed to this use.
    #[default]
    Consented,
    /// Somebody published it before.
    Published,
    /// Made of what several patients lived through.
    Composite,
    Fictional,
}

impl Basis {
    pub const NAMES: &'static [&'static str] = &["consented", "published", "composite", FICTIONAL];

    pub fn name(self) -> &'static str {
        match self {
            Basis::Consented => "consented",
            Basis::Published => "published",
            Basis::Composite => "composite",
            Basis::Fictional => FICTIONAL,
        }
    }

    fn from_name(name: &str) -> Basis {
        match name {
            "published" => Basis::Published,
            "composite" => Basis::Composite,
            FICTIONAL => Basis::Fictional,
            _ => Basis::Consented,
        }
    }
}

/// What a teller may agree to: `education` is every course, `public-web` one that anybody can find.
pub const PURPOSES: &[&str] = &["education", "public-web"];

/// The copies that a teller may agree to.
pub const COPIES: &[&str] = &["site", "print", "lms", "download"];

/// One real story and its terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    pub id: String,
    /// Its key in stories.yaml.
    pub span: Span,
    pub basis: Basis,
    /// As they wish to be named; empty where they wish not to be.
    pub teller: String,
    /// When the teller approved this wording.
    pub approved: Option<Date>,
    /// Holds through this day, UTC.
    pub expires: Option<Date>,
    /// None: not said.
    pub purposes: Option<Vec<String>>,
    pub copies: Option<Vec<String>>,
    /// Pictures and recordings that belong to it wherever they stand, by their paths in the course.
    pub files: Vec<Spanned<String>>,
    pub licence: String,
    pub withdrawn: bool,
}

/// Where a story is used: a page, or a block on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub page: PageId,
    /// `page`, or the block's kind.
    pub kind: &'static str,
    pub file: Arc<str>,
    pub span: Span,
    pub draft: bool,
}

/// Every story of a course with the places of its use.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    pub entries: BTreeMap<String, Story>,
    /// By the story's id, in reading order; also of stories that have no entry.
    pub uses: BTreeMap<String, Vec<Use>>,
    /// The files that belong to stories, by their places in `Course::assets`.
    files: BTreeMap<u32, Vec<String>>,
}

impl Stories {
    pub fn get(&self, id: &str) -> Option<&Story> {
        self.entries.get(id)
    }

    /// The places where a story is used in what is published; drafts are not.
    pub fn places<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Use> {
        self.uses.get(id).into_iter().flatten().filter(|place| !place.draft)
    }

    /// The stories that a file of the course belongs to.
    pub fn of_file(&self, asset: u32) -> impl Iterator<Item = &str> {
        self.files.get(&asset).into_iter().flatten().map(String::as_str)
    }

    /// Whether a real story stands in what is published.
    pub fn has_real(&self) -> bool {
        let is_real = |id: &String| self.get(id).is_some_and(|story| story.basis != Basis::Fictional);
        self.uses.keys().any(|id| is_real(id) && self.places(id).next().is_some())
    }

    /// The same stories with the entries of a later file: what it does not have keeps its last terms.
    #[must_use]
    pub fn with_later(&self, later: &Stories) -> Stories {
        let mut stories = self.clone();
        stories.entries.extend(later.entries.iter().map(|(id, story)| (id.clone(), story.clone())));
        stories
    }
}

/// Finds every use of a story and tells those that have no entry.
pub(super) fn find_uses(course: &Course, stories: &mut Stories, problems: &mut Vec<Diagnostic>) {
    for page in &course.pages {
        let outline = &page.outline;
        if let Some(story) = &outline.header.story {
            note(stories, page, &story.value, "page", story.span, problems);
            if page.role == Role::Home && story.value != FICTIONAL {
                let words =
                    "the home page belongs to a story; if it may not be shown one day, nor may the course";
                problems.push(
                    Diagnostic::new(Code::StoryOnHome, &outline.file, story.span, words)
                        .help("Give the story a page of its own."),
                );
            }
        }
        for used in &outline.stories {
            note(stories, page, &used.id, used.kind, used.span, problems);
        }
    }
    files::find(course, stories, problems);
}

fn note(
    stories: &mut Stories,
    page: &Page,
    id: &str,
    kind: &'static str,
    span: Span,
    problems: &mut Vec<Diagnostic>,
) {
    if id == FICTIONAL {
        return;
    }
    let (file, place) = page.outline.place(span);
    let place = Use { page: page.id, kind, file, span: place, draft: page.is_draft() };
    stories.uses.entry(id.to_owned()).or_default().push(place);
    if stories.get(id).is_none() {
        let names: BTreeSet<&str> = stories.entries.keys().map(String::as_str).chain([FICTIONAL]).collect();
        let mut problem = Diagnostic::new(
            Code::UnknownStory,
            &page.outline.file,
            span,
            format!("`{id}` is not a story of {FILE}"),
        );
        problem.help = did_you_mean(id, names.iter().copied());
        problems.push(problem);
    }
}
