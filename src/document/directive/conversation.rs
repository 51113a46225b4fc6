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
    let parts = block.split_at_headings(Core::Turn, &["ending"]);
    if parts.is_empty() {
        if !block.is_empty() {
            let help = "Write a heading for each turn, such as `### At the desk {#desk}`, with the choices below as links: `- [What you say](#heard)`.";
            block.tell(Code::DirectiveStructure, block.name_span, "a conversation needs turns", help);
        }
        return;
    }
    give_hashes(block, &parts);
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

/// Tells choices that name a turn without its hash, and lets them lead there.
fn give_hashes(block: &mut Lowering<'_, '_>, parts: &[Part]) {
    let ids: Vec<String> = turns(block, parts).into_iter().map(|turn| turn.id).collect();
    let links = block.nodes().iter().filter_map(|node| match node.kind {
        NodeKind::Link(index) => Some(block.body().link(index)),
        _ => None,
    });
    let bare: Vec<(String, Span)> = links
        .filter(|link| ids.iter().any(|id| **id == *link.dest))
        .map(|link| (link.dest.to_string(), link.span))
        .collect();
    for (id, span) in bare {
        let words = format!("the choice leads to a page `{id}`, and a turn has this id");
        block.tell(Code::ChoiceNowhere, span, words, format!("Write it with a hash: `(#{id})`."));
        block.lead_to(span, &id);
    }
}

/// Whether a turn names others outside its lists.
fn has_loose_choice(block: &Lowering<'_, '_>, turn: &Turn, turns: &[Turn]) -> bool {
    block.content().filter(|subtree| subtree[0].span == turn.span).flatten().any(|node| match node.kind {
        NodeKind::Link(index) => {
            let dest = block.body().link(index).dest.strip_prefix('#');
            dest.is_some_and(|id| turns.iter().any(|other| other.id == id))
        }
        _ => false,
    })
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
        if turn.choices.is_empty() && !turn.ending && has_loose_choice(block, turn, turns) {
            let words = format!("the choices of the turn “{}” do not stand in a list", turn.label);
            block.tell(
                Code::TurnDeadEnd,
                turn.span,
                words,
                "Put each on a line of its own with a dash in front: `- [What you say](#turn)`.",
            );
        } else if turn.choices.is_empty() && !turn.ending {
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
    let is_broken = |turn: &Turn| {
        let is_lost = |(target, _): &(String, Span)| !turns.iter().any(|other| other.id == *target);
        (turn.choices.is_empty() && !turn.ending) || turn.choices.iter().any(is_lost)
    };
    // Where a way is broken, what lies behind it is mended with it.
    let is_cut = turns.iter().enumerate().any(|(at, turn)| reached.contains(&at) && is_broken(turn));
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (at, turn) in turns.iter().enumerate() {
        // Two turns of one id are told as that.
        let is_second = turns[..at].iter().any(|other| other.id == turn.id);
        if is_second || told.contains(&at) {
            continue;
        }
        if !reached.contains(&at) {
            if is_cut {
                continue;
            }
            let words = format!("no choice leads to the turn “{}”", turn.label);
            block.tell(
                Code::TurnUnreachable,
                turn.span,
                words,
                format!("Add a choice with `(#{})`, or delete the turn.", turn.id),
            );
        } else if !ends.contains(&at) && !turn.choices.is_empty() && !is_cut {
            // All turns that this one leads to share its fault.
            told.extend(spread(turns, |_, other| other == at, leads));
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
