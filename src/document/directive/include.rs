//! `include`: a snippet that several pages share. What takes its place is put in by `document::include`.

use super::{Argument, Kind, Label, Takes};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

pub(super) const KIND: Kind = Kind {
    name: "include",
    also: &["snippet", "insert", "import", "embed-file", "reuse"],
    about: "a text that several pages share, from the folder snippets/: ground rules, signposts",
    label: Label::Optional,
    arguments: &[Argument {
        name: "src",
        takes: Takes::Snippet,
        required: true,
        default: None,
        about: "the file in the course's folder snippets/",
    }],
    example: ":::include{src=ground-rules.md}\n:::\n",
    broken: (":::include\n:::\n", Code::MissingArgument),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
    if !block.is_empty() {
        let help = "Write the text above or below the block, or in the snippet.";
        block.tell(
            Code::DirectiveStructure,
            block.name_span,
            "an `include` has its text from its file",
            help,
        );
    }
}
