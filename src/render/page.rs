//! One page of a view → its HTML: the shell from its value, body and navigation spliced in.

mod journal;
mod scripts;

use std::cell::RefCell;
use std::sync::Arc;

use super::CSP;
use super::footnotes::Footnotes;
use super::html::{self, Around, Prose};
use super::navigation::{Navigations, slug};
use super::search::Search;
use super::theme::{BODY, NAVIGATION, Theme, direction};
use super::view::{About, Child, Entry, ObjectiveView, PageView, Place, Site, Slot, StoryView, StrandView};
use crate::config::HtmlPolicy;
use crate::course::stories::Basis;
use crate::course::{Audience, FICTIONAL, Page, PageId, Role, Target, View};
use crate::document::{Block, Body, Core, Index, Link, LinkForm, Node, NodeKind, highlight, plain_text};
use crate::publish::OutPath;

/// All that the pages of one edition are rendered from.
pub struct Edition<A: Audience> {
    pub view: View<A>,
    pub theme: Arc<Theme>,
    /// The bodies, in the order of the course's pages.
    pub bodies: Vec<Arc<Body>>,
    pub preview: bool,
    pub(super) search: Search,
    pub(super) navigations: Navigations,
    /// Pages in reading order, for previous and next.
    order: Vec<PageId>,
    /// The style sheet's name with the hash of its content, relative to the top.
    style: String,
}

impl<A: Audience> Edition<A> {
    pub fn new(view: View<A>, theme: Arc<Theme>, bodies: Vec<Arc<Body>>, preview: bool) -> Self {
        let navigations = Navigations::new(&view);
        let order = view.pages().filter(|page| !page.outline.header.unlisted).map(|page| page.id).collect();
        let style = format!("assets/style.css?v={}", &blake3::hash(&theme.css).to_hex()[..8]);
        Edition { view, theme, bodies, preview, search: Search::default(), navigations, order, style }
    }

    /// Renders one page; the words of a mistake in the theme otherwise.
    pub fn page(&self, id: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let page = course.page(id);
        let body = &self.bodies[id as usize];
        let nodes = self.view.select(body);
        let renderer = PageRenderer::new(self, page, body, &nodes);
        let content = renderer.content(&nodes);
        renderer.verdict()?;
        let shell = self.theme.render("templates/shell.html", &renderer.value(&nodes))?;
        let mut navigation = String::new();
        self.navigations.append(&self.view, &self.theme, page, &mut navigation)?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }

    /// Renders a card alone: what only one person is to read, on a page and a sheet of its own.
    pub fn card(&self, id: PageId, card: &str, out: &mut Vec<u8>) -> Result<(), String> {
        let page = self.view.course().page(id);
        let body = &self.bodies[id as usize];
        let nodes = self.view.select(body);
        let is_card = |node: &Node<A>| matches!(node.kind, NodeKind::Block { core: Core::Card, block } if *body.block(block).id == *card);
        let Some(at) = nodes.iter().position(is_card) else { return Ok(()) };
        let subtree = &nodes[at..at + nodes[at].size as usize];
        let mut renderer = PageRenderer::new(self, page, body, &nodes);
        renderer.alone = true;
        let mut content = String::new();
        renderer.prose().flow(subtree, &mut content);
        renderer.verdict()?;
        let mut value = renderer.value(&nodes);
        let label = subtree
            .get(1)
            .filter(|node| node.kind == NodeKind::Label)
            .map_or(&[][..], |label| &subtree[1..1 + label.size as usize]);
        let title = plain_text(body, label);
        value.page.role = "card";
        value.page.title = &title;
        value.breadcrumbs.push(renderer.place(page));
        (value.previous, value.next) = (None, None);
        value.contents.clear();
        value.children.clear();
        let shell = self.theme.render("templates/shell.html", &value)?;
        let mut navigation = String::new();
        self.navigations.append(&self.view, &self.theme, page, &mut navigation)?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }

