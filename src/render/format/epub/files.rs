//! The files of the course in a book: their media types, and what is shown where a reading system cannot show one.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Audience, Book};
use crate::course::{Target, View};
use crate::document::LinkForm;
use crate::render::theme::direction;

/// The value of `templates/epub/file.html`.
#[derive(Serialize)]
struct FileView<'a> {
    language: &'a str,
    direction: &'static str,
    title: &'a str,
    name: &'a str,
}

/// The files that this reader's pages refer to, by their places in the course's list.
pub(super) fn used<A: Audience>(view: &View<A>) -> Vec<usize> {
    let used: BTreeSet<&str> = view.assets().map(|asset| asset.out.as_str()).collect();
    let assets = view.course().assets.iter().enumerate();
    assets.filter(|(_, asset)| used.contains(asset.out.as_str())).map(|(at, _)| at).collect()
}

/// The files that pages link to.
pub(super) fn linked<A: Audience>(view: &View<A>) -> BTreeSet<usize> {
    let mut linked = BTreeSet::new();
    for page in view.pages() {
        for (link, target) in page.outline.links.iter().zip(&page.targets) {
            if let (LinkForm::Written, Target::Asset(asset)) = (link.form, target)
                && A::sees(link.facilitator)
            {
                linked.insert(*asset as usize);
            }
        }
    }
    linked
}

/// The files that pages link to, or that are of a type which not every reading system knows.
pub(super) fn needing_stand_ins<A: Audience>(view: &View<A>, used: &[usize]) -> Vec<usize> {
    let linked = linked(view);
    let wanted =
        |at: &usize| linked.contains(at) || !is_known(media_type(view.course().assets[*at].out.as_str()));
    used.iter().copied().filter(wanted).collect()
}

/// Where what is shown in a file's place stands.
pub(super) fn stand_in(at: usize) -> String {
    format!("EPUB/files/file-{}.xhtml", at + 1)
}

/// Types that every reading system knows, or that may be there without a stand-in.
fn is_known(media: &str) -> bool {
    matches!(
        media,
        "image/png"
            | "image/jpeg"
            | "image/gif"
            | "image/webp"
            | "image/svg+xml"
            | "audio/mpeg"
            | "audio/mp4"
            | "audio/ogg; codecs=opus"
            | "audio/ogg"
            | "text/vtt"
            | "text/css"
    ) || media.starts_with("video/")
}

const TYPES: [(&str, &str); 26] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("svg", "image/svg+xml"),
    ("avif", "image/avif"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("vtt", "text/vtt"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("md", "text/markdown"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// The media type of a file by its ending.
pub(super) fn media_type(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let found = TYPES.iter().find(|(known, _)| ending.as_deref() == Some(*known));
    found.map_or("application/octet-stream", |(_, media)| media)
}

impl<A: Audience> Book<A> {
    /// What is shown in the place of the file with this number.
    pub(super) fn stand_in(&self, number: usize) -> Result<String, String> {
        let course = self.edition.view.course();
        let Some(asset) = self.stand_ins.get(number).and_then(|at| course.assets.get(*at)) else {
            return Ok(String::new());
        };
        let path = asset.out.as_str();
        let value = FileView {
            language: &course.config.language,
            direction: direction(&course.config.language),
            title: &course.config.title,
            name: path.rsplit('/').next().unwrap_or(path),
        };
        self.edition.theme.render("templates/epub/file.html", &value)
    }
}
