//! A body → its prose as one text, block after block, with the way back to the source of every word.

use std::ops::Range;

use crate::diagnostic::Span;
use crate::document::{Body, LinkForm, NodeKind};

/// The words of a page as they are read.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub text: String,
    pub blocks: Vec<Passage>,
    pieces: Vec<Piece>,
}

/// One paragraph, heading, cell or item of the flow; never empty.
#[derive(Clone, Debug)]
pub(super) struct Passage {
    pub range: Range<usize>,
    /// A paragraph or a list item: made of sentences.
    pub is_prose: bool,
    pub facilitator: bool,
}

/// A stretch of the flow that comes from one node.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: usize,
    span: Span,
    /// Whether the source holds the same bytes.
    exact: bool,
    emphasised: bool,
    address: bool,
}

impl Flow {
    pub fn new(body: &Body) -> Flow {
        let mut flow = Flow { text: String::with_capacity(body.text.len()), ..Flow::default() };
        let (mut facilitator_until, mut emphasis_until, mut address_until) = (0, 0, 0);
        let mut open = Passage { range: 0..0, is_prose: false, facilitator: false };
        let mut at = 0;
        while let Some(node) = body.nodes.get(at) {
            let end = at + (node.size as usize).max(1);
            let piece = |flow: &Flow, exact| Piece {
                at: flow.text.len(),
                span: node.span,
                exact,
                emphasised: at < emphasis_until,
                address: at < address_until,
            };
            match node.kind {
                NodeKind::Text => {
                    flow.pieces.push(piece(&flow, true));
                    flow.text.push_str(body.slice(node.span));
                }
                NodeKind::Literal(index) => {
                    flow.pieces.push(piece(&flow, false));
                    flow.text.push_str(body.string(index));
                }
                NodeKind::Term(index) => {
                    let link = body.link(index);
                    flow.pieces.push(piece(&flow, false));
                    flow.text.push_str(if link.title.is_empty() { &link.dest } else { &link.title });
                }
                NodeKind::SoftBreak | NodeKind::HardBreak | NodeKind::Code(_) => flow.text.push(' '),
                NodeKind::Emphasis => emphasis_until = emphasis_until.max(end),
                NodeKind::Link(index) => {
                    let link = body.link(index);
                    if link.form == LinkForm::Email || link.dest.starts_with("mailto:") {
                        address_until = address_until.max(end);
                    }
                }
                NodeKind::Strong
                | NodeKind::Strikethrough
                | NodeKind::Image(_)
                | NodeKind::Cite(_)
                | NodeKind::Html { .. }
                | NodeKind::FootnoteReference { .. }
                | NodeKind::Task { .. } => {}
                _ => {
                    if let NodeKind::Facilitator { .. } = node.kind {
                        facilitator_until = facilitator_until.max(end);
                    }
                    flow.close(&mut open);
                    open.is_prose = matches!(node.kind, NodeKind::Paragraph | NodeKind::Item);
                    open.facilitator = at < facilitator_until;
                    if let NodeKind::CodeBlock { .. } | NodeKind::HtmlBlock = node.kind {
                        at = end;
                        continue;
                    }
                }
            }
            at += 1;
        }
        flow.close(&mut open);
        flow
    }

    /// Ends the passage that is open and begins the next one behind it.
    fn close(&mut self, open: &mut Passage) {
        open.range.end = self.text.len();
        if !open.range.is_empty() {
            self.blocks.push(open.clone());
            // Nothing may be read across two passages.
            self.text.push('\n');
        }
        open.range = self.text.len()..self.text.len();
    }

    /// Where a stretch of the flow stands in the file.
    pub fn span(&self, range: &Range<usize>) -> Span {
        let place = |at: usize, is_end: bool| -> usize {
            let Some(piece) = self.piece(if is_end { at.saturating_sub(1) } else { at }) else { return 0 };
            match (piece.exact, is_end) {
                (true, _) => (piece.span.start as usize + at - piece.at).min(piece.span.end as usize),
                (false, true) => piece.span.end as usize,
                (false, false) => piece.span.start as usize,
            }
        };
        Span::new(place(range.start, false), place(range.end, true))
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        self.pieces[..self.pieces.partition_point(|piece| piece.at <= at)].last()
    }

    /// Whether the words at this place are set in italics: a word that is spoken of, not used.
    pub fn is_emphasised(&self, at: usize) -> bool {
        self.piece(at).is_some_and(|piece| piece.emphasised)
    }

    /// Whether the words at this place are a link to an address of electronic mail.
    pub fn is_address(&self, at: usize) -> bool {
        self.piece(at).is_some_and(|piece| piece.address)
    }
}

/// Adds the places of the words within a range: letters, digits and apostrophes between them.
pub(super) fn words(text: &str, range: &Range<usize>, into: &mut Vec<Range<usize>>) {
    into.clear();
    let bytes = text.as_bytes();
    let mut start = None;
    let mut at = range.start;
    while at < range.end {
        let (joins, length) = joins(bytes, at, start.is_some());
        match (joins, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                into.push(from..at);
                start = None;
            }
            _ => {}
        }
        at += length;
    }
    if let Some(from) = start {
        into.push(from..range.end);
    }
}

/// Whether the character at this place belongs to a word, and how many bytes it has.
fn joins(bytes: &[u8], at: usize, inside: bool) -> (bool, usize) {
    match bytes[at] {
        byte if byte.is_ascii_alphanumeric() => (true, 1),
        b'\'' => (inside && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic), 1),
        byte if byte < 0x80 => (false, 1),
        // General punctuation: of it only the curly apostrophe stands within words.
        0xE2 if matches!(bytes.get(at + 1), Some(0x80 | 0x81)) => {
            let apostrophe = bytes[at + 1] == 0x80 && bytes.get(at + 2) == Some(&0x99);
            (apostrophe && inside && bytes.get(at + 3).is_some_and(u8::is_ascii_alphabetic), 3)
        }
        // No-break space, quotation marks and other signs of Latin-1, up to ¿.
        0xC2 => (false, 2),
        byte => (true, length_of(byte)),
    }
}

/// How many bytes a character has that begins with this one.
fn length_of(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}
