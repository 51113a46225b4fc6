//! A page's nodes → its sections: what stands under which heading, as plain words.
//!
//! Read from the nodes that this reader may see (`Node<A>`) and never from HTML: what a learner may not see
//! cannot get into a learner's index.

use crate::course::{Audience, Page, Role, Target, View};
use crate::document::{Body, Core, Index, Node, NodeKind, plain_text};

/// A page in words.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Shown in the place of an excerpt, if the page asks its readers to pause before it.
    pub note: String,
    /// The first is the page above its first heading; it has no anchor.
    pub sections: Vec<Section>,
    /// Glossary terms that the page uses.
    pub terms: Vec<String>,
}

/// What stands under a heading.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub anchor: String,
    pub heading: String,
    pub text: String,
}

/// The words of one page.
pub(super) fn read<A: Audience>(view: &View<A>, page: &Page, body: &Body) -> Words {
    let nodes = view.select(body);
    let mut walk = Walk { view, page, body, words: Words::default(), current: 0 };
    walk.top();
    walk.run(&nodes);
    if walk.words.note.is_empty() {
        walk.words.note = gate(body, &nodes);
    }
    let mut words = walk.words;
    for section in &mut words.sections {
        section.text.truncate(section.text.trim_end_matches([' ', '·']).len());
    }
    words
}

struct Walk<'a, A: Audience> {
    view: &'a View<A>,
    page: &'a Page,
    body: &'a Body,
    words: Words,
    /// The section that text goes to.
    current: usize,
}

impl<A: Audience> Walk<'_, A> {
    /// What the header adds to the page.
    fn top(&mut self) {
        let header = &self.page.outline.header;
        let notes: Vec<&str> = header.content_notes.iter().map(|note| note.value.as_str()).collect();
        self.words.note = notes.join(" · ");
        self.words.sections.push(Section::default());
        // Other pages keep their summary for lists, and do not show it themselves.
        if self.page.role != Role::Page
            && let Some(summary) = &header.summary
        {
            self.apart(&summary.value);
        }
        for objective in &header.objectives {
            self.apart(&objective.text.value);
        }
    }

    fn run(&mut self, nodes: &[Node<A>]) {
        // Blocks around, each with its end and the section that goes on behind it.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            while let Some((end, section)) = open.last().copied().filter(|(end, _)| *end <= at) {
                debug_assert!(end <= at);
                self.gap();
                self.current = section;
                open.pop();
            }
            let subtree = &nodes[at..at + (node.size as usize).clamp(1, nodes.len() - at)];
            let mut skip = 1;
            match node.kind {
                NodeKind::Block { block, .. }
                    if self.view.story_until(self.body.block(block).arg("story")).is_some() =>
                {
                    self.gap();
                    skip = subtree.len();
                }
                NodeKind::Heading { heading, .. } => {
                    skip = subtree.len();
                    if !self.is_title(node) {
                        let id = &self.body.heading(heading).id;
                        self.open(id, plain_text(self.body, subtree));
                    }
                }
                NodeKind::Block { block, .. } | NodeKind::Facilitator { block, .. } => {
                    self.gap();
                    open.push((at + subtree.len(), self.current));
                    let label = subtree.get(1).filter(|label| label.kind == NodeKind::Label);
                    if let Some(label) = label {
                        skip += label.size as usize;
                        let label = plain_text(self.body, &subtree[1..1 + label.size as usize]);
                        let id = &self.body.block(block).id;
                        // A turn of a conversation is not to be seen before its time.
                        if id.is_empty() || matches!(node.kind, NodeKind::Block { core: Core::Turn, .. }) {
                            self.apart(&label);
                        } else {
                            self.open(id, label);
                        }
                    }
                }
                // What will be hidden one day must not be found in the words of other pages.
                NodeKind::Link(index) | NodeKind::Image(index) if self.ends(index) => skip = subtree.len(),
                NodeKind::Link(index) if node.size == 1 => self.push(&self.title_of(index)),
                NodeKind::Term(index) => self.term(index),
                NodeKind::Text => self.push(self.body.slice(node.span)),
                NodeKind::Literal(index) | NodeKind::Code(index) => self.push(self.body.string(index)),
                NodeKind::SoftBreak | NodeKind::HardBreak => self.space(),
                // It stands behind a word and before a full stop, and is no word itself.
                NodeKind::Cite(_) => {
                    let text = &mut self.words.sections[self.current].text;
                    text.truncate(text.trim_end().len());
                }
                kind if is_apart(kind) => self.gap(),
                _ => {}
            }
            at += skip;
        }
    }

    /// Whether a link leads to a story that ends, in a copy that nobody builds again.
    fn ends(&self, index: Index) -> bool {
        let target = self.page.targets.get(index as usize);
        target.is_some_and(|target| self.view.target_until(self.page, target).is_some())
    }

    fn is_title(&self, node: &Node<A>) -> bool {
        matches!((&self.page.outline.heading, node.kind), (Some((_, _, title)), NodeKind::Heading { heading, .. }) if heading == *title)
    }

    fn open(&mut self, anchor: &str, heading: String) {
        self.current = self.words.sections.len();
        self.words.sections.push(Section { anchor: anchor.to_owned(), heading, text: String::new() });
    }

    fn push(&mut self, words: &str) {
        self.words.sections[self.current].text.push_str(words);
    }

    fn apart(&mut self, words: &str) {
        self.gap();
        self.push(words);
        self.gap();
    }

    /// Parts the words of two blocks; where no sentence ends, with a dot in the middle.
    fn gap(&mut self) {
        let text = &mut self.words.sections[self.current].text;
        text.truncate(text.trim_end().len());
        if text.ends_with(char::is_alphanumeric) {
            text.push_str(" ·");
        }
        if !text.is_empty() {
            text.push(' ');
        }
    }

    /// Parts the words of two lines.
    fn space(&mut self) {
        let text = &mut self.words.sections[self.current].text;
        if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }

    fn term(&mut self, index: Index) {
        let link = self.body.link(index);
        self.words.terms.push(link.dest.to_string());
        self.push(if link.title.is_empty() { &link.dest } else { &link.title });
    }

    /// A link without words of its own shows the title of the page that it leads to.
    fn title_of(&self, index: Index) -> String {
        match self.page.targets.get(index as usize) {
            Some(Target::Page { page, .. }) if self.view.has(*page) => {
                self.view.course().page(*page).title().to_owned()
            }
            _ => String::new(),
        }
    }
}

/// Whether a node begins words that do not belong to those before.
fn is_apart<F: Copy>(kind: NodeKind<F>) -> bool {
    matches!(
        kind,
        NodeKind::Paragraph
            | NodeKind::Quote
            | NodeKind::BulletList
            | NodeKind::OrderedList { .. }
            | NodeKind::Item
            | NodeKind::CodeBlock { .. }
            | NodeKind::HtmlBlock
            | NodeKind::Table
            | NodeKind::TableRow
            | NodeKind::TableCell { .. }
            | NodeKind::Rule
            | NodeKind::FootnoteDefinition { .. }
    )
}

/// The words of the first content note that stands in the page.
fn gate<A: Audience>(body: &Body, nodes: &[Node<A>]) -> String {
    let found = nodes.iter().position(|node| matches!(node.kind, NodeKind::Block { core: Core::Gate, .. }));
    let Some(at) = found else { return String::new() };
    plain_text(body, &nodes[at..at + nodes[at].size as usize]).trim().to_owned()
}
