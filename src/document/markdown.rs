//! Text → events of the Markdown parser → nodes: where fences are told from text, and words from spans.

use std::sync::Arc;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag,
};

use super::builder::Builder;
use super::directive::grammar::Fence;
use super::fence::{self, Masked};
use super::{Align, Block, Body, Core, HeadingData, Link, LinkForm, NodeKind, Syntax, styled};
use crate::diagnostic::{Diagnostic, Span};
use crate::source::Source;

/// Parses the text of a page from byte `base` on.
pub(super) fn parse(
    source: &Arc<Source>,
    text: &Arc<str>,
    base: usize,
    syntax: Syntax,
    problems: &mut Vec<Diagnostic>,
) -> Body {
    let masked = if syntax.directives {
        fence::mask(&text[base..], base)
    } else {
        Masked { text: text[base..].into(), fences: Vec::new() }
    };
    let mut builder = Builder::new(source, text, problems);
    Walk { builder: &mut builder, masked: &masked, base, alignments: Vec::new(), cell: 0 }.run(syntax);
    let mut body = builder.finish_all();
    if syntax.directives {
        styled::take_out(&mut body, problems);
    }
    body
}

/// Adds a label's words as inline nodes; what would be a block (`1. Start`) is plain text.
pub(super) fn inline(builder: &mut Builder<'_>, span: Span) {
    let text = Arc::clone(&builder.body.text);
    let masked = Masked { text: text[span.range()].into(), fences: Vec::new() };
    let is_one_paragraph = {
        let mut events = Parser::new_ext(&masked.text, options(Syntax::COURSE)).into_offset_iter();
        let first = events.next();
        let whole = matches!(&first, Some((Event::Start(Tag::Paragraph), range)) if range.end >= masked.text.trim_end().len());
        whole
    };
    if !is_one_paragraph {
        return builder.leaf(NodeKind::Text, span);
    }
    let before = builder.body.nodes.len();
    Walk { builder, masked: &masked, base: span.start as usize, alignments: Vec::new(), cell: 0 }
        .run(Syntax::COURSE);
    // The paragraph around the words is not wanted; it is the first node of what was added.
    if builder.body.nodes.get(before).is_some_and(|node| node.kind == NodeKind::Paragraph) {
        builder.body.nodes.remove(before);
    }
}

fn options(syntax: Syntax) -> Options {
    let mut options = Options::empty();
    if syntax.gfm {
        options |= Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM
            | Options::ENABLE_HEADING_ATTRIBUTES;
    }
    if syntax.references {
        options |= Options::ENABLE_WIKILINKS;
    }
    options
}

struct Walk<'w, 'b, 'm> {
    builder: &'w mut Builder<'b>,
    masked: &'m Masked<'m>,
    /// Where the parsed text begins in its file.
    base: usize,
    alignments: Vec<Alignment>,
    cell: usize,
}

