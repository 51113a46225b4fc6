//! The bytes of a source and a span in them → lines and columns, as people and editors count.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Span;

/// A place in a text: both numbers from 1, columns in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Default for Place {
    /// The beginning of a text.
    fn default() -> Self {
        Place { line: 1, column: 1 }
    }
}

/// From the place of a span's first character to the place just behind its last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    pub start: Place,
    pub end: Place,
}

/// A source split into lines: LF, CRLF and a lone CR each end one, and a byte order mark is no column.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    bytes: Cow<'a, [u8]>,
    /// The bytes of each line without what ends it; never empty, for an empty text has one empty line.
    lines: Vec<Range<usize>>,
}

impl<'a> Lines<'a> {
    /// Splits a source. Text that is not UTF-8 counts as the replacement characters shown in its stead.
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        let bytes = bytes.into();
        let mut lines = Vec::new();
        let mut start = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let mut at = start;
        while at < bytes.len() {
            let end = at;
            at += 1;
            match bytes[end] {
                b'\r' if bytes.get(at) == Some(&b'\n') => at += 1,
                b'\r' | b'\n' => {}
                _ => continue,
            }
            lines.push(start..end);
            start = at;
        }
        lines.push(start..bytes.len());
        Lines { bytes, lines }
    }

    /// How many lines there are, at least one. A final line end opens a last, empty line.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The text of a line, counted from 1, without what ends it; empty where there is no such line.
    pub fn text(&self, number: usize) -> Cow<'_, str> {
        let line = number.checked_sub(1).and_then(|index| self.lines.get(index));
        line.map_or(Cow::Borrowed(""), |line| String::from_utf8_lossy(&self.bytes[line.clone()]))
    }

    /// The place of a byte. One inside a character is that character's, one past the end is the end's.
    pub fn place(&self, offset: usize) -> Place {
        self.locate(offset, |character, within| character.end <= within)
    }

    /// Where a span lies. A character that it cuts belongs to it whole, and its end is never before its start.
    pub fn extent(&self, span: Span) -> Extent {
        let Range { start, end } = span.range();
        let start = self.place(start);
        let end = self.locate(end, |character, within| character.start < within);
        Extent { start, end: end.max(start) }
    }

    /// The place whose column counts the characters of its line that are `before` the offset in that line.
    fn locate(&self, offset: usize, before: impl Fn(&Range<usize>, usize) -> bool) -> Place {
        let index = self.lines.partition_point(|line| line.start <= offset).saturating_sub(1);
        let line = &self.lines[index];
        // An offset in the line end, or in the byte order mark, is moved to the text beside it.
        let within = offset.clamp(line.start, line.end) - line.start;
        let passed = characters(&self.bytes[line.clone()]).take_while(|character| before(character, within));
        Place { line: index + 1, column: passed.count() + 1 }
    }
}

/// The bytes of each character; each run that is not UTF-8 is one, exactly as lossy decoding shows it.
fn characters(line: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    let next = move |length: usize| {
        at += length;
        at - length..at
    };
    line.utf8_chunks()
        .flat_map(|chunk| {
            let invalid = chunk.invalid().len();
            chunk.valid().chars().map(char::len_utf8).chain((invalid > 0).then_some(invalid))
        })
        .map(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &[u8], offset: usize) -> (usize, usize) {
        let place = Lines::new(text).place(offset);
        (place.line, place.column)
    }

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let text = b"a\nb\r\nc\rd";
        assert_eq!([0, 2, 5, 7].map(|offset| place(text, offset)), [(1, 1), (2, 1), (3, 1), (4, 1)]);
        // Both bytes of a CRLF are the place behind the line's last character.
        assert_eq!((place(text, 3), place(text, 4)), ((2, 2), (2, 2)));
        let lines = Lines::new(text);
        assert_eq!((1..=5).map(|n| lines.text(n).into_owned()).collect::<Vec<_>>(), ["a", "b", "c", "d", ""]);
        assert_eq!((lines.count(), Lines::new(b"").count(), Lines::new(b"a\r\n").count()), (4, 1, 2));
    }

    #[test]
    fn columns_are_characters_and_neither_bytes_nor_a_byte_order_mark() {
        assert_eq!(place("\u{feff}né🙂x".as_bytes(), 0), (1, 1));
        assert_eq!(place("\u{feff}né🙂x".as_bytes(), 3), (1, 1));
        assert_eq!(place("\u{feff}né🙂x".as_bytes(), 10), (1, 4));
        assert_eq!(Lines::new("\u{feff}né".as_bytes()).text(1), "né");
        // Only the first mark of a file is a byte order mark; a later one is a character.
        assert_eq!(place("\n\u{feff}x".as_bytes(), 4), (2, 2));
    }

    #[test]
    fn bytes_that_are_not_text_count_as_they_are_shown() {
        let text = b"a\xFF\xFFb\xE2\x82c";
        for offset in [0, 1, 2, 3, 4, 6] {
            let shown = String::from_utf8_lossy(&text[..offset]).chars().count();
            assert_eq!(place(text, offset), (1, shown + 1), "at byte {offset}");
        }
    }

    #[test]
    fn a_span_holds_the_characters_it_cuts_and_stays_inside_the_text() {
        let lines = Lines::new("é🙂\n".as_bytes());
        let extent = |start, end| {
            let found = lines.extent(Span::new(start, end));
            (found.start.line, found.start.column, found.end.line, found.end.column)
        };
        assert_eq!(extent(3, 4), (1, 2, 1, 3));
        assert_eq!(extent(0, 6), (1, 1, 1, 3));
        assert_eq!(extent(0, 7), (1, 1, 2, 1));
        assert_eq!(extent(900, 901), (2, 1, 2, 1));
        // An empty span inside a character is still not turned round.
        assert_eq!(extent(4, 4), (1, 2, 1, 3));
    }
}