    /// Renders the page that is shown where there is none.
    pub fn not_found(&self, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let Some(home) = course.home.map(|home| course.page(home)) else { return Ok(()) };
        let body = &self.bodies[home.id as usize];
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

/// Puts the rendered parts in the places that the shell marks.
pub(super) fn splice(shell: &str, body: &str, navigation: &str, out: &mut Vec<u8>) {
    out.reserve(shell.len() + body.len() + navigation.len());
    let mut rest = shell;
    while let Some(at) = rest.find("<%") {
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

/// One page in the making.
pub(super) struct PageRenderer<'a, A: Audience> {
    pub(super) edition: &'a Edition<A>,
    pub(super) page: &'a Page,
    pub(super) body: &'a Body,
    pub(super) footnotes: Footnotes<'a>,
    /// Whether a card is rendered by itself.
    alone: bool,
    /// The first mistake that a block's template made.
    fault: RefCell<Option<String>>,
}

/// The address of a card's own page: `<page>.<id>.html`.
pub(super) fn card_path(page: &Page, id: &str) -> Option<OutPath> {
    let stem = page.out.as_str().strip_suffix(".html")?;
    OutPath::new(&format!("{stem}.{id}.html")).ok()
}

impl<'a, A: Audience> PageRenderer<'a, A> {
    pub(super) fn new(edition: &'a Edition<A>, page: &'a Page, body: &'a Body, nodes: &[Node<A>]) -> Self {
        let footnotes = Footnotes::of(body, nodes);
        PageRenderer { edition, page, body, footnotes, alone: false, fault: RefCell::new(None) }
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

    /// The page's content: everything but its main heading, footnotes at the end.
    fn content(&self, nodes: &[Node<A>]) -> String {
        let mut out = String::with_capacity(self.body.text.len() * 2);
        match title_node(self.page, nodes) {
            Some(at) => {
                self.prose().flow(&nodes[..at], &mut out);
                self.prose().flow(&nodes[at + nodes[at].size as usize..], &mut out);
            }
            None => self.prose().flow(nodes, &mut out),
        }
        self.append_footnotes(nodes, &mut out);
        out
    }

    fn append_footnotes(&self, nodes: &[Node<A>], out: &mut String) {
        if self.footnotes.order.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\"");
        html::attribute("aria-label", self.word("footnotes"), out);
        out.push_str(">\n<ol>\n");
        for label in &self.footnotes.order {
            let definition = nodes.iter().position(|node| {
                matches!(node.kind, NodeKind::FootnoteDefinition { label: own } if self.body.string(own) == *label)
            });
            let (Some(at), Some(number)) = (definition, self.footnotes.number(label)) else { continue };
            out.push_str(&format!("<li id=\"fn-{number}\">\n"));
            self.prose().flow(&nodes[at + 1..at + nodes[at].size as usize], out);
            if self.footnotes.leads_back(label) {
                out.push_str(&format!("<p><a href=\"#fnref-{number}\" role=\"doc-backlink\""));
                html::attribute("aria-label", self.word("footnote_back"), out);
                out.push_str(">↩</a></p>\n");
            }
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }

    /// The value of the shell.
    pub(super) fn value<'v>(&'v self, nodes: &[Node<A>]) -> PageView<'v> {
        let view = &self.edition.view;
        PageView {
            site: self.site(),
            page: self.about(nodes),
            breadcrumbs: self.breadcrumbs(),
            previous: self.neighbour(false),
            next: self.neighbour(true),
            contents: self.contents(),
            children: view
                .children(self.page.id)
                .enumerate()
                .map(|(at, page)| self.child(page, at + 1))
                .collect(),
            scripts: self.scripts(self.page.role.name()),
            slot: Slot { navigation: NAVIGATION, body: BODY },
        }
    }

    fn site(&self) -> Site<'_> {
        let config = &self.edition.view.course().config;
        let root = self.page.out.to_root();
        Site {
            id: &config.id,
            title: &config.title,
            language: &config.language,
            direction: direction(&config.language),
            organisation: &config.organisation,
            licence: &config.licence,
            version: &config.version,
            edition: A::EDITION.name(),
            restricted: !config.public,
            home: format!("{root}index.html"),
            icon: format!("{root}assets/icon.svg"),
            styles: vec![format!("{root}{}", self.edition.style)],
            csp: CSP,
            preview: self.edition.preview,
            journal: config.journal.name(),
            signposts: &config.signposts,
        }
    }

    fn about(&self, nodes: &[Node<A>]) -> About<'_> {
        let (page, header) = (self.page, &self.page.outline.header);
        let learner_sees = self.edition.view.course().config.show_minutes;
        About {
            role: page.role.name(),
            kind: if page.role == Role::Page { page.kind } else { page.role.name() },
            title: page.title(),
            heading: self.heading(nodes),
            summary: header.summary.as_ref().map_or("", |summary| &summary.value),
            minutes: header.minutes.unwrap_or_default(),
            show_minutes: learner_sees || A::sees(true),
            objectives: header.objectives.iter().map(objective).collect(),
            audience: header.audience.iter().map(|text| text.value.as_str()).collect(),
            content_notes: header.content_notes.iter().map(|text| text.value.as_str()).collect(),
            draft: page.is_draft(),
            strand: page.strand.map(|strand| self.strand(strand)),
            root: page.out.to_root(),
            writes: self.writes(),
            id: page.out.as_str().trim_end_matches(".html").to_owned(),
            path: page.out.as_str(),
            fictional: page.is_fictional()
                || self.is_invented(header.story.as_ref().map(|s| s.value.as_str())),
            story: self.story(header.story.as_ref().map(|story| story.value.as_str())),
            teller: header.teller.as_ref().map_or("", |teller| &teller.value),
            authors: header.authors.iter().map(|text| text.value.as_str()).collect(),
            reviewed: header.reviewed.map(|date| date.to_string()).unwrap_or_default(),
        }
    }

