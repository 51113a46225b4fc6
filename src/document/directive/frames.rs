//! The known structures that a block may offer: how many stages each has, and under what key the theme's words for
//! them are found (`frame_<key>_<n>`; with `_ask` behind it, a sentence of what to ask).

/// A structure that many people know by its name.
pub struct Frame {
    /// The value of `frame=`.
    pub name: &'static str,
    /// As it stands in the keys of the theme's words.
    pub key: &'static str,
    pub stages: usize,
}

/// The frames of a reflection, each stage a place to write.
pub const OF_REFLECTION: &[Frame] = &[
    Frame { name: "driscoll", key: "driscoll", stages: 3 },
    Frame { name: "gibbs", key: "gibbs", stages: 6 },
];

/// The frames of a debrief, each stage with a sentence of what to ask.
pub const OF_DEBRIEF: &[Frame] = &[
    Frame { name: "plus-delta", key: "plus_delta", stages: 2 },
    Frame { name: "five-phase", key: "five_phase", stages: 6 },
    Frame { name: "what", key: "what", stages: 3 },
];

/// The frame of this name that a block of this kind offers; nothing where its stages are its own.
pub fn find(kind: &str, frame: &str) -> Option<&'static Frame> {
    let frames = match kind {
        "reflect" => OF_REFLECTION,
        "debrief" => OF_DEBRIEF,
        _ => return None,
    };
    frames.iter().find(|known| known.name == frame)
}
