//! One shown course and the next → where pages went that are no longer at their address.
//!
//! A page that is gone is the one that came when the text is the same, else when both alone have the title and the kind,
//! else when most lines are the same. Deleting first and making later is two builds, so what is gone is remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::course::Page;
use crate::pipeline::Linked;

/// A page with fewer lines is not recognised by them.
const LEAST_LINES: usize = 4;
/// So many in a hundred lines must be the same.
const ALIKE: usize = 60;
/// More pages that came or went at once are a new course, and their lines are not compared.
const MANY: usize = 200;
/// So many addresses are remembered, and so many new pages.
const KEPT: usize = 2_000;
const RECENT: usize = 5;

/// The pages that left their address while the preview ran.
#[derive(Clone, Default)]
pub(super) struct Moves {
    gone: BTreeMap<String, Gone>,
    /// The addresses of pages that came, the last first.
    recent: Vec<String>,
}

#[derive(Clone)]
struct Gone {
    text: Text,
    now: Option<String>,
}

/// What a page is recognised by.
#[derive(Clone)]
struct Text {
    title: String,
    kind: &'static str,
    fingerprint: u64,
    name: String,
    lines: Arc<BTreeSet<u64>>,
}

impl Moves {
    /// What is known after another build is shown.
    pub fn after(&self, before: Option<&Linked>, now: &Linked) -> Moves {
        let mut moves = self.clone();
        let Some(before) = before.filter(|before| !same_addresses(before, now)) else { return moves };
        let there = |linked: &Linked| -> BTreeSet<String> {
            linked.course.pages.iter().map(|page| page.out.to_string()).collect()
        };
        let (old, new) = (there(before), there(now));
        let left = before.course.pages.iter().filter(|page| !new.contains(page.out.as_str()));
        for page in left {
            moves.gone.insert(page.out.to_string(), Gone { text: Text::of(before, page), now: None });
        }
        moves.gone.retain(|path, _| !new.contains(path));
        let came: Vec<&Page> =
            now.course.pages.iter().filter(|page| !old.contains(page.out.as_str())).collect();
        let came: Vec<(String, Text)> =
            came.into_iter().map(|page| (page.out.to_string(), Text::of(now, page))).collect();
        moves.recognise(&came);
        moves.recent.splice(0..0, came.into_iter().map(|(path, _)| path));
        moves.recent.retain(|path| new.contains(path));
        moves.recent.truncate(RECENT);
        while moves.gone.len() > KEPT {
            moves.gone.pop_first();
        }
        moves
    }

    /// Where the page is now that had this address.
    pub fn address(&self, path: &str) -> Option<&str> {
        let mut now = self.gone.get(path)?.now.as_deref()?;
        // It may have moved on since; every step is remembered once.
        for _ in 0..self.gone.len() {
            match self.gone.get(now).and_then(|gone| gone.now.as_deref()) {
                Some(next) => now = next,
                None => break,
            }
        }
        Some(now)
    }

    /// The title that a page had when it was at this address.
    pub fn title(&self, path: &str) -> Option<&str> {
        self.gone.get(path).map(|gone| gone.text.title.as_str())
    }

    /// The addresses of pages that came, the last first.
    pub fn recent(&self) -> impl Iterator<Item = &str> {
        self.recent.iter().map(String::as_str)
    }

    fn recognise(&mut self, came: &[(String, Text)]) {
        let is_many = came.len() > MANY;
        type Rule = fn(&Text, &Text) -> bool;
        let rules: [Rule; 4] = [
            |was, is| was.fingerprint == is.fingerprint && was.name == is.name,
            |was, is| was.fingerprint == is.fingerprint,
            |was, is| !was.title.is_empty() && (&was.title, was.kind) == (&is.title, is.kind),
            Text::is_like,
        ];
        let mut taken = BTreeSet::new();
        for (at, rule) in rules.into_iter().enumerate() {
            if at == rules.len() - 1 && (is_many || self.gone.len() > MANY) {
                break;
            }
            let free: Vec<&(String, Text)> = came.iter().filter(|(path, _)| !taken.contains(path)).collect();
            let lost: Vec<String> = self
                .gone
                .iter()
                .filter(|(_, gone)| gone.now.is_none())
                .map(|(path, _)| path.clone())
                .collect();
            let mut found: Vec<(String, String)> = Vec::new();
            for (path, is) in free {
                let mut fits = lost.iter().filter(|lost| rule(&self.gone[*lost].text, is));
                // Where two fit, nobody can tell.
                if let (Some(was), None) = (fits.next(), fits.next()) {
                    found.push((was.clone(), path.clone()));
                }
            }
            for (was, now) in &found {
                let is_only = found.iter().filter(|(other, _)| other == was).count() == 1;
                if let Some(gone) = self.gone.get_mut(was).filter(|_| is_only) {
                    gone.now = Some(now.clone());
                    taken.insert(now.clone());
                }
            }
        }
    }
}

/// The page whose text changed between two builds: for those that look for changes and are told of none.
pub(super) fn edited(before: &Linked, now: &Linked) -> Option<String> {
    let is_same = |path: &str, fingerprint: u64| {
        before.sources.get(path).is_some_and(|source| source.fingerprint == fingerprint)
    };
    let changed = now.sources.iter().filter(|source| !is_same(&source.path, source.fingerprint));
    changed.filter_map(|source| now.course.find(&source.path)).map(|page| page.out.to_string()).next()
}

