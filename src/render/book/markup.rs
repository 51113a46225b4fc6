//! A finished page's HTML → the same within a book: ids and addresses as the book has them, nothing that needs a
//! script, and where it is wanted in the strict form of XML.
//!
//! What the Markdown writer, the cleaner of raw HTML and the templates write closes what it opens; a theme that
//! does not is told so.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::tag::{Tag, unescape};
use crate::render::escape::{escape, text};

/// How a book wants its pages.
pub(in crate::render) trait Rules {
    /// Whether tags and words are to be XML.
    fn xml(&self) -> bool;
    /// An id, or the name of one.
    fn id(&self, id: &str) -> String;
    /// Where an address leads within the book; nothing where that is not in it.
    fn address(&self, tag: &str, address: &str) -> Option<String>;
    /// The level of a heading.
    fn level(&self, level: u8) -> u8;
}

/// A page, and the parts of it that stand elsewhere: by the name in their `data-apart`.
#[derive(Default)]
pub(in crate::render) struct Rewritten {
    pub main: String,
    pub apart: BTreeMap<String, String>,
    /// Where such parts belong: behind the start tag that names them in its `data-put`.
    pub put: BTreeMap<String, usize>,
}

/// Rewrites a page; the words of a mistake in the theme otherwise.
pub(in crate::render) fn rewrite(html: &str, rules: &dyn Rules) -> Result<Rewritten, String> {
    let mut writer = Writer { rules, done: Rewritten::default(), open: Vec::new(), sink: None };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writer.words(&rest[..at]);
        rest = writer.markup(&rest[at..])?;
    }
    writer.words(rest);
    match writer.open.pop() {
        Some(open) => Err(format!("`<{}>` is not closed", open.name)),
        None => Ok(writer.done),
    }
}

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Attributes whose value is one id or more.
const NAMING: [&str; 7] =
    ["for", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details"];

/// The roles of publishing that have a name in EPUB, too.
const ROLES: [(&str, &str); 7] = [
    ("doc-noteref", "noteref"),
    ("doc-footnote", "footnote"),
    ("doc-backlink", "backlink"),
    ("doc-bibliography", "bibliography"),
    ("doc-glossref", "glossref"),
    ("doc-glossary", "glossary"),
    ("doc-biblioref", "biblioref"),
];

struct Open {
    name: String,
    /// The sink that was written to before an element that stands apart.
    before: Option<Option<String>>,
}

struct Writer<'r> {
    rules: &'r dyn Rules,
    done: Rewritten,
    open: Vec<Open>,
    /// The part that is written to; nothing is the page itself.
    sink: Option<String>,
}

impl Writer<'_> {
    fn out(&mut self) -> &mut String {
        match &self.sink {
            None => &mut self.done.main,
            Some(name) => self.done.apart.entry(name.clone()).or_default(),
        }
    }

    /// Words between tags: entities that XML does not know become the characters that they stand for.
    fn words(&mut self, words: &str) {
        if !self.rules.xml() {
            return self.out().push_str(words);
        }
        let mut plain = String::with_capacity(words.len());
        unescape(words, &mut plain);
        plain.retain(is_xml);
        text(&plain, self.out());
    }

    /// One tag, comment or declaration at the start of `rest`; gives what follows it.
    fn markup<'h>(&mut self, rest: &'h str) -> Result<&'h str, String> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return Ok(comment.split_once("-->").map_or("", |(_, after)| after));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            self.out().push_str(&rest[..end]);
            return Ok(&rest[end..]);
        }
        if let Some(name) = rest.strip_prefix("</") {
            let (name, after) = name.split_once('>').unwrap_or((name, ""));
            self.close(name.trim())?;
            return Ok(after);
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.out().push_str("&lt;");
            return Ok(&rest[1..]);
        }
        let tag = Tag::read(rest);
        let after = tag.after;
        self.start(&tag);
        Ok(after)
    }

    fn close(&mut self, name: &str) -> Result<(), String> {
        if VOID.contains(&name) {
            return Ok(());
        }
        match self.open.pop() {
            Some(open) if open.name == name => {
                let written = self.heading(name);
                let out = self.out();
                out.push_str("</");
                out.push_str(&written);
                out.push('>');
                if let Some(before) = open.before {
                    self.out().push('\n');
                    self.sink = before;
                }
                Ok(())
            }
            Some(open) => Err(format!("`</{name}>` stands where `</{}>` is expected", open.name)),
            None => Err(format!("`</{name}>` closes what is not open")),
        }
    }

    /// `h2` at the level that it has in the book.
    fn heading(&self, name: &str) -> String {
        match name.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => format!("h{}", self.rules.level(level - b'0').clamp(1, 6)),
            _ => name.to_owned(),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let is_void = VOID.contains(&tag.name);
        let apart = tag.attributes.iter().find(|(name, _)| *name == "data-apart");
        let mut before = None;
        if let Some((_, part)) = apart.filter(|_| !is_void) {
            before = Some(self.sink.replace(part.clone()));
        }
        let name = self.heading(tag.name);
        let rules = self.rules;
        let mut written = format!("<{name}");
        for (name, value) in &tag.attributes {
            attribute(rules, tag.name, name, value, &mut written);
        }
        let xml = rules.xml();
        written.push_str(if xml && (is_void || tag.closed) { "/>" } else { ">" });
        if tag.closed && !is_void && !xml {
            // In HTML a slash closes nothing but what is void or foreign.
            let _ = write!(written, "</{name}>");
        }
        self.out().push_str(&written);
        let put = tag.attributes.iter().find(|(name, _)| *name == "data-put");
        if let Some((_, part)) = put.filter(|_| self.sink.is_none()) {
            self.done.put.insert(part.clone(), self.done.main.len());
        }
        if !is_void && !tag.closed {
            self.open.push(Open { name: tag.name.to_owned(), before });
        } else if let Some(before) = before {
            self.sink = before;
        }
    }
}

