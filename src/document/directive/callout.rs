//! `note`, `tip`, `important`, `warning`, `caution`: short asides, the same five as `> [!NOTE]`.

use super::{Kind, Label};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::Lowering;

/// One row a callout: they differ in name, words and use only.
macro_rules! callout {
    ($row:ident, $name:literal, $also:expr, $about:literal, $example:literal, $broken:literal, $code:ident) => {
        pub(super) const $row: Kind = Kind {
            name: $name,
            also: $also,
            about: $about,
            label: Label::Optional,
            arguments: &[],
            example: $example,
            broken: ($broken, Code::$code),
            lower,
        };
    };
}

callout!(
    NOTE,
    "note",
    &["info", "callout", "aside", "admonition", "remark"],
    "something worth knowing beside the text",
    ":::note[Where the words come from]\nPeople who took part in the study said *training*, not *education*.\n:::\n",
    ":::note{color=red}\nText.\n:::\n",
    UnknownArgument
);
callout!(
    TIP,
    "tip",
    &["hint", "success"],
    "something that makes the work easier",
    ":::tip\nSit down before you speak.\n:::\n",
    ":::tip\nText.\n",
    UnclosedDirective
);
callout!(
    IMPORTANT,
    "important",
    &["essential", "key"],
    "something that must not be missed",
    ":::important\nAsk before you tell a colleague what you heard.\n:::\n",
    ":::important Title\nText.\n:::\n",
    DirectiveSyntax
);
callout!(
    WARNING,
    "warning",
    &["warn", "attention"],
    "something that can go wrong",
    ":::warning\nA promise that you cannot keep is worse than none.\n:::\n",
    ":::warning[Open\nText.\n:::\n",
    DirectiveSyntax
);
callout!(
    CAUTION,
    "caution",
    &["danger", "error"],
    "something that can do harm",
    ":::caution\nDo not practise this with a person who has just had bad news.\n:::\n",
    ":::caution\n:::\n",
    EmptyDirective
);

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Callout);
}