    /// On what a story rests and whose it is, as readers are told; nothing for one that is invented.
    pub(super) fn story(&self, id: Option<&str>) -> Option<StoryView> {
        let story = self.edition.view.course().stories.get(id?)?;
        let basis = match (story.basis, story.teller.is_empty()) {
            (Basis::Fictional, _) => return None,
            (Basis::Composite, _) => "composite".to_owned(),
            (basis, true) => format!("{}_unnamed", basis.name()),
            (basis, false) => basis.name().to_owned(),
        };
        Some(StoryView { basis, teller: story.teller.clone() })
    }

    /// Whether a story is invented for teaching.
    pub(super) fn is_invented(&self, id: Option<&str>) -> bool {
        let story = |id| self.edition.view.course().stories.get(id);
        id.is_some_and(|id| id == FICTIONAL || story(id).is_some_and(|story| story.basis == Basis::Fictional))
    }

    /// The one main heading: the words of the page's first, else its title.
    fn heading(&self, nodes: &[Node<A>]) -> String {
        let mut out = String::new();
        match title_node(self.page, nodes) {
            Some(at) => self.prose().inline(&nodes[at..at + nodes[at].size as usize], &mut out),
            None => html::text(self.page.title(), &mut out),
        }
        unmarked(out)
    }

    fn strand(&self, id: PageId) -> StrandView<'_> {
        let course = self.edition.view.course();
        let strand = course.page(id);
        StrandView {
            title: strand.title(),
            href: self.page.out.link_to(&strand.out),
            slug: slug(strand),
            number: course.strands.iter().position(|other| *other == id).map_or(0, |at| at + 1),
        }
    }

    pub(super) fn place<'p>(&self, page: &'p Page) -> Place<'p> {
        Place { title: page.title(), href: self.page.out.link_to(&page.out), kind: page.kind }
    }

    fn breadcrumbs(&self) -> Vec<Place<'_>> {
        let course = self.edition.view.course();
        let mut crumbs = Vec::new();
        let mut at = self.page.parent;
        while let Some(id) = at {
            let page = course.page(id);
            if self.edition.view.has(id) {
                crumbs.push(self.place(page));
            }
            at = page.parent;
        }
        crumbs.reverse();
        crumbs
    }

    fn neighbour(&self, next: bool) -> Option<Place<'_>> {
        let order = &self.edition.order;
        // Ids follow the reading order, so the list is sorted by them.
        let at = order.binary_search(&self.page.id).ok()?;
        let at = if next { at.checked_add(1)? } else { at.checked_sub(1)? };
        order.get(at).map(|id| self.place(self.edition.view.course().page(*id)))
    }

    fn contents(&self) -> Vec<Entry<'_>> {
        let headings = self.edition.view.headings(self.page).filter(|h| (2..=3).contains(&h.level));
        let entry = |heading: &'a crate::document::Heading| {
            let mut html = String::new();
            html::text(&heading.text, &mut html);
            Entry { level: heading.level, id: &heading.id, html }
        };
        headings.map(entry).collect()
    }

    pub(super) fn child<'p>(&'p self, page: &'p Page, number: usize) -> Child<'p> {
        let view = &self.edition.view;
        let header = &page.outline.header;
        let below: Vec<&Page> = view.children(page.id).collect();
        Child {
            title: page.title(),
            href: self.page.out.link_to(&page.out),
            summary: header.summary.as_ref().map_or("", |summary| &summary.value),
            kind: if page.role == Role::Page { page.kind } else { page.role.name() },
            role: page.role.name(),
            minutes: header.minutes.unwrap_or_default(),
            slug: slug(page),
            number,
            objectives: header.objectives.len(),
            pages: below.len(),
            draft: page.is_draft(),
            // A home page names what lies two levels below, and no page more than that.
            children: below.into_iter().map(|child| self.place(child)).collect(),
        }
    }
}

