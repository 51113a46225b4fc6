//! A body → what is wrong with its footnotes: references without a note, notes without a reference.
//!
//! A note that nobody refers to would not be shown, and a reference without its note is only brackets: both are told,
//! so that no word of an author is lost unseen.

use std::collections::BTreeMap;

use super::{Body, NodeKind};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Tells footnotes that have no counterpart.
pub(super) fn check(body: &Body, problems: &mut Vec<Diagnostic>) {
    let mut facilitator_until = 0;
    let mut defined: BTreeMap<&str, bool> = BTreeMap::new();
    let mut definitions: Vec<(&str, Span)> = Vec::new();
    let mut references: Vec<(&str, Span, bool)> = Vec::new();
    let mut tell = |code, span, words: String, help: &str| {
        problems.push(Diagnostic::new(code, &body.source.path, span, words).help(help));
    };
    for (at, node) in body.nodes.iter().enumerate() {
        let facilitator = at < facilitator_until;
        match node.kind {
            NodeKind::Facilitator { .. } => {
                facilitator_until = facilitator_until.max(at + node.size as usize);
            }
            NodeKind::FootnoteDefinition { label } => {
                let label = body.string(label);
                if defined.contains_key(label) {
                    let words = format!(
                        "the footnote `{}` is defined twice; only the first is shown",
                        written(label)
                    );
                    tell(Code::UnusedFootnote, node.span, words, "Give one of the two another name.");
                } else {
                    defined.insert(label, facilitator);
                    definitions.push((label, node.span));
                }
            }
            NodeKind::FootnoteReference { label } => {
                references.push((body.string(label), node.span, facilitator));
            }
            NodeKind::Text => {
                for span in undefined(body, node.span) {
                    let words = format!("the footnote `{}` is not defined on this page", body.slice(span));
                    tell(
                        Code::UndefinedFootnote,
                        span,
                        words,
                        "Write its text on a line of its own: `[^1]: The text.`",
                    );
                }
            }
            _ => {}
        }
    }
    for (label, span, facilitator) in &references {
        if !facilitator && defined.get(label) == Some(&true) {
            let words = format!(
                "the footnote `{}` stands in a facilitator's text, which learners do not have",
                written(label)
            );
            tell(Code::UndefinedFootnote, *span, words, "Move its text out of the facilitator's block.");
        }
    }
    for (label, span) in definitions {
        if !references.iter().any(|(other, ..)| *other == label) {
            let words = format!("nothing refers to the footnote `{}`, so it is not shown", written(label));
            let help = format!("Write `[^{}]` where it belongs, or delete it.", written(label));
            tell(Code::UnusedFootnote, span, words, &help);
        }
    }
}

/// The label as its author wrote it: a snippet's is marked, so that it is not taken for the page's.
fn written(label: &str) -> &str {
    label.split('\u{1F}').next().unwrap_or(label)
}

/// The places in some words that look like references: what the parser left as text has no note.
fn undefined(body: &Body, span: Span) -> Vec<Span> {
    let words = body.slice(span);
    let mut found = Vec::new();
    for (at, _) in words.match_indices('[').filter(|(at, _)| words[*at..].starts_with("[^")) {
        let start = span.start as usize + at;
        let inner = &words[at + 2..];
        let is_escaped = body.text[..start].ends_with('\\');
        if let Some(end) = inner.find(']')
            && end > 0
            && !is_escaped
            && !inner[..end].contains(|c: char| c.is_whitespace() || matches!(c, '[' | '^'))
        {
            found.push(Span::new(start, start + end + 3));
        }
    }
    found
}
