//! `conversation`: branching practice; headings are turns, links in lists are the choices.
//!
//! Proved at parse: every turn can be reached, every choice leads to a turn, every turn can reach an ending.

use std::collections::BTreeSet;

use super::{COVERS, Kind, Label, SERVES};
use crate::diagnostic::{Code, Span, did_you_mean};
use crate::document::lower::{Lowering, Part, set_arg};
use crate::document::{Core, Node, NodeKind, children, slug};

pub(super) const KIND: Kind = Kind {
    name: "conversation",
    also: &["dialogue", "dialog", "branching", "story-branch", "chat"],
    about: "branching practice: headings are turns, links in lists are choices, {.ending} ends",
    label: Label::Optional,
    arguments: &[COVERS, SERVES],
    example: ":::conversation[She has waited five hours]\n### At the desk {#desk}\n“Five hours. He's eighty-one.”\n- [“We are very busy tonight.”](#busy)\n- [“Five hours, with him in pain.”](#heard) You sit down as you say it.\n\n### Busy {#busy}\nShe says it again, louder, to the whole room.\n- [Begin again](#desk)\n\n### Heard {#heard .ending}\n“Yes.” She sits down too.\n:::\n",
    broken: (
        ":::conversation\n### Start {#start}\nHello.\n- [Go on](#end)\n- [Stop](#ending)\n\n### The end {#ending .ending}\nBye.\n:::\n",
        Code::ChoiceNowhere,
    ),
    lower,
};

struct Turn {
    id: String,
    label: String,
    span: Span,
    ending: bool,
    choices: Vec<(String, Span)>,
}

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Dialogue);
    let parts = block.split_at_headings(Core::Turn);
    if parts.is_empty() {
        if !block.is_empty() {
            let help = "Write a heading for each turn, such as `### At the desk {#desk}`, with the choices below as links: `- [What you say](#heard)`.";
            block.tell(Code::DirectiveStructure, block.name_span, "a conversation needs turns", help);
        }
        return;
    }
    let turns = turns(block, &parts);
    for (part, turn) in parts.iter().zip(&turns) {
        let entry = block.block_of(part);
        entry.id = turn.id.as_str().into();
        entry.id_given = true;
        set_arg(entry, "ending", if turn.ending { "true" } else { "false" });
    }
    check_choices(block, &turns);
    check_ways(block, &turns);
    // A choice that leads nowhere has been told; as a link it is not told again.
    block.lead_nowhere(|id| !turns.iter().any(|turn| turn.id == id));
}

/// The turns with their choices; a turn without a given id has the one that its heading would have.
fn turns(block: &Lowering<'_, '_>, parts: &[Part]) -> Vec<Turn> {
    let subtrees = block.content().filter(|s| matches!(s[0].kind, NodeKind::Block { core: Core::Turn, .. }));
    let turn = |(part, subtree): (&Part, &[Node])| {
        let given = &block.body().block(part.block).id;
        Turn {
            id: if given.is_empty() { slug(&part.label) } else { given.to_string() },
            label: part.label.clone(),
            span: part.span,
            ending: part.classes.iter().any(|class| &**class == "ending"),
            choices: choices(block, subtree),
        }
    };
    parts.iter().zip(subtrees).map(turn).collect()
}

/// The links to places of this page in the lists of a turn.
fn choices(block: &Lowering<'_, '_>, turn: &[Node]) -> Vec<(String, Span)> {
    let lists =
        children(turn).filter(|s| matches!(s[0].kind, NodeKind::BulletList | NodeKind::OrderedList { .. }));
    let links = lists.flatten().filter_map(|node| match node.kind {
        NodeKind::Link(index) => Some(block.body().link(index)),
        _ => None,
    });
    links.filter_map(|link| link.dest.strip_prefix('#').map(|id| (id.to_owned(), link.span))).collect()
}

fn check_choices(block: &mut Lowering<'_, '_>, turns: &[Turn]) {
    for turn in turns {
        for (target, span) in &turn.choices {
            if !turns.iter().any(|other| other.id == *target) {
                let words = format!("the choice leads to `#{target}`, and no turn has this id");
                let help = did_you_mean(target, turns.iter().map(|t| t.id.as_str()));
                block.tell(Code::ChoiceNowhere, *span, words, help.unwrap_or_default());
            }
        }
        if turn.choices.is_empty() && !turn.ending {
            let words = format!("the turn “{}” has no choice and is no ending", turn.label);
            let help =
                "Give it a list of choices, `- [What you say](#turn)`, or mark its heading `{.ending}`.";
            block.tell(Code::TurnDeadEnd, turn.span, words, help);
        }
    }
}

fn check_ways(block: &mut Lowering<'_, '_>, turns: &[Turn]) {
    let reached = spread(turns, |_, at| at == 0, leads);
    let ends = spread(turns, |turn, _| turn.ending, |from, to| leads(to, from));
    for (at, turn) in turns.iter().enumerate() {
        if !reached.contains(&at) {
            let words = format!("no choice leads to the turn “{}”", turn.label);
            block.tell(
                Code::TurnUnreachable,
                turn.span,
                words,
                format!("Add a choice with `(#{})`, or delete the turn.", turn.id),
            );
        } else if !ends.contains(&at) && !turn.choices.is_empty() {
            let words = format!("from the turn “{}” no ending can be reached", turn.label);
            block.tell(
                Code::TurnEndless,
                turn.span,
                words,
                "Let one of its ways lead to a turn marked `{.ending}`.",
            );
        }
    }
}

fn leads(from: &Turn, to: &Turn) -> bool {
    from.choices.iter().any(|(target, _)| *target == to.id)
}

/// The turns that can be reached from those that start, following `step` from turn to turn.
fn spread(
    turns: &[Turn],
    starts: impl Fn(&Turn, usize) -> bool,
    step: impl Fn(&Turn, &Turn) -> bool,
) -> BTreeSet<usize> {
    let mut reached: BTreeSet<usize> = (0..turns.len()).filter(|at| starts(&turns[*at], *at)).collect();
    let mut open: Vec<usize> = reached.iter().copied().collect();
    while let Some(at) = open.pop() {
        for (next, turn) in turns.iter().enumerate() {
            if step(&turns[at], turn) && reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}
