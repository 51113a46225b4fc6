//! One page of a view → its HTML: the shell from its value, body and navigation spliced in.

mod around;
mod closing;
mod foot;
mod forms;
mod journal;
mod narrative;
mod scripts;
mod validity;
mod value;

pub(super) use scripts::{is_of_journal, is_of_search};
pub(super) use validity::SCRIPT as VALIDITY;
pub(super) use value::view_number;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::footnotes::Footnotes;
use super::generated;
use super::html::{self, Around, Prose};
use super::mark::SourceLines;
use super::navigation::Navigations;
use super::profile::Profile;
use super::references::References;
use super::search::Search;
use super::theme::{BODY, NAVIGATION, Theme};
use crate::config::Journal;
use crate::course::{Audience, Generated, Page, PageId, Target, View};
use crate::document::date::Date;
use crate::document::{Block, Body, Core, Node, NodeKind, Text, children, plain_text};
use crate::fingerprint;
use crate::publish::OutPath;

/// All that the pages of one edition are rendered from.
pub struct Edition<A: Audience> {
    pub view: View<A>,
    pub theme: Arc<Theme>,
    /// The bodies, in the order of the course's pages.
    pub bodies: Vec<Arc<Text>>,
    pub preview: bool,
    /// The last day on which all of a package may be shown.
    pub(super) valid_until: Option<Date>,
    /// What the pages are made for.
    pub profile: Profile,
    /// Whether a learning platform shows it in a frame: pages then tell the frame around them what was done.
    pub platform: bool,
    pub(super) search: Search,
    /// Pages that are made from the course's data.
    pub generated: Vec<Generated>,
    pub(super) navigations: Arc<Navigations>,
    foot: Arc<foot::Foot>,
    /// Pages in reading order, for previous and next.
    order: Arc<[PageId]>,
    /// The style sheets' addresses by their names, each with the hash of its content, relative to the top.
    sheets: Arc<BTreeMap<String, String>>,
    /// The fingerprint of all that its pages share.
    seen: OnceLock<u64>,
}

impl<A: Audience> Edition<A> {
    pub fn new(view: View<A>, theme: Arc<Theme>, bodies: Vec<Arc<Text>>, preview: bool) -> Self {
        let navigations = Arc::new(Navigations::new(&view));
        let order = view.pages().filter(|page| !page.outline.header.unlisted).map(|page| page.id).collect();
        let address = |(name, css): (&String, &Vec<u8>)| {
            (name.clone(), format!("assets/{name}.css?v={}", &blake3::hash(css).to_hex()[..8]))
        };
        let sheets = Arc::new(theme.sheets.iter().map(address).collect());
        let generated = view.generated();
        let search = Search::default();
        let foot = Arc::new(foot::Foot::of(&view));
        let valid_until = view.valid_until();
        Edition {
            view,
            theme,
            bodies,
            preview,
            profile: Profile::Site,
            platform: false,
            generated,
            valid_until,
            search,
            navigations,
            foot,
            order,
            sheets,
            seen: OnceLock::new(),
        }
    }

    /// The same with one page's words anew, of which no other page shows anything.
    pub(super) fn with_text(&self, page: PageId, text: Arc<Text>) -> Self {
        let mut bodies = self.bodies.clone();
        bodies[page as usize] = text;
        Edition {
            view: self.view.clone(),
            theme: Arc::clone(&self.theme),
            bodies,
            preview: self.preview,
            valid_until: self.valid_until,
            profile: self.profile,
            platform: self.platform,
            search: self.search.again(),
            generated: self.generated.clone(),
            navigations: Arc::clone(&self.navigations),
            foot: Arc::clone(&self.foot),
            order: Arc::clone(&self.order),
            sheets: Arc::clone(&self.sheets),
            seen: self.seen.clone(),
        }
    }

    /// The fingerprint of all that the edition's pages share: beside it, a page hangs on its own text alone.
    pub(super) fn seen(&self) -> u64 {
        let of = || {
            let Edition { view, theme, preview, profile, platform, valid_until, .. } = self;
            fingerprint::of(&(view.seen(), theme.seen, preview, profile, platform, valid_until))
        };
        *self.seen.get_or_init(of)
    }

