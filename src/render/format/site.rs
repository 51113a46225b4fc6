//! An edition → a web site that is the same from a server, below any path, from a disk and from a zip.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Format, Wanted, Wrap};
use crate::config::Journal;
use crate::course::stories::Copy;
use crate::course::{Audience, Generated, PageId, View, feedback_path};
use crate::document::{AnchorKind, Core, Text};
use crate::fingerprint;
use crate::publish::OutPath;
use crate::render::artefacts::{Artefact, Artefacts, Pages};
use crate::render::generated::TOP;
use crate::render::page::{Edition, VALIDITY, card_path, is_of_journal, is_of_search};
use crate::render::search;
use crate::render::theme::Theme;

pub const FORMAT: Format = Format {
    name: "site",
    about: "a web site, for a server, a disk or a USB stick",
    copy: Copy::Site,
    wrap: Wrap::Folder,
    learner: artefacts,
    facilitator: artefacts,
};

/// The files of a site.
pub fn artefacts<A: Audience>(
    view: View<A>,
    theme: &Arc<Theme>,
    bodies: Vec<Arc<Text>>,
    wanted: &Wanted,
) -> Artefacts {
    files(Edition::new(view, Arc::clone(theme), bodies, wanted.preview))
}

/// The files of an edition's site, whatever it is rendered for.
pub(super) fn files<A: Audience>(edition: Edition<A>) -> Artefacts {
    let (view, theme) = (&edition.view, Arc::clone(&edition.theme));
    let mut entries: BTreeMap<OutPath, Artefact> =
        view.pages().map(|page| (page.out.clone(), Artefact::Page(page.id))).collect();
    for page in view.pages() {
        let cards = view.anchors(page).filter(|anchor| anchor.kind == AnchorKind::Block(Core::Card));
        for card in cards {
            if let Some(path) = card_path(page, &card.id) {
                entries.insert(path, Artefact::Card(page.id, card.id.clone()));
            }
        }
    }
    for generated in view.generated() {
        if let Ok(out) = OutPath::new(&generated.address(view.course())) {
            entries.insert(out, Artefact::Generated(generated));
        }
    }
    for page in view.pages() {
        if let Some(path) = feedback_path(page) {
            entries.entry(path).or_insert(Artefact::Feedback(page.id));
        }
    }
    for redirect in view.course().redirects.iter().filter(|redirect| view.has(redirect.to)) {
        let leads = Artefact::Redirect(redirect.from.clone(), redirect.to);
        entries.entry(redirect.from.clone()).or_insert(leads);
    }
    for asset in view.assets() {
        entries.insert(asset.out.clone(), Artefact::File(Arc::clone(&asset.source)));
    }
    if let (Some(module), Ok(top)) = (view.module(), OutPath::new(TOP)) {
        entries.insert(top.clone(), Artefact::Redirect(top, module.id));
    }
    let mut add = |path: &str, bytes: &[u8]| {
        // The theme's own names are plain; one that is not is told by a test of the theme.
        if let Ok(path) = OutPath::new(path) {
            let before = entries.insert(path.clone(), Artefact::Bytes(bytes.into()));
            // What an author made is not thrown away unseen.
            if matches!(before, Some(Artefact::Page(_) | Artefact::File(_) | Artefact::Redirect(..))) {
                let words =
                    format!("`{path}` is an address of the program's own; rename the course's page or file");
                entries.insert(path, Artefact::Broken(words.into()));
            }
        }
    };
    for (name, css) in &theme.sheets {
        add(&format!("assets/{name}.css"), css);
    }
    add("assets/icon.svg", &theme.icon);
    let has_journal = edition.journal_policy() != Journal::Off;
    let has_search = edition.has_search();
    // The panel is published with what it shows, below.
    let is_published = |name: &str| {
        ![VALIDITY, "panel"].contains(&name)
            && (has_journal || !is_of_journal(name))
            && (has_search || !is_of_search(name))
    };
    for (name, script) in theme.scripts.iter().filter(|(name, _)| is_published(name)) {
        add(&format!("assets/{name}.js"), script);
    }
    for (name, file) in theme.files.iter().filter(|(name, _)| has_search || !is_of_search(name)) {
        add(&format!("assets/{name}"), file);
    }
    if let Some(script) = edition.validity() {
        add(&format!("assets/{VALIDITY}.js"), &script);
    }
    if edition.platform {
        for name in ["outside", "report"] {
            add(&format!("assets/{name}.js"), theme.launcher.get(name).map_or(&[], Vec::as_slice));
        }
    }
    let mut not_found = Vec::new();
    if edition.not_found(&mut not_found).is_ok() && !not_found.is_empty() {
        add("404.html", &not_found);
    }
    let mut journal = Vec::new();
    if edition.journal(&mut journal).is_ok() && !journal.is_empty() {
        add("journal.html", &journal);
        if let Ok(panel) = edition.journal_panel() {
            add("assets/panel.js", &panel);
        }
        // Not among the assets: it names places on pages, and goes with a story that goes.
        add("journal-prompts.js", &edition.journal_prompts());
    }
    Artefacts::new(entries, Box::new(edition))
}