/// Adds an attribute as the book has it; what only a browser or a script needs is left out.
fn attribute(rules: &dyn Rules, tag: &str, name: &str, value: &str, out: &mut String) {
    let each = |value: &str| value.split_whitespace().map(|id| rules.id(id)).collect::<Vec<_>>().join(" ");
    let mut add = |name: &str, value: &str| {
        let value: String = value.chars().filter(|c| is_xml(*c)).collect();
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(&value, out);
        out.push('"');
    };
    match name {
        "href" | "src" | "poster" => {
            if let Some(address) = rules.address(tag, value) {
                add(name, &address);
            }
        }
        // The number of the page on which a place is printed.
        "data-for" if !rules.xml() => add(name, &rules.id(value)),
        "loading" | "popover" | "popovertarget" | "playsinline" | "preload" => {}
        "tabindex" if !rules.xml() || value.starts_with('-') => {}
        "epub:type" if !rules.xml() => {}
        _ if name.starts_with("data-") => {}
        "id" => add(name, &rules.id(value)),
        _ if NAMING.contains(&name) => add(name, &each(value)),
        "role" if rules.xml() => {
            add(name, value);
            if let Some((_, kind)) = ROLES.iter().find(|(role, _)| *role == value) {
                add("epub:type", kind);
            }
        }
        _ if value.is_empty() && rules.xml() && is_flag(name) => add(name, name),
        _ => add(name, value),
    }
}

fn is_flag(name: &str) -> bool {
    matches!(
        name,
        "open" | "checked" | "disabled" | "controls" | "hidden" | "default" | "reversed" | "itemscope"
    )
}

/// Characters that XML can hold.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r')
        || (c >= ' ' && !matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Prefixed(bool);

    impl Rules for Prefixed {
        fn xml(&self) -> bool {
            self.0
        }

        fn id(&self, id: &str) -> String {
            format!("p1-{id}")
        }

        fn address(&self, _: &str, address: &str) -> Option<String> {
            (address != "gone").then(|| address.replace('#', "#p1-"))
        }

        fn level(&self, level: u8) -> u8 {
            level + 2
        }
    }

    fn main(html: &str, xml: bool) -> String {
        rewrite(html, &Prefixed(xml)).map(|done| done.main).unwrap_or_else(|why| why)
    }

    #[test]
    fn html_becomes_xml_that_says_the_same() {
        for (html, xml) in [
            ("<br>a<hr />", "<br/>a<hr/>"),
            ("<p>x &nbsp;&amp; &foo; & <</p>", "<p>x \u{a0}&amp; &amp;foo; &amp; &lt;</p>"),
            (
                "<input disabled=\"\" type=checkbox checked>",
                "<input disabled=\"disabled\" type=\"checkbox\" checked=\"checked\"/>",
            ),
            ("<a href='gone' title='a \"b\"'>w</a>", "<a title=\"a &quot;b&quot;\">w</a>"),
            ("<p>\u{1}a\u{c}</p><!-- c -->", "<p>a</p>"),
            (
                "<sup><a href=\"#fn-1\" role=\"doc-noteref\">1</a></sup>",
                "<sup><a href=\"#p1-fn-1\" role=\"doc-noteref\" epub:type=\"noteref\">1</a></sup>",
            ),
        ] {
            assert_eq!(main(html, true), xml);
        }
    }

    #[test]
    fn ids_and_levels_are_those_of_the_book() {
        assert_eq!(
            main("<h2 id=\"a\">A</h2><p aria-labelledby=\"a b\" data-x=1 tabindex=0>w</p>", false),
            "<h4 id=\"p1-a\">A</h4><p aria-labelledby=\"p1-a p1-b\">w</p>"
        );
        assert_eq!(main("<h5>A</h5>", false), "<h6>A</h6>");
    }

    #[test]
    fn what_stands_apart_is_kept_apart() {
        let done = rewrite(
            "<p>a</p><div data-apart=\"x\"><p>b</p></div><p>c</p><div data-apart=\"x\">d</div>",
            &Prefixed(true),
        );
        let Ok(done) = done else { panic!("not well formed") };
        assert_eq!(done.main, "<p>a</p><p>c</p>");
        assert_eq!(done.apart["x"], "<div><p>b</p></div>\n<div>d</div>\n");
    }

    #[test]
    fn what_is_not_closed_is_told() {
        assert!(main("<div><p>a</div>", true).contains("`</p>` is expected"));
        assert!(main("<div>", true).contains("not closed"));
        assert!(main("a</div>", true).contains("not open"));
    }
}