    /// The same for another way of reading.
    pub fn with_profile(self, profile: Profile) -> Self {
        let mut generated = self.generated;
        if profile.is_paper() {
            // A record is filled in on the site, or printed from there.
            generated.retain(|generated| generated.is_in_books());
        }
        Edition { profile, generated, ..self }
    }

    /// Where a learner's journal may be kept.
    pub(super) fn journal_policy(&self) -> Journal {
        let config = &self.view.course().config;
        if self.platform { config.journal_in_platform() } else { config.journal }
    }

    /// Whether readers can search; a list of all pages stands there otherwise.
    pub(super) fn has_search(&self) -> bool {
        self.view.course().config.search
    }

    /// Where a style sheet stands, from a page that lies `root` below the top.
    pub(super) fn sheet(&self, name: &str, root: &str) -> Option<String> {
        self.sheets.get(name).map(|address| format!("{root}{address}"))
    }

    /// The title of a generated page, in the words of the course's language.
    pub(super) fn title_of(&self, generated: Generated) -> &str {
        generated::title(self.view.course(), &self.theme, generated)
    }

    /// Renders one page; the words of a mistake in the theme otherwise.
    pub fn page(&self, id: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let page = course.page(id);
        let body = &self.bodies[id as usize].body();
        let mut nodes = self.view.select(body);
        if self.profile == Profile::Epub {
            // What stands on a card is on the card's own page alone, with its notes and its works.
            nodes = without_cards(&nodes);
        }
        let renderer = PageRenderer::new(self, page, body, &nodes);
        let content = renderer.content(&nodes)?;
        renderer.verdict()?;
        let shell = self.theme.render(self.profile.shell(), &renderer.value(&nodes))?;
        let navigation = self.navigation(page, page.out.as_str())?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }

    /// Renders a card alone: what only one person is to read, on a page and a sheet of its own.
    pub fn card(&self, id: PageId, card: &str, out: &mut Vec<u8>) -> Result<(), String> {
        let page = self.view.course().page(id);
        let body = &self.bodies[id as usize].body();
        let nodes = self.view.select(body);
        let is_card = |node: &Node<A>| matches!(node.kind, NodeKind::Block { core: Core::Card, block } if *body.block(block).id == *card);
        let Some(at) = nodes.iter().position(is_card) else { return Ok(()) };
        let subtree = &nodes[at..at + nodes[at].size as usize];
        let mut renderer = PageRenderer::new(self, page, body, &nodes);
        renderer.alone = true;
        // The observer's sheet carries the order for feedback, which stands on the page for all.
        let mut shown = subtree.to_vec();
        if let NodeKind::Block { block, .. } = subtree[0].kind
            && body.block(block).arg("observer") == Some("true")
        {
            shown.extend_from_slice(own_feedback(body, &nodes, at));
        }
        renderer.references = PageRenderer::references_of(self, body, &shown);
        let mut content = String::new();
        renderer.prose().flow(&shown, &mut content);
        renderer.append_closing(&shown, &mut content)?;
        renderer.verdict()?;
        let mut value = renderer.value(&nodes);
        let label = subtree
            .get(1)
            .filter(|node| node.kind == NodeKind::Label)
            .map_or(&[][..], |label| &subtree[1..1 + label.size as usize]);
        let title = plain_text(body, label);
        value.page.role = "card";
        value.page.offers = None;
        value.page.title = &title;
        value.breadcrumbs.push(renderer.place(page));
        (value.previous, value.next) = (None, None);
        value.contents.clear();
        value.children.clear();
        let shell = self.theme.render(self.profile.shell(), &value)?;
        let navigation = self.navigation(page, page.out.as_str())?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }

    /// The navigation as it is seen from a page's place; a book has one of its own.
    pub(super) fn navigation(&self, page: &Page, current: &str) -> Result<String, String> {
        let mut navigation = String::new();
        if !self.profile.is_paper() {
            self.navigations.append(self, page, current, &mut navigation)?;
        }
        Ok(navigation)
    }

    /// Renders the page that is shown where there is none.
    pub fn not_found(&self, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let Some(home) = course.home.map(|home| course.page(home)) else { return Ok(()) };
        let body = &self.bodies[home.id as usize].body();
        let renderer = PageRenderer::new(self, home, body, &[]);
        let mut value = renderer.value(&[]);
        value.page.role = "not-found";
        value.page.title = self.theme.word("not_found_title");
        value.page.heading = self.theme.word("not_found_title").to_owned();
        (value.previous, value.next) = (None, None);
        value.contents.clear();
        value.scripts.clear();
        let shell = self.theme.render("templates/shell.html", &value)?;
        splice(&shell, "", "", out);
        Ok(())
    }
}

