//! Bytes → text that parsing can rely on; nodes → their plain words.

use std::sync::Arc;

use super::{Body, Node, NodeKind};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::runs::for_each_run;
use crate::source::Source;

/// The source as text. What is not UTF-8 is told by its offset and replaced byte for byte, so that spans hold.
pub(super) fn decode(source: &Source, problems: &mut Vec<Diagnostic>) -> Arc<str> {
    let bytes = source.text_bytes();
    let text: Arc<str> = match source
        .text()
        .map_or_else(|| std::str::from_utf8(&bytes).map(Arc::from), |text| Ok(Arc::clone(text)))
    {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let words = format!("byte {at} of the file is not UTF-8 text");
            let help = match *bytes {
                [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "The file is UTF-16. Save it again as UTF-8.",
                _ => "Save the file again with the encoding UTF-8.",
            };
            let span = Span::new(at, at + 1);
            problems.push(Diagnostic::new(Code::InvalidUtf8, &source.path, span, words).help(help));
            replaced(&bytes).into()
        }
    };
    problems.extend(control_character(&text, &source.path));
    text
}

/// The first character of a text that no page can show: a control, or one of the two that are no characters.
pub fn control_character(text: &str, file: &Arc<str>) -> Option<Diagnostic> {
    // Almost no text has a byte that such a character could begin with, and all bytes are looked at many at a time: there
    // is no way out in the middle.
    let may_begin = |byte: u8| {
        byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0xC) || matches!(byte, 0xC2 | 0xEF)
    };
    if !text.bytes().fold(false, |found, byte| found | may_begin(byte)) {
        return None;
    }
    let (at, c) = text.char_indices().find(|(_, c)| is_control(*c))?;
    let words = format!("the character U+{:04X} at byte {at} cannot be shown", u32::from(c));
    let span = Span::new(at, at + c.len_utf8());
    Some(Diagnostic::new(Code::ControlCharacter, file, span, words).help("Delete it."))
}

/// Whether a character has no place in a text. XML has none of them either.
pub fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}') || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Bytes as text of the same length: a question mark for each that is no part of a character.
pub fn replaced(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

/// How many words a text has: what stands between blanks and holds a letter or a digit.
pub(crate) fn count_words(text: &str) -> u32 {
    let mut count = 0;
    // ASCII's list of blanks and Unicode's differ in the vertical tab.
    let is_no_blank = |byte| !matches!(byte, b' ' | b'\t'..=b'\r');
    for_each_run(text.as_bytes(), is_no_blank, |run| {
        let run = &text[run];
        // What is not ASCII may have other blanks.
        count += match run.is_ascii() {
            true => usize::from(run.bytes().any(|byte| byte.is_ascii_alphanumeric())),
            false => run.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count(),
        };
    });
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The words of some nodes as a reader hears them: no marks, breaks as spaces.
pub fn plain_text<F: Copy>(body: &Body, nodes: &[Node<F>]) -> String {
    let mut words = String::new();
    for node in nodes {
        match node.kind {
            NodeKind::Text => words.push_str(body.slice(node.span)),
            NodeKind::Literal(index) | NodeKind::Code(index) => words.push_str(body.string(index)),
            NodeKind::SoftBreak | NodeKind::HardBreak => words.push(' '),
            NodeKind::Term(index) => words.push_str(body.link(index).words()),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_alike_byte_by_byte_and_letter_by_letter() {
        for text in [
            "",
            " ",
            "one",
            " one  two\n",
            "a — b",
            "(a), - b1 ?!",
            "24/7 \t\u{B}x\u{C}y\rz",
            "··· é",
            "... don't",
        ] {
            let expected =
                text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            assert_eq!(count_words(text) as usize, expected, "{text:?}");
        }
    }
}