fn same_addresses(before: &Linked, now: &Linked) -> bool {
    let (old, new) = (&before.course.pages, &now.course.pages);
    Arc::ptr_eq(&before.course, &now.course)
        || old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.out == new.out)
}

impl Text {
    fn of(linked: &Linked, page: &Page) -> Text {
        let source = linked.sources.get(&page.outline.file);
        let text = source.map(|source| source.text_bytes()).unwrap_or_default();
        let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        Text {
            title: page.title().to_owned(),
            kind: page.kind,
            fingerprint: source.map_or(0, |source| source.fingerprint),
            name: page.out.as_str().rsplit('/').next().unwrap_or_default().to_owned(),
            lines: Arc::new(lines.map(rapidhash::v3::rapidhash_v3).collect()),
        }
    }

    fn is_like(&self, other: &Text) -> bool {
        let most = self.lines.len().max(other.lines.len());
        let shared = self.lines.intersection(&other.lines).count();
        self.lines.len().min(other.lines.len()) >= LEAST_LINES && shared * 100 >= most * ALIKE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::date::Date;
    use crate::memo::Memo;
    use crate::pipeline;
    use crate::source::Sources;

    /// A course of pages, linked.
    fn course(pages: &[(&str, &str)]) -> Linked {
        let always = [("course.yaml", "id: x\ntitle: X\n"), ("index.md", "# Home\n")];
        let files = always.iter().chain(pages).map(|(path, text)| (*path, text.as_bytes()));
        let today = Date { year: 2027, month: 1, day: 1 };
        pipeline::link(Sources::from_memory(files), &Sources::default(), &mut Memo::default(), today).value
    }

    fn after(steps: &[&[(&str, &str)]]) -> Moves {
        let mut moves = Moves::default();
        let mut before: Option<Linked> = None;
        for step in steps {
            let now = course(step);
            moves = moves.after(before.as_ref(), &now);
            before = Some(now);
        }
        moves
    }

    const TEXT: &str = "# Listening\n\nOne line.\n\nAnother line.\n\nA third.\n\nA fourth.\n";

    #[test]
    fn a_renamed_page_is_found_by_its_text_its_title_or_most_of_its_lines() {
        let edited = TEXT.replace("One line.", "One line, longer.");
        let retitled = TEXT.replace("# Listening", "# Being heard");
        for text in [TEXT, &edited, &retitled] {
            let moves = after(&[&[("a.md", TEXT), ("c.md", "# C\n")], &[("b.md", text), ("c.md", "# C\n")]]);
            assert_eq!(moves.address("a.html"), Some("b.html"), "{text}");
            assert_eq!(moves.address("c.html"), None);
        }
    }

    #[test]
    fn another_page_is_not_taken_for_it() {
        let other = "# Silence\n\nSomething.\n\nElse.\n\nAltogether.\n\nNew.\n";
        let moves = after(&[&[("a.md", TEXT)], &[("b.md", other)]]);
        assert_eq!(moves.address("a.html"), None);
        assert_eq!(moves.title("a.html"), Some("Listening"));
        assert_eq!(moves.recent().collect::<Vec<_>>(), ["b.html"]);
        // Two copies: nobody can tell which of them it is.
        let moves = after(&[&[("a.md", TEXT)], &[("b.md", TEXT), ("c.md", TEXT)]]);
        assert_eq!(moves.address("a.html"), None);
    }

    #[test]
    fn a_whole_folder_may_be_renamed_and_a_page_may_move_on_and_back() {
        let moves = after(&[
            &[("s/index.md", "# S\n"), ("s/one.md", TEXT), ("s/two.md", "# Two\n")],
            &[("t/index.md", "# S\n"), ("t/one.md", TEXT), ("t/two.md", "# Two\n")],
        ]);
        for (was, now) in
            [("s/index.html", "t/index.html"), ("s/one.html", "t/one.html"), ("s/two.html", "t/two.html")]
        {
            assert_eq!(moves.address(was), Some(now));
        }
        let moves = after(&[&[("a.md", TEXT)], &[("b.md", TEXT)], &[("c.md", TEXT)]]);
        assert_eq!(moves.address("a.html"), Some("c.html"));
        let moves = after(&[&[("a.md", TEXT)], &[("b.md", TEXT)], &[("a.md", TEXT)]]);
        assert_eq!((moves.address("a.html"), moves.address("b.html")), (None, Some("a.html")));
        assert_eq!(moves.title("a.html"), None);
    }

    #[test]
    fn deleting_first_and_making_later_is_a_move_too() {
        let moves = after(&[&[("a.md", TEXT)], &[], &[("b.md", TEXT)]]);
        assert_eq!(moves.address("a.html"), Some("b.html"));
    }

    #[test]
    fn the_page_that_was_edited_is_found_without_being_told() {
        let before = course(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
        let now = course(&[("a.md", "# A\n"), ("b.md", "# B\n\nMore.\n")]);
        assert_eq!(edited(&before, &now).as_deref(), Some("b.html"));
        assert_eq!(edited(&now, &now), None);
    }
}
