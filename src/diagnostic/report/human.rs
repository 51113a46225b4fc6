//! A report → what an author reads in a terminal, drawn as rustc draws it.
//!
//! annotate-snippets draws titles, source lines and underlines. It is given excerpts, which are trimmed and
//! escaped, so the places are written here: it would count columns in the trimmed text.

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, Style};
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Message, Renderer, Snippet};

use super::excerpt::{Row, excerpt};
use super::place::Extent;
use super::{Report, Sources, visible};
use crate::diagnostic::{Diagnostic, Severity, Span};

/// Every problem with its lines, its help and its related places, and a sum at the end; with nothing to tell,
/// nothing. `colour` adds the terminal's colours and is the only source of escape sequences.
pub fn human(report: &Report, colour: bool) -> String {
    let sources = Sources::of(report);
    let pen = Pen::new(colour);
    let mut out = String::new();
    for diagnostic in report.diagnostics {
        pen.draw(&mut out, diagnostic, report.severity(diagnostic), &sources);
        out.push('\n');
    }
    if !report.diagnostics.is_empty() {
        out.push_str(&sum(report.counts()));
        out.push('\n');
    }
    out
}

/// The sum of a report, such as `2 errors, 1 warning`; what there is none of is not said.
fn sum((errors, warnings, notices): (usize, usize, usize)) -> String {
    let said = |(count, word): (usize, &str)| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [(errors, "error"), (warnings, "warning"), (notices, "notice")];
    parts.into_iter().filter_map(said).collect::<Vec<_>>().join(", ")
}

/// A place with the lines to be drawn under it.
struct Block {
    /// `file:line:column`.
    place: String,
    rows: Vec<Row>,
    /// What is said beside the underline.
    label: Option<String>,
}

/// What draws, in colour or not.
struct Pen {
    renderer: Renderer,
    gutter: Style,
}

impl Pen {
    fn new(colour: bool) -> Self {
        // Excerpts have their width already; a second trimming would lose the mark.
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(100_000);
        Pen { renderer, gutter: if colour { DEFAULT_LINE_NUM_STYLE } else { Style::new() } }
    }

    fn draw(&self, out: &mut String, told: &Diagnostic, severity: Severity, sources: &Sources) {
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Notice => Level::NOTE.with_name(severity.word()),
        };
        let title = level.clone().primary_title(visible::prose(&told.message)).id(told.code.name());
        self.push(out, 0, &self.renderer.render(&[Group::with_title(title)]));

        let mut notes = Vec::new();
        let mut blocks = vec![block(sources, &told.file, told.span, None)];
        for related in &told.related {
            let drawn = block(sources, &related.file, related.span, Some(&related.message));
            if drawn.rows.is_empty() {
                let text = format!("{}: {}", drawn.place, visible::prose(&related.message));
                notes.push(Level::NOTE.message(text));
            } else {
                blocks.push(drawn);
            }
        }
        notes.extend(told.help.as_deref().map(|help| Level::HELP.message(visible::prose(help))));

        let digits = blocks.iter().map(|block| digits(&block.rows)).max().unwrap_or_default();
        let last = blocks.len() - 1;
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                self.push(out, digits + 1, &self.ruled("|"));
            }
            let arrow = self.ruled(if index == 0 { "-->" } else { ":::" });
            self.push(out, digits, &format!("{arrow} {}", block.place));
            let notes = if index == last { std::mem::take(&mut notes) } else { Vec::new() };
            self.block(out, digits, level.clone(), index == 0, block, notes);
        }
    }

    /// The lines of a block and the notes below them.
    fn block(
        &self,
        out: &mut String,
        width: usize,
        level: Level<'_>,
        primary: bool,
        block: &Block,
        notes: Vec<Message<'_>>,
    ) {
        let (text, mark, neighbours) = joined(&block.rows);
        let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let mut elements: Vec<Element> = Vec::new();
        let mut indent = width;
        let bare = notes.is_empty();
        if let Some(first) = block.rows.first() {
            let neighbours = neighbours.into_iter().map(|span| AnnotationKind::Visible.span(span));
            let meant: Annotation = kind.span(mark).label(block.label.as_deref());
            let snippet = Snippet::source(text).line_start(first.number);
            elements.push(snippet.annotation(meant).annotations(neighbours).into());
            indent -= digits(&block.rows);
        } else if !bare {
            self.push(out, width + 1, &self.ruled("|"));
        }
        elements.extend(notes.into_iter().map(Element::from));
        if !elements.is_empty() {
            let group = Group::with_level(level).elements(elements);
            let drawn = self.renderer.render(&[group]);
            // The renderer closes the frame after a neighbour but not after a mark; here neither is closed.
            let closed = bare && block.rows.last().is_some_and(|row| !row.marked);
            let open = drawn.rsplit_once('\n').filter(|_| closed).map_or(&*drawn, |(open, _)| open);
            self.push(out, indent, open);
        }
    }

    /// A part of the frame in its colour.
    fn ruled(&self, part: &str) -> String {
        format!("{}{part}{:#}", self.gutter, self.gutter)
    }

    /// Lines moved to the right, so that the frames of several blocks stand below each other.
    fn push(&self, out: &mut String, indent: usize, drawn: &str) {
        for line in drawn.lines() {
            let line = line.trim_end();
            if !line.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
                out.push_str(line);
            }
            out.push('\n');
        }
    }
}

