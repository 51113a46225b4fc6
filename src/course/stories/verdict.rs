//! A story × a day × a course × a copy → shown, or withheld with the reason; and what that means for each page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{Basis, FILE, Stories, Story};
use crate::course::{Course, Page, PageId, Target};
use crate::diagnostic::{Checked, Code, Diagnostic, Severity};
use crate::document::date::Date;

/// What readers hold in the end, as stories.yaml calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Copy {
    Site,
    Print,
    Lms,
    Download,
}

impl Copy {
    pub fn name(self) -> &'static str {
        match self {
            Copy::Site => "site",
            Copy::Print => "print",
            Copy::Lms => "lms",
            Copy::Download => "download",
        }
    }
}

/// So many days before a story expires it is told: its teller has to be asked.
pub const NOTICE_DAYS: i64 = 60;

/// Why a story is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    Withdrawn,
    /// No day of approval is given.
    NotApproved,
    ApprovedFrom(Date),
    ExpiredAfter(Date),
    /// This purpose is not agreed to.
    Purpose(&'static str),
    /// This copy is not agreed to.
    Copy(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Withdrawn => f.write_str("it is withdrawn"),
            Reason::NotApproved => f.write_str("its teller has not approved this wording"),
            Reason::ApprovedFrom(date) => write!(f, "its wording is approved only from {date} on"),
            Reason::ExpiredAfter(date) => write!(f, "the agreement ended with {date}"),
            Reason::Purpose("public-web") => {
                f.write_str("the course is public, and `public-web` is not among the purposes agreed to")
            }
            Reason::Purpose(purpose) => write!(f, "`{purpose}` is not among the purposes agreed to"),
            Reason::Copy(copy) => write!(f, "`{copy}` is not among the copies agreed to"),
        }
    }
}

impl Reason {
    /// What to do about it.
    fn help(self) -> &'static str {
        match self {
            Reason::Withdrawn => {
                "Take it out of the course when you can; until then it is left out of what is published."
            }
            Reason::NotApproved | Reason::ApprovedFrom(_) => {
                "Once the teller has read and approved the wording, write the day as `approved:`."
            }
            Reason::ExpiredAfter(_) => {
                "Ask the teller again and write the new day as `expires:`; or write `withdrawn: true`."
            }
            Reason::Purpose(_) | Reason::Copy(_) => {
                "Ask the teller, and add it to the list; or take the story out of the course."
            }
        }
    }
}

