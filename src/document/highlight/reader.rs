//! Code and the table of its language → its comments, strings, numbers and known words, in one walk over its bytes.

use super::languages::{Language, Quote};
use super::{Html, Kind};

pub(super) fn read(language: &Language, html: &mut Html<'_>) {
    let bytes = html.code.as_bytes();
    let mut at = 0;
    // Whether the word before says that a name follows.
    let mut names_next = false;
    while let Some(byte) = bytes.get(at) {
        if (at == 0 || bytes[at - 1] == b'\n')
            && let Some(separator) = language.keys
            && let Some((start, end, kind)) = key(&bytes[at..], separator)
        {
            html.part(at + start, at + end, kind);
            at += end;
            continue;
        }
        if let Some((end, kind)) = quoted(language, bytes, at) {
            html.part(at, end, kind);
            (at, names_next) = (end, false);
        } else if byte.is_ascii_digit() {
            let end = number(bytes, at);
            html.part(at, end, Kind::Constant);
            at = end;
        } else if is_of_word(*byte) {
            let end = at + bytes[at..].iter().take_while(|byte| is_of_word(**byte)).count();
            let kind = match language.kind(&bytes[at..end]) {
                None if names_next => Some(Kind::Name),
                known => known,
            };
            if let Some(kind) = kind {
                html.part(at, end, kind);
            }
            names_next = language.names_after(&bytes[at..end]);
            at = end;
        } else {
            names_next &= matches!(byte, b' ' | b'\t');
            at += 1;
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// A comment or a string that begins at a place: where it ends.
fn quoted(language: &Language, bytes: &[u8], at: usize) -> Option<(usize, Kind)> {
    if !language.may_begin(bytes[at]) {
        return None;
    }
    let rest = &bytes[at..];
    let is_within_word = at > 0 && !bytes[at - 1].is_ascii_whitespace();
    for (start, end) in language.block_comments {
        if rest.starts_with(start.as_bytes()) {
            return Some((at + start.len() + through(&rest[start.len()..], end), Kind::Comment));
        }
    }
    for start in language.line_comments {
        // In a shell and in YAML, `a#b` is a word.
        if rest.starts_with(start.as_bytes()) && !(language.comments_stand_apart && is_within_word) {
            return Some((at + line(rest), Kind::Comment));
        }
    }
    let quote = language.strings.iter().find(|quote| rest.starts_with(quote.start().as_bytes()))?;
    let inside = quote.start().len();
    let length = match quote {
        Quote::Char => inside + character(&rest[inside..])?,
        Quote::Line(end) => inside + string(&rest[inside..rest.len().min(line(rest))], end, true),
        Quote::Lines(end) => inside + string(&rest[inside..], end, true),
        Quote::Raw(_, end) => inside + string(&rest[inside..], end, false),
    };
    Some((at + length, Kind::String))
}

fn line(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len())
}

/// The length up to the end of `mark`, or of everything where it does not come.
fn through(bytes: &[u8], mark: &str) -> usize {
    let found = bytes.windows(mark.len()).position(|window| window == mark.as_bytes());
    found.map_or(bytes.len(), |at| at + mark.len())
}

fn string(bytes: &[u8], end: &str, escapes: bool) -> usize {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 2,
            _ if bytes[at..].starts_with(end.as_bytes()) => return at + end.len(),
            _ => at += 1,
        }
    }
    bytes.len()
}

/// One character in quotes, `'a'` or `'\n'`; `'a` alone is a lifetime, or a mark of another sort.
fn character(bytes: &[u8]) -> Option<usize> {
    let length = match bytes.first()? {
        b'\\' => 2 + bytes.get(2..)?.iter().take(10).position(|byte| *byte == b'\'')?,
        b'\'' | b'\n' => return None,
        byte if byte.is_ascii() => 1,
        _ => bytes.iter().take(4).take_while(|byte| !byte.is_ascii()).count(),
    };
    (bytes.get(length) == Some(&b'\'')).then_some(length + 1)
}

fn number(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        // `1.5` is one number, `1..5` two.
        let is_point = *byte == b'.' && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !is_of_word(*byte) && !is_point {
            break;
        }
        at += 1;
    }
    at
}

/// What a line of settings begins with: `key:`, `- key:`, `key =` or `[section]`.
fn key(bytes: &[u8], separator: u8) -> Option<(usize, usize, Kind)> {
    let text = &bytes[..line(bytes)];
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'-'))?;
    if separator == b'=' && text[start] == b'[' {
        let end = text.iter().position(|byte| *byte == b']')? + 1;
        return Some((start, end + usize::from(text.get(end) == Some(&b']')), Kind::Name));
    }
    let of_key = |byte: &u8| is_of_word(*byte) || matches!(byte, b'-' | b'.' | b'/' | b' ');
    let length = text[start..].iter().take_while(|byte| of_key(byte)).count();
    let end = start + length;
    let follows = match text.get(end)? {
        b':' if separator == b':' => text.get(end + 1).is_none_or(u8::is_ascii_whitespace),
        byte => separator == b'=' && *byte == b'=',
    };
    let end = start + text[start..end].trim_ascii_end().len();
    (follows && end > start).then_some((start, end, Kind::Tag))
}
