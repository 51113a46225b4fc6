//! A page → the scripts that it needs, each by the name that it has in the theme.

use super::validity::SCRIPT;
use super::{Audience, PageRenderer};
use crate::config::Journal;
use crate::document::{AnchorKind, Core, directive};

/// The journal's scripts in the order in which they build on each other, and what a page must be to need them.
const JOURNAL: [(&str, Needs); 5] = [
    ("journal", Needs::Always),
    ("writing", Needs::Writing),
    // Pages with a place to write load it when that comes near the screen.
    ("panel", Needs::Journal),
    ("journal-page", Needs::Journal),
    ("participation", Needs::Participation),
];

/// The pages of which a platform can be told.
const REPORTED: [&str; 3] = ["page", "module", "section"];

/// Whether a script belongs to the journal: a course without one publishes none of them.
pub(in crate::render) fn is_of_journal(name: &str) -> bool {
    JOURNAL.iter().any(|(script, _)| *script == name)
}

/// Whether a script, or another file of the theme, belongs to the search: a course without one publishes none of them.
pub(in crate::render) fn is_of_search(name: &str) -> bool {
    name == "search" || name.starts_with("search/")
}

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Always,
    /// A page with a place to write.
    Writing,
    /// The journal's own page.
    Journal,
    /// The record of what a learner did.
    Participation,
}

/// Pages that are not made from an author's page, whatever the page is that they were begun from.
const MADE: [&str; 3] = ["journal", "participation", "sheet"];

impl<A: Audience> PageRenderer<'_, A> {
    /// Those named as a part that the page has, those of the journal where there is one, and those of every page.
    pub(in crate::render) fn scripts(&self, role: &str) -> Vec<String> {
        let root = self.page.out.to_root();
        let scripts = &self.edition.theme.scripts;
        let journal = JOURNAL
            .iter()
            .filter(|(name, needs)| scripts.contains_key(*name) && self.needs_journal(*needs, role));
        let own = |name: &&str| !is_of_journal(name) && self.needs(name, role);
        let others = scripts.keys().map(String::as_str).filter(own);
        let names = journal.map(|(name, _)| *name).chain(others).chain(self.framed(role));
        names.map(|name| format!("{root}assets/{name}.js")).collect()
    }

    /// The scripts of a page in a platform's frame. A page of which a platform is not told has none that could tell.
    fn framed(&self, role: &str) -> Vec<&'static str> {
        let told = !self.page.outline.header.report_never && REPORTED.contains(&role);
        match (self.edition.platform, told) {
            (false, _) => Vec::new(),
            (true, false) => vec!["outside"],
            (true, true) => vec!["outside", "report"],
        }
    }

    /// Whether there is a place to write on the page.
    pub(super) fn writes(&self) -> bool {
        self.has(Core::Prompt.name()) || self.lacks_prompt()
    }

    fn needs(&self, name: &str, role: &str) -> bool {
        if name == SCRIPT {
            return self.edition.valid_until.is_some();
        }
        if is_of_search(name) {
            return self.edition.has_search();
        }
        let is_part = directive::find(name).is_some() || Core::ALL.iter().any(|core| core.name() == name);
        !is_part || !MADE.contains(&role) && self.has(name)
    }

    fn needs_journal(&self, needs: Needs, role: &str) -> bool {
        let here = match needs {
            Needs::Always => true,
            Needs::Journal => role == "journal",
            Needs::Writing => !MADE.contains(&role) && self.writes(),
            Needs::Participation => role == "participation",
        };
        here && self.edition.journal_policy() != Journal::Off
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let mut anchors = self.edition.view.anchors(self.page);
        self.edition.view.has_kind(self.page, name)
            || anchors.any(|a| matches!(a.kind, AnchorKind::Block(core) if core.name() == name))
    }
}
