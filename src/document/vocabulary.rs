//! The core vocabulary: what directive kinds are lowered to, and all that formats know.

/// The core vocabulary: all that formats know; directive kinds are lowered to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub enum Core {
    /// A titled part: key points, a discussion, a pause, a role play around its cards.
    Section,
    Callout,
    /// Something to write about, with room for it.
    Prompt,
    /// Questions with feedback.
    Choice,
    /// One answer of a `Choice`.
    Answer,
    /// Ordered or timed steps.
    Steps,
    Step,
    /// Branching practice.
    Dialogue,
    Turn,
    /// A part that is also a page of its own.
    Card,
    /// A content note with a way past it.
    Gate,
    Voice,
    Media,
    Disclosure,
}

impl Core {
    pub const ALL: [Core; 14] = [
        Core::Section,
        Core::Callout,
        Core::Prompt,
        Core::Choice,
        Core::Answer,
        Core::Steps,
        Core::Step,
        Core::Dialogue,
        Core::Turn,
        Core::Card,
        Core::Gate,
        Core::Voice,
        Core::Media,
        Core::Disclosure,
    ];

    /// The name of its template part.
    pub fn name(self) -> &'static str {
        match self {
            Core::Section => "section",
            Core::Callout => "callout",
            Core::Prompt => "prompt",
            Core::Choice => "choice",
            Core::Answer => "answer",
            Core::Steps => "steps",
            Core::Step => "step",
            Core::Dialogue => "dialogue",
            Core::Turn => "turn",
            Core::Card => "card",
            Core::Gate => "gate",
            Core::Voice => "voice",
            Core::Media => "media",
            Core::Disclosure => "disclosure",
        }
    }
}
