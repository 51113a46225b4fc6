//! A linked course + an edition → `View`: what this reader may see, decided before anything is rendered.
//!
//! A learner's view is `View<Never>`: its bodies are made of nodes that cannot be a facilitator's, and its
//! outlines are asked through methods that leave facilitators' entries out.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Asset, Course, Generated, Map, MapPlace, Page, PageId, Target, Withheld};
use crate::document::{Anchor, Body, Heading, Index, LinkForm, LinkUse, Never, Node, NodeKind, Note};
use crate::fingerprint;

/// Which of the two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edition {
    Learner,
    Facilitator,
}

impl Edition {
    pub fn name(self) -> &'static str {
        match self {
            Edition::Learner => "learner",
            Edition::Facilitator => "facilitator",
        }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A reader, as the type of what a facilitator's node may hold for them.
pub trait Audience: Copy + PartialEq + fmt::Debug + Send + Sync + 'static {
    const EDITION: Edition;

    /// The node for this reader; nothing where it and all below it are not theirs.
    fn node(node: Node) -> Option<Node<Self>>;

    /// Whether this reader sees what is marked so.
    fn sees(facilitator: bool) -> bool;
}

/// Learners: no value of this type exists, so no node of theirs is a facilitator's.
impl Audience for Never {
    const EDITION: Edition = Edition::Learner;

    fn node(node: Node) -> Option<Node<Never>> {
        let kind = without_facilitator(node.kind)?;
        Some(Node { kind, span: node.span, size: node.size })
    }

    fn sees(facilitator: bool) -> bool {
        !facilitator
    }
}

/// Facilitators see everything.
impl Audience for () {
    const EDITION: Edition = Edition::Facilitator;

    fn node(node: Node) -> Option<Node> {
        Some(node)
    }

    fn sees(_: bool) -> bool {
        true
    }
}

/// A course as one kind of reader may see it.
#[derive(Clone, Debug)]
pub struct View<A: Audience> {
    course: Arc<Course>,
    /// Drafts are seen in the preview only.
    drafts: bool,
    withheld: Withheld,
    /// Whether it is for a copy that nobody builds again.
    pub(super) is_kept: bool,
    /// Where one module stands alone, its pages.
    alone: Option<Alone>,
    audience: PhantomData<A>,
}

/// A module without the course around it.
#[derive(Clone, Debug)]
struct Alone {
    module: PageId,
    pages: BTreeSet<PageId>,
}

/// A course as learners may see it.
pub type LearnerView = View<Never>;

impl<A: Audience> View<A> {
    /// `drafts`: whether drafts are part of it, as in the preview; `withheld`: what may not be shown today.
    pub fn new(course: &Arc<Course>, drafts: bool, withheld: Withheld) -> Self {
        View {
            course: Arc::clone(course),
            drafts,
            withheld,
            alone: None,
            is_kept: false,
            audience: PhantomData,
        }
    }

    /// The same of one module alone: its pages, and those that hold what is said in its recordings.
    pub fn only(mut self, module: Option<PageId>) -> Self {
        self.alone = module.map(|module| {
            let own: Vec<&Page> = self.course.pages.iter().filter(|p| p.module == Some(module)).collect();
            let links = own.iter().flat_map(|page| page.outline.links.iter().zip(&page.targets));
            let transcripts =
                links.filter(|(link, _)| A::sees(link.facilitator)).filter_map(|(link, target)| {
                    match (link.form, target) {
                        (LinkForm::File { .. }, Target::Page { page, .. }) => Some(*page),
                        _ => None,
                    }
                });
            Alone { module, pages: own.iter().map(|page| page.id).chain(transcripts).collect() }
        });
        self
    }

    /// The module that stands alone, if one does.
    pub fn module(&self) -> Option<&Page> {
        self.alone.as_ref().map(|alone| self.course.page(alone.module))
    }

    /// The page that is come to first: the course's home, or the module that stands alone.
    pub fn start(&self) -> Option<&Page> {
        self.module().or_else(|| self.course.home.map(|home| self.course.page(home)))
    }

    pub fn course(&self) -> &Course {
        &self.course
    }

    /// The same, to be kept beside the view.
    pub fn shared(&self) -> Arc<Course> {
        Arc::clone(&self.course)
    }

    /// The fingerprint of the view: while it is the same, no page of it differs but by its own text.
    pub fn seen(&self) -> u64 {
        let alone = self.alone.as_ref().map(|alone| (alone.module, &alone.pages));
        fingerprint::of(&(self.course.seen, A::EDITION, self.drafts, self.is_kept, &self.withheld, alone))
    }

    pub fn withheld(&self) -> &Withheld {
        &self.withheld
    }

