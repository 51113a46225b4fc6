//! The `files` of a story → which files of the course they are, and where each stands outside of the story's own text.

use std::sync::Arc;

use super::{FILE, Stories, Use};
use crate::course::{Course, Page, Target};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::document::LinkUse;

/// Finds the files of every story, and tells those that are no file of the course.
pub(super) fn find(course: &Course, stories: &mut Stories, problems: &mut Vec<Diagnostic>) {
    let file: Arc<str> = FILE.into();
    let paths = || course.assets.iter().map(|asset| &*asset.source.path);
    for story in stories.entries.values_mut() {
        for named in &story.files {
            let path = named.value.trim_start_matches("./").trim_start_matches('/');
            let at = paths().position(|other| other == path).and_then(|at| u32::try_from(at).ok());
            if let Some(at) = at {
                stories.files.entry(at).or_default().push(story.id.clone());
                continue;
            }
            let words = format!("no page shows a file `{path}`");
            let help = did_you_mean(path, paths()).unwrap_or_else(|| {
                "Write its path from the course's folder, such as `one/window.jpg`; or take it off the list.".into()
            });
            problems.push(Diagnostic::new(Code::ConfigValue, &file, named.span, words).help(help));
            // What was to be bound to the story and is not must not be shown as if it were.
            story.copies = Some(Vec::new());
        }
    }
    let mut uses: Vec<(String, Use)> = Vec::new();
    for page in &course.pages {
        for (link, target) in page.outline.links.iter().zip(&page.targets) {
            let Target::Asset(asset) = target else { continue };
            for story in stories.of_file(*asset).filter(|story| !stands_in(page, link, story)) {
                let (file, span) = page.outline.place(link.span);
                let place = Use { page: page.id, kind: "file", file, span, draft: page.is_draft() };
                uses.push((story.to_owned(), place));
            }
        }
    }
    for (story, place) in uses {
        stories.uses.entry(story).or_default().push(place);
    }
}

/// Whether a link stands on the story's own page or in a block of it, which is told as its place already.
fn stands_in(page: &Page, link: &LinkUse, story: &str) -> bool {
    if page.outline.header.story.as_ref().is_some_and(|own| own.value == story) {
        return true;
    }
    let mut around = link.story;
    while let Some(used) = around.and_then(|at| page.outline.stories.get(at as usize)) {
        if *used.id == *story {
            return true;
        }
        around = used.around;
    }
    false
}
