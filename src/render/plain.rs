//! A body without a course around it → HTML: plain Markdown, as the parser's own writer would write it.

use super::html::{Around, Prose};
use crate::document::{Body, Index, Link, Node};

/// Renders a body by itself: links as they were written, no ids but its own, raw HTML cleaned if `cleans`.
pub fn plain(body: &Body, cleans: bool) -> String {
    let mut out = String::with_capacity(body.text.len() * 2);
    Prose { body, around: &Nothing { body, cleans } }.flow(&body.nodes, &mut out);
    out
}

/// No course: what is asked of it is answered from the text alone.
struct Nothing<'a> {
    body: &'a Body,
    cleans: bool,
}

impl Around<()> for Nothing<'_> {
    fn href(&self, _: Index, link: &Link) -> Option<String> {
        Some(link.dest.to_string())
    }

    fn link_words(&self, index: Index) -> String {
        self.body.link(index).dest.to_string()
    }

    fn picture(&self, _: Index, link: &Link) -> (String, Option<(usize, usize)>) {
        (link.dest.to_string(), None)
    }

    fn block(&self, prose: &Prose<'_, ()>, subtree: &[Node], out: &mut String) {
        prose.flow(subtree.get(1..).unwrap_or_default(), out);
    }

    fn cite(&self, _: Index, link: &Link, out: &mut String) {
        super::html::text(self.body.slice(link.span), out);
    }

    fn term(&self, _: Index, link: &Link, out: &mut String) {
        super::html::text(self.body.slice(link.span), out);
    }

    fn highlighted(&self, _: &str, _: &str) -> Option<String> {
        None
    }

    fn footnote(&self, _: &str) -> Option<(&str, bool)> {
        None
    }

    fn word(&self, _: &str) -> &str {
        ""
    }

    fn is_course(&self) -> bool {
        false
    }

    fn cleans_html(&self) -> bool {
        self.cleans
    }
}