    /// The pages in reading order.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.course.pages.iter().filter(|page| self.has(page.id))
    }

    /// Whether the page is part of this view.
    pub fn has(&self, id: PageId) -> bool {
        self.alone.as_ref().is_none_or(|alone| alone.pages.contains(&id)) && self.may_name(id)
    }

    /// Whether this reader may be told of the page, also where it is not part of the view.
    pub fn may_name(&self, id: PageId) -> bool {
        (self.drafts || !self.course.page(id).is_draft()) && !self.withheld.has_page(id)
    }

    /// Whether a link from a page leads to something that may not be shown at present.
    pub fn withholds(&self, from: &Page, target: &Target) -> bool {
        let hides = |page: &Page, id: &str| {
            let mut anchors = page.outline.anchors.iter();
            anchors
                .find(|anchor| *anchor.id == *id)
                .is_some_and(|anchor| self.withheld.has_place(page, anchor.story))
        };
        match target {
            _ if self.withheld.is_empty() => false,
            Target::Page { page, anchor } => {
                self.withheld.has_page(*page)
                    || anchor.as_ref().is_some_and(|id| hides(self.course.page(*page), id))
            }
            Target::Here { anchor } => hides(from, anchor),
            Target::Asset(asset) => self.withheld.has_file(*asset),
            _ => false,
        }
    }

    /// The files that this reader's pages refer to; one that only facilitators' words or drafts do is not among them.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> {
        let mut used = vec![false; self.course.assets.len()];
        for page in self.pages() {
            for (link, target) in page.outline.links.iter().zip(&page.targets) {
                if let Target::Asset(asset) = target
                    && A::sees(link.facilitator)
                    && !self.withheld.has_file(*asset)
                    && !self.withheld.has_place(page, link.story)
                    && let Some(used) = used.get_mut(*asset as usize)
                {
                    *used = true;
                }
            }
        }
        self.course.assets.iter().zip(used).filter(|(_, used)| *used).map(|(asset, _)| asset)
    }

    /// The pages below a page that are shown in lists.
    pub fn children(&self, id: PageId) -> impl Iterator<Item = &Page> {
        let listed = |page: &&Page| self.has(page.id) && !page.outline.header.unlisted;
        self.course.page(id).children.iter().map(|id| self.course.page(*id)).filter(listed)
    }

    /// A page's headings that this reader sees.
    pub fn headings<'p>(&self, page: &'p Page) -> impl Iterator<Item = &'p Heading> {
        let leads_to_withheld = |heading: &Heading| {
            let target = heading.link.and_then(|link| page.targets.get(link as usize));
            target.is_some_and(|target| self.withholds(page, target))
        };
        page.outline.headings.iter().filter(move |heading| {
            A::sees(heading.facilitator)
                && !self.withheld.has_place(page, heading.story)
                && !leads_to_withheld(heading)
        })
    }

    /// A page's places that this reader can be led to.
    pub fn anchors<'p>(&self, page: &'p Page) -> impl Iterator<Item = &'p Anchor> {
        page.outline
            .anchors
            .iter()
            .filter(|anchor| A::sees(anchor.facilitator) && !self.withheld.has_place(page, anchor.story))
    }

    /// Whether this reader sees a block of a kind on a page.
    pub fn has_kind(&self, page: &Page, name: &str) -> bool {
        let kinds = &page.outline;
        kinds.learner_kinds.contains(&name)
            || A::sees(true) && kinds.kinds.iter().any(|(kind, _)| *kind == name)
    }

    /// A page's links, citations and terms that this reader sees.
    pub fn links<'p>(&self, page: &'p Page) -> impl Iterator<Item = &'p LinkUse> {
        let shown = |link: &&LinkUse| A::sees(link.facilitator) && !self.withheld.has_place(page, link.story);
        page.outline.links.iter().filter(shown)
    }

    /// The pages that are made from the course's data for this reader: works that they see no one cite have none.
    pub fn generated(&self) -> Vec<Generated> {
        let cites = |page: &Page| self.links(page).any(|link| link.form == LinkForm::Citation);
        let explains = |page: &Page| self.links(page).any(|link| matches!(link.form, LinkForm::Term { .. }));
        let has = |generated: &Generated| match generated {
            // They speak of the whole course.
            Generated::About | Generated::Participation | Generated::Map => self.alone.is_none(),
            Generated::Plans | Generated::Plan(_) => self.alone.is_none() && A::sees(true),
            Generated::Path(at) => {
                let path = self.course.paths.get(*at as usize);
                self.alone.is_none() && path.is_some_and(|path| path.pages.iter().any(|id| self.has(*id)))
            }
            Generated::Glossary => self.alone.is_none() || self.pages().any(explains),
            Generated::Bibliography => self.pages().any(cites),
        };
        self.course.generated.iter().copied().filter(has).collect()
    }

    /// The curriculum map with the places that this reader can go to.
    pub fn map(&self) -> Map {
        let mut map = self.course.map.clone();
        for place in map.rows.iter_mut().flat_map(|row| &mut row.places) {
            place.retain(|place| self.shows(place));
        }
        map
    }

    /// Whether a place of the map is there for this reader.
    pub fn shows(&self, place: &MapPlace) -> bool {
        let page = self.course.page(place.page);
        let leads = |id: &str| self.anchors(page).any(|anchor| *anchor.id == *id);
        A::sees(place.facilitator) && self.has(page.id) && place.anchor.as_deref().is_none_or(leads)
    }

    /// What facilitators are told on a page; nothing for others.
    pub fn notes<'p>(&self, page: &'p Page) -> impl Iterator<Item = &'p Note> {
        let shown =
            |note: &&Note| A::sees(true) && self.has(page.id) && !self.withheld.has_place(page, note.story);
        page.outline.notes.iter().filter(shown)
    }

    /// A body's nodes for this reader: what is not theirs is gone with all below it.
    /// Where a story may not be shown, a neutral line stands.
    pub fn select(&self, body: &Body) -> Vec<Node<A>> {
        let page = if self.withheld.is_empty() { None } else { self.course.find(&body.source.path) };
        let is_for_facilitators = |node: &Node| matches!(node.kind, NodeKind::Facilitator { .. });
        if page.is_none() && (A::sees(true) || !body.nodes.iter().any(is_for_facilitators)) {
            // Nothing is taken away, so every size stays what it is.
            return body.nodes.iter().filter_map(|node| A::node(*node)).collect();
        }
        let mut selected: Vec<Node<A>> = Vec::with_capacity(body.nodes.len());
        // Containers whose end lies ahead: their place in the selection, and their end in the body.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while let Some(node) = body.nodes.get(at) {
            while open.last().is_some_and(|(_, end)| *end <= at) {
                close(&mut open, &mut selected);
            }
            match A::node(*node) {
                Some(kept) => match page.and_then(|page| self.neutral(page, body, *node)) {
                    Some(inline) => {
                        let kind = NodeKind::Withheld { inline };
                        selected.push(Node { kind, span: node.span, size: 1 });
                        at += node.size as usize;
                    }
                    None => {
                        open.push((selected.len(), at + node.size as usize));
                        selected.push(kept);
                        at += 1;
                    }
                },
                None => at += node.size as usize,
            }
        }
        while !open.is_empty() {
            close(&mut open, &mut selected);
        }
        selected
    }

    /// Whether a neutral line takes a node's place, and if so, whether among words.
    fn neutral(&self, page: &Page, body: &Body, node: Node) -> Option<bool> {
        let leads_there =
            |link: Index| page.targets.get(link as usize).is_some_and(|target| self.withholds(page, target));
        match node.kind {
            NodeKind::Block { block, .. } => {
                let block = body.block(block);
                let is_theirs = block.arg("story").is_some_and(|story| self.withheld.has_story(story));
                (is_theirs || block.file("src").is_some_and(leads_there)).then_some(false)
            }
            NodeKind::Link(link) | NodeKind::Image(link) => leads_there(link).then_some(true),
            _ => None,
        }
    }
}

