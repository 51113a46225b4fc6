//! `reflect`: a prompt to write about, answered in the learner's private journal.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "reflect",
    also: &["reflection", "journal", "prompt", "write", "exercise", "challenge", "question"],
    about: "a reflection prompt, answered in the learner's private journal; headings in it are its stages",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "frame",
            takes: Takes::Word(&["free", "driscoll", "gibbs"]),
            required: false,
            default: Some("free"),
            about: "the stages: free (one space), driscoll (what, so what, now what) or gibbs (six stages)",
        },
        Argument {
            name: "lines",
            takes: Takes::Number { least: 1, most: 60 },
            required: false,
            default: Some("6"),
            about: "the room to write, in lines",
        },
        Argument {
            name: "minutes",
            takes: Takes::Number { least: 1, most: 240 },
            required: false,
            default: None,
            about: "how long it takes",
        },
        COVERS,
        SERVES,
    ],
    example: ":::reflect[A moment you were heard]{#heard frame=driscoll lines=8}\nThink of a time when someone truly listened to you.\n:::\n",
    broken: (":::reflect{frame=kolb}\nThink of a time.\n:::\n", Code::ArgumentValue),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Prompt);
    for part in block.split_at_headings(Core::Step, &[]) {
        let lines = block.arg("lines").unwrap_or_default();
        crate::document::lower::set_arg(block.block_of(&part), "lines", &lines);
        block.set_arg("frame", "own");
    }
}
