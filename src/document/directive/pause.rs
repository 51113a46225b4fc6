//! `pause`: a contemplative pause with words to settle with.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "pause",
    also: &["breathe", "meditation", "mindfulness", "contemplation", "breath"],
    about: "a contemplative pause with words to settle with; an anchor other than the breath is always offered",
    label: Label::Optional,
    arguments: &[Argument {
        name: "minutes",
        takes: Takes::Number { least: 1, most: 60 },
        required: false,
        default: Some("2"),
        about: "how long it takes",
    }],
    example: ":::pause[Before the door]{minutes=1}\nFeel both feet on the floor. Read the name on the door.\n:::\n",
    broken: (":::pause{minutes=long}\nSit.\n:::\n", Code::ArgumentValue),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
}
