//! A kind of block → how it looks to a reader, in plain words, and advice that no table can hold.

use std::sync::Arc;

use crate::document::directive::Kind;
use crate::document::{Core, NodeKind, Syntax};
use crate::source::Source;

/// How a kind looks on the page.
pub(super) fn of(kind: &Kind) -> &'static str {
    match kind.name {
        "note" | "tip" | "important" | "warning" | "caution" => {
            "A tinted box with an icon and its word, or your label, at the top."
        }
        "reflect" => {
            "A sheet with ruled lines to write on; on paper the lines stay. What a learner writes is kept on their own device and sent to nobody."
        }
        "pause" => {
            "White space with your words in the middle, and a quiet clock that starts only when asked. Nothing moves for those who ask for no motion."
        }
        "discussion" => "A sheet headed with its title, the minutes and the size of the group.",
        "role-play" => {
            "A sheet with the scene for all, and below it one card a role. Each card opens by itself, has a page of its own, and prints alone, so that nobody sees another's brief by accident."
        }
        "debrief" => {
            "The phases, each with its minutes, in the order in which they are talked through. A `frame` without headings shows its own phases, each with a sentence of what to ask."
        }
        "scale" => {
            "Your statements, each with five steps between the two end words. Private, and any of them may be left out."
        }
        "keypoints" => "A short list set apart at the end of the page.",
        "evidence" => {
            "A claim set apart, with its sources and a line that says how sure it is and whose view."
        }
        "details" => "One line that opens when it is clicked or tapped. On paper it is open.",
        "include" => "The snippet's own text, as if it were written here.",
        _ => core(first_core(kind)),
    }
}

/// How a word of the core vocabulary looks, whatever kind was lowered to it.
fn core(core: Option<Core>) -> &'static str {
    match core {
        Some(Core::Dialogue) => {
            "One turn at a time, with the choices as buttons. Without scripts and on paper all turns follow one another, and the choices are links."
        }
        Some(Core::Choice) => {
            "The question with its answers. Choosing one opens its feedback; on paper the feedback stands at the end."
        }
        Some(Core::Gate) => "One factual line with a link past what follows, and where support is found.",
        Some(Core::Voice) => "The words, set apart with a bar of lamplight, and who speaks below them.",
        Some(Core::Media) => "A player that loads nothing until it is asked to, with the transcript below.",
        Some(Core::Disclosure) => "One line that opens when it is clicked or tapped.",
        Some(Core::Prompt) => "A sheet with ruled lines to write on.",
        Some(Core::Steps | Core::Step) => "Numbered steps in their order.",
        Some(Core::Callout) => "A tinted box with an icon.",
        Some(Core::Card) => "A card that also has a page of its own.",
        Some(Core::Section | Core::Answer | Core::Turn) => "A part of the page with its title.",
        None => "A red frame in the facilitators' edition; nothing at all in the learners' edition.",
    }
}

/// What the kind's example is lowered to; nothing for facilitators' text.
fn first_core(kind: &Kind) -> Option<Core> {
    let source = Arc::new(Source::in_memory("example.md", kind.example.as_bytes().into()));
    let parsed = crate::document::parse(&source, Syntax::COURSE).value;
    parsed.text.body().nodes.iter().find_map(|node| match node.kind {
        NodeKind::Block { core, .. } => Some(Some(core)),
        NodeKind::Facilitator { .. } => Some(None),
        _ => None,
    })?
}

/// What an author should know of a kind beside how it is written.
pub(super) fn advice(kind: &str) -> Option<&'static str> {
    match kind {
        "role-play" => Some(include_str!("advice/role-play.md")),
        "reflect" => Some(include_str!("advice/reflect.md")),
        "conversation" => Some(include_str!("advice/conversation.md")),
        "facilitator" => Some(include_str!("advice/facilitator.md")),
        _ => None,
    }
}
