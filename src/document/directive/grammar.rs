//! One fence line → `Fence`: `:::kind[label]{#id .class key=value key="two words"}`, or a closing `:::`.
//!
//! Understood besides: a space before the name (Pandoc, Quarto), trailing colons (Carpentries),
//! `{.kind}` and `{custom-style="Kind"}` without a name (Pandoc, Word), curly quotes and no-break spaces.

use crate::diagnostic::Span;

/// What a fence line says; mistakes in it are kept to be told once the parser knows that it is a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fence {
    Close {
        colons: usize,
    },
    /// Between two blocks that are one: a word processor's style makes a block of each paragraph.
    Seam,
    Open(Opener),
}

/// An opening line, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opener {
    pub colons: usize,
    pub name: String,
    pub name_span: Span,
    /// Where the label's words lie in the file.
    pub label: Option<Span>,
    pub attributes: Attributes,
    /// The style of a word processor that the block had, where that is all that names it.
    pub style: Option<String>,
    /// Whether the line ends in colons behind loose words.
    pub closes_itself: bool,
    /// Whether nothing closed it: what it lacks may stand where it does not reach.
    pub is_cut: bool,
    /// Words behind the name that stand in no brackets.
    pub loose: Option<Span>,
    /// What could not be understood. Only the first is told: the others follow from it.
    pub faults: Vec<Fault>,
}

/// A mistake in an opening line: where, what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    pub words: String,
    pub help: String,
}

impl Opener {
    /// The words of a block that opens and closes on one line.
    pub fn one_line(&self) -> Option<Span> {
        self.loose.filter(|_| self.closes_itself)
    }

    fn fault(&mut self, span: Span, words: &str, help: String) {
        self.faults.push(Fault { span, words: words.to_owned(), help });
    }
}

/// What stands in braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    pub id: Option<(String, Span)>,
    pub classes: Vec<(String, Span)>,
    pub pairs: Vec<Pair>,
}

/// `key=value` with the places of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub key: String,
    pub key_span: Span,
    pub value: String,
    pub value_span: Span,
}

/// Reads a line that begins with three colons; nothing if what follows cannot be meant as a fence.
pub fn read(line: &str, base: usize) -> Option<Fence> {
    let colons = line.bytes().take_while(|b| *b == b':').count();
    let mut cursor = Cursor { text: line, at: colons, base };
    cursor.skip_blanks();
    if cursor.rest().trim_matches(is_blank).is_empty() {
        return Some(Fence::Close { colons });
    }
    if !cursor.rest().starts_with(|c: char| c.is_alphabetic() || c == '{') {
        return None;
    }
    let mut opener = Opener { colons, ..Opener::default() };
    let start = cursor.at;
    cursor.take_while(|c| c.is_alphanumeric() || c == '-' || c == '_');
    opener.name = line[start..cursor.at].to_owned();
    opener.name_span = cursor.span_from(start);
    cursor.skip_blanks();
    // Pandoc escapes the brackets that somebody typed into a word processor.
    if cursor.rest().starts_with("\\[") {
        cursor.at += 1;
    }
    if cursor.rest().starts_with('[') {
        read_label(&mut cursor, &mut opener);
        cursor.skip_blanks();
    }
    if cursor.rest().starts_with('{') {
        read_attributes(&mut cursor, &mut opener);
        cursor.skip_blanks();
    }
    let rest = cursor.rest().trim_end_matches(|c| c == ':' || is_blank(c));
    if !rest.is_empty() {
        let span = Span::new(base + cursor.at, base + cursor.at + rest.len());
        let label = rest.trim().trim_matches(['"', '“', '”', '(', ')', '[', ']', ':', '-', '–']).trim();
        let label = label.split('{').next().unwrap_or(label).trim();
        let help = if opener.label.is_some() {
            "Only the label in square brackets and the braces stand on this line; write the rest in the line below.".into()
        } else {
            format!(
                "A label stands in square brackets: `:::{}[{label}]`. Other words go into the line below.",
                opener.name
            )
        };
        opener.fault(span, "these words behind the name of the block are not understood", help);
        opener.loose = Some(span);
        opener.closes_itself = cursor.rest().trim_end_matches(is_blank).ends_with(":::");
    }
    name_from_attributes(&mut opener);
    Some(Fence::Open(opener))
}

