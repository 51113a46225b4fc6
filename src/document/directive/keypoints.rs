//! `keypoints`: what to take away, at the end of a page.

use super::{Kind, Label};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "keypoints",
    also: &["key-points", "takeaways", "take-aways", "summary"],
    about: "take-aways at the end of a page; objectives come from the header",
    label: Label::Optional,
    arguments: &[],
    example: ":::keypoints\n- Silence is something that one does.\n- Ask before you answer.\n:::\n",
    broken: (":::keypoint\n- One.\n:::\n", Code::UnknownDirective),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
}
