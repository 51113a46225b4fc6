//! `facilitator`: text for the facilitator's edition alone.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "facilitator",
    also: &["instructor", "teacher", "trainer", "speaker-notes", "faculty", "tutor"],
    about: "for the facilitator's edition alone: timing, pitfalls, what to listen for",
    label: Label::Optional,
    arguments: &[Argument {
        name: "minutes",
        takes: Takes::Number { least: 1, most: 240 },
        required: false,
        default: None,
        about: "how long this part takes in a session",
    }],
    example: ":::facilitator[Timing]{minutes=5}\nIf the pairs are quiet after two minutes, let them be.\n:::\n",
    broken: (":::facilitater\nText.\n:::\n", Code::UnknownDirective),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_facilitator();
}
