//! What templates receive: plain values, complete, and nothing behind them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::generated::PlanEntry;
use crate::config::Signpost;

/// A whole page: the value of `templates/shell.html`.
#[derive(Debug, Serialize)]
pub(super) struct PageView<'a> {
    pub site: Site<'a>,
    pub page: About<'a>,
    pub breadcrumbs: Vec<Place<'a>>,
    pub previous: Option<Place<'a>>,
    pub next: Option<Place<'a>>,
    pub contents: Vec<Entry<'a>>,
    pub children: Vec<Child<'a>>,
    /// On the home: pages that stand beside the strands, without those that lead into a path.
    pub beside: Vec<Child<'a>>,
    /// On the facilitators' home: the run sheets.
    pub plans: Vec<PlanEntry<'a>>,
    /// On the home: the ways through the course, one an audience.
    pub paths: Vec<HomePath<'a>>,
    pub scripts: Vec<String>,
    pub slot: Slot,
}

/// The course around the page.
#[derive(Debug, Serialize)]
pub(super) struct Site<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub language: &'a str,
    pub direction: &'static str,
    pub organisation: &'a str,
    pub licence: &'a str,
    pub version: &'a str,
    pub edition: &'static str,
    pub restricted: bool,
    pub home: String,
    pub icon: String,
    /// The style sheets of every page's head.
    pub styles: Vec<String>,
    /// The others by name, for a template to ask for where it needs them.
    pub sheets: BTreeMap<&'a str, String>,
    pub csp: &'static str,
    pub preview: bool,
    /// Whether a learning platform shows it in a frame.
    pub platform: bool,
    /// `off`, `visit` or `device`.
    pub journal: &'static str,
    /// Whether readers can search: `search.html` is the list of all pages otherwise.
    pub search: bool,
    pub signposts: &'a [Signpost],
    /// Pages that the foot of every page leads to.
    pub foot: Vec<Place<'a>>,
    /// Where to turn when something stirs.
    pub support: Option<Place<'a>>,
    /// In a package: the first day on which a story in it ends; empty where none does.
    pub valid_until: String,
}

/// The page's own facts.
#[derive(Debug, Default, Serialize)]
pub(super) struct About<'a> {
    #[serde(rename = "type")]
    pub role: &'static str,
    pub kind: &'static str,
    pub title: &'a str,
    /// Its number in a workbook; empty elsewhere.
    pub number: String,
    /// Inline HTML of the one main heading.
    pub heading: String,
    pub summary: &'a str,
    pub minutes: u32,
    pub show_minutes: bool,
    pub objectives: Vec<ObjectiveView<'a>>,
    pub audience: Vec<&'a str>,
    pub content_notes: Vec<&'a str>,
    /// Pages to read before.
    pub prerequisites: Vec<Place<'a>>,
    pub draft: bool,
    pub strand: Option<StrandView<'a>>,
    /// `../` as often as needed to reach the top.
    pub root: String,
    /// Whether there is a place to write on it.
    pub writes: bool,
    /// What a narrative's page offers beside the story; nothing on other pages.
    pub offers: Option<Offers<'a>>,
    pub id: String,
    pub path: &'a str,
    pub fictional: bool,
    pub story: Option<StoryView>,
    /// In a package: the last day on which the page's story may be shown.
    pub valid_until: String,
    pub teller: &'a str,
    pub authors: Vec<&'a str>,
    pub reviewed: String,
    /// The address of the feedback sheet; empty where there is none.
    pub feedback: String,
    /// For facilitators: the notes that the page holds for them.
    pub notes: Vec<Place<'a>>,
}

/// What a narrative's page offers to those who would rather not read it, and at its end.
#[derive(Debug, Serialize)]
pub(super) struct Offers<'a> {
    /// Another activity of the module that serves the same.
    pub instead: Option<Place<'a>>,
    /// Whether the author gave no pause.
    pub pause: bool,
    /// Whether the author gave nothing to write.
    pub prompt: bool,
}

/// On what a story rests: the key behind `basis_` of the interface's words.
#[derive(Debug, Serialize)]
pub(super) struct StoryView {
    pub basis: String,
    pub teller: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ObjectiveView<'a> {
    pub id: &'a str,
    pub html: String,
}

#[derive(Debug, Serialize)]
pub(super) struct StrandView<'a> {
    pub title: &'a str,
    pub href: String,
    pub slug: String,
    pub number: usize,
}

/// A link to another page.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Place<'a> {
    pub title: &'a str,
    pub href: String,
    pub kind: &'static str,
}

/// A path through the course, as the home shows it.
#[derive(Debug, Serialize)]
pub(super) struct HomePath<'a> {
    pub title: &'a str,
    pub href: String,
    /// The author's own introduction, where there is one.
    pub lead: Option<Lead<'a>>,
    /// How many pages are for this audience, and how many more for everyone.
    pub own: usize,
    pub rest: usize,
    pub modules: Vec<Place<'a>>,
    pub more: bool,
}

