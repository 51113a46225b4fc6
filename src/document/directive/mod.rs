//! The directive kinds as data: one row a kind, one file a kind (the five callouts share one).
//!
//! A row says all that Bedside needs to know of a kind: its arguments, its help, an example that is a test
//! and a broken one with its diagnostic, and how it is lowered to the core vocabulary.

mod argument;
mod callout;
mod check;
mod content_note;
mod conversation;
mod debrief;
mod details;
mod discussion;
mod evidence;
mod facilitator;
pub mod frames;
pub mod grammar;
mod include;
mod keypoints;
pub mod media;
mod parts;
mod pause;
mod reflect;
mod role_play;
mod scale;
mod voice;

use super::lower::Lowering;
use crate::diagnostic::Code;

pub(super) use argument::read as read_arguments;
pub use argument::{Argument, Takes};
use argument::{COVERS, SERVES};

/// One directive kind.
pub struct Kind {
    /// The name behind the colons.
    pub name: &'static str,
    /// Names from other tools and slips that are not near enough: offered, not taken.
    pub also: &'static [&'static str],
    /// One line: what it is.
    pub about: &'static str,
    pub label: Label,
    pub arguments: &'static [Argument],
    /// How to write it: shown in the reference, and a test.
    pub example: &'static str,
    /// How not to write it, with the diagnostic that it yields.
    pub broken: (&'static str, Code),
    /// Turns the block as it was written into core vocabulary.
    pub lower: fn(&mut Lowering<'_, '_>),
}

impl Kind {
    /// Whether a block may be without text: one that can take it from a file, or has it from a known frame.
    pub fn may_be_empty(&self, frame: Option<&str>) -> bool {
        frame.is_some_and(|frame| frames::find(self.name, frame).is_some())
            || self.arguments.iter().any(|argument| matches!(argument.takes, Takes::Reading | Takes::Snippet))
    }
}

/// Whether a kind has a label in square brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Optional,
    /// Without it the block cannot be understood; the words say what it names.
    Required(&'static str),
}

/// Every kind, in the order of the authoring reference.
pub const KINDS: &[&Kind] = &[
    &callout::NOTE,
    &callout::TIP,
    &callout::IMPORTANT,
    &callout::WARNING,
    &callout::CAUTION,
    &reflect::KIND,
    &pause::KIND,
    &voice::KIND,
    &content_note::KIND,
    &discussion::KIND,
    &role_play::KIND,
    &debrief::KIND,
    &conversation::KIND,
    &check::KIND,
    &scale::KIND,
    &keypoints::KIND,
    &evidence::KIND,
    &media::KIND,
    &details::KIND,
    &include::KIND,
    &facilitator::KIND,
];

/// The kind of this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).copied()
}

/// What a word processor's style is.
pub enum Style {
    Kind(&'static Kind),
    /// One that every document has: its text stands as it is.
    Plain,
    /// Neither, with the kind that may have been meant.
    Unknown(Option<&'static Kind>),
}

/// Styles that Word and Pandoc bring along, in small letters; those that end in a star are the beginnings of names.
const PLAIN_STYLES: &[&str] = &[
    "normal*",
    "body text*",
    "first paragraph",
    "compact",
    "no spacing",
    "list*",
    "quote",
    "intense quote",
    "block text",
    "plain text",
    "title",
    "subtitle",
    "author",
    "date",
    "abstract*",
    "caption",
    "table*",
    "image caption",
    "figure",
    "captioned figure",
    "bibliography",
    "definition*",
    "footnote*",
    "endnote*",
    "source code",
    "toc*",
    "heading*",
    "header",
    "footer",
    "default*",
    "standard",
    "annotation text",
];

/// What the paragraphs of a style are: the kind of that name or of another name of it, however it is written.
pub fn of_style(style: &str) -> Style {
    let low = style.trim().to_lowercase();
    let is_plain = |plain: &&str| match plain.strip_suffix('*') {
        Some(start) => low.starts_with(start),
        None => low == **plain,
    };
    if PLAIN_STYLES.iter().any(is_plain) {
        return Style::Plain;
    }
    let name = low.split_whitespace().collect::<Vec<_>>().join("-");
    let kind = KINDS.iter().find(|kind| kind.name == name || kind.also.contains(&name.as_str()));
    match kind {
        Some(kind) => Style::Kind(kind),
        None => Style::Unknown(meant(&name)),
    }
}

/// The kind that was meant by a name and the loose words behind it: `role play` is one of two words.
pub fn meant_by(name: &str, loose: &str) -> Option<&'static Kind> {
    let second = loose.split_whitespace().next().unwrap_or_default();
    let joined = format!("{name}-{second}").to_lowercase();
    let whole = format!("{name}{second}").to_lowercase();
    let is_named =
        |kind: &&&Kind| kind.name == joined || kind.name == whole || kind.also.contains(&joined.as_str());
    KINDS.iter().find(is_named).copied().or_else(|| find(name)).or_else(|| meant(name))
}

/// The kind that was meant by a name that is not known.
pub fn meant(name: &str) -> Option<&'static Kind> {
    let low = name.to_lowercase();
    let low = low.as_str();
    let by_other_name = KINDS.iter().find(|kind| kind.name == low || kind.also.contains(&low)).copied();
    by_other_name.or_else(|| crate::diagnostic::nearest(low, KINDS.iter().map(|k| k.name)).and_then(find))
}
