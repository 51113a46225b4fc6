//! `check`: a self-check; a task list marks the right answers, each answer with its feedback.

use super::{COVERS, Kind, Label, SERVES};
use crate::diagnostic::{Code, Span};
use crate::document::lower::Lowering;
use crate::document::{Core, Node, NodeKind, children};

pub(super) const KIND: Kind = Kind {
    name: "check",
    also: &["quiz", "question", "self-check", "test", "mcq", "choice"],
    about: "a self-check: a task list marks the right answers with [x], each answer has its feedback below it",
    label: Label::Optional,
    arguments: &[COVERS, SERVES],
    example: ":::check[The first minute]\nShe asks whether you have time. You have four minutes. What do you say?\n\n- [x] “I have four minutes, and they are yours.”\n\n  True, and it can be kept.\n- [ ] “All the time in the world.”\n\n  Kindly meant; she will see you leave.\n:::\n",
    broken: (":::check\nWhich?\n\n- [ ] This\n\n  No.\n- [ ] That\n\n  No.\n:::\n", Code::CheckNoAnswer),
    lower,
};

fn lower(block: &mut Lowering<'_, '_>) {
    block.set_core(Core::Choice);
    let answers = answers(block);
    if answers.is_empty() && block.is_empty() {
        return;
    }
    for span in without_box(block) {
        let help = "Write a box with a blank or an x in it, and a blank on both sides: `- [ ] …`.";
        block.tell(Code::DirectiveStructure, span, "this answer has no box", help);
    }
    if answers.is_empty() {
        let words = "a self-check needs a list of answers";
        let help =
            "Write each answer with a box in front: `- [x]` where it is right, `- [ ]` where it is not.";
        return block.tell(Code::DirectiveStructure, block.name_span, words, help);
    }
    if !answers.iter().any(|answer| answer.right) {
        block.tell(
            Code::CheckNoAnswer,
            block.name_span,
            "no answer is marked as right",
            "Put an x in the box of each right answer: `- [x] …`.",
        );
    }
    for answer in answers.iter().filter(|answer| !answer.feedback) {
        let help = "Below the answer, after an empty line, write a paragraph indented by two spaces.";
        block.tell(Code::CheckNoFeedback, answer.span, "this answer has no feedback", help);
    }
}

struct Answer {
    span: Span,
    right: bool,
    feedback: bool,
}

/// The items of the block's task lists.
fn answers(block: &Lowering<'_, '_>) -> Vec<Answer> {
    let lists = block.content().filter(|subtree| subtree[0].kind == NodeKind::BulletList);
    lists.flat_map(|list| children(list)).filter_map(answer).collect()
}

/// The items without a box in lists where others have one.
fn without_box(block: &Lowering<'_, '_>) -> Vec<Span> {
    let lists = block.content().filter(|subtree| subtree[0].kind == NodeKind::BulletList);
    let mixed = lists.filter(|list| children(list).any(|item| answer(item).is_some()));
    mixed
        .flat_map(|list| children(list))
        .filter(|item| answer(item).is_none())
        .map(|item| item[0].span)
        .collect()
}

fn answer(item: &[Node]) -> Option<Answer> {
    let mark = item.iter().find_map(|node| match node.kind {
        NodeKind::Task { done } => Some((done, node.span)),
        _ => None,
    });
    let (right, span) = mark?;
    // A tight item holds its words itself, a loose one in a first paragraph; more than that is feedback.
    let blocks = children(item).filter(|subtree| is_block(subtree[0].kind)).count();
    let is_loose = children(item).next().is_some_and(|first| first[0].kind == NodeKind::Paragraph);
    Some(Answer { span, right, feedback: blocks > usize::from(is_loose) })
}

fn is_block(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Paragraph
            | NodeKind::Quote
            | NodeKind::BulletList
            | NodeKind::OrderedList { .. }
            | NodeKind::Block { .. }
            | NodeKind::CodeBlock { .. }
            | NodeKind::Table
    )
}
