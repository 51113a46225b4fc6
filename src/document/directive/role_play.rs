//! `role-play`: headings are roles, each a private card; `{.observer}` marks the observer's sheet.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes, parts};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::{Lowering, set_arg};

pub(super) const KIND: Kind = Kind {
    name: "role-play",
    also: &["roleplay", "scenario", "simulation", "scene"],
    about: "an acted scene: headings are roles, each a private card; words before the first heading are for all",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "minutes",
            takes: Takes::Number { least: 1, most: 240 },
            required: false,
            default: None,
            about: "how long the scene takes",
        },
        Argument {
            name: "group",
            takes: Takes::Number { least: 2, most: 20 },
            required: false,
            default: None,
            about: "how many people play and observe together",
        },
        COVERS,
        SERVES,
    ],
    example: ":::role-play[The second cup]{minutes=8 group=3}\nA side room, late afternoon.\n\n### The nurse {#nurse}\nYou have ten minutes.\n\n### The patient {#patient}\nYou have not been asked anything all day.\n\n### Observer {#observer .observer}\nWrite down the first question.\n:::\n",
    broken: (
        ":::role-play[A scene]\nText for all.\n\n### The nurse\nOnly one.\n:::\n",
        Code::DirectiveStructure,
    ),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Section);
    let roles = block.split_at_headings(Core::Card);
    parts::add_up(block, &roles);
    let mut acted = 0;
    for role in &roles {
        let observes = role.classes.iter().any(|class| &**class == "observer");
        acted += usize::from(!observes);
        set_arg(block.block_of(role), "observer", if observes { "true" } else { "false" });
        if role.empty {
            let words = format!("the role “{}” has no brief", role.label);
            block.tell(
                Code::DirectiveStructure,
                role.span,
                words,
                "Write below the heading what only this person knows.",
            );
        }
    }
    if acted < 2 && !block.is_empty() {
        let words = "a role play needs at least two roles to act";
        let help = "Write a heading for each role, such as `### The nurse {#nurse}`, with its brief below.";
        block.tell(Code::DirectiveStructure, block.name_span, words, help);
    }
}
