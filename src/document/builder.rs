//! A walk over Markdown's events and fences → the flat list of nodes, kept well formed at every step.

use std::sync::Arc;

use super::directive::grammar::Opener;
use super::fence::Masked;
use super::{Block, Body, Core, HeadingData, Index, Link, Node, NodeKind, lower};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::Source;

/// Markdown containers and blocks together, one in another.
pub const MAX_DEPTH: usize = 100;

/// Blocks in blocks.
pub const MAX_BLOCKS: usize = 12;

/// The body in the making.
pub(super) struct Builder<'a> {
    pub body: Body,
    pub problems: &'a mut Vec<Diagnostic>,
    open: Vec<Open>,
    /// The colons of blocks that ended with the list or quotation around them; their closers come too late.
    cut_short: Vec<usize>,
    told_depth: bool,
}

/// A node that is not finished.
enum Open {
    Markdown {
        node: usize,
    },
    /// A container beyond the depth that is kept: its children go to the one around it.
    Skipped,
    Directive {
        node: usize,
        opener: Box<Opener>,
        span: Span,
        /// Whether a line that was to close it stood too far in, which was told.
        told: bool,
    },
}

impl<'a> Builder<'a> {
    pub fn new(source: &Arc<Source>, text: &Arc<str>, problems: &'a mut Vec<Diagnostic>) -> Self {
        let body = Body {
            source: Arc::clone(source),
            text: Arc::clone(text),
            nodes: Vec::with_capacity(text.len() / 24),
            strings: Vec::new(),
            links: Vec::new(),
            headings: Vec::new(),
            blocks: Vec::new(),
        };
        Builder { body, problems, open: Vec::new(), cut_short: Vec::new(), told_depth: false }
    }

    pub fn file(&self) -> Arc<str> {
        Arc::clone(&self.body.source.path)
    }

    pub fn tell(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let help = help.into();
        let mut problem = Diagnostic::new(code, &self.file(), span, message);
        problem.help = (!help.is_empty()).then_some(help);
        self.problems.push(problem);
    }

    /// Adds a node without children.
    pub fn leaf(&mut self, kind: NodeKind, span: Span) {
        self.body.nodes.push(Node { kind, span, size: 1 });
    }

    pub fn string(&mut self, text: &str) -> Index {
        push(&mut self.body.strings, text.into())
    }

    pub fn link(&mut self, link: Link) -> Index {
        push(&mut self.body.links, link)
    }

    pub fn heading(&mut self, heading: HeadingData) -> Index {
        push(&mut self.body.headings, heading)
    }

    pub fn block(&mut self, block: Block) -> Index {
        push(&mut self.body.blocks, block)
    }

    /// Opens a container of Markdown's.
    pub fn open(&mut self, kind: NodeKind, span: Span) {
        if self.open.len() >= MAX_DEPTH {
            self.tell_depth(span, format!("more than {MAX_DEPTH} levels stand in one another"));
            self.open.push(Open::Skipped);
            return;
        }
        let node = self.body.nodes.len();
        self.leaf(kind, span);
        self.open.push(Open::Markdown { node });
    }

    /// Closes Markdown's innermost container, and the directives that its author left open in it.
    pub fn close(&mut self) {
        loop {
            match self.open.pop() {
                Some(Open::Markdown { node }) => return self.finish(node),
                Some(Open::Directive { node, mut opener, span, told }) => {
                    if !told {
                        let fence = ":".repeat(opener.colons);
                        let help = if self.open.is_empty() {
                            format!("Put a line `{fence}` below its last line.")
                        } else {
                            self.cut_short.push(opener.colons);
                            format!(
                                "Put a line `{fence}` below its last line, as far in as its first, and with the same `>`."
                            )
                        };
                        self.tell_unclosed(&opener, span, help);
                    }
                    opener.is_cut = true;
                    self.finish_directive(node, &opener, span);
                }
                Some(Open::Skipped) | None => return,
            }
        }
    }

    /// Opens a directive.
    pub fn open_directive(&mut self, opener: Opener, span: Span) {
        if self.is_closer_with_words(&opener, span) {
            return;
        }
        if let Some(words) = opener.one_line() {
            return self.one_line(&opener, words);
        }
        // A name that is not known is told by itself; what stands behind it may belong to it.
        let is_known = opener.style.is_some() || super::directive::find(&opener.name).is_some();
        if let Some(fault) = opener.faults.first().filter(|_| is_known) {
            self.tell(Code::DirectiveSyntax, fault.span, fault.words.clone(), fault.help.clone());
        }
        let depth = self.open.iter().filter(|o| matches!(o, Open::Directive { .. })).count();
        if depth >= MAX_BLOCKS {
            self.tell_depth(span, format!("more than {MAX_BLOCKS} blocks stand in one another"));
        }
        if depth >= MAX_BLOCKS || self.open.len() >= MAX_DEPTH {
            self.open.push(Open::Skipped);
            return;
        }
        let node = self.body.nodes.len();
        let block = self.block(Block { span, ..Block::default() });
        self.leaf(NodeKind::Block { core: Core::Section, block }, span);
        if let Some(label) = opener.label.filter(|label| !label.range().is_empty()) {
            self.label(label);
        }
        self.open.push(Open::Directive { node, opener: Box::new(opener), span, told: false });
    }

