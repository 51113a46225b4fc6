//! Nodes → HTML: the prose. Blocks, links and pictures are asked of what is around (`Around`).
//!
//! On plain Markdown the output equals that of the parser's own writer, byte for byte; a test holds it to that.

use super::escape::fresh_line;
pub use super::escape::{attribute, escape, href_into, text};
use super::mark::{self, Line};
use crate::course::Audience;
use crate::diagnostic::Span;
use crate::document::{Align, Body, Index, Link, LinkForm, Node, NodeKind, Siblings, children, clean};

/// What prose asks of the course around it.
pub trait Around<A: Audience> {
    /// Where a link leads from this page; nothing if only its words are to be shown.
    fn href(&self, index: Index, link: &Link) -> Option<String>;
    /// The words of a link that has none of its own.
    fn link_words(&self, index: Index) -> String;
    /// What a link leads to, where a reader has to be told because paper has no links.
    fn leads_to(&self, _: Index) -> Option<String> {
        None
    }
    /// A picture's `src` and, where they are known, its width and height.
    fn picture(&self, index: Index, link: &Link) -> (String, Option<(usize, usize)>);
    /// A block of the core vocabulary.
    fn block(&self, prose: &Prose<'_, A>, subtree: &[Node<A>], out: &mut String);
    /// A citation.
    fn cite(&self, index: Index, link: &Link, out: &mut String);
    /// A glossary term.
    fn term(&self, index: Index, link: &Link, out: &mut String);
    /// Code in colours, if its language is known.
    fn highlighted(&self, language: &str, code: &str) -> Option<String>;
    /// The number of a footnote, and whether this is the reference that its note leads back to.
    fn footnote(&self, label: &str) -> Option<(&str, bool)>;
    /// A word of the interface.
    fn word(&self, key: &str) -> &str;
    /// Counts the tables as they are written, so that each has a name of its own.
    fn table_number(&self) -> u32 {
        1
    }
    /// Whether this is a page of a course, with ids and its own care for tables and boxes; else plain Markdown.
    fn is_course(&self) -> bool;
    /// Whether raw HTML is to be cleaned.
    fn cleans_html(&self) -> bool;
    /// In the preview alone: where a block stands in the sources.
    fn line(&self, _: Span) -> Option<Line> {
        None
    }
}

/// One body in the hands of its renderer.
pub struct Prose<'a, A: Audience> {
    pub body: &'a Body,
    pub around: &'a dyn Around<A>,
}