/// Reads `{#id .class key=value}` alone, as it stands behind a heading.
pub fn attributes(text: &str, base: usize) -> Attributes {
    let mut opener = Opener::default();
    read_attributes(&mut Cursor { text, at: 0, base }, &mut opener);
    opener.attributes
}

/// Reads `{.class key=value}` at the start of a text, as it stands behind words or a picture: what it says, and how
/// many bytes it has. Nothing if it does not begin there or is not of that form.
pub fn styling(text: &str, base: usize) -> Option<(Attributes, usize)> {
    let end = text.strip_prefix('{')?.find('}')? + 2;
    let mut opener = Opener::default();
    let mut cursor = Cursor { text: &text[..end], at: 0, base };
    read_attributes(&mut cursor, &mut opener);
    let Attributes { id, classes, pairs } = &opener.attributes;
    let is_empty = id.is_none() && classes.is_empty() && pairs.is_empty();
    (opener.faults.is_empty() && !is_empty && cursor.at == end).then_some((opener.attributes, end))
}

/// A no-break space is what Word leaves where a space was typed.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{A0}' | '\u{202F}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    base: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn take_while(&mut self, mut matches: impl FnMut(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !matches(c)).unwrap_or(rest.len());
    }

    fn skip_blanks(&mut self) {
        self.take_while(is_blank);
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(self.base + start, self.base + self.at)
    }
}

/// `[label]`: brackets within may be nested or escaped, or all of them are, as Pandoc escapes what was typed.
fn read_label(cursor: &mut Cursor<'_>, opener: &mut Opener) {
    let open = cursor.at;
    if cursor.text[..open].ends_with('\\')
        && let Some(length) = cursor.rest().find("\\]")
    {
        opener.label = Some(Span::new(cursor.base + open + 1, cursor.base + open + length));
        cursor.at = open + length + 2;
        return;
    }
    let mut depth = 0usize;
    let mut escaped = false;
    for (offset, c) in cursor.rest().char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    let inner = (open + 1, open + offset);
                    opener.label = Some(Span::new(cursor.base + inner.0, cursor.base + inner.1));
                    cursor.at = open + offset + 1;
                    return;
                }
            }
            _ => {}
        }
    }
    cursor.at = cursor.text.trim_end().len();
    let span = cursor.span_from(open);
    opener.label = Some(Span { start: span.start + 1, end: span.end });
    let label = cursor.text[open + 1..cursor.at].trim();
    let help = format!("Close it: `:::{}[{label}]`.", opener.name);
    opener.fault(span, "the label opens with `[` and is not closed with `]`", help);
}

fn read_attributes(cursor: &mut Cursor<'_>, opener: &mut Opener) {
    let open = cursor.at;
    cursor.at += 1;
    loop {
        cursor.take_while(|c| is_blank(c) || c == ',');
        let start = cursor.at;
        let Some(first) = cursor.rest().chars().next() else {
            let help = format!("Put a `}}` at the end: `{}}}`.", cursor.text[open..].trim_end());
            opener.fault(cursor.span_from(open), "the braces are not closed with `}`", help);
            return;
        };
        match first {
            '}' => {
                cursor.at += 1;
                return;
            }
            '#' | '.' => {
                cursor.at += 1;
                cursor.take_while(|c| !is_blank(c) && !matches!(c, '}' | '{' | '=' | ','));
                let word = (cursor.text[start + 1..cursor.at].to_owned(), cursor.span_from(start));
                match first {
                    '#' => opener.attributes.id = Some(word),
                    _ => opener.attributes.classes.push(word),
                }
            }
            _ => read_pair(cursor, opener),
        }
    }
}

