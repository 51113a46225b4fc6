//! The lines of a source and an extent in them → the few lines worth showing, trimmed and safe to show.

use serde::Serialize;

use super::place::{Extent, Lines, Place};
use super::visible;

/// One line of an excerpt, as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The line's number in its file, from 1.
    pub number: usize,
    /// The line with hidden characters escaped and, where it is very long, `…` for what is left out.
    pub text: String,
    /// Whether a part of this line is meant.
    pub marked: bool,
    /// The column in `text` where the mark begins, from 1; 0 where there is none.
    pub from: usize,
    /// The column in `text` just behind the mark.
    pub to: usize,
}

/// How wide a shown line is at most: with its number it fits a terminal of 80 columns.
const WIDTH: usize = 72;
/// How many first and last lines are shown of an extent that runs over many.
const FIRST: usize = 5;
const LAST: usize = 2;

/// The marked lines with one neighbour on each side; the inner lines of a long extent are left out.
pub(super) fn excerpt(lines: &Lines, extent: Extent) -> Vec<Row> {
    let Extent { start, end } = seen(lines, extent);
    let neighbour = |number: &usize| !lines.text(*number).trim().is_empty();
    let before = Some(start.line - 1).filter(neighbour);
    let after = Some(end.line + 1).filter(neighbour);
    let marked = (start.line..=end.line)
        .filter(|number| *number < start.line + FIRST || *number + LAST > end.line)
        .map(|number| {
            let text = lines.text(number);
            let from = if number == start.line { start.column - 1 } else { 0 };
            let to = if number == end.line { end.column - 1 } else { text.chars().count() };
            row(number, &text, Some((from, to)))
        });
    let plain = |number: usize| row(number, &lines.text(number), None);
    before.map(plain).into_iter().chain(marked).chain(after.map(plain)).collect()
}

/// An extent without the line end it may close with: a mark on the empty start of the next line says nothing.
fn seen(lines: &Lines, extent: Extent) -> Extent {
    let Extent { start, end } = extent;
    if end.line == start.line || end.column > 1 {
        return extent;
    }
    let line = end.line - 1;
    let close = Place { line, column: lines.text(line).chars().count() + 1 };
    Extent { start, end: close.max(start) }
}

/// A line with its mark, given as characters from 0 to the one just behind.
fn row(number: usize, text: &str, mark: Option<(usize, usize)>) -> Row {
    let (from, to) = mark.unwrap_or_default();
    // What is further from the mark than a window is wide cannot be shown, so that long lines cost little.
    let passed = from.saturating_sub(WIDTH + 1);
    let (from, to) = (from - passed, to - passed);
    let characters: Vec<String> = text.chars().skip(passed).take(from + WIDTH + 1).map(shown).collect();
    let (first, last) = window(&characters, from, to.min(characters.len()));
    let mut row = Row { number, text: String::new(), marked: mark.is_some(), from: 0, to: 0 };
    if first > 0 {
        row.text.push('…');
    }
    let mut column = row.text.chars().count() + 1;
    for index in first..=last {
        // Behind the last character is a place too: the end of the line may be what is meant.
        if row.marked && index == from.max(first) {
            row.from = column;
        }
        if row.marked && index == to.min(last) {
            row.to = column;
        }
        if let Some(shown) = characters.get(index).filter(|_| index < last) {
            row.text.push_str(shown);
            column += shown.chars().count();
        }
    }
    if last < characters.len() {
        row.text.push('…');
    }
    row
}

/// The part of a line to show: all of it, or as much as fits around the mark.
fn window(characters: &[String], from: usize, to: usize) -> (usize, usize) {
    let wide = |part: &[String]| part.iter().map(|shown| width(shown)).sum::<usize>();
    if wide(characters) <= WIDTH {
        return (0, characters.len());
    }
    let (mut first, mut last, mut used) = (from, from, 0);
    let mut room = WIDTH - 2;
    // Before the mark: half of what the mark leaves free. Then on to the right. Then what is left, to the left.
    let free = room.saturating_sub(wide(&characters[from..to]));
    let widen_left = |first: &mut usize, used: &mut usize, limit: usize| {
        while *first > 0 && *used + width(&characters[*first - 1]) <= limit {
            *first -= 1;
            *used += width(&characters[*first]);
        }
    };
    widen_left(&mut first, &mut used, free / 2);
    while last < characters.len() && used + width(&characters[last]) <= room {
        used += width(&characters[last]);
        last += 1;
    }
    // Nothing left out on the right: its ellipsis leaves its column.
    room += usize::from(last == characters.len());
    widen_left(&mut first, &mut used, room);
    (first, last)
}

/// One character as it is shown.
fn shown(c: char) -> String {
    let mut shown = String::new();
    visible::push(&mut shown, c);
    shown
}

/// Columns of a terminal that a shown character takes: East Asian characters and emoji take two.
fn width(shown: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}')
            || matches!(c, '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{3fffd}')
    };
    shown.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn rows(text: &str, start: usize, end: usize) -> Vec<Row> {
        let lines = Lines::new(text.as_bytes());
        excerpt(&lines, lines.extent(Span::new(start, end)))
    }

    /// What the mark of a row covers.
    fn meant(row: &Row) -> String {
        row.text.chars().skip(row.from - 1).take(row.to - row.from).collect()
    }

    #[test]
    fn neighbours_are_shown_unless_they_are_blank() {
        let shown = rows("one\ntwo\n\nfour", 4, 7);
        assert_eq!(
            shown.iter().map(|row| (row.number, row.marked)).collect::<Vec<_>>(),
            [(1, false), (2, true)]
        );
        assert_eq!((shown[1].from, shown[1].to), (1, 4));
    }

    #[test]
    fn a_long_line_is_trimmed_around_the_mark() {
        let text = format!("{}meant{}", "a ".repeat(500), " b".repeat(500));
        let shown = rows(&text, 1000, 1005).remove(0);
        assert_eq!(meant(&shown), "meant");
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'));
        assert_eq!(shown.text.chars().count(), WIDTH);
        // At the very end all room is given to what stands before, and the mark stays.
        let shown = rows(&text, text.len(), text.len()).remove(0);
        assert!(shown.text.starts_with('…') && shown.text.ends_with(" b"));
        assert_eq!(shown.text.chars().count(), WIDTH);
        assert_eq!((shown.from, shown.to), (WIDTH + 1, WIDTH + 1));
        // A mark wider than the window is cut with it.
        let shown = rows(&text, 10, 1900).remove(0);
        assert!(shown.text.chars().count() <= WIDTH && meant(&shown).starts_with("a a"));
    }

    #[test]
    fn escapes_and_tabs_move_the_mark_along() {
        let shown = rows("\t\u{202e}meant", 4, 9).remove(0);
        assert_eq!(shown.text, "    \\u{202e}meant");
        assert_eq!(meant(&shown), "meant");
    }

    #[test]
    fn a_long_extent_shows_its_ends() {
        let text = "line\n".repeat(100);
        let shown = rows(&text, 5, 5 * 51);
        let numbers: Vec<usize> = shown.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 50, 51, 52]);
        // The line end that closes the extent does not mark the next line.
        assert_eq!(shown.iter().filter(|row| row.marked).map(meant).collect::<Vec<_>>(), ["line"; 7]);
    }
}
