//! A course as it was + one saved page → the course as it is, where no other page can tell the difference.
//!
//! Most saves change words within a page. Then nothing has to be looked at but that page: the linked course, the
//! navigation and the list of files stay, and the preview shows the page before the eye has moved. Whatever is more
//! than that is left to `pipeline::read`, which reads all there is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::course::PageId;
use crate::diagnostic::{ByFile, Checked, Diagnostic, Severity, Span};
use crate::document::{Document, Text};
use crate::pipeline::{self, Linked, Memory, Place};
use crate::source::{self, Source};

/// The course after the save.
pub struct Saved {
    pub linked: Linked,
    pub diagnostics: ByFile,
    pub page: PageId,
    pub text: Arc<Text>,
}

/// Nothing where more may have changed than the words of one page. `told`: what was told of the course as it was.
pub fn save(
    was: &Linked,
    told: &ByFile,
    place: &Place,
    memory: &mut Memory,
    paths: &[PathBuf],
) -> Option<Saved> {
    let (page, disk) = only_page(was, place, paths)?;
    let outline = &was.course.page(page).outline;
    let old = was.sources.get(&outline.file)?;
    let at = was.place(&outline.file)?;
    let options = source::Options { leave_out: place.leave_out.clone(), ..source::Options::default() };
    let new = source::scan_one(&place.content, &options, disk)?;
    let document = memory.save(&new, &was.config);
    if !is_alike(&was.documents[at], &document) {
        return None;
    }
    let of_links = moved(told, &was.documents[at].diagnostics, old, &new)?;
    let mut linked = Linked {
        sources: memory.sources().0.clone(),
        config: Arc::clone(&was.config),
        // Its outline of this page has the places of the words as they were, and nothing else that differs.
        course: Arc::clone(&was.course),
        documents: was.documents.clone(),
        theme: Arc::clone(&was.theme),
        theme_sources: was.theme_sources.clone(),
        today: was.today,
    };
    let of_page = of_links.into_iter().chain(document.diagnostics.iter().cloned()).collect();
    let text = Arc::clone(&document.value.text);
    linked.documents[at] = document;
    let diagnostics = told.with(&new.path, pipeline::finish(of_page, &linked));
    Some(Saved { diagnostics, linked, page, text })
}

/// The one page of the course that is among the paths; other paths may only be such as an editor leaves no more of.
fn only_page<'p>(was: &Linked, place: &Place, paths: &'p [PathBuf]) -> Option<(PageId, &'p Path)> {
    let mut only = None;
    for path in paths {
        let inner = path.strip_prefix(&place.content).ok()?.to_str()?.replace('\\', "/");
        match was.course.find(&inner) {
            Some(page) if only.is_none() => only = Some((page.id, path.as_path())),
            None if !source::is_there(path) && was.sources.get(&inner).is_none() => {}
            _ => return None,
        }
    }
    only
}

/// Whether nothing differs between two readings of a page but what it alone shows; errors are for the whole course.
fn is_alike(was: &Checked<Document>, is: &Checked<Document>) -> bool {
    let (one, two) = (&was.value.outline, &is.value.outline);
    let is_plain = |page: &Checked<Document>| {
        page.value.outline.includes.paths().next().is_none()
            && page.diagnostics.iter().all(|problem| problem.severity != Severity::Error)
    };
    one.seen == two.seen && is_plain(was) && is_plain(is)
}

/// What was told of the page when the course was linked, with the places where the words are now; nothing if the words
/// of one of them were changed, or if something on another page leads to this one. What was told when the page was read
/// is left out.
fn moved(told: &ByFile, of_page: &[Diagnostic], old: &Source, new: &Source) -> Option<Vec<Diagnostic>> {
    let edit = Edit::between(&old.text_bytes(), &new.text_bytes());
    let leads_here = |problem: &Diagnostic| problem.related.iter().any(|related| related.file == old.path);
    if told.iter().any(|problem| problem.file != old.path && leads_here(problem)) {
        return None;
    }
    let follow = |problem: &Diagnostic| {
        let mut problem = problem.clone();
        problem.span = edit.follow(problem.span)?;
        for related in problem.related.iter_mut().filter(|related| related.file == old.path) {
            related.span = edit.follow(related.span)?;
        }
        Some(problem)
    };
    told.file(&old.path).iter().filter(|problem| !of_page.contains(problem)).map(follow).collect()
}

/// What lies between the equal beginnings and the equal ends of two texts.
#[derive(Clone, Copy, Debug)]
struct Edit {
    start: usize,
    /// Where the equal end begins, in the old text and in the new.
    old_end: usize,
    new_end: usize,
}

impl Edit {
    fn between(old: &[u8], new: &[u8]) -> Edit {
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let ends = old[start..].iter().rev().zip(new[start..].iter().rev());
        let end = ends.take_while(|(a, b)| a == b).count();
        Edit { start, old_end: old.len() - end, new_end: new.len() - end }
    }

    /// Where the words of a span are now; nothing if they are not what they were.
    fn follow(self, span: Span) -> Option<Span> {
        let range = span.range();
        if range.end <= self.start {
            Some(span)
        } else if range.start >= self.old_end {
            let moved = |at: usize| at - self.old_end + self.new_end;
            Some(Span::new(moved(range.start), moved(range.end)))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_follows_its_words() {
        let edit = Edit::between(b"one two three", b"one 2 and three");
        assert_eq!(edit.follow(Span::new(0, 3)), Some(Span::new(0, 3)));
        assert_eq!(edit.follow(Span::new(8, 13)), Some(Span::new(10, 15)));
        assert_eq!(edit.follow(Span::new(2, 6)), None);
        assert_eq!(edit.follow(Span::new(4, 7)), None);
        let edit = Edit::between(b"aa", b"aaa");
        assert_eq!(edit.follow(Span::new(0, 2)), Some(Span::new(0, 2)));
    }
}
