//! course.yaml → the places that still wait for a school's own words.

use crate::diagnostic::{Code, Span};
use crate::document::to_fill_in;
use crate::document::yaml::Reader;

/// Tells each `[fill in: …]` that is no comment.
pub(super) fn tell(text: &str, base: usize, reader: &mut Reader<'_>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') {
            for place in to_fill_in::find(line) {
                let span = Span::new(base + at + place.start, base + at + place.end);
                let (words, help) = to_fill_in::told(&line[place]);
                reader.tell(Code::ToFillIn, span, words, Some(help.to_owned()));
            }
        }
        at += line.len();
    }
}
