//! The course's title → the cover: words set large, as a drawing and as the document that shows it.

use serde::Serialize;

use super::{Audience, Book};
use crate::course::Edition;
use crate::render::theme::direction;

/// The value of `templates/epub/cover.html` and `cover-picture.html`.
#[derive(Serialize)]
struct CoverView<'a> {
    language: &'a str,
    direction: &'static str,
    title: &'a str,
    /// The course, where the book is one module of it.
    part_of: &'a str,
    organisation: &'a str,
    facilitator: bool,
    size: usize,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    y: usize,
    words: String,
}

/// How wide the words of the title may be, in the drawing's own units.
const WIDTH: usize = 470;

impl<A: Audience> Book<A> {
    pub(super) fn cover(&self) -> Result<String, String> {
        self.edition.theme.render("templates/epub/cover.html", &self.cover_view())
    }

    pub(super) fn cover_picture(&self) -> Result<String, String> {
        self.edition.theme.render("templates/epub/cover-picture.html", &self.cover_view())
    }

    fn cover_view(&self) -> CoverView<'_> {
        let view = &self.edition.view;
        let config = &view.course().config;
        let (title, part_of) = match view.module() {
            Some(module) => (module.title(), config.title.as_str()),
            None => (config.title.as_str(), ""),
        };
        let (size, lines) = set(title);
        let lines = lines.into_iter().enumerate();
        CoverView {
            language: &config.language,
            direction: direction(&config.language),
            title,
            part_of,
            organisation: &config.organisation,
            facilitator: A::EDITION == Edition::Facilitator,
            size,
            lines: lines.map(|(at, words)| Line { y: 250 + at * size * 5 / 4, words }).collect(),
        }
    }
}

/// The title in the largest letters in which it takes at most six lines.
fn set(title: &str) -> (usize, Vec<String>) {
    let mut best = (28, Vec::new());
    for size in [64, 56, 48, 40, 34, 28] {
        let room = WIDTH * 2 / size;
        let mut lines: Vec<String> = Vec::new();
        for word in title.split_whitespace() {
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        let fits = lines.len() <= 6 && lines.iter().all(|line| line.chars().count() <= room);
        best = (size, lines);
        if fits {
            break;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::set;

    #[test]
    fn a_title_is_set_as_large_as_it_fits() {
        assert_eq!(
            set("Compassion in Everyday Care"),
            (64, vec!["Compassion in".into(), "Everyday Care".into()])
        );
        let (size, lines) = set(&"incomprehensibilities ".repeat(9));
        assert!(size < 48 && !lines.is_empty());
    }
}