impl Walk<'_, '_, '_> {
    fn run(&mut self, syntax: Syntax) {
        let base = self.base;
        let masked = self.masked;
        // What stands in brackets and leads nowhere is a citation or just brackets.
        {
            let callback = |link: pulldown_cmark::BrokenLink<'_>| {
                if !syntax.references || link.link_type != LinkType::Shortcut {
                    return None;
                }
                let inner: &str = &link.reference;
                is_citation(inner).then(|| (CowStr::from(format!("cite:{inner}")), CowStr::Borrowed("")))
            };
            let parser = Parser::new_with_broken_link_callback(&masked.text, options(syntax), Some(callback));
            let mut events = parser.into_offset_iter();
            while let Some((event, range)) = events.next() {
                let span = Span::new(base + range.start, base + range.end);
                match reference(&event) {
                    Some((kind, dest)) => {
                        self.reference(kind, &dest, span);
                        skip_element(&mut events);
                    }
                    None => self.event(event, span),
                }
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(_) => self.builder.close(),
            Event::Text(words) => self.builder.text(&words, span, self.masked),
            Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                let index = self.builder.string(&words);
                self.builder.leaf(NodeKind::Code(index), span);
            }
            Event::Html(words) | Event::InlineHtml(words) => self.html(&words, span),
            Event::SoftBreak => self.builder.leaf(NodeKind::SoftBreak, span),
            Event::HardBreak => self.builder.leaf(NodeKind::HardBreak, span),
            Event::Rule => self.rule(span),
            Event::FootnoteReference(label) => {
                let label = self.builder.string(&label);
                self.builder.leaf(NodeKind::FootnoteReference { label }, span);
            }
            Event::TaskListMarker(done) => self.builder.leaf(NodeKind::Task { done }, span),
        }
    }

    fn html(&mut self, words: &str, span: Span) {
        let is_source = self.builder.body.slice(span) == words || self.masked.touches(span);
        let other = (!is_source).then(|| self.builder.string(words));
        self.builder.leaf(NodeKind::Html { other }, span);
    }

    /// A rule in a masked place is a fence.
    fn rule(&mut self, span: Span) {
        let masked = self.masked;
        match masked.at(span.start as usize) {
            Some(candidate) => match &candidate.fence {
                Fence::Open(opener) => self.builder.open_directive(opener.clone(), candidate.span),
                Fence::Seam => {}
                Fence::Close { colons } => self.builder.close_directive(*colons, candidate.span),
            },
            None => self.builder.leaf(NodeKind::Rule, span),
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Paragraph => NodeKind::Paragraph,
            Tag::Heading { level, id, classes, attrs } => {
                let heading = self.builder.heading(HeadingData {
                    id: id.as_deref().unwrap_or_default().into(),
                    id_given: id.is_some(),
                    classes: classes.iter().map(|class| class.as_ref().into()).collect(),
                    keys: attrs.iter().map(|(key, _)| key.as_ref().into()).collect(),
                });
                NodeKind::Heading { level: level_number(level), heading }
            }
            Tag::BlockQuote(None) => NodeKind::Quote,
            Tag::BlockQuote(Some(alert)) => {
                let block = Block { kind: alert_kind(alert), span, ..Block::default() };
                NodeKind::Block { core: Core::Callout, block: self.builder.block(block) }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split([' ', ',', '{']).next().filter(|name| !name.is_empty());
                NodeKind::CodeBlock { language: language.map(|name| self.builder.string(name)) }
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => NodeKind::CodeBlock { language: None },
            Tag::HtmlBlock => NodeKind::HtmlBlock,
            Tag::List(Some(start)) => NodeKind::OrderedList { start: u32::try_from(start).unwrap_or(1) },
            Tag::List(None) => NodeKind::BulletList,
            Tag::Item => NodeKind::Item,
            Tag::FootnoteDefinition(label) => {
                NodeKind::FootnoteDefinition { label: self.builder.string(&label) }
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                NodeKind::Table
            }
            Tag::TableHead => {
                self.cell = 0;
                NodeKind::TableHead
            }
            Tag::TableRow => {
                self.cell = 0;
                NodeKind::TableRow
            }
            Tag::TableCell => {
                let align = align(self.alignments.get(self.cell).copied());
                self.cell += 1;
                NodeKind::TableCell { align }
            }
            Tag::Emphasis => NodeKind::Emphasis,
            Tag::Strong => NodeKind::Strong,
            Tag::Strikethrough => NodeKind::Strikethrough,
            Tag::Link { link_type, dest_url, title, .. } => {
                let form = if link_type == LinkType::Email { LinkForm::Email } else { LinkForm::Written };
                NodeKind::Link(self.link(&dest_url, &title, span, form))
            }
            Tag::Image { dest_url, title, .. } => {
                NodeKind::Image(self.link(&dest_url, &title, span, LinkForm::Image))
            }
            // Not switched on: definition lists, super- and subscript, metadata blocks.
            _ => NodeKind::Paragraph,
        };
        self.builder.open(kind, span);
    }

    fn link(&mut self, dest: &str, title: &str, span: Span, form: LinkForm) -> super::Index {
        self.builder.link(Link { dest: dest.into(), title: title.into(), span, form })
    }

    fn reference(&mut self, form: LinkForm, dest: &str, span: Span) {
        let title = match form {
            LinkForm::Term { shown: true } => {
                let written = self.builder.body.slice(span);
                let shown = written.split_once('|').map_or(dest, |(_, shown)| shown);
                shown.trim_end_matches(']').trim().to_owned()
            }
            _ => String::new(),
        };
        let index = self.link(dest, &title, span, form);
        match form {
            LinkForm::Citation => self.builder.leaf(NodeKind::Cite(index), span),
            _ => self.builder.leaf(NodeKind::Term(index), span),
        }
    }
}

/// A citation or a glossary term, told from an ordinary link.
fn reference(event: &Event<'_>) -> Option<(LinkForm, String)> {
    let Event::Start(Tag::Link { link_type, dest_url, .. }) = event else { return None };
    match link_type {
        LinkType::WikiLink { has_pothole } => {
            Some((LinkForm::Term { shown: *has_pothole }, dest_url.trim().to_owned()))
        }
        LinkType::ShortcutUnknown | LinkType::Shortcut => {
            dest_url.strip_prefix("cite:").map(|cited| (LinkForm::Citation, cited.to_owned()))
        }
        _ => None,
    }
}

fn skip_element<'e, I: Iterator<Item = (Event<'e>, std::ops::Range<usize>)>>(events: &mut I) {
    let mut depth = 1;
    while depth > 0 {
        match events.next() {
            Some((Event::Start(_), _)) => depth += 1,
            Some((Event::End(_), _)) => depth -= 1,
            Some(_) => {}
            None => return,
        }
    }
}

/// `@key`, `-@key`, `@a; @b`, `@key, p. 4`.
fn is_citation(inner: &str) -> bool {
    let key = inner.strip_prefix('-').unwrap_or(inner);
    key.strip_prefix('@').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

fn alert_kind(alert: BlockQuoteKind) -> &'static str {
    match alert {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

fn align(alignment: Option<Alignment>) -> Align {
    match alignment {
        Some(Alignment::Left) => Align::Left,
        Some(Alignment::Center) => Align::Center,
        Some(Alignment::Right) => Align::Right,
        _ => Align::None,
    }
}
