//! A page → the scripts that it needs, each by the name that it has in the theme.

use super::{Audience, PageRenderer};
use crate::config::Journal;
use crate::document::{AnchorKind, Core, directive};

/// The journal's scripts, and what a page must be to need them.
const JOURNAL: [(&str, Needs); 8] = [
    ("journal", Needs::Always),
    ("journal-crypto", Needs::Always),
    ("journal-store", Needs::Always),
    ("progress", Needs::Always),
    ("journal-fields", Needs::Writing),
    ("journal-hints", Needs::Both),
    ("journal-files", Needs::Journal),
    ("journal-page", Needs::Journal),
];

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Always,
    /// A page with a place to write.
    Writing,
    /// The journal's own page.
    Journal,
    Both,
}

impl<A: Audience> PageRenderer<'_, A> {
    /// Those named as a part that the page has, those of the journal where there is one, and those of every page.
    pub(super) fn scripts(&self, role: &str) -> Vec<String> {
        let root = self.page.out.to_root();
        let names = self.edition.theme.scripts.keys().filter(|name| self.needs(name, role));
        names.map(|name| format!("{root}assets/{name}.js")).collect()
    }

    /// Whether there is a place to write on the page.
    pub(super) fn writes(&self) -> bool {
        self.has(Core::Prompt.name())
    }

    fn needs(&self, name: &str, role: &str) -> bool {
        let Some((_, needs)) = JOURNAL.iter().find(|(script, _)| *script == name) else {
            let is_part = directive::find(name).is_some() || Core::ALL.iter().any(|core| core.name() == name);
            return !is_part || role != "journal" && self.has(name);
        };
        let (writing, journal) = (role != "journal" && self.writes(), role == "journal");
        let here = match needs {
            Needs::Always => true,
            Needs::Writing => writing,
            Needs::Journal => journal,
            Needs::Both => writing || journal,
        };
        here && self.edition.view.course().config.journal != Journal::Off
    }

    fn has(&self, name: &str) -> bool {
        let mut anchors = self.edition.view.anchors(self.page);
        self.edition.view.has_kind(self.page, name)
            || anchors.any(|a| matches!(a.kind, AnchorKind::Block(core) if core.name() == name))
    }
}