/// The order for feedback that an author wrote into the role play around a card; empty if there is none.
fn own_feedback<'n, A: Audience>(body: &Body, nodes: &'n [Node<A>], card: usize) -> &'n [Node<A>] {
    let is_around = |(at, node): &(usize, &Node<A>)| {
        let is_block = matches!(node.kind, NodeKind::Block { core: Core::Section, .. });
        is_block && *at < card && at + node.size as usize > card
    };
    let Some((at, scene)) = nodes.iter().enumerate().filter(is_around).last() else { return &[] };
    let is_feedback = |subtree: &&[Node<A>]| matches!(subtree[0].kind, NodeKind::Block { core: Core::Step, block } if body.block(block).kind == "role-play");
    children(&nodes[at..at + scene.size as usize]).find(is_feedback).unwrap_or_default()
}

/// The nodes with cards that hold nothing but their label.
fn without_cards<A: Audience>(nodes: &[Node<A>]) -> Vec<Node<A>> {
    let mut kept: Vec<Node<A>> = Vec::with_capacity(nodes.len());
    // Containers whose end lies ahead: their place among the kept, and their end.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        while open.last().is_some_and(|(_, end)| *end <= at) {
            close(&mut open, &mut kept);
        }
        open.push((kept.len(), at + node.size as usize));
        kept.push(*node);
        let is_card = matches!(node.kind, NodeKind::Block { core: Core::Card, .. });
        match nodes.get(at + 1) {
            Some(label) if is_card && label.kind == NodeKind::Label => {
                let label_end = at + 1 + label.size as usize;
                kept.extend_from_slice(&nodes[at + 1..label_end]);
                at += node.size as usize;
            }
            _ if is_card => at += node.size as usize,
            _ => at += 1,
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut kept);
    }
    kept
}

fn close<A: Audience>(open: &mut Vec<(usize, usize)>, kept: &mut [Node<A>]) {
    if let Some((start, _)) = open.pop() {
        kept[start].size = u32::try_from(kept.len() - start).unwrap_or(u32::MAX);
    }
}

/// Puts the rendered parts in the places that the shell marks.
pub(super) fn splice(shell: &str, body: &str, navigation: &str, out: &mut Vec<u8>) {
    out.reserve(shell.len() + body.len() + navigation.len());
    let mut rest = shell;
    while let Some(at) = mark(rest) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let (mark, part) = if rest.starts_with(BODY) {
            (BODY, body)
        } else if rest.starts_with(NAVIGATION) {
            (NAVIGATION, navigation)
        } else {
            ("<%", "<%")
        };
        out.extend_from_slice(part.as_bytes());
        rest = &rest[mark.len()..];
    }
    out.extend_from_slice(rest.as_bytes());
}

/// Where a mark begins. A page has hundreds of brackets and hardly a percent sign, which is what is looked for.
fn mark(text: &str) -> Option<usize> {
    let mut signs = text.match_indices('%').filter_map(|(at, _)| at.checked_sub(1));
    signs.find(|at| text.as_bytes().get(*at) == Some(&b'<'))
}

/// One page in the making.
pub(super) struct PageRenderer<'a, A: Audience> {
    pub(super) edition: &'a Edition<A>,
    pub(super) page: &'a Page,
    pub(super) body: &'a Body,
    pub(super) footnotes: Footnotes<'a>,
    references: References,
    /// Whether a card is rendered by itself.
    alone: bool,
    /// Whether what is written now may stand on the page twice, or in a label: no ids, no buttons.
    pub(super) plain: Cell<bool>,
    /// How many tables have been written.
    tables: Cell<u32>,
    /// The first mistake that a block's template made.
    fault: RefCell<Option<String>>,
    /// In the preview alone: the lines of the sources.
    pub(super) lines: Option<SourceLines>,
}

/// The address of a card's own page: `<page>.<id>.html`.
pub(super) fn card_path(page: &Page, id: &str) -> Option<OutPath> {
    let stem = page.out.as_str().strip_suffix(".html")?;
    OutPath::new(&format!("{stem}.{id}.html")).ok()
}

