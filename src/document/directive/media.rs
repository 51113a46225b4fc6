//! `media`: a recording, with its words for those who cannot hear it and its pictures for those who cannot see it.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;
use crate::source::extension;

pub(super) const KIND: Kind = Kind {
    name: "media",
    also: &["audio", "video", "recording", "film", "podcast", "player", "embed", "youtube"],
    about: "an audio or video recording, with its transcript, its captions and what is to be seen in it",
    label: Label::Required("what the recording is"),
    arguments: &[
        Argument {
            name: "src",
            takes: Takes::Path,
            required: true,
            default: None,
            about: "an audio or video file of the course, or an https: address, which loads nothing until asked",
        },
        Argument {
            name: "transcript",
            takes: Takes::Reading,
            required: false,
            default: None,
            about: "a page or a file of the course with every word; else the block's own text is the transcript",
        },
        Argument {
            name: "captions",
            takes: Takes::Path,
            required: false,
            default: None,
            about: "the captions of a video, in WebVTT (file.vtt)",
        },
        Argument {
            name: "description",
            takes: Takes::Text,
            required: false,
            default: None,
            about: "what is to be seen in a video, for those who cannot see it",
        },
        Argument {
            name: "no-description",
            takes: Takes::Text,
            required: false,
            default: None,
            about: "why a video needs no description, such as “only a face that speaks”",
        },
        Argument {
            name: "story",
            takes: Takes::Text,
            required: false,
            default: None,
            about: "the entry of stories.yaml, or fictional; by default the page's",
        },
    ],
    example: ":::media[At the window]{src=https://example.org/at-the-window.mp3}\nShe says: “You can sit down.” A chair is moved.\n:::\n",
    broken: (
        ":::media[At the window]{src=https://example.org/at-the-window.mp3}\n:::\n",
        Code::MissingTranscript,
    ),
    lower,
};

/// What a recording is, by the ending of its name, with the type that browsers are told.
const TYPES: &[(&str, &str, &str)] = &[
    ("mp3", "audio", "audio/mpeg"),
    ("m4a", "audio", "audio/mp4"),
    ("aac", "audio", "audio/aac"),
    ("ogg", "audio", "audio/ogg"),
    ("oga", "audio", "audio/ogg"),
    ("opus", "audio", "audio/ogg"),
    ("wav", "audio", "audio/wav"),
    ("flac", "audio", "audio/flac"),
    ("mp4", "video", "video/mp4"),
    ("m4v", "video", "video/mp4"),
    ("webm", "video", "video/webm"),
    ("ogv", "video", "video/ogg"),
];

/// `audio` or `video`, and the type, of a file of this name.
pub fn recording(path: &str) -> Option<(&'static str, &'static str)> {
    let ending = extension(path);
    TYPES.iter().find(|(known, ..)| *known == ending).map(|(_, tag, kind)| (*tag, *kind))
}

/// Whether a recording lies outside the course.
pub fn is_elsewhere(src: &str) -> bool {
    src.contains("://") || src.starts_with("//")
}

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Media);
    if block.is_empty() && block.arg("transcript").is_none() {
        let help = "Write every word that is said as the block's text, or give `transcript=file.md`.";
        block.tell(Code::MissingTranscript, block.name_span, "this recording has no transcript", help);
    }
    let Some(src) = block.arg("src") else { return };
    if is_elsewhere(&src) {
        return;
    }
    let Some((tag, _)) = recording(&src) else {
        let words = format!("`{src}` is not a recording that browsers can play");
        let endings: Vec<&str> = TYPES.iter().map(|(ending, ..)| *ending).collect();
        let help = format!("Save it as mp3 or mp4. Known endings: {}.", endings.join(", "));
        return block.tell(Code::ArgumentValue, block.span, words, help);
    };
    if tag == "video" {
        check_video(block);
    }
}

fn check_video(block: &mut Lowering<'_, '_>) {
    if block.arg("captions").is_none() {
        let help = "Give `captions=file.vtt`: most video programs export captions as WebVTT.";
        block.tell(Code::MissingCaptions, block.name_span, "this video has no captions", help);
    }
    if block.arg("description").is_none() && block.arg("no-description").is_none() {
        let help = "Give `description=\"…\"`: what is to be seen. If all that matters is said, say why none is needed: \
`no-description=\"Only her face, speaking.\"`.";
        block.tell(
            Code::MissingDescription,
            block.name_span,
            "this video does not say what is to be seen in it",
            help,
        );
    }
}