impl<A: Audience> Pages for Edition<A> {
    fn page(&self, page: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        Edition::page(self, page, out)
    }

    fn card(&self, page: PageId, card: &str, out: &mut Vec<u8>) -> Result<(), String> {
        Edition::card(self, page, card, out)
    }

    fn with_text(&self, page: PageId, text: Arc<Text>) -> Option<Box<dyn Pages>> {
        Some(Box::new(Edition::with_text(self, page, text)))
    }

    fn recall(&self, lexicon: search::Lexicon) {
        self.search.recall(lexicon);
    }

    fn lexicon(&self) -> Option<search::Lexicon> {
        self.search.lexicon()
    }

    fn page_of(&self, file: search::File) -> Option<PageId> {
        self.search.page_of(&self.view, file)
    }

    fn let_go(&self, page: PageId) {
        self.bodies[page as usize].let_go();
    }

    fn torn(&self, page: PageId) -> Option<&str> {
        let source = &self.bodies[page as usize].source;
        source.is_torn().then_some(&*source.path)
    }

    fn fingerprint(&self, artefact: &Artefact) -> Option<u64> {
        let all = self.seen();
        let file = |page: PageId| &*self.view.course().page(page).outline.file;
        let text = |page: PageId| self.bodies[page as usize].fingerprint;
        Some(match artefact {
            Artefact::Page(page) => fingerprint::of(&(all, file(*page), text(*page))),
            Artefact::Card(page, card) => fingerprint::of(&(all, file(*page), text(*page), card)),
            Artefact::Search(part) => return search::fingerprint(self, *part),
            // What they show is what other pages may see of a page, and not its text.
            Artefact::Generated(generated) => fingerprint::of(&(all, generated)),
            Artefact::Feedback(page) | Artefact::Redirect(_, page) => fingerprint::of(&(all, file(*page))),
            Artefact::Bytes(_) | Artefact::File(_) | Artefact::Own(_) | Artefact::Broken(_) => return None,
        })
    }

    fn search_files(&self) -> Vec<(String, search::File)> {
        self.search.files(&self.view)
    }

    fn search(&self, file: search::File, out: &mut Vec<u8>) -> Result<(), String> {
        search::make(self, file, out)
    }

    fn generated(&self, generated: Generated, out: &mut Vec<u8>) -> Result<(), String> {
        Edition::generated(self, generated, out)
    }

    fn feedback(&self, page: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        Edition::feedback(self, page, out)
    }

    fn redirect(&self, from: &OutPath, to: PageId, out: &mut Vec<u8>) -> Result<(), String> {
        Edition::redirect(self, from, to, out)
    }
}
