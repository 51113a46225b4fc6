//! A body → its `Outline`: all that other pages, the navigation and the reports may see of a page.

mod kept;
mod note;
mod walk;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::header::Header;
use super::yaml::Spanned;
use super::{Core, Includes, Index, LinkForm, Pieces};
use crate::diagnostic::{Diagnostic, Severity, Span};

pub(super) use walk::outline;

/// The name of a kind of block, as it stands in the table of kinds.
pub type KindName = &'static str;

/// What other pages may see of a page. Outlines of equal fingerprints mean that only the page itself has to be made anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outline {
    pub file: Arc<str>,
    /// Which spans lie in snippets.
    pub pieces: Pieces,
    /// The snippets that are part of the page.
    pub includes: Includes,
    pub header: Header,
    /// The first main heading: its words and the place of its node.
    pub heading: Option<(String, Span, Index)>,
    pub headings: Vec<Heading>,
    pub anchors: Vec<Anchor>,
    /// In the order of `Body::links`.
    pub links: Vec<LinkUse>,
    pub prompts: Vec<PromptUse>,
    /// Where learners write, each place with the words that it asks.
    pub fields: Vec<Field>,
    /// The blocks that belong to a story of their own.
    pub stories: Vec<StoryUse>,
    /// What is done on the page, for the curriculum map.
    pub activities: Vec<Activity>,
    /// What facilitators are told on the page, for run sheets.
    pub notes: Vec<Note>,
    /// How many blocks of each kind there are, in the order of their first use.
    #[serde(deserialize_with = "kept::counts")]
    pub kinds: Vec<(KindName, u32)>,
    /// The kinds among them that learners see.
    #[serde(deserialize_with = "kept::kinds")]
    pub learner_kinds: Vec<KindName>,
    /// Words that learners read.
    pub words: u32,
    pub has_html: bool,
    pub has_code: bool,
    pub has_facilitator: bool,
    /// The fingerprint of all that other pages may see.
    pub seen: u64,
}

/// A heading below the title.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Heading {
    pub level: u8,
    pub id: Box<str>,
    pub text: String,
    pub span: Span,
    pub facilitator: bool,
    pub story: InStory,
    /// A link within it.
    pub link: Option<Index>,
}

/// A place that a link can lead to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Anchor {
    pub id: Box<str>,
    pub kind: AnchorKind,
    pub facilitator: bool,
    pub story: InStory,
}

/// The innermost block around with a story of its own, by its place in `Outline::stories`.
pub type InStory = Option<u32>;

/// A block with a story of its own: a voice, a recording.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StoryUse {
    pub id: Box<str>,
    #[serde(deserialize_with = "kept::kind")]
    pub kind: KindName,
    pub span: Span,
    /// Whether it stands in facilitators' text.
    pub facilitator: bool,
    pub around: InStory,
}

/// What stands at an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AnchorKind {
    Heading,
    Block(Core),
}

/// A link or image as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LinkUse {
    pub dest: Box<str>,
    pub form: LinkForm,
    pub span: Span,
    pub facilitator: bool,
    /// A link without words of its own takes the title of the page that it leads to.
    pub empty: bool,
    pub story: InStory,
}

/// A reflection prompt or a scale.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PromptUse {
    pub id: Box<str>,
    pub number: u32,
    pub facilitator: bool,
    pub span: Span,
}

/// A place to write: a prompt, or a stage of one that has stages of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Field {
    pub id: Box<str>,
    /// Whether its author gave the id.
    pub given: bool,
    /// Equal for equal words.
    pub words: Box<str>,
    pub label: String,
    pub span: Span,
}

/// A block that asks for something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Activity {
    #[serde(deserialize_with = "kept::kind")]
    pub kind: KindName,
    pub id: Box<str>,
    /// The competencies that the block itself names; none means those of its page.
    pub covers: Vec<Spanned<String>>,
    /// The objectives that the block itself names; none means those of its page.
    pub serves: Vec<Spanned<String>>,
    pub minutes: Option<u32>,
    pub span: Span,
    pub facilitator: bool,
}

/// A block for facilitators: its name, its minutes, and its first paragraph, which says how the time goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Note {
    pub id: Box<str>,
    pub label: String,
    pub minutes: Option<u32>,
    pub opening: String,
    /// What follows, a paragraph or a list's item each: pitfalls, when to stop.
    pub rest: Vec<String>,
    pub story: InStory,
}

/// From so many words on, a page teaches what it claims to cover: a sentence or two are no lesson.
pub const TEACHING_WORDS: u32 = 80;

impl Hash for Outline {
    /// What other pages may see, and nothing else: where things stand, how many words there are in all, and which
    /// snippets the page was put together from is its own.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Outline {
            file,
            pieces: _,
            includes: _,
            header,
            heading,
            headings,
            anchors,
            links,
            prompts,
            fields,
            stories,
            activities,
            notes,
            kinds,
            learner_kinds,
            words: _,
            has_html,
            has_code,
            has_facilitator,
            seen: _,
        } = self;
        (file, header, heading, headings, anchors, links).hash(state);
        (prompts, fields, stories, activities, notes).hash(state);
        (kinds, learner_kinds, self.teaches(), has_html, has_code, has_facilitator).hash(state);
    }
}

impl Outline {
    /// Whether there is enough on the page to teach something.
    pub fn teaches(&self) -> bool {
        self.words >= TEACHING_WORDS
    }

    /// The file that a span of the page's body lies in, and its place there: a snippet's words are the snippet's.
    pub fn place(&self, span: Span) -> (Arc<str>, Span) {
        self.pieces.place(&self.file, span)
    }

    /// The short name for navigation: the header's title, else the first heading's words.
    pub fn title(&self) -> &str {
        match (&self.header.title, &self.heading) {
            (Some(title), _) => &title.value,
            (None, Some((heading, ..))) => heading,
            (None, None) => "",
        }
    }

    /// The title as it stands over the page; a book's contents name pages so, because a book has no room for two names.
    pub fn full_title(&self) -> &str {
        match &self.heading {
            Some((heading, ..)) if !heading.is_empty() => heading,
            _ => self.title(),
        }
    }

    /// Whether the page switches this diagnostic off; errors cannot be.
    pub fn allows(&self, problem: &Diagnostic) -> bool {
        problem.severity != Severity::Error
            && self.header.allow.iter().any(|allowed| allowed.value == problem.code.name())
    }
}
