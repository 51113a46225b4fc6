//! What was saved → what the preview shows next: one page's words anew, or the whole course read again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::moves::{self, Moves};
use super::site::{Built, Site};
use super::told::problems;
use crate::command::stops;
use crate::course::Edition;
use crate::diagnostic::ByFile;
use crate::pipeline::{self, Linked, Memory, Place};
use crate::preview::{Folders, Snapshot};
use crate::saved;

/// Builds the preview again and again, and remembers between two builds what did not change.
pub(super) struct Builder {
    pub place: Place,
    edition: Edition,
    memory: Memory,
    /// What is watched: a course can name another theme at any time.
    pub folders: Folders,
    pub follow: bool,
    id: u64,
    seen: u64,
    last: Option<Snapshot>,
    /// The course as it was read last, with what was told of it, and as it was when it had no errors.
    newest: Option<Arc<Built>>,
    told: Arc<ByFile>,
    good: Option<Arc<Built>>,
    /// The course as it is shown.
    shown: Option<Arc<Linked>>,
    moves: Arc<Moves>,
}

impl Builder {
    pub fn new(place: Place, edition: Edition) -> Self {
        Builder {
            place,
            edition,
            memory: Memory::default(),
            folders: Folders::default(),
            follow: false,
            id: 0,
            seen: 0,
            last: None,
            newest: None,
            told: Arc::default(),
            good: None,
            shown: None,
            moves: Arc::default(),
        }
    }

    /// `changed`: the paths that were saved; none means that everything may have changed.
    pub fn build(&mut self, changed: &[PathBuf]) -> Snapshot {
        match self.save(changed) {
            Some(snapshot) => snapshot,
            None => self.read(changed),
        }
    }

    /// One page's words anew; nothing where more may have changed, or where the course has errors.
    fn save(&mut self, changed: &[PathBuf]) -> Option<Snapshot> {
        let good = self.good.as_ref().filter(|_| !changed.is_empty());
        let now = self.newest.as_ref().filter(|newest| good.is_some_and(|good| Arc::ptr_eq(good, newest)))?;
        let saved = saved::save(&now.linked, &self.told, &self.place, &mut self.memory, changed)?;
        let changed_page = saved.linked.course.page(saved.page).out.to_string();
        let built = now.with_text(Arc::new(saved.linked), saved.page, &saved.text)?;
        self.seen = self.memory.fingerprint();
        Some(self.show(built, saved.diagnostics, Some(changed_page)))
    }

    /// The whole course.
    fn read(&mut self, changed: &[PathBuf]) -> Snapshot {
        let read = pipeline::read(&self.place, &mut self.memory);
        let linked = read.value;
        self.folders.set(linked.folders(&self.place));
        let seen = self.memory.fingerprint();
        if let Some(last) = self.last.as_ref().filter(|_| seen == self.seen) {
            return last.clone();
        }
        self.seen = seen;
        let mut changed_page = changed.iter().find_map(|path| page_of(path, &self.place.content, &linked));
        if self.follow && changed_page.is_none() {
            changed_page = self.newest.as_ref().and_then(|before| moves::edited(&before.linked, &linked));
        }
        let built = Built::new(Arc::new(linked), self.edition, self.newest.as_deref());
        self.show(built, ByFile::new(&read.diagnostics), changed_page)
    }

    fn show(&mut self, built: Built, told: ByFile, changed_page: Option<String>) -> Snapshot {
        self.id += 1;
        let fresh = Arc::new(built);
        let problems = problems(&told, &fresh.linked);
        // A story that is withheld stops nothing: it is left out.
        let is_broken = stops(told.iter(), false);
        self.newest = Some(Arc::clone(&fresh));
        self.told = Arc::new(told);
        // While the course has errors the last good pages stay; at the start, what there is is better than nothing.
        let shown = self.good.as_ref().filter(|_| is_broken).map_or_else(|| Arc::clone(&fresh), Arc::clone);
        let stale = is_broken && self.good.is_some();
        if !stale {
            self.moves = Arc::new(self.moves.after(self.shown.as_deref(), &shown.linked));
            self.shown = Some(Arc::clone(&shown.linked));
        }
        if !is_broken {
            self.good = Some(Arc::clone(&fresh));
        }
        let site = Site::new(
            shown,
            (fresh, Arc::clone(&self.told)),
            &self.moves,
            self.place.content.display().to_string(),
        );
        let changed_page = changed_page.filter(|page| site.has(page));
        let snapshot = Snapshot { id: self.id, pages: Arc::new(site), problems, stale, changed_page };
        self.last = Some(snapshot.clone());
        snapshot
    }
}

/// The address of the page that a saved file makes.
fn page_of(path: &Path, content: &Path, linked: &Linked) -> Option<String> {
    let inner = path.strip_prefix(content).ok()?.to_str()?.replace('\\', "/");
    linked.course.find(&inner).map(|page| page.out.to_string())
}

#[cfg(test)]
#[path = "builder_tests.rs"]
mod tests;