fn close<A: Audience>(open: &mut Vec<(usize, usize)>, selected: &mut [Node<A>]) {
    if let Some((start, _)) = open.pop() {
        selected[start].size = u32::try_from(selected.len() - start).unwrap_or(u32::MAX);
    }
}

/// The same kind in the type that has no facilitator's node.
fn without_facilitator(kind: NodeKind) -> Option<NodeKind<Never>> {
    Some(match kind {
        NodeKind::Facilitator { .. } => return None,
        NodeKind::Paragraph => NodeKind::Paragraph,
        NodeKind::Heading { level, heading } => NodeKind::Heading { level, heading },
        NodeKind::Quote => NodeKind::Quote,
        NodeKind::BulletList => NodeKind::BulletList,
        NodeKind::OrderedList { start } => NodeKind::OrderedList { start },
        NodeKind::Item => NodeKind::Item,
        NodeKind::CodeBlock { language } => NodeKind::CodeBlock { language },
        NodeKind::HtmlBlock => NodeKind::HtmlBlock,
        NodeKind::Table => NodeKind::Table,
        NodeKind::TableHead => NodeKind::TableHead,
        NodeKind::TableRow => NodeKind::TableRow,
        NodeKind::TableCell { align } => NodeKind::TableCell { align },
        NodeKind::Rule => NodeKind::Rule,
        NodeKind::FootnoteDefinition { label } => NodeKind::FootnoteDefinition { label },
        NodeKind::Text => NodeKind::Text,
        NodeKind::Literal(index) => NodeKind::Literal(index),
        NodeKind::Code(index) => NodeKind::Code(index),
        NodeKind::Html { other } => NodeKind::Html { other },
        NodeKind::SoftBreak => NodeKind::SoftBreak,
        NodeKind::HardBreak => NodeKind::HardBreak,
        NodeKind::Task { done } => NodeKind::Task { done },
        NodeKind::Emphasis => NodeKind::Emphasis,
        NodeKind::Strong => NodeKind::Strong,
        NodeKind::Strikethrough => NodeKind::Strikethrough,
        NodeKind::Link(index) => NodeKind::Link(index),
        NodeKind::Image(index) => NodeKind::Image(index),
        NodeKind::FootnoteReference { label } => NodeKind::FootnoteReference { label },
        NodeKind::Cite(index) => NodeKind::Cite(index),
        NodeKind::Term(index) => NodeKind::Term(index),
        NodeKind::Label => NodeKind::Label,
        NodeKind::Block { core, block } => NodeKind::Block { core, block },
        NodeKind::Withheld { inline } => NodeKind::Withheld { inline },
    })
}
