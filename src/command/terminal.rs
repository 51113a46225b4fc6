//! What a command says → the same without what would act on the terminal: names on a disk may hold any character.

/// Control characters become visible. Line ends and tabs stay, and colours where they were asked for.
pub(super) fn harmless(text: String, colour: bool) -> String {
    if !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')) {
        return text;
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\u{1b}' if colour => colour_at(rest),
            '\r' if rest.starts_with("\r\n") => Some(2),
            '\n' | '\t' => Some(1),
            c if c.is_control() => None,
            c => Some(c.len_utf8()),
        };
        match length {
            Some(length) => safe.push_str(&rest[..length]),
            None => safe.extend(c.escape_unicode()),
        }
        rest = &rest[length.unwrap_or(c.len_utf8())..];
    }
    safe
}

/// The length of a sequence that changes colours and nothing else.
fn colour_at(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    numbers[end..].starts_with('m').then_some(end + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_the_terminal_but_colours_that_were_asked_for() {
        let same = "words\tin\r\ntwo lines, é, \u{200f}שלום\n";
        assert_eq!(harmless(same.into(), false), same);
        let red = "\u{1b}[1;31merror\u{1b}[0m";
        assert_eq!(harmless(red.into(), true), red);
        assert_eq!(harmless(red.into(), false), "\\u{1b}[1;31merror\\u{1b}[0m");
        for name in
            ["\u{1b}]0;title\u{7}", "\u{1b}[2J", "\u{1b}[", "\u{1b}", "\u{9b}1m", "a\rb\u{8}", "\u{7f}"]
        {
            let safe = harmless(name.into(), true);
            assert!(!safe.contains(char::is_control), "{safe:?}");
        }
    }
}
