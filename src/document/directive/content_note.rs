//! `content-note`: one factual line on what follows, and a way past it.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "content-note",
    also: &["trigger-warning", "content-warning", "cw", "tw"],
    about: "one factual line on what follows, with a link past it and where support is found",
    label: Label::Optional,
    arguments: &[Argument {
        name: "past",
        takes: Takes::Text,
        required: false,
        default: None,
        about: "the id of the place behind what is hard to read, such as `#after`",
    }],
    example: ":::content-note{past=#after}\nThe next part describes the death of a child.\n:::\n\nThe part.\n\n## After {#after}\n\nMore.\n",
    broken: (":::content-note\n:::\n", Code::EmptyDirective),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Gate);
}
