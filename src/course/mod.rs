//! All outlines and the course's data → `Course`: the tree, the addresses, every link with its target.
//!
//! `link` sees outlines only, never bodies: while no outline changes, the course is the same.

pub mod accreditation;
mod address;
mod assets;
mod audiences;
mod bibliography;
mod captions;
pub mod clashes;
pub mod citation;
pub mod collation;
mod debriefs;
pub mod edition;
#[cfg(test)]
mod edition_tests;
mod ends;
mod files;
pub mod framework;
mod generated;
mod glossary;
mod links;
mod map;
mod objectives;
mod module;
mod orphan;
mod plans;
mod prerequisites;
mod promises;
pub mod prompts;
pub mod releases;
pub mod stories;
mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

use rapidhash::RapidHashMap;

use crate::config::{self, Config};
use crate::diagnostic::{Checked, Code, Diagnostic, Span};
use crate::document::Outline;
use crate::document::include::FOLDER;
use crate::fingerprint;
use crate::publish::OutPath;
use crate::source::{Source, Sources};

pub use address::{Role, is_page, is_snippet};
pub use audiences::Path as AudiencePath;
pub use bibliography::{Bibliography, MAX_BRACES, MAX_TAKEN, MAX_WAY};
pub use edition::{Audience, Edition, View};
pub use generated::{Generated, Redirect, feedback_path};
pub use glossary::{Glossary, KEYS as TERM_KEYS, Term, TermId};
pub use map::{COLUMNS, Map, Place as MapPlace, Row};
pub use objectives::Traced;
pub use plans::{Item as PlanItem, PLAN_KEYS, Plan, Session, find as find_plan};
pub use prompts::Prompts;
pub use releases::Releases;
pub use stories::{Stories, Withheld};

/// A page's place in `Course::pages`.
pub type PageId = u32;

/// A course, linked: pages in reading order, every reference resolved.
#[derive(Debug)]
pub struct Course {
    pub config: Arc<Config>,
    /// In reading order: a page comes before those below it, and after its elder neighbours.
    pub pages: Vec<Page>,
    pub home: Option<PageId>,
    pub strands: Vec<PageId>,
    /// Files that a page refers to, by their paths.
    pub assets: Vec<Asset>,
    /// The framework's competencies with the places that serve them; empty without a framework.
    pub map: Map,
    /// Each objective with the activities that serve it.
    pub objectives: Vec<Traced>,
    /// A way through the course for each audience that pages name.
    pub paths: Vec<AudiencePath>,
    /// Ways to teach it, from course.yaml.
    pub plans: Vec<Plan>,
    pub stories: Stories,
    /// The works that pages cite; nothing while none does.
    pub bibliography: Option<Bibliography>,
    pub glossary: Glossary,
    /// Pages that are made from the course's data.
    pub generated: Vec<Generated>,
    /// Former addresses of pages.
    pub redirects: Vec<Redirect>,
    pub prompts: Prompts,
    /// Packages that were given away.
    pub releases: Releases,
    /// The fingerprint of all that it was linked from: pages as other pages may see them, and all other files.
    pub seen: u64,
    by_source: RapidHashMap<Arc<str>, PageId>,
}

/// One page in its place.
#[derive(Debug)]
pub struct Page {
    pub id: PageId,
    pub out: OutPath,
    pub role: Role,
    /// `lesson`, `narrative`, …
    pub kind: &'static str,
    pub outline: Arc<Outline>,
    pub parent: Option<PageId>,
    /// The strand it belongs to; a strand belongs to itself.
    pub strand: Option<PageId>,
    pub module: Option<PageId>,
    /// In their order.
    pub children: Vec<PageId>,
    /// Where its links lead, in the order of `Outline::links`.
    pub targets: Vec<Target>,
    /// Pages to read before.
    pub prerequisites: Vec<PageId>,
}

/// A file of the course that is published as it is.
#[derive(Debug)]
pub struct Asset {
    pub source: Arc<Source>,
    pub out: OutPath,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page, perhaps a place on it.
    Page { page: PageId, anchor: Option<Box<str>> },
    /// A place on the same page.
    Here { anchor: Box<str> },
    /// The place of a file in `Course::assets`.
    Asset(u32),
    /// Out of the course.
    Address,
    /// A citation: rendered by its own rules.
    Reference,
    /// A term of the glossary.
    Term(TermId),
    /// A page that is made from the course's data.
    Generated(Generated),
    /// Nowhere; the diagnostics say why. Its words are shown without a link.
    Nowhere,
}

impl Course {
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id as usize]
    }

    pub fn find(&self, source: &str) -> Option<&Page> {
        self.by_source.get(source).map(|id| self.page(*id))
    }
}

impl Page {
    pub fn title(&self) -> &str {
        self.outline.title()
    }

    pub fn is_draft(&self) -> bool {
        self.outline.header.draft
    }

    /// Whether the narrative was invented for teaching.
    pub fn is_fictional(&self) -> bool {
        self.outline.header.story.as_ref().is_some_and(|story| story.value == FICTIONAL)
    }
}