impl<A: Audience> Prose<'_, A> {
    /// Neighbours of block level.
    pub fn flow(&self, nodes: &[Node<A>], out: &mut String) {
        if !self.around.cleans_html() || !nodes.iter().any(|n| matches!(n.kind, NodeKind::Html { .. })) {
            return self.siblings(Siblings::of(nodes), out);
        }
        // Raw HTML may open in one paragraph and close in another: what stands between blocks is cleaned together.
        let mut run = String::new();
        for subtree in Siblings::of(nodes) {
            if has_block(subtree) {
                clean::append(&run, out);
                run.clear();
                self.node(subtree, out);
            } else {
                self.node(subtree, &mut run);
            }
        }
        clean::append(&run, out);
    }

    /// The words within a label, a heading, a statement.
    pub fn inline(&self, subtree: &[Node<A>], out: &mut String) {
        if !self.around.cleans_html() || !subtree.iter().any(|n| matches!(n.kind, NodeKind::Html { .. })) {
            return self.siblings(children(subtree), out);
        }
        let mut words = String::new();
        self.siblings(children(subtree), &mut words);
        clean::append(&words, out);
        out.truncate(out.trim_end_matches('\n').len());
    }

    fn siblings(&self, siblings: Siblings<'_, A>, out: &mut String) {
        for subtree in siblings {
            self.node(subtree, out);
        }
    }

    fn children(&self, subtree: &[Node<A>], out: &mut String) {
        if self.around.cleans_html() {
            self.flow(subtree.get(1..).unwrap_or_default(), out);
        } else {
            self.siblings(children(subtree), out);
        }
    }

    fn node(&self, subtree: &[Node<A>], out: &mut String) {
        let node = &subtree[0];
        mark::append(self.around, node, out);
        match node.kind {
            NodeKind::Text => text(self.body.slice(node.span), out),
            NodeKind::Literal(index) => text(self.body.string(index), out),
            NodeKind::SoftBreak => out.push('\n'),
            NodeKind::HardBreak => out.push_str("<br />\n"),
            NodeKind::Emphasis => self.wrapped("em", subtree, out),
            NodeKind::Strong => self.wrapped("strong", subtree, out),
            NodeKind::Strikethrough => self.wrapped("del", subtree, out),
            NodeKind::Code(index) => {
                out.push_str("<code>");
                text(self.body.string(index), out);
                out.push_str("</code>");
            }
            NodeKind::Html { other } => out.push_str(match other {
                Some(index) => self.body.string(index),
                None => self.body.slice(node.span),
            }),
            NodeKind::Link(index) => self.link(subtree, index, out),
            NodeKind::Image(index) => self.image(subtree, index, out),
            NodeKind::Cite(index) => self.around.cite(index, self.body.link(index), out),
            NodeKind::Term(index) => self.around.term(index, self.body.link(index), out),
            NodeKind::FootnoteReference { label } => self.footnote_reference(self.body.string(label), out),
            NodeKind::Task { done } => self.task(done, out),
            NodeKind::Label => {}
            NodeKind::Withheld { inline } => self.withheld(inline, out),
            NodeKind::Block { .. } | NodeKind::Facilitator { .. } => self.around.block(self, subtree, out),
            _ => self.block_node(subtree, out),
        }
    }

    /// In the place of a story that may not be shown, and of links to it.
    fn withheld(&self, inline: bool, out: &mut String) {
        let (open, close, key) = if inline {
            ("<span class=\"withheld\">", "</span>", "story_withheld_inline")
        } else {
            fresh_line(out);
            ("<p class=\"withheld\">", "</p>\n", "story_withheld")
        };
        out.push_str(open);
        text(self.around.word(key), out);
        out.push_str(close);
    }

    fn block_node(&self, subtree: &[Node<A>], out: &mut String) {
        match subtree[0].kind {
            NodeKind::Paragraph => {
                fresh_line(out);
                out.push_str("<p>");
                self.siblings(children(subtree), out);
                out.push_str("</p>\n");
            }
            NodeKind::Heading { level, heading } => self.heading(subtree, level, heading, out),
            NodeKind::Quote => self.container("blockquote", subtree, out),
            NodeKind::BulletList => self.container("ul", subtree, out),
            NodeKind::OrderedList { start: 1 } => self.container("ol", subtree, out),
            NodeKind::OrderedList { start } => {
                fresh_line(out);
                out.push_str(&format!("<ol start=\"{start}\">\n"));
                self.children(subtree, out);
                out.push_str("</ol>\n");
            }
            NodeKind::Item => {
                fresh_line(out);
                out.push_str("<li>");
                self.children(subtree, out);
                out.push_str("</li>\n");
            }
            NodeKind::CodeBlock { language } => self.code_block(subtree, language, out),
            NodeKind::HtmlBlock => self.siblings(children(subtree), out),
            NodeKind::Table => self.table(subtree, out),
            NodeKind::TableHead => {
                out.push_str("<thead><tr>");
                self.cells("th", subtree, out);
                out.push_str("</tr></thead><tbody>\n");
            }
            NodeKind::TableRow => {
                out.push_str("<tr>");
                self.cells("td", subtree, out);
                out.push_str("</tr>\n");
            }
            NodeKind::Rule => {
                fresh_line(out);
                out.push_str("<hr />\n");
            }
            // Footnotes stand together at the end of the page; cells are written by their row.
            _ => {}
        }
    }

    fn wrapped(&self, tag: &str, subtree: &[Node<A>], out: &mut String) {
        out.push('<');
        out.push_str(tag);
        out.push('>');
        self.siblings(children(subtree), out);
        out.push_str("</");
        out.push_str(tag);
        out.push('>');
    }

    fn container(&self, tag: &str, subtree: &[Node<A>], out: &mut String) {
        fresh_line(out);
        out.push('<');
        out.push_str(tag);
        out.push_str(">\n");
        self.children(subtree, out);
        out.push_str("</");
        out.push_str(tag);
        out.push_str(">\n");
    }

    fn heading(&self, subtree: &[Node<A>], level: u8, heading: Index, out: &mut String) {
        let data = self.body.heading(heading);
        // The page's one main heading is written by the shell; a second one in the text steps down.
        let level = if self.around.is_course() { level.max(2) } else { level };
        fresh_line(out);
        out.push_str(&format!("<h{level}"));
        if !data.id.is_empty() {
            attribute("id", &data.id, out);
        }
        if !data.classes.is_empty() {
            attribute("class", &data.classes.join(" "), out);
        }
        out.push('>');
        self.siblings(children(subtree), out);
        out.push_str(&format!("</h{level}>\n"));
    }

    fn code_block(&self, subtree: &[Node<A>], language: Option<Index>, out: &mut String) {
        fresh_line(out);
        let language = language.map(|index| self.body.string(index)).filter(|name| !name.is_empty());
        out.push_str(if self.around.is_course() { "<pre tabindex=\"0\"><code" } else { "<pre><code" });
        if let Some(language) = language {
            out.push_str(" class=\"language-");
            escape(language, out);
            out.push('"');
        }
        out.push('>');
        let code: String = children(subtree).map(|line| self.words(&line[0])).collect();
        match language.and_then(|language| self.around.highlighted(language, &code)) {
            Some(coloured) => out.push_str(&coloured),
            None => text(&code, out),
        }
        out.push_str("</code></pre>\n");
    }

    fn words(&self, node: &Node<A>) -> &str {
        match node.kind {
            NodeKind::Literal(index) | NodeKind::Code(index) => self.body.string(index),
            _ => self.body.slice(node.span),
        }
    }

    fn table(&self, subtree: &[Node<A>], out: &mut String) {
        let scrolls = self.around.is_course();
        if scrolls {
            // A table that is wider than a phone scrolls by itself, also from the keyboard.
            fresh_line(out);
            out.push_str("<div class=\"table\" tabindex=\"0\" role=\"region\"");
            let word = self.around.word("table");
            match self.around.table_number() {
                0 | 1 => attribute("aria-label", word, out),
                n => attribute("aria-label", &format!("{word} {n}"), out),
            }
            out.push('>');
        }
        out.push_str("<table>");
        self.siblings(children(subtree), out);
        out.push_str("</tbody></table>\n");
        if scrolls {
            out.push_str("</div>\n");
        }
    }

    fn cells(&self, tag: &str, row: &[Node<A>], out: &mut String) {
        for cell in children(row) {
            let NodeKind::TableCell { align } = cell[0].kind else { continue };
            // An empty corner of a table heads nothing.
            let tag = if cell.len() == 1 && self.around.is_course() { "td" } else { tag };
            out.push('<');
            out.push_str(tag);
            if tag == "th" && self.around.is_course() {
                out.push_str(" scope=\"col\"");
            }
            let side = match align {
                Align::None => "",
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            // The policy of a course's pages forbids style attributes.
            if !side.is_empty() && self.around.is_course() {
                attribute("class", &format!("align-{side}"), out);
            } else if !side.is_empty() {
                attribute("style", &format!("text-align: {side}"), out);
            }
            out.push('>');
            self.siblings(children(cell), out);
            out.push_str("</");
            out.push_str(tag);
            out.push('>');
        }
    }

    fn task(&self, done: bool, out: &mut String) {
        out.push_str("<input disabled=\"\" type=\"checkbox\"");
        if done {
            out.push_str(" checked=\"\"");
        }
        attribute("aria-label", self.around.word(if done { "task_done" } else { "task_open" }), out);
        out.push_str("/>\n");
    }

    fn link(&self, subtree: &[Node<A>], index: Index, out: &mut String) {
        let link = self.body.link(index);
        let Some(href) = self.around.href(index, link) else {
            if subtree.len() == 1 && self.around.is_course() {
                text(&self.around.link_words(index), out);
            }
            return self.siblings(children(subtree), out);
        };
        out.push_str("<a href=\"");
        if link.form == LinkForm::Email {
            out.push_str("mailto:");
        }
        href_into(&href, out);
        if !link.title.is_empty() {
            out.push_str("\" title=\"");
            escape(&link.title, out);
        }
        if self.around.is_course() && href.starts_with("http") {
            out.push_str("\" rel=\"noopener noreferrer");
        }
        out.push_str("\">");
        if subtree.len() == 1 && self.around.is_course() {
            text(&self.around.link_words(index), out);
        }
        self.siblings(children(subtree), out);
        out.push_str("</a>");
        if let Some(words) = self.around.leads_to(index) {
            out.push_str(" <span class=\"leads-to\">→ ");
            text(&words, out);
            out.push_str("</span>");
        }
    }

    fn image(&self, subtree: &[Node<A>], index: Index, out: &mut String) {
        let link = self.body.link(index);
        let (src, size) = self.around.picture(index, link);
        // A picture that is not there is its description.
        if src.is_empty() && self.around.is_course() {
            return self.alternative(subtree.get(1..).unwrap_or_default(), out);
        }
        out.push_str("<img src=\"");
        href_into(&src, out);
        out.push_str("\" alt=\"");
        self.alternative(subtree.get(1..).unwrap_or_default(), out);
        if !link.title.is_empty() {
            out.push_str("\" title=\"");
            escape(&link.title, out);
        }
        if let Some((width, height)) = size {
            out.push_str(&format!("\" width=\"{width}\" height=\"{height}\" loading=\"lazy"));
        }
        out.push_str("\" />");
    }

    /// The words of a picture's description: marks are left out, breaks are spaces.
    fn alternative(&self, nodes: &[Node<A>], out: &mut String) {
        for node in nodes {
            match node.kind {
                NodeKind::Text | NodeKind::Literal(_) | NodeKind::Code(_) => escape(self.words(node), out),
                NodeKind::Html { other } => {
                    escape(
                        other.map_or_else(|| self.body.slice(node.span), |index| self.body.string(index)),
                        out,
                    );
                }
                NodeKind::SoftBreak | NodeKind::HardBreak => out.push(' '),
                _ => {}
            }
        }
    }

    fn footnote_reference(&self, label: &str, out: &mut String) {
        let Some((number, is_first)) = self.around.footnote(label) else { return };
        let id = if is_first { format!(" id=\"fnref-{number}\"") } else { String::new() };
        out.push_str(&format!(
            "<sup class=\"footnote-reference\"><a href=\"#fn-{number}\"{id} role=\"doc-noteref\">{number}</a></sup>"
        ));
    }
}

/// Whether a block of the core vocabulary stands in this subtree.
fn has_block<A: Audience>(subtree: &[Node<A>]) -> bool {
    subtree.iter().any(|n| matches!(n.kind, NodeKind::Block { .. } | NodeKind::Facilitator { .. }))
}
