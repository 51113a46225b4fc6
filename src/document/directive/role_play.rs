//! `role-play`: headings are roles, each a private card; `{.observer}` marks the observer's sheet.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes, parts};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::{Lowering, Part, set_arg};

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
        Argument {
            name: "feedback",
            takes: Takes::Word(&["offered", "none"]),
            required: false,
            default: Some("offered"),
            about: "who speaks when after the scene: an order that is offered, or none where a debrief has its own; a heading marked `{.feedback}` gives yours",
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
    let all = block.split_at_headings(Core::Card, &["observer", "feedback"]);
    parts::add_up(block, &all);
    let (feedback, roles): (Vec<Part>, Vec<Part>) =
        all.into_iter().partition(|part| part.classes.iter().any(|class| &**class == "feedback"));
    give_feedback(block, &feedback, &roles);
    let mut acted = 0;
    for role in &roles {
        let observes = is_observer(role);
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

fn is_observer(part: &Part) -> bool {
    part.classes.iter().any(|class| &**class == "observer")
}

/// The author's own order for feedback is a step for all to read; without one the theme's is offered, and the
/// observer's sheet carries it too.
fn give_feedback(block: &mut Lowering<'_, '_>, feedback: &[Part], roles: &[Part]) {
    for part in feedback {
        block.set_core_of(part, Core::Step);
        if part.empty {
            let words = "this order for feedback has no text";
            let help =
                "Write below the heading who speaks first, or delete the heading: an order is offered then.";
            block.tell(Code::DirectiveStructure, part.span, words, help);
        }
    }
    if let Some(second) = feedback.get(1) {
        let words = "this role play has two orders for feedback";
        block.tell(Code::DirectiveStructure, second.span, words, "Keep one heading marked `{.feedback}`.");
    }
    if !feedback.is_empty() {
        block.set_arg("feedback", "own");
    }
    let is_offered = block.arg("feedback").as_deref() == Some("offered");
    for observer in roles.iter().filter(|role| is_observer(role)) {
        if is_offered {
            set_arg(block.block_of(observer), "feedback", "offered");
        }
        block.set_arg("observer", "true");
    }
}