/// Whether a story may be shown on this day, in a course that is public or not, in this copy; otherwise why not.
pub fn verdict(story: &Story, today: Date, public: bool, copy: Copy) -> Result<(), Reason> {
    if story.withdrawn {
        return Err(Reason::Withdrawn);
    }
    match story.approved {
        Some(approved) if approved > today => return Err(Reason::ApprovedFrom(approved)),
        // Only a teller who agreed has a wording to approve.
        None if story.basis == Basis::Consented => return Err(Reason::NotApproved),
        _ => {}
    }
    if let Some(expires) = story.expires.filter(|expires| *expires < today) {
        return Err(Reason::ExpiredAfter(expires));
    }
    let wanted: &[&'static str] = if public { &["education", "public-web"] } else { &["education"] };
    if let Some(purpose) = wanted.iter().find(|purpose| !agrees(story, story.purposes.as_deref(), purpose)) {
        return Err(Reason::Purpose(purpose));
    }
    if !agrees(story, story.copies.as_deref(), copy.name()) {
        return Err(Reason::Copy(copy.name()));
    }
    Ok(())
}

/// What a teller did not speak of is not agreed to; where there is no teller, what is not said is not limited.
fn agrees(story: &Story, agreed: Option<&[String]>, wanted: &str) -> bool {
    match agreed {
        Some(words) => words.iter().any(|word| word == wanted),
        None => story.basis != Basis::Consented,
    }
}

/// The next day on which the verdict will be another.
pub fn next_change(story: &Story, today: Date, public: bool, copy: Copy) -> Option<Date> {
    let now = verdict(story, today, public, copy).is_ok();
    let mut days: Vec<Date> = story.approved.into_iter().chain(story.expires.map(Date::next)).collect();
    days.sort_unstable();
    days.into_iter().find(|day| *day > today && verdict(story, *day, public, copy).is_ok() != now)
}

/// The next day on which the published course will be another, because of any story in it.
pub fn next_of(course: &Course, stories: &Stories, today: Date, copy: Copy) -> Option<Date> {
    let used = stories.entries.values().filter(|story| stories.places(&story.id).next().is_some());
    used.filter_map(|story| next_change(story, today, course.config.public, copy)).min()
}

/// What a view leaves out.
#[derive(Clone, Debug, Default, Hash)]
pub struct Withheld {
    stories: BTreeMap<String, Reason>,
    pages: BTreeSet<PageId>,
    /// Recordings of the stories, and the files that they name as theirs: they are not published, whoever else links
    /// to them.
    files: BTreeSet<u32>,
    /// The accreditation: it has run out, so nothing is said of credit.
    credit: bool,
}

impl Withheld {
    /// The same, without the accreditation if it has run out.
    #[must_use]
    pub fn and_credit(self, credit: bool) -> Withheld {
        Withheld { credit, ..self }
    }

    pub fn has_credit(&self) -> bool {
        self.credit
    }

    pub fn is_empty(&self) -> bool {
        self.stories.is_empty()
    }

    pub fn stories(&self) -> impl Iterator<Item = (&str, Reason)> {
        self.stories.iter().map(|(id, reason)| (id.as_str(), *reason))
    }

    pub fn has_story(&self, id: &str) -> bool {
        self.stories.contains_key(id)
    }

    pub fn has_page(&self, id: PageId) -> bool {
        self.pages.contains(&id)
    }

    pub fn has_file(&self, asset: u32) -> bool {
        self.files.contains(&asset)
    }

    /// Whether something on a page stands in a block whose story is withheld.
    pub fn has_place(&self, page: &Page, mut story: Option<u32>) -> bool {
        if self.is_empty() {
            return false;
        }
        while let Some(used) = story.and_then(|at| page.outline.stories.get(at as usize)) {
            if self.has_story(&used.id) {
                return true;
            }
            story = used.around;
        }
        false
    }

    /// The same without these files of the course either.
    #[must_use]
    pub fn with_files(mut self, course: &Course, paths: &[&str]) -> Self {
        let named = (0..).zip(&course.assets).filter(|(_, asset)| paths.contains(&&*asset.source.path));
        self.files.extend(named.map(|(at, _)| at));
        self
    }

    /// What is left out of a course when these stories are withheld.
    pub fn new(course: &Course, stories: BTreeMap<String, Reason>) -> Self {
        let mut withheld = Withheld { stories, ..Withheld::default() };
        if withheld.is_empty() {
            return withheld;
        }
        for page in &course.pages {
            // Pages come before those below them: what lies below a page that is not there cannot be reached.
            let below = page.parent.is_some_and(|parent| withheld.has_page(parent));
            let own = page.outline.header.story.as_ref().is_some_and(|s| withheld.has_story(&s.value));
            if below || own {
                withheld.pages.insert(page.id);
            }
        }
        let bound = (0..).zip(&course.assets).map(|(at, _)| at);
        withheld.files =
            bound.filter(|at| course.stories.of_file(*at).any(|id| withheld.has_story(id))).collect();
        for page in &course.pages {
            for (link, target) in page.outline.links.iter().zip(&page.targets) {
                let Target::Asset(asset) = target else { continue };
                let is_recording = matches!(link.form, crate::document::LinkForm::File { .. });
                let theirs = withheld.has_page(page.id) || withheld.has_place(page, link.story);
                if is_recording && theirs {
                    withheld.files.insert(*asset);
                }
            }
        }
        withheld
    }
}

/// Judges every story of a course, and tells those that are withheld and those that soon will be.
pub fn judge(course: &Arc<Course>, stories: &Stories, today: Date, copy: Copy) -> Checked<Withheld> {
    let public = course.config.public;
    let file: Arc<str> = FILE.into();
    let mut problems = Vec::new();
    let mut held = BTreeMap::new();
    for story in stories.entries.values() {
        let Err(reason) = verdict(story, today, public, copy) else {
            problems.extend(expiry(story, stories, today, &file));
            continue;
        };
        held.insert(story.id.clone(), reason);
        if stories.places(&story.id).next().is_none() {
            continue;
        }
        let words = format!("the story `{}` is left out of the course: {reason}", story.id);
        let mut problem = Diagnostic::new(Code::StoryWithheld, &file, story.span, words).help(reason.help());
        if reason == Reason::Withdrawn {
            problem.severity = Severity::Notice;
        }
        for place in stories.places(&story.id) {
            problem = problem.related(&place.file, place.span, "it is used here");
        }
        problems.push(problem);
    }
    // A story without an entry has no terms, and what has no terms is not shown.
    for id in stories.uses.keys().filter(|id| stories.get(id).is_none()) {
        held.insert(id.clone(), Reason::NotApproved);
    }
    Checked { value: Withheld::new(course, held), diagnostics: problems }
}

fn expiry(story: &Story, stories: &Stories, today: Date, file: &Arc<str>) -> Option<Diagnostic> {
    let expires = story.expires?;
    let days = expires.days() - today.days();
    if days > NOTICE_DAYS || stories.places(&story.id).next().is_none() {
        return None;
    }
    let left = match days {
        0 => "today is its last day".to_owned(),
        1 => "one day is left".to_owned(),
        _ => format!("{days} days are left"),
    };
    let words = format!("the agreement on the story `{}` ends with {expires}: {left}", story.id);
    Some(
        Diagnostic::new(Code::StoryExpires, file, story.span, words)
            .help("Ask the teller whether it may be shown for longer, and write the new day as `expires:`."),
    )
}
