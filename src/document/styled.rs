//! What Pandoc writes for a word processor's formatting (`[words]{.underline}`, `![…](…){width=…}`) → the words alone.
//!
//! A page has its own way to stress and to size; what is left out without loss is left out in silence, the rest told.

use super::directive::grammar;
use super::{Body, Node, NodeKind, Siblings};
use crate::diagnostic::{Code, Diagnostic, Span};

/// Formatting that every converted text has, and whose loss harms nobody.
const SILENT: [&str; 11] = [
    "underline",
    "ul",
    "mark",
    "smallcaps",
    "anchor",
    "custom-style",
    "width",
    "height",
    "dir",
    "lang",
    "style",
];

/// Takes the formatting out of a body.
pub(super) fn take_out(body: &mut Body, problems: &mut Vec<Diagnostic>) {
    if !["]{", "){", "`{", ">{"].iter().any(|mark| body.text.contains(mark)) {
        return;
    }
    let nodes = std::mem::take(&mut body.nodes);
    let mut walk = Walk { body, out: Vec::with_capacity(nodes.len()), told: Vec::new() };
    walk.siblings(&nodes);
    let Walk { out, told, .. } = walk;
    body.nodes = out;
    for (span, name) in told {
        let words = format!("the style `{name}` has no meaning here, and is left out");
        let help = "Mark what matters with `*one star*` or `**two stars**`, or put it into a block.";
        problems.push(Diagnostic::new(Code::StyleIgnored, &body.source.path, span, words).help(help));
    }
}

struct Walk<'a> {
    body: &'a Body,
    out: Vec<Node>,
    told: Vec<(Span, String)>,
}

impl Walk<'_> {
    fn siblings(&mut self, nodes: &[Node]) {
        // Where brackets that are open stand in `out`.
        let mut open: Vec<usize> = Vec::new();
        let mut takes_attributes = false;
        for subtree in Siblings::of(nodes) {
            let node = subtree[0];
            if node.kind == NodeKind::Text {
                self.text(node.span, takes_attributes, &mut open);
            } else {
                let at = self.out.len();
                self.out.push(node);
                self.siblings(&subtree[1..]);
                self.out[at].size = u32::try_from(self.out.len() - at).unwrap_or(u32::MAX);
            }
            takes_attributes =
                matches!(node.kind, NodeKind::Image(_) | NodeKind::Link(_) | NodeKind::Code(_));
        }
    }

    fn text(&mut self, span: Span, takes_attributes: bool, open: &mut Vec<usize>) {
        let base = span.start as usize;
        let words = self.body.slice(span);
        let mut start = if takes_attributes { self.attributes(words, base, 0).unwrap_or(0) } else { 0 };
        let mut at = start;
        while let Some(step) = words[at..].find(['[', ']']) {
            at += step;
            let next = at + 1;
            let is_escaped = self.body.text[..base + at].ends_with('\\');
            if words[at..].starts_with('[') && !is_escaped {
                self.leaf(base, start, at);
                open.push(self.out.len());
                self.leaf(base, at, next);
                start = next;
            } else if !is_escaped
                && let Some(bracket) = open.pop()
                && let Some(end) = self.attributes(words, base, next)
            {
                self.leaf(base, start, at);
                self.out.remove(bracket);
                start = end;
                at = end;
                continue;
            }
            at = next;
        }
        self.leaf(base, start, words.len());
    }

    fn leaf(&mut self, base: usize, start: usize, end: usize) {
        if start < end {
            let span = Span::new(base + start, base + end);
            self.out.push(Node { kind: NodeKind::Text, span, size: 1 });
        }
    }

    /// Where the attributes that begin at this place end; nothing if there are none.
    fn attributes(&mut self, words: &str, base: usize, at: usize) -> Option<usize> {
        let (attributes, length) = grammar::styling(words.get(at..)?, base + at)?;
        let classes = attributes.classes.iter().map(|(class, _)| class);
        let names = classes.chain(attributes.pairs.iter().map(|pair| &pair.key));
        let span = Span::new(base + at, base + at + length);
        let unknown = names.filter(|name| !SILENT.contains(&name.as_str()));
        self.told.extend(unknown.map(|name| (span, name.clone())));
        Some(at + length)
    }
}