    /// `::: the end`: words behind colons that close the block that is open, and name no kind.
    fn is_closer_with_words(&mut self, opener: &Opener, span: Span) -> bool {
        let Some(loose) = opener.loose.filter(|_| opener.label.is_none()) else { return false };
        let is_open = |open: &Open| matches!(open, Open::Directive { opener: other, .. } if other.colons == opener.colons);
        let has_meaning = super::directive::meant_by(&opener.name, &self.body.text[loose.range()]).is_some();
        if has_meaning || !self.open.last().is_some_and(is_open) {
            return false;
        }
        let help = "A line that closes a block has colons alone; write the words above or below it.";
        self.tell(Code::DirectiveSyntax, span, "words stand behind the colons that close the block", help);
        self.close_directive(opener.colons, span);
        true
    }

    /// `:::tip Words. :::`, a whole block in a line: its words are shown, and how to write it is told.
    fn one_line(&mut self, opener: &Opener, words: Span) {
        let help = format!(
            "Give each its own line:\n:::{}\n{}\n:::",
            opener.name,
            self.body.text[words.range()].trim_end_matches([':', ' '])
        );
        self.tell(Code::DirectiveSyntax, words, "a block does not fit on one line", help);
        let node = self.body.nodes.len();
        self.leaf(NodeKind::Paragraph, words);
        super::markdown::inline(self, words);
        self.finish(node);
    }

    /// Adds the words of a label, read as inline Markdown.
    fn label(&mut self, span: Span) {
        let node = self.body.nodes.len();
        self.leaf(NodeKind::Label, span);
        super::markdown::inline(self, span);
        self.finish(node);
    }

    /// Closes the innermost directive of as many colons within the container around; else the innermost.
    pub fn close_directive(&mut self, colons: usize, span: Span) {
        let mut innermost = None;
        let mut same = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            match open {
                Open::Directive { opener, .. } => {
                    innermost = innermost.or(Some(at));
                    if opener.colons == colons {
                        same = Some(at);
                        break;
                    }
                }
                // A block beyond the depth that is kept still takes its closer.
                Open::Skipped => {
                    innermost = innermost.or(Some(at));
                    break;
                }
                Open::Markdown { .. } => break,
            }
        }
        let Some(target) = same.or(innermost) else {
            if let Some(at) = self.cut_short.iter().rposition(|cut| *cut == colons) {
                // What it was to close has been told where it opens.
                self.cut_short.remove(at);
                return;
            }
            let outside = self.open.iter_mut().rev().find_map(|open| match open {
                Open::Directive { told, .. } => Some(told),
                _ => None,
            });
            let is_outside = outside.is_some();
            if let Some(told) = outside {
                *told = true;
            }
            let help = if is_outside {
                "The block that is open began outside this list or quotation: close it there, with the same indentation."
            } else {
                "Delete the line, or look above for a block that was closed too early."
            };
            self.tell(Code::StrayFence, span, "no block is open here that this line could close", help);
            return;
        };
        while self.open.len() > target {
            let is_target = self.open.len() == target + 1;
            if let Some(Open::Directive { node, opener, span: opened, told }) = self.open.pop() {
                if !is_target && !told {
                    let help = format!("Put a line `{}` below its last line.", ":".repeat(opener.colons));
                    self.tell_unclosed(&opener, opened, help);
                }
                self.finish_directive(node, &opener, opened);
            }
        }
    }

    /// Closes whatever is open at the end of the text.
    pub fn finish_all(mut self) -> Body {
        while !self.open.is_empty() {
            self.close();
        }
        // Copied and not shrunk: an allocator may leave a list that it shrinks where it is, with the room around it.
        self.body.nodes = self.body.nodes.as_slice().to_vec();
        self.body
    }

    pub fn finish(&mut self, node: usize) {
        let size = self.body.nodes.len() - node;
        self.body.nodes[node].size = u32::try_from(size).unwrap_or(u32::MAX);
    }

    fn finish_directive(&mut self, node: usize, opener: &Opener, span: Span) {
        self.finish(node);
        lower::lower(self, node, opener, span);
    }

    /// Takes away a block that was opened and leaves what stands in it; it is the last subtree of the body.
    pub fn unwrap_block(&mut self, node: usize) {
        self.body.nodes.remove(node);
    }

    fn tell_unclosed(&mut self, opener: &Opener, span: Span, help: String) {
        let words = format!("the block `{}` is not closed", opener.name);
        self.tell(Code::UnclosedDirective, span, words, help);
    }

    fn tell_depth(&mut self, span: Span, words: String) {
        if !self.told_depth {
            self.told_depth = true;
            self.tell(
                Code::TooDeep,
                span,
                words,
                "Take the innermost parts out of the lists and blocks around them.",
            );
        }
    }

    /// Adds words: as a span of the source where they stand there, else as they were decoded.
    pub fn text(&mut self, words: &str, span: Span, masked: &Masked<'_>) {
        if masked.touches(span) {
            return self.leaf(NodeKind::Text, masked.widened(span));
        }
        if self.body.slice(span) != words {
            let index = self.string(words);
            return self.leaf(NodeKind::Literal(index), span);
        }
        if let Some(last) = self.body.nodes.last_mut()
            && last.kind == NodeKind::Text
            && last.span.end == span.start
            && !matches!(self.body.text.as_bytes().get(span.start as usize), Some(b'\n' | b'\r'))
            && !self.body.text[..span.start as usize].ends_with('\n')
        {
            last.span.end = span.end;
            return;
        }
        self.leaf(NodeKind::Text, span);
    }
}

/// Adds to a list and gives the place; a body's lists stay far below four thousand million entries.
fn push<T>(list: &mut Vec<T>, value: T) -> Index {
    list.push(value);
    Index::try_from(list.len() - 1).unwrap_or(Index::MAX)
}
