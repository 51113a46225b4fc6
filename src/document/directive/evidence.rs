//! `evidence`: a claim with its citations and how sure it is.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::lower::Lowering;
use crate::document::{Core, NodeKind};

pub(super) const KIND: Kind = Kind {
    name: "evidence",
    also: &["claim", "research", "study", "finding"],
    about: "a claim with its citations and how sure it is",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "view",
            takes: Takes::Word(&["participants", "literature", "authors"]),
            required: false,
            default: None,
            about: "whose view it is: the participants', earlier literature's or the authors'",
        },
        Argument {
            name: "certainty",
            takes: Takes::Word(&["low", "moderate", "high", "unknown"]),
            required: false,
            default: Some("unknown"),
            about: "how sure it is",
        },
    ],
    example: ":::evidence{view=participants certainty=low}\nMost said that behaviour can be taught [@sinclair2020training].\n:::\n",
    broken: (":::evidence\nMost said that behaviour can be taught.\n:::\n", Code::DirectiveStructure),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
    if !block.is_empty() && !block.nodes().iter().any(|node| matches!(node.kind, NodeKind::Cite(_))) {
        let words = "`evidence` has no citation";
        let help = "Name the source in the text: `[@key]`, a key of references.bib.";
        block.tell(Code::DirectiveStructure, block.name_span, words, help);
    }
}
