//! Text from anywhere → text that shows what is in it and cannot act on a terminal or turn its neighbours round.
//!
//! File names, messages and source lines may come from strangers. An escape sequence could recolour or rewrite
//! a terminal, and a bidirectional mark can make a line read as what it is not.

use std::borrow::Cow;

/// Whether a character acts instead of being seen: controls, bidirectional marks, separators, byte order marks.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// One character of a source line as it is shown.
pub(super) fn push(shown: &mut String, c: char) {
    match c {
        '\t' => shown.push_str("    "),
        c if is_hidden(c) => shown.extend(c.escape_unicode()),
        c => shown.push(c),
    }
}

/// A message or a help text: its own lines are kept.
pub(super) fn prose(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let lines = text.split('\n').map(|line| shown(line.strip_suffix('\r').unwrap_or(line)));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// A message or a help text on one line.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let shown = prose(text);
    if shown.contains('\n') { Cow::Owned(shown.replace('\n', " ")) } else { shown }
}

/// A file name: also a line end or a tab in it is shown escaped, for neither belongs there.
pub(super) fn name(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if is_hidden(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

/// JSON as it was serialised, with the hidden characters of its strings in JSON's own escapes: the data is the
/// same, and a terminal that shows it is safe.
pub(super) fn json(value: &serde_json::Value) -> String {
    let mut shown = String::new();
    for c in format!("{value:#}\n").chars() {
        // Strings never hold a bare line end, so each one here is layout.
        if c == '\n' || !is_hidden(c) {
            shown.push(c);
        } else {
            shown.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    shown
}

/// One line of prose.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut shown, c));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_escaped_and_what_is_read_is_left() {
        assert_eq!(prose("a\u{1b}[31m\u{202e}\u{9b}b"), "a\\u{1b}[31m\\u{202e}\\u{9b}b");
        assert_eq!(prose("two\r\nlines\tand a \r"), "two\nlines    and a ");
        assert_eq!(line("two\nlines"), "two lines");
        assert_eq!(name("a\nb\t.md"), "a\\u{a}b\\u{9}.md");
        // Joiners hold families of emoji and whole scripts together.
        assert_eq!(prose("👩‍⚕️ می‌خواهم “é”"), "👩‍⚕️ می‌خواهم “é”");
    }

    #[test]
    fn json_keeps_its_data() {
        let value = serde_json::json!({ "a": "\u{1b}\u{202e}\u{7f}\n" });
        let shown = json(&value);
        assert!(shown.is_ascii() && !shown.contains(['\u{1b}', '\u{7f}']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
