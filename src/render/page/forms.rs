//! The course's data → what it says of itself, and sheets to fill in: the participation record and the feedback.

use serde::Serialize;

use super::{Audience, Edition, PageId, PageRenderer, splice};
use crate::config::Journal;
use crate::course::{Page, Role, feedback_path};
use crate::render::html;
use crate::render::view::{ObjectiveView, PageView};

/// The value of `templates/generated/about.html`.
#[derive(Serialize)]
struct AboutView<'a> {
    made: &'a str,
    authors: Vec<&'a str>,
    reviewers: Vec<ReviewerView<'a>>,
    disclosures: Vec<&'a str>,
    accreditation: Option<AccreditationView<'a>>,
    version: &'a str,
    licence: &'a str,
    organisation: &'a str,
}

#[derive(Serialize)]
struct ReviewerView<'a> {
    name: &'a str,
    role: &'a str,
    date: String,
}

#[derive(Serialize)]
struct AccreditationView<'a> {
    provider: &'a str,
    number: &'a str,
    credits: &'a str,
    valid_until: String,
}

/// The value of `templates/generated/participation.html`.
#[derive(Serialize)]
struct ParticipationView<'a> {
    course: &'a str,
    version: &'a str,
    organisation: &'a str,
    journal: bool,
    accreditation: Option<AccreditationView<'a>>,
    strands: Vec<StrandRows<'a>>,
}

#[derive(Serialize)]
struct StrandRows<'a> {
    title: &'a str,
    modules: Vec<ModuleRow<'a>>,
}

#[derive(Serialize)]
struct ModuleRow<'a> {
    title: &'a str,
    id: String,
    /// How the ids of its pages begin, as progress names them, and how many there are.
    prefix: &'a str,
    pages: usize,
}

/// The value of `templates/generated/feedback.html`.
#[derive(Serialize)]
struct FeedbackView<'a> {
    title: &'a str,
    back: String,
    course: &'a str,
    is_course: bool,
    edition: &'static str,
    objectives: Vec<ObjectiveView<'a>>,
}

impl<A: Audience> Edition<A> {
    /// What the course says of itself.
    pub(in crate::render) fn about_content(&self) -> Result<String, String> {
        let config = &self.view.course().config;
        let mut authors: Vec<&str> = config.authors.iter().map(|author| author.value.as_str()).collect();
        for author in self.view.pages().flat_map(|page| &page.outline.header.authors) {
            if !authors.contains(&author.value.as_str()) {
                authors.push(&author.value);
            }
        }
        let reviewers = config.reviewers.iter();
        let value = AboutView {
            made: &config.made,
            authors,
            reviewers: reviewers
                .map(|by| ReviewerView { name: &by.name, role: &by.role, date: by.date.to_string() })
                .collect(),
            disclosures: config.disclosures.iter().map(|text| text.value.as_str()).collect(),
            accreditation: self.accreditation(),
            version: &config.version,
            licence: &config.licence,
            organisation: &config.organisation,
        };
        self.theme.render("templates/generated/about.html", &value)
    }

    /// A form in which learners say what they have done.
    pub(in crate::render) fn participation_content(&self) -> Result<String, String> {
        let course = self.view.course();
        let config = &course.config;
        let modules = |strand| self.view.children(strand).filter(|page| page.role == Role::Module);
        let strands =
            course.strands.iter().filter(|strand| self.view.has(**strand)).map(|strand| StrandRows {
                title: course.page(*strand).title(),
                modules: modules(*strand).map(|module| self.row(module)).collect(),
            });
        let value = ParticipationView {
            course: &config.title,
            version: &config.version,
            organisation: &config.organisation,
            journal: config.journal != Journal::Off,
            accreditation: self.accreditation(),
            strands: strands.filter(|strand| !strand.modules.is_empty()).collect(),
        };
        self.theme.render("templates/generated/participation.html", &value)
    }

    /// Renders the feedback sheet that is made from a page's objectives.
    pub fn feedback(&self, id: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let page = course.page(id);
        let Some(path) = feedback_path(page) else { return Ok(()) };
        let body = self.bodies[id as usize].body();
        let renderer = PageRenderer::new(self, page, &body, &[]);
        let is_course = course.home == Some(id);
        let heading = if is_course { &course.config.title } else { page.title() };
        let content = FeedbackView {
            title: heading,
            back: page.out.link_to(&page.out),
            course: &course.config.title,
            is_course,
            edition: A::EDITION.name(),
            objectives: renderer.value(&[]).page.objectives,
        };
        let content = self.theme.render("templates/generated/feedback.html", &content)?;
        let title = self.theme.word("feedback_title").replace("{title}", heading);
        let mut value = renderer.value(&[]);
        sheet(&mut value, "feedback", &title);
        value.page.id = path.as_str().trim_end_matches(".html").to_owned();
        value.page.path = path.as_str();
        value.page.root = path.to_root();
        value.breadcrumbs.push(renderer.place(page));
        value.scripts = renderer.scripts("sheet");
        let shell = self.theme.render("templates/shell.html", &value)?;
        let mut navigation = String::new();
        self.navigations.append(self, page, path.as_str(), &mut navigation)?;
        splice(&shell, &content, &navigation, out);
        Ok(())
    }

    /// The accreditation, unless it has run out.
    fn accreditation(&self) -> Option<AccreditationView<'_>> {
        let has_lapsed = self.view.withheld().has_credit();
        let accreditation = self.view.course().config.accreditation.as_ref().filter(|_| !has_lapsed)?;
        Some(AccreditationView {
            provider: &accreditation.provider,
            number: &accreditation.number,
            credits: &accreditation.credits,
            valid_until: accreditation.valid_until.value.to_string(),
        })
    }

    fn row<'v>(&'v self, module: &'v Page) -> ModuleRow<'v> {
        let path = module.out.as_str();
        let prefix = path.strip_suffix("index.html").unwrap_or(path);
        let mut pages = 0;
        self.count(module, &mut pages);
        ModuleRow { title: module.title(), id: module.id.to_string(), prefix, pages }
    }

    /// A module's pages in the lists, itself included.
    fn count(&self, page: &Page, into: &mut usize) {
        *into += 1;
        self.view.children(page.id).for_each(|child| self.count(child, into));
    }
}

/// Makes of a page's value that of a sheet: nothing of the page stays but where it stands in the course.
pub(in crate::render) fn sheet<'a>(value: &mut PageView<'a>, kind: &'static str, title: &'a str) {
    let mut heading = String::new();
    html::text(title, &mut heading);
    let strand = value.page.strand.take();
    value.page = crate::render::view::About {
        role: "sheet",
        kind,
        title,
        heading,
        strand,
        ..crate::render::view::About::default()
    };
    (value.previous, value.next) = (None, None);
    value.children.clear();
    value.contents.clear();
}