impl<'a, A: Audience> PageRenderer<'a, A> {
    pub(super) fn new(edition: &'a Edition<A>, page: &'a Page, body: &'a Body, nodes: &[Node<A>]) -> Self {
        PageRenderer {
            edition,
            page,
            body,
            footnotes: Footnotes::of(body, nodes),
            references: PageRenderer::references_of(edition, body, nodes),
            alone: false,
            plain: Cell::new(false),
            tables: Cell::new(0),
            fault: RefCell::new(None),
            lines: edition.preview.then(|| SourceLines::of(body)),
        }
    }

    /// The link to a card's own page; nothing where it is that page.
    pub(super) fn card_href(&self, block: &Block) -> String {
        let path = if self.alone { None } else { card_path(self.page, &block.id) };
        path.map(|path| self.page.out.link_to(&path)).unwrap_or_default()
    }

    /// Keeps a mistake in the theme until the page is finished, which then fails with it.
    pub(super) fn fail(&self, words: String) {
        self.fault.borrow_mut().get_or_insert(words);
    }

    fn verdict(&self) -> Result<(), String> {
        self.fault.borrow_mut().take().map_or(Ok(()), Err)
    }

    fn prose(&self) -> Prose<'_, A> {
        Prose { body: self.body, around: self }
    }

    /// The page's content: everything but its main heading; footnotes, works and words at the end.
    fn content(&self, nodes: &[Node<A>]) -> Result<String, String> {
        let mut out = String::with_capacity(self.body.text.len() * 2);
        match title_node(self.page, nodes) {
            Some(at) => {
                self.prose().flow(&nodes[..at], &mut out);
                self.prose().flow(&nodes[at + nodes[at].size as usize..], &mut out);
            }
            None => self.prose().flow(nodes, &mut out),
        }
        self.append_footnotes(nodes, &mut out);
        self.append_closing(nodes, &mut out)?;
        Ok(out)
    }

    fn append_footnotes(&self, nodes: &[Node<A>], out: &mut String) {
        if self.footnotes.order.is_empty() {
            return;
        }
        // A reading system opens a note by itself where it is one; on a screen and on paper they are a list.
        let is_note = self.edition.profile == Profile::Epub;
        out.push_str("<section class=\"footnotes\"");
        html::attribute("role", if is_note { "region" } else { "doc-endnotes" }, out);
        html::attribute("aria-label", self.word("footnotes"), out);
        out.push_str(if is_note { ">\n" } else { ">\n<ol>\n" });
        for label in &self.footnotes.order {
            let definition = nodes.iter().position(|node| {
                matches!(node.kind, NodeKind::FootnoteDefinition { label: own } if self.body.string(own) == *label)
            });
            let (Some(at), Some(number)) = (definition, self.footnotes.number(label)) else { continue };
            let words = &nodes[at + 1..at + nodes[at].size as usize];
            if is_note {
                out.push_str(&format!("<aside id=\"fn-{number}\" role=\"doc-footnote\">\n"));
                out.push_str(&format!("<p class=\"footnote-number\">{number}</p>\n"));
            } else {
                out.push_str(&format!("<li id=\"fn-{number}\">\n"));
            }
            self.prose().flow(words, out);
            if self.footnotes.leads_back(label) {
                out.push_str(&format!("<p><a href=\"#fnref-{number}\" role=\"doc-backlink\""));
                html::attribute("aria-label", self.word("footnote_back"), out);
                out.push_str(">↩</a></p>\n");
            }
            out.push_str(if is_note { "</aside>\n" } else { "</li>\n" });
        }
        out.push_str(if is_note { "</section>\n" } else { "</ol>\n</section>\n" });
    }
}

/// Where the page's main heading stands among its nodes.
fn title_node<A: Audience>(page: &Page, nodes: &[Node<A>]) -> Option<usize> {
    let (_, _, title) = page.outline.heading.as_ref()?;
    nodes.iter().position(|node| matches!(node.kind, NodeKind::Heading { heading, .. } if heading == *title))
}

/// Inline HTML that passes through a template must not look like one of the shell's marks.
pub(super) fn unmarked(html: String) -> String {
    if html.contains("<%") { html.replace("<%", "&lt;%") } else { html }
}