/// A place with its lines; without lines where the file is not text.
fn block(sources: &Sources, file: &str, span: Span, label: Option<&str>) -> Block {
    let name = visible::name(file);
    let label = label.map(|label| visible::line(label).into_owned());
    match (sources.lines(file), sources.find(file, span)) {
        (Some(lines), Some(extent)) => {
            let Extent { start, .. } = extent;
            let place = format!("{name}:{}:{}", start.line, start.column);
            Block { place, rows: excerpt(lines, extent), label }
        }
        _ => Block { place: name.into_owned(), rows: Vec::new(), label },
    }
}

/// How many digits the line numbers of an excerpt take.
fn digits(rows: &[Row]) -> usize {
    rows.last().map_or(1, |row| row.number.to_string().len())
}

/// The rows as one text, with the bytes of the mark and of the neighbours that are to be seen unmarked.
fn joined(rows: &[Row]) -> (String, std::ops::Range<usize>, Vec<std::ops::Range<usize>>) {
    let mut text = String::new();
    let mut number = rows.first().map_or(1, |row| row.number);
    let mut mark: Option<std::ops::Range<usize>> = None;
    let mut neighbours = Vec::new();
    for row in rows {
        // Lines left out are empty here: the renderer counts them and folds them away.
        while number < row.number {
            text.push('\n');
            number += 1;
        }
        let start = text.len();
        text.push_str(&row.text);
        if row.marked {
            let byte = |column: usize| {
                let before = row.text.char_indices().nth(column - 1);
                start + before.map_or(row.text.len(), |(byte, _)| byte)
            };
            let (from, to) = (byte(row.from), byte(row.to));
            mark = Some(mark.map_or(from, |mark| mark.start)..to);
        } else {
            neighbours.push(start..text.len());
        }
    }
    (text, mark.unwrap_or(0..0), neighbours)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::testing::{at, code, show, span};
    use super::*;
    use crate::diagnostic::Severity::{Error, Notice, Warning};

    fn plain(told: &[Diagnostic], files: &[(&str, &[u8])]) -> String {
        let shown = show(told, files, false, |report| human(report, false));
        assert!(shown.lines().all(|line| line.trim_end() == line), "{shown}");
        shown.replace(code(Error).name(), "CODE")
    }

    #[test]
    fn a_problem_is_drawn_with_its_lines_its_related_places_and_its_help() {
        let text =
            "# Words\n\n:::reflect{#heard}\nThink of it.\n:::\n\n\n\n\n:::reflect{#heard}\nAgain.\n:::\n";
        let other = "# Bed 4\n";
        let again = text.rfind("heard").unwrap();
        let told = [at(Error, "a.md", text, "heard", "two prompts have the id “heard”")
            .related(&Arc::from("a.md"), Span::new(again, again + 5), "the other")
            .related(&Arc::from("b.md"), span(other, "Bed"), "and here")
            .related(&Arc::from("photo.jpg"), Span::default(), "and this picture")
            .help("Give each its own id:\n:::reflect{#seen}")];
        let expected = "\
error[CODE]: two prompts have the id “heard”
  --> a.md:3:13
   |
 3 | :::reflect{#heard}
   |             ^^^^^
 4 | Think of it.
   |
  ::: a.md:10:13
   |
10 | :::reflect{#heard}
   |             ----- the other
11 | Again.
   |
  ::: b.md:1:3
   |
 1 | # Bed 4
   |   --- and here
   |
   = note: photo.jpg: and this picture
   = help: Give each its own id:
           :::reflect{#seen}

1 error
";
        assert_eq!(plain(&told, &[("a.md", text.as_bytes()), ("b.md", other.as_bytes())]), expected);
    }

    #[test]
    fn an_extent_over_many_lines_is_drawn_from_end_to_end() {
        let text = format!(":::note\n{}:::\nafter\n", "line\n".repeat(40));
        let told = [at(Error, "a.md", &text, text.strip_suffix("after\n").unwrap(), "it is long")];
        let expected = "\
error[CODE]: it is long
  --> a.md:1:1
   |
 1 | / :::note
 2 | | line
 3 | | line
 4 | | line
...  |
41 | | line
42 | | :::
   | |___^
43 |   after

1 error
";
        assert_eq!(plain(&told, &[("a.md", text.as_bytes())]), expected);
    }

    #[test]
    fn a_place_without_text_is_told_without_lines() {
        let told = [at(Error, "photo.jpg", "x", "x", "it says where it was taken").help("Take it out.")];
        let expected = "\
error[CODE]: it says where it was taken
 --> photo.jpg
  |
  = help: Take it out.

1 error
";
        assert_eq!(plain(&told, &[]), expected);
        let empty = [at(Error, "empty.md", "", "", "the page is empty")];
        let expected = "\
error[CODE]: the page is empty
 --> empty.md:1:1
  |
1 |
  | ^

1 error
";
        assert_eq!(plain(&empty, &[("empty.md", b"")]), expected);
    }

    #[test]
    fn the_sum_counts_in_words_and_nothing_is_said_of_nothing() {
        assert_eq!(sum((2, 1, 3)), "2 errors, 1 warning, 3 notices");
        assert_eq!(sum((0, 2, 1)), "2 warnings, 1 notice");
        assert_eq!(plain(&[], &[]), "");
        let told = [Warning, Notice].map(|severity| at(severity, "a.png", "x", "x", "m"));
        assert!(show(&told, &[], true, |report| human(report, false)).ends_with("\n1 error, 1 notice\n"));
    }

    #[test]
    fn no_escape_or_bidirectional_mark_reaches_the_terminal() {
        let (bad, file) = ("\u{1b}[2J\u{202e}\u{9b}\r", "a\u{1b}\u{202e}\n.md");
        let text = format!("{bad} here {bad}");
        let told = [
            at(Error, file, &text, "here", bad).help(bad).related(&Arc::from(file), Span::new(0, 3), bad),
            at(Error, "gone\u{1b}", &text, "here", bad).related(&Arc::from(bad), Span::default(), bad),
        ];
        let files: [(&str, &[u8]); 1] = [(file, text.as_bytes())];
        let shown = plain(&told, &files);
        assert!(!shown.contains(|c| c != '\n' && visible::is_hidden(c)), "{shown:?}");
        assert!(shown.contains("\\u{1b}[2J\\u{202e}\\u{9b}") && shown.contains("a\\u{1b}\\u{202e}\\u{a}.md"));
        // In colour the only escapes are styles, and without them the words are the same.
        let coloured = show(&told, &files, false, |report| human(report, true));
        let styles = coloured.split('\u{1b}').skip(1).map(|rest| rest.split_once('m').unwrap());
        let mut words = coloured.split('\u{1b}').next().unwrap().to_owned();
        for (style, rest) in styles {
            assert!(style.starts_with('[') && style[1..].chars().all(|c| c.is_ascii_digit() || c == ';'));
            words.push_str(rest);
        }
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&words.replace(code(Error).name(), "CODE")), lines(&shown));
    }

    /// Texts made of what is awkward to draw.
    fn odd_text() -> impl Strategy<Value = Vec<u8>> {
        const PARTS: &[&str] = &[
            "\n",
            "\r\n",
            "\r",
            "\n\n\n",
            "\t",
            " ",
            "word ",
            "// ",
            "\u{feff}",
            "\0",
            "🙂",
            "👩‍⚕️",
            "e\u{301}",
            "\u{202e}",
            "漢字",
            "a very long run of words that does not fit into the window ",
        ];
        // The last two are pieces of characters, which are not UTF-8.
        let part = (0..PARTS.len() + 2).prop_map(|index| match PARTS.get(index) {
            Some(part) => part.as_bytes(),
            None => [&b"\xFF"[..], b"\xE2\x82"][index - PARTS.len()],
        });
        proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_span_over_any_text_is_drawn(
            text in odd_text(),
            spans in proptest::collection::vec((0..700usize, 0..700usize, 0..2u8), 1..4),
        ) {
            let file: Arc<str> = Arc::from("a.md");
            let spans: Vec<Span> = spans
                .into_iter()
                .map(|(start, length, near)| Span::new(start, start + if near == 0 { length % 4 } else { length }))
                .collect();
            let mut told = Diagnostic::new(code(Error), &file, spans[0], "message");
            for span in &spans {
                told = told.related(&file, *span, "label");
            }
            let place = super::super::Lines::new(&*text).extent(spans[0]).start;
            let files: [(&str, &[u8]); 1] = [("a.md", &text)];
            let shown = plain(&[told.clone()], &files);
            let arrow = format!("--> a.md:{}:{}", place.line, place.column);
            prop_assert!(shown.lines().any(|line| line.trim_start() == arrow), "{}", shown);
            prop_assert!(shown.contains('^'), "{}", shown);
            prop_assert!(shown.lines().all(|line| line.chars().count() <= 100), "{}", shown);
            show(&[told.clone()], &files, false, |report| human(report, true));
            for problem in show(&[told], &files, false, super::super::overlay) {
                for row in problem.excerpt.iter().filter(|row| row.marked) {
                    let end = row.text.chars().count() + 1;
                    prop_assert!(1 <= row.from && row.from <= row.to && row.to <= end, "{:?}", row);
                }
            }
        }
    }
}
