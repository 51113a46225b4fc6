//! An edition → `journal.html`: the page on which a learner finds all that they wrote, filled by scripts alone;
//! and `assets/panel.js`: the scripts that speak beside a place to write, with what they show.

use serde::Serialize;

use super::{Audience, Edition, PageRenderer, splice};
use crate::config::Journal;
use crate::render::view::BlockSite;

/// Where the journal is, from the top.
const ADDRESS: &str = "journal.html";

/// The value of `templates/journal-parts.html`.
#[derive(Serialize)]
struct Parts<'a> {
    site: BlockSite<'a>,
}

impl<A: Audience> Edition<A> {
    /// The script that speaks, behind what it shows: data as a script, since a page may connect to nothing.
    pub fn journal_panel(&self) -> Result<Vec<u8>, String> {
        let site = BlockSite {
            signposts: &self.view.course().config.signposts,
            support: None,
            platform: self.platform,
        };
        let parts = self.theme.render("templates/journal-parts.html", &Parts { site })?;
        let parts = serde_json::to_string(&parts).map_err(|error| error.to_string())?;
        let mut script = format!("window.bedside.parts = {parts};\n").into_bytes();
        script.extend(self.theme.scripts.get("panel").into_iter().flatten());
        Ok(script)
    }

    /// The names of all places to write, by which the journal's page knows the answers whose prompt is gone.
    pub fn journal_prompts(&self) -> Vec<u8> {
        let mut names = Vec::new();
        for page in self.view.pages() {
            let address = page.out.as_str().trim_end_matches(".html");
            let shown: Vec<&str> = self.view.anchors(page).map(|anchor| &*anchor.id).collect();
            for field in page.outline.fields.iter().filter(|field| shown.contains(&&*field.id)) {
                let key = self.view.course().prompts.key(page.id, &field.id);
                names.push(key.map_or_else(|| format!("{address}#{}", field.id), str::to_owned));
            }
            if page.kind == super::narrative::NARRATIVE {
                names.push(format!("{address}#{}", super::narrative::PROMPT));
            }
        }
        let names = serde_json::to_string(&names).unwrap_or_default();
        format!("window.bedside.prompts = {names};\n").into_bytes()
    }

    /// Renders the journal's page; nothing where the course has no journal.
    pub fn journal(&self, out: &mut Vec<u8>) -> Result<(), String> {
        let course = self.view.course();
        let Some(home) = course.home.map(|home| course.page(home)) else { return Ok(()) };
        if self.journal_policy() == Journal::Off {
            return Ok(());
        }
        let body = self.bodies[home.id as usize].body();
        let renderer = PageRenderer::new(self, home, &body, &[]);
        let mut value = renderer.value(&[]);
        let page = &mut value.page;
        (page.role, page.kind, page.path) = ("journal", "journal", ADDRESS);
        page.title = self.theme.word("kind_journal");
        page.heading = self.theme.word("kind_journal").to_owned();
        page.id = "journal".to_owned();
        (page.summary, page.teller, page.reviewed) = ("", "", String::new());
        (page.writes, page.fictional, page.draft) = (false, false, false);
        page.story = None;
        page.feedback.clear();
        page.valid_until.clear();
        page.offers = None;
        page.objectives.clear();
        page.audience.clear();
        page.content_notes.clear();
        page.prerequisites.clear();
        page.authors.clear();
        value.scripts = renderer.scripts("journal");
        value.breadcrumbs = renderer.start();
        (value.previous, value.next) = (None, None);
        value.contents.clear();
        value.children.clear();
        let shell = self.theme.render("templates/shell.html", &value)?;
        let mut navigation = String::new();
        self.navigations.append(self, home, ADDRESS, &mut navigation)?;
        splice(&shell, "", &navigation, out);
        Ok(())
    }
}
