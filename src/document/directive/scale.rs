//! `scale`: a private self-rating about recent acts, which may be skipped.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes};
use crate::diagnostic::Code;
use crate::document::lower::Lowering;
use crate::document::{Core, NodeKind, children};

pub(super) const KIND: Kind = Kind {
    name: "scale",
    also: &["rating", "slider", "survey", "likert", "confidence"],
    about: "a self-rating about recent acts, private and skippable; a list gives its statements",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "low",
            takes: Takes::Text,
            required: false,
            default: None,
            about: "the word at the low end",
        },
        Argument {
            name: "high",
            takes: Takes::Text,
            required: false,
            default: None,
            about: "the word at the high end",
        },
        Argument {
            name: "moment",
            takes: Takes::Word(&["before", "after"]),
            required: false,
            default: None,
            about: "before or after the module",
        },
        COVERS,
        SERVES,
    ],
    example: ":::scale[The last five shifts]{low=never high=\"every shift\"}\n- I sat down before I spoke.\n- I asked what mattered today.\n:::\n",
    broken: (":::scale\nHow often do you sit down?\n:::\n", Code::DirectiveStructure),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Prompt);
    let lists = block.content().filter(|subtree| subtree[0].kind == NodeKind::BulletList);
    let items = lists.flat_map(|list| children(list)).count();
    if items == 0 && !block.is_empty() {
        let words = "a scale needs a list of statements";
        block.tell(
            Code::DirectiveStructure,
            block.name_span,
            words,
            "Write each statement with a dash in front: `- I sat down before I spoke.`",
        );
    }
}
