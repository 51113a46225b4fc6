//! `voice`: the words of a patient, a relative or a clinician, with who speaks.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "voice",
    also: &["quote", "testimonial", "testimony", "speaker"],
    about: "a patient's, relative's or clinician's words, with who speaks; belongs to a story",
    label: Label::Required("who speaks"),
    arguments: &[Argument {
        name: "story",
        takes: Takes::Text,
        required: false,
        default: None,
        about: "the entry of stories.yaml, or fictional; by default the page's",
    }],
    example: ":::voice[A patient's brother]{story=fictional}\nNobody told us that we could sit down.\n:::\n",
    broken: (":::voice{story=fictional}\nNobody told us.\n:::\n", Code::MissingLabel),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Voice);
}