fn read_pair(cursor: &mut Cursor<'_>, opener: &mut Opener) {
    let start = cursor.at;
    cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let key = cursor.text[start..cursor.at].to_owned();
    let key_span = cursor.span_from(start);
    if key.is_empty() {
        let c = cursor.rest().chars().next().map_or(0, char::len_utf8);
        cursor.at += c;
        let help = "In braces stand `#id`, `.class` and `key=value`, with blanks between them.";
        opener.fault(cursor.span_from(start), "this cannot stand in braces", help.into());
        return;
    }
    cursor.skip_blanks();
    if !cursor.rest().starts_with('=') {
        let help = format!(
            "Write `{key}=…`. Several words stand in straight quotes, `key=\"two words\"`; an id has no blanks, `#two-words`."
        );
        opener.fault(key_span, &format!("`{key}` stands in the braces without a value"), help);
        // A colon is what a header has in this place; the value is taken, so that nothing else is missed.
        if !cursor.rest().starts_with(':') {
            return;
        }
    }
    cursor.at += 1;
    cursor.skip_blanks();
    let (value, value_span) = read_value(cursor, opener);
    opener.attributes.pairs.push(Pair { key, key_span, value, value_span });
}

fn read_value(cursor: &mut Cursor<'_>, opener: &mut Opener) -> (String, Span) {
    let start = cursor.at;
    let Some(open) = cursor.rest().chars().next().filter(|c| is_quote(*c) || *c == '\'') else {
        cursor.take_while(|c| !is_blank(c) && !matches!(c, '}' | ','));
        return (cursor.text[start..cursor.at].to_owned(), cursor.span_from(start));
    };
    cursor.at += open.len_utf8();
    let closes = |c: char| if open == '\'' { c == '\'' } else { is_quote(c) };
    let inner = cursor.at;
    cursor.take_while(|c| !closes(c));
    let value = cursor.text[inner..cursor.at].to_owned();
    match cursor.rest().chars().next() {
        Some(close) => cursor.at += close.len_utf8(),
        None => {
            let help =
                "Put straight quotes around the value, one before and one behind it: `key=\"two words\"`.";
            opener.fault(cursor.span_from(start), "the quotes are not closed", help.into());
        }
    }
    (value, cursor.span_from(start))
}

/// `::: {.tip}` and `::: {custom-style="Role play"}`: the name is in the braces.
fn name_from_attributes(opener: &mut Opener) {
    if !opener.name.is_empty() {
        return;
    }
    let attributes = &mut opener.attributes;
    if let Some(at) = attributes.pairs.iter().position(|pair| pair.key == "custom-style") {
        let style = attributes.pairs.remove(at);
        let words: Vec<&str> = style.value.split_whitespace().collect();
        opener.name = words.join("-").to_lowercase();
        opener.name_span = style.value_span;
        opener.style = Some(style.value);
    } else if !attributes.classes.is_empty() {
        let (name, span) = attributes.classes.remove(0);
        (opener.name, opener.name_span) = (name, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(line: &str) -> Opener {
        match read(line, 0) {
            Some(Fence::Open(opener)) => opener,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn every_usual_form_is_understood() {
        let line = ":::reflect[A [kind] word]{#heard .calm frame=driscoll who=“two words” lines = 8}";
        let opener = open(line);
        assert_eq!(opener.name, "reflect");
        assert_eq!(opener.label.map(|s| &line[s.range()]), Some("A [kind] word"));
        assert_eq!(opener.attributes.id.as_ref().map(|(id, _)| id.as_str()), Some("heard"));
        let pairs: Vec<_> =
            opener.attributes.pairs.iter().map(|p| (p.key.as_str(), p.value.as_str())).collect();
        assert_eq!(pairs, [("frame", "driscoll"), ("who", "two words"), ("lines", "8")]);
        assert!(opener.faults.is_empty());
        assert_eq!(open("::::: note ::::").name, "note");
        assert_eq!(open("::: {.tip #x}").name, "tip");
        assert_eq!(open("::: {custom-style=\"Role Play\"}").name, "role-play");
        assert_eq!(read("::::", 0), Some(Fence::Close { colons: 4 }));
        assert_eq!(read(":::)", 0), None);
    }

    #[test]
    fn faults_are_kept_with_their_place() {
        for line in [":::note[open", ":::note{a=\"b", ":::note{a}", ":::note{?}", ":::note Title"] {
            assert!(!open(line).faults.is_empty(), "{line}");
        }
    }
}
