//! A block for facilitators → what a run sheet tells of it: its name, its first paragraph, and what follows.

use super::Note;
use crate::document::{Body, InStory, Index, Node, NodeKind, plain_text};

pub(super) fn read(body: &Body, subtree: &[Node], block: Index, story: InStory) -> Note {
    let data = body.block(block);
    let below = |at: usize| &subtree[at..at + subtree[at].size as usize];
    let in_line = |nodes: &[Node]| plain_text(body, nodes).split_whitespace().collect::<Vec<_>>().join(" ");
    let label = subtree.get(1).filter(|node| node.kind == NodeKind::Label).map_or(&[][..], |_| below(1));
    let first = 1 + label.len();
    let opening = match subtree.get(first) {
        Some(node) if node.kind == NodeKind::Paragraph => in_line(below(first)),
        _ => String::new(),
    };
    let mut rest = Vec::new();
    let mut at = if opening.is_empty() { first } else { first + subtree[first].size as usize };
    while let Some(node) = subtree.get(at) {
        // A list is told item by item.
        if matches!(node.kind, NodeKind::BulletList | NodeKind::OrderedList { .. }) {
            at += 1;
            continue;
        }
        // A block in the note has a story and a look of its own: it stays on its page.
        let is_plain = !below(at).iter().any(|node| matches!(node.kind, NodeKind::Block { .. }));
        let words = in_line(below(at));
        if is_plain && !words.is_empty() {
            rest.push(words);
        }
        at += node.size as usize;
    }
    Note {
        id: data.id.clone(),
        label: in_line(label),
        minutes: data.arg("minutes").and_then(|minutes| minutes.parse().ok()),
        opening,
        rest,
        story,
    }
}
