//! `discussion`: something to talk over in a group.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "discussion",
    also: &["discuss", "talk", "group"],
    about: "a group discussion with minutes and group size",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "minutes",
            takes: Takes::Number { least: 1, most: 240 },
            required: false,
            default: None,
            about: "how long it takes",
        },
        Argument {
            name: "group",
            takes: Takes::Number { least: 2, most: 100 },
            required: false,
            default: None,
            about: "how many people talk together",
        },
        COVERS,
        SERVES,
    ],
    example: ":::discussion[Who listens here?]{minutes=10 group=3}\nWho on your unit is known as someone who listens? What do they do?\n:::\n",
    broken: (":::discussion{group=1}\nTalk.\n:::\n", Code::ArgumentValue),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
}
