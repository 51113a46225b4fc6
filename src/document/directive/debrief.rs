//! `debrief`: headings are phases, with minutes in them; `frame` offers the phases of a known structure.

use super::{Argument, COVERS, Kind, Label, SERVES, Takes, parts};
use crate::diagnostic::Code;
use crate::document::Core;
use crate::document::lower::{Lowering, set_arg};

/// Who holds a card of their own: the class of its heading.
const HOLDERS: [&str; 2] = ["learner", "mentor"];

pub(super) const KIND: Kind = Kind {
    name: "debrief",
    also: &["debriefing", "after-action", "review"],
    about: "a structured conversation after an event: headings are phases, with minutes as `(3 min)`; `{.learner}` and `{.mentor}` make cards that each holds alone",
    label: Label::Optional,
    arguments: &[
        Argument {
            name: "frame",
            takes: Takes::Word(&["own", "plus-delta", "five-phase", "what"]),
            required: false,
            default: Some("own"),
            about: "a known structure, offered with what to ask in each phase where there are no headings: plus-delta, five-phase (reactions, description, analysis, application, summary) or what (what, so what, now what)",
        },
        Argument {
            name: "minutes",
            takes: Takes::Number { least: 1, most: 240 },
            required: false,
            default: None,
            about: "how long it takes; the sum of its phases where they have minutes",
        },
        Argument {
            name: "group",
            takes: Takes::Number { least: 2, most: 20 },
            required: false,
            default: None,
            about: "how many people talk together",
        },
        COVERS,
        SERVES,
    ],
    example: ":::debrief[After the scene]\n### Reactions (3 min)\nWhat was that like?\n\n### What happened (5 min)\nWhat did each of you see?\n:::\n",
    broken: (
        ":::debrief{minutes=20}\n### Reactions (3 min)\nWhat was that like?\n:::\n",
        Code::DebriefMinutes,
    ),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Steps);
    let mut phases = block.split_at_headings(Core::Step, &HOLDERS);
    phases.retain(|phase| {
        let holder = HOLDERS.iter().find(|holder| phase.classes.iter().any(|class| **class == ***holder));
        if let Some(holder) = holder {
            block.set_core_of(phase, Core::Card);
            set_arg(block.block_of(phase), "holder", holder);
            if phase.empty {
                let words = format!("the card “{}” is empty", phase.label);
                let help = "Write below the heading what only this person holds in their hand.";
                block.tell(Code::DirectiveStructure, phase.span, words, help);
            }
        }
        holder.is_none()
    });
    let sum = parts::add_up(block, &phases);
    if !phases.is_empty() {
        // One's own phases are the phases; a frame beside them only named where they come from.
        block.set_arg("frame", "own");
    }
    if phases.is_empty()
        && block.arg("frame").as_deref() == Some("own")
        && !block.is_empty()
        && !block.bad.contains(&"frame")
    {
        let words = "a debrief needs phases";
        let help =
            "Write a heading for each phase, such as `### Reactions (3 min)`, or choose `frame=plus-delta`.";
        block.tell(Code::DirectiveStructure, block.name_span, words, help);
    }
    let Some(sum) = sum else { return };
    match block.arg("minutes").and_then(|m| m.parse::<u32>().ok()) {
        Some(stated) if stated != sum => {
            let words = format!("the phases take {sum} minutes together, the debrief says {stated}");
            block.tell(
                Code::DebriefMinutes,
                block.name_span,
                words,
                format!("Write `minutes={sum}`, or change the phases."),
            );
        }
        Some(_) => {}
        None => block.set_arg("minutes", &sum.to_string()),
    }
}