/// Where the page's main heading stands among its nodes.
fn title_node<A: Audience>(page: &Page, nodes: &[Node<A>]) -> Option<usize> {
    let (_, span, _) = page.outline.heading.as_ref()?;
    nodes.iter().position(|node| matches!(node.kind, NodeKind::Heading { .. }) && node.span == *span)
}

fn objective(objective: &crate::document::header::Objective) -> ObjectiveView<'_> {
    let mut html = String::new();
    html::text(&objective.text.value, &mut html);
    ObjectiveView { id: objective.id.as_deref().unwrap_or_default(), html }
}

/// Inline HTML that passes through a template must not look like one of the shell's marks.
pub(super) fn unmarked(html: String) -> String {
    if html.contains("<%") { html.replace("<%", "&lt;%") } else { html }
}

impl<A: Audience> Around<A> for PageRenderer<'_, A> {
    fn href(&self, index: Index, link: &Link) -> Option<String> {
        let course = self.edition.view.course();
        match self.page.targets.get(index as usize)? {
            Target::Page { page, anchor } if self.edition.view.has(*page) => {
                let mut href = self.page.out.link_to(&course.page(*page).out);
                if let Some(anchor) = anchor {
                    href.push('#');
                    href.push_str(anchor);
                }
                Some(href)
            }
            Target::Here { anchor } => Some(format!("#{anchor}")),
            Target::Asset(asset) => {
                course.assets.get(*asset as usize).map(|asset| self.page.out.link_to(&asset.out))
            }
            Target::Address if link.form == LinkForm::Email => Some(link.dest.to_string()),
            Target::Address => Some(link.dest.chars().filter(|c| !c.is_control()).collect()),
            Target::Page { .. } | Target::Reference | Target::Nowhere => None,
        }
    }

    fn link_words(&self, index: Index) -> String {
        match self.page.targets.get(index as usize) {
            Some(Target::Page { page, .. }) => self.edition.view.course().page(*page).title().to_owned(),
            _ => self.body.link(index).dest.to_string(),
        }
    }

    fn picture(&self, index: Index, _: &Link) -> (String, Option<(usize, usize)>) {
        match self.page.targets.get(index as usize) {
            Some(Target::Asset(asset)) => match self.edition.view.course().assets.get(*asset as usize) {
                Some(asset) => (self.page.out.link_to(&asset.out), asset.source.size),
                None => (String::new(), None),
            },
            _ => (String::new(), None),
        }
    }

    fn block(&self, prose: &Prose<'_, A>, subtree: &[Node<A>], out: &mut String) {
        super::part::append(self, prose, subtree, out);
    }

    fn cite(&self, link: &Link, out: &mut String) {
        out.push('[');
        html::text(&link.dest, out);
        out.push(']');
    }

    fn term(&self, link: &Link, out: &mut String) {
        html::text(if link.title.is_empty() { &link.dest } else { &link.title }, out);
    }

    fn highlighted(&self, language: &str, code: &str) -> Option<String> {
        highlight::highlighted(language, code)
    }

    fn footnote(&self, label: &str) -> Option<(&str, bool)> {
        self.footnotes.number(label).map(|number| (number, self.footnotes.is_first(label)))
    }

    fn word(&self, key: &str) -> &str {
        self.edition.theme.word(key)
    }

    fn is_course(&self) -> bool {
        true
    }

    fn cleans_html(&self) -> bool {
        self.page.outline.has_html && self.edition.view.course().config.html != HtmlPolicy::Allow
    }
}