/// The page with which an author begins a path.
#[derive(Debug, Serialize)]
pub(super) struct Lead<'a> {
    pub title: &'a str,
    pub href: String,
    pub summary: &'a str,
}

/// A heading in the contents of the page.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    pub level: u8,
    pub id: &'a str,
    pub html: String,
}

/// A page one level below, with those below it.
#[derive(Debug, Serialize)]
pub(super) struct Child<'a> {
    pub title: &'a str,
    pub href: String,
    pub summary: &'a str,
    pub kind: &'static str,
    #[serde(rename = "type")]
    pub role: &'static str,
    pub minutes: u32,
    pub slug: String,
    pub number: usize,
    pub objectives: usize,
    pub pages: usize,
    pub draft: bool,
    pub children: Vec<Place<'a>>,
}

/// Marks in whose place the rendered parts are spliced.
#[derive(Debug, Serialize)]
pub(super) struct Slot {
    pub navigation: &'static str,
    pub body: &'static str,
}

/// The value of `templates/navigation.html`.
#[derive(Debug, Serialize)]
pub(super) struct NavigationView<'a> {
    pub home: NavigationLink<'a>,
    /// Whether it is the course's; else that of a module which stands alone.
    pub whole: bool,
    pub strands: Vec<NavigationStrand<'a>>,
    /// Pages that stand beside the strands.
    pub pages: Vec<NavigationLink<'a>>,
}

/// A link; `mark` becomes ` aria-current="page"` on the page itself.
#[derive(Debug, Serialize)]
pub(super) struct NavigationLink<'a> {
    pub title: &'a str,
    pub href: String,
    pub mark: String,
    pub kind: &'static str,
    pub draft: bool,
    pub depth: usize,
    pub facilitator_only: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct NavigationStrand<'a> {
    pub title: &'a str,
    pub href: String,
    pub mark: String,
    pub slug: String,
    pub number: usize,
    pub current: bool,
    pub modules: Vec<NavigationModule<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct NavigationModule<'a> {
    pub title: &'a str,
    pub href: String,
    pub mark: String,
    pub number: usize,
    pub current: bool,
    pub pages: Vec<NavigationLink<'a>>,
}

/// A block: the value of `templates/parts/….html`.
#[derive(Debug, Serialize)]
pub(super) struct BlockView<'a> {
    pub part: Part<'a>,
    pub slot: Slot,
    pub edition: &'static str,
    /// `site`, `workbook` or `epub`.
    pub profile: &'static str,
    pub site: BlockSite<'a>,
}

/// What a block may know of the course.
#[derive(Debug, Serialize)]
pub(super) struct BlockSite<'a> {
    pub signposts: &'a [Signpost],
    pub support: Option<Place<'a>>,
    pub platform: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Part<'a> {
    pub kind: &'a str,
    pub core: &'static str,
    pub id: &'a str,
    pub number: String,
    /// Inline HTML.
    pub label: String,
    /// The label's words alone.
    pub label_text: String,
    pub args: BTreeMap<&'static str, &'a str>,
    pub extra: Extra,
}

/// What some kinds carry beside their arguments; empty for the others.
#[derive(Debug, Default, Serialize)]
pub(super) struct Extra {
    pub answers: Vec<AnswerView>,
    pub items: Vec<ItemView>,
    /// The locked key of a place to write, where the page and the id do not say it.
    pub key: String,
    /// The stages of a known frame, each with a field of its own.
    pub stages: Vec<StageView>,
    /// A card's page of its own.
    pub href: String,
    /// Whether this is that page.
    pub alone: bool,
    pub past: String,
    /// Whether a voice or a recording is invented, though its page is not.
    pub fictional: bool,
    /// Whose story it is, where that is not the page's.
    pub story: Option<StoryView>,
    /// In a package: the last day of that story.
    pub valid_until: String,
    pub tag: String,
    pub src: String,
    #[serde(rename = "type")]
    pub mime: String,
    pub captions: String,
    pub language: String,
    pub transcript_href: String,
    pub transcript_html: String,
}

/// One answer of a self-check.
#[derive(Debug, Serialize)]
pub(super) struct AnswerView {
    pub html: String,
    pub correct: bool,
    pub feedback_html: String,
}

/// One statement of a scale.
#[derive(Debug, Serialize)]
pub(super) struct ItemView {
    pub id: String,
    pub html: String,
}

/// One stage of a frame.
#[derive(Debug, Serialize)]
pub(super) struct StageView {
    pub id: String,
    pub key: String,
    pub label: String,
    /// A sentence of what to ask, where somebody leads a group through it.
    pub ask: String,
}
