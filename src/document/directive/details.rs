//! `details`: text that opens when asked for.

use super::{Kind, Label};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "details",
    also: &["spoiler", "solution", "disclosure", "collapse", "accordion", "toggle", "more"],
    about: "a disclosure: text that opens when asked for",
    label: Label::Required("the words that are always seen"),
    arguments: &[],
    example: ":::details[What the study could not show]\nThose who took part had volunteered.\n:::\n",
    broken: (":::details\nText.\n:::\n", Code::MissingLabel),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Disclosure);
}
