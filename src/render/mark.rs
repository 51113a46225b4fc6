//! A block in the preview → a comment before it that names its line in the sources. Nothing published has one.
//!
//! The preview's script takes the comments out of the page as soon as it is there and keeps what they say, so that the
//! page is the published one, and a paragraph that merely moved down stays the same to whoever compares two builds.

use std::sync::Arc;

use super::html::Around;
use crate::course::{Audience, Page};
use crate::diagnostic::Span;
use crate::document::{Body, Node, NodeKind};

/// A line of a source: its number from 1, and the file where that is not the page's own.
pub type Line = (usize, Option<Arc<str>>);

/// Where the lines of a body begin.
pub(super) struct SourceLines(Vec<usize>);

impl SourceLines {
    pub(super) fn of(body: &Body) -> Self {
        let ends = body.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        SourceLines(std::iter::once(0).chain(ends).collect())
    }

    /// The line on which a span begins.
    pub(super) fn line(&self, page: &Page, body: &Body, span: Span) -> Line {
        let (file, own) = page.outline.place(span);
        let of = |offset: u32| self.0.partition_point(|start| *start <= offset.min(limit(body)) as usize);
        // A snippet's text stands behind the page's: its lines are counted from where it begins.
        let line = of(span.start) - of(span.start - own.start) + 1;
        (line, (file != page.outline.file).then_some(file))
    }
}

fn limit(body: &Body) -> u32 {
    u32::try_from(body.text.len()).unwrap_or(u32::MAX)
}

/// Adds the comment, if this is the preview and the node a block.
pub(super) fn append<A: Audience>(around: &dyn Around<A>, node: &Node<A>, out: &mut String) {
    if !is_block(node) {
        return;
    }
    let Some((line, file)) = around.line(node.span) else { return };
    // Before the last line's end, so that taking the comment out leaves the published bytes.
    let is_fresh = out.ends_with('\n') && out.pop().is_some();
    out.push_str(&format!("<!--line {line}"));
    if let Some(file) = file {
        out.push(' ');
        // No letter of a file's name may end the comment.
        for byte in file.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' => out.push(char::from(byte)),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    out.push_str(if is_fresh { "-->\n" } else { "-->" });
}

fn is_block<A: Audience>(node: &Node<A>) -> bool {
    matches!(
        node.kind,
        NodeKind::Paragraph
            | NodeKind::Heading { .. }
            | NodeKind::Quote
            | NodeKind::BulletList
            | NodeKind::OrderedList { .. }
            | NodeKind::Item
            | NodeKind::CodeBlock { .. }
            | NodeKind::Table
            | NodeKind::TableRow
            | NodeKind::Rule
            | NodeKind::Block { .. }
            | NodeKind::Facilitator { .. }
    )
}

#[cfg(test)]
mod tests {
    use crate::course::Edition;
    use crate::document::date::Date;
    use crate::memo::Memo;
    use crate::pipeline::{self, Linked};
    use crate::publish::OutPath;
    use crate::source::Sources;

    const PAGE: &str = "---\ntitle: A\n---\n# A\n\nFirst.\n\n- one\n\n  more\n- two\n\n> Said.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n:::note[N]\nInner.\n:::\n\n:::include{src=own-rules.md}\n\n:::check[C]{#c}\n- [x] Yes\n- [ ] No\n:::\n";

    fn page(linked: &Linked, preview: bool) -> String {
        let artefacts = pipeline::artefacts(linked, Edition::Learner, preview);
        let mut out = Vec::new();
        artefacts.make(artefacts.get(&OutPath::new("a.html").unwrap()).unwrap(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Without the marks and the one word that says that this is the preview.
    fn plain(html: &str) -> String {
        let mut rest = html;
        let mut out = String::new();
        while let Some(at) = rest.find("<!--line ") {
            out.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find("-->").unwrap() + 3..];
        }
        out.push_str(rest);
        let lines =
            out.lines().filter(|line| !line.is_empty() && *line != "<p class=\"edition\">Preview</p>");
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_preview_knows_each_block_s_line_and_is_the_published_page_otherwise() {
        let files = [
            ("course.yaml", "id: x\ntitle: X\n"),
            ("index.md", "# Home\n"),
            ("a.md", PAGE),
            ("snippets/own-rules.md", "\nA rule.\n\nAnother --> rule.\n"),
        ];
        let sources = Sources::from_memory(files.map(|(path, text)| (path, text.as_bytes())));
        let today = Date { year: 2027, month: 1, day: 1 };
        let linked = pipeline::link(sources, &Sources::default(), &mut Memo::default(), today).value;
        let (shown, published) = (page(&linked, true), page(&linked, false));
        assert!(!published.contains("<!--"), "{published}");
        for marked in [
            "<!--line 6-->\n<p>First.</p>",
            "<!--line 8-->\n<li>",
            "<!--line 10-->\n<p>more</p>",
            "<!--line 13-->\n<blockquote>",
            "<!--line 17-->\n<tr>",
            "<!--line 20-->\n<p>Inner.</p>",
            "<!--line 2 snippets/own%2Drules.md-->\n<p>A rule.</p>",
            "<!--line 4 snippets/own%2Drules.md-->\n<p>Another --&gt; rule.</p>",
        ] {
            assert!(shown.contains(marked), "{marked}\n{shown}");
        }
        assert_eq!(plain(&shown), plain(&published));
    }
}