/// The word that says of a story that it was invented for teaching.
pub const FICTIONAL: &str = "fictional";

/// Links all outlines into a course.
pub fn link(config: &Arc<Config>, outlines: &[Arc<Outline>], sources: &Sources) -> Checked<Course> {
    let mut problems = Vec::new();
    let tree = tree::grow(config, outlines, &mut problems);
    let by_source = tree.pages.iter().map(|page| (Arc::clone(&page.outline.file), page.id)).collect();
    let mut course = Course {
        config: Arc::clone(config),
        pages: tree.pages,
        home: tree.home,
        strands: tree.strands,
        assets: Vec::new(),
        map: Map::default(),
        objectives: Vec::new(),
        paths: Vec::new(),
        plans: Vec::new(),
        stories: Stories::default(),
        bibliography: None,
        glossary: glossary::read(sources, &mut problems),
        generated: Vec::new(),
        redirects: Vec::new(),
        prompts: Prompts::default(),
        releases: releases::read(sources).drain_into(&mut problems),
        seen: seen(outlines, sources),
        by_source,
    };
    course.bibliography = bibliography::read(&course, sources, &mut problems);
    let framework = framework::read(sources).drain_into(&mut problems);
    if let Some((text, base)) = &config.plans {
        course.plans = plans::read(&course, text, *base, &mut problems);
    }
    course.paths = audiences::paths(&course, &mut problems);
    course.generated = generated::present(&course, &framework);
    links::resolve(&mut course, sources, &mut problems);
    clashes::tell(&course, &mut problems);
    if !course.paths.is_empty() {
        // Once more, now that it is known what pages want to have been read before.
        course.paths = audiences::paths(&course, &mut Vec::new());
    }
    let mut stories = stories::read(sources).drain_into(&mut problems);
    stories::find_uses(&course, &mut stories, &mut problems);
    course.stories = stories;
    course.prompts = prompts::find(&course, sources).drain_into(&mut problems);
    course.map = map::draw(&course, &framework, &mut problems);
    course.objectives = objectives::trace(&course, &mut problems);
    debriefs::check(&course, &mut problems);
    debriefs::check_pages(&course, &mut problems);
    debriefs::check_plans(&course, &mut problems);
    course.redirects = generated::redirects(&course, &mut problems);
    glossary::tell_unused(&course, &mut problems);
    orphan::tell(&course, &mut problems);
    for page in &course.pages {
        check_page(page, &mut problems);
    }
    promises::check(&course, &mut problems);
    config::check_allow(&config.allow, &config::FILE.into(), &mut problems);
    tell_unused_snippets(outlines, sources, &mut problems);
    for problem in &mut problems {
        if let Some(page) = course.find(&problem.file) {
            page.outline.pieces.relocate(&page.outline.file, problem);
        }
    }
    Checked { value: course, diagnostics: problems }
}

/// While it is the same, each page's words hang on nothing but its own text, its theme and the edition.
fn seen(outlines: &[Arc<Outline>], sources: &Sources) -> u64 {
    let pages: Vec<u64> = outlines.iter().map(|outline| outline.seen).collect();
    let others = sources.iter().filter(|source| !is_page(&source.path));
    let others: Vec<_> = others.map(|source| (&source.path, source.seen())).collect();
    fingerprint::of(&(pages, others))
}

fn tell_unused_snippets(outlines: &[Arc<Outline>], sources: &Sources, problems: &mut Vec<Diagnostic>) {
    let used: BTreeSet<&Arc<str>> = outlines.iter().flat_map(|outline| outline.includes.paths()).collect();
    for source in sources.iter().filter(|source| is_snippet(&source.path) && !used.contains(&source.path)) {
        let name = source.path.trim_start_matches(FOLDER);
        problems.push(
            Diagnostic::new(
                Code::UnusedSnippet,
                &source.path,
                Span::new(0, 1),
                "no page includes this snippet",
            )
            .help(format!("Write `:::include{{src={name}}}` where it is wanted, or delete the file.")),
        );
    }
}

/// What a page must say of itself, which shows only once its place is known.
fn check_page(page: &Page, problems: &mut Vec<Diagnostic>) {
    let outline = &page.outline;
    let start = Span::new(0, 1);
    if page.title().is_empty() && !outline.header.refused {
        problems.push(
            Diagnostic::new(Code::NoTitle, &outline.file, start, "the page has no title")
                .help("Write `# The title` as its first heading, or `title: …` in its header."),
        );
    }
    if page.kind == "narrative" && outline.header.story.is_none() && page.role == Role::Page {
        problems.push(
            Diagnostic::new(Code::NarrativeWithoutStory, &outline.file, start, "this narrative does not say whose story it is")
                .help("Write in the header `story: fictional` where it is invented for teaching, or name its entry in stories.yaml."),
        );
    }
    config::check_allow(&outline.header.allow, &outline.file, problems);
}
