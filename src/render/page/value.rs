//! One page of a view → the plain value that the shell's template receives.

use std::collections::BTreeMap;

use super::{PageRenderer, title_node, unmarked};
use crate::course::stories::Basis;
use crate::course::{Audience, FICTIONAL, Page, PageId, Role, View, feedback_path};
use crate::document::Node;
use crate::document::date::Date;
use crate::render::CSP;
use crate::render::html;
use crate::render::navigation::slug;
use crate::render::profile::Profile;
use crate::render::theme::{BODY, FIRST, NAVIGATION, direction};
use crate::render::view::{
    About, Child, Entry, ObjectiveView, PageView, Place, Site, Slot, StoryView, StrandView,
};

impl<'a, A: Audience> PageRenderer<'a, A> {
    /// The value of the shell.
    pub(in crate::render) fn value<'v>(&'v self, nodes: &[Node<A>]) -> PageView<'v> {
        let view = &self.edition.view;
        let is_home = self.page.role == Role::Home;
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
                .filter(|(_, page)| !is_home || !self.is_beside(page))
                .map(|(at, page)| self.child(page, at + 1))
                .collect(),
            beside: if is_home { self.beside() } else { Vec::new() },
            plans: if is_home { self.edition.plan_entries() } else { Vec::new() },
            paths: if is_home { self.edition.home_paths(self.page) } else { Vec::new() },
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
            home: format!(
                "{root}{}",
                self.edition.view.start().map_or("index.html", |start| start.out.as_str())
            ),
            icon: format!("{root}assets/icon.svg"),
            styles: self.edition.sheet(FIRST, &root).into_iter().collect(),
            sheets: self.sheets(&root),
            csp: CSP,
            preview: self.edition.preview,
            platform: self.edition.platform,
            journal: self.edition.journal_policy().name(),
            search: self.edition.has_search(),
            signposts: &config.signposts,
            foot: self.foot(),
            support: self.support(),
            valid_until: view_until(self.edition.valid_until),
        }
    }

    /// The style sheets that the first look at a page need not wait for.
    fn sheets(&self, root: &str) -> BTreeMap<&'a str, String> {
        let names = self.edition.theme.sheets.keys().filter(|name| *name != FIRST);
        names.filter_map(|name| Some((name.as_str(), self.edition.sheet(name, root)?))).collect()
    }

    fn about(&self, nodes: &[Node<A>]) -> About<'_> {
        let (page, header) = (self.page, &self.page.outline.header);
        let learner_sees = self.edition.view.course().config.show_minutes;
        About {
            role: page.role.name(),
            kind: if page.role == Role::Page { page.kind } else { page.role.name() },
            title: page.title(),
            number: match self.edition.profile {
                Profile::Workbook => view_number(&self.edition.view, page),
                _ => String::new(),
            },
            heading: self.heading(nodes),
            summary: header.summary.as_ref().map_or("", |summary| &summary.value),
            minutes: header.minutes.unwrap_or_default(),
            show_minutes: learner_sees || A::sees(true),
            objectives: header.objectives.iter().map(objective).collect(),
            audience: header.audience.iter().map(|text| text.value.as_str()).collect(),
            content_notes: header.content_notes.iter().map(|text| text.value.as_str()).collect(),
            prerequisites: self.prerequisites(),
            draft: page.is_draft(),
            strand: page.strand.map(|strand| self.strand(strand)),
            root: page.out.to_root(),
            writes: self.writes(),
            offers: self.offers(),
            id: page.out.as_str().trim_end_matches(".html").to_owned(),
            path: page.out.as_str(),
            fictional: page.is_fictional()
                || self.is_invented(header.story.as_ref().map(|s| s.value.as_str())),
            story: self.story(header.story.as_ref().map(|story| story.value.as_str())),
            valid_until: view_until(self.edition.view.page_until(page)),
            teller: header.teller.as_ref().map_or("", |teller| &teller.value),
            authors: header.authors.iter().map(|text| text.value.as_str()).collect(),
            reviewed: header.reviewed.map(|date| date.to_string()).unwrap_or_default(),
            notes: self.notes(),
            feedback: feedback_path(page).map(|sheet| page.out.link_to(&sheet)).unwrap_or_default(),
        }
    }

    /// On the home: the pages beside the strands; a page that leads into a path is found with its path.
    fn beside(&self) -> Vec<Child<'_>> {
        let pages = self.edition.view.children(self.page.id).filter(|page| self.is_beside(page));
        pages.filter(|page| !self.edition.is_lead(page)).map(|page| self.child(page, 0)).collect()
    }

    /// Whether a page of the home stands beside strands: without strands, pages are the course.
    fn is_beside(&self, page: &Page) -> bool {
        let view = &self.edition.view;
        page.role == Role::Page && view.children(self.page.id).any(|other| other.role != Role::Page)
    }

    /// The notes for facilitators, which stand somewhere down the page.
    fn notes(&self) -> Vec<Place<'_>> {
        let notes = self.edition.view.notes(self.page).filter(|note| !note.id.is_empty());
        let place = |note: &'a crate::document::Note| Place {
            title: &note.label,
            href: format!("#{}", note.id),
            kind: "facilitator",
        };
        notes.map(place).collect()
    }

    /// On what a story rests and whose it is, as readers are told; nothing for one that is invented.
    pub(in crate::render) fn story(&self, id: Option<&str>) -> Option<StoryView> {
        let story = self.edition.view.course().stories.get(id?)?;
        let basis = match (story.basis, story.teller.is_empty()) {
            (Basis::Fictional, _) => return None,
            (Basis::Composite, _) => "composite".to_owned(),
            (basis, true) => format!("{}_unnamed", basis.name()),
            (basis, false) => basis.name().to_owned(),
        };
        Some(StoryView { basis, teller: story.teller.clone() })
    }

    /// The last day of a story, in a copy that nobody builds again.
    pub(in crate::render) fn until(&self, id: Option<&str>) -> String {
        view_until(self.edition.view.story_until(id))
    }

    /// Whether a story is invented for teaching.
    pub(in crate::render) fn is_invented(&self, id: Option<&str>) -> bool {
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

    fn prerequisites(&self) -> Vec<Place<'_>> {
        let view = &self.edition.view;
        let named = self.page.prerequisites.iter().filter(|id| view.may_name(**id));
        let place = |id: &PageId| {
            let place = self.place(view.course().page(*id));
            // One that is not here is named without a link.
            if view.has(*id) { place } else { Place { href: String::new(), ..place } }
        };
        named.map(place).collect()
    }

    pub(in crate::render) fn place<'p>(&self, page: &'p Page) -> Place<'p> {
        Place { title: page.title(), href: self.page.out.link_to(&page.out), kind: page.kind }
    }

    /// The way back from a page that no author wrote.
    pub(in crate::render) fn start(&self) -> Vec<Place<'_>> {
        self.edition.view.start().map(|start| self.place(start)).into_iter().collect()
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

    pub(in crate::render) fn child<'p>(&'p self, page: &'p Page, number: usize) -> Child<'p> {
        let view = &self.edition.view;
        let header = &page.outline.header;
        let below: Vec<&Page> = view.children(page.id).collect();
        let shows_minutes = view.course().config.show_minutes || A::sees(true);
        Child {
            title: page.title(),
            href: self.page.out.link_to(&page.out),
            summary: header.summary.as_ref().map_or("", |summary| &summary.value),
            kind: if page.role == Role::Page { page.kind } else { page.role.name() },
            role: page.role.name(),
            minutes: if shows_minutes { header.minutes.unwrap_or_default() } else { 0 },
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

fn view_until(until: Option<Date>) -> String {
    until.map(|date| date.to_string()).unwrap_or_default()
}

/// Where a page stands among those that are listed: `2.1.3`; nothing for the start and for what stands beside strands.
pub(in crate::render) fn view_number<A: Audience>(view: &View<A>, page: &Page) -> String {
    let start = view.start().map(|start| start.id);
    let mut numbers = Vec::new();
    let mut at = page;
    while Some(at.id) != start {
        let Some(parent) = at.parent else { return String::new() };
        let is_beside = at.role == Role::Page && at.strand.is_none();
        match view.children(parent).filter(|p| p.strand.is_some()).position(|child| child.id == at.id) {
            Some(place) if !is_beside => numbers.push((place + 1).to_string()),
            _ => return String::new(),
        }
        at = view.course().page(parent);
    }
    numbers.reverse();
    numbers.join(".")
}

fn objective(objective: &crate::document::header::Objective) -> ObjectiveView<'_> {
    let mut html = String::new();
    html::text(&objective.text.value, &mut html);
    ObjectiveView { id: objective.id.as_deref().unwrap_or_default(), html }
}
